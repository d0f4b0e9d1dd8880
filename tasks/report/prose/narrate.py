"""The telling of an event: how it stands, its newest toll, how it unfolded by day, where the numbers disagree.

In English an article is retold in clauses (`clauses`); where that cannot be done within the limits, or the report is in
another language, the event is described from its extracted facts (`facts`) with the headline quoted.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Sequence

from tasks.report.desk import Desk, StatementDraft, Telling
from tasks.report.prose import copied_runs as prose
from tasks.report.prose import facts
from tasks.report.prose.event_names import english_title, label_of, main_place, partners_of, undated_label
from tasks.report.prose.inert import plain
from tasks.report.prose.outlets import outlet_name
from tasks.report.prose.pick_clauses import Piece, pieces, says_something_new
from tasks.report.prose.retell import Clause
from tasks.report.relevance import tells_news
from tasks.voice.voice import ENGLISH, Phrase, capital, unmarked
from warehouse.tables import Article, Event

ARTICLES_READ = 10
"""Originals of an event that are read for how it stands: more say the same."""
ARTICLES_A_DAY = 5
"""The same for a day of how it unfolded."""
PIECES_READ = 15
PIECES_A_DAY = 8
"""Sentences tried, the most telling first."""
HEADING_WORDS = 12
_FRAGMENT = re.compile(r"(?i)(?:as|while|because|although|when|that)\b")
"""A clause that begins so is half a sentence."""


def narrate(desk: Desk, event: Event, *, section: str, steps: int) -> list[StatementDraft]:
    """The statements on one event: how it stands, its newest toll, up to `steps` of how it unfolded, numbers that disagree.

    Empty where no article can be told or quoted within the limits. The other publishers are cited, not named.
    """
    members = desk.evidence.members[event.event_id]
    news = [a for a in members if tells_news(a)] or list(members)
    heading = heading_of(desk, event)
    drafts = _stands(desk, event, news, section, heading) if desk.say is ENGLISH else []
    if not drafts:
        drafts = facts.tell_facts(desk, event, news[:ARTICLES_READ], section, heading)
    if not drafts:
        return []
    toll = None if facts.gives_toll(desk, event, drafts) else facts.toll_of(desk, event)
    if toll is not None:
        _append(desk, event, drafts, toll, is_toll=True)
    if desk.say is ENGLISH and steps:
        drafts += _unfolds(desk, event, news, drafts, steps)
    if (disagreement := facts.disagreement(news)) is not None:
        _append(desk, event, drafts, disagreement)
    drafts[0] = dataclasses.replace(drafts[0], also=facts.further(desk, news, drafts))
    desk.tell_as(event.event_id, drafts[0].key)
    return drafts


def _append(
    desk: Desk,
    event: Event,
    drafts: list[StatementDraft],
    said: tuple[Phrase, tuple[Article, ...]],
    *,
    is_toll: bool = False,
) -> None:
    """Adds a sentence made of facts where the verifier supports it."""
    first, (phrase, sources) = drafts[0], said
    draft = facts.make(desk, event, first.section, first.heading or "", len(drafts), phrase, sources)
    draft = dataclasses.replace(draft, is_toll=is_toll)
    if desk.accepts(draft):
        drafts.append(draft)


def _stands(desk: Desk, event: Event, articles: Sequence[Article], section: str, heading: str) -> list[StatementDraft]:
    """One sentence on how the event stands, retold from the articles' own, the lead's first."""
    toll = facts.newest_toll(desk, event)
    newest = [a for a in (toll.articles if toll else ()) if a in articles]
    read = [*newest, *(a for a in articles if a not in newest)][:ARTICLES_READ]
    sources = [f"{a.title}\n{a.text}" for a in read]
    for piece in pieces(read, desk.vocabulary, at_most=PIECES_READ):
        draft = _retold(desk, event, piece, sources, section, heading, 0)
        if draft is not None:
            desk.told_by.setdefault(event.event_id, Telling(piece.article, piece.clause.text, piece.clause.citing))
            return [draft]
    return []


def _unfolds(
    desk: Desk, event: Event, articles: Sequence[Article], said: Sequence[StatementDraft], steps: int
) -> list[StatementDraft]:
    """Sentences on how the event unfolded, one a day, the earliest first, none that says what was said."""
    lead, used = articles[0], [draft.text for draft in said]
    cited = {a for draft in said for a in draft.citations}
    by_day: dict[dt.date, list[Article]] = {}
    for article in sorted(articles[1:], key=lambda a: (a.published_at, a.article_id)):
        if article.article_id not in cited:
            by_day.setdefault(article.published_at.date(), []).append(article)
    drafts: list[StatementDraft] = []
    for day in sorted(by_day):
        if len(drafts) == steps:
            break
        read = by_day[day][:ARTICLES_A_DAY]
        sources = [f"{a.title}\n{a.text}" for a in read]
        for piece in pieces([lead, *read], desk.vocabulary, at_most=PIECES_A_DAY):
            new = piece.article is not lead and not piece.is_mere_headline and says_something_new(piece.source, used)
            number = len(said) + len(drafts)
            draft = (
                _retold(desk, event, piece, sources, said[0].section, said[0].heading or "", number) if new else None
            )
            if draft is not None:
                drafts.append(draft)
                used.append(piece.source)
                break
    return drafts


def _retold(
    desk: Desk, event: Event, piece: Piece, sources: Sequence[str], section: str, heading: str, number: int
) -> StatementDraft | None:
    """A piece as a statement; None where it would copy its article, or the verifier does not support it."""
    text = None if _FRAGMENT.match(piece.clause.text) else _said(desk, piece, sources)
    if text is None:
        return None
    in_week = [date for date in piece.clause.dates if date in desk.evidence.week]
    day = in_week[0] if in_week else None
    draft = facts.make(desk, event, section, heading, number, _constant(text), (piece.article,), day)
    return draft if desk.accepts(draft) else None


def _constant(text: str) -> Phrase:
    return lambda say: text


def _said(desk: Desk, piece: Piece, sources: Sequence[str]) -> str | None:
    """The clause as a sentence with its outlet, its date and whom the outlet cites; None where it would copy the article."""
    desk.variant += 1
    clause, article = piece.clause, piece.article
    published = article.published_at.date()
    outlet = outlet_name(article, inside=True)
    when = "" if published in clause.dates or ENGLISH.day(published) in clause.text else f" on {ENGLISH.day(published)}"
    cited = f", citing {clause.citing}" if clause.citing else ""
    reported = f"{outlet} reported{when}{cited}"
    opening = _opening(article, when, cited)

    def forms() -> Iterator[str]:
        """As it is, in other words, with the outlet in its middle, and last without a tail."""
        reworded = prose.break_runs(clause.text, sources, cut=False)
        short = prose.break_runs(clause.text, sources)
        whole = [clause.text, *([reworded] if reworded else [])]
        for text in whole:
            yield from framed(text)
        yield from (f"{made}." for text in whole if (made := prose.interpose(text, reported, sources)))
        if short:
            yield from framed(short)

    def framed(text: str) -> Iterator[str]:
        """With the outlet behind the clause or before it, by turns."""
        behind = f"{text}, {reported}."
        if not clause.start_is_known or desk.variant % 3:
            yield behind
        if clause.start_is_known:
            yield f"{opening} {_inside(clause, text)}."
        yield behind

    return next((form for form in forms() if prose.copied_run(form, sources) is None), None)


def _inside(clause: Clause, text: str) -> str:
    """A wording of the clause as it stands inside a sentence."""
    return clause.inside[:1] + text[1:] if clause.inside[1:2] == text[1:2] else text


def _opening(article: Article, when: str, cited: str) -> str:
    """What stands before a clause: `Dawn reported on May 2, citing police, that`."""
    return (
        f"{outlet_name(article)} reported{when}{cited}, that"
        if cited
        else f"{outlet_name(article)} reported{when} that"
    )


def heading_of(desk: Desk, event: Event) -> str:
    """A short heading: the lead's English title cut at a clause, or the event's name from its facts."""
    if event.event_id in desk.headings:
        return desk.headings[event.event_id]
    title = english_title(desk.evidence, event)
    toll = facts.newest_toll(desk, event)
    told = toll.killed if toll else None
    stale = told is not None and any(
        a.title == title and a.killed not in (None, told) for a in desk.evidence.members[event.event_id]
    )
    heading = _short_title(title) if title and desk.say is ENGLISH and not stale else None
    if heading is None:
        heading = capital(unmarked(undated_label(desk.evidence, event, desk.say)))
        apart = main_place(desk.evidence, event) is not None or bool(partners_of(desk.evidence, event))
        if not apart and not told and title is None:  # only its own words narrate it apart
            heading = _short_title(event.title) or heading
        elif told:
            say = desk.say
            heading = say("{event}: {count} killed", event=heading, count=say.number(told))
        if heading in desk.headings.values():
            heading = capital(unmarked(label_of(desk.evidence, event, desk.say)))
    desk.headings[event.event_id] = heading
    return heading


def _short_title(title: str) -> str | None:
    text = re.sub(r"\s+[|–—-]\s+[^|–—-]{2,40}$", "", plain(title)).strip()
    text = re.sub(r"^[A-Z][\w' -]{0,20}(?:LIVE|live|Live|news|News)?\s*[:|]\s+(?=[A-Z‘'\"“])", "", text)
    text = text.replace("“", "'").replace("”", "'").replace('"', "'").strip(" .")
    if len(text.split()) > HEADING_WORDS:
        cuts = [
            m.start()
            for m in re.finditer(r"(?:,|:|;| (?:as|after|amid|with|while|but|over|in|for|and|–|—|-) )", text)
            if 4 <= len(text[: m.start()].split()) <= HEADING_WORDS
        ]
        if not cuts:
            return None
        text = re.sub(r" (?:even|just|only|while|and|but|or)$", "", text[: cuts[-1]].rstrip(" ,;:–—-"))
        text = re.sub(r",(['’])$", r"\1", text)
    fits = (
        len(text.split()) >= 3
        and not text.endswith("?")
        and text.count("'") % 2 == 0
        and text.count("‘") == text.count("’")
    )
    return (
        text if fits or (len(text.split()) >= 3 and re.search(r"\w[’']\w", text) and not text.endswith("?")) else None
    )
