"""What We Do Not Know: stories told by one publisher, numbers that disagree; coverage and silent feeds come from rows."""

from __future__ import annotations

from tasks.report import narrate, words
from tasks.report.draft import Desk, Draft, leads

KEY = "unknowns"
EMPTY = "Nothing was told, so there is nothing to qualify: what happened this week is unknown to us."
NAMED = 5


def write(desk: Desk) -> None:
    """Writes which told stories rest on a single publisher and where sources disagree on numbers."""
    evidence = desk.evidence
    told = [evidence.story[story_id] for story_id in desk.told]
    single = [s for s in told if s.publisher_count == 1]
    if single:
        more = f" and {len(single) - NAMED} more" if len(single) > NAMED else ""
        named = narrate.labels(desk, single[:NAMED])
        confident: words.Confidence = "high"
        desk.add(
            Draft(
                key=f"{KEY}:single",
                section=KEY,
                text=(
                    f"{words.capital(words.count(len(single), 'told story rests', 'told stories rest'))} on a single "
                    f"publisher and could not be compared: {named}{more}. "
                    f"This is counted, and so stated with {confident} confidence."
                ),
                citations=leads(evidence, single),
                confidence=confident,
                rests_on=tuple(desk.told[s.story_id] for s in single),
            )
        )
    for story in told:
        for low, high, what in (
            (story.killed_low, story.killed_high, "killed"),
            (story.injured_low, story.injured_high, "injured"),
        ):
            if low is not None and high is not None and low < high:
                desk.add(
                    Draft(
                        key=f"{KEY}:{story.story_id}:{what}",
                        section=KEY,
                        text=(
                            f"How many people were {what} in {narrate.label_of(desk, story)} is not settled: the "
                            f"articles state {words.between(low, high)}. We have low confidence in either figure."
                        ),
                        citations=leads(evidence, [story], 6),
                        confidence="low",
                        rests_on=(desk.told[story.story_id],),
                        story_id=story.story_id,
                    )
                )
