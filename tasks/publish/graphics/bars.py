"""Charts of events as SVG text: how many a week and how many dead, and the toll of one event as it was told over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.publish.graphics.drawing import escaped, figure, number, text, text_width

_LEFT, _RIGHT, _TOP, _BOTTOM = 72.0, 12.0, 28.0, 27.0
_LETTERS = 16.0
"""Size of letters that dates have room for, in a chart's pixels: those of a telephone, where all is drawn smaller (site.css)."""


@dataclass(frozen=True, slots=True)
class TollPoint:
    """A number of dead as one article told it."""

    told_at: dt.datetime
    low: int
    high: int
    publisher: str
    counts: bool
    """The toll of the event rests on it."""


def week_bars(
    values: Mapping[dt.date, int], *, title: str, unit: str, ident: str, width: float = 520.0, height: float = 140.0
) -> str:
    """One bar a week, oldest first, from zero; the highest is named. Empty where every week is zero."""
    most = max(values.values(), default=0)
    if not most:
        return ""
    weeks = sorted(values)
    top, ground = _round_top(most), height - _BOTTOM
    room = width - _LEFT - _RIGHT
    step = room / len(weeks)
    body = [_axis(top, ground, width, f"{unit} a week")]
    edge = -1e9
    for i, week in enumerate(weeks):
        value, left = values[week], _LEFT + i * step
        tall = value / top * (ground - _TOP)
        told = f"Week of {week}: {value:,} {unit.lower()}"
        body.append(
            f'<rect class="ww-bar" x="{number(left + 0.12 * step)}" y="{number(ground - tall)}" width="{number(0.76 * step)}" '
            f'height="{number(max(tall, 0.6))}"><title>{escaped(told)}</title></rect>'
        )
        edge = _dated(body, week, left + step / 2, ground, edge, width, long=len(weeks) > 40)
    highest = max(weeks, key=lambda week: values[week])
    total = sum(values.values())
    told = f"{total:,} {unit.lower()} in {len(weeks)} weeks; most, {values[highest]:,}, in the week of {highest}."
    return figure(ident, width, height, title=title, description=told, kind="ww-bars", body="".join(body))


def toll_chart(
    figures: Sequence[TollPoint], *, title: str, ident: str = "toll", width: float = 520.0, height: float = 190.0
) -> str:
    """The numbers of dead as they were told, oldest first: full dots are those that the toll rests on, a bar is a range.

    Empty where fewer than two moments tell one: there is no course of time to see.
    """
    if len({f.told_at for f in figures}) < 2:
        return ""
    first, last = figures[0].told_at, max(f.told_at for f in figures)
    span = (last - first).total_seconds() or 1.0
    top, ground = _round_top(max(f.high for f in figures)), height - _BOTTOM
    room = width - _LEFT - _RIGHT - 8

    def at(f: TollPoint, value: int) -> tuple[float, float]:
        x = _LEFT + 4 + (f.told_at - first).total_seconds() / span * room
        return x, ground - value / top * (ground - _TOP)

    body = [_axis(top, ground, width, "Killed, as told")]
    course = [at(f, f.high) for f in figures if f.counts]
    if len(course) > 1:
        body.append(f'<path class="ww-line ww-thin" d="M{"L".join(f"{number(x)} {number(y)}" for x, y in course)}"/>')
    for f in sorted(figures, key=lambda f: f.counts):
        (x, upper), (_, lower) = at(f, f.high), at(f, f.low)
        if f.low < f.high:
            body.append(f'<path class="ww-lead" d="M{number(x)} {number(upper)}V{number(lower)}"/>')
        said = f"{f.low:,}" if f.low == f.high else f"{f.low:,} to {f.high:,}"
        rests = "" if f.counts else "; the toll does not rest on it"
        told = f"{f.told_at:%Y-%m-%d %H:%M} UTC, {f.publisher}: {said} killed{rests}"
        look = "ww-dot" if f.counts else "ww-gap"
        body.append(
            f'<circle class="{look}" cx="{number(x)}" cy="{number(upper)}" r="{3.6 if f.counts else 2.8}">'
            f"<title>{escaped(told)}</title></circle>"
        )
    edge = -1e9
    for day in sorted({f.told_at.date() for f in figures}):
        x = next(at(f, 0)[0] for f in figures if f.told_at.date() == day)
        edge = _dated(body, day, x, ground, edge, width, long=False)
    counted = [f for f in figures if f.counts] or figures
    told = f"{len(figures)} figures told from {first:%Y-%m-%d} to {last:%Y-%m-%d}; the latest that counts is {counted[-1].high:,}."
    return figure(ident, width, height, title=title, description=told, kind="ww-toll", body="".join(body))


def _axis(top: int, ground: float, width: float, unit: str) -> str:
    """Ground line, the middle and the top of the scale, and what is counted."""
    lines = []
    for value in (0, top // 2, top) if top > 1 else (0, top):
        y = ground - value / top * (ground - _TOP)
        lines.append(f'<path class="ww-axis" d="M{number(_LEFT)} {number(y)}H{number(width - _RIGHT)}"/>')
        lines.append(text(_LEFT - 6, y + 4, f"{value:,}", "ww-soft ww-small", "end"))
    return "".join(lines) + text(_LEFT, 14, unit, "ww-soft ww-small")


def _dated(body: list[str], day: dt.date, x: float, ground: float, edge: float, width: float, *, long: bool) -> float:
    """Adds the date below `x` if it touches neither the one before nor the border; returns where the last one ends."""
    shown = f"{day:%b %Y}" if long else f"{day.day} {day:%b}"
    half = text_width(shown, _LETTERS) / 2
    if x - half < edge + 12 or x + half > width:
        return edge
    body.append(text(x, ground + 19, shown, "ww-soft ww-small", "middle"))
    return x + half


def _round_top(most: int) -> int:
    """The next of 1, 2, 4, 10, 20, 40, 100, ... that is not less, so that its half is a whole number."""
    power = 1
    while True:
        for step in (1, 2, 4):
            if most <= step * power:
                return step * power
        power *= 10
