"""The report as Markdown."""

from __future__ import annotations

from tasks.exports.finished import FinishedWeek
from tasks.report.markdown import render_markdown


def render(week: FinishedWeek) -> str:
    """CommonMark with tables."""
    return render_markdown(week.document)
