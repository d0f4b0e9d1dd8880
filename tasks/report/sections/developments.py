"""Key Security Developments: the events that matter most, in the order of their salience, each with a heading and a paragraph."""

from __future__ import annotations

import dataclasses

from tasks.report.headings import FURTHER
from tasks.report.manuscript import Manuscript, StatementDraft
from tasks.report.prose import narrate
from tasks.report.prose.event_names import main_place
from tasks.voice.voice import N_
from warehouse.tables import Event

KEY = "developments"
EMPTY = N_("No development of this week could be told from the articles at hand.")
EVENTS_AT_MOST = 12
"""As many as a reader keeps in mind."""
LINES_AT_MOST = 5
"""Events that matter beyond them and belong to no situation told above, a line each; the rest stands in the sector sections and the tables."""
CORROBORATED = 2
"""Publishers from which an event of less weight is told."""
TOLD_AT_LENGTH = 5
"""Events whose unfolding is told in three steps; the others' in two."""


def _is_worth_telling(manuscript: Manuscript, event: Event, *, is_foremost: bool) -> bool:
    """Whether a reader learns something: a headline in the report's language, or kind and place of what another language tells.

    What does not matter of itself must be told by two publishers.
    """
    if not is_foremost and event.publisher_count < CORROBORATED:
        return False
    if narrate.is_readable(manuscript, event):
        return True
    if not is_foremost or main_place(manuscript.evidence, event) is not None:
        return is_foremost
    tells = any(narrate.is_readable_line(manuscript, line) for line in narrate.headlines_of(manuscript, event))
    return tells and event.publisher_count >= CORROBORATED


def write_developments(manuscript: Manuscript) -> None:
    """Writes the paragraphs of the most salient events; those that matter less stand last, a line each, under one heading."""
    foremost = {event.event_id for event in manuscript.evidence.foremost}
    further: list[StatementDraft] = []
    told = 0
    for event in manuscript.evidence.ranked:
        is_foremost, is_beyond = event.event_id in foremost, told >= EVENTS_AT_MOST
        if told >= EVENTS_AT_MOST + LINES_AT_MOST:
            break
        if is_beyond and (not is_foremost or event.event_id in manuscript.evidence.situation):
            continue
        if not _is_worth_telling(manuscript, event, is_foremost=is_foremost):
            continue
        steps = 0 if is_beyond or not is_foremost else 3 if told < TOLD_AT_LENGTH else 2
        drafts = narrate.narrate(manuscript, event, section=KEY, steps=steps)
        told += bool(drafts)
        if drafts and not steps:
            further.append(dataclasses.replace(drafts[0], heading=manuscript.say(FURTHER)))
        else:
            for draft in drafts:
                manuscript.add(draft)
    if not any(draft.section == KEY for draft in manuscript.drafts):  # then nothing is further
        further = [dataclasses.replace(draft, heading=manuscript.headings[draft.event_id or ""]) for draft in further]
    for draft in further:
        manuscript.add(draft)
