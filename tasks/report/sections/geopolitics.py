"""Geopolitical Impact and Regional Dynamics: by partner country and bloc, the week's dealings by name."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

from tasks.events.actors import find_actors
from tasks.events.taxonomy import quad_of
from tasks.report.manuscript import Manuscript, StatementDraft, leads
from tasks.report.prose import narrate
from tasks.report.prose.event_names import event_in_prose, partners_of, shown_name
from tasks.report.prose.likelihood import Confidence, confidence_words
from tasks.report.relevance import DEALINGS
from tasks.voice.voice import ENGLISH, N_, ORGANISATIONS, Voice, capital
from warehouse.tables import Event

KEY = "geopolitics"
EMPTY = N_("No dealing of weight with another country or bloc was found in this week's articles.")
PARTNERS_AT_MOST = 5
DEALINGS_AT_MOST = 3
"""Dealings named of each partner."""
ALIKE = 2
"""Dealings of one tone, more than of the other, from which it is named: the kind of a single one is read wrongly too often."""


def write_geopolitics(manuscript: Manuscript) -> None:
    """Writes one assessment a partner, the one with the most salient dealings first, and first tells what is not yet told."""
    evidence = manuscript.evidence
    partners: dict[str, list[Event]] = defaultdict(list)
    for event in evidence.ranked:
        for partner in partners_of(evidence, event) if event.kind in DEALINGS else ():
            partners[partner].append(event)
    by_weight = sorted(
        partners.items(), key=lambda pair: (-sum(e.salience for e in pair[1]), pair[0] in ORGANISATIONS, pair[0])
    )
    for partner, events in by_weight[:PARTNERS_AT_MOST]:
        heading = capital(manuscript.say.country(partner))
        here = (
            _tell_first(manuscript, events[0], heading)
            if not any(e.event_id in manuscript.told for e in events)
            else []
        )
        told = [e for e in events if e.event_id in manuscript.told and (e in here or _is_named(manuscript, e, partner))]
        if told and told != here:
            manuscript.add(_dealings(manuscript, partner, told[:DEALINGS_AT_MOST], here))


def _tell_first(manuscript: Manuscript, event: Event, heading: str) -> list[Event]:
    """Tells an event under its partner's heading; the events that are told here."""
    drafts = narrate.narrate(manuscript, event, section=KEY, steps=0)
    for draft in drafts:
        manuscript.add(dataclasses.replace(draft, heading=heading))
    return [event] if drafts else []


def tone(event: Event) -> int:
    """1 for cooperation, -1 for conflict, 0 for what is neither: the quad class of the event's kind, but an appeal is no conflict."""
    quad = quad_of(event.kind) if event.kind != "request" else "neutral"
    return 1 if quad.endswith("cooperation") else -1 if quad.endswith("conflict") else 0


def _is_named(manuscript: Manuscript, event: Event, partner: str) -> bool:
    """Whether the name by which an event is shown names the partner: else a reader cannot see what it deals with."""
    return partner in find_actors(
        shown_name(manuscript.evidence, manuscript.headings, event, ENGLISH), "", lang=manuscript.say.language
    )


def _dealings(manuscript: Manuscript, partner: str, told: list[Event], here: list[Event]) -> StatementDraft:
    evidence = manuscript.evidence
    confidence: Confidence = "moderate" if max(e.publisher_count for e in told) > 1 else "low"

    def phrase(say: Voice) -> str:
        sure, weight = confidence_words(confidence, say), sum(tone(e) for e in told)
        shown = say.join([event_in_prose(evidence, manuscript.headings, e, say) for e in told if e not in here])
        if abs(weight) < ALIKE:
            return say("{events} ({confidence}).", events=capital(shown), confidence=sure)
        kind = N_("cooperation") if weight > 0 else N_("friction")
        return say("{kind} ({confidence}): {events}.", events=shown, kind=capital(say(kind)), confidence=sure)

    return manuscript.draft(
        phrase,
        key=f"{KEY}:{partner}",
        section=KEY,
        heading=capital(manuscript.say.country(partner)),
        citations=leads(manuscript, told),
        confidence=confidence,
        rests_on=tuple(dict.fromkeys(manuscript.told[e.event_id] for e in told)),
    )
