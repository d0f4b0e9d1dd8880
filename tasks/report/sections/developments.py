"""Key Security Developments: the stories that matter most, in that order, each with a heading and a dated paragraph."""

from __future__ import annotations

from tasks.report import narrate
from tasks.report.draft import Desk

KEY = "developments"
EMPTY = "No development of this week could be told from the articles at hand."
STORIES_AT_MOST = 12
"""As many as the model of this report tells; the rest stands in the sector sections and the tables."""
SENTENCES = 2


def write(desk: Desk) -> None:
    """Writes the paragraphs of the most important stories that happened in the country or involve it."""
    evidence = desk.evidence
    near = [s for s in evidence.by_importance if s.nearness != "mentioned"]
    told = 0
    for story in near or evidence.by_importance:
        if told >= STORIES_AT_MOST:
            break
        drafts = narrate.tell(desk, story, section=KEY, sentences=SENTENCES)
        for draft in drafts:
            desk.add(draft)
        told += bool(drafts)
