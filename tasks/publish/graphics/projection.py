"""From degrees to the plane: Equal Earth for the world, Lambert's equal-area map (in kilometres) for a country."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.places import EARTH_KM

WORLD_CENTRE = 11.1
"""Middle meridian of the world map: the edges meet in the Bering Strait."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
"""Coefficients of Equal Earth (Šavrič, Patterson and Jenny 2018, doi:10.1080/13658816.2018.1504949)."""

Point = tuple[float, float]


def equal_earth(lng: float, lat: float) -> Point:
    """Position on a world of half-width 2.707 and half-height 1.317, north upward; longitudes count on past 180."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    t2 = theta * theta
    t6 = t2 * t2 * t2
    x = 2 * math.sqrt(3) * math.radians(lng - WORLD_CENTRE) * math.cos(theta)
    return (
        x / (3 * (9 * _A4 * t6 * t2 + 7 * _A3 * t6 + 3 * _A2 * t2 + _A1)),
        theta * (_A4 * t6 * t2 + _A3 * t6 + _A2 * t2 + _A1),
    )


@dataclass(frozen=True, slots=True)
class Centre:
    """The centre of a country's map: what lies around it is measured from there in kilometres, east and north."""

    lng: float
    lat: float

    def project(self, lng: float, lat: float) -> Point | None:
        """Kilometres east and north in Lambert's azimuthal equal-area projection; None for the other half of the Earth."""
        turn = math.radians(lng - self.lng)
        phi, phi0 = math.radians(lat), math.radians(self.lat)
        cosine = math.sin(phi0) * math.sin(phi) + math.cos(phi0) * math.cos(phi) * math.cos(turn)
        if cosine < 0:
            return None
        k = EARTH_KM * math.sqrt(2 / (1 + cosine))
        return (
            k * math.cos(phi) * math.sin(turn),
            k * (math.cos(phi0) * math.sin(phi) - math.sin(phi0) * math.cos(phi) * math.cos(turn)),
        )

    def ring(self, line: Sequence[Point]) -> list[Point]:
        """The points of a line that lie on this half of the Earth."""
        return self.rings([line], None)[0]

    def rings(
        self, lines: Sequence[Sequence[Point]], box: tuple[float, float, float, float] | None
    ) -> list[list[Point]]:
        """The same for several lines at once, as arrays; a line that stays outside the box (x0, y0, x1, y1) is empty."""
        if not lines:
            return []
        degrees = np.concatenate([np.asarray(line, dtype=float).reshape(-1, 2) for line in lines])
        turn, phi = np.radians(degrees[:, 0] - self.lng), np.radians(degrees[:, 1])
        phi0 = math.radians(self.lat)
        cosine = math.sin(phi0) * np.sin(phi) + math.cos(phi0) * np.cos(phi) * np.cos(turn)
        near = cosine >= 0
        k = EARTH_KM * np.sqrt(2 / (1 + np.where(near, cosine, 0.0)))
        x = k * np.cos(phi) * np.sin(turn)
        y = k * (math.cos(phi0) * np.sin(phi) - math.sin(phi0) * np.cos(phi) * np.cos(turn))
        made: list[list[Point]] = []
        end = 0
        for line in lines:
            start, end = end, end + len(line)
            seen = near[start:end]
            xs, ys = x[start:end][seen], y[start:end][seen]
            outside = not len(xs) or (
                box is not None and (xs.max() < box[0] or xs.min() > box[2] or ys.max() < box[1] or ys.min() > box[3])
            )
            made.append([] if outside else list(zip(xs.tolist(), ys.tolist(), strict=True)))
        return made


def clipped(ring: Sequence[Point], box: tuple[float, float, float, float]) -> list[Point]:
    """The part of a filled ring inside the box (x0, y0, x1, y1), by Sutherland and Hodgman."""
    points = list(ring)
    if all(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in points):
        return points
    for axis, bound, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        kept: list[Point] = []
        for here, last in zip(points, [*points[-1:], *points[:-1]], strict=True):
            inside, was = (here[axis] - bound) * sign >= 0, (last[axis] - bound) * sign >= 0
            if inside != was:
                share = (bound - last[axis]) / (here[axis] - last[axis])
                kept.append((last[0] + share * (here[0] - last[0]), last[1] + share * (here[1] - last[1])))
            if inside:
                kept.append(here)
        points = kept
    return points


def path(points: Iterable[Point], *, closed: bool, least: float = 0.4) -> str:
    """SVG path data with relative steps of a tenth of a pixel; points nearer than `least` to the last are left out."""
    out: list[str] = []
    last = (0, 0)
    for x, y in points:
        here = (round(x * 10), round(y * 10))
        step = (here[0] - last[0], here[1] - last[1])
        if out and abs(step[0]) + abs(step[1]) < least * 10:
            continue
        out.append(f"{'l' if out else 'M'}{_tenth(step[0])}{'' if step[1] < 0 else ' '}{_tenth(step[1])}")
        last = here
    return "".join(out) + ("z" if closed else "") if len(out) > (2 if closed else 1) else ""


def _tenth(value: int) -> str:
    whole, tenth = divmod(abs(value), 10)
    shown = f"{whole or ''}.{tenth}" if tenth else str(whole)
    return f"-{shown}" if value < 0 else shown


def area(ring: Sequence[Point]) -> float:
    """The area of a closed ring, in the square of its unit."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True))) / 2


def centroid(ring: Sequence[Point]) -> Point:
    """The centre of gravity of a closed ring; the mean of its points where it has no area."""
    total = x = y = 0.0
    for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        total, x, y = total + cross, x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    if abs(total) < 1e-12:
        return (sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring))
    return (x / (3 * total), y / (3 * total))


def inner_point(ring: Sequence[Point]) -> Point:
    """A point inside a closed ring to write a name at: the centroid, or the middle of the longest level stretch where the
    centroid lies outside (as that of China does around Mongolia)."""
    x, y = centroid(ring)
    if any(start <= x <= end for start, end in _stretches(ring, y)):
        return (x, y)
    low, high = min(p[1] for p in ring), max(p[1] for p in ring)
    heights = [low + (high - low) * k / 16 for k in range(1, 16)]
    found = [(end - start, (start + end) / 2, h) for h in heights for start, end in _stretches(ring, h)]
    return max(found, default=(0.0, x, y))[1:]


def _stretches(ring: Sequence[Point], y: float) -> list[Point]:
    """Where a level line runs inside a closed ring: from and to, in x."""
    edges = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    crossings = sorted(a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) for a, b in edges if (a[1] > y) != (b[1] > y))
    return list(zip(crossings[::2], crossings[1::2], strict=True))
