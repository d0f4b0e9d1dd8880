"""Words that may name a place.

Here names are found; what speaks for each being a place's is summed in `tasks.places.features`, and what the rest of
the text says is added in `tasks.places.choose`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from tasks.language.inflection import base_forms
from tasks.language.name_keys import Case, NameToken, join_key, name_key
from tasks.language.word_lists import word_list
from tasks.places.features import weigh_candidate
from tasks.places.gazetteer import Entry
from tasks.places.lexicon import abbreviations, place_words
from tasks.places.reading import Candidate, NameReading
from tasks.places.source import UNIT_KEYS

MAX_WORDS = 6
MAX_RUN = 14
"""Longest name looked for in scripts without spaces, in characters."""
INFLECTED_POPULATION = 15_000
"""A base form found by cutting an ending must be a place of so many people, a unit or a country."""
UNSPACED_POPULATION = 100_000
"""People of a place that a run of signs inside others may name; five times as many where it is of two signs."""
SHORT_POPULATION = 30_000
"""People of a foreign place that a name of three letters or fewer may mean."""
UNCASED_POPULATION, SHORT_UNCASED_POPULATION = 20_000, 100_000
"""People of a place that a word in a script without capitals may name: of five letters or more, and of fewer."""
HOME_POPULATION = 2_000
"""The same of a place in the country that is written about."""

_COMMA = re.compile(r"^[ \u00a0]*,[ \u00a0]*$|^[ \u00a0]*\($")
_CONNECTORS = frozenset(word_list("name_parts")["connectors"].split())
"""Words that may stand in small letters inside a name: `Rio de Janeiro`."""

ARTICLES = ("al", "el", "ad", "an", "ar", "as", "at", "az", "ash", "ed", "es", "ez")
"""The Arabic article, its assimilated forms too, as Latin letters write it: it joins the words of a name, as in `Ain al-Asad`."""
ALSO_WORDS = ("an", "as", "at", "ed", "el", "es")
"""Of these the ones that are words of their own in English or Spanish: articles only before a hyphen, as `Santiago At Standstill` has none."""
NAMES_BEGUN = 2
"""Places of the gazetteer whose names begin with a word and an article from which the word begins names: 24 with `Ain`, none with `Gaza`."""


def scan(reading: NameReading) -> list[Candidate]:
    """Candidates of a string in order of position, none overlapping."""
    return _Scan(reading).run() if reading.string else []


class _Scan:
    """One pass over one string."""

    def __init__(self, reading: NameReading) -> None:
        self.reading = reading
        self.string = reading.string
        self.in_title = reading.in_title
        self.source = reading.source
        self.words = reading.words
        self.lexicon = place_words()
        self.title_case = reading.title_case

    def run(self) -> list[Candidate]:
        found = self._abbreviations()
        taken = {n for candidate in found for n in range(candidate.first, candidate.last + 1)}
        at = 0
        while at < len(self.words):
            word = self.words[at]
            if at in taken or word.case == Case.LOWER:
                at += 1
            elif word.unspaced:
                found.extend(self._unspaced(at))
                at += 1
            else:
                candidate = self._longest(at, taken)
                if self._is_of_unknown_name(at, candidate):
                    at += 2
                elif candidate:
                    found.append(candidate)
                    at = candidate.last
                at += 1
        found.sort(key=lambda candidate: candidate.start)
        for one, two in itertools.pairwise(found):
            if two.first == one.last + 1 and _COMMA.match(self.string[one.end : two.start]):
                one.within = two
                two.holds = True
        for candidate in found:
            if not candidate.certain:
                weigh_candidate(candidate, self.reading)
        return found

    # --- finding ------------------------------------------------------------------------------

    def _abbreviations(self) -> list[Candidate]:
        pattern, ids = abbreviations()
        found = []
        for match in pattern.finditer(self.string):
            entry = self.source.by_id(ids[match.group()])
            inside = [n for n, word in enumerate(self.words) if match.start() <= word.start < match.end()]
            if entry and inside:
                found.append(
                    Candidate(
                        match.start(),
                        match.end(),
                        inside[0],
                        inside[-1],
                        self.in_title,
                        f"={entry.place_id}",
                        (entry,),
                        standing=4.0,
                        certain=True,
                    )
                )
        return found

    def _longest(self, at: int, taken: set[int]) -> Candidate | None:
        words = self.words
        most = 1
        while (
            most < MAX_WORDS
            and at + most < len(words)
            and at + most not in taken
            and self._joins(words[at + most - 1], words[at + most])
        ):
            most += 1
        for size in range(most, 0, -1):
            last = words[at + size - 1]
            if size > 1 and (last.case == Case.LOWER or last.key in _CONNECTORS):
                continue
            inside = words[at : at + size]
            for key, inflected in self._keys(inside):
                if not self.source.may_have(key):
                    continue
                entries = self._plausible(self.source.find(key), key, inside, inflected)
                if entries and self.string[inside[-1].end : inside[-1].end + 1] != "$":
                    return self._extended(at, size, key, entries)
        return self._directed(at)

    def _joins(self, one: NameToken, two: NameToken) -> bool:
        """Whether two words may be parts of one name."""
        gap = self.string[one.end : two.start]
        if gap in (" ", "-", "\u00a0"):
            return True
        return gap in (". ", ".") and len(one.text) <= 3 and one.case != Case.LOWER

    def _is_of_unknown_name(self, at: int, candidate: Candidate | None) -> bool:
        """Whether a word begins a name of three that the gazetteer lacks: the base Ain al-Asad does not lie in the French Ain."""
        if at + 2 >= len(self.words) or (candidate is not None and candidate.last > at):
            return False
        word, article, rest = self.words[at : at + 3]
        if article.key not in ARTICLES or rest.case == Case.LOWER:
            return False
        if article.key in ALSO_WORDS and self.string[article.end : rest.start] != "-":
            return False
        if not self._joins(word, article) or not self._joins(article, rest):
            return False
        key = candidate.key if candidate is not None else word.key
        return self.source.names_begun(key, ARTICLES) >= NAMES_BEGUN

    def _keys(self, inside: Sequence[NameToken]) -> list[tuple[str, bool]]:
        """Keys to try, the plain one first; whether it is a base form."""
        plain = join_key([word.key for word in inside])
        keys = [(plain, False)]
        if len(inside) == 1:
            word = inside[0]
            for mark in ("'", "’"):
                if mark in word.text:
                    front, _, rest = word.text.partition(mark)
                    keys += [(name_key(front), True)] if len(front) > 3 else [(name_key(rest), True)]
            keys += [(form, True) for form in base_forms(word.key, self.source.lang)]
        else:
            middle = [word.key for word in inside[1:-1]]
            firsts = (inside[0].key, *base_forms(inside[0].key, self.source.lang))
            lasts = (inside[-1].key, *base_forms(inside[-1].key, self.source.lang))
            keys += [(" ".join((one, *middle, two)), True) for one in firsts[:6] for two in lasts[:6]][1:]
        return keys

    def _plausible(
        self, entries: tuple[Entry, ...], key: str, inside: Sequence[NameToken], inflected: bool
    ) -> tuple[Entry, ...]:
        """The entries that the words, written as they are, may mean."""
        word = inside[0]
        home = self.source.country
        if len(inside) == 1 and key in self.source.demonyms:
            return ()
        if len(entries) > 1 and not self.source.is_country_name(key):
            entries = tuple(e for e in entries if e.kind != "country") or entries
        if inflected:
            entries = tuple(e for e in entries if _is_known(e, INFLECTED_POPULATION, home))
        if len(inside) == 1 and len(key) <= 3 and word.case != Case.NONE:
            if word.case == Case.UPPER:
                entries = tuple(e for e in entries if e.kind == "country" or e.name.isupper())
            else:
                entries = tuple(
                    e for e in entries if (e.rank == 0 and e.population > SHORT_POPULATION) or e.country == home
                )
        if word.case == Case.NONE and not word.unspaced:
            limit = UNCASED_POPULATION if len(key) >= 5 else SHORT_UNCASED_POPULATION
            entries = tuple(
                e
                for e in entries
                if _is_known(e, limit, home) or (e.country == home and e.population > HOME_POPULATION)
            )
        return entries

    def _extended(self, at: int, size: int, key: str, entries: tuple[Entry, ...]) -> Candidate | None:
        """The candidate with the word Province, County or the like that stands behind or before it."""
        first, last = at, at + size - 1
        only_units = False
        after = self.words[last + 1] if last + 1 < len(self.words) else None
        if (
            after
            and after.key in UNIT_KEYS
            and after.key != "city"
            and self.string[self.words[last].end : after.start] == " "
        ):
            units = tuple(e for e in entries if e.kind in ("admin1", "admin2"))
            if units:
                entries, only_units = units, True
                if after.case != Case.LOWER:
                    last += 1
        if not only_units:
            entries = tuple(e for e in entries if e.rank < 2)
        if not entries:
            return None
        return Candidate(
            self.words[first].start, self.words[last].end, first, last, self.in_title, key, entries,
            only_units=only_units, certain=entries[0].place_id.startswith("overlay:"),
            standing=3.0 if entries[0].place_id.startswith("overlay:") else 0.0,
        )  # fmt: skip

    def _directed(self, at: int) -> Candidate | None:
        """`Southern California`: the place behind a direction, named with it."""
        word = self.words[at]
        if word.key not in self.lexicon.directions or at + 1 >= len(self.words) or self.title_case:
            return None
        after = self.words[at + 1]
        if after.case == Case.LOWER or self.string[word.end : after.start] != " ":
            return None
        inner = self._longest(at + 1, set())
        if inner is None or inner.first != at + 1:
            return None
        inner.first, inner.start = at, word.start
        return inner

    def _unspaced(self, at: int) -> list[Candidate]:
        """Names inside a run of Han, Kana, Thai and the like: the longest at each position."""
        word = self.words[at]
        home = self.source.country
        text = word.text
        found = []
        position = 0
        while position < len(text):
            step = 1
            for size in range(min(MAX_RUN, len(text) - position), 1, -1):
                key = name_key(text[position : position + size])
                if not self.source.may_have(key):
                    continue
                limit = UNSPACED_POPULATION if size > 2 else 5 * UNSPACED_POPULATION
                entries = tuple(
                    e for e in self.source.find(key) if e.rank < 2 and (_is_known(e, limit, home) or e.country == home)
                )
                if entries:
                    start = word.start + position
                    found.append(Candidate(start, start + size, at, at, self.in_title, key, entries))
                    step = size
                    break
            position += step
        return found

    # --- weighing -----------------------------------------------------------------------------


def _is_known(entry: Entry, population: int, home: str | None) -> bool:
    """Whether a place is known well enough to be meant without more evidence."""
    if entry.kind in ("country", "admin1", "capital", "region", "water", "facility", "border_crossing"):
        return True
    return entry.population >= (population // 10 if entry.country == home else population)
