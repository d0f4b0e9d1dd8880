"""One name for one event, whoever tells it: the same in the next week, from the neighbour, and when it is built again.

The name is made of facts that do not depend on the country whose week it is: the family of the kind, the day (`naming_day`) and the
ground: the site, or the two countries of a disaster that crosses their border or of an event without a site. Where the facts say too little, or two
events of a country-week share them, the founding article names it. Last week's name is carried over.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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


SHARED = 1 / 3
"""Share of the titles that name a country from which an event is its own too. Of the quake of February 2023, half of Turkey's titles
name Syria and two thirds of Syria's Turkey; those who send help are named by one in twenty."""


NEARLY = 0.4
"""Share of the votes of the day with most from which an earlier one is the day that names a disaster. Of the quake of 6 February 2023 most
of Syria's articles tell of the 6th and most of Turkey's of the 7th."""


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


def ground(kind: str, country: str, site: str | None, titles: Sequence[frozenset[str]]) -> str | None:
    """The place_id of the site, or the codes of two countries (`SY+TR`) that share the event; None where neither is known.

    A disaster that shakes two countries has towns in both, and each country's week knows its own best: where `SHARED` of the titles name
    this country and as many another, the two are the ground. So are they for any event that has no site.
    titles: the countries that each title names, by itself or by a place in it.
    """
    if site is not None and family(kind) not in ("harm", "disease"):
        return site
    named = Counter(code for title in titles for code in title)
    enough = SHARED * len(titles)
    others = [code for code, count in named.items() if code not in (country, "XX") and count >= enough]
    if named[country] < enough or not others:
        return site
    other = min(others, key=lambda code: (-named[code], code))
    return "+".join(sorted((country, other)))


def naming_day(kind: str, votes: Mapping[dt.date, int]) -> dt.date:
    """The day by which an event is named: that with most votes; of a disaster or disease the first that has `NEARLY` as many.

    A disaster is told for days, and which day is told most depends on who tells it; when it began does not.
    """
    enough = max(votes.values()) * (NEARLY if family(kind) in ("harm", "disease") else 1.0)
    return min(day for day, count in votes.items() if count >= enough)


def name_event(kind: str, day: dt.date, where: str | None, founding: str, taken: Iterable[str] = ()) -> str:
    """`e` and 15 hex digits, from the facts; of the founding article alone where the ground is unknown or the name is taken."""
    if where is not None:
        name = _digest(f"{family(kind)} {day} {where}")
        if name not in taken:
            return name
    return _digest(f"article {founding}")


def carried(event_of: Sequence[Facts], previous: Sequence[Facts]) -> list[str | None]:
    """For each event the name of the event of the week before that it continues, each name at most once; None for a new one.

    It continues the one of which its stories continue most; without such a story the one of the same name, or of the same family, day and site.
    """
    free = {earlier.event_id: earlier for earlier in sorted(previous, key=lambda e: e.event_id)}
    names: list[str | None] = []
    for event in event_of:
        nearest = max(
            free.values(), key=lambda earlier: _ties(event, earlier), default=None
        )  # of equals the first by name
        name = nearest.event_id if nearest is not None and any(_ties(event, nearest)) else None
        names.append(name)
        if name is not None:
            del free[name]
    return names


def _ties(event: Facts, earlier: Facts) -> tuple[int, bool, bool]:
    """What ties an event to one of the week before: stories that go on, the same name, the same facts."""
    same_facts = event.place_id is not None and earlier.facts == event.facts
    return len(earlier.story_ids & event.continued_story_ids), earlier.event_id == event.event_id, same_facts


def _digest(words: str) -> str:
    return "e" + hashlib.sha256(words.encode()).hexdigest()[:15]
