"""Words that may name a place, and how much their neighbours speak for it.

`standing` is a sum of what speaks for and against a name being a place's: how it is written, the words before and
after it, and how well known the place is. What the rest of the text says is added in `tasks.place_choice`.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.gazetteer import Entry
from tasks.inflection import base_forms
from tasks.names import Case, Token, join_key, name_key, tokens
from tasks.place_lexicon import abbreviations, lexicon
from tasks.place_people import People
from tasks.place_source import UNIT_KEYS, Source

MAX_WORDS = 6
MAX_RUN = 14
"""Longest name looked for in scripts without spaces, in characters."""
INFLECTED_POPULATION = 15_000
"""A base form found by cutting an ending must be a place of so many people, a unit or a country."""
UNSPACED_POPULATION = 100_000
TITLE_CASE_SHARE = 0.75

_COMMA = re.compile(r"^[ \u00a0]*,[ \u00a0]*$|^[ \u00a0]*\($")
_CONNECTORS = frozenset(
    [
        "of",
        "the",
        "de",
        "la",
        "le",
        "les",
        "del",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "el",
        "al",
        "and",
        "y",
        "et",
        "e",
        "i",
        "и",
        "sur",
        "am",
        "an",
        "der",
        "den",
        "upon",
        "in",
        "san",
    ]
)


@dataclass(slots=True)
class Candidate:
    """A stretch of text that may name a place."""

    start: int
    end: int
    first: int
    last: int
    in_title: bool
    key: str
    entries: tuple[Entry, ...]
    standing: float = 0.0
    certain: bool = False
    """It needs no more evidence: an abbreviation behind a comma, a place of the profile."""
    only_units: bool = False
    """A word such as Province stands with it."""
    within: Candidate | None = None
    """What stands behind the comma: Texas in `Paris, Texas`."""
    holds: bool = False
    """It stands behind the comma of another."""
    features: dict[str, float] = field(default_factory=dict)


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
}
"""What each sign adds. Signs and rough sizes by reasoning; sizes refined on the development half of the gold sets."""


def scan(string: str, in_title: bool, source: Source, people: set[str]) -> list[Candidate]:
    """Candidates of a string in order of position, none overlapping. Adds surnames seen with given names to `people`."""
    if not string:
        return []
    return _Scan(string, in_title, source, people).run()


class _Scan:
    """One pass over one string."""

    def __init__(self, string: str, in_title: bool, source: Source, people: set[str]) -> None:
        self.string = string
        self.in_title = in_title
        self.source = source
        self.people = people
        self.words = tokens(string)
        self.lexicon = lexicon()
        self.title_case = _is_title_case(self.words)
        self.persons = People(string, self.words, source, self.title_case).find(people)

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
                if candidate:
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
                self._weigh(candidate)
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

    def _joins(self, one: Token, two: Token) -> bool:
        """Whether two words may be parts of one name."""
        gap = self.string[one.end : two.start]
        if gap in (" ", "-", "\u00a0"):
            return True
        return gap in (". ", ".") and len(one.text) <= 3 and one.case != Case.LOWER

    def _keys(self, inside: Sequence[Token]) -> list[tuple[str, bool]]:
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
        self, entries: tuple[Entry, ...], key: str, inside: Sequence[Token], inflected: bool
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
                entries = tuple(e for e in entries if (e.rank == 0 and e.population > 30_000) or e.country == home)
        if word.case == Case.NONE and not word.unspaced:
            limit = 20_000 if len(key) >= 5 else 100_000
            entries = tuple(
                e for e in entries if _is_known(e, limit, home) or (e.country == home and e.population > 2000)
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

    def _weigh(self, candidate: Candidate) -> None:
        """Sets the candidate's standing from its features."""
        candidate.features = self._features(candidate)
        candidate.standing = sum(WEIGHTS[name] * value for name, value in candidate.features.items())

    def _features(self, c: Candidate) -> dict[str, float]:
        words, lex, string = self.words, self.lexicon, self.string
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
        if self.source.country and any(e.country == self.source.country for e in c.entries):
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
        if single and lex.is_common(key, self.source.lang):
            f["common"] = 0.5 if f.get("country") else 1.0
        elif not single and all(self._is_plain(word) for word in words[c.first : c.last + 1]):
            f["common"] = 0.7
        if single and not f.get("country"):
            if share := lex.surnames.get(key):
                f["surname"] = math.log10(share / 0.0005)
            if key in lex.given:
                f["given"] = 1.0
        inside = [n for n in range(c.first, c.last + 1) if n in self.persons]
        if inside or (single and key in self.people and not f.get("country") and population < 500_000):
            f["person"] = 1.0 if len(inside) == size or not inside else 0.5
        if before and gap_before in (" ", ". ") and before.key in lex.person_titles:
            f["title_before"] = 0.0 if "person" in f else 1.0
        if before and gap_before in (" ", "-") and before.key in lex.locatives and before.case == Case.LOWER:
            f["locative"] = 1.0
        if before is None or re.search(r"[.!?:;“\"\n]\s*$", gap_before):
            f["start"] = 1.0
        before_that = words[c.first - 2] if c.first > 1 else None
        self._neighbours(f, before, gap_before, after, gap_after, before_that)
        return f

    def _is_plain(self, word: Token) -> bool:
        """Whether a word of a longer name is a common one: both are in `Police Department`."""
        lex = self.lexicon
        return (
            lex.is_common(word.key, self.source.lang)
            and word.key not in lex.directions
            and word.key not in ("new", "old", "united", "state", "city")
        ) or word.key in lex.organisations

    def _neighbours(
        self,
        f: dict[str, float],
        before: Token | None,
        gap_before: str,
        after: Token | None,
        gap_after: str,
        before_that: Token | None,
    ) -> None:
        """Adds what capitalised neighbours say."""
        lex = self.lexicon
        if after and gap_after in (" ", "'s ", "’s ", " & "):
            genitive = gap_after.endswith("s ")
            if after.case != Case.LOWER and not genitive:
                if after.key in lex.organisations:
                    f["organisation"] = 1.0
                elif after.key in lex.streets:
                    f["street"] = 1.0
                elif after.key in lex.features:
                    f["feature"] = 1.0
                elif after.key not in lex.soft_features and not self.title_case and not after.text.isdigit():
                    if after.key not in lex.person_titles and not lex.is_common(after.key, self.source.lang):
                        f["capital_after"] = 1.0
                    elif after.case == Case.CAPITAL:
                        f["capital_after"] = 0.6
        if (
            before
            and gap_before in (" ", "-", " & ")
            and before.case in (Case.CAPITAL, Case.UPPER)
            and not self.title_case
        ):
            if before.key in lex.directions:
                return
            if before.key in lex.locatives or before.key in lex.always_common:
                return
            f["capital_before"] = 0.7 if lex.is_common(before.key, self.source.lang) else 1.0
        elif (
            before
            and before_that
            and before.key == "of"
            and gap_before == " "
            and before_that.case == Case.CAPITAL
            and before_that.key in lex.before_organisation
        ):
            f["organisation"] = 0.6


def _is_known(entry: Entry, population: int, home: str | None) -> bool:
    """Whether a place is known well enough to be meant without more evidence."""
    if entry.kind in ("country", "admin1", "capital", "region", "water", "facility", "border_crossing"):
        return True
    return entry.population >= (population // 10 if entry.country == home else population)


def _is_title_case(words: Sequence[Token]) -> bool:
    """Whether nearly all words are written with capitals, so that a capital says nothing."""
    long = [word for word in words if len(word.text) > 3 and word.case != Case.NONE]
    if len(long) < 4 or len(long) > 40:
        return False
    return sum(word.case != Case.LOWER for word in long) >= TITLE_CASE_SHARE * len(long)
