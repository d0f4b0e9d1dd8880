"""What a site is to hold: its units, each with a digest of everything that it shows, and the stale ones in pieces of work."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import tasks
from flows.homes import countries_folder
from flows.publishing.site_events import page_owners
from flows.publishing.site_units import Chunk
from tasks.countries.profiles import profile_paths
from tasks.publish.formats.atom import FEED
from tasks.publish.site.front import SPARK_WEEKS
from warehouse.columns import entries
from warehouse.sql.connect import query_sql
from warehouse.store.home import Home
from warehouse.weeks import Quarter, quarter_of

PUBLISHED = ("scores", "reports", "events", "hotspots", "outlook", "threads", "corrections")
"""Tables that the data page offers."""
SOURCE_WEEKS = 13
"""Weeks whose articles the page of sources counts: a quarter."""
_CHUNK_WEEKS = 6
"""Weeks of reports made at once: a week's stories are read once, for its own pages and for the next week's."""
_CHUNK_COUNTRIES = 12

Overview = Literal["front", "tools", "sources", "corrections", "data page"]
"""Pages of the whole site, by the unit that they are: the tools are comparison, search and what both know of the site."""


@dataclass(slots=True)
class SitePlan:
    """Everything that the site is to hold: unit -> digest."""

    reports: dict[tuple[dt.date, str], str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    feeds: dict[str, str] = field(default_factory=dict)
    """By country."""
    weeks: dict[dt.date, str] = field(default_factory=dict)
    events: dict[tuple[dt.date, str], str] = field(default_factory=dict)
    tables: dict[Quarter, str] = field(default_factory=dict)
    overviews: dict[Overview, str] = field(default_factory=dict)

    @property
    def wanted(self) -> dict[str, str]:
        """Name of a unit -> its digest, for all units."""
        return {
            **{f"report {country} {week}": digest for (week, country), digest in self.reports.items()},
            **{f"country {country}": digest for country, digest in self.countries.items()},
            **{f"feeds {country}": digest for country, digest in self.feeds.items()},
            **{f"titles {week}": digest for week, digest in self.weeks.items()},
            **{f"events {country} {week}": digest for (week, country), digest in self.events.items()},
            **{f"data {quarter.label}": digest for quarter, digest in self.tables.items()},
            **{str(page): digest for page, digest in self.overviews.items()},
        }


def plan_of(home: Home, *, sql_inside: bool) -> SitePlan:
    """Everything that the site of the warehouse is to hold; nothing where there is no report."""
    _, found = query_sql(home, "select country, week, revision from reports order by all")
    revisions: list[tuple[str, dt.date, str]] = list(found)
    if not revisions:
        return SitePlan()
    plan, skin = SitePlan(), _skin()
    by_country: dict[str, dict[dt.date, str]] = {}
    by_week: dict[dt.date, list[str]] = {}
    by_quarter: dict[Quarter, list[tuple[str, dt.date, str]]] = {}
    for country, week, revision in revisions:
        by_country.setdefault(country, {})[week] = revision
        by_week.setdefault(week, []).append(f"{country}{revision}")
    for row in revisions:
        by_quarter.setdefault(quarter_of(row[1]), []).append(row)
    for country, weeks in by_country.items():
        ordered = sorted(weeks)
        plan.countries[country] = _digest(skin, weeks)
        for at, week in enumerate(ordered):
            beside = (ordered[at - 1] if at else None, ordered[at + 1] if at + 1 < len(ordered) else None)
            before = weeks.get(week - dt.timedelta(days=7))
            plan.reports[week, country] = _digest(skin, weeks[week], before, beside)
    plan.weeks = {week: _digest(skin, sorted(found)) for week, found in by_week.items()}
    plan.tables = {quarter: _digest(_columns(), sql_inside, found) for quarter, found in by_quarter.items()}
    plan.events = {(week, country): _digest(skin, rests_on) for (country, week), rests_on in page_owners(home).items()}
    _plan_overviews(plan, home, by_country, sorted(by_week), sql_inside)
    return plan


def _plan_overviews(
    plan: SitePlan,
    home: Home,
    by_country: Mapping[str, Mapping[dt.date, str]],
    weeks: Sequence[dt.date],
    sql_inside: bool,
) -> None:
    """Adds the pages of the whole site, and of each country's feeds, which show what was heard in its newest week."""
    skin, collected, profiles = _skin(), _state(home)["version:fetches"], _profiles(countries_folder(home))
    newest = {country: max(found.items()) for country, found in by_country.items()}
    plan.feeds = {country: _digest(skin, last, collected, profiles) for country, last in newest.items()}
    lines = {
        country: found if newest[country][0] < weeks[-1] else _those(found, weeks[-SPARK_WEEKS:])
        for country, found in by_country.items()
    }
    heard = {country: _those(found, weeks[-SOURCE_WEEKS:]) for country, found in by_country.items()}
    _, corrected = query_sql(home, "select distinct country, week, revision from corrections order by all")
    plan.overviews = {
        "front": _digest(skin, lines, weeks, has_feed(home)),
        "tools": _digest(skin, newest, weeks),
        "sources": _digest(skin, heard, newest, collected, profiles),
        "corrections": _digest(skin, list(corrected), newest),
        "data page": _digest(skin, sorted(plan.tables.items())),
    }


def _those(revisions: Mapping[dt.date, str], weeks: Sequence[dt.date]) -> dict[dt.date, str]:
    return {week: revisions[week] for week in weeks if week in revisions}


def chunks(plan: SitePlan, stale: set[str]) -> Iterator[Chunk]:
    """The stale units of countries and weeks in pieces of work: neighbouring weeks together, then countries."""
    weeks: dict[dt.date, list[str]] = {}
    for week, country in sorted(plan.reports):
        if f"report {country} {week}" in stale:
            weeks.setdefault(week, []).append(country)
    titles = {week for week in plan.weeks if f"titles {week}" in stale}
    ordered = sorted(weeks.keys() | titles)
    for at in range(0, len(ordered), _CHUNK_WEEKS):
        some = ordered[at : at + _CHUNK_WEEKS]
        yield Chunk(
            weeks=tuple((week, tuple(weeks.get(week, ())), week in titles) for week in some),
            neighbours=neighbours(plan, some),
        )
    owners: dict[dt.date, list[str]] = {}
    for week, country in sorted(plan.events):
        if f"events {country} {week}" in stale:
            owners.setdefault(week, []).append(country)
    for week, owning in owners.items():
        yield Chunk(events=((week, tuple(owning)),))
    countries = [country for country in sorted(plan.countries) if f"country {country}" in stale]
    for at in range(0, len(countries), _CHUNK_COUNTRIES):
        yield Chunk(countries=tuple(countries[at : at + _CHUNK_COUNTRIES]))


def neighbours(
    plan: SitePlan, weeks: Sequence[dt.date]
) -> dict[tuple[str, dt.date], tuple[dt.date | None, dt.date | None]]:
    """(country, week) -> the reports before and after it."""
    of: dict[str, list[dt.date]] = {}
    for week, country in sorted(plan.reports):
        of.setdefault(country, []).append(week)
    some = set(weeks)
    return {
        (country, week): (found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None)
        for country, found in of.items()
        for at, week in enumerate(found)
        if week in some
    }


def has_feed(home: Home) -> bool:
    """Whether the builds left an Atom feed in the home."""
    return (home.local / "reports" / FEED).is_file()


# --- digests ------------------------------------------------------------------------------------


@functools.cache
def _skin() -> str:
    """Digest of what draws the pages; assets are left out, they are files of their own."""
    folder = Path(tasks.__file__).parent
    sources = [
        *(folder / "publish" / "site").rglob("*.py"),
        *(folder / "publish" / "site").rglob("*.j2"),
        *(folder / "publish" / "report").glob("*.py"),
        *(folder / "publish" / "graphics").glob("*.py"),
        folder / "threat" / "formula.yaml",
    ]
    digest = hashlib.sha256()
    for path in sorted(sources):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _profiles(folder: Path) -> str:
    """Digest of the countries' profiles."""
    digest = hashlib.sha256()
    for code, path in profile_paths(folder).items():
        digest.update(code.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@functools.cache
def _columns() -> str:
    """Digest of the columns of the published tables."""
    published = [entry for entry in entries() if entry.name in PUBLISHED]
    return _digest([(entry.name, [(c.name, c.duckdb_type) for c in entry.columns]) for entry in published])


def _state(home: Home) -> dict[str, str]:
    """What the DuckDB file was made from."""
    return dict(query_sql(home, "select key, value from meta.state")[1])


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
