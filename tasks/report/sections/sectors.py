"""The sector sections: events of a sector that the key developments left out, and where the sector's danger is going."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Literal

from tasks.report.evidence import Evidence
from tasks.report.manuscript import Manuscript, StatementDraft, leads
from tasks.report.prose import narrate
from tasks.report.prose.likelihood import Confidence, confidence_words
from tasks.report.relevance import matters
from tasks.voice.voice import N_, Voice
from warehouse.tables import Event, Score, Sector

FURTHER_EVENTS = 2
"""Events of a sector told beyond the key developments."""
NAMED = 2
"""Events that the trend of a sector is said to rest on."""

SectorTrend = Literal["rising", "easing", "steady", "unknown"]


@dataclass(frozen=True, slots=True)
class Part:
    """A sector section: the sectors that it covers, what it is called, and its one line where nothing happened."""

    key: str
    title: str
    empty: str
    sectors: tuple[Sector, ...]

    def write(self, manuscript: Manuscript) -> None:
        """Writes the further events of the sectors and their trend; nothing where there is no event."""
        events = [e for e in manuscript.evidence.ranked if e.sector in self.sectors]
        here: list[str] = []
        is_silent = not any(e.event_id in manuscript.told or narrate.is_readable(manuscript, e) for e in events)
        for event in events:
            if len(here) == FURTHER_EVENTS:
                break
            is_new = event.event_id not in manuscript.told and matters(event)
            if not is_new or not (narrate.is_readable(manuscript, event) or is_silent):
                continue
            drafts = narrate.narrate(manuscript, event, section=self.key, steps=0)
            for draft in drafts:
                manuscript.add(dataclasses.replace(draft, heading=None))
            here += [event.event_id] if drafts else []
        told = [e for e in events if e.event_id in manuscript.told]
        if told and (outline := _outline(manuscript, self, told)) is not None:
            manuscript.add(outline)


def trend_of(evidence: Evidence, sectors: tuple[Sector, ...]) -> tuple[SectorTrend, int]:
    """How the points of the sectors stand against the mean of up to four weeks before, and how many weeks these are."""
    recent = [
        sector_points(score, sectors)
        for score in evidence.history
        if evidence.week.shift(-4).start <= score.week < evidence.week.start
    ]
    if not recent:
        return "unknown", 0
    points, mean = sector_points(evidence.score, sectors), math.fsum(recent) / len(recent)
    if points > 1.25 * mean + 0.5:
        return "rising", len(recent)
    return ("easing" if points < 0.75 * mean - 0.5 else "steady"), len(recent)


def sector_points(score: Score, sectors: tuple[Sector, ...]) -> float:
    """The points of the sectors together."""
    return math.fsum(getattr(score, sector) for sector in sectors)


def trend_words(trend: SectorTrend, weeks: int, say: Voice) -> str:
    """The trend, a known one, as the end of a sentence: `is rising compared with the four weeks before`."""
    direction = {"rising": N_("is rising"), "easing": N_("is easing"), "steady": N_("is steady")}[trend]
    before = say.many("compared with the week before", "compared with the {count} weeks before", weeks)
    return f"{say(direction)} {before}"


def _outline(manuscript: Manuscript, part: Part, told: list[Event]) -> StatementDraft | None:
    """An assessment of where the sectors' danger is going, and the events behind it; None where there is no week to compare with."""
    trend, weeks = trend_of(manuscript.evidence, part.sectors)
    if trend == "unknown":
        return None
    confidence: Confidence = "moderate" if sum(e.publisher_count > 1 for e in told) > 1 else "low"

    def phrase(say: Voice) -> str:
        return say(
            "The danger in this field {trend} ({confidence}).",
            trend=trend_words(trend, weeks, say), confidence=confidence_words(confidence, say),
        )  # fmt: skip

    shown = told[:NAMED]
    return manuscript.draft(
        phrase,
        key=f"{part.key}:weight",
        section=part.key,
        citations=leads(manuscript, shown),
        confidence=confidence,
        rests_on=tuple(dict.fromkeys(manuscript.told[e.event_id] for e in shown)),
    )


PARTS: tuple[Part, ...] = (
    Part(
        "military",
        N_("Military and Defense Analysis"),
        N_("No military or defence development of weight was found in this week's articles."),
        ("military",),
    ),
    Part(
        "security",
        N_("Internal Security and Unrest"),
        N_("No attack, crime or protest of weight was found in this week's articles."),
        ("internal_security", "unrest"),
    ),
    Part(
        "cyber", N_("Cyber Security"), N_("No cyber operation of weight was found in this week's articles."), ("cyber",)
    ),
    Part(
        "economy",
        N_("Economy, Border and Energy"),
        N_("No development of weight at the borders or in the supply of energy was found in this week's articles."),
        ("border_trade", "energy"),
    ),
    Part(
        "disasters",
        N_("Disasters and Health"),
        N_("No disaster, accident or outbreak of weight was found in this week's articles."),
        ("disaster", "health"),
    ),
)
"""The sector sections, in the order in which they stand."""
