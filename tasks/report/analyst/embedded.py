"""The embedded analyst: drafts of every section from the rows alone, the same for the same rows."""

from __future__ import annotations

from tasks.report.evidence import Evidence
from tasks.report.manuscript import StatementDraft, new_manuscript
from tasks.report.relevance import is_thin
from tasks.report.sections import OF_A_THIN_WEEK, SECTIONS, WRITING_ORDER
from tasks.verify.verdict import Verdict


def write_drafts(evidence: Evidence) -> tuple[list[StatementDraft], list[tuple[StatementDraft, Verdict]]]:
    """The drafts in the order of writing (told, judged, summary), and those that the verifier refused, with its verdicts."""
    writers = {section.key: section.write for section in SECTIONS}
    manuscript = new_manuscript(evidence)
    for key in OF_A_THIN_WEEK if is_thin(evidence.articles) else WRITING_ORDER:
        writers[key](manuscript)
    return manuscript.drafts, manuscript.rejected
