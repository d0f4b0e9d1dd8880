"""What a second Dask worker is worth: the same backfill on a local cluster of one and of two processes with one thread each.

    python -m tests.benchmarks.dask

Real items of 2023 (WEEKWATCH_DATA; the sample of `backfill_kills`: six countries, six weeks). The first week is built
before the clock runs, because in it a worker loads what it reads with. Both clusters must leave the same content.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flows.environment import prepare_prefect
from tasks.weeks import parse_week, weeks_between
from tests.benchmarks.backfill_kills import COUNTRIES, FIRST, LAST, WEEKWATCH, sample
from tests.benchmarks.content import content_hash
from warehouse.home import Home

AIM = 1.7


def seconds(home: str, workers: int) -> float:
    """The wall time of the backfill after its first week."""
    from distributed import LocalCluster

    from flows.start import build_weeks

    first, *rest = weeks_between(parse_week(FIRST, 0), parse_week(LAST, 0))
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster:
        address = cluster.scheduler_address
        build_weeks(home, list(COUNTRIES), first, first, workers=address)
        began = time.perf_counter()
        outcomes = build_weeks(home, list(COUNTRIES), rest[0], rest[-1], workers=address)
        took = time.perf_counter() - began
    if {o.status for o in outcomes} != {"built"}:
        raise AssertionError(f"not everything was built: {outcomes}")
    return took


def main() -> int:
    """Prints the figures; 1 where the content differs or the aim is missed."""
    prepare_prefect()
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
