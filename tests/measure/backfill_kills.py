"""What `kill -9` does to a real backfill: nothing that the next start does not mend.

    python -m tests.measure.backfill_kills [--kills 200] [--seed 1]

`weekwatch backfill` of real items (six countries, six weeks of 2023; a sample of WEEKWATCH_DATA) is killed at random
instants, now the command alone, now its whole process group, and started again, until it ends by itself; then the next
round begins with an empty warehouse, until there were enough kills. After each round the content must equal that of an
uninterrupted run, compared by the hash of all sorted rows (of `runs` the times are left out: they are the clock's), and
after each kill no process may be left behind. A standing Prefect server is used, so that a start takes seconds. A run
that ends by an error of its own (a machine so busy that the server does not answer) is shown and started again, as its
user would.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import polars as pl

from tests.measure.clusters import data_folder
from tests.measure.content import content_hash
from warehouse.store.home import Home

COUNTRIES = {"PK": "Pakistan", "SY": "Syria", "BR": "Brazil", "NG": "Nigeria", "UA": "Ukrain", "IR": "Iran"}
FIRST, LAST = "2023-W02", "2023-W07"
WEEKWATCH = [sys.executable, "-c", "from flows.cli.app import main; main()"]
MOST_ERRORS = 10
"""Runs of a round that may end by an error before the benchmark gives up."""
LONGEST = 24.0
"""Seconds after which a run is killed at the latest."""
PORT = 4321


def sample(folder: Path) -> Path:
    """A Parquet file of the corpus' items that name one of the countries, at most 150 a week and country."""
    items = pl.read_parquet(data_folder() / "corpora" / "items-world-2023-jan-feb.parquet")
    chosen = [
        items.filter(pl.col("title").str.contains(name))
        .with_columns(week=pl.col("published").dt.truncate("1w"))
        .group_by("week", maintain_order=True)
        .head(150)
        .drop("week")
        for name in COUNTRIES.values()
    ]
    path = folder / "items.parquet"
    pl.concat(chosen).unique(maintain_order=True).write_parquet(path)
    return path


@contextlib.contextmanager
def prefect_server(folder: Path) -> Iterator[str]:
    """The API address of a Prefect server of our own."""
    address = f"http://127.0.0.1:{PORT}/api"
    settings = os.environ | {"PREFECT_HOME": str(folder / "prefect"), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(PORT)]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=settings, stdout=log, stderr=log, start_new_session=True)
    try:
        for _ in range(240):
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{address}/health").status_code == 200:
                    break
            time.sleep(0.5)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def left_behind(group: int) -> list[str]:
    """The command lines of the processes of that group which still live."""
    found = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    rows = (line.split(None, 2) for line in found.splitlines())
    return [args for pgid, state, args in rows if int(pgid) == group and not state.startswith("Z")]


def round_of_kills(home: Path, address: str, chance: random.Random, kills: int) -> tuple[int, int]:
    """Kills until the backfill ends by itself or there were enough: how many, and how often something was left behind."""
    command = [*WEEKWATCH, "backfill", "--countries", ",".join(COUNTRIES), "--from", FIRST, "--to", LAST]
    settings = os.environ | {"PREFECT_API_URL": address}
    killed = orphaned = errors = 0
    while True:
        with (home.parent / "said").open("wb") as said:
            process = subprocess.Popen(
                [*command, "--home", str(home)], env=settings, stdout=said, stderr=said, start_new_session=True
            )
        try:
            process.wait(None if killed >= kills else chance.uniform(0.5, LONGEST))
        except subprocess.TimeoutExpired:
            whole = chance.random() < 0.5
            os.killpg(process.pid, signal.SIGKILL) if whole else process.kill()
            process.wait()
            killed += 1
            if not whole:
                until = time.monotonic() + 10
                while left_behind(process.pid) and time.monotonic() < until:
                    time.sleep(0.2)
                if found := left_behind(process.pid):
                    orphaned += 1
                    print(f"left behind: {found[0][:100]}", file=sys.stderr)
                    os.killpg(process.pid, signal.SIGKILL)
            print(f"\r{killed} kills", end="", file=sys.stderr, flush=True)
            continue
        if process.returncode == 0:
            return killed, orphaned
        errors += 1
        said_last = (home.parent / "said").read_text()[-2000:]
        print(f"\nended by an error after {killed} kills of this round: {said_last}", file=sys.stderr)
        if errors > MOST_ERRORS:
            raise AssertionError(f"the backfill ended by an error {errors} times")


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures; 1 where content differed or a process was left behind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    chance = random.Random(chosen.seed)
    folder = Path(tempfile.mkdtemp(prefix="weekwatch-kills-"))
    killed = orphaned = rounds = different = 0
    try:
        empty = folder / "empty"
        subprocess.run([*WEEKWATCH, "import", str(sample(folder)), "--home", str(empty)], check=True)
        with prefect_server(folder) as address:
            whole = folder / "whole"
            shutil.copytree(empty, whole)
            round_of_kills(whole, address, chance, 0)
            expected = content_hash(Home.open(whole))
            while killed < chosen.kills:
                home = folder / f"round{rounds}"
                shutil.copytree(empty, home)
                done, left = round_of_kills(home, address, chance, chosen.kills - killed)
                killed, orphaned, rounds = killed + done, orphaned + left, rounds + 1
                different += content_hash(Home.open(home)) != expected
                shutil.rmtree(home)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{'kills':36} {killed:6}")
    print(f"{'backfills that ended by themselves':36} {rounds:6}")
    print(f"{'  with other content':36} {different:6}   target 0")
    print(f"{'kills that left a process behind':36} {orphaned:6}   target 0")
    return 1 if different or orphaned else 0


if __name__ == "__main__":
    sys.exit(main())
