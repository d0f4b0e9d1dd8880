"""The names that speak for a country, as patterns: its own and its people's, its offices and its places, in every language known.

`name_patterns` lists them; `NamePattern.may_end` and `is_written` say what of a text fits one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tasks.countries.names import Term, ambiguous_names, facts, not_countries, own_terms, profile_terms
from tasks.countries.profiles import CountryProfile
from tasks.language.name_endings import (
    ANY_ENDING,
    CYRILLIC_CASE_ENDING,
    DERIVED,
    DERIVED_ENDING,
    INFLECTED_CYRILLIC,
    INFLECTED_LATIN,
    SLAVIC_CASE_ENDING,
    SLAVIC_LATIN,
    TONAL,
    VOWELS,
)
from tasks.places.gazetteer import gazetteer


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A name of a country, or the stem of one.

    kind: name, demonym, office, place, home_place (a place only for an outlet of its country), or nothing (a name that is no country).
    langs: the languages in which it counts, None for all. stem: whether letters may follow.
    case: exact (an acronym), capital (a proper name), any, or derived (any, with an ending that makes a demonym).
    """

    country: str
    kind: str
    langs: frozenset[str] | None
    stem: bool
    case: str
    text: str

    def may_end(self, ending: str, lang: str) -> bool:
        """Whether the letters that follow can be an ending of the word."""
        if not self.stem:
            return False
        if self.case == "derived":
            (own,) = self.langs or ("",)
            return DERIVED_ENDING[own].fullmatch(ending) is not None
        if self.kind == "name" and lang in INFLECTED_CYRILLIC:
            return CYRILLIC_CASE_ENDING.fullmatch(ending) is not None
        if self.kind == "name" and lang in SLAVIC_LATIN and self.case == "capital":
            return SLAVIC_CASE_ENDING.fullmatch(ending) is not None
        return ANY_ENDING.fullmatch(ending) is not None

    def is_written(self, string: str, start: int, end: int) -> bool:
        """Whether it is written as a proper name must be: turkey, china and us in small letters are not countries."""
        if self.case in ("any", "derived"):
            return True
        if self.kind == "name" and self.langs == TONAL and string[start:end].lower() != self.text.lower():
            return False
        if self.case == "exact":
            return string[start:end].isupper()
        return not string[start].islower()


def name_patterns(profiles: Mapping[str, CountryProfile]) -> Iterable[NamePattern]:
    """Every pattern. Names of countries without profile are known too: South Sudan must not be read as Sudan."""
    known = facts()
    real = any(code in known for code in profiles)
    if real:
        ambiguous = ambiguous_names()
        for lang, code, name in gazetteer().country_names():
            if name not in ambiguous.get(lang, ()):
                yield from _of_country_name(name, code, lang)
        for term in own_terms():
            yield _pattern(term)
        for phrase in not_countries():
            yield NamePattern("XX", "nothing", None, False, "any", phrase)
    for profile in profiles.values():
        for term in profile_terms(profile):
            yield _pattern(term)
        for place in profile.places:
            for name in (place.name, *place.names):
                yield NamePattern(profile.country, "place", None, False, "capital", name)
    if real:
        yield from _place_patterns(frozenset(profiles))


def _place_patterns(countries: frozenset[str]) -> Iterable[NamePattern]:
    """First-level units, capitals and towns; those that several countries have count only for the outlet's."""
    untelling = {fold_name(name) for name in ambiguous_names()["places"]}
    for key, country, dominant in gazetteer().telling_names():
        if country not in countries:
            continue
        if dominant and (fold_name(key) in untelling or key.startswith("the ") or not _spelt_at_home(key, country)):
            dominant = False
        if len(key) > 1:
            yield NamePattern(country, "place" if dominant else "home_place", None, False, "capital", key)


def _pattern(term: Term) -> NamePattern:
    langs = None if term.lang is None else frozenset((term.lang,))
    if term.text.isupper() and len(term.text.replace(".", "")) <= 5:
        case = "exact"
    elif term.kind == "name" or term.lang in (None, "en") or term.text[:1].isupper():
        case = "capital"
    else:
        case = "any"
    return NamePattern(term.country, term.kind, langs, term.stem, case, term.text)


_INDIC = re.compile("[\u0900-\u09ff]")
_INDIC_AT_HOME = frozenset(["IN", "NP", "BD", "BT", "PK"])
_SHORT_INDIC = 4


def _spelt_at_home(key: str, country: str) -> bool:
    """Whether a name is more than the transliteration of a short foreign one, which in Hindi, Nepali and Bengali
    is often a common word (the Dutch town of Assen: Bengali for "comes")."""
    return country in _INDIC_AT_HOME or len(key) > _SHORT_INDIC or _INDIC.search(key) is None


def _of_country_name(name: str, code: str, lang: str) -> Iterable[NamePattern]:
    """A country's name; in inflected languages also as a stem."""
    langs = frozenset((lang,))
    case = "exact" if name.isupper() and len(name) <= 5 else "capital"
    yield NamePattern(code, "name", langs, False, case, name)
    if lang in INFLECTED_CYRILLIC or lang in INFLECTED_LATIN:
        stem = name.rstrip(VOWELS + "йь")
        if len(stem) >= 4 and " " not in name:
            plain = "any" if len(stem) >= 5 and lang not in SLAVIC_LATIN else "capital"
            yield NamePattern(code, "name", langs, True, plain, stem)
            if lang in SLAVIC_LATIN:
                yield NamePattern(code, "demonym", langs, True, "derived", stem)
    elif lang in DERIVED and " " not in name:
        for stem in sorted({name, name.rstrip(VOWELS)}):
            if len(stem) >= 4:
                yield NamePattern(code, "demonym", langs, True, "derived", stem)


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
