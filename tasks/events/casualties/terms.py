"""A word that states death or injury, what was found of it, and how near to it a number must stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tasks.events.casualties.words import Grammar
from tasks.language.numbers import single_spaced

WORDS_NEAR = 7
"""How far a number may stand from the word it counts for; twice as many characters where a language writes no spaces."""


@dataclass(frozen=True, slots=True)
class CasualtyTerm:
    """A word at `folded[start:end]`: killed or injured, and on which side of it its language puts the number."""

    start: int
    end: int
    kind: str
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class CasualtyFound:
    """People that a word counts: fewest and most, and where word and number stand."""

    kind: str
    low: int
    high: int
    start: int
    end: int
    vague: bool
    way: str = "number"
    """How it is stated: number, people (listed or single), lone (a bare verb), aboard (nobody of so many survived)."""
    term: str = ""


def term_of(match: re.Match[str], grammar: Grammar) -> CasualtyTerm:
    """The casualty word that the grammar's pattern found."""
    key = single_spaced(match.group())
    side = grammar.sides.get(key) or next(
        grammar.sides[k]
        for k in sorted(grammar.sides, key=len, reverse=True)
        if k.endswith("*") and key.startswith(k[:-1])
    )
    return CasualtyTerm(match.start(), match.end(), *side)


def is_near(gap: str, grammar: Grammar, limit: int = WORDS_NEAR) -> bool:
    """Whether so little stands between a number and a word that the one counts for the other: no more than `limit` words."""
    if re.search(r"[;|—:()]", gap):
        return False
    return len(gap.split()) <= limit if grammar.spaced else len(gap) <= 2 * limit
