"""Key Security Developments: the events that matter most, in the order of their salience, each with a heading and a paragraph."""

from __future__ import annotations

from tasks.report.desk import Desk
from tasks.report.prose import narrate
from tasks.voice.voice import N_

KEY = "developments"
EMPTY = N_("No development of this week could be told from the articles at hand.")
EVENTS_AT_MOST = 12
"""As many as a reader keeps in mind; the rest stands in the sector sections and the tables."""
TOLD_AT_LENGTH = 5
"""Events whose unfolding is told in two steps; the others' in one."""


def write_developments(desk: Desk) -> None:
    """Writes the paragraphs of the most salient events."""
    told = 0
    for event in desk.evidence.ranked:
        if told >= EVENTS_AT_MOST:
            break
        drafts = narrate.narrate(desk, event, section=KEY, steps=2 if told < TOLD_AT_LENGTH else 1)
        for draft in drafts:
            desk.add(draft)
        told += bool(drafts)
