"""Geopolitical Impact and Regional Dynamics: by partner country and bloc, the week's dealings by name."""

from __future__ import annotations

from collections import defaultdict

from tasks.events.taxonomy import quad_of
from tasks.report.desk import Desk, StatementDraft, leads
from tasks.report.prose import narrate
from tasks.report.prose.event_names import partners_of, shown_name
from tasks.report.prose.likelihood import Confidence, confidence_words
from tasks.voice.voice import N_, ORGANISATIONS, Voice, capital
from warehouse.tables import Event

KEY = "geopolitics"
EMPTY = N_("No dealing with another country or bloc was found in this week's articles.")
PARTNERS_AT_MOST = 5
DEALINGS_AT_MOST = 3
"""Dealings named of each partner."""


def write_geopolitics(desk: Desk) -> None:
    """Writes one assessment a partner, the one with the most salient dealings first, and first tells what is not yet told."""
    evidence = desk.evidence
    partners: dict[str, list[Event]] = defaultdict(list)
    for event in evidence.ranked:
        for partner in partners_of(evidence, event):
            partners[partner].append(event)
    by_weight = sorted(
        partners.items(), key=lambda pair: (-sum(e.salience for e in pair[1]), pair[0] in ORGANISATIONS, pair[0])
    )
    for partner, events in by_weight[:PARTNERS_AT_MOST]:
        if not any(e.event_id in desk.told for e in events):
            for draft in narrate.narrate(desk, events[0], section=KEY, steps=0):
                desk.add(draft)
        told = [e for e in events if e.event_id in desk.told]
        if told:
            desk.add(_dealings(desk, partner, told[:DEALINGS_AT_MOST]))


def tone(event: Event) -> int:
    """1 for cooperation, -1 for conflict, 0 for what is neither: the quad class of the event's kind."""
    quad = quad_of(event.kind)
    return 1 if quad.endswith("cooperation") else -1 if quad.endswith("conflict") else 0


def _dealings(desk: Desk, partner: str, told: list[Event]) -> StatementDraft:
    evidence = desk.evidence
    confidence: Confidence = "moderate" if max(e.publisher_count for e in told) > 1 else "low"

    def phrase(say: Voice) -> str:
        parts = []
        for events, message in (
            ([e for e in told if tone(e) > 0], N_("Cooperation: {events}.")),
            ([e for e in told if tone(e) < 0], N_("Friction: {events}.")),
            ([e for e in told if not tone(e)], N_("Involved in: {events}.")),
        ):
            if events:
                shown = say.join([shown_name(evidence, desk.headings, e, say) for e in events])
                parts.append(say(message, events=shown))
        parts.append(say("We read it so with {confidence}.", confidence=confidence_words(confidence, say)))
        return " ".join(parts)

    return desk.draft(
        phrase,
        key=f"{KEY}:{partner}",
        section=KEY,
        heading=capital(desk.say.country(partner)),
        citations=leads(evidence, told),
        confidence=confidence,
        rests_on=tuple(dict.fromkeys(desk.told[e.event_id] for e in told)),
    )
