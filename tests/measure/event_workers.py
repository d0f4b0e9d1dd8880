"""Whether events of real weeks are the same rows wherever they are built, and whether an event keeps its name for three weeks in two countries.

    python -m tests.measure.event_workers

needs WEEKWATCH_DATA. Turkey and Syria from 6 to 26 February 2023, of the corpus' items that name either, are built by one process, by two
with the countries in another order, on a Dask cluster of two, and by one that gets a tenth of the items only later. Prints a hash of the
five tables of events for each (the last differs, since its revisions do), and for each week and country the event named as the quake's was.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from flows.building.outcome import Batch
from flows.building.workers import open_workers
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from tests.measure.clusters import data_folder
from tests.measure.event_costs import OF_EVENTS
from tests.measure.event_identity import COUNTRIES, NAMED, QUAKE_WEEK
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Event

WEEKS = tuple(QUAKE_WEEK.shift(n) for n in range(3))
NOW = WEEKS[-1].shift(10).starts_at
LATE = 10
"""One item in so many comes late."""


def items(folder: Path) -> tuple[Path, Path]:
    """The corpus' items of these weeks that name either country: nine tenths, and those that come late."""
    every = pl.read_parquet(data_folder() / "corpora" / "items-world-2023-jan-feb.parquet")
    words = pl.col("title").fill_null("") + " " + pl.col("summary").fill_null("")
    until = WEEKS[-1].ends_at + dt.timedelta(days=3)
    chosen = every.filter(
        pl.col("published").is_between(WEEKS[0].starts_at, until) & words.str.contains(NAMED)
    ).with_row_index("number")
    paths = folder / "items.parquet", folder / "late.parquet"
    for path, rows in zip(paths, (pl.col("number") % LATE != 0, pl.col("number") % LATE == 0), strict=True):
        chosen.filter(rows).drop("number").write_parquet(path)
    return paths


def built(home: Home, workers: str, countries: Sequence[str]) -> None:
    """Builds what is not current, week after week, a batch a country, by the named workers."""
    with open_workers(workers, len(countries)) as opened, ThreadPoolExecutor(opened.count) as threads:
        for week in WEEKS:
            asked = [Batch(home.location, BUNDLED_COUNTRIES, (country,), week, NOW) for country in countries]
            for done in [threads.submit(opened.build, batch) for batch in asked]:
                done.result()


def hash_of_events(home: Home) -> str:
    """The hash of all rows of the tables of events."""
    digest = hashlib.sha256()
    for row_type in OF_EVENTS:
        digest.update("\n".join(sorted(row.model_dump_json() for row in Store(home).read(row_type))).encode())
    return digest.hexdigest()[:16]


def names(home: Home) -> dict[tuple[str, str], str]:
    """By country and week the event_id of the event of most articles."""
    most: dict[tuple[str, str], Event] = {}
    for event in Store(home).read(Event):
        key = event.country, event.week.isoformat()
        most[key] = max(most.get(key, event), event, key=lambda e: (e.article_count, e.event_id))
    return {key: event.event_id for key, event in sorted(most.items())}


def main() -> int:
    """Builds and prints; 1 where rows differ between workers, or the quake's name between weeks, countries or builds."""
    if not data_folder().exists():
        print("no corpora at WEEKWATCH_DATA: nothing measured")
        return 0
    from distributed import LocalCluster

    hashes, told = {}, {}
    with tempfile.TemporaryDirectory(prefix="weekwatch-event-workers-") as made:
        folder = Path(made)
        paths = items(folder)

        def measure(name: str, workers: str, countries: Sequence[str], *, late: bool = False) -> None:
            home = Home.create(folder / name)
            for batch in [paths[:1], paths[1:]] if late else [paths]:
                list(import_files(home, list(batch), {}, NOW))
                built(home, workers, countries)
            hashes[name], told[name] = hash_of_events(home), names(home)
            print(f"{name}: {hashes[name]} {told[name]}", flush=True)

        measure("one", "1", COUNTRIES)
        measure("two, another order", "2", COUNTRIES[::-1])
        with LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
        ) as cluster:
            measure("dask", cluster.scheduler_address, COUNTRIES)
        measure("a tenth late", "1", COUNTRIES, late=True)
    alike = len({hashes[name] for name in hashes if name != "a tenth late"}) == 1
    ids = {event_id for one in told.values() for event_id in one.values()}
    print(f"one process, two and Dask: {'equal' if alike else 'DIFFERENT'}; names of the most told event: {len(ids)}")
    return int(not alike or len(ids) > 1)


if __name__ == "__main__":
    raise SystemExit(main())
