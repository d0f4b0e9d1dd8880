"""Which country and week a reader means, and Markdown that is not made up for a pipe."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flows.cli import arguments, console
from warehouse.errors import NotFoundError
from warehouse.store.home import Home
from warehouse.weeks import Week


def _answers(monkeypatch: pytest.MonkeyPatch, *rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = []

    def query(home: Home, sql: str, values: dict[str, Any]) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        asked.append(values)
        return ["column"], iter(rows)

    monkeypatch.setattr(arguments, "query_sql", query)
    return asked


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("mn", "MN"),
        (" mongolia ", "MN"),
        ("UK", "GB"),
        ("uae", "AE"),
        ("DRC", "CD"),
        ("Türkiye", "TR"),
        ("Deutschland", "DE"),
    ],
)
def test_a_country_is_known_by_its_code_and_its_names(tmp_path: Path, named: str, code: str) -> None:
    assert arguments.code_of(Home.create(tmp_path / "home"), named) == code


@pytest.mark.parametrize(("named", "near"), [("Mongola", "MN (Mongolia)"), ("Nigera", "NG (Nigeria)")])
def test_a_name_that_nobody_bears_is_refused_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, near: str
) -> None:
    _answers(monkeypatch)
    with pytest.raises(NotFoundError, match=re.escape(near)):
        arguments.code_of(Home.create(tmp_path / "home"), named)


def test_the_newest_week_is_meant_where_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    home: Any = SimpleNamespace(remote=True, location="s3://weeks")
    _answers(monkeypatch, (dt.date(2026, 4, 24),))
    assert arguments.newest_week(home, "MN") == Week(dt.date(2026, 4, 24))
    _answers(monkeypatch, (None,))
    with pytest.raises(NotFoundError):
        arguments.newest_week(home, "MN")


def test_markdown_goes_into_a_pipe_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    console.print_markdown("# Title\n\n*text*\n")
    assert capsys.readouterr().out == "# Title\n\n*text*\n"
