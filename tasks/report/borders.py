"""Outlines of countries and provinces in degrees, read from the file that `borders_build` makes.

Natural Earth, public domain, in the German point of view (stated in docs/MAPS.md). Longitudes run from -168.9 to 191.1:
what lies west of the Bering Strait is counted on eastward, so that no country is torn.
"""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

FILE = Path(__file__).with_name("data") / "borders.json.gz"
CUT = -168.9
"""Longitude at which the maps are cut: between Chukotka and Alaska."""

UNDETERMINED = "--"
"""Key of the land that the source leaves to nobody."""

STEPS = 1000
"""Steps of a degree in the encoding: about 100 m."""

Line = tuple[tuple[float, float], ...]
"""Longitudes and latitudes."""


@functools.cache
def outlines(detail: Literal["fine", "coarse"]) -> dict[str, tuple[Line, ...]]:
    """Rings by ISO 3166-1 alpha-2 code, the largest first; to be filled by the even-odd rule."""
    return {code: tuple(decoded(ring) for ring in rings) for code, rings in _data()[detail].items()}


@functools.cache
def provinces(country: str) -> tuple[Line, ...]:
    """Lines between the first-level units of a country; empty where none are known."""
    return tuple(decoded(line) for line in _data()["provinces"].get(country, ()))


def eastward(lng: float) -> float:
    """A longitude as these outlines count it."""
    return lng + 360.0 if lng < CUT else lng


def encoded(points: Iterable[tuple[float, ...]]) -> str:
    """Points as text: differences in steps, in base 32, five bits a letter, as in Google's encoded polylines."""
    out: list[str] = []
    last = (0, 0)
    for point in points:
        here = (round(point[0] * STEPS), round(point[1] * STEPS))
        if here == last and out:
            continue
        for now, before in zip(here, last, strict=True):
            value = (now - before) << 1 if now >= before else ~((now - before) << 1)
            while value >= 0x20:
                out.append(chr((0x20 | (value & 0x1F)) + 63))
                value >>= 5
            out.append(chr(value + 63))
        last = here
    return "".join(out)


def decoded(text: str) -> Line:
    """The points that `encoded` wrote."""
    numbers, value, shift = [], 0, 0
    for letter in text:
        bits = ord(letter) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    points, lng, lat = [], 0, 0
    for i in range(0, len(numbers), 2):
        lng, lat = lng + numbers[i], lat + numbers[i + 1]
        points.append((lng / STEPS, lat / STEPS))
    return tuple(points)


@functools.cache
def _data() -> dict[str, dict[str, list[str]]]:
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        data: dict[str, dict[str, list[str]]] = json.load(file)
    return data
