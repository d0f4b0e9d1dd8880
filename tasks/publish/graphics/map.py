"""Maps of a country with its hotspots, as SVG text. Pure functions of rows; no script, no tiles.

Shade, number and size say the same thing, so that a map survives greyscale, colour blindness and a photocopier. The
circle around a hotspot is its radius in kilometres, to scale. Borders: docs/MAPS.md.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.places import EARTH_KM
from tasks.publish.graphics.borders import UNDETERMINED, Line, country_name, eastward, outlines, provinces
from tasks.publish.graphics.drawing import escaped, figure, hatch, number, text, text_width, unsure
from tasks.publish.graphics.labels import Box, place_labels
from tasks.publish.graphics.projection import Centre, Point, area, clipped, inner_point, path
from warehouse.tables import Hotspot

COUNTRY_WIDTH = 720.0
TEXT, SMALL = 12.0, 0.875
"""Size of a map's letters in its pixels, and of small ones beside it."""
TALLEST, FLATTEST = 0.9, 0.5
"""Height of a country's map over its width."""

NEAR_DEGREES = 12.0
"""Islands and exclaves further than this from the largest part are off the map, unless a hotspot lies there."""

FOREIGN_REACH = 0.35
"""A place abroad widens the map by this share of its width at most; one further away is named below the map."""


@dataclass(frozen=True, slots=True)
class View:
    """The part of the world that a country's map shows: kilometres around a centre, and pixels for a kilometre."""

    country: str
    centre: Centre
    left: float
    top: float
    scale: float
    width: float
    height: float
    text: float
    """Letters of this many pixels of the map have room; a style sheet may show smaller ones."""

    @property
    def small(self) -> float:
        """The same for the names of neighbours and the legend."""
        return self.text * SMALL

    def at(self, lng: float, lat: float) -> Point:
        """Pixels of a position; a position on the other half of the Earth lies far outside."""
        found = self.centre.project(eastward(lng), lat)
        if found is None:
            return (-1e6, -1e6)
        return ((found[0] - self.left) * self.scale, (self.top - found[1]) * self.scale)

    def holds(self, lng: float, lat: float) -> bool:
        """Whether a position is on the map."""
        x, y = self.at(lng, lat)
        return 0 <= x <= self.width and 0 <= y <= self.height


def view_of(
    country: str, hotspots: Sequence[Hotspot] = (), *, width: float = COUNTRY_WIDTH, text_size: float = TEXT
) -> View | None:
    """What the map of a country shows so that all these hotspots fit (give those of all weeks for maps that are to be
    compared), `width` pixels wide and with room for letters of `text_size`. None where nothing can be drawn: a country without outlines and without hotspots."""
    rings = outlines("fine").get(country, ())
    points = [(eastward(h.lng), h.lat) for h in hotspots if not h.is_foreign]
    home = _mainland(rings, points) or points or [(eastward(h.lng), h.lat) for h in hotspots]
    if not home:
        return None
    centre = Centre(*_middle(home))
    box = _around(centre.ring(home))
    reach = FOREIGN_REACH * max(box[2] - box[0], box[3] - box[1], 200.0)
    wide = (box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach)
    for h in hotspots:
        found = centre.project(eastward(h.lng), h.lat)
        if found and wide[0] <= found[0] <= wide[2] and wide[1] <= found[1] <= wide[3]:
            box = _around([(box[0], box[1]), (box[2], box[3]), found])
    margin = 0.06 * max(box[2] - box[0], box[3] - box[1]) + 4.0
    left, bottom, right, top = box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin
    wanted = min(max((top - bottom) / (right - left), FLATTEST), TALLEST)
    across = max(right - left, (top - bottom) / wanted)
    down = across * wanted
    return View(
        country=country, centre=centre, left=(left + right - across) / 2, top=(top + bottom + down) / 2,
        scale=width / across, width=width, height=round(width * wanted), text=text_size,
    )  # fmt: skip


def country_map(
    country: str,
    hotspots: Sequence[Hotspot],
    *,
    title: str | None = None,
    description: str | None = None,
    ident: str = "hotspot-map",
    view: View | None = None,
    name: str | None = None,
) -> str:
    """A country with its hotspots as SVG; empty where nothing can be drawn. `view` as `view_of` gives it."""
    return _drawn(country, [(None, hotspots)], title, description, ident, view, name)


def country_weeks_map(
    country: str,
    weeks: Sequence[tuple[dt.date, Sequence[Hotspot]]],
    *,
    title: str | None = None,
    description: str | None = None,
    ident: str = "hotspot-weeks",
    view: View | None = None,
    name: str | None = None,
) -> str:
    """The same country over several weeks: one `<g class="ww-week" data-week="2026-04-24">` a week over one map, all but
    the last with the attribute `hidden` and display="none". A page shows another week by moving these attributes."""
    return _drawn(country, list(weeks), title, description, ident, view, name)


def _drawn(
    country: str,
    layers: Sequence[tuple[dt.date | None, Sequence[Hotspot]]],
    title: str | None,
    description: str | None,
    ident: str,
    view: View | None,
    name: str | None,
) -> str:
    seen = view or view_of(country, [h for _, hotspots in layers for h in hotspots])
    if seen is None:
        return ""
    shown_name = name or country_name(country)
    ground, neighbours = _ground(seen)
    spots = [
        Box(x - 15, y - 15, x + 15, y + 15)
        for _, hotspots in layers
        for h in hotspots
        for x, y in (seen.at(h.lng, h.lat),)
    ]
    boxes = [
        (Box(x - half, y - seen.small, x + half, y + 0.3 * seen.small), x, y, label)
        for x, y, label in neighbours
        for half in (text_width(label, seen.small) / 2,)
    ]
    named = [entry for entry in boxes if not any(entry[0].overlaps(spot) for spot in spots)]
    names = "".join(text(x, y, label, "ww-soft ww-small", "middle") for _, x, y, label in named)
    groups = [
        _marks(seen, hotspots, week, [entry[0] for entry in named], last=i == len(layers) - 1)
        for i, (week, hotspots) in enumerate(layers)
    ]
    last = layers[-1][1] if layers else ()
    body = (
        f'<clipPath id="{ident}-clip"><path d="M0 0h{number(seen.width)}v{number(seen.height)}H0z"/></clipPath>'
        f'<g clip-path="url(#{ident}-clip)">{hatch(ident)}<path class="ww-water" d="M0 0h{number(seen.width)}v{number(seen.height)}H0z"/>'
        f'{ground.replace("IDENT", ident)}<g aria-hidden="true">{names}</g>'
        f"{''.join(groups)}</g>{_scale_bar(seen)}{_intensity_legend(seen)}"
    )
    return figure(
        ident, seen.width, seen.height + 40, kind="ww-country", body=body,
        title=title or f"Hotspots in {shown_name}",
        description=description or _list_of(last),
    )  # fmt: skip


def _list_of(hotspots: Sequence[Hotspot]) -> str:
    if not hotspots:
        return "No hotspot."
    ordered = sorted(hotspots, key=lambda h: (-h.intensity, -h.points, h.place_id))
    return "; ".join(f"{h.label}: intensity {h.intensity} of 5" for h in ordered) + "."


def _marks(view: View, hotspots: Sequence[Hotspot], week: dt.date | None, avoid: Sequence[Box], *, last: bool) -> str:
    """Radius, dot, number and label of each hotspot, the gravest on top."""
    on_map = [h for h in hotspots if view.holds(h.lng, h.lat)]
    ordered = sorted(on_map, key=lambda h: (-h.intensity, -h.points, h.place_id))
    spots = [(view.at(h.lng, h.lat), 4.5 + 2.0 * h.intensity) for h in ordered]
    circles, dots = [], []
    for h, ((x, y), r) in zip(ordered, spots, strict=True):
        reach = h.radius_km * view.scale
        if reach > r + 1:
            circles.append(f'<circle class="ww-radius" cx="{number(x)}" cy="{number(y)}" r="{number(reach)}"/>')
        told = f"{h.label}: intensity {h.intensity} of 5, within {h.radius_km:.0f} km. {h.detail}"
        dashed = ' stroke-dasharray="2.5 1.5"' if h.is_foreign else ""
        dots.append(
            f'<g class="ww-spot" data-place="{escaped(h.place_id)}"><circle class="ww-l{h.intensity} ww-mark" '
            f'cx="{number(x)}" cy="{number(y)}" r="{number(r)}"{dashed}><title>{escaped(told)}</title></circle>'
            f"{text(x, y + 4, str(h.intensity), f'ww-on{h.intensity} ww-bold ww-digit', 'middle')}</g>"
        )
    first = {h.label: h.place_id for h in reversed(ordered)}  # a town and its district bear one name: it stands once
    labels = place_labels(
        [
            (x, y, r, h.label if first[h.label] == h.place_id else "")
            for h, ((x, y), r) in zip(ordered, spots, strict=True)
        ],
        Box(0, 0, view.width, view.height),
        avoid,
        view.text,
    )
    attributes = "" if week is None else f' data-week="{week}"' + ("" if last else ' hidden="" display="none"')
    return f'<g class="ww-week"{attributes}>{"".join(circles)}{"".join(reversed(dots))}{labels}</g>'


@functools.lru_cache(maxsize=256)
def _ground(view: View) -> tuple[str, tuple[tuple[float, float, str], ...]]:
    """Land, the country itself and its provinces, and where its neighbours could be named; IDENT stands for the figure's identifier."""
    scale = view.scale
    box = (
        view.left - 20 / scale,
        view.top - (view.height + 20) / scale,
        view.left + (view.width + 20) / scale,
        view.top + 20 / scale,
    )

    def pixels(points: Sequence[Point]) -> list[Point]:
        return [((x - view.left) * scale, (view.top - y) * scale) for x, y in points]

    drawn = {}
    names: list[tuple[float, float, str]] = []
    for code, rings in outlines("fine").items():
        if not _may_touch(code, view):
            continue
        parts = [pixels(clipped(ring, box)) for ring in view.centre.rings(rings, box) if ring]
        drawing = "".join(path(part, closed=True) for part in parts if part)
        if not drawing:
            continue
        look = f'class="ww-{"home" if code == view.country else "land"}"' if code != UNDETERMINED else unsure("IDENT")
        drawn[code] = f'<path {look} fill-rule="evenodd" d="{drawing}"/>'
        largest = max((part for part in parts if part), key=area)
        if code not in (view.country, UNDETERMINED) and area(largest) > 5000:
            x, y = inner_point(largest)
            label = country_name(code)
            half = text_width(label, view.small) / 2
            if half < x < view.width - half and 14 < y < view.height - 6:
                names.append((x, y, label))
    inner = "".join(path(pixels(view.centre.ring(line)), closed=False) for line in provinces(view.country))
    own = drawn.pop(view.country, "")
    lines = f'<path class="ww-province" d="{inner}"/>' if inner else ""
    return f'<g aria-hidden="true">{"".join(drawn.values())}{own}{lines}</g>', tuple(names)


def _may_touch(code: str, view: View) -> bool:
    """Whether a country's bounding box comes near the map: a cheap test that never says no wrongly."""
    west, south, east, north = _bounds(code)
    reach = math.degrees(math.hypot(view.width, view.height) / view.scale / EARTH_KM)
    if not (south - reach <= view.centre.lat <= north + reach):
        return False
    wide = reach / max(math.cos(math.radians(min(abs(view.centre.lat) + reach, 89.0))), 0.02)
    return any(west - wide <= view.centre.lng + turn <= east + wide for turn in (-360.0, 0.0, 360.0))


@functools.cache
def _bounds(code: str) -> tuple[float, float, float, float]:
    points = [point for ring in outlines("fine")[code] for point in ring]
    return _around(points)


def _mainland(rings: Sequence[Line], points: Sequence[Point]) -> list[Point]:
    """The points of the largest part and of those near it, and of parts that hold one of `points`."""
    kept: list[Point] = []
    for i, ring in enumerate(rings):
        box = _around(ring)
        if i == 0:
            main = box
        near = (
            max(main[0] - box[2], box[0] - main[2]) * math.cos(math.radians((main[1] + main[3]) / 2)) < NEAR_DEGREES
            and max(main[1] - box[3], box[1] - main[3]) < NEAR_DEGREES / 2
        )
        if near or any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in points):
            kept += ring
    return kept


def _middle(points: Sequence[Point]) -> Point:
    box = _around(points)
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def _around(points: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _scale_bar(view: View) -> str:
    """A bar of a round number of kilometres, a quarter of the width at most."""
    room = view.width / 4 / view.scale
    power = 10.0 ** math.floor(math.log10(room))
    length = next(step * power for step in (5, 2, 1) if step * power <= room)
    pixels = length * view.scale
    x, y = view.width - 14 - pixels, view.height + 22
    return (
        f'<g aria-hidden="true"><path class="ww-lead" d="M{number(x)} {number(y - 4)}v4h{number(pixels)}v-4"/>'
        f"{text(x + pixels / 2, y + 13, f'{length:g} km', 'ww-soft ww-small', 'middle')}</g>"
    )


def _intensity_legend(view: View) -> str:
    y = view.height + 20
    parts = [text(4, y + 4, "Intensity", "ww-soft ww-small")]
    x = 10 + text_width("Intensity", view.small)
    for grade in range(1, 6):
        r = 4.5 + 2.0 * grade
        x += r
        parts.append(
            f'<circle class="ww-l{grade} ww-mark" cx="{number(x)}" cy="{number(y)}" r="{number(r)}"/>'
            f"{text(x, y + 4, str(grade), f'ww-on{grade} ww-bold ww-digit', 'middle')}"
        )
        x += r + 5
    parts.append(f'<circle class="ww-radius" cx="{number(x + 14)}" cy="{number(y)}" r="11"/>')
    parts.append(text(x + 31, y + 4, "radius", "ww-soft ww-small"))
    return f'<g aria-hidden="true">{"".join(parts)}</g>'
