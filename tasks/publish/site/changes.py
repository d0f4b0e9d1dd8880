"""What a week's stories changed against the week before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from warehouse.tables import Story

GRAVER_BY = 0.5
"""Points of severity that a continuing story must move by, as in the query since-last-week."""
SHOWN = 5
"""Stories of a kind that are named; the others are counted."""

Change = Literal["graver", "new", "calmer", "gone"]
CHANGES: dict[Change, str] = {
    "graver": "Graver than last week",
    "new": "New this week",
    "calmer": "Calmer than last week",
    "gone": "No longer in the news",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """The stories that changed in one way, weightiest first."""

    change: Change
    title: str
    stories: tuple[Story, ...]
    """At most SHOWN of them."""
    count: int


def changes(now: Sequence[Story], before: Sequence[Story], points: Mapping[str, float]) -> tuple[Changed, ...]:
    """What is graver, new, calmer and gone, in this order, empty kinds left out. `points` by story_id of the week."""
    former = {story.story_id: story for story in before}
    found: dict[Change, list[Story]] = {change: [] for change in CHANGES}
    for story in now:
        old = former.get(story.continues or "")
        if old is None:
            found["new"].append(story)
        elif story.severity >= old.severity + GRAVER_BY:
            found["graver"].append(story)
        elif story.severity <= old.severity - GRAVER_BY:
            found["calmer"].append(story)
    continued = {story.continues for story in now}
    found["gone"] = [story for story in before if story.story_id not in continued]
    return tuple(
        Changed(
            change,
            title,
            tuple(sorted(found[change], key=lambda s: (-points.get(s.story_id, 0), -s.severity, s.story_id))[:SHOWN]),
            len(found[change]),
        )
        for change, title in CHANGES.items()
        if found[change]
    )
