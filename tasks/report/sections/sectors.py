"""The sector sections: events of a sector that the key developments left out, and how it stands against the weeks before."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Literal

from tasks.report.evidence import Evidence
from tasks.report.manuscript import Manuscript, StatementDraft, leads
from tasks.report.prose import narrate
from tasks.report.prose.event_names import event_in_prose
from tasks.report.prose.likelihood import Confidence, confidence_words
from tasks.report.relevance import matters
from tasks.voice.voice import N_, Voice
from warehouse.tables import Event, Score, Sector

FURTHER_EVENTS = 2
"""Events of a sector told beyond the key developments."""
NAMED = 2
"""Events named beside the trend of a sector."""
TREND_WEEKS, LEAST_WEEKS = 4, 3
"""Weeks before that a sector is compared with, and of them those that must have been built."""

EMPTY = N_("Only routine reports, or none, were found.")
"""Stands in a section of which nothing is told: other reports in the field may stand in the annex."""

SectorTrend = Literal["rising", "easing", "steady", "unknown"]


@dataclass(frozen=True, slots=True)
class Part:
    """A sector section: what it is called, and the sectors that it covers."""

    key: str
    title: str
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
    """How the points of the sectors stand against the mean of the four weeks before, and how many of these were built.

    Unknown where fewer than three were: a comparison with one week is no trend.
    """
    since = evidence.week.shift(-TREND_WEEKS).start
    recent = [sector_points(score, sectors) for score in evidence.history if since <= score.week < evidence.week.start]
    if len(recent) < LEAST_WEEKS:
        return "unknown", len(recent)
    points, mean = sector_points(evidence.score, sectors), math.fsum(recent) / len(recent)
    if points > 1.25 * mean + 0.5:
        return "rising", len(recent)
    return ("easing" if points < 0.75 * mean - 0.5 else "steady"), len(recent)


def sector_points(score: Score, sectors: tuple[Sector, ...]) -> float:
    """The points of the sectors together."""
    return math.fsum(getattr(score, sector) for sector in sectors)


def _outline(manuscript: Manuscript, part: Part, told: list[Event]) -> StatementDraft | None:
    """That the field is graver or calmer than in the weeks before, with the events that are behind it or against it.

    None where it is as before, or the weeks before are too few to tell: then the events speak for themselves.
    """
    trend, weeks = trend_of(manuscript.evidence, part.sectors)
    if trend in ("steady", "unknown"):
        return None
    confidence: Confidence = "moderate" if sum(e.publisher_count > 1 for e in told) > 1 else "low"
    shown = told[:NAMED]

    def phrase(say: Voice) -> str:
        known = {
            "rising": N_("Graver than in the {count} weeks before, with {events} ({confidence})."),
            "easing": N_("Calmer than in the {count} weeks before, apart from {events} ({confidence})."),
        }[trend]
        events = say.join([event_in_prose(manuscript.evidence, manuscript.headings, e, say) for e in shown])
        return say(known, count=say.count(weeks), events=events, confidence=confidence_words(confidence, say))

    return manuscript.draft(
        phrase,
        key=f"{part.key}:weight",
        section=part.key,
        citations=leads(manuscript, shown),
        confidence=confidence,
        rests_on=tuple(dict.fromkeys(manuscript.told[e.event_id] for e in shown)),
    )


PARTS: tuple[Part, ...] = (
    Part("military", N_("Military and Defense Analysis"), ("military",)),
    Part("security", N_("Internal Security and Unrest"), ("internal_security", "unrest")),
    Part("cyber", N_("Cyber Security"), ("cyber",)),
    Part("economy", N_("Economy, Border and Energy"), ("border_trade", "energy")),
    Part("disasters", N_("Disasters and Health"), ("disaster", "health")),
)
"""The sector sections, in the order in which they stand."""
