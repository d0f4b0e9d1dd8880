"""What the level is weighed by: each event as one story of the week tells it.

incidents_of(events, members, articles)  -> Incident*     kind, part of the country, toll, and how often it is told
points_by_story(contributions)           -> float a story_id
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse.tables import Article, Contribution, Event, EventArticle, Nearness, Sector


@dataclass(frozen=True, slots=True)
class Incident:
    """An event in a story that tells it. What is an event's (toll, severity, publishers) stands in each of its incidents.

    tellings: articles of the story that tell it in words of their own; a repetition is none.
    of_security: mean probability that such a telling is of an event of security, and no comment or matter of every day; 0 to 1.
    killed: low, best and high. toll_publishers: independent publishers that tell at least half of the best; tolls rise by the hour.
    """

    event_id: str
    story_id: str
    title: str
    sector: Sector
    kind: str
    nearness: Nearness
    happened: bool
    """It took place: not only planned, warned of, alleged or denied."""
    killed: tuple[float, float, float] | None
    toll_publishers: int
    severity: float
    publishers: int
    tellings: int
    of_security: float


def incidents_of(
    events: Sequence[Event], members: Sequence[EventArticle], articles: Sequence[Article]
) -> list[Incident]:
    """The incidents, by event_id and story_id."""
    of = {event.event_id: event for event in events}
    event_of = {row.article_id: row.event_id for row in members}
    told: dict[tuple[str, str], list[float]] = defaultdict(list)
    tellers: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        event_id = event_of.get(article.article_id)
        if event_id in of and article.duplicate_of is None and article.story_id is not None:
            told[str(event_id), article.story_id].append(_of_security(article))
            if 2 * (article.killed or 0) >= (of[str(event_id)].killed_best or math.inf):
                tellers[str(event_id)].add(article.publisher)
    return [
        _incident(of[event_id], story_id, tellings, len(tellers[event_id]))
        for (event_id, story_id), tellings in sorted(told.items())
    ]


def _of_security(article: Article) -> float:
    return 1.0 if article.security_probability is None else article.security_probability


def _incident(event: Event, story_id: str, tellings: Sequence[float], toll_publishers: int) -> Incident:
    best = event.killed_best
    low, high = event.killed_low, event.killed_high
    return Incident(
        event_id=event.event_id,
        story_id=story_id,
        title=event.title,
        sector=event.sector,
        kind=event.kind,
        nearness=event.nearness,
        happened=event.state in ("ongoing", "ended"),
        killed=None if best is None else (_or(low, best), float(best), _or(high, best)),
        toll_publishers=toll_publishers,
        severity=event.severity,
        publishers=event.publisher_count,
        tellings=len(tellings),
        of_security=math.fsum(tellings) / len(tellings),
    )


def _or(value: int | None, best: int) -> float:
    return float(best if value is None else value)


def points_by_story(contributions: Iterable[Contribution]) -> dict[str, float]:
    """The points that the events of each story bring, by story_id."""
    found: dict[str, float] = {}
    for row in contributions:
        if row.story_id is not None:
            found[row.story_id] = found.get(row.story_id, 0.0) + row.points
    return found
