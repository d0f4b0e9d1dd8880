"""Which countries a text is about, and why.

A text is about a country when its title names the country, its people, one of its institutions or one of its
places, or when its opening does so prominently. A name further down is a passing mention and does not count.
One Aho-Corasick pass finds all names of all countries at once; what is found is then weighed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import ahocorasick

from tasks.about.first import CountryMention, first_country
from tasks.countries.names import Term, ambiguous_names, facts, not_countries, own_terms, profile_terms
from tasks.countries.profiles import CountryProfile
from tasks.language.name_keys import UNSPACED
from tasks.places.find import PlaceMention, find_places
from tasks.places.gazetteer import gazetteer
from tasks.places.lexicon import place_words

OPENING_CHARS = 280
"""How far into the text a mention still says what it is about: a lede of about 45 words."""
SCANNED_CHARS = 1500
SURNAME_SHARE = 0.001
"""Names that ten people in a million bear are first of all surnames, unless a great city has them too."""
MAX_COUNTRIES = 5
_PLACES_READ = 600
"""Characters of the text whose places say which country comes first."""

_TITLE, _OPENING, _BODY = 1.0, 0.5, 0.12
_KIND_WEIGHT = {"name": 1.0, "office": 0.9, "demonym": 0.85, "place": 0.8}
_ENOUGH = 0.4
_SHARE_OF_BEST = 0.4

_INFLECTED_CYRILLIC = frozenset(["ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg"])
_SLAVIC_LATIN = frozenset(["pl", "cs", "sk", "hr", "sl", "bs"])
_INFLECTED_LATIN = frozenset(
    ["pl", "cs", "sk", "hr", "sl", "sr", "bs", "lt", "lv", "et", "fi", "hu", "tr", "az", "uz", "tk", "ro", "sq", "eu"]
)
_ENDING = re.compile(r"(?:\w{0,6})")
_DERIVED = {
    "fr": r"(?:i?en(?:ne)?s?|een(?:ne)?s?|ain(?:e?s?)|l?ais(?:es?)?|ois(?:es?)?|an(?:e?s?))",
    "es": r"(?:i?an[oa]s?|n[oa]s?|en[oa]s?|enses?|es(?:[ae]s?)?)",
    "pt": r"(?:i?an[oa]s?|n[oa]s?|enses?|es(?:[ae]s?)?)",
    "it": r"(?:i?an[oaie]|n[oaie]|es[ei]|in[oaie])",
    "ca": r"(?:i?a(?:na|ns|nes)?|es(?:a|os|es)?|enc(?:a|s|ques)?)",
    "de": r"(?:isch\w{0,2}|i?er(?:n|s|in|innen)?|s)",
    "nl": r"(?:s|se|isch\w{0,2}|er|ers)",
    "sv": r"(?:s|isk\w{0,2}|sk\w{0,2}|ier\w{0,3})",
    "da": r"(?:s|isk\w{0,2}|sk\w{0,2}|er\w{0,3})",
    "no": r"(?:s|isk\w{0,2}|sk\w{0,2}|er\w{0,3})",
}
"""Endings that make a demonym of a country's name or of its stem: Mali-ennes, Ukrain-ien, Serbi-o, Iran-ischer."""
_CASE_ENDING = re.compile(
    r"[аеёиоуыэюяйьіїє]{0,3}(?:м|х|ми|в|н)?|[аеоиіїя]{0,2}н?[сзц]ь?к\w{1,4}|\w{0,2}[цнч][аеиыіуё]\w{0,3}"
)
_SLAVIC_CASE_ENDING = re.compile(r"[aeiouy]{0,3}(?:m|ch|mi|w|v|h|n|j|sk\w{0,3}|ck\w{0,3})?")
"""Case endings, diacritics folded: Chorwacj-i, Hrvatsk-oj, Węgr-zech is a demonym of its own."""
_SLAVIC_DERIVED = re.compile(r"\w{0,3}[sc]k\w{0,4}|\w{0,2}(?:czyk|cze?n|an(?:in|i|ie|k|c)|ow(?:i|ie)|c[eyi]|ec)\w{0,4}")
"""Adjectives and inhabitants: estoń-ski, Kameruń-czyk."""
_DERIVED_ENDING = {lang: re.compile(pattern) for lang, pattern in _DERIVED.items()} | dict.fromkeys(
    _SLAVIC_LATIN, _SLAVIC_DERIVED
)
_UNSPACED = re.compile(rf"[{UNSPACED}]")
_PRICE = re.compile(r"\$ ?\d")
"""What follows a country's letters in a price: `a fine of US$300 million` is not about the United States."""
_WORD_BEFORE = re.compile(r"(?:^|(?<=[\s“\"'(]))([A-Z][a-z]+) $")
_WORD_AFTER = re.compile(r" ([A-Z][a-z]+)\b")
_TONAL = frozenset(["vi"])
"""Languages in which a word without its marks is another word."""
_FIRST_OF_ALL_GIVEN = frozenset(["jordan", "chad", "georgia"])
"""Of the countries called as people are, the names that with any proper name behind them are a person's."""
_NOT_GIVEN = frozenset(["in", "see", "may", "will", "mark", "august", "april", "june", "my", "page", "sunny", "van"])
"""Given names that stand before a country as a common word too."""
_VOWELS = "aeiouyаеёиоуыэюяіїєąęáéíóúàèìòùâêîôûäöüåæøőűăâî"


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


@dataclass(frozen=True, slots=True)
class _Pattern:
    country: str
    kind: str
    langs: frozenset[str] | None
    stem: bool
    case: str
    """exact (an acronym), capital (a proper name), any, or derived (any, with an ending of _DERIVED)."""
    text: str


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


class _Fold(dict[int, str | int]):
    """Folds character by character, so that offsets stay: lower case, no diacritics, one kind of apostrophe."""

    def __missing__(self, code: int) -> str | int:
        char = chr(code)
        folded: str | int = code
        lower = char.lower()
        if char in "’ʼ`´‘ʻ":
            folded = "'"
        elif char in "-‐‑–":
            folded = "-"
        elif lower in "łøđıəð":
            folded = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ə": "a", "ð": "d"}[lower]
        elif "\u00c0" <= char <= "\u024f" or "\u0370" <= char <= "\u04ff" or "\u1e00" <= char <= "\u1fff":
            folded = unicodedata.normalize("NFD", lower)[0]
        elif char in "أإآٱ":
            folded = "ا"
        elif char in "ىی":
            folded = "ي"
        elif char == "ک":
            folded = "ك"
        elif len(lower) == 1:
            folded = lower
        self[code] = folded
        return folded


_FOLD = _Fold()


def fold_name(text: str) -> str:
    """The text in lower case without diacritics, as long as it was: offsets stay valid."""
    return text.lower() if text.isascii() else text.translate(_FOLD)


class Attributor:
    """Tells which of the countries of `profiles` a text is about."""

    def __init__(self, profiles: Mapping[str, CountryProfile]) -> None:
        self._countries = frozenset(profiles)
        table: dict[str, list[_Pattern]] = defaultdict(list)
        for pattern in self._patterns(profiles):
            table[fold_name(pattern.text)].append(pattern)
        self._automaton = ahocorasick.Automaton()
        for key in sorted(table):
            if key:
                self._automaton.add_word(key, (len(key), tuple(dict.fromkeys(table[key]))))
        if table:
            self._automaton.make_automaton()
        self._empty = not table

    def _patterns(self, profiles: Mapping[str, CountryProfile]) -> Iterable[_Pattern]:
        """Every pattern. Names of countries without profile are known too: South Sudan must not be read as Sudan."""
        known = facts()
        real = any(code in known for code in profiles)
        if real:
            ambiguous = ambiguous_names()
            for lang, code, name in gazetteer().country_names():
                if name not in ambiguous.get(lang, ()):
                    yield from _name_patterns(name, code, lang)
            for term in own_terms():
                yield _pattern(term)
            for phrase in not_countries():
                yield _Pattern("XX", "nothing", None, False, "any", phrase)
        for profile in profiles.values():
            for term in profile_terms(profile):
                yield _pattern(term)
            for place in profile.places:
                for name in (place.name, *place.names):
                    yield _Pattern(profile.country, "place", None, False, "capital", name)
        if real:
            yield from self._place_patterns()

    def _place_patterns(self) -> Iterable[_Pattern]:
        """First-level units, capitals and towns; those that several countries have count only for the outlet's."""
        untelling = {fold_name(name) for name in ambiguous_names()["places"]}
        for key, country, dominant in gazetteer().telling_names():
            if country not in self._countries:
                continue
            if dominant and (fold_name(key) in untelling or key.startswith("the ") or not _spelt_at_home(key, country)):
                dominant = False
            if len(key) > 1:
                yield _Pattern(country, "place" if dominant else "home_place", None, False, "capital", key)

    def about(self, title: str, text: str, lang: str, *, outlet_country: str | None = None) -> list[About]:
        """The countries that the text is about, strongest first; none where it is about no profiled country."""
        if self._empty:
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
        if self._empty:
            return []
        body = text[:SCANNED_CHARS]
        hits = [*self._hits(title, lang, outlet_country, True), *self._hits(body, lang, outlet_country, False)]
        named = {hit.country for hit in hits if hit.kind == "name"}
        if lang in _INFLECTED_CYRILLIC | _INFLECTED_LATIN and not any(hit.in_title for hit in hits):
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

    def _hits(self, string: str, lang: str, outlet_country: str | None, in_title: bool) -> list[CountryMention]:
        """Non-overlapping mentions, the longest first where they compete, in order of position."""
        folded = fold_name(string)
        if len(folded) != len(string):
            return []
        length = len(folded)
        found: list[tuple[int, int, _Pattern]] = []
        for last, (size, patterns) in self._automaton.iter(folded):
            start, end = last - size + 1, last + 1
            unspaced = _UNSPACED.match(folded[start]) is not None
            if not unspaced and start and folded[start - 1].isalnum() and not _arabic_prefix(folded, start):
                continue
            stop = end
            if not unspaced:
                while stop < length and folded[stop].isalnum():
                    stop += 1
            for pattern in _home_first(patterns, outlet_country):
                if pattern.langs is not None and lang != "und" and lang not in pattern.langs:
                    continue
                if not unspaced and stop != end and not _may_end(pattern, folded[end:stop], lang):
                    continue
                if pattern.kind == "home_place" and pattern.country != outlet_country:
                    continue
                if pattern.case == "derived" and stop == end:
                    continue
                if pattern.kind in ("place", "home_place") and place_words().is_common(pattern.text, lang):
                    continue
                if not _written_as(pattern, string, start, end) or (lang == "und" and pattern.stem):
                    continue
                if _PRICE.match(string, stop):
                    continue
                found.append((start, stop, pattern))
                break
        found.sort(key=lambda item: (-(item[1] - item[0]), -len(item[2].text), item[0]))
        taken: list[tuple[int, int]] = []
        hits = []
        for start, stop, pattern in found:
            if all(stop <= a or start >= b for a, b in taken):
                taken.append((start, stop))
                if pattern.kind == "nothing" or _is_person(pattern, string, start, stop):
                    continue
                kind = "place" if pattern.kind == "home_place" else pattern.kind
                hits.append(CountryMention(start, stop, pattern.country, kind, in_title))
        hits.sort(key=lambda hit: hit.start)
        return hits


def _pattern(term: Term) -> _Pattern:
    langs = None if term.lang is None else frozenset((term.lang,))
    if term.text.isupper() and len(term.text.replace(".", "")) <= 5:
        case = "exact"
    elif term.kind == "name" or term.lang in (None, "en") or term.text[:1].isupper():
        case = "capital"
    else:
        case = "any"
    return _Pattern(term.country, term.kind, langs, term.stem, case, term.text)


_INDIC = re.compile("[\u0900-\u09ff]")
_INDIC_AT_HOME = frozenset(["IN", "NP", "BD", "BT", "PK"])
_SHORT_INDIC = 4


def _spelt_at_home(key: str, country: str) -> bool:
    """Whether a name is more than the transliteration of a short foreign one, which in Hindi, Nepali and Bengali
    is often a common word (the Dutch town of Assen: Bengali for "comes")."""
    return country in _INDIC_AT_HOME or len(key) > _SHORT_INDIC or _INDIC.search(key) is None


def _name_patterns(name: str, code: str, lang: str) -> Iterable[_Pattern]:
    """A country's name; in inflected languages also as a stem."""
    langs = frozenset((lang,))
    case = "exact" if name.isupper() and len(name) <= 5 else "capital"
    yield _Pattern(code, "name", langs, False, case, name)
    if lang in _INFLECTED_CYRILLIC or lang in _INFLECTED_LATIN:
        stem = name.rstrip(_VOWELS + "йь")
        if len(stem) >= 4 and " " not in name:
            plain = "any" if len(stem) >= 5 and lang not in _SLAVIC_LATIN else "capital"
            yield _Pattern(code, "name", langs, True, plain, stem)
            if lang in _SLAVIC_LATIN:
                yield _Pattern(code, "demonym", langs, True, "derived", stem)
    elif lang in _DERIVED and " " not in name:
        for stem in sorted({name, name.rstrip(_VOWELS)}):
            if len(stem) >= 4:
                yield _Pattern(code, "demonym", langs, True, "derived", stem)


def _may_end(pattern: _Pattern, ending: str, lang: str) -> bool:
    """Whether the letters that follow can be an ending of the word."""
    if not pattern.stem:
        return False
    if pattern.case == "derived":
        (own,) = pattern.langs or ("",)
        return _DERIVED_ENDING[own].fullmatch(ending) is not None
    if pattern.kind == "name" and lang in _INFLECTED_CYRILLIC:
        return _CASE_ENDING.fullmatch(ending) is not None
    if pattern.kind == "name" and lang in _SLAVIC_LATIN and pattern.case == "capital":
        return _SLAVIC_CASE_ENDING.fullmatch(ending) is not None
    return _ENDING.fullmatch(ending) is not None


def _written_as(pattern: _Pattern, string: str, start: int, end: int) -> bool:
    """Whether it is written as a proper name must be: turkey and china are no countries, us is no state."""
    if pattern.case in ("any", "derived"):
        return True
    if pattern.kind == "name" and pattern.langs == _TONAL and string[start:end].lower() != pattern.text.lower():
        return False
    if pattern.case == "exact":
        return string[start:end].isupper()
    return not string[start].islower()


def _home_first(patterns: tuple[_Pattern, ...], outlet_country: str | None) -> Iterable[_Pattern]:
    """The patterns of a name, the place in the outlet's country before a more famous one of the same name."""
    if outlet_country is None or len(patterns) == 1 or any(p.kind == "name" for p in patterns):
        return patterns
    return sorted(patterns, key=lambda p: p.country != outlet_country)


def _is_person(pattern: _Pattern, string: str, start: int, stop: int) -> bool:
    """Whether it is a street's or a person's name: a given name stands before it, or it is one itself and a surname follows."""
    if pattern.kind not in ("name", "place", "home_place"):
        return False
    lex = place_words()
    street = _WORD_AFTER.match(string, stop)
    if street and street[1].lower() in lex.streets:
        return True
    before = _WORD_BEFORE.search(string, max(0, start - 24), start)
    if before and before[1].lower() in lex.given and before[1].lower() not in _NOT_GIVEN:
        return True
    word = string[start:stop].lower()
    if pattern.kind == "name" and word not in lex.also_given:
        return False
    after = _WORD_AFTER.match(string, stop)
    if after is None or (pattern.kind != "name" and word not in lex.given):
        return False
    surname = after[1].lower()
    if word in _FIRST_OF_ALL_GIVEN:
        return not (
            lex.is_common(surname, "en")
            or surname in lex.features | lex.soft_features | lex.person_titles | lex.organisations | lex.directions
        )
    return (
        lex.surnames.get(surname, 0.0) >= SURNAME_SHARE
        and not lex.is_common(surname, "en")
        and (surname not in lex.person_titles and surname not in lex.organisations)
    )


def _arabic_prefix(folded: str, start: int) -> bool:
    """Whether the letters before are Arabic or Hebrew particles written onto the word (and, in, to, the)."""
    at = start
    while at and folded[at - 1].isalnum():
        at -= 1
    prefix = folded[at:start]
    return len(prefix) <= 4 and prefix != "" and all(char in "والبلكفסהבלמוש" for char in prefix)


__all__ = ["About", "Attributor", "CountryMention", "fold_name"]
