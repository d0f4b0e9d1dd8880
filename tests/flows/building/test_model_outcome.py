"""What a run says at its end of the reports that a language model did and did not write."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flows.building import model as module
from flows.building.model import LEDGER, reports_of, written_since
from warehouse.store.home import Home

WEEK = dt.date(2026, 4, 24)


def report(analyst: str, calls: int | None, country: str = "MN") -> Any:
    return SimpleNamespace(country=country, week=WEEK, analyst=analyst, model_calls=calls)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Any:
    def of(before: list[Any], after: list[Any], reason: str = "its server answered HTTP 503: overloaded") -> list[str]:
        keyed = [{(r.country, r.week): r for r in rows} for rows in (before, after)]
        monkeypatch.setattr(module, "reports_of", lambda _: keyed[1])
        monkeypatch.setattr(module, "_reasons", lambda _, keys: {key: reason for key in keys if reason})
        return written_since(None, keyed[0])  # type: ignore[arg-type]

    return of


def test_a_replaced_report_is_named_with_the_reason(said: Any) -> None:
    lines = said([report("openai:x", 5)], [report("embedded", 0)])
    assert lines[0] == "a language model wrote in 0 of 1 report"
    assert "took the place of the one by openai:x: its server answered HTTP 503: overloaded" in lines[1]
    assert "--force" in lines[1]


def test_it_is_named_where_no_model_is_configured_any_more(said: Any) -> None:
    (line,) = said([report("openai:x", 5)], [report("embedded", None)], reason="")
    assert "no language model is configured" in line


def test_a_model_that_wrote_is_counted_and_nothing_else_said(said: Any) -> None:
    assert said([], [report("openai:x", 5), report("openai:x", 4, "XA")]) == [
        "a language model wrote in 2 of 2 reports"
    ]


def test_what_was_not_built_is_not_spoken_of(said: Any) -> None:
    same = report("embedded", 0)
    assert said([same], [same]) == []


def test_a_home_without_a_model_is_not_read(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    assert not (home.local / LEDGER).exists()
    assert reports_of(home) == {}
