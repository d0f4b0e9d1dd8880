"""Key Security Developments: the events that matter most, in that order, each with a heading and a dated paragraph."""

from __future__ import annotations

from tasks.report.desk import Desk
from tasks.report.evidence import Evidence
from tasks.report.prose import narrate
from tasks.report.prose.event_names import main_place
from tasks.report.prose.pick_clauses import country_words, telling
from tasks.voice.voice import N_
from warehouse.tables import Story

KEY = "developments"
EMPTY = N_("No development of this week could be told from the articles at hand.")
EVENTS_AT_MOST = 12
"""As many as the model of this report tells; the rest stands in the sector sections and the tables."""
SENTENCES = 3
STORIES_READ = 60
"""Stories looked at, the most important first, for further tellings of an event."""
ALIKE = 0.4
"""Share of the shorter title's telling words from which two stories of a category are one event to the reader."""
ALIKE_IN_PLACE = 0.25
"""The same for stories that happened in the same place within three days."""


def write(desk: Desk) -> None:
    """Writes the paragraphs of the most important events that happened in the country or involve it."""
    evidence = desk.evidence
    near = [s for s in evidence.by_importance if s.nearness != "mentioned"]
    told = 0
    for stories in events(evidence, near or list(evidence.by_importance)):
        if told >= EVENTS_AT_MOST:
            break
        drafts = narrate.tell(desk, stories, section=KEY, sentences=SENTENCES)
        for draft in drafts:
            desk.add(draft)
        told += bool(drafts)


def events(evidence: Evidence, ranked: list[Story]) -> list[list[Story]]:
    """Stories that tell one event to a reader, together; in the order of their leads."""
    groups: list[list[Story]] = []
    for story in ranked[:STORIES_READ]:
        home = next((g for g in groups if _same_event(evidence, g[0], story)), None)
        if home is None:
            groups.append([story])
        else:
            home.append(story)
    return [*groups, *([story] for story in ranked[STORIES_READ:])]


def _same_event(evidence: Evidence, one: Story, two: Story) -> bool:
    if one.category != two.category or abs((one.event_date - two.event_date).days) > 3:
        return False
    ours, theirs = (telling(s.title) - country_words(evidence) for s in (one, two))
    shared = len(ours & theirs) / max(1, min(len(ours), len(theirs)))
    if len(ours & theirs) >= 2 and shared >= ALIKE:
        return True
    places = [main_place(evidence, s) for s in (one, two)]
    same_place = places[0] is not None and places[1] is not None and places[0].place_id == places[1].place_id
    return same_place and len(ours & theirs) >= 2 and shared >= ALIKE_IN_PLACE
