"""The numbers of people told of an event, as a series, and the best of them as of the end of the week.

A toll is told again while it rises: the newest counts, and never a sum. So a number of the event alone and one of the event so far
both stand for the event, and the best is what most independent publishers tell on the newest day on which a number is well told; of
a toll that rises on that day, the highest that two tell. A range is a disagreement of that day, never the history of the toll.
Numbers of a war, a season or a year, of an event before this one, those that are only expected, and those in which killed and wounded
are one, are kept in the series and never counted.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tasks.events.casualties.find import Count
from tasks.events.merging.earlier import is_of_earlier
from tasks.events.reading import EventReading
from tasks.events.uprooted import find_uprooted
from tasks.language.lexicon import fold_for_lexicon
from warehouse.tables import Article, FigureKind, FigureScope, Span

_MIXED = re.compile(
    r"\b(?:killed|dead)(?:[ -](?:and|or)[ -]|/)(?:wounded|injured)"
    r"|\b(?:killed|dead), ?(?:wounded|injured)(?= (?:in|by|as|since|after|during|on|at)\b|\s*[,.;:]|$)|\bcasualties\b|\blosses\b"
)
_TOTAL = re.compile(
    r"\bsince (?:the (?:start|beginning|outbreak)|last|early|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|19\d\d|20\d\d)|\bthis year\b|\bso far in (?:19|20)\d\d|\b(?:in|over) (?:the (?:past|last) )?(?:two|three|four|five|"
    r"several|\d+) (?:years|months)\b|\byear[- ]to[- ]date|\bover the course of the war|\bwar[- ](?:dead|deaths|death toll|toll)\b"
)
_EXPECTED = re.compile(
    r"\b(?:likely|could|may|might|expected|feared|fears?|will|would|probably|potentially|risks?|estimates?|projected)\b(?: \S+){0,4} ?$"
)
_HEDGED = re.compile(r"\b(?:likely|could|may|might|would|will)\b")
_EARLIER = re.compile(
    r"\b(?:earlier|previous|recent|past(?! (?:few |\d+ |\w+ )?(?:hours?|days?)\b)|last (?:week|month|year|decade)(?:'s)?|anniversary of|the (?:19|20)\d\d)\b"
    r"(?: \S+){0,5} ?$|^ ?(?:\S+ ){0,6}(?:(?:days|weeks|months|years|a (?:week|month|year)) (?:ago|earlier|before)|in (?:19|20)\d\d\b)"
)
_BODIES_AFTER = re.compile(r"(?:\S*[^\s,] ){0,3}(?:bodies|remains)\b")
_BODIES_BEFORE = re.compile(r"\b(?:bodies|remains) of (?:\w+ )?$")
_HANDED = re.compile(
    r"\b(?:receiv(?:es?|ed|ing)|return(?:s|ed|ing)?|hand(?:s|ed|ing)? over|repatriat(?:es?|ed|ing|ion)|exchang(?:es?|ed|ing)|swap(?:s|ped|ping)?|"
    r"(?:re)?burials?|rebur(?:y|ies|ied)|(?:bodies|remains)(?: \w+){0,2} buried|exhum(?:e[sd]?|ing|ation))\b"
)
"""Bodies that change hands or are buried were killed before: "receives 1,000 bodies", "burial of 40 bodies"."""
_RUNNING = re.compile(
    r"\b(?:toll|rises?|rose|climbs?|climbed|tops?|topped|passes|passed|reach(?:es|ed)|surpass(?:es|ed)|at least|so far)\b"
)
_CLAUSE = re.compile(r"[.;:!?|–—](?=\s|$)")
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
    """That tell the best or, of that day, one that it corrects a little."""
    well_told: int
    """The largest number up to the best that two publishers tell on any day; 0 where none is."""
    rests_on: frozenset[str]
    """article_ids."""


def figures_of(articles: Sequence[Article], readings: Mapping[str, EventReading]) -> list[ToldFigure]:
    """The figures that the articles tell, in the order of their publication."""
    found = []
    for article in sorted(articles, key=lambda a: (a.published_at, a.article_id)):
        reading = readings.get(article.article_id)
        if reading is None:
            continue
        told: dict[FigureKind, Count | None] = {"killed": reading.killed, "injured": reading.injured}
        for what, count in {**told, **find_uprooted(article.title, article.text, lang=article.lang)}.items():
            if count is not None:
                text = article.title if count.span.in_title else article.text
                scope = _scope(text, count.span)
                if scope in ("event", "running") and _is_dated_before(article, text, count.span):
                    scope = "earlier"
                found.append(ToldFigure(article, what, scope, count.low, count.high, count.span))
    return _without_old(found)


def _is_dated_before(article: Article, text: str, span: Span) -> bool:
    return is_of_earlier(text, span, published=article.published_at.date(), lang=article.lang)


def _without_old(figures: Sequence[ToldFigure]) -> list[ToldFigure]:
    """The figures, where a number that is dated to an earlier month is of then in other articles too.

    By two publishers, or by as many as tell it without a date: one may have been misread.
    """
    dated = [f for f in figures if f.covers == "earlier" and f.high >= _GROWS_FROM and f.high <= _VAGUE * max(f.low, 1)]
    old = [f for f in dated if _is_dated_by_enough(f, figures)]
    return [
        dataclasses.replace(f, covers="earlier")
        if f.covers in ("event", "running") and any(f.what == o.what and _same(f.high, o.high) for o in old)
        else f
        for f in figures
    ]


def _is_dated_by_enough(figure: ToldFigure, figures: Sequence[ToldFigure]) -> bool:
    alike = [f for f in figures if f.what == figure.what and _same(f.high, figure.high)]
    dating, others = (
        {f.article.publisher for f in alike if f.covers in scopes} for scopes in (("earlier",), ("event", "running"))
    )
    return len(dating) > 1 or len(dating) >= len(others - dating)


def _scope(text: str, span: Span) -> FigureScope:
    """What a number covers, by the words around it."""
    before, after = text[max(0, span.start - _AROUND) : span.start], text[span.end : span.end + _AROUND]
    around = fold_for_lexicon(f"{before}{span.text}{after}")
    if _MIXED.search(fold_for_lexicon(text[max(0, span.start - 10) : span.end + 25])):
        return "mixed"
    if _TOTAL.search(around):
        return "total"
    before, after = fold_for_lexicon(_CLAUSE.split(before)[-1]), fold_for_lexicon(_CLAUSE.split(after)[0])
    told = fold_for_lexicon(span.text)
    if _EXPECTED.search(before) or _HEDGED.search(told):
        return "expected"
    if _EARLIER.search(before) or _EARLIER.search(after):
        return "earlier"
    if (_BODIES_AFTER.match(told + after) or _BODIES_BEFORE.search(before)) and _HANDED.search(before + told + after):
        return "earlier"
    return "running" if _RUNNING.search(around) else "event"


def toll(figures: Sequence[ToldFigure], what: FigureKind) -> Toll | None:
    """The best toll of an event as of its newest credible figures; None where no number counts.

    Plain numbers before "hundreds". A toll rises or is corrected a little: a number far below what more publishers told counts
    somebody else, and so does one far above it that a single publisher tells without saying that the toll rose.
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
        publishers=_tellers([figure for figure in of_day if _same(figure.high, best)]),
        well_told=max(
            (n for n in {f.high for f in own} if n <= best and _tellers([f for f in own if _same(f.high, n)]) > 1),
            default=0,
        ),
        rests_on=frozenset(figure.article.article_id for figure in behind),
    )


def of_others(figures: Sequence[ToldFigure]) -> dict[str, int]:
    """Deaths that titles tell and that do not belong to the toll of these articles, by article_id: they are of another event.

    The number follows from no well told one of the days before, and repeats none of the days before.
    """
    plain = [f for f in figures if f.what == "killed" and f.covers in ("event", "running") and f.low == f.high]
    found = {}
    for day in _days(plain):
        for figure in day.told:
            repeats = any(_same(figure.high, f.high) for f in day.before)
            if figure.span.in_title and figure not in day.credible and not repeats and day.standing >= _WELL_TOLD:
                found[figure.article.article_id] = figure.high
    return found


@dataclass(frozen=True, slots=True)
class _Day:
    """The numbers told on a day, those before, how many publishers told the best of these, and which of the day may follow it."""

    date: dt.date
    told: list[ToldFigure]
    before: list[ToldFigure]
    standing: int
    credible: list[ToldFigure]


def _climbed(figures: Sequence[ToldFigure]) -> tuple[dt.date, int]:
    """The newest day on which the toll was credibly told, and the number."""
    newest = [day for day in _days(figures) if day.credible][-1]
    return newest.date, _of_day(newest.credible)


def _days(figures: Sequence[ToldFigure]) -> Iterator[_Day]:
    """The days on which numbers were told, the earliest first; all numbers of the first are credible."""
    of_day: dict[dt.date, list[ToldFigure]] = defaultdict(list)
    for figure in figures:
        of_day[figure.article.published_at.date()].append(figure)
    best = 0
    before: list[ToldFigure] = []
    for date, told in sorted(of_day.items()):
        standing = _tellers([figure for figure in before if _same(figure.high, best)])
        credible = [figure for figure in told if _credible(figure, told, best, standing)]
        if credible:
            best = _of_day(credible)
        yield _Day(date, told, list(before), standing, credible)
        before += told


def _credible(figure: ToldFigure, told: Sequence[ToldFigure], best: int, standing: int) -> bool:
    """Whether a number of a day may follow the best of the days before, which `standing` publishers told."""
    number = figure.high
    tellers = _tellers([other for other in told if _same(other.high, number)])
    if number < _LEAST * best:
        return tellers >= _WELL_TOLD and tellers > standing
    grows = best >= _GROWS_FROM or number <= _MOST * best or figure.covers == "running"
    return grows or tellers >= _WELL_TOLD or standing < _WELL_TOLD


def _of_day(told: Sequence[ToldFigure]) -> int:
    """The number of a day: of a rising toll the highest that two publishers tell, else what most tell, the largest of equals."""
    tellers = {number: _tellers([f for f in told if f.high == number]) for number in {f.high for f in told}}
    rising = {f.high for f in told if f.covers == "running" and tellers[f.high] >= _WELL_TOLD}
    return max(rising) if rising else max(tellers, key=lambda number: (tellers[number], number))


def _tellers(figures: Sequence[ToldFigure]) -> int:
    return len({figure.article.publisher for figure in figures})


def _same(number: int, other: int) -> bool:
    """Whether two numbers tell a toll that was corrected a little."""
    return _LEAST * max(number, other) <= min(number, other)


def _near(number: int, best: int) -> bool:
    return _LEAST * best <= number <= _MOST * best


_VAGUE = 1.5
"""Most over fewest from which words state no plain number."""
_LEAST, _MOST = 0.8, 3.0
"""Times the best within which another number of the day tells the same toll; and how far a toll is corrected downwards."""
_GROWS_FROM = 10
"""Dead of a catastrophe, whose toll may multiply from day to day; that of a smaller one is raised by two publishers or by words."""
_WELL_TOLD = 2
"""Independent publishers from which a number is known."""
