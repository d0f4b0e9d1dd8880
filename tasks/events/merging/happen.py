"""Events, figures, parts of countries and threads of a country-week."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tasks.countries.names import facts
from tasks.events.classify import severity_of_deaths
from tasks.events.merging.figures import ToldFigure, Toll, figures_of, toll
from tasks.events.merging.grouping import Group, groups
from tasks.events.merging.identity import Facts, carried, name_event
from tasks.events.merging.salience import CONTINUING, salience
from tasks.events.merging.sites import sites
from tasks.events.reading import EventReading
from tasks.places.gazetteer import gazetteer
from tasks.stories.make import certainty_of, nearness_of
from warehouse.tables import (
    Article,
    CountryPart,
    Event,
    EventArticle,
    EventCountry,
    EventFigure,
    EventState,
    Place,
    Sector,
    Thread,
)
from warehouse.weeks import Week


@dataclass(frozen=True, slots=True)
class Happened:
    """The rows of what happened in a country-week."""

    events: tuple[Event, ...]
    figures: tuple[EventFigure, ...]
    articles: tuple[EventArticle, ...]
    countries: tuple[EventCountry, ...]
    threads: tuple[Thread, ...]


@dataclass(frozen=True)
class Known:
    """What is known of a country-week when events are made."""

    country: str
    week: Week
    revision: str
    articles: Sequence[Article]
    places: Sequence[Place]
    readings: Mapping[str, EventReading]
    vectors: Mapping[str, np.ndarray]
    """Of every current original, by article_id."""
    previous: Sequence[Event] = ()
    """Events of the week before."""
    previous_threads: Sequence[Thread] = ()
    continues: Mapping[str, str] = field(default_factory=dict)
    """Story of the week before that a story continues, by story_id."""


Made = tuple[Event, Group, list[Article], list[ToldFigure], "Toll | None"]
"""An event with what it is made of."""


def make_events(known: Known) -> Happened:
    """What happened in a country-week, the most salient event first."""
    by_id = {article.article_id: article for article in known.articles}
    copies: dict[str, list[Article]] = defaultdict(list)
    for article in known.articles:
        if article.duplicate_of is not None:
            copies[article.duplicate_of].append(article)
    places: dict[str, list[Place]] = defaultdict(list)
    for place in known.places:
        places[place.article_id].append(place)
    taken: set[str] = set()
    made: list[Made] = []
    for group in groups(known.articles, known.vectors, places):
        originals = [by_id[article_id] for article_id in group.article_ids]
        members = originals + [copy for original in originals for copy in copies[original.article_id]]
        figures = figures_of(originals, known.readings)
        killed = toll(figures, "killed")
        event = _event(known, group, originals, members, places, figures, killed, taken)
        taken.add(event.event_id)
        made.append((event, group, members, figures, killed))
    made = _continued(known, made)
    made.sort(key=lambda one: (-one[0].salience, one[0].event_id))
    events, told, members_of, parts = [], [], [], []
    for rank, (event, group, members, figures, killed) in enumerate(made, 1):
        event = event.model_copy(update={"rank": rank})
        events.append(event)
        told += [_figure_row(event, figure, killed) for figure in figures]
        members_of += [_member(event, article, group) for article in members]
        parts += _parts(event, members, places)
    return Happened(
        tuple(events), tuple(told), tuple(members_of), tuple(parts), tuple(_threads(events, known.previous_threads))
    )


def _continued(known: Known, made: Sequence[Made]) -> list[Made]:
    """The same with the names, beginnings and standing of last week's events that they continue; the most salient choose first."""
    ordered = sorted(made, key=lambda one: (-one[0].salience, one[0].event_id))
    names = carried(
        [_facts(event, known.continues) for event, *_ in ordered], [_facts(event, {}) for event in known.previous]
    )
    earlier = {event.event_id: event for event in known.previous}
    taken = {name for name in names if name is not None}
    found: list[Made] = []
    for (event, group, members, figures, killed), name in zip(ordered, names, strict=True):
        if name is not None:
            former = earlier[name]
            update = {
                "event_id": name,
                "status": "continuing",
                "first_week": former.first_week,
                "first_told_at": min(former.first_told_at, event.first_told_at),
                "thread_id": f"t{name[1:]}",
                "salience": round(event.salience * CONTINUING, 6),
            }
            event = event.model_copy(update=update)
        elif event.event_id in taken:  # its facts are those of another that bears the name already
            event = event.model_copy(
                update={"event_id": name_event(event.kind, event.event_date, None, event.lead_article_id)}
            )
        taken.add(event.event_id)
        found.append((event, group, members, figures, killed))
    return found


def _facts(event: Event, continues: Mapping[str, str]) -> Facts:
    earlier = frozenset(continues[story_id] for story_id in event.story_ids if story_id in continues)
    return Facts(event.event_id, event.kind, event.event_date, event.place_id, frozenset(event.story_ids), earlier)


def _threads(events: Sequence[Event], previous: Sequence[Thread]) -> list[Thread]:
    """A thread for each event that has been told for two weeks or more."""
    earlier = {thread.thread_id: thread for thread in previous}
    threads = []
    for event in events:
        if event.thread_id is None:
            continue
        former = earlier.get(event.thread_id)
        threads.append(
            Thread(
                country=event.country,
                week=event.week,
                revision=event.revision,
                thread_id=event.thread_id,
                title=event.title,
                kind=event.kind,
                first_week=event.first_week,
                week_count=former.week_count + 1 if former else 2,
                event_ids=[event.event_id],
                killed_best=event.killed_best,
                actors=event.actors,
                trend="steady",
            )
        )
    return threads


def _event(
    known: Known,
    group: Group,
    originals: Sequence[Article],
    members: Sequence[Article],
    places: Mapping[str, Sequence[Place]],
    figures: Sequence[ToldFigure],
    killed: Toll | None,
    taken: set[str],
) -> Event:
    kind = _kind(originals)
    of_kind = [article for article in originals if article.category == kind]
    sector: Sector = Counter(article.sector for article in of_kind).most_common(1)[0][0]
    nearness = nearness_of(known.country, sector, originals, places)
    named = [place for article in originals for place in places.get(article.article_id, ())]
    where = sites(named, inside=nearness == "inside")
    site = where[0][0] if where else None
    injured = toll(figures, "injured")
    day = _day(originals)
    earliest = min(originals, key=lambda a: (a.published_at, a.article_id))
    lead = min(originals, key=lambda a: (-min(len(a.title) + len(a.text), _ENOUGH), a.published_at, a.article_id))
    publishers = len({article.publisher for article in members})
    certainty = certainty_of(originals, known.readings)
    severity = _severity(of_kind, killed)
    relevance = _relevance(originals)
    return Event(
        country=known.country,
        week=known.week.start,
        revision=known.revision,
        event_id=name_event(kind, day, site.place_id if site else None, earliest.article_id, taken),
        title=lead.title,
        lead_article_id=lead.article_id,
        kind=kind,
        sector=sector,
        ucdp_type=None,
        event_date=day,
        until=None,
        site=site.name if site else None,
        place_id=site.place_id if site else None,
        site_country=site.place_country if site else None,
        unit=unit_of(site.place_id) if site else None,
        lat=site.lat if site else None,
        lng=site.lng if site else None,
        radius_km=site.precision_km if site else None,
        killed_low=killed.low if killed else None,
        killed_best=killed.best if killed else None,
        killed_high=killed.high if killed else None,
        injured_low=injured.low if injured else None,
        injured_best=injured.best if injured else None,
        injured_high=injured.high if injured else None,
        toll_as_of=killed.as_of if killed else None,
        toll_publishers=killed.publishers if killed else 0,
        actors=_voted([article.actors for article in originals]),
        targets=[],
        severity=severity,
        relevance=relevance,
        nearness=nearness,
        state=_state(day, known.week),
        certainty=certainty,
        salience=salience(
            severity=severity,
            relevance=relevance,
            publishers=publishers,
            articles=len(members),
            nearness=nearness,
            continuing=False,
            certainty=certainty,
        ),
        rank=1,
        publisher_count=publishers,
        article_count=len(members),
        languages=sorted({article.lang for article in members}),
        first_told_at=earliest.published_at,
        last_told_at=max(article.published_at for article in members),
        first_week=known.week.start,
        status="new",
        follows=None,
        thread_id=None,
        story_ids=sorted({article.story_id for article in originals if article.story_id is not None}),
        together_because=group.because,
    )


_ENOUGH = 300
"""Characters of title and text from which an article tells enough to lead."""


def unit_of(place_id: str) -> str | None:
    """ISO 3166-2 code of the first-level unit in which a place of the gazetteer lies; None where it is not known."""
    entry = gazetteer().by_id(place_id)
    if entry is None or entry.kind == "country":
        return None
    if entry.kind == "admin1":
        return entry.iso_3166_2
    return gazetteer().unit_code(entry.unit) if entry.unit is not None else None


def _kind(originals: Sequence[Article]) -> str:
    """The category with most weight: an article weighs its severity and a half, an unclassified one a tenth of that."""
    weight: dict[str, float] = defaultdict(float)
    for article in originals:
        weight[article.category] += (0.5 + article.severity) * (0.1 if article.category == "unclassified" else 1.0)
    return min(weight, key=lambda kind: (-weight[kind], kind))


def _severity(of_kind: Sequence[Article], killed: Toll | None) -> float:
    """The upper median of the articles of its kind, and no less than its deaths say where two publishers tell them."""
    grades = sorted(article.severity for article in of_kind)
    severity = grades[len(grades) // 2]
    if killed is not None and killed.publishers > 1:
        severity = max(severity, severity_of_deaths(killed.best))
    return severity


def _relevance(originals: Sequence[Article]) -> float:
    """The mean grade that the articles are expected to have: of an unread one the middle."""
    grades = [
        1.0 if a.relevance_probability is None else a.relevance_probability + (a.security_probability or 0.0)
        for a in originals
    ]
    return min(2.0, sum(grades) / len(grades))


def _day(originals: Sequence[Article]) -> dt.date:
    """The day that most articles give, one read in the text counting double; of equals the earliest."""
    votes: Counter[dt.date] = Counter()
    for article in originals:
        votes[article.event_date or article.published_at.date()] += 2 if article.event_date else 1
    return min(votes, key=lambda day: (-votes[day], day))


def _state(day: dt.date, week: Week) -> EventState:
    return "planned" if day >= week.end else "ended"


def _voted(named: Sequence[Sequence[str]]) -> list[str]:
    votes: Counter[str] = Counter(name for names in named for name in dict.fromkeys(names))
    return [name for name, _ in votes.most_common()]


def _figure_row(event: Event, figure: ToldFigure, killed: Toll | None) -> EventFigure:
    counts = figure.what == "killed" and killed is not None and figure.article.article_id in killed.rests_on
    return EventFigure(
        country=event.country,
        week=event.week,
        revision=event.revision,
        event_id=event.event_id,
        article_id=figure.article.article_id,
        publisher=figure.article.publisher,
        told_at=figure.article.published_at,
        what=figure.what,
        covers=figure.covers,
        low=figure.low,
        high=figure.high,
        words=figure.span.text,
        in_title=figure.span.in_title,
        start=figure.span.start,
        counts=counts,
        why=_why(figure, killed, counts),
    )


def _why(figure: ToldFigure, killed: Toll | None, counts: bool) -> str:
    if counts:
        return "the number most told on the newest day that is well told"
    if figure.covers == "mixed":
        return "killed and wounded are one number"
    if figure.covers == "total":
        return "a number of a longer time than the event"
    return "told on another day, or by fewer publishers"


def _member(event: Event, article: Article, group: Group) -> EventArticle:
    why = f"repeats {article.duplicate_of}" if article.duplicate_of is not None else group.why[article.article_id]
    return EventArticle(
        country=event.country,
        week=event.week,
        revision=event.revision,
        event_id=event.event_id,
        article_id=article.article_id,
        why=why,
    )


def _parts(event: Event, members: Sequence[Article], places: Mapping[str, Sequence[Place]]) -> list[EventCountry]:
    """The part of each country that the articles name: the nearest where it has several."""
    parts: dict[str, CountryPart] = {}
    for article in members:
        for place in places.get(article.article_id, ()):
            if place.place_country != "XX":
                parts[place.place_country] = "mention"
    parts.update((actor, "actor") for actor in event.actors if actor in facts())
    if event.site_country is not None and event.site_country != "XX":
        parts[event.site_country] = "site"
    parts.setdefault(event.country, "mention")
    return [
        EventCountry(
            country=event.country,
            week=event.week,
            revision=event.revision,
            event_id=event.event_id,
            part_country=code,
            part=part,
        )
        for code, part in sorted(parts.items())
    ]
