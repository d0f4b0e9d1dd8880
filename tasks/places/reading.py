"""One string as the search for places sees it: its words, the people among them, and the candidates found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.language.name_keys import Case, NameToken, tokens
from tasks.places.gazetteer import Entry
from tasks.places.people import People
from tasks.places.source import Source

TITLE_CASE_SHARE = 0.75


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


@dataclass(frozen=True, slots=True)
class NameReading:
    """A string read for places."""

    string: str
    in_title: bool
    source: Source
    words: Sequence[NameToken]
    title_case: bool
    """Nearly all words are written with capitals."""
    persons: frozenset[int]
    """Numbers of the words that belong to names of people."""
    people: set[str]
    """Surnames seen with a given name or a title anywhere in the article."""


def read_name(string: str, in_title: bool, source: Source, people: set[str]) -> NameReading:
    """The reading of a string. Adds surnames seen with given names to `people`."""
    words = tokens(string)
    title_case = _is_title_case(words)
    persons = frozenset(People(string, words, source, title_case).find(people))
    return NameReading(string, in_title, source, words, title_case, persons, people)


def _is_title_case(words: Sequence[NameToken]) -> bool:
    """Whether nearly all words are written with capitals, so that a capital says nothing."""
    long = [word for word in words if len(word.text) > 3 and word.case != Case.NONE]
    if len(long) < 4 or len(long) > 40:
        return False
    return sum(word.case != Case.LOWER for word in long) >= TITLE_CASE_SHARE * len(long)
