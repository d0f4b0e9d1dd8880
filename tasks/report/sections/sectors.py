"""The sector sections: what a sector weighed this week, and its stories that the key developments left out."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tasks.report import narrate, words
from tasks.report.draft import Desk, Draft, leads
from warehouse.tables import Sector, Story

FURTHER_STORIES = 4
"""Stories of a sector told beyond the key developments."""


@dataclass(frozen=True, slots=True)
class Part:
    """A sector section: the sectors that it covers and what it is called."""

    key: str
    title: str
    empty: str
    sectors: tuple[Sector, ...]
    optional: bool = True

    def write(self, desk: Desk) -> None:
        """Writes the weight of the sectors and their further stories; nothing where there is no story."""
        stories = [s for s in desk.evidence.by_importance if s.sector in self.sectors and s.nearness != "mentioned"]
        if not stories:
            return
        further = 0
        for story in stories:
            if story.story_id not in desk.told and further < FURTHER_STORIES:
                drafts = narrate.tell(desk, story, section=self.key, sentences=1)
                for draft in drafts:
                    desk.add(draft)
                further += bool(drafts)
        told = [s for s in stories if s.story_id in desk.told]
        if told:
            desk.add(_weight(desk, self, stories, told))


def _weight(desk: Desk, part: Part, stories: list[Story], told: list[Story]) -> Draft:
    """An assessment of how much the sectors weighed, against the weeks before."""
    evidence = desk.evidence
    points = math.fsum(evidence.points.get(s.story_id, 0.0) for s in stories)
    total = math.fsum(evidence.points.values())
    share = f"{round(100 * points / total)} % of the week's points" if total else "none of the week's points"
    recent = [
        math.fsum(getattr(score, sector) for sector in part.sectors)
        for score in evidence.history
        if evidence.week.shift(-4).start <= score.week < evidence.week.start
    ]
    if recent:
        mean = math.fsum(recent) / len(recent)
        trend = "rising" if points > 1.25 * mean + 0.5 else "easing" if points < 0.75 * mean - 0.5 else "steady"
        before = f"the {words.count(len(recent), 'week')} before" if len(recent) > 1 else "the week before"
        judged = f"the pressure there is {trend} against {before}"
    else:
        judged = "this is its weight; there is no earlier week to compare with"
    named = words.join([words.SECTOR_NAMES[s] for s in part.sectors if any(t.sector == s for t in stories)])
    confidence: words.Confidence = "moderate" if len({a for s in told for a in leads(evidence, [s], 3)}) > 2 else "low"
    carry = "carries" if len(stories) == 1 else "carry"
    text = (
        f"In {named}, {words.count(len(stories), 'story', 'stories')} {carry} {share}: "
        f"{narrate.labels(desk, told[:3])}. We assess with {confidence} confidence that {judged}."
    )
    return Draft(
        key=f"{part.key}:weight",
        section=part.key,
        text=text,
        citations=leads(evidence, told[:4]),
        confidence=confidence,
        rests_on=tuple(desk.told[s.story_id] for s in told),
    )


PARTS: tuple[Part, ...] = (
    Part(
        "military",
        "Military and Defense Analysis",
        "No military or defence development was found in this week's articles.",
        ("military",),
        optional=False,
    ),
    Part("security", "Internal Security and Unrest", "", ("internal_security", "unrest")),
    Part("cyber", "Cyber Security", "", ("cyber",)),
    Part("economy", "Economy, Border and Energy", "", ("border_trade", "energy")),
    Part("disasters", "Disasters and Health", "", ("disaster", "health")),
)
"""The sector sections, in the order in which they stand."""
