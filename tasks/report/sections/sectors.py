"""The sector sections: what a sector weighed this week, and its stories that the key developments left out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from tasks.report.desk import Desk, Draft, leads
from tasks.report.evidence import Evidence
from tasks.report.prose import narrate
from tasks.report.prose.event_names import labels
from tasks.report.prose.likelihood import Confidence, confidence_words
from tasks.report.sections.developments import events
from tasks.voice.voice import N_, Voice
from warehouse.tables import Score, Sector, Story

FURTHER_EVENTS = 4
"""Events of a sector told beyond the key developments."""

Trend = Literal["rising", "easing", "steady", "unknown"]


@dataclass(frozen=True, slots=True)
class Part:
    """A sector section: the sectors that it covers and what it is called."""

    key: str
    title: str
    empty: str
    sectors: tuple[Sector, ...]
    optional: bool = True

    def write(self, desk: Desk) -> None:
        """Writes the further events of the sectors and their weight; nothing where there is no story."""
        stories = [s for s in desk.evidence.by_importance if s.sector in self.sectors and s.nearness != "mentioned"]
        if not stories:
            return
        further = 0
        for group in events(desk.evidence, [s for s in stories if s.story_id not in desk.told]):
            if further == FURTHER_EVENTS:
                break
            drafts = narrate.tell(desk, group, section=self.key, sentences=1)
            for draft in drafts:
                desk.add(draft)
            further += bool(drafts)
        told = [s for s in stories if s.story_id in desk.told]
        if told:
            desk.add(_weight(desk, self, stories, told))


def trend_of(evidence: Evidence, sectors: tuple[Sector, ...]) -> tuple[Trend, int]:
    """How the points of the sectors stand against the mean of up to four weeks before, and how many weeks these are."""
    recent = [
        points_of(score, sectors)
        for score in evidence.history
        if evidence.week.shift(-4).start <= score.week < evidence.week.start
    ]
    if not recent:
        return "unknown", 0
    points, mean = points_of(evidence.score, sectors), math.fsum(recent) / len(recent)
    if points > 1.25 * mean + 0.5:
        return "rising", len(recent)
    return ("easing" if points < 0.75 * mean - 0.5 else "steady"), len(recent)


def points_of(score: Score, sectors: tuple[Sector, ...]) -> float:
    """The points of the sectors together."""
    return math.fsum(getattr(score, sector) for sector in sectors)


def trend_words(trend: Trend, weeks: int, say: Voice) -> str:
    """The trend as the end of a sentence: `is rising against the four weeks before`."""
    if trend == "unknown":
        return say("cannot be compared with an earlier week")
    direction = {"rising": N_("is rising"), "easing": N_("is easing"), "steady": N_("is steady")}[trend]
    before = say.many("against the week before", "against the {count} weeks before", weeks)
    return f"{say(direction)} {before}"


def _weight(desk: Desk, part: Part, stories: list[Story], told: list[Story]) -> Draft:
    """An assessment of how much the sectors weighed, against the weeks before."""
    evidence = desk.evidence
    points = math.fsum(evidence.points.get(s.story_id, 0.0) for s in stories)
    total = math.fsum(evidence.points.values())
    trend, weeks = trend_of(evidence, part.sectors)
    shown = list({desk.told[s.story_id]: s for s in reversed(told)}.values())[::-1][:3]
    confidence: Confidence = "moderate" if len({a for s in told for a in leads(evidence, [s], 3)}) > 2 else "low"

    def phrase(say: Voice) -> str:
        named = say.join([say.sector(s) for s in part.sectors if any(t.sector == s for t in stories)])
        values = {"sectors": named, "events": labels(evidence, shown, say)}
        if round(100 * points / (total or 1.0)) > 0:
            first = say.many(
                "{share} of the week's points come from {sectors}, in one story: {events}.",
                "{share} of the week's points come from {sectors}, in {count} stories, first of all {events}.",
                len(stories), share=say.share(points / total), **values,
            )  # fmt: skip
        else:
            first = say.many(
                "The week had one story of {sectors}, of no weight for the score: {events}.",
                "The week had {count} stories of {sectors}, of no weight for the score, first of all {events}.",
                len(stories), **values,
            )  # fmt: skip
        judged = say(
            "The pressure in this field {trend} ({confidence}).",
            confidence=confidence_words(confidence, say), trend=trend_words(trend, weeks, say),
        )  # fmt: skip
        return f"{first} {judged}"

    return desk.draft(
        phrase,
        key=f"{part.key}:weight",
        section=part.key,
        citations=leads(evidence, told[:4]),
        confidence=confidence,
        rests_on=tuple(dict.fromkeys(desk.told[s.story_id] for s in told)),
    )


PARTS: tuple[Part, ...] = (
    Part(
        "military",
        N_("Military and Defense Analysis"),
        N_("No military or defence development was found in this week's articles."),
        ("military",),
        optional=False,
    ),
    Part("security", N_("Internal Security and Unrest"), "", ("internal_security", "unrest")),
    Part("cyber", N_("Cyber Security"), "", ("cyber",)),
    Part("economy", N_("Economy, Border and Energy"), "", ("border_trade", "energy")),
    Part("disasters", N_("Disasters and Health"), "", ("disaster", "health")),
)
"""The sector sections, in the order in which they stand."""
