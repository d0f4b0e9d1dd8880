"""The page of an event: what, where, when, its toll over time, who says what, and what it hangs together with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tasks.publish.graphics.bars import TollPoint
from tasks.publish.site import pictures
from tasks.publish.site.event_lines import EventLine, Heading, country_in_words, event_line, event_path, once_each
from tasks.publish.site.evidence import quotation
from tasks.publish.site.render import SitePage, render_page
from tasks.publish.site.words import PARTS, STATES, sureness
from tasks.report.headings import shared_headings
from tasks.voice import report_languages
from warehouse.tables import Article, Event, EventArticle, EventCountry, EventFigure, Score, Statement

NOBODYS = frozenset({"disaster", "accident", "disease"})
"""Kinds of events that nobody does to anybody: who is named in them helps, warns or mourns."""
SIDES_NAMED = 8
"""Of those who did it, to whom, or who helped, named before the rest is counted."""
SOURCES = 12
"""Articles that an event's page quotes: its best one, those that its toll rests on, then one of each further publisher."""


@dataclass(frozen=True, slots=True)
class EventDossier:
    """Everything that is stored of one event, of all country-weeks that tell it."""

    tellings: Sequence[Event]
    """Its rows, by week and country."""
    figures: Sequence[EventFigure]
    ties: Sequence[EventArticle]
    """Which articles tell it."""
    parts: Sequence[EventCountry]
    statements: Sequence[Statement]
    """Supported statements of the reports that tell it."""
    sources: Sequence[Article]
    """Of `ties`, the articles that are shown, in order."""
    scores: Mapping[tuple[str, dt.date], Score]
    """Of the country-weeks that tell it."""
    before: Event | None
    """The event that it is a consequence of."""
    after: Sequence[Event]
    """Its consequences."""
    paged: frozenset[str]
    """Of `before` and `after`, the events that have a page."""
    names: Mapping[str, str]
    """Of the countries with reports, by code."""


@dataclass(frozen=True, slots=True)
class EventSource:
    """An article about the event, with the words that say what its figures or its title say."""

    article: Article
    quote: str
    figures: str
    """The numbers of people that it tells, in its own words, where title and quote do not show them already."""


@dataclass(frozen=True, slots=True)
class SeenFrom:
    """The event in the report of one country's week."""

    country: str
    name: str
    event: Event
    level: str


def event_page(dossier: EventDossier, heading: Heading | None) -> SitePage:
    """The page. `heading` is what the reports call the event, if one tells it."""
    event = once_each(dossier.tellings)[0]
    best = next((a for a in dossier.sources if a.article_id == event.lead_article_id), None)
    lang = best.lang if best else "und"
    line = event_line(event, heading, lang, paged=True, names=dossier.names)
    told = sorted(
        {
            TollPoint(f.told_at, f.low, f.high, f.publisher, f.counts)
            for f in dossier.figures
            if f.what == "killed" and f.covers in ("event", "running")
        },
        key=lambda f: (f.told_at, f.publisher, f.high),
    )
    sides = sides_of(event, dossier.names)
    newest = max(t.week for t in dossier.tellings)
    score = dossier.scores.get((event.country, event.week))
    return render_page(
        event_path(event.event_id),
        "event",
        here="",
        line=line,
        event=event,
        title_lang=lang,
        score=score,
        state=STATES[event.state],
        sure=sureness(event),
        sides=sides,
        sides_named=SIDES_NAMED,
        toll=pictures.toll_over_time(told),
        told=told,
        told_of=told_of(dossier.statements, event),
        sources=_sources(dossier, event),
        more=len({tie.article_id for tie in dossier.ties}) - len(dossier.sources),
        seen=_seen(dossier),
        parts=_parts(dossier, event, {name for _, named in sides for name in named}),
        newest=newest,
        before=_line(dossier.before, dossier) if dossier.before else None,
        after=[_line(e, dossier) for e in sorted(dossier.after, key=lambda e: (e.event_date, e.event_id))],
    )


def _line(event: Event, dossier: EventDossier) -> EventLine:
    return event_line(event, None, "und", paged=event.event_id in dossier.paged, names=dossier.names)


def told_of(statements: Sequence[Statement], event: Event) -> list[tuple[str, list[str]]]:
    """What the newest report that tells it says of it, in order: that of the country where it happened, if there is one.

    A heading and its sentences each: where the report tells unlike happenings of one event apart, what rests on the event's
    own first article comes first. Sentences under a heading that several events share have none.
    """
    told = [s for s in statements if s.section == "developments"]
    if not told:
        return []
    week, country = max((s.week, s.country == event.country, s.country) for s in told)[::2]
    newest = sorted((s for s in told if (s.week, s.country) == (week, country)), key=lambda s: s.position)
    shared = shared_headings(report_languages())
    parts: dict[str, list[Statement]] = {}
    for s in newest:
        heading = s.heading if s.heading and s.heading not in shared else ""
        parts.setdefault(heading, []).append(s)
    ordered = sorted(parts.items(), key=lambda part: not any(event.lead_article_id in s.citations for s in part[1]))
    return [(heading, [s.text for s in found]) for heading, found in ordered]


def _sources(dossier: EventDossier, event: Event) -> list[EventSource]:
    made = []
    for article in dossier.sources:
        words = list(dict.fromkeys(f.words for f in dossier.figures if f.article_id == article.article_id))
        quote = quotation(article.title, article.text, [*words, article.title, event.title])
        shown = f"{article.title} {quote}".casefold()
        made.append(EventSource(article, quote, "; ".join(w for w in words if w.casefold() not in shown)))
    return made


def _seen(dossier: EventDossier) -> list[SeenFrom]:
    """The country-weeks that tell it, the newest first."""
    ordered = sorted(dossier.tellings, key=lambda e: (-e.week.toordinal(), e.rank, e.country))
    return [
        SeenFrom(
            e.country,
            country_in_words(e.country, dossier.names),
            e,
            score.threat_level if score else "Insufficient evidence",
        )
        for e in ordered
        for score in (dossier.scores.get((e.country, e.week)),)
    ]


def sides_of(event: Event, names: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Who did it and to whom; of what nobody does, who else is named in it.

    Who is read on both sides is on one of them by mistake and named on neither, unless nobody else is: then it is involved.
    """
    actors = [country_in_words(actor, names) for actor in event.actors]
    targets = [country_in_words(target, names) for target in event.targets]
    if event.kind not in NOBODYS:
        both = set(actors) & set(targets)
        found = {"By whom": [a for a in actors if a not in both], "To whom": [t for t in targets if t not in both]}
        sides = [(side, named) for side, named in found.items() if named]
        return sides or ([("Others involved", sorted(both))] if both else [])
    here = country_in_words(event.site_country, names) if event.site_country else ""
    named = [name for name in dict.fromkeys([*actors, *targets]) if name != here]
    return [("Others involved", named)] if named else []


def _parts(dossier: EventDossier, event: Event, named: Collection[str]) -> list[tuple[str, list[str]]]:
    """Which other countries have a part in it, by the part; those that are named as a side are not named again."""
    found: dict[str, list[str]] = {}
    for code, part in {p.part_country: p.part for p in dossier.parts if p.part != "mention"}.items():
        name = country_in_words(code, dossier.names)
        if code != event.site_country and name not in named:
            found.setdefault(
                PARTS[part] if event.kind not in NOBODYS or part == "site" else "also involved", []
            ).append(name)
    return [(part, sorted(countries)) for part, countries in sorted(found.items())]


def chosen_sources(event: Event, ties: Sequence[EventArticle], figures: Sequence[EventFigure]) -> list[str]:
    """The articles to show, at most SOURCES: the best one, those that the toll rests on, then those with figures, then others."""
    counting = {f.article_id for f in figures if f.counts}
    counted = {f.article_id for f in figures}
    ids = {tie.article_id for tie in ties}
    ordered = sorted(ids, key=lambda i: (i != event.lead_article_id, i not in counting, i not in counted, i))
    return ordered[:SOURCES]
