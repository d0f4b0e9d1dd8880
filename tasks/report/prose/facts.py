"""An event described from its extracted facts, in any language: what, where, how many, according to whom."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Sequence, Set

from tasks.report.evidence import GROWS, SHRINKS, ToldToll
from tasks.report.manuscript import Manuscript, StatementDraft, check
from tasks.report.prose import copied_runs as prose
from tasks.report.prose.claimants import is_in_a_partys_words
from tasks.report.prose.event_names import event_name, is_sure, place_name
from tasks.report.prose.headlines import COUNTED, EventHeadline, is_title_case
from tasks.report.prose.inert import plain
from tasks.report.prose.outlets import outlet_name
from tasks.report.prose.pick_clauses import country_words
from tasks.report.prose.telling import subjects, telling
from tasks.report.relevance import AT_A_STROKE, IN_MOST
from tasks.voice.voice import ENGLISH, Phrase, Voice
from warehouse.tables import Article, Event

NAMED = 2
"""Outlets named as the source of a number."""
TOLLS_TRIED = 8
"""Numbers of dead that are put to the verifier before an event is told without one."""
DEADLY = ("assault", "protest", "disaster", "accident", "crime", "disease", "humanitarian")
"""Kinds of events whose deaths are their own: a state of emergency that is declared after them has none."""
LEAST_TOLL = 2
"""Dead of whom a sentence of its own speaks: one is in the headline, or died of age."""
OTHERS = 2
"""Other countries named in a headline from which its number of dead is of all of them; a quake at a border has one."""
ALIKE = 2
"""Words that two headlines must have in common for their numbers to be of one event."""
OWNED = 0.8
"""Share of the week's headlines with a word that are of one event, from which the word is that event's: its storm, its fire, its suspect."""
OWNED_TITLES = 5
"""Headlines of an event that a word of its own stands in at least."""
WILD = 2
"""Numbers that differ by more than this factor are taken for numbers of different things."""


def quoted_line(
    manuscript: Manuscript, event: Event, line: EventHeadline, section: str, heading: str, number: int
) -> StatementDraft | None:
    """A headline in its own words with outlet and day, as a statement; None where it may be quoted no more or is not supported.

    One of another language is described from its facts, and translated where there is a translation.
    """
    text = line.text if line.article.lang == manuscript.say.language else line.article.title
    if not manuscript.may_quote(line.article, prose.quoted(text)):
        return None
    draft = make(manuscript, event, section, heading, number, quotation_phrase(manuscript, [line]), (line.article,))
    return draft if manuscript.accepts(draft) else None


def quotation_phrase(manuscript: Manuscript, lines: Sequence[EventHeadline]) -> Phrase:
    """What headlines tell in their own words, each with its outlet and day."""

    def shown(line: EventHeadline, say: Voice) -> str:
        outlet, day = outlet_name(line.article, inside=True), say.day(line.article.published_at.date())
        return say("{quote} ({outlet}, {day})", quote=as_it_stands(line), outlet=outlet, day=day)

    def phrase(say: Voice) -> str:
        if lines[0].article.lang != manuscript.say.language:
            return _foreign(manuscript, lines[0].article, prose.quoted(lines[0].article.title), say)
        return " ".join(f"{shown(line, say)}." for line in lines)

    return phrase


def as_it_stands(line: EventHeadline) -> str:
    """A headline that reads as a sentence as it is; in quotation marks where it is too long, cut, or writes its words large."""
    title = plain(line.text)
    reads_as_one = not (is_title_case(title) or title.endswith("...") or re.search('[“”"]', title))
    return title if reads_as_one and len(prose.word_tokens(title)) <= prose.RUN_WORDS else prose.quoted(line.text)


def _foreign(manuscript: Manuscript, article: Article, quotation: str, say: Voice) -> str:
    """An article of another language: what its facts say, the translated headline where there is one, and the original."""
    event = event_name(article.category, article.title if article.lang == "en" else "", known=False, say=say)
    if places := _places(manuscript, article):
        event = say("{event} in {place}", event=event, place=say.join(places))
    if toll := _toll(article, say):
        event = say("{event}, with {toll}", event=event, toll=toll)
    values = {
        "day": say.day(article.published_at.date()), "outlet": outlet_name(article, inside=True),
        "language": say.language_name(article.lang), "event": event, "quote": quotation,
    }  # fmt: skip
    translated = manuscript.evidence.translations.get(article.article_id)
    if translated is None:
        return say(
            "On {day}, {outlet} reported in {language} on {event}; the original headline reads {quote}.", **values
        )
    return say(
        "On {day}, {outlet} reported in {language}: {translation} (machine translation; the original headline reads {quote}).",
        translation=plain(translated), **values,
    )  # fmt: skip


def _places(manuscript: Manuscript, article: Article) -> list[str]:
    """The places of an article of another language that its event is sure to be at: its site, or named in its title."""
    event_id = manuscript.evidence.event_of.get(article.article_id, "")
    event = manuscript.evidence.event.get(event_id)
    named = [
        place_name(manuscript.evidence, p)
        for p in manuscript.evidence.places_of.get(event_id, ())
        if p.article_id == article.article_id
        and p.kind != "country"
        and is_sure(manuscript.evidence, p)
        and (p.in_title or (event is not None and p.place_id == event.place_id))
    ]
    apart = [name for name in named if not any(other != name and other in name for other in named)]
    return list(dict.fromkeys(apart))[:2]


def _toll(article: Article, say: Voice) -> str:
    tolls = []
    if article.killed:
        tolls.append(say.many("one person killed", "{count} people killed", article.killed))
    if article.injured:
        tolls.append(say.many("one person injured", "{count} people injured", article.injured))
    return say.join(tolls)


def make(
    manuscript: Manuscript,
    event: Event,
    section: str,
    heading: str,
    number: int,
    phrase: Phrase,
    articles: Sequence[Article],
    event_date: dt.date | None = None,
) -> StatementDraft:
    """The draft of a statement on an event."""
    places = [p.name for p in manuscript.evidence.places_of.get(event.event_id, ()) if p.kind != "country"]
    foreign = any(a.lang != "en" for a in articles)
    described = () if not foreign and manuscript.say is ENGLISH else tuple(dict.fromkeys(places))
    return manuscript.draft(
        phrase,
        key=f"{section}:{event.event_id}:{number}",
        section=section,
        heading=heading,
        citations=tuple(a.article_id for a in articles),
        event_id=event.event_id,
        sector=event.sector,
        event_date=event_date or event.event_date,
        known=(
            *described,
            *(ENGLISH.language_name(a.lang) for a in articles if a.lang != manuscript.say.language),
            *(event_name(a.category, a.title if a.lang == "en" else "", known=False, say=ENGLISH) for a in articles),
            *(("killed injured person people",) if foreign else ()),
        ),
    )


def newest_toll(manuscript: Manuscript, event: Event) -> ToldToll | None:
    """The newest number of dead that the verifier supports in its articles (a forecast of one is none); None where there is none."""
    if event.event_id not in manuscript.tolls:
        options = [
            t
            for t in manuscript.evidence.tolls.get(event.event_id, ())
            if not _is_of_several(manuscript, t) and not _is_a_claim(t)
        ][:TOLLS_TRIED]
        options = options if event.killed_best else []
        manuscript.tolls[event.event_id] = next(
            (toll for toll in options if _is_supported(manuscript, event, toll)), None
        )
    return manuscript.tolls[event.event_id]


def _is_of_several(manuscript: Manuscript, toll: ToldToll) -> bool:
    """Whether a number of dead is of several countries: each headline that has it names two others beside this one."""
    return all(len(manuscript.evidence.abroad_in_title.get(a.article_id, ())) >= OTHERS for a in toll.articles)


def _is_a_claim(toll: ToldToll) -> bool:
    """Whether a headline gives a number of dead in the words of a party that has a side, as `700 killed, opposition says`."""
    return any(is_in_a_partys_words(a.title, a.lang) for a in toll.articles if names_toll(toll, a.title))


def _is_supported(manuscript: Manuscript, event: Event, toll: ToldToll) -> bool:
    draft = make(manuscript, event, "developments", "", 0, _toll_phrase(toll), toll.articles[:NAMED])
    return check(manuscript.evidence, draft).supported


def toll_of(manuscript: Manuscript, event: Event) -> tuple[Phrase, tuple[Article, ...]] | None:
    """What to say of the newest number of dead, and on whose word; None where none is known well, or it is another event's."""
    toll = newest_toll(manuscript, event)
    if (
        toll is None
        or event.kind not in DEADLY
        or not is_told_widely(toll, manuscript.evidence.members[event.event_id])
    ):
        return None
    if toll.killed < LEAST_TOLL:
        return None
    if _is_anothers(manuscript, event, toll) or not any(
        is_of_it(manuscript, event, article.title) for article in toll.articles
    ):
        return None
    return (_toll_phrase(toll), toll.articles[:NAMED])


def is_of_it(manuscript: Manuscript, event: Event, text: str) -> bool:
    """Whether a text is of the event: it has a word of its heading, or of most of its headlines, that is no people's name nor one of death.

    Merging puts two attacks of a war under one event.
    """
    own = _own_words(manuscript, event)
    return not own or bool(subjects(text) & own)


def _own_words(manuscript: Manuscript, event: Event) -> frozenset[str]:
    """The words of an event's heading, or of most of its headlines, that are no people's or country's name nor one of death."""
    titles = [a.title for a in manuscript.evidence.members[event.event_id] if a.lang == "en"]
    counted = Counter(word for title in titles for word in subjects(title))
    names = {word for word, count in counted.items() if count >= IN_MOST * len(titles)}
    return frozenset(names | subjects(manuscript.headings.get(event.event_id, ""))) - country_words(manuscript.evidence)


def _owned_words(manuscript: Manuscript, event: Event) -> frozenset[str]:
    """The words that hardly any other event's headlines of the week have: where all of a week's fires are one, `fire` is enough to tell it."""
    evidence = manuscript.evidence
    members = frozenset(a.article_id for a in evidence.members[event.event_id])
    own = Counter(word for a in evidence.members[event.event_id] if a.lang == "en" for word in subjects(a.title))
    common = {word for word, count in own.items() if count >= OWNED_TITLES}
    others = Counter(
        word
        for a in evidence.articles
        if a.lang == "en" and a.duplicate_of is None and a.article_id not in members
        for word in subjects(a.title) & common
    )
    owned = {word for word in common if own[word] >= OWNED * (own[word] + others[word])}
    return frozenset(owned) - country_words(evidence)


def tells_a_step(manuscript: Manuscript, event: Event, line: EventHeadline) -> bool:
    """Whether a further headline is of the event: two words of its heading or of most of its headlines, one of its own, or the same dead.

    One word that others have is chance: `military radar` and `military upgrade` are two purchases.
    """
    toll = newest_toll(manuscript, event)
    if toll is not None and line.article.killed == toll.killed >= LEAST_TOLL:
        return True
    own, told = _own_words(manuscript, event), subjects(line.text)
    return len(told & own) >= min(ALIKE, len(own)) or bool(told & _owned_words(manuscript, event))


def came_before(event: Event, article: Article) -> bool:
    """Whether an article was published before the day of an event that happens at a stroke: it tells another one."""
    return event.kind in AT_A_STROKE and article.published_at.date() < event.event_date


def _is_anothers(manuscript: Manuscript, event: Event, toll: ToldToll) -> bool:
    """Whether a more salient event has the very number: a headline on one of its victims gives the dead of all."""
    before = itertools.takewhile(lambda e: e.event_id != event.event_id, manuscript.evidence.ranked)
    return toll.killed >= COUNTED and any(other.killed_best == toll.killed for other in before)


def _toll_phrase(toll: ToldToll) -> Phrase:
    def phrase(say: Voice) -> str:
        values = {
            "day": say.day(toll.as_of), "outlets": say.join([outlet_name(a, inside=True) for a in toll.articles[:NAMED]]),
            "people": say.many("one person had been killed", "{count} people had been killed", toll.killed),
        }  # fmt: skip
        return say("By {day}, {people}, according to {outlets}.", **values)

    return phrase


def gives_toll(manuscript: Manuscript, event: Event, drafts: Sequence[StatementDraft]) -> bool:
    """Whether the newest number of dead stands in what was said already, or in its heading while nothing told gives another."""
    toll = newest_toll(manuscript, event)
    if toll is None:
        return True
    told = {manuscript.evidence.article[a].killed for draft in drafts for a in draft.citations}
    in_heading = any(names_toll(toll, draft.heading or "") for draft in drafts) and told <= {None, toll.killed}
    return in_heading or any(names_toll(toll, draft.text) for draft in drafts)


def is_told_widely(toll: ToldToll, articles: Sequence[Article]) -> bool:
    """Whether two publishers tell a number of dead, or a headline of the event does."""
    return len(toll.articles) > 1 or any(names_toll(toll, article.title) for article in articles)


def names_toll(toll: ToldToll, text: str) -> bool:
    """Whether the number stands in the text, in figures or words."""
    forms = {ENGLISH.number(toll.killed), str(toll.killed), ENGLISH.count(toll.killed)}
    return any(re.search(rf"(?i)(?<![\w.,]){re.escape(form)}(?![\w]|[.,]\d)", text) for form in forms)


def disagreement(articles: Sequence[Article], toll: ToldToll | None) -> tuple[Phrase, tuple[Article, ...]] | None:
    """What to say where publishers give different numbers of dead on the newest day that has any, and the two articles.

    `toll`: the newest number that is sure; numbers far from it are of something else.
    """
    stated = [(a.killed, a) for a in articles if a.killed]
    if toll is not None:
        stated = [(n, a) for n, a in stated if SHRINKS * toll.killed <= n <= GROWS * toll.killed]
    newest = max((a.published_at.date() for _, a in stated), default=None)
    before = max((killed for killed, a in stated if a.published_at.date() != newest), default=0)
    stated = [(killed, a) for killed, a in stated if a.published_at.date() == newest and killed >= before]
    if not stated:
        return None
    low = min(stated, key=lambda pair: (pair[0], pair[1].article_id))
    high = max(stated, key=lambda pair: (pair[0], pair[1].article_id))
    if len(subjects(low[1].title) & subjects(high[1].title)) < ALIKE and low[1].lang == high[1].lang:
        return None
    if low[0] == high[0] or high[0] > WILD * low[0] or low[1].publisher == high[1].publisher:
        return None
    return _range_of(low, high), (low[1], high[1])


def _range_of(low: tuple[int, Article], high: tuple[int, Article]) -> Phrase:
    def phrase(say: Voice) -> str:
        return say(
            "The number of people killed is given as between {low} ({low_outlet}) and {high} ({high_outlet}).",
            low=say.number(low[0]), low_outlet=outlet_name(low[1], inside=True),
            high=say.number(high[0]), high_outlet=outlet_name(high[1], inside=True),
        )  # fmt: skip

    return phrase


def _tells_of(article: Article, shown: Set[str]) -> bool:
    """Whether an article's headline is about what was told; of another language or script it is taken from the merging."""
    own = telling(article.title)
    return article.lang != "en" or len(own & shown) >= min(2, len(own))


def further(manuscript: Manuscript, articles: Sequence[Article], drafts: Sequence[StatementDraft]) -> tuple[str, ...]:
    """One article of each other publisher that reported the event, to cite."""
    cited = {manuscript.evidence.article[a].publisher for draft in drafts for a in draft.citations}
    shown = telling(" ".join(f"{a.title} {a.text}" for a in articles if a.publisher in cited))
    shown -= country_words(manuscript.evidence)
    others: dict[str, str] = {}
    for article in articles:
        if article.publisher not in cited and _tells_of(article, shown):
            others.setdefault(article.publisher, article.article_id)
    return tuple(others.values())
