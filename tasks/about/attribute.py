"""Which countries a text is about, and why.

A text is about a country when its title names the country, its people, one of its institutions or one of its
places, or when its opening does so prominently. A name further down is a passing mention and does not count.
One Aho-Corasick pass finds all names of all countries at once; what is found is then weighed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tasks.about.first import CountryMention, first_country
from tasks.about.scan import NameScanner
from tasks.countries.profiles import CountryProfile
from tasks.language.name_endings import INFLECTED_CYRILLIC, INFLECTED_LATIN
from tasks.places.find import PlaceMention, find_places
from tasks.places.gazetteer import gazetteer
from tasks.places.lexicon import place_words

OPENING_CHARS = 280
"""How far into the text a mention still says what it is about: a lede of about 45 words."""
SCANNED_CHARS = 1500
MAX_COUNTRIES = 5
_PLACES_READ = 600
"""Characters of the text whose places say which country comes first."""

_TITLE, _OPENING, _BODY = 1.0, 0.5, 0.12
_KIND_WEIGHT = {"name": 1.0, "office": 0.9, "demonym": 0.85, "place": 0.8}
_ENOUGH = 0.4
_SHARE_OF_BEST = 0.4


@dataclass(frozen=True, slots=True)
class About:
    """A country that a text is about."""

    country: str
    basis: str
    """title_name, title_demonym, title_office, title_place, or the same with text_."""
    evidence: str
    """The words that show it, as the text writes them."""
    strength: float
    """0 to 1; the strongest of a text's countries comes first."""


_DIRECTED = re.compile(r"\b(?:East|West|North|South|New|Port|Fort|Lake|Mount) $")
_TOWN_POPULATION = 100_000
"""A town so large says alone what a text is about whose title names no country."""
_HELD = re.compile(r" ?[,(] ?[A-Z]")


def _is_shared(hit: CountryMention, string: str, named: set[str]) -> bool:
    """Whether a name may be another's here: a person's, a town's of the unit behind the comma, a namesake's of another
    country that the text names."""
    if hit.kind not in ("name", "place"):
        return False
    if _DIRECTED.search(string, 0, hit.start):
        return True
    if string[hit.start : hit.end].lower() in place_words().also_given or _HELD.match(string, hit.end):
        return True
    return hit.kind == "place" and bool(named - {hit.country})


def _as_resolved(
    hit: CountryMention, string: str, named: set[str], places: Sequence[PlaceMention]
) -> CountryMention | None:
    """The mention with the country of the place that the text means by it; None where it means a person."""
    if not _is_shared(hit, string, named):
        return hit
    place = next((p for p in places if p.in_title == hit.in_title and p.start < hit.end and hit.start < p.end), None)
    if place is None:
        person = string[hit.start : hit.end].lower() in place_words().also_given and string[hit.start].isupper()
        return None if person else hit
    return hit if place.country in ("XX", hit.country) else replace(hit, country=place.country, kind="place")


class Attributor:
    """Tells which of the countries of `profiles` a text is about."""

    def __init__(self, profiles: Mapping[str, CountryProfile]) -> None:
        self._countries = frozenset(profiles)
        self._scanner = NameScanner(profiles)

    def about(self, title: str, text: str, lang: str, *, outlet_country: str | None = None) -> list[About]:
        """The countries that the text is about, strongest first; none where it is about no profiled country."""
        if self._scanner.is_empty:
            return []
        score: dict[str, float] = defaultdict(float)
        first: dict[str, tuple[float, str, str]] = {}
        for hit in self.mentions(title, text, lang, outlet_country=outlet_country):
            where = _TITLE if hit.in_title else _OPENING if hit.start < OPENING_CHARS else _BODY
            weight = where * _KIND_WEIGHT[hit.kind]
            if hit.kind == "place" and outlet_country == hit.country:
                weight *= 1.1
            score[hit.country] += weight
            if hit.country not in first or weight > first[hit.country][0]:
                basis = f"{'title' if hit.in_title else 'text'}_{hit.kind}"
                first[hit.country] = (weight, basis, (title if hit.in_title else text)[hit.start : hit.end])
        if "GE" in score and self._is_us_georgia(first["GE"], score, outlet_country):
            del score["GE"]
        if not score:
            return []
        best = max(score.values())
        found = [
            About(country, first[country][1], first[country][2], round(min(1.0, points / 2), 3))
            for country, points in score.items()
            if country in self._countries
            and (first[country][1].startswith("title_") or (points >= _ENOUGH and points >= _SHARE_OF_BEST * best))
        ]
        found.sort(key=lambda about: (-score[about.country], about.country))
        return found[:MAX_COUNTRIES]

    @staticmethod
    def _is_us_georgia(first: tuple[float, str, str], score: Mapping[str, float], outlet_country: str | None) -> bool:
        """Whether Georgia is the state: nothing but that name speaks for the country, and something for the US."""
        if first[2] != "Georgia" or score["GE"] > 2.0 or any(code in score for code in ("RU", "AM", "AZ", "TR", "UA")):
            return False
        return "US" in score or outlet_country == "US"

    def mentions(self, title: str, text: str, lang: str, *, outlet_country: str | None = None) -> list[CountryMention]:
        """Every mention of a country in the title and the text's beginning, in order."""
        if self._scanner.is_empty:
            return []
        body = text[:SCANNED_CHARS]
        hits = [
            *self._scanner.scan(title, lang, outlet_country, True),
            *self._scanner.scan(body, lang, outlet_country, False),
        ]
        named = {hit.country for hit in hits if hit.kind == "name"}
        if lang in INFLECTED_CYRILLIC | INFLECTED_LATIN and not any(hit.in_title for hit in hits):
            hits = [*self._towns(title, lang, outlet_country), *hits]
        if not any(_is_shared(hit, title if hit.in_title else text, named) for hit in hits):
            return hits
        places = find_places(title, text[:_PLACES_READ], lang=lang, country=outlet_country)
        resolved = (_as_resolved(hit, title if hit.in_title else text, named, places) for hit in hits)
        return [hit for hit in resolved if hit is not None]

    def _towns(self, title: str, lang: str, outlet_country: str | None) -> list[CountryMention]:
        """The towns and units that a title names in whatever case: "в Белгороде", "w Wałbrzychu"."""
        return [
            CountryMention(place.start, place.end, place.country, "place", True)
            for place in find_places(title, "", lang=lang, country=outlet_country)
            if place.country in self._countries
            and place.kind in ("city", "capital", "admin1")
            and (entry := gazetteer().by_id(place.place_id))
            and entry.population >= _TOWN_POPULATION
        ]

    def named(self, title: str, text: str, lang: str, *, outlet_country: str | None = None) -> list[CountryMention]:
        """The mentions of countries with those of places (kinds `found country`, `found place`) that no name covers."""
        names = self.mentions(title, text, lang, outlet_country=outlet_country)
        places = [
            CountryMention(
                p.start, p.end, p.country, f"found {'country' if p.kind == 'country' else 'place'}", p.in_title
            )
            for p in find_places(title, text[:_PLACES_READ], lang=lang, country=outlet_country)
            if p.country != "XX"
        ]
        more = [
            p
            for p in places
            if not any(
                n.in_title == p.in_title and n.start < p.end and p.start < n.end
                for n in names
                if n.country == p.country
            )
        ]
        return sorted([*names, *more], key=lambda m: (not m.in_title, m.start, m.country))

    def first(
        self, title: str, text: str, lang: str, *, outlet: str = "", outlet_country: str | None = None
    ) -> About | None:
        """The country where it happened or whose affair it is, also where the text names none: then its outlet's own.

        Basis `home` where no words of the text name it. None for no country or the whole world.
        """
        mentions = self.named(title, text, lang, outlet_country=outlet_country)
        found = first_country(title, text, lang, mentions, outlet=outlet, outlet_country=outlet_country)
        if found is None:
            return None
        country, share = found
        said = next((m for m in mentions if m.country == country), None)
        if said is None:
            return About(country, "home", "", round(share, 3))
        words = (title if said.in_title else text)[said.start : said.end]
        return About(country, f"{'title' if said.in_title else 'text'}_{said.kind.split()[-1]}", words, round(share, 3))


__all__ = ["About", "Attributor", "CountryMention"]
