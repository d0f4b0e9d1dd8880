"""Word lists that tell places from people, organisations and common words.

Given names and surnames are those of the US Census of 1990 (package names, public domain): surnames of many origins,
with the share of the population that bears each.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
from dataclasses import dataclass
from typing import Any

from tasks.language.name_keys import name_key
from tasks.language.word_lists import word_list

_RARE_GIVEN_SHARE = 0.004
"""Given names that fewer than four in 100,000 bear are left out: they are surnames and places misread."""


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The word lists, as name keys."""

    person_titles: frozenset[str]
    organisations: frozenset[str]
    before_organisation: frozenset[str]
    streets: frozenset[str]
    features: frozenset[str]
    soft_features: frozenset[str]
    directions: frozenset[str]
    speech: frozenset[str]
    """Verbs of what people rather than towns do."""
    locatives: frozenset[str]
    temporal: frozenset[str]
    always_common: frozenset[str]
    also_given: frozenset[str]
    """Countries that are called as people are."""
    given: frozenset[str]
    surnames: dict[str, float]
    """Surname -> per cent of the population that bears it."""
    common: dict[str, frozenset[str]]
    """Language -> words mostly written in small letters."""

    def is_common(self, key: str, lang: str) -> bool:
        """Whether the word is a common one in the language (in English where the language has no list)."""
        return key in self.always_common or key in self.temporal or key in self.common.get(lang, self.common["en"])


@functools.cache
def place_words() -> PlaceWords:
    """The lists, read once (30 ms)."""
    words: dict[str, Any] = word_list("place_words")
    sets = {name: frozenset(name_key(str(word)) for word in text.split()) for name, text in words.items()}
    extra = sets.pop("given_extra")
    common = word_list("common_words")
    given = frozenset(
        name
        for file in ("dist.male.first", "dist.female.first")
        for name, share in _census(file)
        if share >= _RARE_GIVEN_SHARE
    )
    return PlaceWords(
        **sets,
        given=given | extra,
        surnames=dict(_census("dist.all.last")),
        common={lang: frozenset(text.split()) for lang, text in common.items()},
    )


def _census(file: str) -> list[tuple[str, float]]:
    """(name key, per cent) of a file of the package names; the rarest share 0.000 counts as 0.0005."""
    text = (importlib.resources.files("names") / file).read_text("ascii")
    rows = (line.split() for line in text.splitlines())
    return [(row[0].lower(), max(0.0005, float(row[1]))) for row in rows if row]


@functools.cache
def abbreviations() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern that finds abbreviations of units in a text, and the unit's or place's id by abbreviation."""
    lists = word_list("abbreviations")
    ids: dict[str, str] = {}
    for group in ("dotted", "plain"):
        for place, forms in lists[group].items():
            for form in forms:
                ids[form] = place if ":" in place else f"iso:{place}"
    postal = {place.split("-")[1]: f"iso:{place}" for place in lists["dotted"] if place.startswith(("US-", "CA-"))}
    dotted = "|".join(re.escape(form) for forms in lists["dotted"].values() for form in sorted(forms))
    plain = "|".join(re.escape(form) for forms in lists["plain"].values() for form in sorted(forms))
    codes = "|".join(sorted(postal))
    ids |= {code: unit for code, unit in postal.items() if code not in ids}
    return re.compile(rf"(?<=[^\W\d_], )(?:{dotted})|(?<=[^\W\d_], )(?:{codes})\b|\b(?:{plain})(?!\w)"), ids
