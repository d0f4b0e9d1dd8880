"""What We Do Not Know: tolls that disagree. Events of one publisher, coverage and what was left out are counted beside it."""

from __future__ import annotations

from tasks.report.manuscript import Manuscript, leads
from tasks.report.prose import facts
from tasks.report.prose.event_names import event_in_prose
from tasks.report.prose.likelihood import confidence_words
from tasks.voice.voice import N_, Phrase, Voice
from warehouse.tables import Event

KEY = "unknowns"
EMPTY = N_("Nothing could be reported, so what happened this week is unknown to us.")
CONTRADICTIONS_AT_MOST = 3


def write_unknowns(manuscript: Manuscript) -> None:
    """Writes where tolls disagree."""
    evidence = manuscript.evidence
    told = [evidence.event[event_id] for event_id in manuscript.told]
    unsettled = [
        e for e in told if _is_unsettled(manuscript, e) and evidence.situation.get(e.event_id) not in manuscript.told
    ]
    for event in unsettled[:CONTRADICTIONS_AT_MOST]:
        manuscript.add(
            manuscript.draft(
                _unsettled(manuscript, event),
                key=f"{KEY}:{event.event_id}:killed",
                section=KEY,
                citations=leads(manuscript, [event]),
                confidence="low",
                rests_on=(manuscript.told[event.event_id],),
                event_id=event.event_id,
            )
        )


def _is_unsettled(manuscript: Manuscript, event: Event) -> bool:
    """Whether publishers give different numbers of dead, and the newest number told is no higher than these."""
    low, high = event.killed_low, event.killed_high
    if event.kind not in facts.DEADLY or not low or not high or not low < high <= facts.WILD * low:
        return False
    newest = facts.newest_toll(manuscript, event)
    return newest is None or newest.killed <= high


def _unsettled(manuscript: Manuscript, event: Event) -> Phrase:
    def phrase(say: Voice) -> str:
        return say(
            "How many died in {event} is not settled: the newest reports say between {low} and {high} ({confidence}).",
            event=event_in_prose(manuscript.evidence, manuscript.headings, event, say), low=say.number(event.killed_low or 0),
            high=say.number(event.killed_high or 0), confidence=confidence_words("low", say),
        )  # fmt: skip

    return phrase
