"""What an event is, from the articles that tell it: kind, day, site, toll, parties, gravity, standing."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tasks.decisions.decision import Decision
from tasks.events.classify import severity_of_deaths
from tasks.events.merging.figures import ToldFigure, Toll, toll
from tasks.events.merging.grouping import Group
from tasks.events.merging.identity import ground, name_event, naming_day
from tasks.events.merging.lead import lead_of
from tasks.events.merging.parties import parties, ucdp_type
from tasks.events.merging.salience import salience
from tasks.events.merging.sites import is_told_in_titles, seat_of, sites
from tasks.events.reading import EventReading
from tasks.events.taxonomy import CAMEO
from tasks.places.gazetteer import gazetteer
from tasks.stories.make import certainty_of, nearness_of
from warehouse.tables import (
    Article,
    Event,
    EventState,
    Place,
    Sector,
    Thread,
)
from warehouse.weeks import Week


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
    decisions: Sequence[Decision] = ()
    """Those of the analysts' desk about events of this country-week."""


def describe(
    known: Known,
    group: Group,
    originals: Sequence[Article],
    members: Sequence[Article],
    places: Mapping[str, Sequence[Place]],
    figures: Sequence[ToldFigure],
    killed: Toll | None,
    taken: set[str],
) -> Event:
    """The event that these originals tell; `members` are they and their repetitions, `taken` the names of other events."""
    kind = _kind(originals)
    of_kind = [article for article in originals if article.category == kind]
    sector: Sector = Counter(article.sector for article in of_kind).most_common(1)[0][0]
    nearness = nearness_of(known.country, sector, originals, places)
    named = [place for article in originals for place in places.get(article.article_id, ())]
    where = sites(named, inside=nearness == "inside", told_by=len(originals))
    site = where[0][0] if where else None
    if site is not None and not site.is_foreign:  # a flood of four countries happened in this one too
        nearness = "inside"
    actors, targets = parties(originals)
    seat = seat_of(kind, actors) if killed is None else None
    if seat is not None and site is not None:
        site, seat = (site, None) if is_told_in_titles(site, named, len(originals)) else (None, seat)
    unit = unit_of(site.place_id) if site else None
    injured, missing, displaced = (toll(figures, what) for what in ("injured", "missing", "displaced"))
    votes = _votes(originals)
    day = min(votes, key=lambda day: (-votes[day], day))
    until = _until(kind, day, originals)
    earliest = min(originals, key=lambda a: (a.published_at, a.article_id))
    lead = lead_of(originals, kind, killed.rests_on if killed else (), known.vectors)
    titles = [
        frozenset(place.place_country for place in places.get(article.article_id, ()) if place.in_title)
        for article in originals
    ]
    where_named = ground(kind, known.country, site.place_id if site else None, titles)
    publishers = len({article.publisher for article in members})
    certainty = certainty_of(originals, known.readings)
    old = {f.article.article_id for f in figures if f.what == "killed" and f.covers == "earlier"}
    severity = _severity(of_kind, killed, old)
    relevance = _relevance(originals)
    return Event(
        country=known.country,
        week=known.week.start,
        revision=known.revision,
        event_id=name_event(kind, naming_day(kind, votes), where_named, earliest.article_id, taken),
        title=lead.title,
        lead_article_id=lead.article_id,
        kind=kind,
        sector=sector,
        cameo=CAMEO.get(kind),
        ucdp_type=ucdp_type(of_kind) if kind == "assault" and killed else None,
        event_date=day,
        until=until,
        site=site.name if site else seat.name if seat else None,
        place_id=site.place_id if site else None,
        site_country=site.place_country if site else seat.country if seat else None,
        site_basis="named" if site else "seat" if seat else None,
        unit=unit,
        unit_name=gazetteer().unit_names.get(unit) if unit else None,
        lat=site.lat if site else seat.lat if seat else None,
        lng=site.lng if site else seat.lng if seat else None,
        radius_km=site.precision_km if site else seat.precision_km if seat else None,
        killed_low=killed.low if killed else None,
        killed_best=killed.best if killed else None,
        killed_high=killed.high if killed else None,
        injured_low=injured.low if injured else None,
        injured_best=injured.best if injured else None,
        injured_high=injured.high if injured else None,
        missing_best=missing.best if missing else None,
        displaced_best=displaced.best if displaced else None,
        toll_as_of=killed.as_of if killed else None,
        toll_publishers=killed.publishers if killed else 0,
        actors=actors,
        targets=targets,
        severity=severity,
        relevance=relevance,
        nearness=nearness,
        state=_state(day, until, originals, known.week),
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


def _severity(of_kind: Sequence[Article], killed: Toll | None, old: Collection[str] = ()) -> float:
    """As grave as a fifth of its publishers tell it and two at least, and no less than its deaths say where two publishers tell them.

    An article on the dead of before (`old`, article_ids) is no graver than `_OF_OLD_DEAD`. Most articles on a grave event are of what came after it, so their median is too low by a grade (docs/QUALITY.md); one alone may err.
    """
    gravest: dict[str, float] = {}
    for article in of_kind:
        grade = min(article.severity, _OF_OLD_DEAD) if article.article_id in old else article.severity
        gravest[article.publisher] = max(grade, gravest.get(article.publisher, 0.0))
    grades = sorted(gravest.values(), reverse=True)
    severity = grades[0 if len(grades) < 3 else max(1, math.ceil(len(grades) * _TELL_IT_GRAVE) - 1)]
    if killed is not None and killed.well_told:
        severity = max(severity, severity_of_deaths(killed.well_told))
    return severity


def _relevance(originals: Sequence[Article]) -> float:
    """The mean grade that the articles are expected to have: of an unread one the middle."""
    grades = [
        1.0 if a.relevance_probability is None else a.relevance_probability + (a.security_probability or 0.0)
        for a in originals
    ]
    return min(2.0, sum(grades) / len(grades))


def _votes(originals: Sequence[Article]) -> Counter[dt.date]:
    """How often the articles give each day, one read in the text counting double."""
    votes: Counter[dt.date] = Counter()
    for article in originals:
        votes[_told_day(article)] += 2 if article.event_date else 1
    return votes


def _told_day(article: Article) -> dt.date:
    return article.event_date or article.published_at.date()


def _until(kind: str, day: dt.date, originals: Sequence[Article]) -> dt.date | None:
    """The last day that two publishers give for an event of a kind that lasts, where it is later than the first."""
    tellers: dict[dt.date, set[str]] = defaultdict(set)
    for article in originals:
        tellers[_told_day(article)].add(article.publisher)
    last = max((day for day, publishers in tellers.items() if len(publishers) > 1), default=day)
    return last if kind in LASTING and last > day else None


def _state(day: dt.date, until: dt.date | None, originals: Sequence[Article], week: Week) -> EventState:
    """How it stood when the week ended: what all articles call planned or alleged is; what was told to the end goes on."""
    said = {article.reality for article in originals}
    if day >= week.end or said == {"future"}:
        return "planned"
    if said == {"hypo"} and len({article.publisher for article in originals}) > 1:
        return "alleged"
    return "ongoing" if until is not None and until >= week.end - dt.timedelta(days=_LAST_DAYS) else "ended"


LASTING = frozenset({"assault", "coerce", "disaster", "disease", "exercise", "humanitarian", "mobilize", "protest"})
"""Kinds of which one event may last for days."""
_TELL_IT_GRAVE = 0.2
"""Share of an event's publishers that must tell of such a severity; .1 to .2 are alike on 21 events of ten publishers or more in the gold
weeks (mean error .32 to .37 instead of .50 with the median), rank correlation .92 instead of .87."""

_OF_OLD_DEAD = 2.0
"""Severity up to which a report on a massacre of months ago, or on its bodies, is news of this week."""

_LAST_DAYS = 2
"""Days at the end of a week; what is told of them may go on."""
