"""What makes a week stale: what it is built with, and nothing else."""

from __future__ import annotations

from flows.building.versions import building_files


def test_what_reads_and_writes_a_report_is_in_the_version() -> None:
    files = building_files()
    assert {
        "tasks/country_week.py",
        "tasks/events/taxonomy.yaml",
        "tasks/language/data/lexicon-en.yaml",
        "tasks/language/data/dates/fr.yaml",
        "tasks/threat/formula.yaml",
        "tasks/voice/catalogues/es.po",
        "tasks/verify/verdict.py",
        "tasks/report/sections/summary.py",
        "warehouse/tables/weighed.py",
    } <= set(files)
    assert all(path.is_file() for path in files.values())


def test_what_fetches_draws_or_sends_is_not() -> None:
    """A comment in the code of alerts, pages or requests makes no built week stale."""
    apart = (
        "tasks/publish/",
        "tasks/collect/http/",
        "tasks/collect/feed/",
        "warehouse/sql/",
        "warehouse/store/",
        "flows/",
    )
    assert [name for name in building_files() if name.startswith(apart)] == []
