"""One name for one event, whoever tells it: the same in the next week, from the neighbour, and when it is built again.

The name is made of facts that do not depend on the country whose week it is: the family of the kind, the day and the site. Where
the facts say too little, or two events of a country-week share them, the founding article is added. Last week's name is carried over.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FAMILIES = {
    "assault": "violence",
    "coerce": "force",
    "crime": "violence",
    "mobilize": "force",
    "disaster": "harm",
    "accident": "harm",
    "humanitarian": "harm",
    "disease": "disease",
    "protest": "protest",
}
"""Kinds that readers of one event take for one another; the others are named by what they are: words."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells an event from others: its name if it has one, kind, day, site, its stories and those that they continue."""

    event_id: str
    kind: str
    day: dt.date
    place_id: str | None
    story_ids: frozenset[str]
    continued_story_ids: frozenset[str] = frozenset()

    @property
    def facts(self) -> tuple[str, dt.date, str | None]:
        """Family of the kind, day and site."""
        return family(self.kind), self.day, self.place_id


def family(kind: str) -> str:
    """What a kind is at its widest: violence, force, harm, disease, protest or words."""
    return FAMILIES.get(kind, "words")


def name_event(kind: str, day: dt.date, place_id: str | None, founding: str, taken: Iterable[str] = ()) -> str:
    """`e` and 15 hex digits; of the founding article alone where the site is unknown or the name is taken."""
    if place_id is not None:
        name = _digest(f"{family(kind)} {day} {place_id}")
        if name not in taken:
            return name
    return _digest(f"article {founding}")


def carried(event_of: Sequence[Facts], previous: Sequence[Facts]) -> list[str | None]:
    """For each event the name of the event of the week before that it continues, each name at most once; None for a new one.

    It continues one that has a story that its stories continue, or else one of the same family, day and site.
    """
    free = {earlier.event_id: earlier for earlier in sorted(previous, key=lambda e: e.event_id)}
    names: list[str | None] = []
    for event in event_of:
        same = [
            earlier.event_id
            for earlier in free.values()
            if earlier.story_ids & event.continued_story_ids
            or (event.place_id is not None and earlier.facts == event.facts)
        ]
        names.append(same[0] if same else None)
        if same:
            del free[same[0]]
    return names


def _digest(words: str) -> str:
    return "e" + hashlib.sha256(words.encode()).hexdigest()[:15]
