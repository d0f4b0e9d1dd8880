"""The map of the world by threat level, as SVG text. Pure functions of rows; no script, no tiles. Borders: docs/MAPS.md."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.publish.graphics.borders import UNDETERMINED, country_name, outlines
from tasks.publish.graphics.drawing import escaped, figure, hatch, number, rank, text, unsure
from tasks.publish.graphics.labels import Box, place_labels
from tasks.publish.graphics.projection import Point, area, centroid, equal_earth, path
from warehouse.tables import LEVELS

WORLD_WIDTH, WORLD_HEIGHT = 960.0, 452.0
_WORLD_SCALE, _WORLD_TOP = 176.0, 233.0
"""Pixels for a unit of Equal Earth, and the row of the equator."""
NUMBER_RADIUS = 7.0
"""Room for the number of a level, in pixels: no name stands on it."""


@dataclass(frozen=True, slots=True)
class CountryLevel:
    """A country of the world map."""

    country: str
    """ISO 3166-1 alpha-2; a code without outlines (an invented country) is left out."""
    name: str
    level: str
    score: float | None = None
    """0 to 100; None where the level was refused."""
    href: str | None = None
    """Where a click leads, relative to the page."""
    standing_only: bool = False
    """The news were too thin: the level is that of the standing danger, and the country is hatched in its shade."""


def world_map(
    levels: Sequence[CountryLevel],
    *,
    labelled: Sequence[str] = (),
    title: str = "Threat level by country",
    description: str | None = None,
    ident: str = "world-map",
) -> str:
    """The world by level as SVG, with a legend. Countries without an entry are drawn as "no report".

    `labelled` are the countries to name, the most important first; one whose name finds no room has none.
    """
    by_code = {entry.country: entry for entry in levels}
    shapes: list[str] = []
    dots: list[str] = []
    numbers: list[str] = []
    for code, (drawing, weight, middle) in _world().items():
        entry = by_code.get(code)
        grade = rank(entry.level) if entry else 0
        look = _look(entry, ident)
        said = "" if code == UNDETERMINED else f"<title>{escaped(_told(entry, code))}</title>"
        body = f'<path {look} d="{drawing}">{said}</path>'
        if entry and weight < 12:
            body = (
                f'<circle {look} cx="{number(middle[0])}" cy="{number(middle[1])}" r="3.2" stroke-width="1">'
                f"{said}</circle>"
            )
        linked = _linked(body, entry)
        (dots if entry and weight < 12 else shapes).append(linked)
        if entry and grade and weight > 150:
            numbers.append(text(middle[0], middle[1] + 4, str(grade), f"ww-small ww-on{grade}", "middle"))
    counted = [sum(1 for e in levels if e.level == level) for level in LEVELS]
    told = ", ".join(f"{number} {level}" for number, level in zip(counted, LEVELS, strict=True) if number)
    spots = [(*_world()[c][2], NUMBER_RADIUS, by_code[c].name) for c in labelled if c in _world() and c in by_code]
    names = place_labels(spots, Box(0, 0, WORLD_WIDTH, WORLD_HEIGHT - 30))
    body = (
        hatch(ident)
        + "".join(_thin(ident, grade) for grade in range(1, len(LEVELS) + 1))
        + "".join(shapes)
        + "".join(dots)
        + f'<g aria-hidden="true" pointer-events="none">{"".join(numbers)}{names}</g>'
        + _legend(ident, 12, WORLD_HEIGHT - 12)
    )
    return figure(
        ident, WORLD_WIDTH, WORLD_HEIGHT, title=title, kind="ww-world", body=body,
        description=description or f"Countries by level: {told or 'none'}.",
    )  # fmt: skip


def _legend(ident: str, x: float, y: float) -> str:
    parts = []
    for grade, level in enumerate(LEVELS, start=1):
        parts.append(
            f'<rect class="ww-l{grade} ww-edge" x="{number(x)}" y="{number(y - 12)}" width="18" height="15"/>'
            f"{text(x + 9, y, str(grade), f'ww-small ww-on{grade}', 'middle')}{text(x + 23, y, level)}"
        )
        x += 38 + 6.6 * len(level)
    for look, label in (
        (f'class="ww-edge" fill="url(#{ident}-thin3)"', "Standing only"),
        (unsure(ident), "Insufficient evidence"),
        ('class="ww-none"', "No report"),
    ):
        parts.append(
            f'<rect {look} x="{number(x)}" y="{number(y - 12)}" width="18" height="15"/>{text(x + 23, y, label)}'
        )
        x += 38 + 6.4 * len(label)
    return f'<g aria-hidden="true">{"".join(parts)}</g>'


def _look(entry: CountryLevel | None, ident: str) -> str:
    grade = rank(entry.level) if entry else 0
    if entry is None:
        return 'class="ww-none"'
    if not grade:
        return unsure(ident)
    return (
        f'class="ww-edge" fill="url(#{ident}-thin{grade})"' if entry.standing_only else f'class="ww-l{grade} ww-edge"'
    )


def _thin(ident: str, grade: int) -> str:
    """The pattern of a level that rests on the standing alone: its shade in stripes."""
    return (
        f'<defs><pattern id="{ident}-thin{grade}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect class="ww-land" width="6" height="6" stroke="none"/><rect class="ww-l{grade}" width="3.4" height="6"/></pattern></defs>'
    )


def _told(entry: CountryLevel | None, code: str) -> str:
    if entry is None:
        return f"{country_name(code)}: no report"
    thin = ", standing danger only: the news were too thin" if entry.standing_only and rank(entry.level) else ""
    return f"{entry.name}: {entry.level}" + ("" if entry.score is None else f", score {entry.score:.0f} of 100") + thin


def _linked(body: str, entry: CountryLevel | None) -> str:
    if entry is None or entry.href is None:
        return body
    return f'<a href="{escaped(entry.href)}" aria-label="{escaped(_told(entry, entry.country))}">{body}</a>'


@functools.cache
def _world() -> Mapping[str, tuple[str, float, Point]]:
    """Path, area of the largest part in square pixels and a point for a number, by country; large countries first."""
    found = {}
    for code, rings in outlines("coarse").items():
        parts = [
            [
                (WORLD_WIDTH / 2 + x * _WORLD_SCALE, _WORLD_TOP - y * _WORLD_SCALE)
                for x, y in itertools.starmap(equal_earth, ring)
            ]
            for ring in rings
        ]
        largest = max(parts, key=area)
        drawing = "".join(path(part, closed=True, least=0.5) for part in parts)
        found[code] = (drawing, area(largest), centroid(largest))
    return dict(sorted(found.items(), key=lambda item: -item[1][1]))
