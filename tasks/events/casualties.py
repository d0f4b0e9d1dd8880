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
from dataclasses import dataclass, replace

from tasks.events.casualty_choice import StatedCount, own_toll
from tasks.events.casualty_words import Grammar, grammar_of
from tasks.language.lexicon import fold_for_lexicon
from tasks.language.numbers import single_spaced
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
    way: str = "number"
    """How it is stated: number, people (listed or single), lone (a bare verb), aboard (nobody of so many survived)."""
    term: str = ""


_MOST = 2_000_000
"""A larger number counts no casualties of one event."""
_NO_COUNT_BEFORE = re.compile(r"[$€£¥₹]\s?$|\brs\.?\s?$|\d[.:,]$|#$|[^\W\d_]-$")
"""A price, a decimal, a rank, a name such as Covid-19."""
_GLUED = re.compile(r"-(?:[^\W\d_]{3,}|yo\b)")
"""A number that a hyphen joins to a word is an age, a size or a name: "3-year-old", "18-latek"."""
_OF_MANY = re.compile(
    r" (?:in|out of) (?:every )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b(?! \w*s? (?:injured|wounded|hurt))(?=\s+\w+)"
)
_RANGE_SIGN = r"\s?(?:-|–|—|~|～|〜|至|から|내지)\s?"
_YEARS_OWN = re.compile(r"\b(?:the|a|in)\s+(?:19|20)\d\d(?:'s)?:?(?:\s+[\w'-]+){0,3}\s*$")
"""A year that names an event of another time: "the 1982 massacre of 200"."""
_WORDS_NEAR = 7
_CHARS_NEAR = 14
"""How far a number may stand from the word it counts for: words, or characters where there are no spaces."""


def find_casualties(title: str, text: str, *, lang: str) -> Casualties:
    """The killed and the injured of the event that title and text report.

    Of the dead it is chosen which count is the event's own (`tasks.events.casualty_choice`); of the injured the title's
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


def _read(source: str, lang: str) -> Iterator[_Found]:
    grammar = grammar_of(lang)
    folded = fold_for_lexicon(source)
    nobody_lives = grammar.no_survivors.search(folded) is not None
    for sentence in _SENTENCE.finditer(folded):
        start, end = sentence.span()
        terms = [_term(match, grammar) for match in grammar.terms.finditer(folded, start, end)]
        if nobody_lives:
            aboard = [n for n in _numbers(folded, start, end, grammar) if grammar.aboard.match(folded, n.end)]
            yield from (_Found("killed", n.low, n.high, n.start, n.end, n.vague, "aboard") for n in aboard[:1])
            if aboard:
                continue
        if terms and not grammar.denied.search(folded, start, end):
            yield from _pair(folded, start, end, terms, _numbers(folded, start, end, grammar), grammar)


def _term(match: re.Match[str], grammar: Grammar) -> _Term:
    key = single_spaced(match.group())
    side = grammar.sides.get(key) or next(
        grammar.sides[k]
        for k in sorted(grammar.sides, key=len, reverse=True)
        if k.endswith("*") and key.startswith(k[:-1])
    )
    return _Term(match.start(), match.end(), *side)


def _numbers(folded: str, start: int, end: int, grammar: Grammar) -> list[_Number]:
    """The numbers of a sentence that may count people, ranges joined."""
    found: list[_Number] = []
    at = start
    while match := grammar.numbers.search(folded, at, end):
        number = _value(match, grammar)
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
        if before.endswith(", ") and folded[number.end : number.end + 1] == "," and number.high < 120:
            continue  # an age: "Jane Roe, 60, from ..."
        if found and _is_range(folded[found[-1].end : number.start], grammar) and found[-1].low < number.low:
            low = number.low if grammar.moves.search(folded, start, end) else found[-1].low  # a toll that rises
            number = _Number(found[-1].start, number.end, low, number.high, number.vague)
            found.pop()
        found.append(number)
    for group in grammar.group.finditer(folded, start, end):
        size = grammar.groups[single_spaced(group.group())]
        found.append(_Number(group.start(), group.end(), size, size))
    return sorted(found, key=lambda one: one.start)


def people_counted(folded: str, start: int, end: int, *, lang: str) -> list[tuple[int, int, int, int]]:
    """Start, end, fewest and most of each number between two places of a folded text that may count people."""
    return [(one.start, one.end, one.low, one.high) for one in _numbers(folded, start, end, grammar_of(lang))]


def _is_range(gap: str, grammar: Grammar) -> bool:
    if re.fullmatch(_RANGE_SIGN, gap):
        return True
    return bool(grammar.between and grammar.between.fullmatch(gap) and gap.strip())


def _value(match: re.Match[str], grammar: Grammar) -> _Number | None:
    if match["vague"]:
        low, high = grammar.vague[single_spaced(match["vague"])]
        return _Number(match.start(), match.end(), low, high, True)
    if match["word"]:
        value, length = grammar.words.value(match["word"])
        return _Number(match.start(), match.start() + length, value, value) if value <= _MOST else None
    digits = re.sub(r"\D", "", match["digits"])
    value = int(digits)
    if match["scale"]:
        value *= grammar.words.scale_of(match["scale"])
    elif 1900 <= value <= 2100 and len(match["digits"]) == 4:
        return None
    if value > _MOST:
        return None
    return _Number(match.start(), match.end(), value, value)


def _pair(
    folded: str, start: int, end: int, terms: list[_Term], numbers: list[_Number], grammar: Grammar
) -> Iterator[_Found]:
    """What each casualty word of a sentence counts; a number counts for one word of each kind only."""
    used: set[int] = set()
    sentence = folded[start:end]
    elsewhere = grammar.other_time.search(sentence)
    for i, term in enumerate(terms):
        if grammar.none.search(folded[start : term.start]) or _YEARS_OWN.search(folded[start : term.start]):
            continue
        floor = max([start, *(t.end for t in terms[:i] if t.kind != term.kind)])
        ceiling = min([end, *(t.start for t in terms[i + 1 :])])
        found = _row(folded, term, floor, ceiling, grammar)
        if found is None and term.after:
            found = _after(folded, term, ceiling, numbers, used, grammar) or _object(folded, term, ceiling, grammar)
        if found is None and term.before:
            found = _before(folded, term, floor, numbers, used, grammar)
        word = single_spaced(folded[term.start : term.end])
        if _quoted(folded, term) or (_YEAR.search(sentence) and grammar.apart.search(sentence)):
            continue
        if found is None:
            found = _one(folded, term, floor, grammar)
        if found is None and word in grammar.lone:
            found = _Found(term.kind, 1, 1, term.start, term.end, False, "lone")
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


def _quoted(folded: str, term: _Term) -> bool:
    """Whether a word stands in quotation marks of its own: 30 'killed' in an exercise."""
    return folded[term.start - 1 : term.start] in _QUOTES and folded[term.end : term.end + 1] in _QUOTES


_QUOTES = tuple("'\"‘’“”«»")


def _near(gap: str, grammar: Grammar, limit: int = _WORDS_NEAR) -> bool:
    if re.search(r"[;|—:()]", gap):
        return False
    return len(gap.split()) <= limit if grammar.spaced else len(gap) <= 2 * limit


_REACHES = re.compile(r"\b(?:to|at|hits|reaches|reached|now|passes|tops|is|stands at|exceeds|over|least)\s+$")


def _after(
    folded: str, term: _Term, ceiling: int, numbers: list[_Number], used: set[int], grammar: Grammar
) -> _Found | None:
    for number in numbers:
        if number.start < term.end or number.start >= ceiling or number.start in used:
            continue
        qualified = grammar.qualifiers.match(folded, term.end)
        if qualified and qualified.end() >= number.start:
            return _sum(folded, term, number, numbers, used, grammar)
        gap = folded[term.end : number.start]
        toll = folded[term.start : term.end].endswith("toll") and _REACHES.search(gap)
        if (toll or grammar.moves.search(gap)) and _near(gap, grammar, 12):
            return _sum(folded, term, number, numbers, used, grammar)
        if grammar.others.match(folded, number.end) and _near(gap, grammar, 5):
            used.add(number.start)
            return _Found(term.kind, number.low + 1, number.high + 1, term.start, number.end, number.vague)
        return None
    return None


def _before(
    folded: str, term: _Term, floor: int, numbers: list[_Number], used: set[int], grammar: Grammar
) -> _Found | None:
    for number in reversed(numbers):
        if number.end > term.start or number.start < floor or number.start in used:
            continue
        if grammar.among.search(folded[floor : number.start]):
            continue
        gap = folded[number.end : term.start]
        if not _near(gap, grammar, _WORDS_NEAR) or grammar.apart.search(gap):
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
        return _Found(term.kind, low, high, first.start, term.end, number.vague)
    return None


def _sum(folded: str, term: _Term, number: _Number, numbers: list[_Number], used: set[int], grammar: Grammar) -> _Found:
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


def _row(folded: str, term: _Term, floor: int, ceiling: int, grammar: Grammar) -> _Found | None:
    """People in a row before or after a word, each one or with a number: "father, mother and 3 kids dead"."""
    if grammar.people_list is None:
        return None
    if term.before:
        for row in grammar.people_list.finditer(folded, floor, term.start):
            gap = folded[row.end() : term.start]
            if _near(gap, grammar, 2) and not grammar.apart.search(gap) and (low := _heads(row.group(), grammar)) > 1:
                return _Found(term.kind, low, low, row.start(), term.end, False, "people")
    if term.after:
        row_after = grammar.people_list.match(folded, term.end + 1, ceiling) if term.end < ceiling else None
        if row_after and not _CROSSES.search(row_after.group()) and (low := _heads(row_after.group(), grammar)) > 1:
            return _Found(term.kind, low, low, term.start, row_after.end(), False, "people")
    return None


def _heads(row: str, grammar: Grammar) -> int:
    """How many people a row names: the numbers before them, one for each without."""
    total = at = 0
    pending = 0
    spans = [(m.start(), m.end(), _value(m, grammar)) for m in grammar.numbers.finditer(row)]
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


def _object(folded: str, term: _Term, ceiling: int, grammar: Grammar) -> _Found | None:
    """A single victim named after an active verb: "kills Christian pastor", "killed a policeman"."""
    person = grammar.person_after.match(folded, term.end, ceiling) if grammar.person_after else None
    if person is None or _CROSSES.search(person.group()):
        return None
    count, end = 1, person.end()
    while grammar.person_next and (following := grammar.person_next.match(folded, end, ceiling)):
        count, end = count + 1, following.end()
    return _Found(term.kind, count, count, term.start, end, False, "people")


def _one(folded: str, term: _Term, floor: int, grammar: Grammar) -> _Found | None:
    """A single victim before a passive verb or after an article: "soldier killed", "killing a tailor"."""
    if term.before and grammar.person_before:
        person = grammar.person_before.search(folded[floor : term.start])
        if person and (not person["group"] or _PASSIVE.match(folded, term.end)):
            return _Found(term.kind, 1, 1, floor + person.start(), term.end, False, "people")
    match = grammar.singular.match(folded, term.end) if term.after else None
    word = _NEXT_WORD.match(folded, match.end()) if match else None
    if match and word and not grammar.numbers.match(folded, match.end() + 1):
        return _Found(term.kind, 1, 1, term.start, word.end(), False, "people")
    return None


_PASSIVE = re.compile(
    r"\s*(?:$|[^\w\s]|(?:in|by|at|on|near|during|after|as|when|while|amid|and|outside|inside|over|for|with|from|following|along)\b)"
)
"""What may follow a passive verb: an object would make it active."""
_NEXT_WORD = re.compile(r"\s+(?!day|week|month|year|decade|result|part|time)[\w\-]+")
_CROSSES = re.compile(r"\b(?:in|at|on|by|near|after|as|when|while|of|and|for|from|to|with|during|amid)\b")
