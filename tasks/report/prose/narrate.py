"""The telling of an event: how it stands, its newest toll, how it unfolded by day, where numbers disagree, what it belongs to.

A whole sentence of an English article is retold with its outlet; a headline is quoted in its own words, never rewritten; what is told in
another language is described from its facts (`facts`), with the translated headline where there is one.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Sequence

from tasks.events.merging.lead import tells_news
from tasks.events.taxonomy import SPOKEN
from tasks.language.word_lists import patterns
from tasks.report.manuscript import Manuscript, StatementDraft, leads
from tasks.report.prose import copied_runs as prose
from tasks.report.prose import facts
from tasks.report.prose.bearing import bearing_of, opens_with
from tasks.report.prose.event_names import event_in_prose, label_of, undated_label
from tasks.report.prose.headlines import EventHeadline, ranked_headlines, short
from tasks.report.prose.likelihood import confidence_words
from tasks.report.prose.outlets import outlet_name
from tasks.report.prose.pick_clauses import Piece, country_words, pieces, says_something_new
from tasks.report.prose.telling import agreement, subjects, telling
from tasks.voice.voice import ENGLISH, Phrase, Voice, capital, unmarked
from warehouse.tables import Article, Event

ARTICLES_READ = 10
"""Originals of an event that are read for how it stands: more say the same."""
PIECES_READ = 15
"""Sentences tried, the most telling first."""
HEADLINES_TRIED = 6
LASTING_WEEKS = 3
"""Weeks in the news from which it is said since when: that an event continues from the week before stands under its heading."""
CLAUSE_WORDS_AT_MOST = 30
"""Of a retold sentence: a longer one is two standfirsts run together, or too much for a paragraph."""
OF_ITS_TITLE = 0.5
"""Share of the telling words of an article's title that its sentence must have to stand for the event."""
CATASTROPHE = 1_000
"""Dead of a disaster from which a headline's count of dead, wherever it stands, is taken for an earlier one of it."""
ONE_MATTER = 0.2
"""Agreement with the heading, or with what was said beneath it, from which a headline goes on telling the same. Of the pairs of headlines that
merging put into one event, careful readers of the gold weeks have 61 % in one; of those that agree so far 77 % (36 of 100).
It was chosen on these same weeks, so other weeks may have fewer."""
LINKED_WORDS = 2
"""Telling words in common from which one event is said to follow from another."""
_PATTERNS = patterns("retelling")
_FRAGMENT = re.compile(_PATTERNS["fragment"], re.IGNORECASE)
"""A clause that begins so is half a sentence."""


def narrate(manuscript: Manuscript, event: Event, *, section: str, steps: int) -> list[StatementDraft]:
    """The statements on one event: how it stands, its newest toll, up to `steps` of how it unfolded, numbers that disagree.

    Without steps it has no heading of its own beside it, so that its headline tells it.

    Empty where no article can be told or quoted within the limits. The other publishers are cited, not named.
    """
    news = news_of(manuscript, event)
    heading = heading_of(manuscript, event)
    lines = headlines_of(manuscript, event)
    drafts = _stands(manuscript, event, news, section, heading) if manuscript.say is ENGLISH and steps else []
    if not drafts:
        drafts = _quoted_first(manuscript, event, lines, section, heading)
    if not drafts:
        return []
    toll = None if facts.gives_toll(manuscript, event, drafts) else facts.toll_of(manuscript, event)
    if toll is not None:
        _append(manuscript, event, drafts, toll, is_toll=True)
    drafts += _unfolds(manuscript, event, lines, drafts, steps)
    if (disagreement := facts.disagreement(news, facts.newest_toll(manuscript, event))) is not None:
        _append(manuscript, event, drafts, disagreement)
    drafts[0] = dataclasses.replace(drafts[0], also=facts.further(manuscript, news, drafts))
    manuscript.tell_as(event.event_id, drafts[0].key)
    if steps and (background := _background(manuscript, event, drafts[0])) is not None:
        drafts.append(background)
    return drafts


def news_of(manuscript: Manuscript, event: Event) -> list[Article]:
    """The articles of an event that are news, its lead first; all of them where none is."""
    members = manuscript.evidence.members[event.event_id]
    return [a for a in members if tells_news(a)] or list(members)


def headlines_of(manuscript: Manuscript, event: Event) -> list[EventHeadline]:
    """The headlines of an event, the best first."""
    if event.event_id not in manuscript.headlines:
        toll = facts.newest_toll(manuscript, event)
        killed = toll.killed if toll else None
        most = max(killed or 0, _killed_of_all(manuscript, event)) or None
        manuscript.headlines[event.event_id] = ranked_headlines(
            news_of(manuscript, event), manuscript.say.language, kind=event.kind, killed=killed, killed_of_all=most,
            places=manuscript.evidence.names_of_control(news_of(manuscript, event)), is_change=event.event_id in manuscript.evidence.changes,
        )  # fmt: skip
    return manuscript.headlines[event.event_id]


def _killed_of_all(manuscript: Manuscript, event: Event) -> int:
    """The newest toll of the catastrophe that an event is a part or consequence of; one that killed thousands is every headline's of its week."""
    evidence = manuscript.evidence
    if (situation := evidence.situation.get(event.event_id)) is not None:
        toll = facts.newest_toll(manuscript, evidence.event[situation])
        return toll.killed if toll is not None else 0
    grave = (e for e in evidence.ranked if e.kind == "disaster" and (e.killed_best or 0) >= CATASTROPHE)
    found = (toll.killed for e in grave if (toll := facts.newest_toll(manuscript, e)) is not None)
    return max(found, default=0)


def is_readable_line(manuscript: Manuscript, line: EventHeadline) -> bool:
    """Whether a headline tells by itself what happened, in the report's language or translated into it."""
    return line.is_fit and (
        line.article.lang == manuscript.reads or line.article.article_id in manuscript.evidence.translations
    )


def is_readable(manuscript: Manuscript, event: Event) -> bool:
    """Whether a headline of the event tells by itself what happened and that it is about this country."""
    return any(
        is_readable_line(manuscript, line) and names_home(manuscript, event, line)
        for line in headlines_of(manuscript, event)
    )


def names_home(manuscript: Manuscript, event: Event, line: EventHeadline) -> bool:
    """Whether a headline names the country or a place in it; a translator may have lost the name."""
    evidence = manuscript.evidence
    if line.article.article_id in evidence.translations:
        return True
    text = line.text.casefold()
    if any(re.search(rf"(?<!\w){re.escape(name)}", text) for name in evidence.own_names):
        return True
    places = (p for p in evidence.places_of.get(event.event_id, ()) if not p.is_foreign)
    return any(re.search(rf"(?<!\w){re.escape(p.text.casefold())}", text) for p in places)


def heading_of(manuscript: Manuscript, event: Event) -> str:
    """A short heading: the best headline that names the country or a place in it, or the best of all, in its own words.

    What happened where, from the facts, where no language of ours tells it.
    """
    if event.event_id in manuscript.headings:
        return manuscript.headings[event.event_id]
    lines, say = headlines_of(manuscript, event), manuscript.say
    ours = [h for h in lines if h.article.lang == say.language]
    own = next((h for h in ours if h.is_fit and names_home(manuscript, event, h)), ours[0] if ours else None)
    readable = own.text if own else None
    if readable is None:
        readable = next((t for h in lines if (t := manuscript.evidence.translations.get(h.article.article_id))), None)
    toll = facts.newest_toll(manuscript, event)
    if readable is not None:
        heading = short(readable)
    else:
        heading = capital(unmarked(undated_label(manuscript.evidence, event, say)))
        if toll is not None:
            heading = say.many(
                "{event}: one person killed", "{event}: {count} people killed", toll.killed, event=heading
            )
    if readable is None and heading in manuscript.headings.values():
        heading = capital(unmarked(label_of(manuscript.evidence, event, say)))
    manuscript.headings[event.event_id] = heading
    if own is not None and heading == short(own.text):
        manuscript.headed_by[event.event_id] = own.article.article_id
    return heading


def _append(
    manuscript: Manuscript, event: Event, drafts: list[StatementDraft], said: tuple[Phrase, tuple[Article, ...]], *, is_toll: bool = False
) -> None:  # fmt: skip
    """Adds a sentence made of facts where the verifier supports it."""
    first, (phrase, sources) = drafts[0], said
    draft = facts.make(manuscript, event, first.section, first.heading or "", len(drafts), phrase, sources)
    draft = dataclasses.replace(draft, is_toll=is_toll)
    if manuscript.accepts(draft):
        drafts.append(draft)


def _stands(
    manuscript: Manuscript, event: Event, articles: Sequence[Article], section: str, heading: str
) -> list[StatementDraft]:
    """One sentence on how the event stands, retold from the articles' own, those with the newest toll first."""
    toll = facts.newest_toll(manuscript, event)
    newest = [a for a in (toll.articles if toll else ()) if a in articles]
    read = [*newest, *(a for a in articles if a not in newest)][:ARTICLES_READ]
    sources = [f"{a.title}\n{a.text}" for a in read]
    names = country_words(manuscript.evidence)
    is_change = event.event_id in manuscript.evidence.changes
    for piece in pieces(read, manuscript.vocabulary, subject=heading, at_most=PIECES_READ):
        if not is_change and not _tells_the_deed(piece, event):
            continue
        own = telling(piece.article.title) - names
        if len(telling(piece.clause.text) & own) < OF_ITS_TITLE * len(own):
            continue
        if len(piece.clause.text.split()) > CLAUSE_WORDS_AT_MOST or _FRAGMENT.match(piece.clause.text):
            continue
        draft = _retold(manuscript, event, piece, sources, section, heading)
        if draft is not None:
            return [draft]
    return []


def _tells_the_deed(piece: Piece, event: Event) -> bool:
    """Whether a sentence tells what was done, and not first what somebody said of it."""
    first = opens_with(piece.clause.text, "en")
    return bearing_of(piece.clause.text, "en", event.kind) == "deed" and (first == event.kind or first not in SPOKEN)


def _quoted_first(
    manuscript: Manuscript, event: Event, lines: Sequence[EventHeadline], section: str, heading: str
) -> list[StatementDraft]:
    """The headline that is the heading, so that it has its source; else the best that may still be quoted; of another language, its facts."""
    by = manuscript.headed_by.get(event.event_id)
    for line in sorted(lines, key=lambda h: h.article.article_id != by):
        draft = facts.quoted_line(manuscript, event, line, section, heading, 0)
        if draft is not None:
            return [draft]
    return []


def _unfolds(
    manuscript: Manuscript, event: Event, lines: Sequence[EventHeadline], said: Sequence[StatementDraft], steps: int
) -> list[StatementDraft]:
    """The best headline of a day, the earliest day first, none that says what was said or tells another matter."""
    rarity = manuscript.evidence.rarity
    used = [*(draft.text for draft in said), said[0].heading or ""]
    cited = {a for draft in said for a in draft.citations}
    by_day: dict[dt.date, list[EventHeadline]] = {}
    for line in lines:
        if facts.came_before(event, line.article):
            continue
        if line.is_fit and line.article.article_id not in cited and line.article.lang == manuscript.say.language:
            by_day.setdefault(line.article.published_at.date(), []).append(line)
    drafts: list[StatementDraft] = []
    for day in sorted(by_day):
        if len(drafts) == steps:
            break
        for line in by_day[day][:HEADLINES_TRIED]:
            if not says_something_new(line.text, used) or not facts.tells_a_step(manuscript, event, line):
                continue
            if max(agreement(line.text, text, rarity) for text in used) < ONE_MATTER:
                continue
            number = len(said) + len(drafts)
            draft = facts.quoted_line(manuscript, event, line, said[0].section, said[0].heading or "", number)
            if draft is not None:
                drafts.append(draft)
                used.append(line.text)
                break
    return drafts


def _background(manuscript: Manuscript, event: Event, first: StatementDraft) -> StatementDraft | None:
    """How long it has gone on, what it follows from and what follows from it; None where it stands alone."""
    evidence = manuscript.evidence
    weeks = (evidence.week.start - event.first_week).days // 7 + 1
    before = evidence.event.get(event.follows) if event.follows in manuscript.headings else None
    if before is not None and not _are_linked(manuscript, before, event):
        before = None
    after = [e for e in evidence.ranked if e.follows == event.event_id and is_readable(manuscript, e)]
    after = [e for e in after if _are_linked(manuscript, event, e)][:2]
    for one in after:
        heading_of(manuscript, one)
    if weeks < LASTING_WEEKS and before is None and not after:
        return None

    def phrase(say: Voice) -> str:
        parts = []
        if weeks >= LASTING_WEEKS:
            parts.append(say("It has been in the news since the week of {day}.", day=say.day(event.first_week)))
        if before is not None:
            parts.append(
                say("It follows from {event}.", event=event_in_prose(evidence, manuscript.headings, before, say))
            )
        if after:
            names = say.join([event_in_prose(evidence, manuscript.headings, e, say) for e in after])
            parts.append(say("What followed from it: {events}.", events=names))
        return " ".join(parts)[:-1] + say(" ({confidence}).", confidence=confidence_words("moderate", say))

    return manuscript.draft(
        phrase,
        key=f"{first.section}:{event.event_id}:background",
        section=first.section,
        heading=first.heading,
        citations=leads(manuscript, [event, *after]),
        confidence="moderate",
        rests_on=(first.key,),
        event_id=event.event_id,
        sector=event.sector,
    )


def _are_linked(manuscript: Manuscript, cause: Event, consequence: Event) -> bool:
    """Whether a reader sees that one event follows from the other: their headings have words in common that are not the country's."""
    words = subjects(heading_of(manuscript, cause)) & subjects(heading_of(manuscript, consequence))
    return len(words - country_words(manuscript.evidence)) >= LINKED_WORDS


def _retold(
    manuscript: Manuscript, event: Event, piece: Piece, sources: Sequence[str], section: str, heading: str
) -> StatementDraft | None:
    """A piece as a statement; None where it would copy its article, or the verifier does not support it."""
    text = _said(manuscript, piece, sources)
    if text is None:
        return None
    in_week = [date for date in piece.clause.dates if date in manuscript.evidence.week]
    day = in_week[0] if in_week else None
    draft = facts.make(manuscript, event, section, heading, 0, _constant(text), (piece.article,), day)
    draft = dataclasses.replace(draft, is_retold=True)
    return draft if manuscript.accepts(draft) else None


def _constant(text: str) -> Phrase:
    return lambda say: text


def _said(manuscript: Manuscript, piece: Piece, sources: Sequence[str]) -> str | None:
    """The clause as a sentence with its outlet, its date and whom the outlet cites; None where it would copy the article."""
    clause, article = piece.clause, piece.article
    published = article.published_at.date()
    outlet = outlet_name(article, inside=True)
    when = "" if published in clause.dates or ENGLISH.day(published) in clause.text else f" on {ENGLISH.day(published)}"
    cited = f", citing {clause.citing}" if clause.citing else ""

    def forms() -> Iterator[str]:
        """As it is, in other words, and last without a tail."""
        for text in (
            clause.text,
            prose.break_runs(clause.text, sources, cut=False),
            prose.break_runs(clause.text, sources),
        ):
            if text is not None:
                yield f"{text}, {outlet} reported{when}{cited}."

    return next((form for form in forms() if prose.copied_run(form, sources) is None), None)
