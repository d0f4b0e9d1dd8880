"""What goes out of a finished country-week: files in the formats of EXPORTS, and the DuckDB file.

Nothing goes out of a country-week that breaks a check of severity error (`warehouse.sql.checks`): it is withheld, its
former files stay, and the checks say how to fix it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flows.building.judge_outlook import resolve_outlook
from flows.building.outcome import Outcome
from flows.building.worker import Workers
from flows.publishing.finished import finished_weeks
from flows.publishing.record import published_file, published_revision, write_record
from flows.publishing.whole_file import put
from tasks.publish.formats import EXPORTS, Export
from tasks.publish.formats.atom import FEED, atom_feed, newest
from tasks.publish.formats.finished import FinishedWeek
from tasks.threat.formula import level_bounds, load_formula
from warehouse.errors import WarehouseError
from warehouse.sql.checks import blocking
from warehouse.sql.connect import sync
from warehouse.store.country_weeks import StillStore, Store
from warehouse.store.home import Home
from warehouse.store.soundness import Finding
from warehouse.tables import (
    Report,
)
from warehouse.weeks import Week


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication wrote and what it held back."""

    files: tuple[Path, ...]
    withheld: Mapping[tuple[str, dt.date], Sequence[Finding]]
    """(country, start of week) -> the errors that forbid it."""

    def reasons(self) -> list[str]:
        """A line for each country-week held back: its first error, and how to fix it."""
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


_ALWAYS = tuple(export for export in EXPORTS if export.always)
"""What is always written."""


def publish(home: Home, country_weeks: Collection[tuple[str, Week]], workers: Workers | None = None) -> Published:
    """Writes the formats that are always written to `reports/XX/`, and the Atom feed; brings the DuckDB file up to date."""
    sync(home)
    if not country_weeks:
        return Published((), {})
    asked = {(country, week.start) for country, week in country_weeks}
    listed = newest(list(Store(home).read(Report)))
    unsound = _blocking(home, asked | {(report.country, report.week) for report in listed})
    withheld = {key: found for key, found in unsound.items() if key in asked}
    by_week: dict[Week, list[str]] = {}
    for country, week in country_weeks:
        if (country, week.start) not in withheld:
            by_week.setdefault(week, []).append(country)
    weeks = [(home, week, sorted(countries)) for week, countries in sorted(by_week.items())]
    written = [path for paths in (workers or Workers()).spread(_write_week, weeks) for path in paths]
    feed = atom_feed([report for report in listed if (report.country, report.week) not in unsound])
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
        paths += [*files, write_record(home, country, week, finished.document.report.revision, files)]
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
