"""How much speaks for a candidate being a place's name: how it is written, its neighbours, how well known the place is."""

from __future__ import annotations

import math
import re

from tasks.language.name_keys import Case, NameToken
from tasks.places.lexicon import place_words
from tasks.places.reading import Candidate, NameReading

METONYM_POPULATION = 1_000_000
"""A town so large may speak for its country or government: "Moscow said"."""

WEIGHTS: dict[str, float] = {
    "bias": -0.6,
    "country": 4.0,
    "unit": 1.6,
    "region": 3.0,
    "size": 0.85,
    "home": 1.2,
    "locative": 1.8,
    "words": 1.2,
    "unit_word": 2.5,
    "comma": 1.0,
    "start": -0.3,
    "common": -4.0,
    "surname": -0.45,
    "given": -1.0,
    "title_before": -6.0,
    "person": -8.0,
    "capital_before": -2.6,
    "capital_after": -2.2,
    "organisation": -3.2,
    "street": -4.5,
    "feature": -2.0,
    "other_name": -1.0,
    "speaks": -2.5,
    "direction": -4.0,
    "abroad": -0.8,
}
"""What each sign adds. Signs and rough sizes by reasoning; sizes refined on the development half of the gold sets."""


def weigh_candidate(candidate: Candidate, reading: NameReading) -> None:
    """Sets the candidate's standing from its features."""
    candidate.features = _features(candidate, reading)
    candidate.standing = sum(WEIGHTS[name] * value for name, value in candidate.features.items())


def _features(c: Candidate, reading: NameReading) -> dict[str, float]:
    words, lex, string = reading.words, place_words(), reading.string
    best = c.entries[0]
    population = max(e.population for e in c.entries)
    f: dict[str, float] = {"bias": 1.0}
    kinds = {e.kind for e in c.entries}
    if any(e.kind == "country" for e in c.entries):
        f["country"] = 1.0
    elif kinds & {"region", "water", "facility"}:
        f["region"] = 1.0
    elif any(e.kind == "admin1" and e.rank == 0 for e in c.entries) or "capital" in kinds:
        f["unit"] = 1.0
    f["size"] = (math.log10(population + 10) - 4.0) if population else 0.5
    if reading.source.country and any(e.country == reading.source.country for e in c.entries):
        f["home"] = 1.0
    if c.key.isascii() and all(e.rank > 0 for e in c.entries) and best.kind != "country":
        f["other_name"] = 1.0
    if c.only_units:
        f["unit_word"] = 1.0
    size = c.last - c.first + 1
    if size > 1:
        f["words"] = 1.0
    before = words[c.first - 1] if c.first else None
    after = words[c.last + 1] if c.last + 1 < len(words) else None
    gap_before = string[before.end : c.start] if before else ""
    gap_after = string[c.end : after.start] if after else ""
    cased = words[c.first].case in (Case.CAPITAL, Case.UPPER)
    if c.within is not None:
        f["comma"] = 1.0
    if not cased:
        return f
    single = size == 1
    key = words[c.last].key
    if single and lex.is_common(key, reading.source.lang):
        f["common"] = 0.5 if f.get("country") else 1.0
    elif not single and all(_is_plain(word, reading.source.lang) for word in words[c.first : c.last + 1]):
        f["common"] = 0.7
    if single and key in lex.directions and not c.only_units:
        f["direction"] = 1.0
    if after and after.key in lex.speech and population < METONYM_POPULATION and not f.get("country"):
        f["speaks"] = 1.0
    if single and not f.get("country"):
        if share := lex.surnames.get(key):
            f["surname"] = math.log10(share / 0.0005)
        if key in lex.given:
            f["given"] = 1.0
    inside = [n for n in range(c.first, c.last + 1) if n in reading.persons]
    if inside or (single and key in reading.people and not f.get("country") and population < 500_000):
        f["person"] = 1.0 if len(inside) == size or not inside else 0.5
    elif single and key in reading.people & lex.also_given and not (before and before.key in lex.locatives):
        f["person"] = 1.0
    if before and gap_before in (" ", ". ") and before.key in lex.person_titles:
        f["title_before"] = 0.0 if "person" in f else 1.0
    if before and gap_before in (" ", "-") and before.key in lex.locatives and before.case == Case.LOWER:
        f["locative"] = 1.0
    if reading.source.country and "home" not in f and not f.keys() & {"country", "region", "unit", "locative", "comma"}:
        f["abroad"] = 1.0
    if before is None or re.search(r"[.!?:;“\"\n]\s*$", gap_before):
        f["start"] = 1.0
    before_that = words[c.first - 2] if c.first > 1 else None
    _neighbours(reading, f, before, gap_before, after, gap_after, before_that)
    return f


def _is_plain(word: NameToken, lang: str) -> bool:
    """Whether a word of a longer name is a common one: both are in `Police Department`."""
    lex = place_words()
    return (
        lex.is_common(word.key, lang)
        and word.key not in lex.directions
        and word.key not in ("new", "old", "united", "state", "city")
    ) or word.key in lex.organisations


def _neighbours(
    reading: NameReading,
    f: dict[str, float],
    before: NameToken | None,
    gap_before: str,
    after: NameToken | None,
    gap_after: str,
    before_that: NameToken | None,
) -> None:
    """Adds what capitalised neighbours say."""
    lex = place_words()
    if after and gap_after in (" ", "'s ", "’s ", " & "):
        genitive = gap_after.endswith("s ")
        if after.case != Case.LOWER and not genitive:
            if after.key in lex.organisations:
                f["organisation"] = 1.0
            elif after.key in lex.streets:
                f["street"] = 2.0 if f.get("country") else 1.0
            elif after.key in lex.features:
                f["feature"] = 1.0
            elif after.key not in lex.soft_features and not reading.title_case and not after.text.isdigit():
                if after.key not in lex.person_titles and not lex.is_common(after.key, reading.source.lang):
                    f["capital_after"] = 1.0
                elif after.case == Case.CAPITAL:
                    f["capital_after"] = 0.6
    if (
        before
        and gap_before in (" ", "-", " & ")
        and before.case in (Case.CAPITAL, Case.UPPER)
        and not reading.title_case
    ):
        if before.key in lex.directions:
            return
        if before.key in lex.locatives or before.key in lex.always_common:
            return
        f["capital_before"] = 0.7 if lex.is_common(before.key, reading.source.lang) else 1.0
    elif (
        before
        and before_that
        and before.key == "of"
        and gap_before == " "
        and before_that.case == Case.CAPITAL
        and before_that.key in lex.before_organisation
    ):
        f["organisation"] = 0.6
