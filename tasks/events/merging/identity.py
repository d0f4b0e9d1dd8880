"""One name for one event, whoever tells it: the same in the next week, from the neighbour, and when it is built again.

The name is made of facts that do not depend on the country whose week it is: the family of the kind, the day and the site. Where
the facts say too little, or two events of a country-week share them, the founding article is added. Last week's name is carried over.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

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


def _digest(words: str) -> str:
    return "e" + hashlib.sha256(words.encode()).hexdigest()[:15]
