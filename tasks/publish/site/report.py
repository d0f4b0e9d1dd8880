"""The page of a report: the text with its citations, the map beside it, what changed, and why the level is what it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.publish.formats.finished import headings
from tasks.publish.report.document import AnnexEntry, ReportDocument, make_document
from tasks.publish.site import pictures
from tasks.publish.site.changes import changes
from tasks.publish.site.evidence import quotation
from tasks.publish.site.render import SitePage, render_page
from tasks.threat.incidents import points_by_story
from tasks.voice.voice import voice
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


@dataclass(frozen=True, slots=True)
class CountryWeek:
    """The rows of one country-week, current revision."""

    report: Report
    score: Score
    statements: Sequence[Statement]
    contributions: Sequence[Contribution]
    stories: Sequence[Story]
    hotspots: Sequence[Hotspot]
    outlook: Sequence[Outlook]
    articles: Sequence[Article]
    issues: Sequence[Issue]
    events: Sequence[Event] = ()
    corrections: Sequence[Correction] = ()


@dataclass(frozen=True, slots=True)
class SourceLine:
    """An article of the annex, with the words that the report's citations rest on."""

    entry: AnnexEntry
    lang: str
    cited: bool
    quote: str
    """Empty where the article is not cited or has no text but its title."""


def report_path(country: str, week: dt.date) -> str:
    """Where the page of a report lies in the site."""
    return f"{country}/{week}.html"


def report_page(
    rows: CountryWeek,
    *,
    before: Sequence[Story] | None,
    earlier: dt.date | None,
    later: dt.date | None,
    downloads: Sequence[tuple[str, str]] = (),
) -> SitePage:
    """The page of one country-week.

    `before` are the stories of the week before (None: it was not built); `earlier` and `later` the neighbouring
    reports; `downloads` pairs of a format's name and its file beside the page.
    """
    document = make_document(
        report=rows.report,
        score=rows.score,
        statements=rows.statements,
        contributions=rows.contributions,
        stories=rows.stories,
        hotspots=rows.hotspots,
        outlook=rows.outlook,
        articles=rows.articles,
        issues=rows.issues,
        events=rows.events,
        corrections=rows.corrections,
    )
    points = points_by_story(rows.contributions)
    names = {story.story_id: story.title for story in rows.stories} | headings(rows.statements, rows.report.language)
    sources = _sources(document, rows)
    report = rows.report
    return render_page(
        report_path(report.country, report.week),
        "report",
        here="",
        document=document,
        say=voice(report.language),
        report=report,
        score=rows.score,
        last_day=report.period_end - dt.timedelta(days=1),
        earlier=earlier,
        later=later,
        downloads=downloads,
        sources=sources,
        quoted=_quoted(document, rows),
        further=_further(document, rows),
        changed=None if before is None else changes(rows.stories, before, points),
        languages=_story_languages(rows),
        map=pictures.hotspot_map(report.country, report.country_name, rows.hotspots) if rows.hotspots else "",
        why=pictures.why_picture(rows.contributions, names),
    )


def _sources(document: ReportDocument, rows: CountryWeek) -> list[SourceLine]:
    articles = {article.article_id: article for article in rows.articles}
    citing: dict[str, list[str]] = {}
    for statement in rows.statements:
        if statement.supported:
            for article_id in statement.citations:
                citing.setdefault(article_id, []).append(statement.text)
    made = []
    for entry in document.annex:
        article = articles[entry.article_id]
        said = citing.get(entry.article_id)
        quote = quotation(article.title, article.text, said) if said else ""
        made.append(SourceLine(entry, article.lang, said is not None, quote))
    return made


def _further(document: ReportDocument, rows: CountryWeek) -> dict[str, list[int]]:
    """statement_id -> the annex numbers of its citations beyond those that the report shows."""
    number = {entry.article_id: entry.number for entry in document.annex}
    shown = {s.statement_id: s.citations for part in document.sections for p in part.paragraphs for s in p.sentences}
    return {
        s.statement_id: sorted({number[a] for a in s.citations if a in number} - set(shown[s.statement_id]))
        for s in rows.statements
        if s.statement_id in shown
    }


def _quoted(document: ReportDocument, rows: CountryWeek) -> dict[int, tuple[str, str]]:
    """Annex number -> title and language, of the articles that are not English."""
    lang = {article.article_id: article.lang for article in rows.articles}
    return {
        entry.number: (entry.title, lang[entry.article_id])
        for entry in document.annex
        if lang[entry.article_id] not in ("en", "und")
    }


def _story_languages(rows: CountryWeek) -> dict[str, str]:
    """story_id -> language of its title."""
    lang = {article.article_id: article.lang for article in rows.articles}
    return {story.story_id: lang.get(story.lead_article_id, "und") for story in rows.stories}
