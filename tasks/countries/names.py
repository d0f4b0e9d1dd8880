"""What countries and their people are called, in the languages that CLDR knows.

Names come from the Unicode CLDR (package babel), English demonyms and centres from `data/countries.yaml`,
demonyms of other languages from `demonyms.yaml`, offices and institutions from `offices.yaml`, both in tasks/language/data.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tasks.countries.profiles import CountryProfile
from tasks.language.name_keys import name_key
from tasks.language.word_lists import read_yaml, word_list

_FACTS = Path(__file__).parent / "data"

LANGUAGES = (
    "af",
    "am",
    "ar",
    "as",
    "az",
    "be",
    "bg",
    "bn",
    "bs",
    "ca",
    "cs",
    "cy",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "eu",
    "fa",
    "fi",
    "fil",
    "fr",
    "ga",
    "gl",
    "gu",
    "ha",
    "he",
    "hi",
    "hr",
    "hu",
    "hy",
    "id",
    "ig",
    "is",
    "it",
    "ja",
    "ka",
    "kk",
    "km",
    "kn",
    "ko",
    "ky",
    "lo",
    "lt",
    "lv",
    "mk",
    "ml",
    "mn",
    "mr",
    "ms",
    "my",
    "nb",
    "ne",
    "nl",
    "or",
    "pa",
    "pl",
    "ps",
    "pt",
    "ro",
    "ru",
    "rw",
    "sd",
    "si",
    "sk",
    "sl",
    "so",
    "sq",
    "sr",
    "sr_Latn",
    "sv",
    "sw",
    "ta",
    "te",
    "tg",
    "th",
    "ti",
    "tk",
    "tr",
    "ug",
    "uk",
    "ur",
    "uz",
    "vi",
    "yo",
    "zh",
    "zh_Hant",
    "zu",
)
"""The languages whose CLDR country names are used: those of the world's press."""
_OUR_CODE = {"nb": "no", "fil": "tl"}
"""What tasks.language.detect calls a language that the CLDR calls otherwise."""


@dataclass(frozen=True, slots=True)
class CountryFacts:
    """A country's centre and its English names and demonyms."""

    lat: float
    lng: float
    demonyms: tuple[str, ...]
    names: tuple[str, ...]


@functools.cache
def facts() -> dict[str, CountryFacts]:
    """Facts by ISO 3166-1 alpha-2 code (XK included), sorted."""
    rows = read_yaml(_FACTS / "countries.yaml")
    return {
        code: CountryFacts(float(lat), float(lng), tuple(demonyms), tuple(names))
        for code, (lat, lng, demonyms, names) in sorted(rows.items())
    }


def cldr_names() -> dict[str, dict[str, tuple[str, ...]]]:
    """Country -> language -> names, of every country in `facts`. Takes two seconds: the gazetteer keeps the result."""
    from babel import Locale

    named: dict[str, dict[str, tuple[str, ...]]] = {code: {} for code in facts()}
    for tag in LANGUAGES:
        territories = Locale.parse(tag).territories
        lang = _OUR_CODE.get(tag.split("_")[0], tag.split("_")[0])
        for code, by_lang in named.items():
            if name := territories.get(code):
                names = dict.fromkeys((*by_lang.get(lang, ()), *_spellings(name)))
                by_lang[lang] = tuple(names)
    return named


def _spellings(name: str) -> list[str]:
    """`Congo - Kinshasa`, `Myanmar (Burma)`, `Hong Kong SAR China` as people write them."""
    name = re.sub(r"\s+(SAR|特别行政区).*$", "", name)
    plain = re.sub(r"\s*[(（].*?[)）]", "", name)
    spellings = [plain]
    if " - " in name:
        spellings = [plain.replace(" - ", "-")]
    if " & " in plain:
        spellings.append(plain.replace(" & ", " and "))
    if plain.startswith(("St. ", "St ")):
        spellings.append("Saint " + plain.split(" ", 1)[1])
    return spellings


@functools.cache
def territories() -> dict[str, str | None]:
    """ISO 3166-1 code of every territory without a profile -> the country in whose reports its news would be sought;
    null where nobody lives. Its names are known all the same, so that they are taken for no other country's."""
    rows: dict[str, str | None] = read_yaml(_FACTS / "territories.yaml")
    return rows


TermKind = Literal["name", "demonym", "office"]


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that stands for a country."""

    text: str
    country: str
    kind: TermKind
    lang: str | None
    """ISO 639-1; null where it holds in every language."""
    stem: bool
    """Any ending may follow (within reason: see attribute.py)."""


@functools.cache
def own_terms() -> tuple[Term, ...]:
    """The terms of our own tables: English demonyms and short names, demonyms of other languages, offices."""
    terms = []
    for code, fact in facts().items():
        terms += [
            Term(name, code, "name", None if name.isupper() or "." in name else "en", False) for name in fact.names
        ]
        terms += [Term(name, code, "demonym", "en", False) for name in fact.demonyms]
        terms += [Term(plural, code, "demonym", "en", False) for name in fact.demonyms if (plural := plural_of(name))]
    for lang, by_country in word_list("demonyms").items():
        for code, words in sorted(by_country.items()):
            terms += [term(word, code, "demonym", lang) for word in words]
    for file in ("offices", "leaders"):
        for code, words in sorted(word_list(file).items()):
            terms += [term(word, code, "office", None) for word in words]
    return tuple(terms)


@functools.cache
def demonym_keys(lang: str) -> frozenset[str]:
    """Name keys of the English demonyms, for texts in English or of unknown language; other languages write
    theirs small or inflect them."""
    if lang not in ("en", "und"):
        return frozenset()
    own = own_terms()
    return frozenset(name_key(t.text) for t in own if t.kind == "demonym" and t.lang == "en") - {
        name_key(t.text) for t in own if t.kind == "name"
    }


def term(text: str, country: str, kind: TermKind, lang: str | None) -> Term:
    """The term written so in a profile or table; a trailing `*` ends a stem."""
    return Term(text.removesuffix("*"), country, kind, lang, text.endswith("*"))


@functools.cache
def not_countries() -> tuple[str, ...]:
    """Phrases that hold a country's name and mean something else: `guinea pig`, `South American`."""
    return tuple(word_list("not_countries"))


@functools.cache
def ambiguous_names() -> dict[str, frozenset[str]]:
    """Names that tell no country by themselves: `places`, and of countries those of a language, by its code."""
    rows = word_list("ambiguous_names")
    return {
        **{lang: frozenset(names) for lang, names in rows["countries"].items()},
        "places": frozenset(rows["places"]),
    }


def profile_terms(profile: CountryProfile) -> tuple[Term, ...]:
    """The names and offices that a profile adds."""
    ambiguous = ambiguous_names()
    named = [
        term(text, profile.country, "demonym" if text[:1].islower() else "name", lang)
        for lang, texts in sorted(profile.names.items())
        for text in texts
        if text not in ambiguous.get(lang, ())
    ]
    offices = [term(text, profile.country, "office", None) for text in profile.offices]
    lang = "en" if "en" in profile.names else None
    return (term(profile.name, profile.country, "name", lang), *named, *offices)


def plural_of(demonym: str) -> str | None:
    """`Afghans` of `Afghan`; None where the demonym has no plural in -s (`Chinese`, `British`)."""
    return None if demonym.endswith(("s", "sh", "ch", "ese", "men", "man", "é", "è")) else demonym + "s"
