"""The report as Markdown."""

from __future__ import annotations

from tasks.publish.formats.finished import FinishedWeek
from tasks.publish.report.markdown import render_markdown


def export_markdown(week: FinishedWeek) -> str:
    """CommonMark with tables."""
    return render_markdown(week.document)
