"""ReportDocument: a report as it is shown, put together from rows alone, so that the warehouse can show it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.report import words
from tasks.report.sections import SECTIONS
from warehouse.tables import (
    Article,
    Contribution,
    Hotspot,
    Issue,
    Outlook,
    Report,
    Score,
    Statement,
    Story,
)

NOTICE = (
    "This report was produced with the help of automated analysis of open sources (OSINT). It rests on publicly "
    "available reporting that was read by a program: check it against the primary sources before acting on it. "
    "The articles are listed in the annex."
)
SYNTHETIC = "INVENTED COUNTRY: this country and its news are made up for the demonstration. Nothing here is real."
PROVISIONAL = "PROVISIONAL: the week was not over when this was written."
LEVEL_ROWS = 8
"""Stories shown in the explanation of the level; the others are summed up in one row."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A published statement with the annex numbers of its articles."""

    text: str
    citations: tuple[int, ...]
    statement_id: str
    kind: str
    confidence: str | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences under one heading; `note` is a line on the story (date, sector, gravity, publishers, status)."""

    heading: str | None
    note: str | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of short texts."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    """Columns that are set to the right."""


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as shown: what it says in statements, and notes counted from the rows."""

    key: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnexEntry:
    """A source article: its number, and how to find it again."""

    number: int
    article_id: str
    outlet: str
    title: str
    url: str
    published_at: dt.datetime
    language: str
    raw_sha256: str
    repeats: int | None
    """The number of the article that it repeats."""


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """Everything that is on the page."""

    report: Report
    score: Score
    banners: tuple[str, ...]
    notice: str
    level_note: str
    level_table: Table | None
    hotspot_table: Table | None
    sections: tuple[SectionView, ...]
    method: tuple[str, ...]
    annex: tuple[AnnexEntry, ...]


def make_document(
    *,
    report: Report,
    score: Score,
    statements: Sequence[Statement],
    contributions: Sequence[Contribution],
    stories: Sequence[Story],
    hotspots: Sequence[Hotspot],
    outlook: Sequence[Outlook],
    articles: Sequence[Article],
    issues: Sequence[Issue],
) -> ReportDocument:
    """The document of one country-week, from the rows of its revision in any order."""
    published = sorted((s for s in statements if s.supported), key=lambda s: s.position)
    annex = _annex(published, articles)
    numbers = {entry.article_id: entry.number for entry in annex}
    by_story = {story.story_id: story for story in stories}
    sections = []
    for section in SECTIONS:
        paragraphs = _paragraphs([s for s in published if s.section == section.key], numbers, by_story)
        notes = _unknowns(report, stories, articles, issues) if section.key == "unknowns" else ()
        if not paragraphs:
            if section.optional:
                continue
            notes = (section.empty, *notes)
        sections.append(SectionView(section.key, section.title, paragraphs, notes))
    headings = {
        s.story_id: s.heading for s in reversed(published) if s.story_id and s.heading and s.section != "outlook"
    }
    return ReportDocument(
        report=report,
        score=score,
        banners=tuple(
            text for text, shown in ((SYNTHETIC, report.synthetic), (PROVISIONAL, report.provisional)) if shown
        ),
        notice=NOTICE,
        level_note=_level_note(score),
        level_table=_level_table(score, contributions, by_story, headings),
        hotspot_table=_hotspot_table(hotspots),
        sections=tuple(sections),
        method=_method(report, outlook, issues),
        annex=annex,
    )


def _annex(statements: Sequence[Statement], articles: Sequence[Article]) -> tuple[AnnexEntry, ...]:
    """The articles, cited ones first in the order of their first citation, then the others by date."""
    by_id = {article.article_id: article for article in articles}
    cited = [a for s in statements for a in s.citations if a in by_id]
    rest = sorted(articles, key=lambda a: (a.published_at, a.article_id))
    ordered = list(dict.fromkeys([*cited, *(a.article_id for a in rest)]))
    numbers = {article_id: number for number, article_id in enumerate(ordered, start=1)}
    return tuple(
        AnnexEntry(
            number=numbers[article_id],
            article_id=article_id,
            outlet=article.outlet,
            title=article.title,
            url=article.url,
            published_at=article.published_at,
            language=words.language_name(article.lang),
            raw_sha256=article.raw_sha256,
            repeats=numbers.get(article.duplicate_of) if article.duplicate_of else None,
        )
        for article_id in ordered
        for article in (by_id[article_id],)
    )


def _paragraphs(
    statements: Sequence[Statement], numbers: dict[str, int], stories: dict[str, Story]
) -> tuple[Paragraph, ...]:
    """Neighbouring statements of one heading and story, joined."""
    grouped: list[tuple[str | None, str | None, list[Statement]]] = []
    for statement in statements:
        story_id = statement.story_id if statement.section == "developments" else None
        if grouped and grouped[-1][0] == statement.heading and grouped[-1][1] == story_id:
            grouped[-1][2].append(statement)
        else:
            grouped.append((statement.heading, story_id, [statement]))
    return tuple(
        Paragraph(
            heading=heading,
            note=_story_note(stories[story_id]) if story_id in stories else None,
            sentences=tuple(
                Sentence(
                    s.text,
                    tuple(sorted(numbers[a] for a in s.citations if a in numbers)),
                    s.statement_id,
                    s.kind,
                    s.confidence,
                )
                for s in group
            ),
        )
        for heading, story_id, group in grouped
    )


def _story_note(story: Story) -> str:
    parts = [
        words.day(story.event_date, year=True),
        words.SECTOR_NAMES[story.sector],
        f"gravity {story.severity:.1f} of 5",
        words.count(story.publisher_count, "publisher"),
    ]
    if story.status == "continuing":
        parts.append("continuing from the week before")
    if story.nearness == "involved":
        parts.append("abroad")
    return " · ".join(parts)


def _level_note(score: Score) -> str:
    if score.threat_level == "Insufficient evidence":
        return f"{score.level_reason.rstrip('.')}. Too little was heard to judge: this is not a sign of calm."
    return (
        f"Score {score.threat_score:.1f} of 100 (90 % interval {score.score_low:.1f} to {score.score_high:.1f}). "
        f"{score.level_reason.rstrip('.')}."
    )


def _level_table(
    score: Score, contributions: Sequence[Contribution], stories: dict[str, Story], headings: dict[str, str]
) -> Table | None:
    ranked = sorted((c for c in contributions if c.points > 0), key=lambda c: (-c.points, c.story_id))
    if not ranked:
        return None
    rows = []
    for c in ranked[:LEVEL_ROWS]:
        heading = headings.get(c.story_id) or (stories[c.story_id].title if c.story_id in stories else c.story_id)
        factors = (
            f"{c.severity_points:.2f} × category {c.category_factor:.2f} × reach {c.reach_factor:.2f} × certainty "
            f"{c.certainty_factor:.2f} × nearness {c.nearness_factor:.2f} × novelty {c.novelty_factor:.2f}"
        )
        if c.coverage_factor is not None:
            factors += f" × coverage {c.coverage_factor:.3f}"
        rows.append((str(heading), words.SECTOR_NAMES[c.sector], f"{c.points:.2f}", factors))
    if len(ranked) > LEVEL_ROWS:
        rest = sum(c.points for c in ranked[LEVEL_ROWS:])
        rows.append((f"{len(ranked) - LEVEL_ROWS} further stories", "", f"{rest:.2f}", ""))
    if carried := score.carried_points or 0.0:
        rows.append(("Carried over from the weeks before", "", f"{carried:.2f}", "for what the coverage leaves open"))
    return Table(
        caption=f"Why this level: what is behind {score.raw_points + carried:.2f} points",
        columns=("Story", "Sector", "Points", "Severity points × factors"),
        rows=tuple(rows),
        numeric=(2,),
    )


def _hotspot_table(hotspots: Sequence[Hotspot]) -> Table | None:
    if not hotspots:
        return None
    ordered = sorted(hotspots, key=lambda h: (h.is_foreign, -h.intensity, -h.points, h.place_id))
    return Table(
        caption="Hotspots",
        columns=("Place", "Latitude", "Longitude", "Intensity (1-5)", "Trend", "Where", "What happened"),
        rows=tuple(
            (
                h.label,
                f"{h.lat:.4f}",
                f"{h.lng:.4f}",
                str(h.intensity),
                h.trend,
                f"abroad ({words.country_name(h.place_country)})" if h.is_foreign else "inside",
                h.detail,
            )
            for h in ordered
        ),
        numeric=(1, 2, 3),
    )


def _unknowns(
    report: Report, stories: Sequence[Story], articles: Sequence[Article], issues: Sequence[Issue]
) -> tuple[str, ...]:
    """Sentences on coverage, counted from the rows."""
    languages = sorted({words.language_name(a.lang) for a in articles})
    notes = [
        f"Coverage: {words.count(report.article_count, 'article')} of {words.count(report.publisher_count, 'publisher')} "
        f"in {words.join(languages) or 'no language'}, forming {words.count(len(stories), 'story', 'stories')}. "
        "What these outlets did not report is not in this report."
    ]
    silent = sorted(i.subject for i in issues if i.kind == "silent_feed")
    if silent:
        more = f" and {len(silent) - 5} more" if len(silent) > 5 else ""
        notes.append(
            f"Silent feeds: {words.count(len(silent), 'feed')} did not answer ({', '.join(silent[:5])}{more})."
        )
    left_out: dict[str, int] = {}
    for issue in issues:
        if issue.stage == "select":
            left_out[issue.kind] = left_out.get(issue.kind, 0) + 1
    if left_out:
        named = words.join([f"{number} as {kind.replace('_', ' ')}" for kind, number in sorted(left_out.items())])
        notes.append(f"Left out by the selection of the week: {named}.")
    if report.dropped_count:
        notes.append(
            f"{words.capital(words.count(report.dropped_count, 'written sentence was', 'written sentences were'))} not "
            "published because the cited articles did not support them."
        )
    return tuple(notes)


def _method(report: Report, outlook: Sequence[Outlook], issues: Sequence[Issue]) -> tuple[str, ...]:
    scale = "; ".join(f"{word}: {meaning}" for word, meaning in words.CONFIDENCE.items())
    return (
        f"Articles of the seven days from {words.day(report.week, year=True)} (inclusive) to "
        f"{words.day(report.period_end, year=True)} (exclusive), UTC, were selected, attributed to the country by what "
        "they are about, freed of repetitions, grouped into stories, classified, located and scored.",
        f"Analyst: {report.analyst}. Score formula: {report.formula_version}. Revision: {report.revision}.",
        *_model(report, issues),
        f"Every statement cites articles of the annex. A program checked each one for names, places, numbers, dates, "
        f"negation and actors against them: {report.statement_count} of "
        f"{report.statement_count + report.dropped_count} written statements were supported "
        f"({report.support_rate:.0%}); only these are published.",
        f"Sentences that judge carry a word of confidence ({scale}) and rest on published statements.",
        f"{words.capital(words.count(len(outlook), 'outlook'))} of this week carry the rule by which they will be judged.",
    )


def _model(report: Report, issues: Sequence[Issue]) -> tuple[str, ...]:
    """What a language model wrote, for how much, and where the embedded analyst wrote in its place; nothing where none was configured."""
    if report.model_calls is None:
        return ()
    tokens = (report.input_tokens or 0) + (report.output_tokens or 0)
    cost = "" if report.cost_usd is None else f", {report.cost_usd:.4f} US dollars"
    titles = {section.key: section.title for section in SECTIONS}
    reasons = {i.subject: i.message.partition(": ")[2] for i in issues if i.kind == "model_replaced"}
    said = (
        f"Language model: {words.count(report.model_calls, 'answer')}, {tokens:,} tokens{cost}; prompts {report.prompt_digest}. "
        "Sentences that are counted (level, weights, probabilities, coverage) are never a model's."
    )
    replaced = [
        f"{titles.get(key, key)} ({reasons.get(key, 'no reason kept')})" for key in report.replaced_sections or ()
    ]
    if not replaced:
        return (said,)
    return (said, f"Written by the embedded analyst in the model's place: {'; '.join(replaced)}.")
