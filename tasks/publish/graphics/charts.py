"""Charts as SVG text: a level over time, sparklines, small multiples, and what a score is made of. Pure functions; no script.

Every chart has a title, units and an accessible description; what colour says, position, a number or a dash pattern says too.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.publish.graphics.drawing import cut_to_fit, escaped, figure, number, rank, text, text_width
from tasks.threat.formula import load_formula
from warehouse.tables import LEVELS, Contribution

WIDTH = 720.0
LEAST_SHARE = 0.01
"""Of a score: a part that brings less has no bar of its own, since it would be a line that says 0%."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 84.0, 20.0, 26.0


@dataclass(frozen=True, slots=True)
class WeekScore:
    """A week of a country as charts show it."""

    week: dt.date
    level: str
    score: float
    """0 to 100; not drawn where the level was refused."""
    low: float
    high: float
    href: str | None = None
    """Where a click on the week leads, relative to the page."""

    @property
    def judged(self) -> bool:
        """Whether there was evidence enough for a level."""
        return self.level in LEVELS


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A share of a score: a story and the points that it brings."""

    label: str
    points: float
    group: str = ""
    """Sector, for the hover text."""
    href: str | None = None


def parts_of(contributions: Sequence[Contribution], names: Mapping[str, str]) -> list[ChartPart]:
    """The shares of a week's score: the standing in one part, then events under the names of their stories by story_id.

    What an ordinary week tells is taken off the events in proportion, so that the parts add up to the score.
    """
    of = {part: [c for c in contributions if c.part == part] for part in ("standing", "ordinary", "event")}
    standing, ordinary = (math.fsum(c.points for c in of[part]) for part in ("standing", "ordinary"))
    told = math.fsum(c.points for c in of["event"])
    left = max(0.0, told + ordinary) / told if told else 0.0
    events = [
        ChartPart(names.get(c.story_id or "", c.label or ""), c.points * left, (c.sector or "").replace("_", " "))
        for c in of["event"]
    ]
    return [ChartPart("Standing danger", max(0.0, standing + min(0.0, told + ordinary))), *events]


def level_line(
    points: Sequence[WeekScore],
    *,
    title: str,
    ident: str = "level-line",
    height: float = 260.0,
    width: float = WIDTH,
    marked: Sequence[int] = (),
    current: dt.date | None = None,
) -> str:
    """The score over time (0 to 100) with its 90 % interval over the bands of the levels, oldest week first.

    Weeks of insufficient evidence are hollow marks on the ground line and interrupt the line. `marked` are indices to number,
    `current` a week to point out. Empty where there are no weeks.
    """
    if not points:
        return ""
    plane = _plane(points, height, width)
    x, y = plane.x, plane.y
    body = [_zones(plane)]
    for stretch in _stretches(points):
        xs = [x(points[i].week) for i in stretch]
        upper = [f"{number(a)} {number(y(points[i].high))}" for a, i in zip(xs, stretch, strict=True)]
        lower = [f"{number(a)} {number(y(points[i].low))}" for a, i in zip(xs, stretch, strict=True)]
        middle = [f"{number(a)} {number(y(points[i].score))}" for a, i in zip(xs, stretch, strict=True)]
        body.append(f'<path class="ww-band" d="M{"L".join([*upper, *reversed(lower)])}z"/>')
        body.append(f'<path class="ww-line" d="M{"L".join(middle)}"/>')
    body.append(_weeks_axis(points, plane))
    if current is not None and any(p.week == current for p in points):
        body.append(
            f'<path class="ww-lead" stroke-dasharray="3 3" d="M{number(x(current))} {number(_TOP)}V{number(height - _BOTTOM)}"/>'
        )
    for i, p in enumerate(points):
        body.append(_week_mark(p, plane, large=p.week == current or len(points) < 30))
        if i in marked and p.judged:
            top = max(y(p.high) - 14, _TOP + 6)
            body.append(
                f'<circle class="ww-dot" cx="{number(x(p.week))}" cy="{number(top)}" r="7.5"/>'
                f"{text(x(p.week), top + 3.6, str(list(marked).index(i) + 1), 'ww-small ww-bold ww-paper', 'middle')}"
            )
    return figure(
        ident, width, height, title=title, description=_series_told(points), kind="ww-levels", body="".join(body)
    )


def sparkline(
    values: Sequence[float | None],
    *,
    title: str,
    ident: str,
    level: str | None = None,
    width: float = 96.0,
    height: float = 22.0,
) -> str:
    """A line without axes on the fixed scale of 0 to 100, its last value marked in the shade of `level`; None leaves a gap."""
    step = (width - 8) / max(len(values) - 1, 1)
    points = [
        None if v is None else (4 + i * step, height - 3 - min(max(v, 0.0), 100.0) / 100 * (height - 6))
        for i, v in enumerate(values)
    ]
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    lines = "".join(f"M{'L'.join(f'{number(a)} {number(b)}' for a, b in run)}" for run in runs if len(run) > 1)
    body = f'<path class="ww-line ww-thin" d="{lines}"/>' if lines else ""
    last = points[-1] if points else None
    if last is not None:
        style = f"ww-l{rank(level)} ww-mark" if level and rank(level) else "ww-dot"
        body += f'<circle class="{style}" cx="{number(last[0])}" cy="{number(last[1])}" r="3.2"/>'
    known = [v for v in values if v is not None]
    told = (
        f"{len(values)} weeks, from {known[0]:.0f} to {known[-1]:.0f}, highest {max(known):.0f}."
        if known
        else "No score."
    )
    return figure(ident, width, height, title=title, description=told, body=body, kind="ww-spark")


def small_multiples(
    series: Mapping[str, Sequence[tuple[dt.date, float | None]]],
    *,
    title: str,
    unit: str = "points",
    ident: str = "multiples",
    columns: int = 3,
    width: float = WIDTH,
) -> str:
    """One small area chart a name, all on the same scale so that they compare; None leaves a gap. Empty without series."""
    if not series:
        return ""
    weeks = sorted({week for points in series.values() for week, _ in points})
    highest = max((v for points in series.values() for _, v in points if v is not None), default=0.0)
    top = _round_up(highest)
    wide, tall, gap = (width - 14 * (columns - 1)) / columns, 92.0, 14.0
    rows = -(-len(series) // columns)
    body = []
    for index, (name, points) in enumerate(series.items()):
        left, above = (index % columns) * (wide + gap), (index // columns) * (tall + gap)
        body.append(_multiple(name, dict(points), weeks, top, (left, above), (wide, tall)))
    told = "; ".join(f"{name}: latest {_latest(points)}" for name, points in series.items())
    body.append(
        text(
            0,
            rows * (tall + gap) + 10,
            f"All on one scale, 0 to {top:g} {unit}; {weeks[0]} to {weeks[-1]}." if weeks else "",
            "ww-soft ww-small",
        )
    )
    return figure(
        ident,
        width,
        rows * (tall + gap) + 16,
        title=title,
        description=f"{told}.",
        kind="ww-multiples",
        body="".join(body),
    )


def draw_why_bar(
    parts: Sequence[ChartPart],
    *,
    title: str,
    ident: str = "why",
    unit: str = "points",
    most: int = 8,
    width: float = WIDTH,
) -> str:
    """What a score is made of: one bar a part, the heaviest first, with its points and share; further parts, and those of
    less than LEAST_SHARE, summed up in one line without a bar, which would dwarf the others. Empty where there are no points."""
    ranked = sorted((p for p in parts if p.points > 0), key=lambda p: (-p.points, p.label))
    if not ranked:
        return ""
    total = sum(p.points for p in ranked)
    heavy = sum(p.points >= LEAST_SHARE * total for p in ranked)
    named = min(most, heavy)
    shown, rest = ranked[:named], ranked[named:]
    if rest:
        shown.append(
            ChartPart(f"{len(rest)} further {'event' if len(rest) == 1 else 'events'}", sum(p.points for p in rest))
        )
    longest = ranked[0].points
    line, bar_left, bar_wide = 34.0, 4.0, width - 120
    body = []
    for i, p in enumerate(shown):
        top = i * line
        label = text(bar_left, top + 12, cut_to_fit(p.label, int(92 * width / WIDTH)))
        linked = f'<a href="{escaped(p.href)}">{label}</a>' if p.href else label
        told = f"{p.label}: {p.points:.2f} {unit}" + (f", {p.group}" if p.group else "")
        wide = max(p.points / longest * bar_wide, 1.0) if i < named else -6.0
        bar = (
            f'<rect class="ww-bar" x="{number(bar_left)}" y="{number(top + 17)}" width="{number(wide)}" height="9" rx="1.5">'
            f"<title>{escaped(told)}</title></rect>"
            if i < named
            else ""
        )
        share = text(bar_left + wide + 6, top + 26, f"{p.points:.1f} ({_share(p.points / total)})", "ww-soft ww-small")
        body.append(f"<g>{linked}{bar}{share}</g>")
    told = f"{total:.1f} {unit} in all. " + "; ".join(f"{p.label}: {p.points:.1f}" for p in shown) + "."
    return figure(ident, width, len(shown) * line + 4, title=title, description=told, kind="ww-why", body="".join(body))


def _share(share: float) -> str:
    return f"{share:.0%}" if share >= LEAST_SHARE else "<1%"


@dataclass(frozen=True, slots=True)
class _Plane:
    """From weeks and scores to pixels."""

    first: dt.date
    days: int
    height: float
    width: float = WIDTH

    def x(self, week: dt.date) -> float:
        room = self.width - _LEFT - _RIGHT
        return _LEFT + (room / 2 if not self.days else (week - self.first).days / self.days * room)

    def y(self, score: float) -> float:
        return self.height - _BOTTOM - min(max(score, 0.0), 100.0) / 100 * (self.height - _TOP - _BOTTOM)


def _plane(points: Sequence[WeekScore], height: float, width: float = WIDTH) -> _Plane:
    return _Plane(points[0].week, (points[-1].week - points[0].week).days, height, width)


def _stretches(points: Sequence[WeekScore]) -> list[list[int]]:
    """Indices of neighbouring judged weeks; a missing week or one without evidence ends a stretch."""
    runs: list[list[int]] = []
    for i, p in enumerate(points):
        if not p.judged:
            continue
        if runs and runs[-1][-1] == i - 1 and (p.week - points[i - 1].week).days == 7:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _zones(plane: _Plane) -> str:
    """The bands of the levels with their names at the right, and a scale."""
    cuts = [load_formula().levels[level] for level in LEVELS]
    out = []
    right = plane.width - _RIGHT
    for grade, (level, low) in enumerate(zip(LEVELS, cuts, strict=True), start=1):
        high = cuts[grade] if grade < len(cuts) else 100.0
        above, below = plane.y(high), plane.y(low)
        out.append(
            f'<rect class="ww-l{grade} ww-zone" x="{number(_LEFT)}" y="{number(above)}" width="{number(right - _LEFT)}" height="{number(below - above)}"/>'
            f"{text(right + 8, above + 13, f'{grade} {level}', 'ww-soft ww-small')}{text(_LEFT - 6, below + 4, f'{low:g}', 'ww-soft ww-small', 'end')}"
        )
    out.append(text(_LEFT - 6, plane.y(100) + 4, "100", "ww-soft ww-small", "end"))
    return "".join(out) + text(_LEFT, 11, "Score, 0 to 100", "ww-soft ww-small")


def _weeks_axis(points: Sequence[WeekScore], plane: _Plane) -> str:
    """Ground line and dates, as many as fit without touching."""
    ground = plane.height - _BOTTOM
    out = [f'<path class="ww-axis" d="M{number(_LEFT)} {number(ground)}H{number(plane.width - _RIGHT)}"/>']
    edge = -1e9
    long = plane.days > 300
    for p in points:
        shown = f"{p.week:%b %Y}" if long else f"{p.week.day} {p.week:%b}"
        half = text_width(shown, 10.5) / 2
        if plane.x(p.week) - half > edge + 14:
            out.append(f'<path class="ww-axis" d="M{number(plane.x(p.week))} {number(ground)}v4"/>')
            out.append(text(plane.x(p.week), ground + 16, shown, "ww-soft ww-small", "middle"))
            edge = plane.x(p.week) + half
    return "".join(out)


def _week_mark(point: WeekScore, plane: _Plane, *, large: bool) -> str:
    """The dot of a week with its numbers in the hover text."""
    x = plane.x(point.week)
    if point.judged:
        told = f"Week of {point.week}: {point.level}, score {point.score:.0f} ({point.low:.0f} to {point.high:.0f})"
        shape = f'class="ww-dot" cx="{number(x)}" cy="{number(plane.y(point.score))}" r="{3.4 if large else 2.2}"'
    else:
        told = f"Week of {point.week}: insufficient evidence"
        shape = f'class="ww-gap" cx="{number(x)}" cy="{number(plane.y(0) - 5)}" r="3"'
    dot = f"<circle {shape}><title>{escaped(told)}</title></circle>"
    return f'<a href="{escaped(point.href)}" aria-label="{escaped(told)}">{dot}</a>' if point.href else dot


def _series_told(points: Sequence[WeekScore]) -> str:
    judged = [p for p in points if p.judged]
    if not judged:
        return f"{len(points)} weeks, none with evidence enough."
    top = max(judged, key=lambda p: p.score)
    last = points[-1]
    now = f"{last.level}, score {last.score:.0f}" if last.judged else "insufficient evidence"
    return (
        f"{len(points)} weeks from {points[0].week} to {last.week}; latest {now}; "
        f"highest {top.score:.0f} ({top.level}) in the week of {top.week}."
    )


def _multiple(
    name: str,
    values: Mapping[dt.date, float | None],
    weeks: Sequence[dt.date],
    top: float,
    corner: tuple[float, float],
    size: tuple[float, float],
) -> str:
    """One small chart: its name, its area, its latest value."""
    (left, above), (wide, tall) = corner, size
    ground = above + tall
    step = (wide - 2) / max(len(weeks) - 1, 1)
    runs: list[list[str]] = [[]]
    for i, week in enumerate(weeks):
        value = values.get(week)
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{number(left + 1 + i * step)} {number(ground - value / top * (tall - 22))}")
    body = [
        text(left, above + 11, name, "ww-small ww-bold"),
        text(left + wide, above + 11, _latest(list(values.items())), "ww-soft ww-small", "end"),
    ]
    for run in runs:
        if run:
            first, last = run[0].split()[0], run[-1].split()[0]
            body.append(
                f'<path class="ww-band" d="M{first} {number(ground)}L{"L".join(run)}L{last} {number(ground)}z"/>'
            )
            body.append(f'<path class="ww-line ww-thin" d="M{"L".join(run)}h.1"/>')
    body.append(f'<path class="ww-axis" d="M{number(left)} {number(ground)}h{number(wide)}"/>')
    return f"<g>{''.join(body)}</g>"


def _latest(points: Sequence[tuple[dt.date, float | None]]) -> str:
    known = [v for _, v in sorted(points, key=lambda point: point[0]) if v is not None]
    return f"{known[-1]:.1f}" if known else "none"


def _round_up(value: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50, ... that is not less; 1 for nothing."""
    power = 1.0
    while True:
        for step in (1, 2, 5):
            if value <= step * power:
                return step * power
        power *= 10
