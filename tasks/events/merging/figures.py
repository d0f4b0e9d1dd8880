"""The numbers of people told of an event, as a series, and the best of them as of the end of the week.

A toll is told again while it rises: the newest counts, and never a sum. So a number of the event alone and one of the event so far
both stand for the event, and the best is what most independent publishers tell on the newest day on which a number is well told. A
range is a disagreement of that day, never the history of the toll. Numbers of a war, a season or a year, and numbers in which killed
and wounded are one, are kept in the series and never counted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.events.casualties import Count
from tasks.events.reading import EventReading
from tasks.language.lexicon import fold_for_lexicon
from warehouse.tables import Article, FigureKind, FigureScope, Span

_MIXED = re.compile(r"\b(?:killed|dead)[ -](?:and|or)[ -](?:wounded|injured)|\bcasualties\b|\blosses\b")
_TOTAL = re.compile(
    r"\bsince (?:the (?:start|beginning|outbreak)|last|early|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|19\d\d|20\d\d)|\bthis year\b|\bso far in (?:19|20)\d\d|\b(?:in|over) (?:the (?:past|last) )?(?:two|three|four|five|"
    r"several|\d+) (?:years|months)\b|\byear[- ]to[- ]date|\bover the course of the war"
)
_RUNNING = re.compile(
    r"\b(?:toll|rises?|rose|climbs?|climbed|tops?|topped|passes|passed|reach(?:es|ed)|surpass(?:es|ed)|at least|so far)\b"
)
_AROUND = 60
"""Characters before and after a number in which the words stand that say what it covers."""


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """A number of people that an article tells: fewest, most, what it covers, and the words."""

    article: Article
    what: FigureKind
    covers: FigureScope
    low: int
    high: int
    span: Span


@dataclass(frozen=True, slots=True)
class Toll:
    """The best figure of an event: fewest, best and most, of which day, by how many publishers, and the figures behind it."""

    low: int
    best: int
    high: int
    as_of: dt.date
    publishers: int
    rests_on: frozenset[str]
    """article_ids."""


def figures_of(articles: Sequence[Article], readings: Mapping[str, EventReading]) -> list[ToldFigure]:
    """The figures that the articles tell, in the order of their publication."""
    found = []
    for article in sorted(articles, key=lambda a: (a.published_at, a.article_id)):
        reading = readings.get(article.article_id)
        if reading is None:
            continue
        told: tuple[tuple[FigureKind, Count | None], ...] = (("killed", reading.killed), ("injured", reading.injured))
        for what, count in told:
            if count is not None:
                text = article.title if count.span.in_title else article.text
                found.append(ToldFigure(article, what, _scope(text, count.span), count.low, count.high, count.span))
    return found


def _scope(text: str, span: Span) -> FigureScope:
    """What a number covers, by the words around it."""
    around = fold_for_lexicon(text[max(0, span.start - _AROUND) : span.end + _AROUND])
    if _MIXED.search(fold_for_lexicon(text[max(0, span.start - 10) : span.end + 25])):
        return "mixed"
    if _TOTAL.search(around):
        return "total"
    return "running" if _RUNNING.search(around) else "event"


def toll(figures: Sequence[ToldFigure], what: FigureKind) -> Toll | None:
    """The best toll of an event as of its newest credible figures; None where no number counts.

    Plain numbers before "hundreds". A toll rises or is corrected a little: a number far below what two publishers told counts
    somebody else, and one far above it is a fear.
    """
    own = [figure for figure in figures if figure.what == what and figure.covers in ("event", "running")]
    plain = [figure for figure in own if figure.high <= _VAGUE * max(figure.low, 1)]
    own = plain or own
    if not own:
        return None
    newest, best = _climbed(own)
    of_day = [f for f in own if f.article.published_at.date() == newest and _near(f.high, best)]
    behind = [figure for figure in of_day if figure.high == best]
    return Toll(
        low=min(figure.low for figure in of_day),
        best=best,
        high=max(figure.high for figure in of_day),
        as_of=newest,
        publishers=len({figure.article.publisher for figure in behind}),
        rests_on=frozenset(figure.article.article_id for figure in behind),
    )


def _climbed(figures: Sequence[ToldFigure]) -> tuple[dt.date, int]:
    """The newest day on which the toll was told, and the number: each day's that most publishers tell, the largest of equals.

    From day to day it may rise as it will and fall a little; it falls far only where one publisher told it and two deny it.
    """
    days: dict[dt.date, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for figure in figures:
        days[figure.article.published_at.date()][figure.high].add(figure.article.publisher)
    newest, best, tellers = min(days), 0, 0
    for day, told in sorted(days.items()):
        number = max(told, key=lambda n: (n >= _LEAST * best, len(told[n]), n))
        if number >= _LEAST * best or (tellers < _WELL_TOLD <= len(told[number])):
            newest, best, tellers = day, number, len(told[number])
    return newest, best


def _near(number: int, best: int) -> bool:
    return _LEAST * best <= number <= _MOST * best


_VAGUE = 1.5
"""Most over fewest from which words state no plain number."""
_LEAST, _MOST = 0.8, 3.0
"""Times the best within which another number of the day tells the same toll; and how far a toll is corrected downwards."""
_WELL_TOLD = 2
"""Independent publishers from which a number is known."""
