"""Where it happened: the sites of the week's events, one marker a place, on one scale in every country.

A place that is only named is none. An event's points are shared among its sites: the most specific places that its articles name as
such, weighed by how often and how prominently. Intensity is the gravest event's severity, 1 to 5, by how sure it is that it happened and
that it happened there: the place's share against the share of the event's likeliest site. The label is the place as the English articles
most often spell it, else the gazetteer's name. A country's name is not a hotspot. Foreign places are
kept where an event of the country lies there, marked, and ranked apart from the country's own.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tasks.events.merging.sites import sites
from warehouse.tables import Article, Contribution, Event, EventArticle, Hotspot, Place, PlaceWeek, Trend

OWN_AT_MOST = 12
FOREIGN_AT_MOST = 6
"""Places of a map and a report: with more than a reader can take in it shows nothing. `place_weeks` has them all."""

TREND_WEEKS = 4
RISING, FALLING, FADING = 1.5, 0.67, 0.33
"""Points this week over the mean of the weeks before."""


@dataclass
class _Heat:
    """What has gathered at one place."""

    place: Place
    spellings: Counter[str] = field(default_factory=Counter)
    points: float = 0.0
    events: list[Event] = field(default_factory=list)
    gravity: dict[str, float] = field(default_factory=dict)
    """Event -> its severity, 0 to 5, by how sure it is that it happened, and here."""
    articles: set[str] = field(default_factory=set)
    titled: dict[str, list[str]] = field(default_factory=dict)
    """Event -> the articles whose titles name the place, by article_id."""


class Located(NamedTuple):
    """Where the events of a country-week happened."""

    hotspots: list[Hotspot]
    """The country's own that a map shows, then the foreign ones, gravest first."""
    place_weeks: list[PlaceWeek]
    """All of them, in the same order."""


def find_hotspots(
    *,
    country: str,
    week: dt.date,
    revision: str,
    events: Sequence[Event],
    members: Sequence[EventArticle],
    articles: Sequence[Article],
    places: Sequence[Place],
    contributions: Sequence[Contribution],
    earlier: Sequence[PlaceWeek | Hotspot],
) -> Located:
    """Where the events of a country-week happened.

    `earlier` holds the places of the weeks before, for the trend: of a week that was built before there were `place_weeks`,
    its hotspots.
    """
    event_of = {member.article_id: member.event_id for member in members}
    named: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        if place.article_id in event_of:
            named[event_of[place.article_id]].append(place)
    points: dict[str | None, float] = defaultdict(float)
    for row in contributions:
        points[row.subject] += row.points
    titles = {a.article_id: a for a in articles}
    heat: dict[str, _Heat] = {}
    for event in events:
        if event.nearness == "mentioned" or event.state in ("planned", "alleged"):
            continue
        worth = points[event.event_id]
        found = sites(named[event.event_id], inside=event.nearness == "inside")
        for place, share in found:
            at = heat.setdefault(place.place_id, _Heat(place))
            at.points += worth * share
            at.events.append(event)
            at.gravity[event.event_id] = event.severity * event.certainty * share / found[0][1]
            mentions = [p for p in named[event.event_id] if p.place_id == place.place_id]
            at.articles |= {p.article_id for p in mentions}
            at.titled[event.event_id] = sorted({p.article_id for p in mentions if p.in_title})
            at.spellings.update(p.text for p in mentions if titles[p.article_id].lang == "en")

    ranked = sorted(heat.values(), key=lambda h: (-h.points, -len(h.articles), h.place.place_id))
    past = _past_points(earlier, week)
    hotspots, place_weeks = [], []
    for foreign, most in ((False, OWN_AT_MOST), (True, FOREIGN_AT_MOST)):
        for rank, at in enumerate((h for h in ranked if h.place.is_foreign == foreign), start=1):
            hotspot = _hotspot(country, week, revision, at, titles, past)
            place_weeks.append(_place_week(hotspot, _name(at), rank))
            if rank <= most:
                hotspots.append(hotspot)
    return Located(hotspots, place_weeks)


def _past_points(earlier: Sequence[PlaceWeek | Hotspot], week: dt.date) -> dict[str, float]:
    """Mean points of each place over the weeks of the trend; weeks without the place count as 0."""
    since = week - dt.timedelta(weeks=TREND_WEEKS)
    recent = [h for h in earlier if since <= h.week < week]
    weeks = len({h.week for h in recent}) or 1
    total: dict[str, float] = defaultdict(float)
    for at in recent:
        total[at.place_id] += at.points
    return {h.place_id: total[h.place_id] / weeks for h in recent}


def _trend(points: float, past: float | None) -> Trend:
    if past is None:
        return "new"
    ratio = points / past if past > 0 else (1.0 if points == 0 else math.inf)
    if ratio >= RISING:
        return "rising"
    if ratio <= FADING:
        return "fading"
    return "falling" if ratio <= FALLING else "steady"


def _hotspot(
    country: str, week: dt.date, revision: str, heat: _Heat, articles: Mapping[str, Article], past: Mapping[str, float]
) -> Hotspot:
    place = heat.place
    events = sorted(heat.events, key=lambda e: (-heat.gravity[e.event_id], e.event_id))
    gravest = max(heat.gravity.values())
    name = _name(heat)
    return Hotspot(
        country=country,
        week=week,
        revision=revision,
        place_id=place.place_id,
        label=f"{name} ({place.place_country})" if place.is_foreign else name,
        detail=_detail(events, articles, heat.titled),
        lat=place.lat,
        lng=place.lng,
        intensity=min(5, max(1, round(gravest))),
        radius_km=place.precision_km,
        place_country=place.place_country,
        is_foreign=place.is_foreign,
        trend=_trend(heat.points, past.get(place.place_id)),
        points=heat.points,
        story_ids=list(dict.fromkeys(story_id for event in events for story_id in event.story_ids)),
        article_count=len(heat.articles),
        event_ids=[event.event_id for event in events],
    )


def _name(heat: _Heat) -> str:
    spellings = heat.spellings
    return min(spellings, key=lambda text: (-spellings[text], text)) if spellings else heat.place.name


def _place_week(hotspot: Hotspot, name: str, rank: int) -> PlaceWeek:
    return PlaceWeek(
        country=hotspot.country,
        week=hotspot.week,
        revision=hotspot.revision,
        place_id=hotspot.place_id,
        name=name,
        place_country=hotspot.place_country,
        is_foreign=hotspot.is_foreign,
        rank=rank,
        lat=hotspot.lat,
        lng=hotspot.lng,
        radius_km=hotspot.radius_km,
        points=hotspot.points,
        intensity=hotspot.intensity,
        trend=hotspot.trend,
        event_count=len(hotspot.event_ids or ()),
        article_count=hotspot.article_count,
    )


def _detail(events: Sequence[Event], articles: Mapping[str, Article], titled: Mapping[str, Sequence[str]]) -> str:
    """What happened there: a headline of the gravest event that has one naming the place, with outlet and day, and how many more there are.

    titled: the articles of each event whose titles name the place.
    """
    event = next((e for e in events if titled.get(e.event_id)), events[0])
    told = [articles[a] for a in titled.get(event.event_id, ())] or [articles[event.lead_article_id]]
    lead = min(
        told, key=lambda a: (a.lang != "en", a.category != event.kind, -a.severity, a.published_at, a.article_id)
    )
    more = len(events) - 1
    others = f", and {more} more {'event' if more == 1 else 'events'}" if more else ""
    day = lead.published_at
    return f"“{lead.title.rstrip('.')}” ({lead.outlet}, {day:%B} {day.day}){others}."
