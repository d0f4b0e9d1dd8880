"""Countries and main organisations that a text names as taking part, in order of first mention.

Countries come from tasks.countries.names (names and demonyms in the text's language and in English), organisations from
tasks/language/data/lexicon-actors.yaml. A country named only as a place ("in Ukraine", "from Syria") is not an actor; an
office ("the Kremlin") stands for its country.
"""

from __future__ import annotations

import functools
import re

from babel import Locale, UnknownLocaleError

from tasks.countries.names import own_terms
from tasks.language.lexicon import PREFIXING, UNSPACED, EventLexicon, fold_for_lexicon, split_terms
from tasks.language.word_lists import word_list

READ_CHARS = 700
"""Characters of the text that are read, as in tasks.events.classify."""

_PLACE_ONLY = re.compile(
    r"(?:\b(?:in|near|from|across|inside|outside|throughout|within|en|dans|au|aux|em|no|na|im|aus|w|z|в|из|у|во|з|від|di|dari)"
    r"(?:\s+(?:the|el|la|le|les|der|dem|northern|southern|eastern|western|central|north|south|east|west|northeast|"
    r"northwest|southeast|southwest))*)\s*$|(?:в|في|در|میں)\s+$"
)


def find_actors(title: str, text: str, *, lang: str) -> list[str]:
    """Codes of the actors named in title and text: ISO 3166-1 alpha-2, or an organisation's code in capitals."""
    found: dict[str, None] = {}
    for source in (title, text[:READ_CHARS]):
        folded = fold_for_lexicon(source)
        hits = _names(lang).find(folded)
        organisations = {(hit.start, hit.end) for hit in hits if len(hit.concept.removesuffix("!")) > 2}
        for hit in hits:
            if len(hit.concept) == 2 and (hit.start, hit.end) in organisations:
                continue
            code, capitals = hit.concept.removesuffix("!"), hit.concept.endswith("!")
            words = source[hit.start : hit.end]
            if (capitals and words.rstrip("s") != words.upper()) or (
                words.islower() and words.isascii() and len(code) == 2
            ):
                continue
            if len(code) == 2 and not capitals and _PLACE_ONLY.search(folded, max(0, hit.start - 30), hit.start):
                continue
            found.setdefault(code)
    return list(found)


@functools.cache
def _names(lang: str) -> EventLexicon:
    terms: dict[str, list[str]] = {}
    for code, names in _countries(lang).items():
        terms.setdefault(code, []).extend(names)
    for code, value in word_list("lexicon-actors").items():
        for name in split_terms(value):
            short = name.isascii() and name.upper() == name and len(name) <= 6
            terms.setdefault(f"{code}!" if short else code, []).append(name)
    return EventLexicon(terms, spaced=lang not in UNSPACED, prefixes=PREFIXING.get(lang, ""))


def _countries(lang: str) -> dict[str, list[str]]:
    """Names, demonyms and offices by country in a language and in English."""
    named: dict[str, list[str]] = {}
    for term in own_terms():
        if term.lang in (None, "en", lang):
            named.setdefault(term.country, []).append(term.text + ("*" if term.stem else ""))
    for tag in dict.fromkeys((lang, "en")):
        try:
            territories = Locale.parse(tag).territories
        except (UnknownLocaleError, ValueError):
            continue
        for code, name in territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "XA", "XB", "QO", "EZ", "ZZ"):
                named.setdefault(code, []).append(re.sub(r"\s*[(（].*", "", name))
    return named
