"""Where an event happened, of all the places that its articles name; an act of state of which none is told, at the seat of who acted.

A minister accuses, a parliament votes, a government breaks relations: headlines name no town, and readers place it in the capital. Of 28
such events of the gold weeks whose place a reader gave, 22 lie there: the weeks on which this was made. What kills, burns or marches has no seat: its place stays unknown.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from tasks.places import EARTH_KM
from tasks.places.gazetteer import Entry, gazetteer
from warehouse.tables import Place

TITLE_WEIGHT = 2.0
"""A place in the title is where it happened more often than one in the text."""

LEAST_SHARE = 0.2
"""A place with less than this share of the weight of an event's main place is only mentioned."""

FOREIGN_SHARE = 0.2
"""Share of an event's articles that must name a place abroad for the event to have happened there: of a cyclone's eighty articles five
name the neighbour's coast, and none a town of the country that all are about."""

FOREIGN_PLACE_SHARE = 0.1
"""Share of them that must name the place itself: what one of more than ten names is the seat of who is spoken of."""

CONTAINED_KM = 250.0
"""A province yields to a town that the same event names within this distance of the province's centre: radii of provinces are rough."""

NARROWER = 0.5
"""Share of an area's radius up to which another place inside it is where the event happened."""

VAGUE_KM = 400.0
"""Regions and waters wider than this (a continent, an ocean) are no site; provinces always are."""

ACTS_OF_STATE = frozenset({
    "accuse", "agree", "concede", "consult", "cooperate", "politics", "reject", "request", "sanction", "support", "threaten",
})  # fmt: skip
"""Kinds of what is said, agreed and decided."""
IN_TITLES = 0.5
"""Share of an event's titles above which the place that they name is where such an act took place, and not what it is about."""

_SPECIFIC = {"city", "capital", "admin2", "border_crossing", "facility"}


def is_vague(place: Place) -> bool:
    """Whether a place is too wide to be a site: a country, a continent, an ocean."""
    return place.kind == "country" or (place.kind in ("region", "water") and place.precision_km > VAGUE_KM)


def sites(named: Sequence[Place], *, inside: bool, told_by: int = 0) -> list[tuple[Place, float]]:
    """The places where an event happened with their shares, which sum to 1, the likeliest first; none where none is told.

    named: the places that the articles of the event name, each mention a row; those read as its site before those only named, and
    never whence somebody speaks or what it is compared with. inside: it happened in the country that the rows
    are about, so that foreign places are only mentioned, unless there is no other. told_by: how many articles tell the event; 0 where
    that does not matter.
    """
    tellers: dict[str, set[str]] = defaultdict(set)
    for place in named:
        tellers[place.place_country].add(place.article_id)
        tellers[place.place_id].add(place.article_id)
    named = [
        p
        for p in named
        if not p.is_foreign
        or (
            len(tellers[p.place_country]) >= FOREIGN_SHARE * told_by
            and len(tellers[p.place_id]) >= FOREIGN_PLACE_SHARE * told_by
        )
    ]
    within = [place for place in named if not is_vague(place)]
    within = [place for place in within if place.role in ("site", None)] or [p for p in within if p.role == "mention"]
    own = [place for place in within if not place.is_foreign]
    within = own if own and inside else within
    weight: dict[str, float] = defaultdict(float)
    first: dict[str, Place] = {}
    for place in sorted(within, key=lambda p: (p.article_id, not p.in_title, p.start)):
        weight[place.place_id] += TITLE_WEIGHT if place.in_title else 1.0
        first.setdefault(place.place_id, place)
    for area in list(first.values()):
        if any(_yields(area, place) for place in first.values()):
            del first[area.place_id]
    if not first:
        return []
    most = max(weight[place_id] for place_id in first)
    kept = {place_id: weight[place_id] for place_id in first if weight[place_id] >= LEAST_SHARE * most}
    total = sum(kept.values())
    order = sorted(kept, key=lambda place_id: (-kept[place_id], place_id))
    return [(first[place_id], kept[place_id] / total) for place_id in order]


def _yields(area: Place, place: Place) -> bool:
    """Whether an area is only where the other place lies: a province to its town, a territory to its district."""
    if area.kind not in ("admin1", "region") or area.place_country != place.place_country:
        return False
    if area.kind == "admin1" and place.kind in _SPECIFIC:
        return lies_in(place, area) or distance_km(area, place) <= CONTAINED_KM
    return place.precision_km <= NARROWER * area.precision_km and distance_km(area, place) <= area.precision_km


def lies_in(town: Place, unit: Place) -> bool:
    """Whether the gazetteer has a town in a first-level unit."""
    inner, outer = gazetteer().by_id(town.place_id), gazetteer().by_id(unit.place_id)
    return inner is not None and outer is not None and inner.unit == outer.number


def is_told_in_titles(site: Place, named: Sequence[Place], told_by: int) -> bool:
    """Whether most titles of an event name the site or the unit around it; `named` are the places of its articles, `told_by` their number."""
    titles = {
        place.article_id
        for place in named
        if place.in_title and (place.place_id == site.place_id or (place.kind == "admin1" and lies_in(site, place)))
    }
    return len(titles) > IN_TITLES * told_by


def seat_of(kind: str, actors: Sequence[str]) -> Entry | None:
    """The capital of the country that acts, the first of the actors, in an act of state; None for other kinds and for organisations."""
    if kind not in ACTS_OF_STATE or not actors:
        return None
    return gazetteer().capital(actors[0])


def distance_km(a: Place, b: Place) -> float:
    """Great-circle distance in km (haversine, mean Earth radius 6371 km)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lng = (lat_b - lat_a) / 2, math.radians(b.lng - a.lng) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lng) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, h)))
