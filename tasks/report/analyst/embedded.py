"""The embedded analyst: drafts of every section from the rows alone, the same for the same rows."""

from __future__ import annotations

from tasks.report.draft import Draft, desk
from tasks.report.evidence import Evidence
from tasks.report.sections import SECTIONS, WRITING_ORDER


def write_drafts(evidence: Evidence) -> list[Draft]:
    """The drafts in the order of writing: what is told first, what is judged from it after, the summary last."""
    writers = {section.key: section.write for section in SECTIONS}
    table = desk(evidence)
    for key in WRITING_ORDER:
        writers[key](table)
    return table.drafts
