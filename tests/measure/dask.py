"""What a second Dask worker is worth: the same backfill on a local cluster of one and of two processes with one thread each.

    python -m tests.measure.dask [--weeks 5]

Real items of 2023 (WEEKWATCH_DATA), twelve countries, in batches and chains as `backfill` hands them to its workers, without Prefect's
tasks around them. The first week is built before the clock runs, because in it a worker loads what it reads with, language by language; of
two workers each comes to some languages only later, so that five weeks are timed.
Both clusters must leave the same content.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from flows.building.outcome import Batch
from flows.building.plan import in_chains
from flows.building.workers import open_workers
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from tests.measure.clusters import data_folder
from tests.measure.content import content_hash
from warehouse.store.home import Home
from warehouse.weeks import Week, parse_week, weeks_between

COUNTRIES = ("UA", "IN", "BR", "PK", "CN", "TR", "NG", "FR", "PL", "IL", "DE", "SY")
WEEKS = tuple(weeks_between(parse_week("2023-W02", 0), parse_week("2023-W07", 0)))
NOW = WEEKS[-1].shift(10).starts_at
AIM = 1.7


def filled(folder: Path) -> Home:
    """A warehouse with the corpus' items of the weeks."""
    items = pl.read_parquet(data_folder() / "corpora" / "items-world-2023-jan-feb.parquet")
    path = folder / "items.parquet"
    until = WEEKS[-1].ends_at + dt.timedelta(days=3)
    items.filter(pl.col("published").is_between(WEEKS[0].starts_at, until)).write_parquet(path)
    home = Home.create(folder / "empty")
    list(import_files(home, [path], {}, NOW))
    return home


def seconds(home: str, workers: int, timed: int) -> float:
    """The wall time of so many weeks of the backfill after its first."""
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50) as made,
        open_workers(made.scheduler_address, len(COUNTRIES)) as opened,
    ):

        def build(weeks: Sequence[Week]) -> float:
            ended: set[str] = set()

            async def batch(countries: list[str], week: Week) -> None:
                asked = Batch(home, BUNDLED_COUNTRIES, tuple(countries), week, NOW)
                ended.update(outcome.status for outcome in await asyncio.to_thread(opened.build, asked))

            async def prepare(countries: list[str], week: Week) -> None:
                await asyncio.to_thread(opened.prepare, Batch(home, BUNDLED_COUNTRIES, tuple(countries), week, NOW))

            began = time.perf_counter()
            asyncio.run(in_chains(dict.fromkeys(weeks, COUNTRIES), opened.count, batch, prepare))
            if ended != {"built"}:
                raise AssertionError(f"not everything was built: {ended}")
            return time.perf_counter() - began

        build(WEEKS[:1])
        return build(WEEKS[1 : 1 + timed])


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures; 1 where the content differs or the aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weeks", type=int, default=len(WEEKS) - 1, help="weeks that are timed, after the first")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="weekwatch-dask-") as made:
        folder = Path(made)
        empty = filled(folder)
        took, hashes = {}, set()
        for workers in (1, 2):
            home = folder / f"workers{workers}"
            shutil.copytree(empty.location, home)
            took[workers] = seconds(str(home), workers, chosen.weeks)
            hashes.add(content_hash(Home.open(home)))
            print(f"{workers} worker(s): {took[workers]:.1f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    speed = took[1] / took[2]
    print(f"speed {speed:.2f} times one worker's (aim {AIM}); content {'equal' if len(hashes) == 1 else 'DIFFERENT'}")
    return int(len(hashes) != 1 or speed < AIM)


if __name__ == "__main__":
    sys.exit(main())
