"""Places that a text names, resolved to coordinates, with the words that name them.

No neural tagger: words are looked up in the gazetteer, names of people and organisations are told from places by
their neighbours (`tasks.places.candidates`), and each name is resolved by what else the text names
(`tasks.places.choose`). No place without words that name it, no jitter; the same text gives the same places.

Known limits: towns of fewer than 500 people are unknown; demonyms (`Georgian troops`) name no place; streets, rivers
and buildings are found only where a profile's overlay or `data/regions.yaml` has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from tasks.countries.names import demonym_keys
from tasks.countries.profiles import CountryProfile
from tasks.language.name_keys import name_key
from tasks.places.candidates import scan
from tasks.places.choose import choose
from tasks.places.gazetteer import Entry, Gazetteer, gazetteer
from tasks.places.reading import Candidate, read_name
from tasks.places.site import Spot, roles, site_among
from warehouse.tables import PlaceKind, PlaceRole

FUZZY_OVERLAY = 80.0
"""Least similarity (rapidfuzz ratio, spaces aside) of a spelling of an overlay place: `Zamyn-Uud` to `Zamiin-Uud` has
82. First and last letter must agree, and the country must have no place that is spelt exactly so."""
SITE_DOUBT = 3.5
"""How far below what is accepted a name may stand and still be where it happened."""
OVERLAY_POPULATION = 1_000_000
"""An overlay place is preferred to others of its name as a town of a million would be."""


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
    """ISO 3166-1 alpha-2; XX on the high seas and across countries."""
    place_id: str
    name: str
    kind: PlaceKind
    precision_km: float
    """Radius within which the event may lie."""
    geonames_id: int | None
    iso_3166_2: str | None
    """ISO 3166-2 code of a unit; of a country its ISO 3166-1 code."""
    role: PlaceRole = "mention"
    """What it does in the text."""


def find_places(
    title: str,
    text: str,
    *,
    lang: str,
    country: str | None = None,
    profile: CountryProfile | None = None,
) -> list[PlaceMention]:
    """The places named in title and text, in order, with their roles.

    country: that of the story, whose places are preferred.
    """
    named = _read_places(title, text, lang, country, profile, doubt=0.0)
    spots = [Spot(c.start, c.end, c.in_title, entry) for c, entry, _ in named]
    told = roles(title, text, lang, spots)
    return [_mention(c, entry, title, text, role) for (c, entry, _), role in zip(named, told, strict=True)]


def find_site(
    title: str, text: str, *, lang: str, country: str | None = None, profile: CountryProfile | None = None
) -> PlaceMention | None:
    """The place where what the text tells happened; None where it names none.

    Names are read that `find_places` leaves out as doubtful ("the Davos summit"): the site is mostly among them.
    """
    named = _read_places(title, text, lang, country, profile, doubt=SITE_DOUBT)
    spots = [Spot(c.start, c.end, c.in_title, entry, doubted) for c, entry, doubted in named]
    found = site_among(title, text, lang, spots)
    if found is None:
        return None
    return next(_mention(c, entry, title, text, "site") for c, entry, _ in named if entry.place_id == found[0])


def _read_places(
    title: str, text: str, lang: str, country: str | None, profile: CountryProfile | None, *, doubt: float
) -> list[tuple[Candidate, Entry, bool]]:
    country = country or (profile.country if profile else None)
    source = _Source(gazetteer(), _overlay(profile) if profile else _NO_OVERLAY, lang, country, demonym_keys(lang))
    people: set[str] = set()
    readings = [read_name(title, True, source, people), read_name(text, False, source, people)]
    candidates = [candidate for reading in readings for candidate in scan(reading)]
    home = source.by_id(f"iso:{country}") if country else None
    return choose(candidates, country, home, doubt=doubt)


def spots_of(title: str, text: str, *, lang: str, country: str | None = None) -> list[Spot]:
    """The places among which `find_site` chooses."""
    named = _read_places(title, text, lang, country, None, doubt=SITE_DOUBT)
    return [Spot(c.start, c.end, c.in_title, entry, doubted) for c, entry, doubted in named]


def _mention(candidate: Candidate, entry: Entry, title: str, text: str, role: PlaceRole) -> PlaceMention:
    string = title if candidate.in_title else text
    return PlaceMention(
        string[candidate.start : candidate.end], candidate.start, candidate.end, candidate.in_title, entry.lat,
        entry.lng, entry.country, entry.place_id, entry.name, entry.kind, entry.precision_km, entry.geonames_id,
        entry.iso_3166_2, role,
    )  # fmt: skip


class _Overlay:
    """A profile's own places by key, and by how a key begins and ends."""

    def __init__(self, places: Mapping[str, tuple[Entry, ...]]) -> None:
        self.places = places
        self._alike: dict[tuple[str, str], list[tuple[str, tuple[Entry, ...]]]] = {}
        for key, entries in places.items():
            bare = key.replace(" ", "")
            self._alike.setdefault((bare[0], bare[-1]), []).append((bare, entries))

    def alike(self, key: str) -> Iterator[tuple[Entry, ...]]:
        """The places whose spelling is like a key's, in the profile's order."""
        bare = key.replace(" ", "")
        for known, entries in self._alike.get((bare[0], bare[-1]), ()):
            if abs(len(known) - len(bare)) <= 2 and fuzz.ratio(known, bare) >= FUZZY_OVERLAY:
                yield entries


_NO_OVERLAY = _Overlay({})


@dataclass(frozen=True, slots=True)
class _Source:
    """Where names are looked up: the profile's own places before the gazetteer's."""

    gazetteer: Gazetteer
    overlay: _Overlay
    lang: str
    country: str | None
    demonyms: frozenset[str]

    def is_country_name(self, key: str) -> bool:
        """Whether a country is called so in the text's language or in English."""
        names = self.gazetteer.country_keys
        return self.lang not in names or key in names[self.lang] or key in names["en"]

    def may_have(self, key: str) -> bool:
        """False where no place bears the name."""
        return self.gazetteer.may_have(key) or bool(self.overlay.places and self._own(key))

    def find(self, key: str) -> tuple[Entry, ...]:
        """The places of that name, the profile's own first."""
        own = self._own(key) if self.overlay.places else ()
        return own or self.gazetteer.find(key)

    def names_begun(self, key: str, second: tuple[str, ...]) -> int:
        """How many places of the gazetteer have names that go on after `key` and one of the words of `second`."""
        return self.gazetteer.names_begun(key, second)

    def by_id(self, place_id: str) -> Entry | None:
        """The place with that id."""
        return self.gazetteer.by_id(place_id)

    def _own(self, key: str) -> tuple[Entry, ...]:
        """The profile's places of that name or of a spelling like it."""
        if found := self.overlay.places.get(key):
            return found
        alike = next(self.overlay.alike(key), ()) if len(key) >= _LEAST_ALIKE else ()
        exact_at_home = alike and any(e.country == self.country for e in self.gazetteer.find(key))
        return () if exact_at_home else alike


_LEAST_ALIKE = 7
"""Characters of a name from which a spelling may differ."""

_OVERLAYS: dict[int, tuple[CountryProfile, _Overlay]] = {}


def _overlay(profile: CountryProfile) -> _Overlay:
    """The profile's own places by key, kept for the profile object (hashing a profile costs more than reading it)."""
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
    overlay = _Overlay(found)
    _OVERLAYS[id(profile)] = (profile, overlay)
    return overlay
