"""What a section about a field of security (military, cyber, ...) adds to its statements: where its events are told, and lesser reports.

So that a short section is no claim of calm: what the annex lists in the field is pointed at by its number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from tasks.report.headings import FURTHER
from tasks.report.relevance import LEAST_RELEVANCE
from tasks.voice.voice import N_, Voice
from warehouse.tables import Article, Sector, Statement

NAMED_ABOVE = 3
"""Headings named of the events of a field that are told above."""
NOTHING_FURTHER = N_("Other fields")
"""Heading of the fields on which the week has no report."""


def told_above(statements: Sequence[Statement], sectors: Sequence[Sector], say: Voice) -> str:
    """Which of the key developments are of the field, as `See above: “...”.`; empty where none is, or the section tells events of its own."""
    shared = say(FURTHER)
    of_field = [s for s in statements if s.section == "developments" and s.sector in sectors and s.heading is not None]
    named = list(dict.fromkeys(f"“{s.heading}”" for s in of_field if s.heading != shared))[:NAMED_ABOVE]
    if not named and any(s.heading == shared for s in of_field):
        named = [f"“{shared}”"]
    return say("See above: {events}.", events=say.join(named)) if named else ""


def lesser_reports(
    articles: Sequence[Article], sectors: Sequence[Sector], cited: Set[str], numbers: Mapping[str, int]
) -> list[int]:
    """The annex numbers of the week's reports in the field that no statement cites, the gravest first.

    Those of no relevance to security, repetitions, and what is told of other times are left out.
    """
    found = [
        a
        for a in articles
        if a.sector in sectors
        and a.article_id not in cited
        and a.duplicate_of is None
        and a.time_kind == "current"
        and (a.relevance is None or a.relevance >= LEAST_RELEVANCE)
    ]
    return [numbers[a.article_id] for a in sorted(found, key=lambda a: (-a.severity, numbers[a.article_id]))]
