"""What a second Dask worker is worth: the same backfill on a local cluster of one and of two processes with one thread each.

    python -m tests.benchmarks.dask

Real items of 2023 (WEEKWATCH_DATA; the sample of `backfill_kills`: six countries, six weeks), in batches as `backfill` hands them
to its workers, without Prefect's tasks around them. The first week is built before the clock runs, because in it a worker loads
what it reads with. Both clusters must leave the same content.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flows.homes import BUNDLED_COUNTRIES
from flows.workers import batches, open_workers
from tasks.weeks import Week, parse_week, weeks_between
from tests.benchmarks.backfill_kills import COUNTRIES, FIRST, LAST, WEEKWATCH, sample
from tests.benchmarks.content import content_hash
from warehouse.home import Home

AIM = 1.7


def seconds(home: str, workers: int) -> float:
    """The wall time of the backfill after its first week: a chain of weeks a batch of countries."""
    from distributed import LocalCluster

    first, *rest = weeks_between(parse_week(FIRST, 0), parse_week(LAST, 0))
    now = rest[-1].shift(10).starts_at
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50) as made,
        open_workers(made.scheduler_address, len(COUNTRIES)) as opened,
        ThreadPoolExecutor(opened.count) as threads,
    ):

        def build(weeks: Sequence[Week]) -> set[str]:
            def chain(batch: list[str]) -> set[str]:
                return {
                    outcome.status
                    for week in weeks
                    for outcome in opened.build(home, BUNDLED_COUNTRIES, batch, week.start, now, False)
                }

            return set().union(*threads.map(chain, batches(list(COUNTRIES), opened.count)))

        build([first])
        began = time.perf_counter()
        if (ended := build(rest)) != {"built"}:
            raise AssertionError(f"not everything was built: {ended}")
        return time.perf_counter() - began


def main() -> int:
    """Prints the figures; 1 where the content differs or the aim is missed."""
    with tempfile.TemporaryDirectory(prefix="weekwatch-dask-") as made:
        folder = Path(made)
        empty = folder / "empty"
        subprocess.run([*WEEKWATCH, "import", str(sample(folder)), "--home", str(empty)], check=True)
        took, hashes = {}, set()
        for workers in (1, 2):
            home = folder / f"workers{workers}"
            shutil.copytree(empty, home)
            took[workers] = seconds(str(home), workers)
            hashes.add(content_hash(Home.open(home)))
            print(f"{workers} worker(s): {took[workers]:.1f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    speed = took[1] / took[2]
    print(f"speed {speed:.2f} times one worker's (aim {AIM}); content {'equal' if len(hashes) == 1 else 'DIFFERENT'}")
    return int(len(hashes) != 1 or speed < AIM)


if __name__ == "__main__":
    sys.exit(main())
