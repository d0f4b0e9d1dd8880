"""Geopolitical Impact and Regional Dynamics: by partner country and bloc, the week's dealings by name."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

from tasks.events.actors import find_actors
from tasks.report.manuscript import Manuscript, StatementDraft, leads
from tasks.report.prose import narrate
from tasks.report.prose.event_names import event_in_prose, partners_of, shown_name
from tasks.report.prose.likelihood import Confidence, confidence_words
from tasks.report.relevance import DEALINGS
from tasks.report.sections.developments import CORROBORATED
from tasks.voice.voice import ENGLISH, N_, ORGANISATIONS, Voice, capital
from warehouse.tables import Event

KEY = "geopolitics"
EMPTY = N_("No dealing with another country or bloc that bears on security was found.")
PARTNERS_AT_MOST = 5
DEALINGS_AT_MOST = 3
"""Dealings named of each partner."""


def write_geopolitics(manuscript: Manuscript) -> None:
    """Writes one assessment a partner, the one with the most salient dealings first, and first tells what is not yet told.

    A dealing with several partners is named once, at the first of them.
    """
    evidence = manuscript.evidence
    partners: dict[str, list[Event]] = defaultdict(list)
    for event in evidence.ranked:
        for partner in partners_of(evidence, event) if event.kind in DEALINGS else ():
            partners[partner].append(event)
    by_weight = sorted(
        partners.items(), key=lambda pair: (-sum(e.salience for e in pair[1]), pair[0] in ORGANISATIONS, pair[0])
    )
    named: set[str] = set()
    for partner, events in by_weight[:PARTNERS_AT_MOST]:
        heading = capital(manuscript.say.country(partner))
        here = (
            []
            if any(e.event_id in manuscript.told for e in events)
            else _tell_first(manuscript, events, partner, heading)
        )
        told = [
            e
            for e in events
            if e.event_id in manuscript.told and e.event_id not in named and _is_named(manuscript, e, partner)
        ]
        told = [e for e in told if e not in here][:DEALINGS_AT_MOST]
        named |= {e.event_id for e in (*here, *told)}
        if told:
            manuscript.add(_dealings(manuscript, partner, told))


def _tell_first(manuscript: Manuscript, events: list[Event], partner: str, heading: str) -> list[Event]:
    """Tells the first event of weight under its partner's heading whose words there name the partner; the events that are told here."""
    foremost = {event.event_id for event in manuscript.evidence.foremost}
    of_weight = [e for e in events if e.event_id in foremost or e.publisher_count >= CORROBORATED]
    for event in of_weight[:DEALINGS_AT_MOST]:
        quoted = manuscript.quoted_words.copy()
        drafts = narrate.narrate(manuscript, event, section=KEY, steps=0)
        if any(partner in find_actors(draft.english, "", lang=ENGLISH.language) for draft in drafts):
            for draft in drafts:
                manuscript.add(dataclasses.replace(draft, heading=heading))
            return [event]
        manuscript.told.pop(event.event_id, None)
        manuscript.headings.pop(event.event_id, None)
        manuscript.headed_by.pop(event.event_id, None)
        manuscript.quoted_words = quoted
    return []


def _is_named(manuscript: Manuscript, event: Event, partner: str) -> bool:
    """Whether the name by which an event is shown names the partner: else a reader cannot see what it deals with."""
    return partner in find_actors(
        shown_name(manuscript.evidence, manuscript.headings, event, ENGLISH), "", lang=manuscript.say.language
    )


def _dealings(manuscript: Manuscript, partner: str, told: list[Event]) -> StatementDraft:
    evidence = manuscript.evidence
    confidence: Confidence = "moderate" if max(e.publisher_count for e in told) > 1 else "low"

    def phrase(say: Voice) -> str:
        shown = say.join([event_in_prose(evidence, manuscript.headings, e, say) for e in told])
        return say("{events} ({confidence}).", events=capital(shown), confidence=confidence_words(confidence, say))

    return manuscript.draft(
        phrase,
        key=f"{KEY}:{partner}",
        section=KEY,
        heading=capital(manuscript.say.country(partner)),
        citations=leads(manuscript, told),
        confidence=confidence,
        rests_on=tuple(dict.fromkeys(manuscript.told[e.event_id] for e in told)),
    )
