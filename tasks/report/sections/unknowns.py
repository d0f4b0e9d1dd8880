"""What We Do Not Know: stories told by one publisher, numbers that disagree; coverage and silent feeds come from rows."""

from __future__ import annotations

from tasks.report.desk import Desk, leads
from tasks.report.prose.event_names import label_of, labels
from tasks.report.prose.likelihood import confidence_words
from tasks.voice.voice import N_, Phrase, Voice, capital
from warehouse.tables import Story

KEY = "unknowns"
EMPTY = N_("Nothing was told, so there is nothing to qualify: what happened this week is unknown to us.")
NAMED = 5
CONTRADICTIONS_AT_MOST = 6


def write(desk: Desk) -> None:
    """Writes which told stories rest on a single publisher and where sources disagree on numbers."""
    evidence = desk.evidence
    told = [evidence.story[story_id] for story_id in desk.told]
    single = [s for s in told if s.publisher_count == 1]
    if single:
        desk.add(
            desk.draft(
                _single(desk, single),
                key=f"{KEY}:single",
                section=KEY,
                citations=leads(evidence, single),
                confidence="high",
                rests_on=tuple(dict.fromkeys(desk.told[s.story_id] for s in single)),
            )
        )
    disagreeing = [
        (story, low, high, what)
        for story in told
        for low, high, what in (
            (story.killed_low, story.killed_high, "killed"),
            (story.injured_low, story.injured_high, "injured"),
        )
        if low is not None and high is not None and low < high
    ]
    for story, low, high, what in disagreeing[:CONTRADICTIONS_AT_MOST]:
        desk.add(
            desk.draft(
                _unsettled(desk, story, low, high, what),
                key=f"{KEY}:{story.story_id}:{what}",
                section=KEY,
                citations=leads(evidence, [story], 6),
                confidence="low",
                rests_on=(desk.told[story.story_id],),
                story_id=story.story_id,
            )
        )


def _single(desk: Desk, single: list[Story]) -> Phrase:
    def phrase(say: Voice) -> str:
        named = labels(desk.evidence, single[:NAMED], say)
        if len(single) > NAMED:
            named = say("{list}, and more", list=named)
        return capital(
            say.many(
                "one of the stories told here rests on a single publisher and could not be compared (high confidence: counted): {named}.",
                "{count} of the stories told here rest on a single publisher each and could not be compared (high confidence: "
                "counted): {named}.",
                len(single), named=named,
            )
        )  # fmt: skip

    return phrase


def _unsettled(desk: Desk, story: Story, low: int, high: int, what: str) -> Phrase:
    def phrase(say: Voice) -> str:
        values = {
            "event": label_of(desk.evidence, story, say), "low": say.number(low), "high": say.number(high),
            "confidence": confidence_words("low", say),
        }  # fmt: skip
        if what == "killed":
            return say(
                "How many people were killed in {event} is not settled: the articles state between {low} and {high} ({confidence} in "
                "either figure).", **values,
            )  # fmt: skip
        return say(
            "How many people were injured in {event} is not settled: the articles state between {low} and {high} ({confidence} in "
            "either figure).", **values,
        )  # fmt: skip

    return phrase
