"""What the level is weighed by: one incident for each thing that happened, whatever table tells of it.

    incidents_of(stories, articles)  -> Incident*     kind, part of the country, toll, and the kinds of the articles that tell it
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.tables import Article, Sector, Story


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that happened, as the week told it.

    tellings: the category of each article that tells it in words of its own; a repetition is none. killed: low, best and high.
    """

    subject: str
    story_id: str
    title: str
    sector: Sector
    kind: str
    inside: bool
    """It happened in the country, or the country is a party; not only mentioned."""
    killed: tuple[float, float, float] | None
    severity: float
    publishers: int
    tellings: tuple[str, ...]


def incidents_of(stories: Sequence[Story], articles: Sequence[Article]) -> list[Incident]:
    """One incident a story, by story_id. A story of which no article is given is told once, in its own category."""
    told: dict[str, list[str]] = {}
    for article in articles:
        if article.duplicate_of is None and article.story_id is not None:
            told.setdefault(article.story_id, []).append(article.category)
    return [
        Incident(
            subject=story.story_id,
            story_id=story.story_id,
            title=story.title,
            sector=story.sector,
            kind=story.category,
            inside=story.nearness != "mentioned",
            killed=_killed(story),
            severity=story.severity,
            publishers=min(story.publisher_count, story.original_count),
            tellings=tuple(sorted(told.get(story.story_id) or [story.category])),
        )
        for story in sorted(stories, key=lambda s: s.story_id)
    ]


def _killed(story: Story) -> tuple[float, float, float] | None:
    if story.killed_low is None:
        return None
    high = story.killed_high if story.killed_high is not None else story.killed_low
    return float(story.killed_low), float(story.killed_low), float(high)
