"""The telling of an event: what happened, what another outlet adds, where the numbers disagree, who else reported it.

In English an article is retold in clauses (`clauses`); where that cannot be done within the limits, or the report is in
another language, the event is described from its extracted facts (`facts`) with the headline quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tasks.report.desk import Desk, Draft, Telling
from tasks.report.prose import copied_runs as prose
from tasks.report.prose import facts
from tasks.report.prose.event_names import english_title, label_of, undated_label
from tasks.report.prose.inert import plain
from tasks.report.prose.outlets import outlet_name
from tasks.report.prose.pick_clauses import Piece, pieces, says_something_new
from tasks.report.prose.retell import Clause
from tasks.voice.voice import ENGLISH, Phrase, bare, capital
from warehouse.tables import Article, Story

ARTICLES_READ = 10
"""Originals of an event that are read for its telling: more say the same."""
HEADING_WORDS = 12


def tell(desk: Desk, stories: Sequence[Story], *, section: str, sentences: int) -> list[Draft]:
    """The statements on one event, told by one or more stories of which the first leads.

    At most `sentences` of what is reported, one on numbers that disagree, one on who else reported it. Empty where no
    article can be told or quoted within the limits.
    """
    lead = stories[0]
    members = [a for story in stories for a in desk.evidence.members[story.story_id]]
    heading = heading_of(desk, lead)
    drafts = _retold(desk, lead, members[:ARTICLES_READ], section, heading, sentences) if desk.say is ENGLISH else []
    if not drafts:
        drafts = facts.tell(desk, lead, members[:ARTICLES_READ], section, heading)
    if not drafts:
        return []
    for phrase_and_sources in (facts.disagreement(members), facts.reach(desk, members, drafts)):
        if phrase_and_sources is not None:
            phrase, sources = phrase_and_sources
            draft = facts.make(desk, lead, section, heading, len(drafts), phrase, sources)
            if desk.accepts(draft):
                drafts.append(draft)
    for story in stories:
        desk.tell_as(story.story_id, drafts[0].key)
    return drafts


def _retold(
    desk: Desk, story: Story, articles: Sequence[Article], section: str, heading: str, sentences: int
) -> list[Draft]:
    """Sentences retold from the articles' own: the most telling first, then what adds to it."""
    drafts: list[Draft] = []
    used: list[str] = []
    sources = [f"{a.title}\n{a.text}" for a in articles]
    for piece in pieces(articles, desk.vocabulary, at_most=sentences * 5):
        if len(drafts) >= sentences:
            break
        if used and (piece.is_mere_headline or not says_something_new(piece.source, used)):
            continue
        same = bool(drafts) and drafts[-1].citations == (piece.article.article_id,)
        text = _said(desk, piece, sources, first=not drafts, same_outlet=same)
        if text is None:
            continue
        in_week = [date for date in piece.clause.dates if date in desk.evidence.week]
        draft = facts.make(
            desk,
            story,
            section,
            heading,
            len(drafts),
            _constant(text),
            (piece.article,),
            in_week[0] if in_week else None,
        )
        if desk.accepts(draft):
            if not drafts:
                desk.told_by.setdefault(story.story_id, Telling(piece.article, piece.clause.text, piece.clause.citing))
            drafts.append(draft)
            used.append(piece.source)
    return drafts


def _constant(text: str) -> Phrase:
    return lambda say: text


def _said(desk: Desk, piece: Piece, sources: Sequence[str], *, first: bool, same_outlet: bool) -> str | None:
    """The clause as a sentence with its outlet, its date and whom the outlet cites; None where it would copy the article."""
    desk.variant += 1
    clause, article = piece.clause, piece.article
    published = article.published_at.date()
    outlet = outlet_name(article, inside=True)
    when = (
        ""
        if not first or published in clause.dates or ENGLISH.day(published) in clause.text
        else f" on {ENGLISH.day(published)}"
    )
    cited = f", citing {clause.citing}" if clause.citing else ""
    reported = f"{outlet} {'reported' if first else 'also reported'}{when}{cited}"
    opening = _opening(desk, article, when, cited, first=first, same_outlet=same_outlet)

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
        if not clause.start_is_known or (first and desk.variant % 3 == 0):
            yield behind
        if clause.start_is_known:
            yield f"{opening} {_inside(clause, text)}."
        yield behind

    return next((form for form in forms() if prose.copied_run(form, sources) is None), None)


def _inside(clause: Clause, text: str) -> str:
    """A wording of the clause as it stands inside a sentence."""
    return clause.inside[:1] + text[1:] if clause.inside[1:2] == text[1:2] else text


def _opening(desk: Desk, article: Article, when: str, cited: str, *, first: bool, same_outlet: bool) -> str:
    """What stands before a clause: `Dawn reported on May 2, citing police, that`."""
    that = f"{cited}, that" if cited else " that"
    if first:
        return f"{outlet_name(article)} reported{when}{that}"
    if same_outlet:
        return f"It added{that}"
    if desk.variant % 2 or cited:
        return f"{outlet_name(article)} added{that}"
    return f"According to {outlet_name(article, inside=True)},"


def heading_of(desk: Desk, story: Story) -> str:
    """A short heading: the lead's English title cut at a clause, or the event's name from its facts."""
    if story.story_id in desk.headings:
        return desk.headings[story.story_id]
    title = english_title(desk.evidence, story)
    heading = _short_title(title) if title and desk.say is ENGLISH else None
    if heading is None:
        heading = capital(bare(undated_label(desk.evidence, story, desk.say)))
        if heading in desk.headings.values():
            heading = capital(bare(label_of(desk.evidence, story, desk.say)))
    desk.headings[story.story_id] = heading
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
        text = text[: cuts[-1]].rstrip(" ,;:–—-")
    fits = (
        len(text.split()) >= 3
        and not text.endswith("?")
        and text.count("'") % 2 == 0
        and text.count("‘") == text.count("’")
    )
    return (
        text if fits or (len(text.split()) >= 3 and re.search(r"\w[’']\w", text) and not text.endswith("?")) else None
    )
