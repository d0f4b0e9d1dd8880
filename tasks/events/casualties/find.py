"""Killed and injured as data: how many people a text says were killed and injured in the event it reports.

`find_casualties` pairs the numbers of a sentence with the words that state death or injury, by what stands between
them and on which side a language puts its numbers (tasks/language/data/lexicon-casualties.yaml). Numbers that count something
else (ages, days, percentages, drones), sums over other times ("since October 2023", "this year") and part-counts
("including 3 children") are left out. "At least 12" and "more than 30" are 12 and 30: what is open upwards is not
guessed. Amounts such as "dozens" are the ranges of the data file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tasks.events.casualties.choice import StatedCount, own_toll
from tasks.events.casualties.numbers import people_numbers
from tasks.events.casualties.pairs import paired
from tasks.events.casualties.terms import CasualtyFound, term_of
from tasks.events.casualties.words import grammar_of
from tasks.language.lexicon import fold_for_lexicon
from warehouse.tables import Span


@dataclass(frozen=True, slots=True)
class Count:
    """People counted: fewest and most that the text states (equal for a plain number), and the words."""

    low: int
    high: int
    span: Span


@dataclass(frozen=True, slots=True)
class Casualties:
    """What a text states of its event; None where it states no number."""

    killed: Count | None = None
    injured: Count | None = None


def find_casualties(title: str, text: str, *, lang: str) -> Casualties:
    """The killed and the injured of the event that title and text report.

    Of the dead it is chosen which count is the event's own (`tasks.events.casualties.choice`); of the injured the title's
    comes first, an exact number before a vague one.
    """
    killed = stated(title, text, "killed", lang=lang)
    own = own_toll(title, text, lang, killed)
    injured = min(
        stated(title, text, "injured", lang=lang), key=lambda c: (c.vague, not c.in_title, c.rank), default=None
    )
    return Casualties(
        None if own is None else _count(killed[own], title, text), _count(injured, title, text) if injured else None
    )


def stated(title: str, text: str, kind: str, *, lang: str) -> list[StatedCount]:
    """Every count of a kind (killed or injured) that title and text state, in order."""
    return [
        StatedCount(item.low, item.high, item.start, item.end, item.vague, item.way, item.term, in_title, rank)
        for in_title, source in ((True, title), (False, text[:_READ_CHARS]))
        for rank, item in enumerate(found for found in _read(source, lang) if found.kind == kind)
    ]


def _count(one: StatedCount, title: str, text: str) -> Count:
    source = title if one.in_title else text
    return Count(
        one.low, one.high, Span(text=source[one.start : one.end], start=one.start, end=one.end, in_title=one.in_title)
    )


_READ_CHARS = 1_500
"""A news text states its event's toll at the top; further down stand the tolls of earlier events."""

_SENTENCE = re.compile(r"[^.!?。！？।؟\n;；]+(?:(?:[.!?](?=\S)|(?<=\b\w)\.)[^.!?。！？।؟\n;；]*)*")


def _read(source: str, lang: str) -> Iterator[CasualtyFound]:
    grammar = grammar_of(lang)
    folded = fold_for_lexicon(source)
    nobody_lives = grammar.no_survivors.search(folded) is not None
    for sentence in _SENTENCE.finditer(folded):
        start, end = sentence.span()
        terms = [term_of(match, grammar) for match in grammar.terms.finditer(folded, start, end)]
        if nobody_lives:
            aboard = [n for n in people_numbers(folded, start, end, grammar) if grammar.aboard.match(folded, n.end)]
            yield from (CasualtyFound("killed", n.low, n.high, n.start, n.end, n.vague, "aboard") for n in aboard[:1])
            if aboard:
                continue
        if terms and not grammar.denied.search(folded, start, end):
            yield from paired(folded, start, end, terms, people_numbers(folded, start, end, grammar), grammar)
