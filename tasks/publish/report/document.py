"""ReportDocument: a report as it is shown, put together from rows alone, so that the warehouse can show it again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.publish.report import notes
from tasks.publish.report.notes import Table
from tasks.publish.report.proof import proof_lines
from tasks.report.headings import FURTHER, shared_headings
from tasks.report.prose.outlets import controlled_by, outlet_name
from tasks.report.sections import SECTIONS, TOLD_ABOVE, developments
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
    sections = []
    for section in SECTIONS:
        paragraphs = _paragraphs([s for s in published if s.section == section.key], numbers, told, by_id, say)
        counted = notes.coverage(report, stories, articles, issues, say) if section.key == "unknowns" else ()
        if not paragraphs and not (section.key == "unknowns" and published):
            is_above = any(s.sector in section.sectors for s in published if s.section == developments.KEY)
            counted = (say(TOLD_ABOVE if is_above else section.empty), *counted)
        sections.append(SectionView(section.key, say(section.title), paragraphs, counted))
    marked = [a for s in published for a in _marked(s.text, [by_id[c] for c in s.citations if c in by_id])[1]]
    sections = [
        dataclasses.replace(view, notes=(*view.notes, *notes.daggers(marked, say))) if view.key == "summary" else view
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
        hotspot_table=notes.hotspot_table(hotspots, {s.event_id for s in published if s.event_id}, say),
        sections=tuple(sections),
        method=(
            *notes.method(report, outlook, issues, corrections, {s.key: say(s.title) for s in SECTIONS}, say),
            *proof_lines(report, published, articles, issues, say),
        ),
        annex=annex,
    )


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


def _marked(text: str, cited: Sequence[Article]) -> tuple[str, list[Article]]:
    """The text with a dagger behind the name of each cited outlet that a state controls, where it is named last, and whose names have one.

    A quotation is left as it is.
    """
    marked = []
    by_name = {outlet_name(a, inside=True): a for a in sorted(cited, key=lambda a: a.article_id)}
    for name, article in sorted(by_name.items()):
        if controlled_by(article) is None:
            continue
        bare = re.escape(name.removeprefix("the "))
        said = [
            m for m in re.finditer(rf"“[^”]*”|(?<!\w){bare}(?=[,)†]| \(| reported|\.?$| and )", text) if m[0][0] != "“"
        ]
        if said:
            text = f"{text[: said[-1].end()]}{notes.DAGGER}{text[said[-1].end() :]}"
            marked.append(article)
    return text, marked


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
                    _marked(_beneath(heading, s.text), [by_id[a] for a in s.citations if a in by_id])[0],
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
