"""The static site of a warehouse: which pages need rebuilding, who rebuilds them, and the files they go to.

The site is made of units: the report page of a country-week, the pages of a country, the pages of the events that a
country-week told first, the title shard of a week, the tables of a year, and the site's own pages. Each unit has a digest of everything that it shows (the revisions of its country-weeks, the
names beside it, the code that draws it); `site-manifest.json` keeps the digests and the files. A run makes the units
whose digest changed and takes away the files of those that are gone, so a rebuilt country-week touches its own report,
the next one (which compares with it), its country, its week's titles, its year's tables and the site's own pages, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

import tasks
from flows.publishing import duckdb_wasm, site_events, site_units
from flows.publishing.site_units import Chunk, Made
from tasks.publish.site.pictures import FIGURES
from warehouse.columns import entries
from warehouse.errors import InputError, NotFoundError
from warehouse.sql.connect import sync
from warehouse.store.home import Home

MANIFEST = "site-manifest.json"
_LAYOUT = 1
_CHUNK_WEEKS = 6
"""Weeks of reports made at once: a week's stories are read once, for its own pages and for the next week's."""
_CHUNK_COUNTRIES = 12
_NOTE_SECONDS = 20.0
"""Between two notes of what is made so far."""
_ALONE = 40
"""Units up to which no worker process is worth its start."""

Built = dict[str, tuple[str, tuple[str, ...]]]
"""Unit -> its digest and its files."""


@dataclass(frozen=True, slots=True)
class SiteBuilt:
    """What a run did."""

    made: int
    """Units made."""
    kept: int
    """Units that were current."""
    removed: int
    """Files taken away."""
    files: int
    """Files of the site."""
    seconds: float


@dataclass(slots=True)
class SitePlan:
    """Everything that the site is to hold: unit -> digest."""

    reports: dict[tuple[dt.date, str], str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    weeks: dict[dt.date, str] = field(default_factory=dict)
    events: dict[tuple[dt.date, str], str] = field(default_factory=dict)
    tables: dict[int, str] = field(default_factory=dict)
    """By year."""
    site: str = ""


def build_site(
    home: Home,
    out: Path,
    *,
    workers: int = 2,
    force: bool = False,
    wasm_package: Path | None = None,
    on_units: Callable[[int], object] = lambda count: None,
) -> SiteBuilt:
    """The site of the warehouse in `out`, brought up to date.

    `on_units` is told of every few units that are made; `wasm_package` (see `flows.publishing.duckdb_wasm`) lets the data page
    answer SQL from now on. Raises NotFoundError where there is no report yet,
    InputError where `out` holds something else than a site.
    """
    started = time.monotonic()
    sync(home)
    known = _read_manifest(out)
    revisions = site_units.revisions(home)
    if not revisions:
        raise NotFoundError(
            "there is no report to show",
            where=home.location,
            remedy="build some with `weekwatch run` or `weekwatch demo`",
        )
    out.mkdir(parents=True, exist_ok=True)
    if not (out / MANIFEST).exists():
        _write_manifest(out, {})  # so that a first run, interrupted, is known again as a site
    if wasm_package is not None:
        duckdb_wasm.install(wasm_package, out)
    sql_inside = duckdb_wasm.is_installed(out)
    plan = _plan(revisions, site_events.page_owners(home), sql_inside)
    wanted = _wanted(plan)
    stale = {unit for unit, digest in wanted.items() if force or unit not in known or known[unit][0] != digest}
    noted = time.monotonic()
    built: Built = {unit: known[unit] for unit in wanted if unit not in stale}
    with ThreadPoolExecutor(1) as beside:  # DuckDB writes the tables while the pages are drawn
        years = [year for year in plan.tables if f"data {year}" in stale]
        tables = beside.submit(site_units.make_tables, home, out, years, sql_inside=sql_inside)
        for made in _units(plan, stale, home, out, workers):
            built |= {unit: (wanted[unit], files) for unit, files in made.items()}
            on_units(len(made))
            if time.monotonic() > noted + _NOTE_SECONDS:  # so that an interrupted run is not for nothing
                noted = time.monotonic()
                _write_manifest(out, built | {unit: known[unit] for unit in stale & known.keys() if unit not in built})
        pages = site_units.make_overviews(home, out) if "site" in stale else ()
        built |= {unit: (wanted[unit], files) for unit, files in tables.result().items()}
        if "site" in stale:
            page = site_units.make_data_page(home, out, sorted(plan.tables), sql_inside=sql_inside)
            built["site"] = (wanted["site"], (*pages, *page))
    gone = {file for _, files in known.values() for file in files} - {f for _, files in built.values() for f in files}
    for file in sorted(gone):
        (out / file).unlink(missing_ok=True)
    _write_manifest(out, built)
    copy_assets(out)
    return SiteBuilt(
        made=len(stale),
        kept=len(wanted) - len(stale),
        removed=len(gone),
        files=sum(len(files) for _, files in built.values()),
        seconds=time.monotonic() - started,
    )


def copy_assets(out: Path) -> None:
    """Puts style sheets and scripts beside the pages."""
    shutil.copytree(Path(tasks.__file__).parent / "publish" / "site" / "assets", out / "assets", dirs_exist_ok=True)
    (out / "assets" / "figures.css").write_text(FIGURES, encoding="utf-8")


def plan_of(home: Home, *, sql_inside: bool) -> SitePlan:
    """Everything that the site of the warehouse is to hold."""
    return _plan(site_units.revisions(home), site_events.page_owners(home), sql_inside)


def say_current(home: Home, out: Path) -> None:
    """Says in the manifest that all pages are there and current, the tables not: what a measurement of one rebuilt week begins with."""
    wanted = _wanted(plan_of(home, sql_inside=False))
    _write_manifest(out, {unit: (digest, ()) for unit, digest in wanted.items() if not unit.startswith("data ")})


# --- what is to be made -------------------------------------------------------------------------


def _plan(
    revisions: Sequence[tuple[str, dt.date, str]],
    owners: Mapping[tuple[str, dt.date], tuple[str, ...]],
    sql_inside: bool,
) -> SitePlan:
    skin = _skin()
    by_country: dict[str, dict[dt.date, str]] = {}
    by_week: dict[dt.date, list[str]] = {}
    for country, week, revision in revisions:
        by_country.setdefault(country, {})[week] = revision
        by_week.setdefault(week, []).append(f"{country}{revision}")
    plan = SitePlan(site=_digest(skin, sql_inside, revisions))
    for country, weeks in by_country.items():
        ordered = sorted(weeks)
        plan.countries[country] = _digest(skin, weeks)
        for at, week in enumerate(ordered):
            beside = (ordered[at - 1] if at else None, ordered[at + 1] if at + 1 < len(ordered) else None)
            before = weeks.get(week - dt.timedelta(days=7))
            plan.reports[week, country] = _digest(skin, weeks[week], before, beside)
    plan.weeks = {week: _digest(skin, sorted(found)) for week, found in by_week.items()}
    by_year: dict[int, list[tuple[str, dt.date, str]]] = {}
    for country, week, revision in revisions:
        by_year.setdefault(week.year, []).append((country, week, revision))
    plan.tables = {year: _digest(_columns(), sql_inside, found) for year, found in by_year.items()}
    plan.events = {(week, country): _digest(skin, rests_on) for (country, week), rests_on in owners.items()}
    return plan


def _wanted(plan: SitePlan) -> dict[str, str]:
    return {
        **{f"report {country} {week}": digest for (week, country), digest in plan.reports.items()},
        **{f"country {country}": digest for country, digest in plan.countries.items()},
        **{f"titles {week}": digest for week, digest in plan.weeks.items()},
        **{f"events {country} {week}": digest for (week, country), digest in plan.events.items()},
        **{f"data {year}": digest for year, digest in plan.tables.items()},
        "site": plan.site,
    }


def _chunks(plan: SitePlan, stale: set[str]) -> Iterator[Chunk]:
    """The stale units in pieces of work: neighbouring weeks together, then countries."""
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


@functools.cache
def _columns() -> str:
    """Digest of the columns of the published tables."""
    published = [entry for entry in entries() if entry.name in site_units.PUBLISHED]
    return _digest([(entry.name, [(c.name, c.duckdb_type) for c in entry.columns]) for entry in published])


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]


# --- making it ----------------------------------------------------------------------------------


def _units(plan: SitePlan, stale: set[str], home: Home, out: Path, workers: int) -> Iterator[Made]:
    """Makes the stale units of countries and weeks, piece by piece, in this process where they are few."""
    chunks = list(_chunks(plan, stale))
    if workers <= 1 or sum(len(chunk.units) for chunk in chunks) <= _ALONE:
        for chunk in chunks:
            yield site_units.make(home.location, out, chunk)
        return
    from flows.building.workers import worker_pool

    with worker_pool(workers) as pool:
        yield from _as_done(pool, chunks, home, out)


def _as_done(pool: Executor, chunks: Sequence[Chunk], home: Home, out: Path) -> Iterator[Made]:
    futures: list[Future[Made]] = [pool.submit(site_units.make, home.location, out, chunk) for chunk in chunks]
    try:
        for future in as_completed(futures):
            yield future.result()
    finally:
        for future in futures:
            future.cancel()


def _read_manifest(out: Path) -> Built:
    """What is there. Raises InputError where the folder holds files and no manifest of ours."""
    path = out / MANIFEST
    if not path.exists():
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise InputError("holds other files but no site", where=str(out), remedy="name an empty or a new folder")
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["layout"] != _LAYOUT:
            return {}
        built = {str(unit): (str(digest), tuple(map(str, files))) for unit, (digest, files) in content["units"].items()}
        if any(file.startswith("/") or ".." in file for _, files in built.values() for file in files):
            raise ValueError("a file outside the site")
        return built
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"is damaged ({type(error).__name__})", where=str(path), remedy="remove the folder and build the site again"
        ) from error


def _write_manifest(out: Path, built: Mapping[str, tuple[str, Iterable[str]]]) -> None:
    units = {unit: [digest, list(files)] for unit, (digest, files) in sorted(built.items())}
    path = out / MANIFEST
    beside = path.with_name(f".{MANIFEST}.{os.getpid()}")
    beside.write_text(json.dumps({"layout": _LAYOUT, "units": units}, separators=(",", ":")), encoding="utf-8")
    beside.replace(path)
