"""Killed and injured as data: how many people a text says were killed and injured in the event it reports.

`find_casualties` pairs the numbers of a sentence with the words that state death or injury, by what stands between
them and on which side a language puts its numbers (tasks/data/lexicon-casualties.yaml). Numbers that count something
else (ages, days, percentages, drones), sums over other times ("since October 2023", "this year") and part-counts
("including 3 children") are left out. "At least 12" and "more than 30" are 12 and 30: what is open upwards is not
guessed. Amounts such as "dozens" are the ranges of the data file.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from tasks.lexicon import DATA, RELATED, UNSPACED, fold, read_yaml, split_terms
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


class _Side(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    before: str = ""
    after: str = ""


class _Words(BaseModel):
    """A language's entry in the data file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    numbers: dict[str, int] = Field(default_factory=dict)
    scales: dict[str, int] = Field(default_factory=dict)
    vague: dict[str, tuple[int, int]] = Field(default_factory=dict)
    killed: _Side
    injured: _Side
    range: tuple[str, ...] = ()
    join: str = ""
    others: str = ""
    among: str = ""
    qualifiers: str = ""
    singular: str = ""
    people: str = ""
    skip: str = ""
    other: str = ""
    none: str = ""


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    low: int
    high: int
    vague: bool = False


@dataclass(frozen=True, slots=True)
class _Term:
    start: int
    end: int
    kind: str
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    low: int
    high: int
    start: int
    end: int
    vague: bool


@dataclass(frozen=True, slots=True)
class _Grammar:
    """A language's patterns, compiled."""

    numbers: re.Pattern[str]
    values: dict[str, int]
    scales: dict[str, int]
    vague: dict[str, tuple[int, int]]
    terms: re.Pattern[str]
    sides: dict[str, tuple[str, bool, bool]]
    skip: re.Pattern[str]
    among: re.Pattern[str]
    qualifiers: re.Pattern[str]
    join: re.Pattern[str]
    others: re.Pattern[str]
    other_time: re.Pattern[str]
    none: re.Pattern[str]
    singular: re.Pattern[str]
    person_before: re.Pattern[str] | None
    person_after: re.Pattern[str] | None
    between: re.Pattern[str] | None
    spaced: bool


def _any(words: list[str], *, spaced: bool, tail: bool = True) -> str:
    """A pattern for any of the words, the longest first; `*` at a word's end is any ending."""
    options = []
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        stem = re.escape(fold(word.rstrip("*"))).replace(r"\ ", r"[\s\-]+")
        options.append(stem + (r"\w*" if word.endswith("*") else ""))
    if not options:
        return r"(?!)"
    body = "(?:" + "|".join(options) + ")"
    return rf"(?<!\w){body}" + (r"(?!\w)" if tail else "") if spaced else body


_DIGITS = r"\d{1,3}(?:[,.'\u066c\u202f\xa0 ]\d{3})+(?!\d)|\d+"
_RANGE_SIGN = r"\s?(?:-|–|—|~|～|〜|至|から|내지)\s?"
_WORDS_NEAR = 7
_CHARS_NEAR = 14
"""How far a number may stand from the word it counts for: words, or characters where there are no spaces."""


@functools.cache
def _entries() -> dict[str, _Words]:
    return {lang: _Words.model_validate(entry) for lang, entry in read_yaml(DATA / "lexicon-casualties.yaml").items()}


@functools.cache
def _grammar(lang: str) -> _Grammar:
    entries = _entries()
    own = next(name for name in (lang, *RELATED.get(lang, ()), "en") if name in entries)
    words = entries[own]
    spaced = own not in UNSPACED
    values = _compounds({fold(k).replace("-", " "): v for k, v in words.numbers.items()}, own)
    vague = {fold(k).replace("-", " "): v for k, v in words.vague.items()}
    scales = {fold(k): v for k, v in words.scales.items()}
    sides: dict[str, tuple[str, bool, bool]] = {}
    for kind, side in (("killed", words.killed), ("injured", words.injured)):
        for which, text in (("before", side.before), ("after", side.after)):
            for term in split_terms(text):
                key = fold(term)
                _, before, after = sides.get(key, (kind, False, False))
                sides[key] = (kind, before or which == "before", after or which == "after")
    scale = _any(list(scales), spaced=False) if scales else "(?!)"
    edge = r"(?!\w)" if spaced else ""
    number = rf"(?P<digits>(?<![\w.:,/])(?:{_DIGITS})(?!/\d))(?:\s?(?P<scale>{scale}){edge})?|(?P<vague>{_any(list(vague), spaced=spaced)})|(?P<word>{_any(list(values), spaced=spaced)})(?:[\s\-]?(?P<wscale>{scale}){edge})?"
    if not spaced:
        number = number.replace(r"(?<![\w.:,/])", r"(?<![\d.:,/])")
    people = _any(split_terms(words.people), spaced=spaced)
    return _Grammar(
        numbers=re.compile(number),
        values=values,
        scales=scales,
        vague=vague,
        terms=re.compile(_any(list(sides), spaced=spaced)),
        sides=sides,
        skip=re.compile(r"[\s\-]*(?:%|°|" + _any(split_terms(words.skip), spaced=spaced) + ")"),
        among=re.compile(_any(split_terms(words.among), spaced=spaced) + r"(?:\W+\w+){0,2}\W*$"),
        qualifiers=re.compile(r"(?:[\s\-:]|" + _any(split_terms(words.qualifiers), spaced=spaced) + ")*"),
        join=re.compile(r"(?:\W+\w+){1,3}?\W+" + _any(split_terms(words.join), spaced=spaced) + r"\W+"),
        others=re.compile(r"\s*" + _any(split_terms(words.others), spaced=spaced)),
        other_time=re.compile(_any(split_terms(words.other), spaced=spaced)),
        none=re.compile(_any(split_terms(words.none), spaced=spaced) + r"(?:\W+\w+){0,3}\W*$"),
        singular=re.compile(r"\s*" + _any(split_terms(words.singular), spaced=spaced)),
        person_before=re.compile(people + _IS) if words.people else None,
        person_after=re.compile(r"(?:\s+[\w\-']+){0,3}?\s+" + people) if words.people else None,
        between=re.compile("|".join(_range_words(p) for p in words.range)) if words.range else None,
        spaced=spaced,
    )


def _compounds(values: dict[str, int], lang: str) -> dict[str, int]:
    """The number words with English compounds such as "twenty two" added."""
    if lang != "en":
        return values
    tens = [(word, value) for word, value in values.items() if value in range(20, 100, 10) and " " not in word]
    ones = [(word, value) for word, value in values.items() if 0 < value < 10 and " " not in word and word != "both"]
    return values | {f"{ten} {one}": high + low for ten, high in tens for one, low in ones}


def _range_words(pattern: str) -> str:
    """The joining words of a range: `between {} and {}` -> `\\s+and\\s+`."""
    middle = pattern.partition("{}")[2].partition("{}")[0]
    return r"\s*" + re.escape(middle.strip()).replace(r"\ ", r"\s+") + r"\s*"


def find_casualties(title: str, text: str, *, lang: str) -> Casualties:
    """The killed and the injured that title and text state; the title first, an exact number before a vague one."""
    found: dict[str, tuple[tuple[int, int], Count]] = {}
    for in_title, source in ((True, title), (False, text[:_READ_CHARS])):
        for rank, item in enumerate(_read(source, lang)):
            span = Span(text=source[item.start : item.end], start=item.start, end=item.end, in_title=in_title)
            place = (int(item.vague), 0 if in_title else 1 + rank)
            if item.kind not in found or place < found[item.kind][0]:
                found[item.kind] = (place, Count(item.low, item.high, span))
    killed, injured = found.get("killed"), found.get("injured")
    return Casualties(killed[1] if killed else None, injured[1] if injured else None)


_READ_CHARS = 1_500
"""A news text states its event's toll at the top; further down stand the tolls of earlier events."""

_SENTENCE = re.compile(r"[^.!?。！？।؟\n;；]+(?:[.!?](?=\S)[^.!?。！？।؟\n;；]*)*")


def _read(source: str, lang: str) -> Iterator[_Found]:
    grammar = _grammar(lang)
    folded = fold(source)
    for sentence in _SENTENCE.finditer(folded):
        start, end = sentence.span()
        terms = [_term(match, grammar) for match in grammar.terms.finditer(folded, start, end)]
        if terms:
            yield from _pair(folded, start, end, terms, _numbers(folded, start, end, grammar), grammar)


def _term(match: re.Match[str], grammar: _Grammar) -> _Term:
    key = re.sub(r"[\s\-]+", " ", match.group())
    side = grammar.sides.get(key) or next(
        grammar.sides[k]
        for k in sorted(grammar.sides, key=len, reverse=True)
        if k.endswith("*") and key.startswith(k[:-1])
    )
    return _Term(match.start(), match.end(), *side)


def _numbers(folded: str, start: int, end: int, grammar: _Grammar) -> list[_Number]:
    """The numbers of a sentence that may count people, ranges joined."""
    found: list[_Number] = []
    for match in grammar.numbers.finditer(folded, start, end):
        number = _value(match, grammar)
        if number is None or grammar.skip.match(folded, number.end):
            continue
        before = folded[max(start, number.start - 3) : number.start]
        if re.search(r"[$€£¥₹]\s?$|\brs\.?\s?$|\d[.:,]$|#$", before):
            continue
        if before.endswith(", ") and folded[number.end : number.end + 1] == "," and number.high < 120:
            continue  # an age: "Jane Roe, 60, from ..."
        if found and _is_range(folded[found[-1].end : number.start], grammar) and found[-1].low < number.low:
            number = _Number(found[-1].start, number.end, found[-1].low, number.high, number.vague)
            found.pop()
        found.append(number)
    return found


def _is_range(gap: str, grammar: _Grammar) -> bool:
    if re.fullmatch(_RANGE_SIGN, gap):
        return True
    return bool(grammar.between and grammar.between.fullmatch(gap) and gap.strip())


def _value(match: re.Match[str], grammar: _Grammar) -> _Number | None:
    if match["vague"]:
        low, high = grammar.vague[re.sub(r"[\s\-]+", " ", match["vague"])]
        return _Number(match.start(), match.end(), low, high, True)
    if match["word"]:
        value = grammar.values[re.sub(r"[\s\-]+", " ", match["word"])]
        return _Number(match.start(), match.end(), *(2 * (value * grammar.scales.get(match["wscale"] or "", 1),)))
    digits = re.sub(r"\D", "", match["digits"])
    value = int(digits)
    if match["scale"]:
        value *= grammar.scales[match["scale"]]
    elif 1900 <= value <= 2100 and len(match["digits"]) == 4:
        return None
    if value > 2_000_000:
        return None
    return _Number(match.start(), match.end(), value, value)


def _pair(
    folded: str, start: int, end: int, terms: list[_Term], numbers: list[_Number], grammar: _Grammar
) -> Iterator[_Found]:
    """What each casualty word of a sentence counts; a number counts for one word of each kind only."""
    used: set[int] = set()
    sentence = folded[start:end]
    elsewhere = grammar.other_time.search(sentence)
    for i, term in enumerate(terms):
        if grammar.none.search(folded[start : term.start]):
            continue
        floor = max([start, *(t.end for t in terms[:i] if t.kind != term.kind)])
        ceiling = min([end, *(t.start for t in terms[i + 1 :])])
        found = _after(folded, term, ceiling, numbers, used, grammar) if term.after else None
        if found is None and term.after:
            found = _object(folded, term, ceiling, grammar)
        if found is None and term.before:
            found = _before(folded, term, floor, numbers, used, grammar)
        if found is None:
            found = _one(folded, term, floor, grammar)
        if found is None or (elsewhere and (found.low > 1 or elsewhere.start() + start > found.end)):
            continue
        yield found


def _near(gap: str, grammar: _Grammar, limit: int = _WORDS_NEAR) -> bool:
    if re.search(r"[;|—:()]", gap):
        return False
    return len(gap.split()) <= limit if grammar.spaced else len(gap) <= 2 * limit


_REACHES = re.compile(r"\b(?:to|at|hits|reaches|reached|now|passes|tops|is|stands at|exceeds|over|least)\s+$")


def _after(
    folded: str, term: _Term, ceiling: int, numbers: list[_Number], used: set[int], grammar: _Grammar
) -> _Found | None:
    for number in numbers:
        if number.start < term.end or number.start >= ceiling or number.start in used:
            continue
        qualified = grammar.qualifiers.match(folded, term.end)
        if qualified and qualified.end() >= number.start:
            return _sum(folded, term, number, numbers, used, grammar)
        gap = folded[term.end : number.start]
        if folded[term.start : term.end].endswith("toll") and _REACHES.search(gap) and _near(gap, grammar, 12):
            return _sum(folded, term, number, numbers, used, grammar)
        if grammar.others.match(folded, number.end) and _near(gap, grammar, 5):
            used.add(number.start)
            return _Found(term.kind, number.low + 1, number.high + 1, term.start, number.end, number.vague)
        return None
    return None


def _before(
    folded: str, term: _Term, floor: int, numbers: list[_Number], used: set[int], grammar: _Grammar
) -> _Found | None:
    for number in reversed(numbers):
        if number.end > term.start or number.start < floor or number.start in used:
            continue
        if grammar.among.search(folded[floor : number.start]):
            continue
        if not _near(folded[number.end : term.start], grammar, _WORDS_NEAR):
            return None
        used.add(number.start)
        low, high = number.low, number.high
        first = number
        for other in reversed(numbers):
            joined = grammar.join.fullmatch(folded, other.end, first.start)
            if floor <= other.start < first.start and joined and other.start not in used:
                used.add(other.start)
                low, high, first = low + other.low, high + other.high, other
        return _Found(term.kind, low, high, first.start, term.end, number.vague)
    return None


def _sum(
    folded: str, term: _Term, number: _Number, numbers: list[_Number], used: set[int], grammar: _Grammar
) -> _Found:
    """The number after a word, with those joined to it: "killing three soldiers and two civilians"."""
    used.add(number.start)
    low, high, last = number.low, number.high, number
    for other in numbers:
        if other.start > last.end and other.start not in used and grammar.join.fullmatch(folded, last.end, other.start):
            following = grammar.terms.search(folded, other.end, other.end + 25)
            if following or grammar.among.search(folded[last.end : other.start]):
                break
            used.add(other.start)
            low, high, last = low + other.low, high + other.high, other
    return _Found(term.kind, low, high, term.start, last.end, number.vague)


def _object(folded: str, term: _Term, ceiling: int, grammar: _Grammar) -> _Found | None:
    """A single victim named after an active verb: "kills Christian pastor", "killed a policeman"."""
    person = grammar.person_after.match(folded, term.end, ceiling) if grammar.person_after else None
    if person is None or _CROSSES.search(person.group()):
        return None
    return _Found(term.kind, 1, 1, term.start, person.end(), False)


def _one(folded: str, term: _Term, floor: int, grammar: _Grammar) -> _Found | None:
    """A single victim before a passive verb or after an article: "soldier killed", "killing a tailor"."""
    if term.before and grammar.person_before:
        person = grammar.person_before.search(folded[floor : term.start])
        if person:
            return _Found(term.kind, 1, 1, floor + person.start(), term.end, False)
    match = grammar.singular.match(folded, term.end) if term.after else None
    word = _NEXT_WORD.match(folded, match.end()) if match else None
    if match and word and not grammar.numbers.match(folded, match.end() + 1):
        return _Found(term.kind, 1, 1, term.start, word.end(), False)
    return None


_IS = r"(?:\s+(?:was|is|has been|reported|reportedly|feared|believed))?\s*$"
_NEXT_WORD = re.compile(r"\s+(?!day|week|month|year|decade|result|part|time)[\w\-]+")
_CROSSES = re.compile(r"\b(?:in|at|on|by|near|after|as|when|while|of|and|for|from|to|with|during|amid)\b")
