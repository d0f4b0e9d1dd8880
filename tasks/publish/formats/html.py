"""The report as one HTML page with map and charts."""

from __future__ import annotations

from tasks.publish.formats.finished import FinishedWeek, report_figures
from tasks.publish.report.html import render_html


def export_html(week: FinishedWeek) -> str:
    """One file: no script, nothing loaded from anywhere."""
    figures = report_figures(week)
    return render_html(week.document, map=figures.map, levels=figures.levels, why=figures.why)
