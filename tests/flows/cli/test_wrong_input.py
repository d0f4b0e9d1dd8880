"""Thirty wrong inputs: each is refused by a message that names what is wrong and how to go on, with its exit code."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flows.cli import app as command_line
from flows.cli.grouped import GROUPS
from warehouse.store.home import Home

WRONG: tuple[tuple[str, int, str], ...] = (
    ("report Mongola", 2, "did you mean MN (Mongolia)?"),
    ("brief Germny", 2, "did you mean DE (Germany)"),
    ("events Atlantis", 2, "`weekwatch reports` lists those that have a report"),
    ("report UAE", 2, "no report on United Arab Emirates (AE)"),
    ("report MN", 2, "weekwatch reports"),
    ("report MN 2099-W01", 2, "has not begun"),
    ("brief MN 2099-01-01", 2, "has not begun"),
    ("events MN 2099-W10", 2, "has not begun"),
    ("run --countries MN --week 2099-W01", 2, "has not begun"),
    ("backfill --countries MN --from 2023-W01 --to 2099-W01", 2, "has not begun"),
    ("report MN 2026-W99", 2, "is not a week"),
    ("report MN yesterday", 2, "2026-W18"),
    ("report MN 1887-01-01", 2, "is before"),
    ("report MN 2023-W01 --format docx", 2, "docx"),
    ("report", 2, "Missing argument"),
    ("reprt MN", 2, "No such command"),
    ("report MN --formt md", 2, "No such option"),
    ("events MN --most 0", 2, "--most"),
    ("run --countries ZZ --week 2023-W01", 2, "no profile for country 'ZZ'"),
    ("run --countries Mongola --week 2023-W01", 2, "MN (Mongolia)"),
    ("run --countries MN --week 2023-W01", 2, "no items are stored"),
    ("backfill --countries MN --from 2023-W09 --to 2023-W01", 2, "swap"),
    ("sql selct", 2, "selct"),
    ("query threat-serie", 2, "threat-series"),
    ("query threat-series --contry MN", 2, "country"),
    ("query threat-series --country Mongola", 2, "MN (Mongolia)"),
    ("query movers --format parquet", 2, "--out"),
    ("import missing.jsonl", 2, "no such file"),
    ("import missing.jsonl --map date", 2, "theirs=ours"),
    ("export csv --country Mongola --out x.csv", 2, "MN (Mongolia)"),
    ("deploy", 2, "no Prefect server is named"),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("wrong") / "home"
    Home.create(place)
    return place


def run(words: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["weekwatch", *words])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize(("command", "code", "words"), WRONG, ids=[command for command, _, _ in WRONG])
def test_a_wrong_input_is_refused_with_the_way_on(
    command: str, code: int, words: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEEKWATCH_HOME", str(home))
    for named in ("PREFECT_API_URL", "PREFECT_HOME"):  # an earlier test's, in the same process
        monkeypatch.delenv(named, raising=False)
    assert run(command.split(), monkeypatch) == code
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""
    assert "Traceback" not in said.err
    assert len(said.err.splitlines()) <= 5


def test_an_interrupt_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(home: str | None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.cli.demo.run_demo", interrupted)
    assert run(["demo"], monkeypatch) == 130
    assert "goes on from there" in capsys.readouterr().err


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("can't start new thread")])
def test_want_of_memory_is_no_traceback(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def starved(home: str | None) -> None:
        raise error

    monkeypatch.setattr("flows.cli.demo.run_demo", starved)
    assert run(["demo"], monkeypatch) == 2
    assert "memory or threads ran out" in capsys.readouterr().err


def test_names_of_countries_are_understood_where_codes_are(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEEKWATCH_HOME", str(home))
    assert run(["query", "threat-series", "--country", "Mongolia,Emirates", "--json"], monkeypatch) == 0
    assert capsys.readouterr().out.strip() == "[]"


def test_every_command_stands_under_a_title_of_the_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--help"], monkeypatch) == 0
    shown = capsys.readouterr().out
    for title, names in GROUPS:
        assert f"{title}:" in shown
        assert all(f"  {name} " in shown for name in names)
    assert "Other:" not in shown
