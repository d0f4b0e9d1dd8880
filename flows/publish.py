"""What goes out of a finished country-week: files in the formats of EXPORTS, and the DuckDB file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from flows.builds import rows_by_country
from tasks.errors import NotFoundError, WarehouseError
from tasks.exports import EXPORTS, Export, export_named
from tasks.exports.atom import atom_feed
from tasks.exports.finished import HISTORY_WEEKS, FinishedWeek
from tasks.report.document import make_document
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

REPORT_FORMATS = ("md", "html", "json")
"""Formats of `weekwatch report`."""


def render_report(home: Home, country: str, week: Week, style: str) -> str:
    """The report of a country-week in a text format of EXPORTS, from the tables. Raises NotFoundError."""
    return export_named(style).render(finished_week(home, country, week)).decode()


def finished_week(home: Home, country: str, week: Week) -> FinishedWeek:
    """A country-week with its history, from the tables. Raises NotFoundError where it has no report."""
    found = dict(finished_weeks(Store(home), [country], [week])).get((country, week))
    if found is None:
        raise NotFoundError(
            f"there is no report for {country} in the week of {week.start}",
            where=home.location,
            remedy=f"`weekwatch run --countries {country} --week {week.start}` builds it; --home names another warehouse",
        )
    return found


def finished_weeks(
    store: Store, countries: Sequence[str], weeks: Sequence[Week]
) -> Iterator[tuple[tuple[str, Week], FinishedWeek]]:
    """The finished country-weeks among these, week by week; each table is read once a week."""
    if not weeks:
        return
    ordered = sorted(weeks)
    first = ordered[0].shift(1 - HISTORY_WEEKS)
    span = [first.shift(n).start for n in range((ordered[-1].start - first.start).days // 7 + 1)]
    history = {
        c: sorted(rows, key=lambda s: s.week) for c, rows in rows_by_country(store, Score, countries, span).items()
    }
    for week in ordered:
        yield from _finished(store, countries, week, history)


def _finished(
    store: Store, countries: Sequence[str], week: Week, history: dict[str, list[Score]]
) -> Iterator[tuple[tuple[str, Week], FinishedWeek]]:
    reports = rows_by_country(store, Report, countries, [week.start])
    statements = rows_by_country(store, Statement, countries, [week.start])
    points = rows_by_country(store, Contribution, countries, [week.start])
    stories = rows_by_country(store, Story, countries, [week.start])
    articles = rows_by_country(store, Article, countries, [week.start])
    hotspots = rows_by_country(store, Hotspot, countries, [week.start])
    outlook = rows_by_country(store, Outlook, countries, [week.start])
    issues = rows_by_country(store, Issue, countries, [week.start])
    for country in countries:
        scores = [s for s in history[country] if s.week <= week.start]
        if not reports[country] or not scores or scores[-1].week != week.start:
            continue
        document = make_document(
            report=reports[country][0],
            score=scores[-1],
            statements=statements[country],
            contributions=points[country],
            stories=stories[country],
            hotspots=hotspots[country],
            outlook=outlook[country],
            articles=articles[country],
            issues=issues[country],
        )
        yield (
            (country, week),
            FinishedWeek(
                document=document,
                stories=tuple(stories[country]),
                articles=tuple(articles[country]),
                hotspots=tuple(hotspots[country]),
                contributions=tuple(points[country]),
                statements=tuple(statements[country]),
                history=tuple(scores[-HISTORY_WEEKS:]),
            ),
        )


def publish(home: Home, country_weeks: Iterable[tuple[str, Week]]) -> list[Path]:
    """The files of the formats that are always written, in `reports/XX/`; the Atom feed; the DuckDB file brought up to date."""
    written = []
    store = Store(home)
    by_week: dict[Week, list[str]] = {}
    for country, week in country_weeks:
        by_week.setdefault(week, []).append(country)
    always = [export for export in EXPORTS if export.always]
    for week, countries in sorted(by_week.items()):
        for (country, _), finished in finished_weeks(store, sorted(countries), [week]):
            folder = home.local / "reports" / country
            written += [write(export, finished, folder / f"{week.start}.{export.suffix}") for export in always]
    if written:
        feed = home.local / "reports" / "reports.atom"
        feed.write_text(atom_feed(list(store.read(Report))), encoding="utf-8")
        written.append(feed)
    sync(home)
    return written


def write(export: Export, finished: FinishedWeek, path: Path) -> Path:
    """The path, after the file was written whole beside it and moved there. Raises WarehouseError where it cannot be written."""
    content = export.render(finished)
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        raise WarehouseError(
            f"cannot be written ({error.strerror})", where=str(path), remedy="check rights and free space"
        ) from error
    return path
