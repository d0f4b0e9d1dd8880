"""What We Do Not Know: events told by one publisher, and tolls that disagree. What was left out is counted beside it."""

from __future__ import annotations

from tasks.report.manuscript import Manuscript, leads
from tasks.report.prose import facts
from tasks.report.prose.event_names import event_in_prose
from tasks.report.prose.likelihood import confidence_words
from tasks.voice.voice import N_, Phrase, Voice, capital
from warehouse.tables import Event

KEY = "unknowns"
EMPTY = N_("Nothing was told, so there is nothing to qualify: what happened this week is unknown to us.")
CONTRADICTIONS_AT_MOST = 3


def write_unknowns(manuscript: Manuscript) -> None:
    """Writes which told events rest on a single publisher, and where tolls disagree."""
    evidence = manuscript.evidence
    told = [evidence.event[event_id] for event_id in manuscript.told]
    single = [e for e in told if e.publisher_count == 1]
    if single:
        _judge(manuscript, "single", _single(len(single), len(told)), single)
    unsettled = [
        e for e in told if _is_unsettled(manuscript, e) and evidence.situation.get(e.event_id) not in manuscript.told
    ]
    for event in unsettled[:CONTRADICTIONS_AT_MOST]:
        _judge(manuscript, f"{event.event_id}:killed", _unsettled(manuscript, event), [event])


def _is_unsettled(manuscript: Manuscript, event: Event) -> bool:
    """Whether publishers give different numbers of dead, and the newest number told is no higher than these."""
    low, high = event.killed_low, event.killed_high
    if event.kind not in facts.DEADLY or not low or not high or not low < high <= facts.WILD * low:
        return False
    newest = facts.newest_toll(manuscript, event)
    return newest is None or newest.killed <= high


def _judge(manuscript: Manuscript, key: str, phrase: Phrase, events: list[Event]) -> None:
    manuscript.add(
        manuscript.draft(
            phrase,
            key=f"{KEY}:{key}",
            section=KEY,
            citations=leads(manuscript, events),
            confidence="low" if key.endswith("killed") else "high",
            rests_on=tuple(dict.fromkeys(manuscript.told[e.event_id] for e in events)),
            event_id=events[0].event_id if key.endswith("killed") else None,
        )
    )


def _single(single: int, told: int) -> Phrase:
    def phrase(say: Voice) -> str:
        if single == told:
            return say(
                "Every event told here rests on a single publisher ({confidence}).",
                confidence=confidence_words("high", say),
            )
        return capital(
            say.many(
                "one of the {told} events told here rests on a single publisher ({confidence}).",
                "{count} of the {told} events told here rest on a single publisher each ({confidence}).",
                single, told=say.count(told), confidence=confidence_words("high", say),
            )
        )  # fmt: skip

    return phrase


def _unsettled(manuscript: Manuscript, event: Event) -> Phrase:
    def phrase(say: Voice) -> str:
        return say(
            "How many died in {event} is not settled: the newest reports say between {low} and {high} ({confidence}).",
            event=event_in_prose(manuscript.evidence, manuscript.headings, event, say), low=say.number(event.killed_low or 0),
            high=say.number(event.killed_high or 0), confidence=confidence_words("low", say),
        )  # fmt: skip

    return phrase
