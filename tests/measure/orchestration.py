"""What orchestration costs: the same country-weeks as plain function calls, as a backfill without a server, and with one.

    python -m tests.measure.orchestration [--countries 30] [--weeks 10] [--modes plain,alone,server]

Real items (a sample of WEEKWATCH_DATA), two worker processes each time, every mode on a warehouse of its own:

    plain     function calls in the same worker processes: no flow, no task
    alone     `weekwatch backfill` with no Prefect server configured: its temporary one counts
    server    `weekwatch backfill` with a standing Prefect server on PostgreSQL: both count

CPU is that of all processes; memory is the largest sum of what they hold (proportional set size, so that pages that they
share count once). "First work" is from the start of the command to the first work that is handed to a worker.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from tasks.countries.profiles import load_profiles
from tests.e2e.processes import descendants, postgres, prefect_server
from tests.e2e.run import COUNTRIES, NOW
from tests.measure.clusters import data_folder
from tests.measure.compiled import compiled
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.weeks import parse_week

FIRST = "2025-W45"
MOST_ITEMS = 100
"""Items a week that name a country."""
MORE = [
    "BR",
    "US",
    "TR",
    "CN",
    "JP",
    "GB",
    "FR",
    "DE",
    "PL",
    "KE",
    "ET",
    "PH",
    "EG",
    "ZA",
    "ID",
    "TH",
    "PE",
    "HT",
    "TN",
    "GE",
]
OVERHEAD_SHARE, OVERHEAD_CPU_MS, FIRST_WORK_SECONDS = 0.10, 25.0, 8.0
"""Aims."""

WORK = """
import sys, time
from pathlib import Path
from flows.building import workers
from flows.building.outcome import Batch
done = workers.Processes.done
mark = Path(sys.argv[1])
def first(self, *args):
    if not mark.exists():
        mark.write_text(repr(time.time()))
    return done(self, *args)
workers.Processes.done = first
if sys.argv[2] == "plain":
    import asyncio
    import datetime as dt
    from flows.homes import BUNDLED_COUNTRIES
    from flows.building.plan import backfill_plan, in_chains
    from flows.publishing.publish import publish_outcomes
    from warehouse.store.home import Home
    def work(countries, first_week, last_week, home):
        now = dt.datetime.now(dt.UTC)
        plan = backfill_plan(countries, first_week, last_week, 0)
        outcomes = []
        with workers.open_workers("2", len(countries)) as opened:
            async def build(batch, week):
                outcomes.extend(await asyncio.to_thread(opened.build, Batch(home, BUNDLED_COUNTRIES, tuple(batch), week, now)))
            async def prepare(whole, week):
                await asyncio.to_thread(opened.prepare, Batch(home, BUNDLED_COUNTRIES, tuple(whole), week, now))
            asyncio.run(in_chains(plan, opened.count, build, prepare))
            found = Home.open(home)
            publish_outcomes(found, outcomes, opened)
    work(sys.argv[3].split(","), *sys.argv[4:7])
else:
    countries, first_week, last_week, home = sys.argv[3:7]
    sys.argv = ["weekwatch", "backfill", "--countries", countries, "--from", first_week, "--to", last_week, "--home", home]
    from flows.cli.app import main
    main()
"""


@dataclass
class Measured:
    """What one mode took."""

    wall: float
    cpu: float
    first_work: float
    peak_mb: float
    server_cpu: float = 0.0


def fill(folder: Path, countries: list[str]) -> Home:
    """A warehouse with the sample's items."""
    items = pl.read_parquet(data_folder() / "corpora" / "headlines-world-2025w44-2026w07.parquet")
    profiles = load_profiles(BUNDLED_COUNTRIES)
    chosen = [
        items.filter(pl.col("title").str.contains(profiles[code].name.split()[-1], literal=True))
        .with_columns(week=pl.col("published").dt.truncate("1w"))
        .group_by("week", maintain_order=True)
        .head(MOST_ITEMS)
        .drop("week")
        for code in countries
    ]
    path = folder / "items.parquet"
    pl.concat(chosen).unique(maintain_order=True).write_parquet(path)
    home = Home.create(folder / "home")
    list(import_files(home, [path], {}, NOW))
    return home


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process, those below it and their ended children have used."""
    ticks = 0
    for one in (pid, *descendants(pid)):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += sum(int(value) for value in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def megabytes_of(pid: int) -> float:
    """What a process and those below it hold, shared pages counted once."""
    found = 0
    for one in (pid, *descendants(pid)):
        with contextlib.suppress(OSError, StopIteration):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            found += int(next(line for line in lines if line.startswith("Pss:")).split()[1])
    return found / 1024


@dataclass
class Watched:
    """What a command's processes used and held at most, as far as it was seen."""

    cpu: float = 0.0
    peak_mb: float = 0.0


@contextlib.contextmanager
def watched(pid: int) -> Iterator[Watched]:
    """What a command uses while the block runs: looked at twice a second, its memory every other second.

    A process may end unobserved by its parent (the fork server does), so `wait4` does not tell of all.
    """
    seen, over = Watched(), threading.Event()

    def look() -> None:
        for times in itertools.count():
            seen.cpu = max(seen.cpu, cpu_of(pid))
            if times % 4 == 0:
                seen.peak_mb = max(seen.peak_mb, megabytes_of(pid))
            if over.wait(0.5):
                break

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def run(mode: str, home: Home, countries: list[str], weeks: tuple[str, str], environment: dict[str, str]) -> Measured:
    """One mode, in a process of its own."""
    mark = Path(home.location).parent / "first-work"
    command = [sys.executable, "-c", WORK, str(mark), mode, ",".join(countries), *weeks, home.location]
    began = time.time()
    process = subprocess.Popen(command, env=compiled() | environment, start_new_session=True, stdout=subprocess.DEVNULL)
    with watched(process.pid) as seen:
        _, status, usage = os.wait4(process.pid, 0)
    took = time.time() - began
    if status != 0:
        raise AssertionError(f"{mode} ended with {os.waitstatus_to_exitcode(status)}")
    cpu = max(seen.cpu, usage.ru_utime + usage.ru_stime)
    return Measured(took, cpu, float(mark.read_text()) - began, seen.peak_mb)


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures; 1 where an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--countries", type=int, default=30)
    parser.add_argument("--weeks", type=int, default=10)
    parser.add_argument("--modes", default="plain,alone,server")
    chosen = parser.parse_args(arguments)
    countries = (COUNTRIES + MORE)[: chosen.countries]
    first = parse_week(FIRST, 0)
    weeks = (first.start.isoformat(), first.shift(chosen.weeks - 1).start.isoformat())
    count = chosen.countries * chosen.weeks
    folder = Path(tempfile.mkdtemp(prefix="weekwatch-orchestration-"))
    folder.chmod(0o755)  # PostgreSQL's user passes through it
    print(f"{count} country-weeks, two worker processes, load {os.getloadavg()[0]:.1f}")
    found: dict[str, Measured] = {}
    try:
        empty = fill(folder, countries)
        for mode in chosen.modes.split(","):
            place = folder / mode
            shutil.copytree(empty.location, place / "home")
            home = Home.open(place / "home")
            if mode == "server":
                with postgres(place) as database, prefect_server(place, database) as (address, server):
                    before = cpu_of(server.pid)
                    found[mode] = run(mode, home, countries, weeks, {"PREFECT_API_URL": address})
                    time.sleep(5)  # events are written in batches
                    found[mode].server_cpu = cpu_of(server.pid) - before
            else:
                found[mode] = run(mode, home, countries, weeks, {})
            built = len(Store(home).current_runs())
            if built != count:
                raise AssertionError(f"{mode} built {built} of {count}")
            report(mode, found[mode], found.get("plain"), count)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if all(meets(one, found["plain"], count) for name, one in found.items() if name != "plain") else 1


def overheads(one: Measured, plain: Measured, count: int) -> tuple[float, float]:
    """Share of the wall time, and milliseconds of CPU a country-week, beyond plain calls."""
    return one.wall / plain.wall - 1, (one.cpu + one.server_cpu - plain.cpu) / count * 1000


def meets(one: Measured, plain: Measured, count: int) -> bool:
    """Whether the aims are met."""
    share, cpu = overheads(one, plain, count)
    return share <= OVERHEAD_SHARE and cpu <= OVERHEAD_CPU_MS and one.first_work <= FIRST_WORK_SECONDS


def report(mode: str, one: Measured, plain: Measured | None, count: int) -> None:
    """Prints a line."""
    line = f"{mode:7} {one.wall:7.1f} s  {one.cpu + one.server_cpu:7.1f} s CPU"
    line += f" ({one.server_cpu:.1f} of the server)" if one.server_cpu else ""
    line += f"  first work {one.first_work:5.1f} s  peak {one.peak_mb:6.0f} MB"
    if plain is not None and plain is not one:
        share, cpu = overheads(one, plain, count)
        line += f"  overhead {share:+.1%} of wall (aim {OVERHEAD_SHARE:.0%}), {cpu:+.1f} ms CPU a country-week (aim {OVERHEAD_CPU_MS:.0f})"
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
