"""Executive Summary, the brief that is forwarded: bottom line, takeaways by event, what changed, what to watch; 300 words at most."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from tasks.report.manuscript import Manuscript, StatementDraft, leads
from tasks.report.prose import narrate
from tasks.report.prose.event_names import event_in_prose, tells_it_apart, undated_label
from tasks.report.prose.likelihood import confidence_words
from tasks.report.prose.pick_clauses import country_words
from tasks.report.relevance import goes_on, is_thin
from tasks.report.sections.opening import KEY, bottom_line
from tasks.report.sections.takeaways import is_known_by_name, length_of, takeaways
from tasks.voice.voice import ENGLISH, N_, Voice
from warehouse.tables import Event

EMPTY = N_(
    "No article about the country was found for this week, so no summary can be given; this is not a sign of calm."
)
UNTOLD = N_(
    "Insufficient coverage this week: none of the articles that were found tells of the country's security; this is not a sign of calm."
)
"""Stands in place of a summary where there are articles, and nothing to tell of them."""
CHANGED = N_("What changed since last week")
WATCH = N_("What to watch")
DATES_AT_MOST = 3
CHANGES_AT_MOST = 2
"""Events named as going on."""
WORDS_AT_MOST = 300
"""Of the whole brief: what one screen holds."""


def write_summary(manuscript: Manuscript) -> None:
    """Writes the bottom line, the takeaways as far as the length allows, the change and what to watch."""
    told = [e for e in manuscript.evidence.foremost if e.event_id in manuscript.told]
    if not told:
        return
    events = [e for e in told if narrate.is_readable(manuscript, e) or is_known_by_name(manuscript, e)] or told[:1]
    first = bottom_line(manuscript, events)
    last = [] if is_thin(manuscript.evidence.articles) else [*_change(manuscript, events), *_watch(manuscript)]
    manuscript.add(first)
    for draft in takeaways(manuscript, events, WORDS_AT_MOST - sum(length_of(d) for d in (first, *last))):
        manuscript.add(draft)
    for draft in last:
        manuscript.add(draft)


def _change(manuscript: Manuscript, events: list[Event]) -> list[StatementDraft]:
    """What goes on from the week before, by name, and that the rest is new where its events are; nothing where the week before was not read.

    An event that bears the name of one of last week's and tells another matter is called neither.
    """
    evidence = manuscript.evidence
    apart = _apart(manuscript, events)
    if evidence.previous_score is None or not apart:
        return []
    all_lasting = [e for e in apart if goes_on(e, evidence.previous_events, country_words(evidence))]
    is_all = len(all_lasting) == len(apart)
    is_rest_new = all(e.status == "new" for e in events if e not in all_lasting)
    if not all_lasting and not is_rest_new:
        return []
    lasting = all_lasting[:CHANGES_AT_MOST]
    shown = lasting or apart[:CHANGES_AT_MOST]

    def phrase(say: Voice) -> str:
        sure = confidence_words("moderate", say)
        if not lasting:
            return say("All of the above is new this week ({confidence}).", confidence=sure)
        named = say.join([event_in_prose(evidence, manuscript.headings, e, say) for e in lasting])
        if is_all or not is_rest_new:
            return say("Continuing from the week before: {events} ({confidence}).", events=named, confidence=sure)
        if len(lasting) < len(all_lasting):
            return say(
                "Continuing from the week before, among others: {events} ({confidence}).", events=named, confidence=sure
            )
        return say(
            "Continuing from the week before: {events}; the rest is new ({confidence}).", events=named, confidence=sure
        )

    draft = manuscript.draft(
        phrase,
        key=f"{KEY}:change",
        section=KEY,
        heading=manuscript.say(CHANGED),
        citations=leads(manuscript, shown),
        confidence="moderate",
        rests_on=tuple(dict.fromkeys(manuscript.told[e.event_id] for e in shown)),
    )
    return [draft]


def _apart(manuscript: Manuscript, events: Sequence[Event]) -> list[Event]:
    """The events without those that are called like one before them: two of `the armed attack in Bondi` are one to a reader."""
    found: dict[str, Event] = {}
    for event in events:
        alike = (
            undated_label(manuscript.evidence, event, ENGLISH)
            if tells_it_apart(manuscript.evidence, event)
            else event.event_id
        )
        found.setdefault(alike, event)
    return list(found.values())


def _watch(manuscript: Manuscript) -> list[StatementDraft]:
    """The announced dates that come first, and the first thing to look out for."""
    dated = [
        d for d in manuscript.drafts if d.section == "outlook" and d.key.startswith("outlook:") and d.confidence is None
    ]
    dated = sorted(dated, key=lambda d: (str(d.event_date), d.key))[:DATES_AT_MOST]
    signs = [d for d in manuscript.drafts if d.section == "outlook" and d.key.startswith("outlook:sign:")][
        : 1 if dated else 2
    ]
    return [
        dataclasses.replace(d, key=f"{KEY}:{d.key}", section=KEY, heading=manuscript.say(WATCH))
        for d in (*dated, *signs)
    ]
