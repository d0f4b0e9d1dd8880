"""Where an act of state is placed of which no place is told: at the seat of who acted, the capital of its country.

A minister accuses, a parliament votes, a government breaks relations: headlines name no town, and readers place it in the capital. Of 28
such events of the gold weeks whose place a reader gave, 22 lie there: the weeks on which this was made. What kills, burns or marches has no seat: its place stays unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

from tasks.events.merging.sites import lies_in
from tasks.places.gazetteer import Entry, gazetteer
from warehouse.tables import Place

ACTS_OF_STATE = frozenset({
    "accuse", "agree", "concede", "consult", "cooperate", "politics", "reject", "request", "sanction", "support", "threaten",
})  # fmt: skip
"""Kinds of what is said, agreed and decided."""
IN_TITLES = 0.5
"""Share of an event's titles above which the place that they name is where such an act took place, and not what it is about."""


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
