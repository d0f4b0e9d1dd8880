"""Where it happened: places ranked by the stories of the week, on one scale in every country.

A story's points are shared among the places where it happened: the most specific ones that its articles name,
weighed by how often and how prominently. The label is the place as the English articles most often spell it, else the
gazetteer's name. A country's name is no hotspot. Foreign places are kept, marked, and
ranked apart from the country's own.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from warehouse.tables import Article, Contribution, Hotspot, Place, Story, Trend

OWN_AT_MOST = 12
FOREIGN_AT_MOST = 6
"""A map with more places than a reader can take in shows nothing."""

TITLE_WEIGHT = 2.0
"""A place in the title is where it happened more often than one in the text."""

LEAST_SHARE = 0.2
"""A place with less than this share of the weight of a story's main place is only mentioned."""

CONTAINED_KM = 250.0
"""A province yields to a town that the same story names within this distance of the province's centre."""

VAGUE_KM = 400.0
"""Regions and waters wider than this (a continent, an ocean) are no place on a map; provinces always are."""

TREND_WEEKS = 4
RISING, FALLING, FADING = 1.5, 0.67, 0.33
"""Points this week over the mean of the weeks before."""

_SPECIFIC = {"city", "capital", "admin2", "border_crossing", "facility"}


@dataclass
class _Heat:
    """What has gathered at one place."""

    place: Place
    spellings: Counter[str] = field(default_factory=Counter)
    points: float = 0.0
    stories: list[Story] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)


def find_hotspots(
    *,
    country: str,
    week: dt.date,
    revision: str,
    stories: Sequence[Story],
    articles: Sequence[Article],
    places: Sequence[Place],
    contributions: Sequence[Contribution],
    earlier: Sequence[Hotspot],
) -> list[Hotspot]:
    """The hotspots of a country-week: the country's own first, then foreign ones, gravest first.

    `earlier` holds the hotspots of the weeks before, for the trend.
    """
    named: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        if place.story_id is not None and not _is_vague(place):
            named[place.story_id].append(place)
    points = {c.story_id: c.points for c in contributions}
    titles = {a.article_id: a for a in articles}
    heat: dict[str, _Heat] = {}
    for story in stories:
        for place, share in _where(_candidates(story, named.get(story.story_id, ()))):
            at = heat.setdefault(place.place_id, _Heat(place))
            at.points += points.get(story.story_id, 0.0) * share
            at.stories.append(story)
            mentions = [p for p in named[story.story_id] if p.place_id == place.place_id]
            at.articles |= {p.article_id for p in mentions}
            at.spellings.update(p.text for p in mentions if titles[p.article_id].lang == "en")

    ranked = sorted(heat.values(), key=lambda h: (-h.points, -len(h.articles), h.place.place_id))
    own = [h for h in ranked if not h.place.is_foreign][:OWN_AT_MOST]
    foreign = [h for h in ranked if h.place.is_foreign][:FOREIGN_AT_MOST]
    past = _past_points(earlier, week)
    return [_hotspot(country, week, revision, h, titles, past) for h in (*own, *foreign)]


def _is_vague(place: Place) -> bool:
    return place.kind == "country" or (place.kind in ("region", "water") and place.precision_km > VAGUE_KM)


def _candidates(story: Story, named: Sequence[Place]) -> Sequence[Place]:
    """The places where a story may have happened: one inside the country happened at none of the foreign ones it mentions."""
    own = [place for place in named if not place.is_foreign]
    return own if own and story.nearness == "inside" else named


def _where(named: Sequence[Place]) -> list[tuple[Place, float]]:
    """The places where a story happened, with their shares, which sum to 1."""
    weight: dict[str, float] = defaultdict(float)
    first: dict[str, Place] = {}
    for place in sorted(named, key=lambda p: (p.article_id, not p.in_title, p.start)):
        weight[place.place_id] += TITLE_WEIGHT if place.in_title else 1.0
        first.setdefault(place.place_id, place)
    specific = [p for p in first.values() if p.kind in _SPECIFIC]
    for place in list(first.values()):
        if place.kind == "admin1" and any(
            s.place_country == place.place_country and distance_km(s, place) <= CONTAINED_KM for s in specific
        ):
            del first[place.place_id]
    if not first:
        return []
    most = max(weight[i] for i in first)
    kept = {i: weight[i] for i in first if weight[i] >= LEAST_SHARE * most}
    total = sum(kept.values())
    return [(first[i], kept[i] / total) for i in sorted(kept)]


def distance_km(a: Place, b: Place) -> float:
    """Great-circle distance in km (haversine, mean Earth radius 6371 km)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lng = (lat_b - lat_a) / 2, math.radians(b.lng - a.lng) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lng) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, h)))


def _past_points(earlier: Sequence[Hotspot], week: dt.date) -> dict[str, float]:
    """Mean points of each place over the weeks of the trend; weeks without the place count as 0."""
    since = week - dt.timedelta(weeks=TREND_WEEKS)
    recent = [h for h in earlier if since <= h.week < week]
    weeks = len({h.week for h in recent}) or 1
    total: dict[str, float] = defaultdict(float)
    for hotspot in recent:
        total[hotspot.place_id] += hotspot.points
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
    stories = sorted(heat.stories, key=lambda s: (-s.severity * s.certainty, s.story_id))
    gravest = max(s.severity * s.certainty for s in stories)
    name = min(heat.spellings, key=lambda text: (-heat.spellings[text], text)) if heat.spellings else place.name
    return Hotspot(
        country=country,
        week=week,
        revision=revision,
        place_id=place.place_id,
        label=f"{name} ({place.place_country})" if place.is_foreign else name,
        detail=_detail(stories, articles),
        lat=place.lat,
        lng=place.lng,
        intensity=min(5, max(1, round(gravest))),
        radius_km=place.precision_km,
        place_country=place.place_country,
        is_foreign=place.is_foreign,
        trend=_trend(heat.points, past.get(place.place_id)),
        points=heat.points,
        story_ids=[s.story_id for s in stories],
        article_count=len(heat.articles),
    )


def _detail(stories: Sequence[Story], articles: Mapping[str, Article]) -> str:
    """What happened there: the gravest story's headline with its outlet and day, and how many more there are."""
    story = stories[0]
    outlet = articles[story.lead_article_id].outlet
    more = len(stories) - 1
    others = f", and {more} more {'story' if more == 1 else 'stories'}" if more else ""
    return f"“{story.title.rstrip('.')}” ({outlet}, {story.event_date.day} {story.event_date:%B %Y}){others}."
