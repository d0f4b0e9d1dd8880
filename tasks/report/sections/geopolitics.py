"""Geopolitical Impact and Regional Dynamics: by partner country and bloc, what moved and in which direction."""

from __future__ import annotations

import re
from collections import defaultdict

from tasks.report import narrate, words
from tasks.report.draft import Desk, Draft, leads
from warehouse.tables import Story

KEY = "geopolitics"
EMPTY = "No dealing with another country or bloc was found in this week's articles."
PARTNERS_AT_MOST = 6
STRAIN = 2.5
"""Mean gravity (0 to 5) from which dealings count as strained."""
EASE = 1.5
"""Mean gravity below which they count as calm."""


def write(desk: Desk) -> None:
    """Writes one assessment a partner, the one with the most weight first, and first tells what is not yet told."""
    evidence = desk.evidence
    partners: dict[str, list[Story]] = defaultdict(list)
    for story in evidence.by_importance:
        if story.nearness == "mentioned":
            continue
        for actor in dict.fromkeys(story.actors):
            if actor != evidence.profile.country and actor != "XX":
                partners[actor].append(story)
    before: dict[str, int] = defaultdict(int)
    for story in evidence.previous_stories:
        for actor in set(story.actors):
            before[actor] += 1
    ranked = sorted(
        partners.items(),
        key=lambda pair: (
            -sum(1 + evidence.points.get(s.story_id, 0.0) for s in pair[1]),
            not re.fullmatch("[A-Z]{2}", pair[0]),
            pair[0],
        ),
    )
    for partner, stories in ranked[:PARTNERS_AT_MOST]:
        if not any(s.story_id in desk.told for s in stories):
            for draft in narrate.tell(desk, stories[0], section=KEY, sentences=1):
                desk.add(draft)
        told = [s for s in stories if s.story_id in desk.told]
        if told:
            desk.add(_dealings(desk, partner, stories, told, before[partner]))


def _dealings(desk: Desk, partner: str, stories: list[Story], told: list[Story], before: int) -> Draft:
    evidence = desk.evidence
    name = words.in_prose(partner)
    gravity = sum(s.severity for s in stories) / len(stories)
    course = "strained" if gravity >= STRAIN else "cooperative or routine" if gravity < EASE else "mixed"
    fields = words.join([words.SECTOR_NAMES[s] for s in dict.fromkeys(s.sector for s in stories) if s != "other"][:3])
    publishers = max(s.publisher_count for s in stories)
    confidence: words.Confidence = "moderate" if len(stories) > 1 or publishers > 1 else "low"
    compared = ""
    if evidence.previous_stories:
        number = words.count(before, "story", "stories").split()[0] if before else "none"
        compared = f", against {number} the week before"
    text = (
        f"{words.capital(name)} figures in {words.count(len(stories), 'story', 'stories')} of the week{compared}"
        f"{', in ' + fields if fields else ''}: {narrate.labels(desk, told[:3])}. "
        f"We assess with {confidence} confidence that these dealings were {course}."
    )
    return Draft(
        key=f"{KEY}:{partner}",
        section=KEY,
        heading=words.capital(words.country_name(partner)),
        text=text,
        citations=leads(evidence, told[:4]),
        confidence=confidence,
        rests_on=tuple(desk.told[s.story_id] for s in told),
    )
