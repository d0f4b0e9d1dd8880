"""What goes out of a finished country-week: report files, and the DuckDB file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from flows.builds import rows_by_country
from tasks.errors import NotFoundError
from tasks.report.document import ReportDocument, make_document
from tasks.report.html import render_html
from tasks.report.json import render_json
from tasks.report.markdown import render_markdown
from tasks.weeks import Week
from warehouse.db import sync
from warehouse.home import Home
from warehouse.store import Store
from warehouse.tables import (
    Article,
    Contribution,
    Hotspot,
    Issue,
    Outlook,
    Report,
    Score,
    Statement,
    Story,
)

REPORT_FORMATS: dict[str, Callable[[ReportDocument], str]] = {
    "md": render_markdown,
    "html": render_html,
    "json": render_json,
}
"""Formats of a report and what renders them."""


def render_report(home: Home, country: str, week: Week, style: str) -> str:
    """The report of a country-week in one of `REPORT_FORMATS`, from the tables. Raises NotFoundError."""
    documents = _documents(Store(home), [country], week)
    if country not in documents:
        raise NotFoundError(
            f"there is no report for {country} in the week of {week.start}",
            where=home.location,
            remedy=f"`weekwatch run --countries {country} --week {week.start}` builds it; --home names another warehouse",
        )
    return REPORT_FORMATS[style](documents[country])


def _documents(store: Store, countries: Sequence[str], week: Week) -> dict[str, ReportDocument]:
    """The documents of one week by country; countries without a report are left out. Each table is read once."""

    reports = rows_by_country(store, Report, countries, [week.start])
    scores = rows_by_country(store, Score, countries, [week.start])
    statements = rows_by_country(store, Statement, countries, [week.start])
    points = rows_by_country(store, Contribution, countries, [week.start])
    stories = rows_by_country(store, Story, countries, [week.start])
    articles = rows_by_country(store, Article, countries, [week.start])
    hotspots = rows_by_country(store, Hotspot, countries, [week.start])
    outlook = rows_by_country(store, Outlook, countries, [week.start])
    issues = rows_by_country(store, Issue, countries, [week.start])
    return {
        country: make_document(
            report=reports[country][0],
            score=scores[country][0],
            statements=statements[country],
            contributions=points[country],
            stories=stories[country],
            hotspots=hotspots[country],
            outlook=outlook[country],
            articles=articles[country],
            issues=issues[country],
        )
        for country in countries
        if reports[country] and scores[country]
    }


def publish(home: Home, country_weeks: Iterable[tuple[str, Week]]) -> list[Path]:
    """The Markdown, HTML and JSON files written to `reports/XX/`, and the DuckDB file brought up to date."""
    written = []
    store = Store(home)
    weeks: dict[Week, list[str]] = {}
    for country, week in country_weeks:
        weeks.setdefault(week, []).append(country)
    for week, countries in sorted(weeks.items()):
        for country, document in _documents(store, sorted(countries), week).items():
            folder = home.local / "reports" / country
            folder.mkdir(parents=True, exist_ok=True)
            for style, render in REPORT_FORMATS.items():
                path = folder / f"{week.start}.{style}"
                path.write_text(render(document), encoding="utf-8")
                written.append(path)
    sync(home)
    return written
