"""Charts: what is drawn is what was given, gaps stay gaps, and each says in words what it shows."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ElementTree
from typing import Literal

import pytest

from tasks.publish.graphics.charts import (
    ChartPart,
    WeekScore,
    draw_why_bar,
    level_line,
    parts_of,
    small_multiples,
    sparkline,
)
from warehouse.tables import Contribution

SVG = "{http://www.w3.org/2000/svg}"
FIRST = dt.date(2026, 1, 2)


def weeks(*scores: float | None) -> list[WeekScore]:
    return [
        WeekScore(FIRST + dt.timedelta(7 * i), "Insufficient evidence", 0, 0, 0)
        if score is None
        else WeekScore(FIRST + dt.timedelta(7 * i), "Guarded", score, max(score - 5, 0), score + 5)
        for i, score in enumerate(scores)
    ]


def described(svg: str) -> str:
    return "".join(ElementTree.fromstring(svg).find(f"{SVG}desc").itertext())  # type: ignore[union-attr]


def test_a_week_without_evidence_interrupts_the_line_and_is_marked() -> None:
    root = ElementTree.fromstring(level_line(weeks(10, 20, None, 30, 40), title="t"))
    assert len(root.findall(f".//{SVG}path[@class='ww-line']")) == 2
    assert len(root.findall(f".//{SVG}circle[@class='ww-gap']")) == 1


def test_a_missing_week_interrupts_the_line_too() -> None:
    points = weeks(10, 20, 30, 40)
    root = ElementTree.fromstring(level_line([points[0], points[1], points[3]], title="t"))
    assert len(root.findall(f".//{SVG}path[@class='ww-line']")) == 2


def test_higher_scores_stand_higher_and_on_the_scale() -> None:
    root = ElementTree.fromstring(level_line(weeks(0, 50, 100), title="t", height=246))
    rows = [float(c.get("cy", "")) for c in root.findall(f".//{SVG}circle[@class='ww-dot']")]
    assert rows == [220.0, 120.0, 20.0]


def test_the_words_name_the_latest_and_the_highest() -> None:
    told = described(level_line(weeks(10, 62, 30), title="t"))
    assert (
        told
        == "3 weeks from 2026-01-02 to 2026-01-16; latest Guarded, score 30; highest 62 (Guarded) in the week of 2026-01-09."
    )


def test_bars_are_as_long_as_their_points_and_the_rest_is_summed_up() -> None:
    svg = draw_why_bar([ChartPart(f"Story {i}", float(10 - i)) for i in range(10)], title="t", most=3)
    root = ElementTree.fromstring(svg)
    wide = [float(r.get("width", "")) for r in root.findall(f".//{SVG}rect")]
    assert wide[1] / wide[0] == pytest.approx(0.9, abs=0.01)
    assert "7 further events: 28.0" in described(svg)
    assert described(svg).startswith("55.0 points in all.")
    assert draw_why_bar([ChartPart("nothing", 0.0)], title="t") == ""


def test_small_charts_share_one_scale() -> None:
    days = [FIRST, FIRST + dt.timedelta(7)]
    svg = small_multiples(
        {"military": [(days[0], 1.0), (days[1], 9.0)], "energy": [(days[0], None), (days[1], 3.0)]}, title="t"
    )
    assert "0 to 10 points" in svg
    assert described(svg) == "military: latest 9.0; energy: latest 3.0."
    assert small_multiples({}, title="t") == ""


def test_a_sparkline_has_gaps_and_marks_its_end_by_the_level() -> None:
    svg = sparkline([10, None, 30, 40], title="t", ident="s", level="High")
    assert 'class="ww-l4 ww-mark"' in svg
    assert len(re.findall("M", re.findall(r' d="([^"]+)"', svg)[0])) == 1  # a single point makes no line
    assert described(svg) == "4 weeks, from 10 to 40, highest 40."


def test_the_parts_of_a_score_are_named_and_what_is_ordinary_is_taken_off_the_events() -> None:
    def row(part: Literal["standing", "ordinary", "event"], points: float, story_id: str | None = None) -> Contribution:
        return Contribution.model_construct(
            part=part, story_id=story_id, points=points, sector="border_trade", label="e"
        )

    rows = [
        row("standing", 4.0),
        row("standing", 2.0),
        row("ordinary", -1.5),
        row("event", 1.0, "s1"),
        row("event", 2.0, "s2"),
    ]
    parts = parts_of(rows, {"s1": "Blast in the harbour"})
    assert [(p.label, p.points, p.group) for p in parts] == [
        ("Standing danger", 6.0, ""),
        ("Blast in the harbour", 0.5, "border trade"),
        ("e", 1.0, "border trade"),
    ]
    quiet = parts_of([row("standing", 4.0), row("ordinary", -1.5), row("event", 0.5, "s1")], {})
    assert [p.points for p in quiet] == [3.0, 0.0]
