"""Finished country-weeks with their history, read from the tables: what every format is rendered from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from tasks.publish.formats import export_named
from tasks.publish.formats.finished import HISTORY_WEEKS, FinishedWeek
from tasks.publish.report.document import ReportDocument, make_document
from tasks.publish.report.mail import brief_html, brief_text
from tasks.publish.report.markdown import render_brief
from warehouse.errors import NotFoundError
from warehouse.store.country_weeks import StillStore, Store
from warehouse.store.home import Home
from warehouse.tables import (
    Article,
    Contribution,
    Correction,
    Event,
    Hotspot,
    Issue,
    Outlook,
    Report,
    Score,
    Statement,
    Story,
)
from warehouse.weeks import Week


def render_report(home: Home, country: str, week: Week, style: str) -> str:
    """The report of a country-week in a text format of EXPORTS, from the tables. Raises NotFoundError."""
    return export_named(style).render(finished_week(home, country, week)).decode()


BRIEF_STYLES: Mapping[str, Callable[[ReportDocument], str]] = {
    "md": render_brief,
    "text": brief_text,
    "html": brief_html,
}
"""How a brief is written: Markdown, or the two bodies of an e-mail."""


def brief_of(home: Home, country: str, week: Week, style: str = "md") -> str:
    """The brief of a country-week, from the tables. Raises NotFoundError."""
    return BRIEF_STYLES[style](finished_week(home, country, week).document)


def finished_week(home: Home, country: str, week: Week) -> FinishedWeek:
    """A country-week with its history, from the tables. Raises NotFoundError where it has no report."""
    found = dict(finished_weeks(StillStore(home), [country], [week])).get((country, week))
    if found is None:
        raise NotFoundError(
            f"there is no report for {country} in the week of {week.start}",
            where=home.location,
            remedy=f"`weekwatch run --countries {country} --week {week.start}` builds it; --home names another warehouse",
        )
    return found


def finished_weeks(
    store: Store, countries: Sequence[str], weeks: Sequence[Week]
) -> Iterator[tuple[tuple[str, Week], FinishedWeek]]:
    """The finished country-weeks among these, week by week; each table is read once a week."""
    if not weeks:
        return
    ordered = sorted(weeks)
    first = ordered[0].shift(1 - HISTORY_WEEKS)
    span = [first.shift(n).start for n in range((ordered[-1].start - first.start).days // 7 + 1)]
    history = {c: sorted(rows, key=lambda s: s.week) for c, rows in store.by_country(Score, countries, span).items()}
    for week in ordered:
        yield from _finished(store, countries, week, history)


def _finished(
    store: Store, countries: Sequence[str], week: Week, history: dict[str, list[Score]]
) -> Iterator[tuple[tuple[str, Week], FinishedWeek]]:
    reports = store.by_country(Report, countries, [week.start])
    statements = store.by_country(Statement, countries, [week.start])
    points = store.by_country(Contribution, countries, [week.start])
    stories = store.by_country(Story, countries, [week.start])
    events = store.by_country(Event, countries, [week.start])
    articles = store.by_country(Article, countries, [week.start])
    hotspots = store.by_country(Hotspot, countries, [week.start])
    outlook = store.by_country(Outlook, countries, [week.start])
    issues = store.by_country(Issue, countries, [week.start])
    corrections = store.by_country(Correction, countries, [week.start])
    for country in countries:
        scores = [s for s in history[country] if s.week <= week.start]
        if not reports[country] or not scores or scores[-1].week != week.start:
            continue
        document = make_document(
            report=reports[country][0],
            score=scores[-1],
            statements=statements[country],
            contributions=points[country],
            stories=stories[country],
            hotspots=hotspots[country],
            outlook=outlook[country],
            articles=articles[country],
            issues=issues[country],
            events=events[country],
            corrections=corrections[country],
        )
        yield (
            (country, week),
            FinishedWeek(
                document=document,
                stories=tuple(stories[country]),
                articles=tuple(articles[country]),
                hotspots=tuple(hotspots[country]),
                contributions=tuple(points[country]),
                statements=tuple(statements[country]),
                history=tuple(scores[-HISTORY_WEEKS:]),
            ),
        )
