"""The static site of a warehouse: which pages need rebuilding, who rebuilds them, and the files they go to.

The site is made of units: the report page of a country-week, the pages of a country and that of its feeds, the pages of the
events that a country-week told first, the title shard of a week, the tables of a quarter, and the pages of the whole site.
Each unit has a digest of everything that it shows (the revisions of its country-weeks, the names beside it, the code that
draws it: `flows.publishing.site_plan`); `site-manifest.json` keeps the digests and the files. A run makes the units whose
digest changed and takes away the files of those that are gone, so a rebuilt country-week touches its own report, the next
one (which compares with it), its country, its week's titles, its quarter's tables and the pages of the whole site that show
its week, and nothing else.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import tasks
from flows.publishing import duckdb_wasm, site_units
from flows.publishing.site_manifest import MANIFEST, Built, digest_of, entry, files_of, read_manifest, write_manifest
from flows.publishing.site_overviews import copy_feed, make_data_page, make_overviews, make_tables
from flows.publishing.site_plan import SitePlan, chunks, plan_of
from flows.publishing.site_units import Chunk, Made
from tasks.publish.site.pictures import FIGURES
from warehouse.errors import NotFoundError
from warehouse.frames import Warehouse
from warehouse.sql.connect import sync
from warehouse.store.home import Home

_NOTE_SECONDS = 20.0
"""Between two notes of what is made so far."""
_ALONE = 40
"""Units up to which no worker process is worth its start."""


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
    known = read_manifest(out)
    sql_inside = wasm_package is not None or duckdb_wasm.is_installed(out)
    with Warehouse(home).within() as door:  # one connection for all: each costs a tenth of a second
        plan = plan_of(door, sql_inside=sql_inside)
        if not plan.reports:
            raise NotFoundError(
                "there is no report to show",
                where=home.location,
                remedy="build some with `weekwatch run` or `weekwatch demo`",
            )
        out.mkdir(parents=True, exist_ok=True)
        if not (out / MANIFEST).exists():
            write_manifest(out, {})  # so that a first run, interrupted, is known again as a site
        if wasm_package is not None:
            duckdb_wasm.install(wasm_package, out)
        wanted = plan.wanted
        stale = {unit for unit, digest in wanted.items() if force or digest_of(known.get(unit, "")) != digest}
        built: Built = {unit: known[unit] for unit in wanted if unit not in stale}
        noted = time.monotonic()
        for made in _made(plan, stale, door, out, workers, sql_inside=sql_inside):
            built |= {unit: entry(wanted[unit], files) for unit, files in made.items()}
            on_units(len(made))
            if time.monotonic() > noted + _NOTE_SECONDS:  # so that an interrupted run is not for nothing
                noted = time.monotonic()
                write_manifest(out, built | {unit: known[unit] for unit in stale & known.keys() if unit not in built})
    removed = _take_away(out, known, built)
    if stale or removed:
        write_manifest(out, built)
    copy_assets(out)
    copy_feed(home, out)
    return SiteBuilt(
        made=len(stale),
        kept=len(wanted) - len(stale),
        removed=removed,
        files=sum(said.count(" ") for said in built.values()),
        seconds=time.monotonic() - started,
    )


def copy_assets(out: Path) -> None:
    """Puts style sheets and scripts beside the pages."""
    shutil.copytree(Path(tasks.__file__).parent / "publish" / "site" / "assets", out / "assets", dirs_exist_ok=True)
    (out / "assets" / "figures.css").write_text(FIGURES, encoding="utf-8")


def say_current(home: Home, out: Path) -> None:
    """Says in the manifest that all pages are there and current, the tables not: what a measurement of one rebuilt week begins with."""
    with Warehouse(home).within() as door:
        wanted = plan_of(door, sql_inside=False).wanted
    write_manifest(out, {unit: digest for unit, digest in wanted.items() if not unit.startswith("data ")})


# --- making it ----------------------------------------------------------------------------------


def _made(
    plan: SitePlan, stale: set[str], door: Warehouse, out: Path, workers: int, *, sql_inside: bool
) -> Iterator[Made]:
    """Makes the stale units, piece by piece."""
    with ThreadPoolExecutor(1) as beside:  # DuckDB writes the tables while the pages are drawn
        quarters = [quarter for quarter in plan.tables if f"data {quarter.label}" in stale]
        tables = beside.submit(make_tables, door.home, out, quarters, sql_inside=sql_inside)
        yield from _units(plan, stale, door, out, workers)
        feeds = [country for country in plan.feeds if f"feeds {country}" in stale]
        yield make_overviews(door, out, stale & plan.overviews.keys(), feeds)
        yield tables.result()
        if "data page" in stale:
            yield {"data page": make_data_page(door, out, plan.tables, sql_inside=sql_inside)}


def _units(plan: SitePlan, stale: set[str], door: Warehouse, out: Path, workers: int) -> Iterator[Made]:
    """Makes the stale units of countries and weeks, in this process where they are few."""
    pieces = list(chunks(plan, stale))
    if workers <= 1 or sum(len(piece.units) for piece in pieces) <= _ALONE:
        for piece in pieces:
            yield site_units.make_with(door, out, piece)
        return
    from flows.building.workers import worker_pool

    with worker_pool(workers) as pool:
        yield from _as_done(pool, pieces, door.home, out)


def _as_done(pool: Executor, chunks: Sequence[Chunk], home: Home, out: Path) -> Iterator[Made]:
    futures: list[Future[Made]] = [pool.submit(site_units.make, home.location, out, chunk) for chunk in chunks]
    try:
        for future in as_completed(futures):
            yield future.result()
    finally:
        for future in futures:
            future.cancel()


def _take_away(out: Path, known: Built, built: Built) -> int:
    """Deletes the files of units that are gone or hold others now; how many."""
    left = {file for unit, said in known.items() if built.get(unit) != said for file in files_of(said)}
    if left:
        left -= {file for said in built.values() for file in files_of(said)}
    for file in sorted(left):
        (out / file).unlink(missing_ok=True)
    return len(left)
