"""ReportDocument: a report as it is shown, put together from rows alone, so that the warehouse can show it again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.publish.report import fields, notes
from tasks.publish.report.daggers import controlled_by, legend, with_daggers
from tasks.publish.report.forecast import HEADING, forecasts
from tasks.publish.report.notes import Table
from tasks.publish.report.proof import proof_lines
from tasks.report.headings import FURTHER, shared_headings
from tasks.report.prose.copied_runs import quoted
from tasks.report.prose.headlines import cleaned, is_fit
from tasks.report.prose.outlets import outlet_name
from tasks.report.relevance import is_thin
from tasks.report.sections import SECTIONS, Section, developments, opening, summary, unknowns
from tasks.report.sections import outlook as outlook_section
from tasks.voice.voice import Voice, capital, voice
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

CITED = 3
"""Citations shown behind a sentence; the others are counted."""
ALSO_AT_MOST = 3
"""Headlines quoted of what else was reported in a field."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A published statement with the annex numbers of its articles."""

    text: str
    """As it is shown: of a headline that is the heading above it, the outlet and day alone; outlets that a state controls with a dagger."""
    citations: tuple[int, ...]
    """As many as are shown."""
    more: int
    """Further articles that it cites."""
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
    """All of them, those without a word too: pages show `shown`."""
    quiet: SectionView | None
    """The fields on which the week has no report, in one line; None where there is none, or the week has too few articles to say so."""
    method: tuple[str, ...]
    record: tuple[str, ...]
    """How it came about, in counts: for those who run the program, and in no client's copy."""
    annex: tuple[AnnexEntry, ...]

    @property
    def shown(self) -> tuple[SectionView, ...]:
        """The sections as a page shows them: those that say something, and in place of the others, before the last, one that lists them."""
        *told, last = [
            v for v in self.sections if v.paragraphs or v.key in (opening.KEY, developments.KEY, unknowns.KEY)
        ]
        return (*told, *([self.quiet] if self.quiet is not None else []), last)


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
    events: Sequence[Event] = (),
    corrections: Sequence[Correction] = (),
) -> ReportDocument:
    """The document of one country-week, from the rows of its revision in any order.

    events: those that statements tell; a development of a week that was read before there were events is described by its story.
    """
    say = voice(report.language)
    published = sorted((s for s in statements if s.supported), key=lambda s: s.position)
    annex = _annex(published, articles, say)
    numbers = {entry.article_id: entry.number for entry in annex}
    by_story = {story.story_id: story for story in stories}
    told: dict[str, Event | Story] = {**by_story, **{event.event_id: event for event in events}}
    by_id = {article.article_id: article for article in articles}
    thin = is_thin(articles)
    cited = {a for s in published for a in s.citations}
    sections = []
    quoted_beside: list[Article] = []
    for section in SECTIONS:
        here = [s for s in published if s.section == section.key]
        paragraphs = _paragraphs(here, numbers, told, by_id, say)
        counted: tuple[str, ...] = ()
        if section.key == outlook_section.KEY:
            paragraphs = (*_forecast(score, outlook, say, provisional=report.provisional or thin), *paragraphs)
        if section.sectors and not thin:
            also = fields.also_reported(articles, section.sectors, cited)
            readable = [a for a in also if a.lang == say.language and is_fit(a)][:ALSO_AT_MOST]
            quoted_beside += readable
            paragraphs += _beside(section, fields.told_above(published, section.sectors, say), readable, numbers, say)
            if also and not paragraphs:
                paragraphs = (Paragraph(None, None, (_unquoted(section, also, say),)),)
        if section.key == unknowns.KEY:
            counted = notes.coverage(report, published, articles, issues, say)
        if not paragraphs and not (section.key == unknowns.KEY and published):
            counted = (_empty(section, report, say), *counted)
        sections.append(SectionView(section.key, say(section.title), paragraphs, counted))
    marked = [a for s in published for a in with_daggers(s.text, [by_id[c] for c in s.citations if c in by_id])[1]]
    marked += [a for a in quoted_beside if controlled_by(a) is not None]
    sections = [
        dataclasses.replace(view, notes=(*view.notes, *legend(marked, say))) if view.key == opening.KEY else view
        for view in sections
    ]
    shared = shared_headings([report.language])
    headings = {
        s.story_id: s.heading
        for s in reversed(published)
        if s.story_id and s.heading and s.section not in ("outlook", "summary") and s.heading not in shared
    }
    return ReportDocument(
        report=report,
        score=score,
        banners=notes.banners(report, corrections, say),
        notice=say(notes.NOTICE),
        level_note=notes.level_note(score, say),
        level_table=notes.level_table(score, contributions, by_story, headings, say),
        hotspot_table=notes.hotspot_table(hotspots, published, articles, say),
        sections=tuple(sections),
        quiet=_quiet(sections, thin=thin, say=say),
        method=notes.method(report, corrections, say),
        record=(
            *notes.record(report, outlook, issues, {s.key: say(s.title) for s in SECTIONS}, say),
            *proof_lines(report, published, articles, issues, say),
        ),
        annex=annex,
    )


def _forecast(score: Score, outlook: Sequence[Outlook], say: Voice, *, provisional: bool) -> tuple[Paragraph, ...]:
    """The forecast of level and deaths, which cites no article; no surer than the level."""
    said = forecasts(score, outlook, provisional=provisional, say=say)
    told = tuple(Sentence(one.text, (), 0, f"forecast-{one.outlook_id}", "assessment", one.confidence) for one in said)
    return (Paragraph(say(HEADING), None, told),) if told else ()


def _beside(
    section: Section, above: str, also: Sequence[Article], numbers: Mapping[str, int], say: Voice
) -> tuple[Paragraph, ...]:
    """What stands in a section about a field beside its statements: where more of it is told, and the headlines of what else was reported."""
    told = [Sentence(above, (), 0, f"above-{section.key}", "counted", None)] if above else []
    for position, article in enumerate(also):
        day = say.day(article.published_at.date())
        shown = say(
            "{quote} ({outlet}, {day})",
            quote=quoted(cleaned(article)),
            outlet=outlet_name(article, inside=True),
            day=day,
        )
        text = say("Also reported: {quote}.", quote=shown) if not position else f"{shown}."
        marked, _ = with_daggers(text, [article])
        told.append(
            Sentence(marked, (numbers[article.article_id],), 0, f"also-{section.key}-{position}", "counted", None)
        )
    return (Paragraph(None, None, tuple(told)),) if told else ()


def _unquoted(section: Section, also: Sequence[Article], say: Voice) -> Sentence:
    """That a field has reports, of which none can be quoted in the report's language."""
    text = say.many(
        "One report is listed in the annex and not quoted here.",
        "{count} reports are listed in the annex and not quoted here.",
        len(also),
    )
    return Sentence(text, (), 0, f"also-{section.key}", "counted", None)


def _empty(section: Section, report: Report, say: Voice) -> str:
    """What stands in a section that has no statement."""
    if section.key == opening.KEY and report.article_count:
        return say(summary.UNTOLD)
    return say(section.empty)


def _quiet(sections: Sequence[SectionView], *, thin: bool, say: Voice) -> SectionView | None:
    """The sections without a word as one, which names them."""
    always = (opening.KEY, developments.KEY, unknowns.KEY)
    empty = [view for view in sections if not view.paragraphs and view.key not in always]
    if thin or not empty:
        return None
    line = say("Only routine reports, or none, were found on: {list}.", list="; ".join(v.title for v in empty))
    return SectionView("quiet", say(fields.NOTHING_FURTHER), (), (line,))


def _annex(statements: Sequence[Statement], articles: Sequence[Article], say: Voice) -> tuple[AnnexEntry, ...]:
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
            language=say.language_name(article.lang),
            raw_sha256=article.raw_sha256,
            repeats=numbers.get(article.duplicate_of) if article.duplicate_of else None,
        )
        for article_id in ordered
        for article in (by_id[article_id],)
    )


def _publishers(statements: Sequence[Statement], by_id: dict[str, Article]) -> int:
    """How many independent publishers the statements cite."""
    return len({by_id[a].publisher for s in statements for a in s.citations if a in by_id})


def _beneath(heading: str | None, text: str) -> str:
    """What is shown of a statement beneath its heading: not once more the headline that the heading is, but who wrote it and when."""
    said = text.strip("“”").replace("”", "", 1) if text.startswith("“") else text
    if heading is None or not said.startswith(f"{heading} ("):
        return text
    source = said.removeprefix(f"{heading} (")
    return f"{capital(source[:-2])}." if source.endswith(").") and source.count("(") == 0 else text


def _note(
    group: Sequence[Statement], told: Mapping[str, Event | Story], by_id: dict[str, Article], say: Voice
) -> str | None:
    """The line beneath a development's heading; None elsewhere."""
    lead = group[0]
    subject = told.get(lead.event_id or "") or told.get(lead.story_id or "")
    if subject is None or lead.section != "developments":
        return None
    day, sector = lead.event_date or subject.event_date, lead.sector or subject.sector
    return notes.development_note(subject, day, sector, _publishers(group, by_id), say)


def _paragraphs(
    statements: Sequence[Statement],
    numbers: dict[str, int],
    told: Mapping[str, Event | Story],
    by_id: dict[str, Article],
    say: Voice,
) -> tuple[Paragraph, ...]:
    """Neighbouring statements of one heading and story, joined."""
    further = say(FURTHER)
    grouped: list[tuple[str | None, str | None, list[Statement]]] = []
    for statement in statements:
        story_id = statement.story_id if statement.section in ("developments", "summary") else None
        is_one_line = statement.section == "summary" or statement.heading == further
        apart = is_one_line and statement.heading is not None
        if not apart and grouped and grouped[-1][0] == statement.heading and grouped[-1][1] == story_id:
            grouped[-1][2].append(statement)
        else:
            grouped.append((statement.heading, story_id, [statement]))
    return tuple(
        Paragraph(
            heading=heading,
            note=_note(group, told, by_id, say),
            sentences=tuple(
                Sentence(
                    with_daggers(_beneath(heading, s.text), [by_id[a] for a in s.citations if a in by_id])[0],
                    tuple(sorted(numbers[a] for a in s.citations[:CITED] if a in numbers)),
                    max(0, len(s.citations) - CITED),
                    s.statement_id,
                    s.kind,
                    s.confidence,
                )
                for s in group
            ),
        )
        for heading, story_id, group in grouped
    )
