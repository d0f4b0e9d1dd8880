"""Outlines of countries and provinces in degrees, read from the file that `borders_build` makes.

Natural Earth, public domain, in the German point of view (stated in docs/MAPS.md). Longitudes run from -168.9 to 191.1:
what lies west of the Bering Strait is counted on eastward, so that no country is torn.
"""

from __future__ import annotations

import functools
import gzip
import itertools
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np

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
    by_code = _data()[detail]
    lines = iter(decoded([ring for rings in by_code.values() for ring in rings]))
    return {code: tuple(itertools.islice(lines, len(rings))) for code, rings in by_code.items()}


@functools.cache
def provinces(country: str) -> tuple[Line, ...]:
    """Lines between the first-level units of a country; empty where none are known."""
    return tuple(decoded(_data()["provinces"].get(country, ())))


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


def decoded(texts: Sequence[str]) -> list[Line]:
    """The points of each text that `encoded` wrote, all at once: thousands of outlines in some hundredths of a second."""
    letters = np.frombuffer("".join(texts).encode("ascii"), dtype=np.uint8).astype(np.int64) - 63
    if not len(letters):
        return [() for _ in texts]
    last = np.flatnonzero(letters < 0x20)  # the last letter of each number
    first = np.concatenate([[0], last[:-1] + 1])
    place = np.arange(len(letters)) - np.repeat(first, last - first + 1)
    values = np.add.reduceat((letters & 0x1F) << 5 * place, first)
    steps = np.where(values & 1, ~(values >> 1), values >> 1).reshape(-1, 2)
    ends = np.searchsorted(last, np.cumsum([len(text) for text in texts])) // 2  # of each text, in points
    counts = np.diff(ends, prepend=0)
    sums = np.concatenate([np.zeros((1, 2), dtype=np.int64), np.cumsum(steps, axis=0)])
    points = (sums[1:] - np.repeat(sums[ends - counts], counts, axis=0)) / STEPS
    pairs = list(zip(points[:, 0].tolist(), points[:, 1].tolist(), strict=True))
    return [tuple(pairs[end - count : end]) for end, count in zip(ends.tolist(), counts.tolist(), strict=True)]


@functools.cache
def _data() -> dict[str, dict[str, list[str]]]:
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        data: dict[str, dict[str, list[str]]] = json.load(file)
    return data


@functools.cache
def country_name(code: str) -> str:
    """The English name of an ISO 3166-1 alpha-2 code (CLDR); an unknown code stays as it is."""
    from babel import Locale

    return str(Locale("en").territories.get(code, code)).replace("&", "and")
