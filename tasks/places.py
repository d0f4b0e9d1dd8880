"""Places that a text names, resolved to coordinates, with the words that name them.

No neural tagger: words are looked up in the gazetteer, names of people and organisations are told from places by
their neighbours, and each name is resolved by what else the text names: the unit or country written behind it, other
places near by, the article's country, and how many people live there. No place without words that name it, no jitter.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from tasks.gazetteer import Entry, Gazetteer, gazetteer
from tasks.names import Case, Token, join_key, name_key, tokens
from tasks.profiles import CountryProfile
from warehouse.tables import PlaceKind

MAX_WORDS = 5
FUZZY_OVERLAY = 86.0
"""Least similarity (rapidfuzz ratio) of a spelling of an overlay place: `Zamyn-Uud` to `Zamiin-Uud` is 89."""
OVERLAY_POPULATION = 1_000_000
NEAR_KM = 300.0

_GAP = re.compile(r"^(?:[ \u00a0]?[-‐‑– \u00a0]|\.[ \u00a0]?| ?, ?)?$")
_COMMA = re.compile(r"^[ \u00a0]*,[ \u00a0]*$")
_CONNECTORS = frozenset(
    [
        "of",
        "the",
        "de",
        "la",
        "le",
        "les",
        "del",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "el",
        "al",
        "and",
        "y",
        "et",
        "e",
        "i",
        "и",
        "sur",
        "am",
        "an",
        "der",
        "den",
        "upon",
        "in",
        "san",
    ]
)


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place and the words that name it: `title[start:end]` or `text[start:end]`."""

    text: str
    start: int
    end: int
    in_title: bool
    lat: float
    lng: float
    country: str
    place_id: str
    name: str
    kind: PlaceKind
    precision_km: float
    geonames_id: int | None
    iso_3166_2: str | None


@dataclass(slots=True)
class _Candidate:
    start: int
    end: int
    first: int
    last: int
    in_title: bool
    entries: tuple[Entry, ...]
    within: tuple[Entry, ...] = ()
    """What stands behind the comma: Texas in `Paris, Texas`."""
    chosen: Entry | None = None


def find_places(
    title: str,
    text: str,
    *,
    lang: str,
    country: str | None = None,
    profile: CountryProfile | None = None,
) -> list[PlaceMention]:
    """The places named in title and text, in order; `country` is that of the story, whose places are preferred."""
    country = country or (profile.country if profile else None)
    source = _Source(gazetteer(), _overlay(profile) if profile else {}, lang)
    candidates = [
        candidate
        for in_title, string in ((True, title), (False, text))
        for candidate in _candidates(string, in_title, source)
    ]
    _resolve(candidates, country)
    mentions = []
    for candidate in candidates:
        entry = candidate.chosen
        if entry is None:
            continue
        string = title if candidate.in_title else text
        mentions.append(
            PlaceMention(
                string[candidate.start : candidate.end],
                candidate.start,
                candidate.end,
                candidate.in_title,
                entry.lat,
                entry.lng,
                entry.country,
                entry.place_id,
                entry.name,
                entry.kind,
                entry.precision_km,
                entry.geonames_id,
                entry.iso_3166_2,
            )
        )
    return mentions


@dataclass(frozen=True, slots=True)
class _Source:
    """Where names are looked up."""

    gazetteer: Gazetteer
    overlay: dict[str, tuple[Entry, ...]]
    lang: str

    def find(self, key: str) -> tuple[Entry, ...]:
        """The places of that name: the overlay's before the gazetteer's."""
        own = self.overlay.get(key) or self._similar(key)
        return own + self.gazetteer.find(key) if self.gazetteer.may_have(key) else own

    def _similar(self, key: str) -> tuple[Entry, ...]:
        if len(key) < 6:
            return ()
        for known, entries in self.overlay.items():
            if known[0] == key[0] and abs(len(known) - len(key)) <= 2 and fuzz.ratio(known, key) >= FUZZY_OVERLAY:
                return entries
        return ()


_OVERLAYS: dict[int, tuple[CountryProfile, dict[str, tuple[Entry, ...]]]] = {}


def _overlay(profile: CountryProfile) -> dict[str, tuple[Entry, ...]]:
    """The profile's own places by key."""
    known = _OVERLAYS.get(id(profile))
    if known and known[0] is profile:
        return known[1]
    found: dict[str, tuple[Entry, ...]] = {}
    for place in profile.places:
        entry = Entry(
            f"overlay:{profile.country}/{place.slug}", place.name, place.kind, profile.country, None, None, place.lat,
            place.lng, OVERLAY_POPULATION, place.precision_km, None, None, 0, 0,
        )  # fmt: skip
        for name in (place.name, *place.names):
            found[name_key(name)] = (*found.get(name_key(name), ()), entry)
    if len(_OVERLAYS) > 400:
        _OVERLAYS.clear()
    _OVERLAYS[id(profile)] = (profile, found)
    return found


@functools.cache
def _lexicon() -> dict[str, frozenset[str]]:
    """Words that tell places from people, organisations and common words."""
    path = Path(__file__).parent / "data" / "place_words.yaml"
    lists: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return {name: frozenset(name_key(str(word)) for word in str(words).split()) for name, words in lists.items()}


def _candidates(string: str, in_title: bool, source: _Source) -> list[_Candidate]:
    """What may be names of places, longest first, none overlapping."""
    words = tokens(string)
    found: list[_Candidate] = []
    at = 0
    while at < len(words):
        candidate = _longest(string, words, at, in_title, source)
        if candidate is None:
            at += 1
            continue
        if not _is_other_name(string, words, candidate):
            found.append(candidate)
        at = candidate.last + 1
    for one, two in itertools.pairwise(found):
        if _COMMA.match(string[one.end : two.start]) and two.first == one.last + 1:
            one.within = two.entries
    return found


def _longest(string: str, words: list[Token], at: int, in_title: bool, source: _Source) -> _Candidate | None:
    first = words[at]
    if first.case == Case.LOWER:
        return None
    most = 1
    while most < MAX_WORDS and at + most < len(words) and _joins(string, words[at + most - 1], words[at + most]):
        most += 1
    for size in range(most, 0, -1):
        last = words[at + size - 1]
        if last.case == Case.LOWER or (size > 1 and last.key in _CONNECTORS):
            continue
        key = join_key([word.key for word in words[at : at + size]])
        entries = source.find(key)
        if entries and (entries := _plausible(entries, key, words[at : at + size])):
            return _Candidate(first.start, last.end, at, at + size - 1, in_title, entries)
    return None


def _joins(string: str, one: Token, two: Token) -> bool:
    """Whether two words may be parts of one name."""
    gap = string[one.end : two.start]
    if gap in (" ", "-", "\u00a0"):
        return True
    return gap in (". ", ".") and len(one.text) <= 3 and one.case != Case.LOWER


def _plausible(entries: tuple[Entry, ...], key: str, words: Sequence[Token]) -> tuple[Entry, ...]:
    """The entries that the words, written as they are, may mean."""
    if len(words) == 1:
        word = words[0]
        if key in _lexicon()["common"]:
            return ()
        if len(key) <= 3 and word.case != Case.NONE and not (word.case == Case.UPPER and entries[0].kind == "country"):
            entries = tuple(entry for entry in entries if entry.rank == 0 and entry.population > 100_000)
    return tuple(entry for entry in entries if entry.rank < 2)


def _is_other_name(string: str, words: list[Token], candidate: _Candidate) -> bool:
    """Whether the neighbours tell that it is a person or the like: `Mr Washington`, `Paris Hilton`."""
    lexicon = _lexicon()
    before = words[candidate.first - 1] if candidate.first else None
    after = words[candidate.last + 1] if candidate.last + 1 < len(words) else None
    if (
        before
        and string[before.end : candidate.start] in (" ", ". ")
        and (before.key in lexicon["person_titles"] or before.key in lexicon["given_names"])
    ):
        return True
    return (
        after is not None
        and string[candidate.end : after.start] == " "
        and after.case == Case.CAPITAL
        and candidate.first == candidate.last
        and candidate.entries[0].kind not in ("country", "admin1")
        and words[candidate.first].key in lexicon["given_names"]
    )


def _resolve(candidates: list[_Candidate], country: str | None) -> None:
    """Chooses an entry for each candidate: by itself first, then in the light of the others."""
    named = {entry.country for candidate in candidates for entry in candidate.entries[:1] if entry.kind == "country"}
    for candidate in candidates:
        candidate.chosen = max(candidate.entries, key=lambda e: (_score(e, candidate, country, named), -e.number))
    settled = [c for c in candidates if c.chosen is not None]
    for candidate in settled:
        others = [c.chosen for c in settled if c is not candidate and c.chosen is not None]
        candidate.chosen = max(
            candidate.entries,
            key=lambda e: (_score(e, candidate, country, named) + _company(e, others), -e.number),
        )


def _score(entry: Entry, candidate: _Candidate, country: str | None, named: set[str]) -> float:
    """How likely the name means this place, the rest of the text aside."""
    score = math.log10(entry.population + 10)
    score += {"country": 3.0, "region": 4.0, "water": 5.0, "admin1": 1.0, "capital": 1.5}.get(entry.kind, 0.0)
    score -= 0.8 * entry.rank
    if entry.country == country:
        score += 3.0
    elif entry.country in named:
        score += 1.5
    if any(_holds(outer, entry) for outer in candidate.within):
        score += 8.0
    return score


def _holds(outer: Entry, inner: Entry) -> bool:
    """Whether the outer place is a country or unit that the inner one lies in."""
    if outer.kind == "country":
        return outer.country == inner.country and inner.kind != "country"
    return outer.number != 0 and outer.number in (inner.unit, inner.subunit)


def _company(entry: Entry, others: list[Entry]) -> float:
    """How well it fits the other places of the text: those near by, those in its country, those that hold it."""
    points = 0.0
    for other in others:
        if other.place_id == entry.place_id:
            continue
        if _holds(other, entry) or _holds(entry, other):
            points += 1.0
        elif other.country == entry.country != "XX":
            points += 0.3
            if _km(entry, other) < NEAR_KM:
                points += 0.5
    return min(points, 3.0)


def _km(one: Entry, two: Entry) -> float:
    """Great-circle distance in km (haversine, mean Earth radius 6371.0 km)."""
    lat1, lat2 = math.radians(one.lat), math.radians(two.lat)
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(two.lng - one.lng) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))
