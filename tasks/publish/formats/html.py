"""The report as one HTML page with map and charts."""

from __future__ import annotations

from tasks.publish.formats.finished import FinishedWeek, figures_of
from tasks.publish.report.html import render_html


def export_html(week: FinishedWeek) -> str:
    """One file: no script, nothing loaded from anywhere."""
    figures = figures_of(week)
    return render_html(week.document, map=figures.map, levels=figures.levels, why=figures.why)
