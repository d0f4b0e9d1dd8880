"""The numbers of a sentence that may count people: no prices, ages, ranks, years, animals or shares of a whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tasks.events.casualties.words import Grammar, grammar_of
from tasks.language.numbers import single_spaced


@dataclass(frozen=True, slots=True)
class PeopleNumber:
    """A number at `folded[start:end]`: fewest and most people, equal for a plain one; vague for an amount such as dozens."""

    start: int
    end: int
    low: int
    high: int
    vague: bool = False


_MOST = 2_000_000
"""A larger number counts no casualties of one event."""
_OLDER_THAN_ANYBODY = 120
"""Years. A smaller number between commas is somebody's age."""
_NO_COUNT_BEFORE = re.compile(r"[$€£¥₹]\s?$|\brs\.?\s?$|\d[.:,]$|#$|[^\W\d_]-$")
"""A price, a decimal, a rank, a name such as Covid-19."""
_GLUED = re.compile(r"-(?:[^\W\d_]{3,}|yo\b)")
"""A number that a hyphen joins to a word is an age, a size or a name: "3-year-old", "18-latek"."""
_OF_MANY = re.compile(
    r" (?:in|out of) (?:every )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b(?! \w*s? (?:injured|wounded|hurt))(?=\s+\w+)"
)
_RANGE_SIGN = r"\s?(?:-|–|—|~|～|〜|至|から|내지)\s?"


def people_numbers(folded: str, start: int, end: int, grammar: Grammar) -> list[PeopleNumber]:
    """The numbers of a sentence that may count people, ranges joined."""
    found: list[PeopleNumber] = []
    at = start
    while match := grammar.numbers.search(folded, at, end):
        number = number_of(match, grammar)
        at = number.end if number else match.end()
        if number is None or grammar.skip.match(folded, number.end):
            continue
        if number.vague and found and found[-1].end == number.start:
            continue  # "500多人": more than 500 people
        if of_many := _OF_MANY.match(folded, number.end):
            at = of_many.end()  # "one in five"
            continue
        before = folded[max(start, number.start - 3) : number.start]
        if _NO_COUNT_BEFORE.search(before) or (match["digits"] and _GLUED.match(folded, number.end)):
            continue
        if grammar.animals.match(folded, number.end) or grammar.relatives.search(folded, start, number.start):
            continue
        if grammar.ages.search(folded, start, number.start):
            continue
        if before.endswith(", ") and folded[number.end : number.end + 1] == "," and number.high < _OLDER_THAN_ANYBODY:
            continue  # an age: "Jane Roe, 60, from ..."
        if found and _is_range(folded[found[-1].end : number.start], grammar) and found[-1].low < number.low:
            low = number.low if grammar.moves.search(folded, start, end) else found[-1].low  # a toll that rises
            number = PeopleNumber(found[-1].start, number.end, low, number.high, number.vague)
            found.pop()
        found.append(number)
    for group in grammar.group.finditer(folded, start, end):
        size = grammar.groups[single_spaced(group.group())]
        found.append(PeopleNumber(group.start(), group.end(), size, size))
    return sorted(found, key=lambda one: one.start)


def people_counted(folded: str, start: int, end: int, *, lang: str) -> list[tuple[int, int, int, int]]:
    """Start, end, fewest and most of each number between two places of a folded text that may count people."""
    return [(one.start, one.end, one.low, one.high) for one in people_numbers(folded, start, end, grammar_of(lang))]


def _is_range(gap: str, grammar: Grammar) -> bool:
    if re.fullmatch(_RANGE_SIGN, gap):
        return True
    return bool(grammar.between and grammar.between.fullmatch(gap) and gap.strip())


def number_of(match: re.Match[str], grammar: Grammar) -> PeopleNumber | None:
    """The number that the grammar's pattern found; None for a year, or for more people than one event kills."""
    if match["vague"]:
        low, high = grammar.vague[single_spaced(match["vague"])]
        return PeopleNumber(match.start(), match.end(), low, high, True)
    if match["word"]:
        value, length = grammar.words.value(match["word"])
        return PeopleNumber(match.start(), match.start() + length, value, value) if value <= _MOST else None
    digits = re.sub(r"\D", "", match["digits"])
    value = int(digits)
    if match["scale"]:
        value *= grammar.words.scale_of(match["scale"])
    elif 1900 <= value <= 2100 and len(match["digits"]) == 4:
        return None
    if value > _MOST:
        return None
    return PeopleNumber(match.start(), match.end(), value, value)
