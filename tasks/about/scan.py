"""Where a text names a country, its people, its offices or its places: one Aho-Corasick pass for all names at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import ahocorasick

from tasks.about.first import CountryMention
from tasks.about.patterns import NamePattern, fold_name, name_patterns
from tasks.countries.profiles import CountryProfile
from tasks.language.name_keys import UNSPACED
from tasks.places.lexicon import place_words

SURNAME_SHARE = 0.001
"""Names that ten people in a million bear are first of all surnames, unless a great city has them too."""
_UNSPACED = re.compile(rf"[{UNSPACED}]")
_PRICE = re.compile(r"\$ ?\d")
"""What follows a country's letters in a price: `a fine of US$300 million` is not about the United States."""
_WORD_BEFORE = re.compile(r"(?:^|(?<=[\s“\"'(]))([A-Z][a-z]+) $")
_WORD_AFTER = re.compile(r" ([A-Z][a-z]+)\b")
_FIRST_OF_ALL_GIVEN = frozenset(["jordan", "chad", "georgia"])
"""Of the countries called as people are, the names that with any proper name behind them are a person's."""
_NOT_GIVEN = frozenset(["in", "see", "may", "will", "mark", "august", "april", "june", "my", "page", "sunny", "van"])
"""Given names that stand before a country as a common word too."""


class NameScanner:
    """Finds the names of the countries of `profiles`."""

    def __init__(self, profiles: Mapping[str, CountryProfile]) -> None:
        table: dict[str, list[NamePattern]] = defaultdict(list)
        for pattern in name_patterns(profiles):
            table[fold_name(pattern.text)].append(pattern)
        self._automaton = ahocorasick.Automaton()
        for key in sorted(table):
            if key:
                self._automaton.add_word(key, (len(key), tuple(dict.fromkeys(table[key]))))
        if table:
            self._automaton.make_automaton()
        self.is_empty = not table

    def scan(self, string: str, lang: str, outlet_country: str | None, in_title: bool) -> list[CountryMention]:
        """Mentions that do not overlap, the longest first where they compete, in order of position."""
        folded = fold_name(string)
        if len(folded) != len(string):
            return []
        found = [
            (start, stop, pattern)
            for start, stop, patterns in self._candidates(folded)
            if (pattern := _fitting(patterns, string, folded, start, stop, lang, outlet_country)) is not None
        ]
        found.sort(key=lambda item: (-(item[1] - item[0]), -len(item[2].text), item[0]))
        taken: list[tuple[int, int]] = []
        hits = []
        for start, stop, pattern in found:
            if any(start < b and a < stop for a, b in taken):
                continue
            taken.append((start, stop))
            if pattern.kind != "nothing" and not _is_person(pattern, string, start, stop):
                kind = "place" if pattern.kind == "home_place" else pattern.kind
                hits.append(CountryMention(start, stop, pattern.country, kind, in_title))
        hits.sort(key=lambda hit: hit.start)
        return hits

    def _candidates(self, folded: str) -> Iterator[tuple[int, int, tuple[NamePattern, ...]]]:
        """Start and end of each word or run of words that begins as a name does, with the patterns of that name."""
        for last, (size, patterns) in self._automaton.iter(folded):
            start, stop = last - size + 1, last + 1
            if _UNSPACED.match(folded[start]) is None:
                if start and folded[start - 1].isalnum() and not _arabic_prefix(folded, start):
                    continue
                while stop < len(folded) and folded[stop].isalnum():
                    stop += 1
            yield start, stop, patterns


def _fitting(
    patterns: tuple[NamePattern, ...],
    string: str,
    folded: str,
    start: int,
    stop: int,
    lang: str,
    outlet_country: str | None,
) -> NamePattern | None:
    """The first pattern that the words from `start` to `stop` fit."""
    if _PRICE.match(string, stop):
        return None
    for pattern in _home_first(patterns, outlet_country):
        end = start + len(pattern.text)
        if pattern.langs is not None and lang != "und" and lang not in pattern.langs:
            continue
        if (stop == end and pattern.case == "derived") or (stop != end and not pattern.may_end(folded[end:stop], lang)):
            continue
        if pattern.kind == "home_place" and pattern.country != outlet_country:
            continue
        if pattern.kind in ("place", "home_place") and place_words().is_common(pattern.text, lang):
            continue
        if pattern.is_written(string, start, end) and not (lang == "und" and pattern.stem):
            return pattern
    return None


def _home_first(patterns: tuple[NamePattern, ...], outlet_country: str | None) -> Iterable[NamePattern]:
    """The patterns of a name, the place in the outlet's country before a more famous one of the same name."""
    if outlet_country is None or len(patterns) == 1 or any(p.kind == "name" for p in patterns):
        return patterns
    return sorted(patterns, key=lambda p: p.country != outlet_country)


def _is_person(pattern: NamePattern, string: str, start: int, stop: int) -> bool:
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
