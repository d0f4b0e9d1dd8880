"""What goes out of a finished country-week: files in the formats of EXPORTS, and the DuckDB file.

Nothing goes out of a country-week that breaks a check of severity error (`warehouse.sql.checks`): it is withheld, its
former files stay, and the checks say how to mend it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flows.building.batch import Outcome, rows_by_country
from flows.building.judge_outlook import resolve_outlook
from flows.building.worker import Workers
from flows.publishing.whole_file import whole
from tasks.publish.formats import EXPORTS, Export, export_named
from tasks.publish.formats.atom import FEED, atom_feed, newest
from tasks.publish.formats.finished import HISTORY_WEEKS, FinishedWeek
from tasks.publish.report.document import make_document
from tasks.threat.formula import level_bounds, load_formula
from warehouse.errors import NotFoundError, WarehouseError
from warehouse.sql.checks import blocking
from warehouse.sql.connect import sync
from warehouse.store.country_weeks import StillStore, Store
from warehouse.store.home import Home
from warehouse.store.soundness import Finding
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
from warehouse.weeks import Week

REPORT_FORMATS = ("md", "html", "json")
"""Formats of `weekwatch report`."""


def render_report(home: Home, country: str, week: Week, style: str) -> str:
    """The report of a country-week in a text format of EXPORTS, from the tables. Raises NotFoundError."""
    return export_named(style).render(finished_week(home, country, week)).decode()


def finished_week(home: Home, country: str, week: Week) -> FinishedWeek:
    """A country-week with its history, from the tables. Raises NotFoundError where it has no report."""
    found = dict(finished_weeks(StillStore(home), [country], [week])).get((country, week))
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


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication wrote and what it held back."""

    files: tuple[Path, ...]
    withheld: Mapping[tuple[str, dt.date], Sequence[Finding]]
    """(country, start of week) -> the errors that forbid it."""

    def reasons(self) -> list[str]:
        """A line for each country-week held back: its first error, and how to mend it."""
        return [f"withheld: {_reason(found)}" for _, found in sorted(self.withheld.items())]


def _reason(found: Sequence[Finding]) -> str:
    return f"{found[0]}" + (f"\n  and {len(found) - 1} more: weekwatch warehouse verify" if found[1:] else "")


def publish_outcomes(home: Home, outcomes: Sequence[Outcome], workers: Workers | None = None) -> list[Outcome]:
    """The outcomes, after what was built was published and the forecasts judged that speak of it; those held back say why.

    So is what an interrupted run built and left: its files come after the judgement, so that where they are missing, both
    are made up for. `workers` share in the writing of files.
    """
    built = [(o.country, Week(o.week)) for o in outcomes if o.status == "built"]
    left = unpublished(home, [(o.country, Week(o.week)) for o in outcomes if o.status == "unchanged"])
    if weeks := {week.start for _, week in built + left}:
        resolve_outlook(home, countries={outcome.country for outcome in outcomes}, built=weeks)
    withheld = publish(home, built + left, workers).withheld
    return [
        replace(o, status="withheld", reason=_reason(withheld[o.country, o.week]))
        if (o.country, o.week) in withheld
        else o
        for o in outcomes
    ]


def unpublished(home: Home, country_weeks: Collection[tuple[str, Week]]) -> list[tuple[str, Week]]:
    """Those that were built and whose files are missing or show another revision."""
    if not country_weeks:
        return []
    countries, weeks = {country for country, _ in country_weeks}, {week.start for _, week in country_weeks}
    runs = Store(home).current_runs(countries=countries, weeks=weeks)
    found = []
    for country, week in country_weeks:
        run = runs.get((country, week.start))
        if run is not None and run.revision != published_revision(home, country, week):
            found.append((country, week))
    return found


def published_revision(home: Home, country: str, week: Week) -> str | None:
    """The revision whose files were all written, by the record beside them; None where there is none or a file is gone."""
    record = _record(home, country, week)
    try:
        written = json.loads(record.read_text("utf-8"))
        whole = all((record.parent / name).is_file() for name in written["files"])
        return str(written["revision"]) if whole else None
    except (OSError, ValueError, KeyError, TypeError):  # missing or damaged: it is written again
        return None


def _record(home: Home, country: str, week: Week) -> Path:
    return published_file(home, country, week, "published.json")


def published_file(home: Home, country: str, week: Week, suffix: str) -> Path:
    """Where the report of a country-week lies once it is published."""
    return home.local / "reports" / country / f"{week.start}.{suffix}"


_ALWAYS = tuple(export for export in EXPORTS if export.always)
"""What is always written."""


def publish(home: Home, country_weeks: Collection[tuple[str, Week]], workers: Workers | None = None) -> Published:
    """Writes the formats that are always written to `reports/XX/`, and the Atom feed; brings the DuckDB file up to date."""
    sync(home)
    if not country_weeks:
        return Published((), {})
    withheld = _blocking(home, {(country, week.start) for country, week in country_weeks})
    by_week: dict[Week, list[str]] = {}
    for country, week in country_weeks:
        if (country, week.start) not in withheld:
            by_week.setdefault(week, []).append(country)
    weeks = [(home, week, sorted(countries)) for week, countries in sorted(by_week.items())]
    written = [path for paths in (workers or Workers()).spread(_write_week, weeks) for path in paths]
    feed = atom_feed(newest_sound(home, Store(home).read(Report)))
    written.append(put(feed.encode(), home.local / "reports" / FEED))
    return Published(tuple(written), withheld)


def _blocking(
    home: Home, country_weeks: Collection[tuple[str, dt.date]]
) -> Mapping[tuple[str, dt.date], list[Finding]]:
    return blocking(home, country_weeks, level_bounds(load_formula()))


def _write_week(home: Home, week: Week, countries: Sequence[str]) -> list[Path]:
    """The files of a week, written, and beside those of each country the record of their revision, last."""
    paths = []
    for (country, _), finished in finished_weeks(StillStore(home), countries, [week]):
        files = [write(e, finished, published_file(home, country, week, e.suffix)) for e in _ALWAYS]
        record = {"revision": finished.document.report.revision, "files": [path.name for path in files]}
        paths += [*files, put(json.dumps(record).encode(), _record(home, country, week))]
    return paths


def newest_sound(home: Home, reports: Sequence[Report]) -> list[Report]:
    """The newest reports, as many as a feed holds, without those that must not be published."""
    chosen = newest(reports)
    withheld = _blocking(home, {(report.country, report.week) for report in chosen})
    return [report for report in chosen if (report.country, report.week) not in withheld]


def refuse_unsound(home: Home, country: str, week: Week) -> None:
    """Raises WarehouseError where the country-week breaks a check of severity error."""
    for found in _blocking(home, {(country, week.start)}).values():
        raise WarehouseError(
            f"{country} {week.start} breaks {len(found)} rules, so it is not exported: {found[0].subject}: {found[0].message}",
            where=home.location,
            remedy=f"{found[0].remedy}; `weekwatch warehouse verify` shows all",
        )


def write(export: Export, finished: FinishedWeek, path: Path) -> Path:
    """The path of a finished week in a format, written."""
    return put(export.render(finished), path)


def put(content: bytes, path: Path) -> Path:
    """The path, written whole."""
    with whole(path) as beside:
        beside.write_bytes(content)
    return path
