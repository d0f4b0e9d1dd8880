"""What a site is to hold: its units, each with a digest of everything that it shows, and the stale ones in pieces of work."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import tasks
from flows.homes import countries_folder
from flows.publishing.site_events import page_owners
from flows.publishing.site_units import Chunk
from tasks.countries.profiles import profile_paths
from tasks.publish.formats.atom import FEED
from tasks.publish.site.front import SPARK_WEEKS
from warehouse.columns import entries
from warehouse.frames import Warehouse
from warehouse.store.home import Home
from warehouse.weeks import Quarter, quarter_of

if TYPE_CHECKING:
    import pyarrow as pa

PUBLISHED = ("scores", "reports", "events", "hotspots", "outlook", "threads", "corrections")
"""Tables that the data page offers."""
SOURCE_WEEKS = 13
"""Weeks whose articles the page of sources counts: a quarter."""
_CHUNK_WEEKS = 6
"""Weeks of reports made at once: a week's stories are read once, for its own pages and for the next week's."""
_CHUNK_COUNTRIES = 12
_A_WEEK = dt.timedelta(days=7)

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


def plan_of(door: Warehouse, *, sql_inside: bool) -> SitePlan:
    """Everything that the site of the warehouse is to hold; nothing where there is no report."""
    revisions = tuples_of(door.arrow("select country, week, revision from reports order by all"))
    if not revisions:
        return SitePlan()
    plan, skin = SitePlan(), _skin()
    by_country: dict[str, dict[dt.date, str]] = {}
    by_week: dict[dt.date, list[str]] = {}
    by_quarter: dict[Quarter, list[str]] = {}
    for country, week, revision in revisions:
        by_country.setdefault(country, {})[week] = revision
        by_week.setdefault(week, []).append(f"{country}{revision}")
    for week, found in by_week.items():
        by_quarter.setdefault(quarter_of(week), []).extend((str(week), *found))
    for country, weeks in by_country.items():
        ordered = list(weeks)
        plan.countries[country] = _digest(skin, *map(str, weeks), *weeks.values())
        for at, week in enumerate(ordered):
            earlier, later = _beside(ordered, at)
            before = weeks.get(week - _A_WEEK, "")
            plan.reports[week, country] = _digest(skin, weeks[week], before, str(earlier), str(later))
    plan.weeks = {week: _digest(skin, *sorted(found)) for week, found in by_week.items()}
    plan.tables = {quarter: _digest(_columns(), str(sql_inside), *found) for quarter, found in by_quarter.items()}
    plan.events = {(week, country): _digest(skin, rests_on) for (country, week), rests_on in page_owners(door).items()}
    _plan_overviews(plan, door, by_country, sorted(by_week))
    return plan


def _beside(ordered: Sequence[dt.date], at: int) -> tuple[dt.date | None, dt.date | None]:
    """The weeks before and after one of a country's weeks."""
    return (ordered[at - 1] if at else None, ordered[at + 1] if at + 1 < len(ordered) else None)


def _plan_overviews(
    plan: SitePlan, door: Warehouse, by_country: Mapping[str, Mapping[dt.date, str]], weeks: Sequence[dt.date]
) -> None:
    """Adds the pages of the whole site, and of each country's feeds, which show what was heard in its newest week."""
    skin, profiles = _skin(), _profiles(countries_folder(door.home))
    collected = door.arrow("select value from meta.state where key = 'version:fetches'").column(0)[0].as_py()
    newest = {country: max(found.items()) for country, found in by_country.items()}
    plan.feeds = {country: _digest(skin, repr(last), collected, profiles) for country, last in newest.items()}
    lines = {
        country: found if newest[country][0] < weeks[-1] else _those(found, weeks[-SPARK_WEEKS:])
        for country, found in by_country.items()
    }
    heard = {country: _those(found, weeks[-SOURCE_WEEKS:]) for country, found in by_country.items()}
    corrected = tuples_of(door.arrow("select distinct country, week, revision from corrections order by all"))
    last, all_weeks = repr(newest), repr(weeks)
    plan.overviews = {
        "front": _digest(skin, repr(lines), all_weeks, str(has_feed(door.home))),
        "tools": _digest(skin, last, all_weeks),
        "sources": _digest(skin, repr(heard), last, collected, profiles),
        "corrections": _digest(skin, repr(corrected), last),
        "data page": _digest(skin, *plan.tables.values()),
    }


def _those(revisions: Mapping[dt.date, str], weeks: Sequence[dt.date]) -> dict[dt.date, str]:
    return {week: revisions[week] for week in weeks if week in revisions}


def chunks(plan: SitePlan, stale: Iterable[str]) -> Iterator[Chunk]:
    """The stale units of countries and weeks in pieces of work: neighbouring weeks together, then countries."""
    weeks: dict[dt.date, list[str]] = {}
    owners: dict[dt.date, list[str]] = {}
    titles: set[dt.date] = set()
    countries: list[str] = []
    for unit in sorted(stale):
        kind, *of = unit.split(" ")
        if kind == "report":
            weeks.setdefault(dt.date.fromisoformat(of[1]), []).append(of[0])
        elif kind == "events":
            owners.setdefault(dt.date.fromisoformat(of[1]), []).append(of[0])
        elif kind == "titles":
            titles.add(dt.date.fromisoformat(of[0]))
        elif kind == "country":
            countries.append(of[0])
    ordered = sorted(weeks.keys() | titles)
    for at in range(0, len(ordered), _CHUNK_WEEKS):
        some = ordered[at : at + _CHUNK_WEEKS]
        yield Chunk(
            weeks=tuple((week, tuple(weeks.get(week, ())), week in titles) for week in some),
            neighbours=neighbours(plan, [(country, week) for week in some for country in weeks.get(week, ())]),
        )
    for week, owning in sorted(owners.items()):
        yield Chunk(events=((week, tuple(owning)),))
    for at in range(0, len(countries), _CHUNK_COUNTRIES):
        yield Chunk(countries=tuple(countries[at : at + _CHUNK_COUNTRIES]))


def neighbours(
    plan: SitePlan, some: Collection[tuple[str, dt.date]]
) -> dict[tuple[str, dt.date], tuple[dt.date | None, dt.date | None]]:
    """(country, week) -> the reports before and after it, for some reports."""
    countries = {country for country, _ in some}
    of: dict[str, list[dt.date]] = {}
    for week, country in sorted(key for key in plan.reports if key[1] in countries):
        of.setdefault(country, []).append(week)
    return {(country, week): _beside(of[country], bisect_left(of[country], week)) for country, week in some}


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
        *(folder / "publish" / "report" / "data").glob("*"),
        *(folder / "report" / "prose").glob("*.py"),
        *(folder / "voice").rglob("*.po"),
        folder / "report" / "headings.py",
        folder / "report" / "relevance.py",
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
    return _digest(repr([(entry.name, [(c.name, c.duckdb_type) for c in entry.columns]) for entry in published]))


def tuples_of(table: pa.Table) -> list[tuple[Any, ...]]:
    """The rows of an answer as tuples."""
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]
