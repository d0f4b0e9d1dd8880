"""Which number, or which people, each casualty word of a sentence counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tasks.events.casualties.numbers import PeopleNumber
from tasks.events.casualties.people import people_in_row, single_victim, victim_after
from tasks.events.casualties.terms import WORDS_NEAR, CasualtyFound, CasualtyTerm, is_near
from tasks.events.casualties.words import Grammar
from tasks.language.numbers import single_spaced

_YEARS_OWN = re.compile(r"\b(?:the|a|in)\s+(?:19|20)\d\d(?:'s)?:?(?:\s+[\w'-]+){0,3}\s*$")
"""A year that names an event of another time: "the 1982 massacre of 200"."""

_WORDS_TO_A_TOLL = 12
"""Words between `toll` and the number that it rises to: a place and a day may stand there."""
_WORDS_TO_OTHERS = 5
"""Words between a casualty word and a number of others: `killing a guard and two others`."""
_CHARACTERS_TO_ITS_OWN_WORD = 25
"""A joined number with a casualty word this close behind it counts for that word."""


def paired(
    folded: str, start: int, end: int, terms: list[CasualtyTerm], numbers: list[PeopleNumber], grammar: Grammar
) -> Iterator[CasualtyFound]:
    """What each casualty word of a sentence counts; a number counts for one word of each kind only."""
    used: set[int] = set()
    sentence = folded[start:end]
    elsewhere = grammar.other_time.search(sentence)
    for i, term in enumerate(terms):
        if grammar.none.search(folded[start : term.start]) or _YEARS_OWN.search(folded[start : term.start]):
            continue
        floor = max([start, *(t.end for t in terms[:i] if t.kind != term.kind)])
        ceiling = min([end, *(t.start for t in terms[i + 1 :])])
        found = people_in_row(folded, term, floor, ceiling, grammar)
        if found is None and term.after:
            found = _after(folded, term, ceiling, numbers, used, grammar) or victim_after(
                folded, term, ceiling, grammar
            )
        if found is None and term.before:
            found = _before(folded, term, floor, numbers, used, grammar)
        word = single_spaced(folded[term.start : term.end])
        if _quoted(folded, term) or (_YEAR.search(sentence) and grammar.apart.search(sentence)):
            continue
        if found is None:
            found = single_victim(folded, term, floor, grammar)
        if found is None and word in grammar.lone:
            found = CasualtyFound(term.kind, 1, 1, term.start, term.end, False, "lone")
        if found is not None:
            found = replace(found, term=word)
        if found and (grammar.supposed.search(folded, found.end, end) or _THINGS_KILLED.match(folded, found.end)):
            continue
        if found is None or (elsewhere and (found.low > 1 or elsewhere.start() + start > found.end)):
            continue
        yield found


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
"""With a word of courts, a year says that the dead are those of an old case."""
_THINGS_KILLED = re.compile(
    r"(?<=\d killed) (?!as\b|this\b|across\b|dozens\b|others\b|hours\b|[\w]*days\b)[a-z]{3,}s\b(?! (?:in|at|near)\b)"
)
"""Things that were killed off: "14 killed bills revived"."""


def _quoted(folded: str, term: CasualtyTerm) -> bool:
    """Whether a word stands in quotation marks of its own: 30 'killed' in an exercise."""
    return folded[term.start - 1 : term.start] in _QUOTES and folded[term.end : term.end + 1] in _QUOTES


_QUOTES = tuple("'\"‘’“”«»")


_REACHES = re.compile(r"\b(?:to|at|hits|reaches|reached|now|passes|tops|is|stands at|exceeds|over|least)\s+$")


def _after(
    folded: str, term: CasualtyTerm, ceiling: int, numbers: list[PeopleNumber], used: set[int], grammar: Grammar
) -> CasualtyFound | None:
    for number in numbers:
        if number.start < term.end or number.start >= ceiling or number.start in used:
            continue
        qualified = grammar.qualifiers.match(folded, term.end)
        if qualified and qualified.end() >= number.start:
            return _sum(folded, term, number, numbers, used, grammar)
        gap = folded[term.end : number.start]
        toll = folded[term.start : term.end].endswith("toll") and _REACHES.search(gap)
        if (toll or grammar.moves.search(gap)) and is_near(gap, grammar, _WORDS_TO_A_TOLL):
            return _sum(folded, term, number, numbers, used, grammar)
        if grammar.others.match(folded, number.end) and is_near(gap, grammar, _WORDS_TO_OTHERS):
            used.add(number.start)
            return CasualtyFound(term.kind, number.low + 1, number.high + 1, term.start, number.end, number.vague)
        return None
    return None


def _before(
    folded: str, term: CasualtyTerm, floor: int, numbers: list[PeopleNumber], used: set[int], grammar: Grammar
) -> CasualtyFound | None:
    for number in reversed(numbers):
        if number.end > term.start or number.start < floor or number.start in used:
            continue
        if grammar.among.search(folded[floor : number.start]):
            continue
        gap = folded[number.end : term.start]
        if not is_near(gap, grammar, WORDS_NEAR) or grammar.apart.search(gap):
            return None
        used.add(number.start)
        low, high = number.low, number.high
        first = number
        for other in reversed(numbers):
            joined = grammar.join.fullmatch(folded, other.end, first.start) or (
                grammar.listed and grammar.listed.fullmatch(folded, other.end, first.start)
            )
            if floor <= other.start < first.start and joined and other.start not in used:
                used.add(other.start)
                low, high, first = low + other.low, high + other.high, other
        return CasualtyFound(term.kind, low, high, first.start, term.end, number.vague)
    return None


def _sum(
    folded: str, term: CasualtyTerm, number: PeopleNumber, numbers: list[PeopleNumber], used: set[int], grammar: Grammar
) -> CasualtyFound:
    """The number after a word, with those joined to it: "killing three soldiers and two civilians"."""
    used.add(number.start)
    low, high, last = number.low, number.high, number
    for other in numbers:
        if other.start > last.end and other.start not in used and grammar.join.fullmatch(folded, last.end, other.start):
            following = grammar.terms.search(folded, other.end, other.end + _CHARACTERS_TO_ITS_OWN_WORD)
            if following or grammar.among.search(folded[last.end : other.start]):
                break
            used.add(other.start)
            low, high, last = low + other.low, high + other.high, other
    return CasualtyFound(term.kind, low, high, term.start, last.end, number.vague)
