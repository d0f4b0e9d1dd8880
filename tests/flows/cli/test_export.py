"""`weekwatch export ...`: files and folders, formats that miss a package, countries without a report."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli.app import app
from flows.cli.commands.reading import export as cli_export
from tasks.publish.formats import EXPORTS
from tasks.publish.formats.finished import FinishedWeek
from tests.tasks.publish.formats.weeks import finished
from tests.tasks.report_rows import small_week
from tests.warehouse.samples import country_week
from warehouse.errors import InputError
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home


@pytest.fixture
def week(monkeypatch: pytest.MonkeyPatch) -> FinishedWeek:
    made = finished(small_week())
    monkeypatch.setattr(cli_export, "_finished", lambda home, country, week: made)
    return made


def export(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["export", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_folder_gets_a_named_file_and_a_file_its_own_name(week: FinishedWeek, tmp_path: Path) -> None:
    export("geojson", "--country", "mn", "--week", "2026-04-24", "--out", str(tmp_path))
    export("geojson", "--country", "mn", "--week", "2026-04-24", "--out", str(tmp_path / "deep" / "x.json"))
    named = tmp_path / "MN-2026-04-24.geojson"
    assert named.read_bytes() == (tmp_path / "deep" / "x.json").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["MN-2026-04-24.geojson", "deep"]


def test_all_leaves_out_what_cannot_be_made_and_says_so(
    week: FinishedWeek, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tasks.publish.formats import pdf

    def missing(week: FinishedWeek) -> bytes:
        raise InputError("PDF needs the package typst")

    monkeypatch.setattr(pdf, "export_pdf", missing)
    export("all", "--country", "MN", "--week", "2026-W18", "--out", str(tmp_path / "new"))
    assert {p.name.split(".", 1)[1] for p in (tmp_path / "new").iterdir()} == {
        e.suffix for e in EXPORTS if e.name != "pdf"
    }


def test_a_week_without_report_is_an_error_with_its_remedy(tmp_path: Path) -> None:
    Home.create(tmp_path / "home")
    done = CliRunner().invoke(
        app,
        [
            "export",
            "html",
            "--country",
            "UA",
            "--week",
            "2026-W18",
            "--out",
            str(tmp_path / "x.html"),
            "--home",
            str(tmp_path / "home"),
        ],
    )
    assert done.exit_code != 0
    assert "there is no report for UA" in f"{done.exception}{done.output}"
    assert not (tmp_path / "x.html").exists()


def test_events_are_written_in_the_format_asked_for_and_another_is_named(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    Store(home).replace_country_weeks([country_week("MN"), country_week("UA")])
    out = tmp_path / "events.csv"
    said = export("events", "--format", "ucdp", "--countries", "MN", "--out", str(out), "--home", str(home.location))
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert f"{len(rows)} events as ucdp" in said
    assert {row["country"] for row in rows} == {"Mongolia"}
    export("events", "--to", "2020-W01", "--out", str(out), "--home", str(home.location))
    assert out.read_text(encoding="utf-8-sig").count("\n") == 1
    refused = CliRunner().invoke(app, ["export", "events", "--format", "xls", "--out", str(out)])
    assert isinstance(refused.exception, InputError)
    assert "acled, ucdp, geojson, stix" in str(refused.exception)
