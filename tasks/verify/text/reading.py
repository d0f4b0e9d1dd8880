"""Readings: a source and a statement taken apart into lines, names, numbers, dates and polarity."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from tasks.verify.text.days import AHEAD, WEEKDAY, Dates, read_dates
from tasks.verify.text.quantities import Number, read_numbers
from tasks.verify.text.words import QUOTE, Token, split_sentences, synonyms, tokenise
from warehouse.weeks import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence as tokens and their stems."""

    tokens: tuple[Token, ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A source as it was read."""

    lang: str
    outlet: str
    published: dt.date | None
    lines: tuple[Line, ...]
    line_days: tuple[frozenset[tuple[int, int]], ...]
    """The (month, day) that each line names or resolves to; empty where it names no day."""
    stems: frozenset[str]
    folds: frozenset[str]
    numbers: tuple[Number, ...]
    dates: Dates
    future_weekdays: frozenset[int]
    """Weekdays named in a sentence that looks ahead: they may lie after publication."""
    flat: str
    acronyms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement as it was read, without its quotations."""

    text: str
    quotes: tuple[str, ...]
    lines: tuple[Line, ...]
    numbers: tuple[Number, ...]
    dates: Dates
    line_days: tuple[frozenset[tuple[int, int]], ...]
    """The (month, day) that each line names, those of the reporting aside."""
    reported_on: frozenset[tuple[int | None, int, int]]
    """Days on which it says that an outlet reported it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The sources of a statement together."""

    readings: tuple[Reading, ...]
    known: frozenset[str]
    outlet_words: frozenset[str]
    stems: frozenset[str] = field(default_factory=frozenset)
    folds: frozenset[str] = field(default_factory=frozenset)
    synonyms: frozenset[int] = field(default_factory=frozenset)

    @property
    def english(self) -> bool:
        """Whether wording can be compared."""
        return any(r.lang in ("en", "und") for r in self.readings)


@functools.lru_cache(maxsize=512)
def read_source(title: str, text: str, published_at: dt.datetime | None, outlet: str, lang: str) -> Reading:
    """A source read once: the same article proves many statements."""
    parts = [title, *split_sentences(text)]
    dates = read_dates("\n".join(parts), lang)
    dated = [read_dates(part) for part in parts]
    lines = tuple(_line(of_part.rest) for of_part in dated)
    numbers = tuple(n for of_part in dated for n in read_numbers(of_part.rest, lang))
    tokens = [t for part in parts for t in tokenise(part) if t.is_word]
    return Reading(
        lang=lang,
        outlet=outlet,
        published=published_at.date() if published_at else None,
        lines=lines,
        line_days=tuple(
            _days_of(part, of_part, published_at.date() if published_at else None)
            for part, of_part in zip(parts, dated, strict=True)
        ),
        stems=frozenset(t.stem for t in tokens),
        folds=frozenset(t.fold.removesuffix("'s") for t in tokens),
        numbers=numbers,
        dates=dates,
        future_weekdays=frozenset(
            WEEKDAYS.index(m[1].lower()) for part in parts if AHEAD.search(part) for m in WEEKDAY.finditer(part)
        ),
        flat=flat(f"{title} \n {text}"),
        acronyms=_acronyms(parts),
    )


def _days_of(part: str, dates: Dates, published: dt.date | None) -> frozenset[tuple[int, int]]:
    found = {(month, day) for _, month, day in dates.days}
    if published is not None:
        for weekday in dates.weekdays:
            back = (published.weekday() - weekday) % 7
            ahead = bool(AHEAD.search(part))
            named = [
                published - dt.timedelta(days=back),
                *([published + dt.timedelta(days=(7 - back) % 7)] if ahead else []),
            ]
            found |= {(d.month, d.day) for d in named}
        for word, shift in (
            ("yesterday", -1),
            ("overnight", -1),
            ("overnight", 0),
            ("today", 0),
            ("tonight", 0),
            ("tomorrow", 1),
        ):
            if word in dates.relative:
                moved = published + dt.timedelta(days=shift)
                found.add((moved.month, moved.day))
    return frozenset(found)


_REPORTED_ON = re.compile(
    r"\breported on [A-Z][a-z]+ \d{1,2}(?:, \d{4})?|^On [A-Z][a-z]+ \d{1,2}(?:, \d{4})?(?=, .{2,70}? reported\b)"
)


def read_statement(text: str) -> Claim:
    """A statement read: its quotations aside, the rest as lines, numbers and dates."""
    quotes = tuple(QUOTE.findall(text))
    bare = QUOTE.sub(" ", text)
    parts = split_sentences(bare)
    dates = read_dates("\n".join(parts))
    rests = [read_dates(part).rest for part in parts]
    return Claim(
        text=bare,
        quotes=quotes,
        lines=tuple(_line(rest) for rest in rests),
        numbers=tuple(n for rest in rests for n in read_numbers(rest)),
        dates=dates,
        line_days=tuple(
            frozenset((m, d) for _, m, d in read_dates(_REPORTED_ON.sub(" ", part)).days) for part in parts
        ),
        reported_on=frozenset(day for m in _REPORTED_ON.finditer(bare) for day in read_dates(m[0]).days),
    )


def gather(readings: Sequence[Reading], known: Collection[str]) -> Proof:
    """The sources together, with names known otherwise."""
    stems = frozenset().union(*(r.stems for r in readings))
    folds = frozenset().union(*(r.folds | r.acronyms for r in readings))
    table = synonyms()
    return Proof(
        readings=tuple(readings),
        known=frozenset(t.fold for name in known for t in tokenise(name) if t.is_word),
        outlet_words=frozenset(t.fold.removesuffix("'s") for r in readings for t in tokenise(r.outlet) if t.is_word),
        stems=stems,
        folds=folds,
        synonyms=frozenset(g for s in stems for g in table.get(s, ())),
    )


def flat(text: str) -> str:
    """The folded words of a text, one blank between them and around."""
    return " " + " ".join(t.fold for t in tokenise(text) if t.is_word) + " "


def _acronyms(parts: Iterable[str]) -> frozenset[str]:
    """Short forms of the capitalised names of a text: International Monetary Fund -> imf."""
    found = set()
    for part in parts:
        for match in re.finditer(r"\b[A-Z][\w’'-]+(?:\s+(?:of|for|the|and|on|[A-Z][\w’'-]+)){1,6}", part):
            initials = [w[0].lower() for w in re.split(r"[\s-]+", match[0]) if w[:1].isupper()]
            for size in range(2, len(initials) + 1):
                for start in range(len(initials) - size + 1):
                    found.add("".join(initials[start : start + size]))
    return frozenset(found)


def _line(sentence: str) -> Line:
    tokens = tokenise(sentence)
    return Line(tokens, frozenset(t.stem for t in tokens if t.is_word))
