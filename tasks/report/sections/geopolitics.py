"""Geopolitical Impact and Regional Dynamics: by partner country and bloc, what moved and in which direction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tasks.events.taxonomy import quad_of
from tasks.report.desk import Desk, Draft, leads
from tasks.report.prose import narrate
from tasks.report.prose.event_names import labels, partners_of
from tasks.report.prose.likelihood import Confidence, confidence_words
from tasks.voice.voice import N_, ORGANISATIONS, Voice, capital
from warehouse.tables import Story

KEY = "geopolitics"
EMPTY = N_("No dealing with another country or bloc was found in this week's articles.")
PARTNERS_AT_MOST = 6
FURTHER_EVENTS = 2
"""Events with a partner told beyond those told before."""
MOVED = 0.3
"""Change of the balance (-1 all conflict, +1 all cooperation) from which relations are said to have moved."""
CLEAR = 0.34
"""Balance from which dealings are called cooperative, and below its negative conflictual."""


def write(desk: Desk) -> None:
    """Writes one assessment a partner, the one with the most weight first, and first tells what is not yet told."""
    evidence = desk.evidence
    partners: dict[str, list[Story]] = defaultdict(list)
    for story in evidence.by_importance:
        if story.nearness != "mentioned":
            for partner in partners_of(evidence, story):
                partners[partner].append(story)
    before: dict[str, list[Story]] = defaultdict(list)
    for story in evidence.previous_stories:
        for actor in set(story.actors):
            before[actor].append(story)
    ranked = sorted(
        partners.items(),
        key=lambda pair: (
            -sum(1 + evidence.points.get(s.story_id, 0.0) for s in pair[1]),
            pair[0] in ORGANISATIONS,
            pair[0],
        ),
    )
    for partner, stories in ranked[:PARTNERS_AT_MOST]:
        for story in [s for s in stories if s.story_id not in desk.told][:FURTHER_EVENTS]:
            for draft in narrate.tell(desk, [story], section=KEY, sentences=1):
                desk.add(draft)
        told = [s for s in stories if s.story_id in desk.told]
        if told:
            desk.add(_dealings(desk, partner, stories, told, before[partner]))


def tone(story: Story) -> int:
    """1 for cooperation, -1 for conflict, 0 for what is neither: the quad class of the story's category."""
    quad = quad_of(story.category)
    return 1 if quad.endswith("cooperation") else -1 if quad.endswith("conflict") else 0


def balance(stories: Sequence[Story]) -> float:
    """Mean tone of the stories that have one; 0 where none has."""
    tones = [t for t in map(tone, stories) if t]
    return sum(tones) / len(tones) if tones else 0.0


def _dealings(desk: Desk, partner: str, stories: list[Story], told: list[Story], before: list[Story]) -> Draft:
    evidence = desk.evidence
    publishers = max(s.publisher_count for s in stories)
    confidence: Confidence = "moderate" if len(stories) > 1 or publishers > 1 else "low"
    now, then = balance(stories), balance(before)
    shown = list({desk.told[s.story_id]: s for s in reversed(told)}.values())[::-1]
    warm = [s for s in shown if tone(s) > 0][:3]
    cold = [s for s in shown if tone(s) < 0][:3]
    rest = [s for s in shown if not tone(s)][: max(0, 3 - len(warm) - len(cold))]

    def phrase(say: Voice) -> str:
        parts = [_weight(partner, len(stories), len(before), bool(evidence.previous_stories), say)]
        for found, message in (
            (warm, N_("Cooperation shows in {events}.")),
            (cold, N_("Friction shows in {events}.")),
            (rest, N_("Also to be noted: {events}.")),
        ):
            if found:
                parts.append(say(message, events=labels(evidence, found, say, beside=partner)))
        judged = (
            N_("On balance the dealings were mainly cooperative{moved} ({confidence}).") if now >= CLEAR
            else N_("On balance the dealings were mainly conflictual{moved} ({confidence}).") if now <= -CLEAR
            else N_("On balance the dealings were mixed or routine{moved} ({confidence}).")
        )  # fmt: skip
        moved = (
            "" if not before
            else say(", and moved towards cooperation since the week before") if now - then >= MOVED
            else say(", and moved towards conflict since the week before") if now - then <= -MOVED
            else say(", little changed since the week before")
        )  # fmt: skip
        parts.append(say(judged, moved=moved, confidence=confidence_words(confidence, say)))
        return " ".join(parts)

    return desk.draft(
        phrase,
        key=f"{KEY}:{partner}",
        section=KEY,
        heading=capital(desk.say.country(partner)),
        citations=leads(evidence, told[:4]),
        confidence=confidence,
        rests_on=tuple(dict.fromkeys(desk.told[s.story_id] for s in told)),
    )


def _weight(partner: str, stories: int, before: int, compared: bool, say: Voice) -> str:
    """In how many stories the partner appears, and in how many the week before."""
    values = {"partner": capital(say.in_prose(partner))}
    if not compared:
        return say.many(
            "{partner} figures in one story of the week.",
            "{partner} figures in {count} stories of the week.",
            stories,
            **values,
        )
    values["before"] = say.count(before) if before else say("none")
    return say.many(
        "{partner} figures in one story of the week, against {before} the week before.",
        "{partner} figures in {count} stories of the week, against {before} the week before.",
        stories,
        **values,
    )
