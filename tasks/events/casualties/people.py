"""Casualties without a number: people named in a row, and a single victim beside an active or a passive verb."""

from __future__ import annotations

import re

from tasks.events.casualties.numbers import number_of
from tasks.events.casualties.terms import CasualtyFound, CasualtyTerm, is_near
from tasks.events.casualties.words import Grammar


def people_in_row(folded: str, term: CasualtyTerm, floor: int, ceiling: int, grammar: Grammar) -> CasualtyFound | None:
    """People in a row before or after a word, each one or with a number: "father, mother and 3 kids dead"."""
    if grammar.people_list is None:
        return None
    if term.before:
        for row in grammar.people_list.finditer(folded, floor, term.start):
            gap = folded[row.end() : term.start]
            if is_near(gap, grammar, 2) and not grammar.apart.search(gap) and (low := _heads(row.group(), grammar)) > 1:
                return CasualtyFound(term.kind, low, low, row.start(), term.end, False, "people")
    if term.after:
        row_after = grammar.people_list.match(folded, term.end + 1, ceiling) if term.end < ceiling else None
        if row_after and not _CROSSES.search(row_after.group()) and (low := _heads(row_after.group(), grammar)) > 1:
            return CasualtyFound(term.kind, low, low, term.start, row_after.end(), False, "people")
    return None


def _heads(row: str, grammar: Grammar) -> int:
    """How many people a row names: the numbers before them, one for each without."""
    total = at = 0
    pending = 0
    spans = [(m.start(), m.end(), number_of(m, grammar)) for m in grammar.numbers.finditer(row)]
    people = [(m.start(), m.end()) for m in grammar.person.finditer(row)]
    counted: set[int] = set()
    for start, end in people:
        if start < at:
            continue
        number = next(
            (v for s, e, v in reversed(spans) if at <= s and e <= start and v and len(row[e:start].split()) <= 3), None
        )
        if number and number.start not in counted and _COUNTS.match(row, number.end):
            counted.add(number.start)
            total += number.low
        else:
            total += 1
        at = end
    for s, _, v in spans:
        if v and s >= at and _COUNTS.match(row, v.end) and not row[:s].rstrip().endswith(("of", "of-", "-")):
            pending = v.low
    return total + pending


_COUNTS = re.compile(r"\s+(?!(?:and|et|y|e|und|en|i|oraz|и|і|та)\b)[^\W\d_]{3,}")
"""A number before a noun counts; one before a comma or a joining word is an age."""


def victim_after(folded: str, term: CasualtyTerm, ceiling: int, grammar: Grammar) -> CasualtyFound | None:
    """A single victim named after an active verb: "kills Christian pastor", "killed a policeman"."""
    person = grammar.person_after.match(folded, term.end, ceiling) if grammar.person_after else None
    if person is None or _CROSSES.search(person.group()):
        return None
    count, end = 1, person.end()
    while grammar.person_next and (following := grammar.person_next.match(folded, end, ceiling)):
        count, end = count + 1, following.end()
    return CasualtyFound(term.kind, count, count, term.start, end, False, "people")


def single_victim(folded: str, term: CasualtyTerm, floor: int, grammar: Grammar) -> CasualtyFound | None:
    """A single victim before a passive verb or after an article: "soldier killed", "killing a tailor"."""
    if term.before and grammar.person_before:
        person = grammar.person_before.search(folded[floor : term.start])
        if person and (not person["group"] or _PASSIVE.match(folded, term.end)):
            return CasualtyFound(term.kind, 1, 1, floor + person.start(), term.end, False, "people")
    match = grammar.singular.match(folded, term.end) if term.after else None
    word = _NEXT_WORD.match(folded, match.end()) if match else None
    if match and word and not grammar.numbers.match(folded, match.end() + 1):
        return CasualtyFound(term.kind, 1, 1, term.start, word.end(), False, "people")
    return None


_PASSIVE = re.compile(
    r"\s*(?:$|[^\w\s]|(?:in|by|at|on|near|during|after|as|when|while|amid|and|outside|inside|over|for|with|from|following|along)\b)"
)
"""What may follow a passive verb: an object would make it active."""
_NEXT_WORD = re.compile(r"\s+(?!day|week|month|year|decade|result|part|time)[\w\-]+")
_CROSSES = re.compile(r"\b(?:in|at|on|by|near|after|as|when|while|of|and|for|from|to|with|during|amid)\b")
