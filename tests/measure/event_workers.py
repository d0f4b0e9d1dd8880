"""Whether events of real weeks are the same rows wherever they are built, and whether an event keeps its name for three weeks in two countries.

    python -m tests.measure.event_workers [--ways one,two,dask,late]

needs WEEKWATCH_DATA. Turkey and Syria from 6 to 26 February 2023, of the corpus' items that name either, are built by one process, by two
with the countries in another order, on a Dask cluster of two, and by one that gets a tenth of the items only later. Prints a hash of the
five tables of events for each, without their revisions, and for each week and country the name of the event that is told most: the quake.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
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
    """The hash of all rows of the tables of events, whatever their revision."""
    digest = hashlib.sha256()
    for row_type in OF_EVENTS:
        digest.update(
            "\n".join(sorted(row.model_dump_json(exclude={"revision"}) for row in Store(home).read(row_type))).encode()
        )
    return digest.hexdigest()[:16]


def names(home: Home) -> dict[tuple[str, str], str]:
    """By country and week the event_id of the event of most articles."""
    most: dict[tuple[str, str], Event] = {}
    for event in Store(home).read(Event):
        key = event.country, event.week.isoformat()
        most[key] = max(most.get(key, event), event, key=lambda e: (e.article_count, e.event_id))
    return {key: event.event_id for key, event in sorted(most.items())}


def main(arguments: Sequence[str] | None = None) -> int:
    """Builds and prints; 1 where rows differ between workers, or the quake's name between weeks, countries or builds."""
    if not data_folder().exists():
        print("no corpora at WEEKWATCH_DATA: nothing measured")
        return 0
    from distributed import LocalCluster

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ways", default="one,two,dask,late", help="only these, to be compared by eye")
    ways = parser.parse_args(arguments).ways.split(",")
    hashes: dict[str, str] = {}
    told: dict[str, dict[tuple[str, str], str]] = {}
    with tempfile.TemporaryDirectory(prefix="weekwatch-event-workers-") as made, ExitStack() as opened:
        folder = Path(made)
        on_time, late = items(folder)
        for way in ways:
            workers = {"two": "2", "dask": "dask"}.get(way, "1")
            if way == "dask":
                cluster = LocalCluster(
                    n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
                )
                workers = opened.enter_context(cluster).scheduler_address
            home = Home.create(folder / way)
            for batch in [[on_time], [late]] if way == "late" else [[on_time, late]]:
                list(import_files(home, batch, {}, NOW))
                built(home, workers, COUNTRIES[::-1] if way == "two" else COUNTRIES)
            hashes[way], told[way] = hash_of_events(home), names(home)
            print(f"{way}: {hashes[way]} {told[way]}", flush=True)
    alike = len(set(hashes.values())) == 1
    ids = {event_id for one in told.values() for event_id in one.values()}
    print(f"{' and '.join(ways)}: {'equal' if alike else 'DIFFERENT'}; names of the most told event: {len(ids)}")
    return int(not alike or len(ids) > 1)


if __name__ == "__main__":
    raise SystemExit(main())
