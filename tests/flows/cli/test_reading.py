"""Which country and week a reader means, and Markdown that is not made up for a pipe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from flows.cli import reading
from warehouse.errors import NotFoundError
from warehouse.store.home import Home
from warehouse.weeks import Week


def _answers(monkeypatch: pytest.MonkeyPatch, *rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = []

    def query(home: Home, sql: str, values: dict[str, Any]) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        asked.append(values)
        return ["column"], iter(rows)

    monkeypatch.setattr(reading, "query_sql", query)
    return asked


def test_a_code_is_taken_as_it_is_and_a_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _answers(monkeypatch, ("MN",))
    home: Any = None
    assert reading.code_of(home, "mn") == "MN"
    assert asked == []
    assert reading.code_of(home, " mongolia ") == "MN"
    assert asked == [{"name": "mongolia"}]


def test_a_name_without_a_report_is_refused_with_the_way_on(monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch)
    home: Any = None
    with pytest.raises(NotFoundError, match="Atlantis"):
        reading.code_of(home, "Atlantis")


def test_the_newest_week_is_meant_where_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    home: Any = None
    _answers(monkeypatch, (dt.date(2026, 4, 24),))
    assert reading.newest_week(home, "MN") == Week(dt.date(2026, 4, 24))
    _answers(monkeypatch, (None,))
    with pytest.raises(NotFoundError):
        reading.newest_week(home, "MN")


def test_markdown_goes_into_a_pipe_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    reading.print_markdown("# Title\n\n*text*\n")
    assert capsys.readouterr().out == "# Title\n\n*text*\n"
