"""The charts of events: what is drawn of weeks and of a toll, and when there is nothing to see."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import pytest

from tasks.publish.graphics.bars import TollPoint, toll_chart, week_bars

MONDAY = dt.date(2026, 4, 20)


def told(hour: int, low: int, high: int, *, counts: bool = True, publisher: str = "Ledger") -> TollPoint:
    return TollPoint(dt.datetime(2026, 4, 20, tzinfo=dt.UTC) + dt.timedelta(hours=hour), low, high, publisher, counts)


def test_a_bar_a_week_in_proportion_with_its_number() -> None:
    weeks = {MONDAY + dt.timedelta(days=7 * k): n for k, n in enumerate((5, 10, 0))}
    drawn = ElementTree.fromstring(week_bars(weeks, title="Deaths", unit="Deaths", ident="deaths"))
    bars = drawn.findall("{*}rect")
    heights = [float(bar.attrib["height"]) for bar in bars]
    assert heights[1] == pytest.approx(2 * heights[0], rel=0.02)
    assert [bar.findtext("{*}title") for bar in bars][1] == "Week of 2026-04-27: 10 deaths"
    assert "15 deaths in 3 weeks" in (drawn.findtext("{*}desc") or "")


def test_weeks_without_any_are_not_drawn() -> None:
    assert week_bars({MONDAY: 0}, title="Deaths", unit="Deaths", ident="deaths") == ""


def test_a_toll_rises_to_the_right_and_says_who_told_it() -> None:
    figures = [told(0, 3, 5), told(20, 40, 40, counts=False, publisher='<Post> & "Co"'), told(48, 30, 30)]
    drawn = ElementTree.fromstring(toll_chart(figures, title="Deaths", ident="toll"))
    dots = {dot.findtext("{*}title"): dot for dot in drawn.findall("{*}circle")}
    first, last = dots["2026-04-20 00:00 UTC, Ledger: 3 to 5 killed"], dots["2026-04-22 00:00 UTC, Ledger: 30 killed"]
    assert float(first.attrib["cx"]) < float(last.attrib["cx"])
    assert float(first.attrib["cy"]) > float(last.attrib["cy"])
    doubted = next(dot for title, dot in dots.items() if title and "<Post>" in title)
    assert doubted.attrib["class"] == "ww-gap"


def test_one_moment_is_no_course_of_time() -> None:
    assert toll_chart([told(0, 3, 5), told(0, 4, 4, publisher="Post")], title="Deaths", ident="toll") == ""
