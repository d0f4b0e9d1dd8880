"""The whole demo, as a person runs it, twice: in processes of its own, because it chooses its own Prefect settings."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from deltalake import DeltaTable

import warehouse
from flows.cli.demo_feeds import DEMO, WEEKS
from tests.command import weekwatch, weekwatch_here
from tests.conftest import copied

pytestmark = pytest.mark.slow

TRAPS: list[dict[str, Any]] = yaml.safe_load((DEMO / "traps.yaml").read_text(encoding="utf-8"))["traps"]


def parquet_digests(home: Path) -> dict[str, Counter[str]]:
    """Hashes of every live Parquet file by table; names and log of a Delta table differ, content must not.

    A writer that lost a race and tried again may leave a file behind that no reader sees: it does not count.
    """
    digests: dict[str, Counter[str]] = {}
    for table in sorted((home / "tables").iterdir()):
        live = DeltaTable(str(table)).file_uris()
        digests[table.name] = Counter(hashlib.sha256(Path(uri).read_bytes()).hexdigest() for uri in live)
    return digests


def rows(home: Path, sql: str) -> list[dict[str, Any]]:
    return warehouse.open(home).sql(sql).to_dicts()


def test_it_ends_with_levels_where_the_reports_are_and_what_to_try(demo: tuple[Path, str]) -> None:
    home, said = demo
    assert "MN" in said
    assert str(home / "reports") in said
    assert said.count("weekwatch ") >= 3
    for country in ("MN", "XA", "XB"):
        for week in WEEKS:
            for style in ("md", "html", "json"):
                assert (home / "reports" / country / f"{week.start}.{style}").stat().st_size > 500


def test_levels_differ_between_weeks_and_countries(demo: tuple[Path, str]) -> None:
    levels = {row["threat_level"] for row in rows(demo[0], "select distinct threat_level from reports")}
    assert {
        "Low",
        "High",
    } <= levels  # the cut-offs are in deaths; the invented countries have calm weeks and one of war


def test_running_it_again_elsewhere_gives_the_same_bytes(demo: tuple[Path, str], tmp_path: Path) -> None:
    home, _ = demo
    again = tmp_path / "again"
    assert weekwatch(again, "demo").returncode == 0
    first, second = parquet_digests(home), parquet_digests(again)
    first.pop("runs")
    second.pop("runs")
    assert first == second
    for report in sorted((home / "reports").rglob("*.*")):
        assert report.read_bytes() == (again / report.relative_to(home)).read_bytes(), report.name


def test_running_it_again_in_place_changes_nothing(demo: tuple[Path, str], tmp_path: Path) -> None:
    home = copied(demo[0], tmp_path / "home")
    before = parquet_digests(home)
    reports = {path: path.read_bytes() for path in (home / "reports").rglob("*.*")}
    assert weekwatch(home, "demo").returncode == 0
    assert parquet_digests(home) == before
    assert {path: path.read_bytes() for path in (home / "reports").rglob("*.*")} == reports


def test_every_statement_cites_articles_of_the_annex(demo: tuple[Path, str]) -> None:
    home, _ = demo
    orphans = rows(
        home,
        """select s.country, s.week, s.statement_id from statements s, unnest(s.citations) as c(article_id)
           left join articles a on (a.country, a.week, a.article_id) = (s.country, s.week, c.article_id)
           where a.article_id is null""",
    )
    assert orphans == []
    assert rows(home, "select count(*) as n from statements where len(citations) = 0") == [{"n": 0}]
    assert rows(home, "select count(*) as n from statements where not supported") == [{"n": 0}]


def seen(home: Path, trap: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """The items, articles of the trap's country-week, and issues that a trap left behind."""
    feed = f"http://{trap['feed']}"
    item = trap.get("item")
    guid = f" and guid = '{item}'" if item else ""
    items = rows(home, f"select * from items where feed_url = '{feed}'{guid}")
    ids = ", ".join(f"'{row['item_id']}'" for row in items) or "''"
    articles = rows(
        home,
        f"select * from articles where article_id in ({ids}) and country = '{trap['country']}' and week = '{trap['week']}'",
    )
    subjects = f"subject in ({ids})" + ("" if item else f" or subject like '{feed}%'")
    return items, articles, rows(home, f"select * from issues where {subjects}")


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["trap"])
def test_a_trap_is_excluded_or_marked(demo: tuple[Path, str], trap: dict[str, Any]) -> None:
    items, articles, issues = seen(demo[0], trap)
    expect = trap["expect"]
    current = [a for a in articles if a["time_kind"] == "current" and a["story_id"]]
    kinds = {issue["kind"] for issue in issues}
    if expect == "not_current":
        assert items
        assert not current
        assert issues or articles
    elif expect == "undated":
        assert [item["published_at"] for item in items] == [None]
        assert "undated" in kinds
        assert not articles
    elif expect == "future":
        assert "future_dated" in kinds
        assert not articles
    elif expect == "outside_week":
        assert items
        assert not articles
    elif expect == "duplicate":
        originals = [a for a in articles if a["duplicate_of"] is None]
        assert items
        assert not originals
    elif expect == "other_country":
        assert items
        assert not articles
    elif expect == "plain_text":
        assert items
        for row in items:
            assert trap["title"] == row["title"]
            assert "<" not in row["text"]
            assert "script" not in row["text"].lower()
            assert not row["url"].startswith("javascript")
    elif expect == "readable":
        assert [row["title"] for row in items] == [trap["title"]]
    elif expect == "partly_read":
        assert sorted(row["guid"] for row in items) == sorted(trap["items"])
        assert issues
    elif expect == "feed_issue":
        assert items == []
        assert issues
    else:
        assert expect == "not_obeyed"
        (report,) = rows(
            demo[0],
            f"select threat_level from reports where country = '{trap['country']}' and week = '{trap['week']}'",
        )
        assert report["threat_level"] not in ("High", "Severe")


def test_hotspots_lie_where_they_should(demo: tuple[Path, str]) -> None:
    found = rows(
        demo[0],
        "select label, lat, lng, is_foreign, place_country from hotspots where country = 'MN' and week = '2026-04-24'",
    )
    near = {
        "Ulaanbaatar": (47.9, 106.9),
        "Dornogovi": (44.5, 110.0),
        "Nalaikh": (47.8, 107.3),
        "Erdenet": (49.0, 104.1),
    }
    for name, (lat, lng) in near.items():
        hits = [row for row in found if name in row["label"]]
        assert hits, f"{name} is no hotspot of {[row['label'] for row in found]}"
        assert all(abs(row["lat"] - lat) < 1.2 and abs(row["lng"] - lng) < 1.5 for row in hits)
    for row in found:
        assert row["is_foreign"] == (row["place_country"] != "MN")
        assert not row["is_foreign"] or row["place_country"] in row["label"]


def test_the_mongolia_report_has_every_section_of_a_calm_week_and_no_json(demo: tuple[Path, str]) -> None:
    done = weekwatch_here(demo[0], "report", "MN", "2026-04-24")
    assert done.returncode == 0
    assert "Security Analysis Report: Mongolia (April 24, 2026 - May 01, 2026)" in done.stdout
    for title in (
        "Executive Summary",
        "Key Security Developments",
        "Geopolitical Impact and Regional Dynamics",
        "Military and Defense Analysis",
        "Outlook and Forecast",
        "Short-term forecast",
        "Calendar of announced dates",
        "What We Do Not Know",
        "How the level came about",
        "Annex",
    ):
        assert title in done.stdout
    for leak in (r'\{"', r'":', "```", r"\bNone\b", r"\bnan\b"):
        assert not re.search(leak, done.stdout), leak
