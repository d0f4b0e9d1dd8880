"""A worker that stands still in the middle of a backfill, as a machine that is paused, and wakes when another has its run.

    python -m tests.measure.stalled [--countries 5] [--weeks 12] [--keep]

Prefect's server (SQLite), everything deployed, two workers, real items (WEEKWATCH_DATA). All processes of the worker with the run
get SIGSTOP. The run must be marked as crashed, begun anew by the other worker and, when the first gets SIGCONT, go on there:
the first leaves, no third engine begins, the run ends as completed, and each country-week is built once. The batches that were being built when
the worker was stopped may be built twice, with the same rows.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flows.collecting.feeds import import_files
from flows.runtime.environment import prepare_prefect
from tests.e2e.processes import descendants, kill_tree, prefect_server, wait_for, worker
from tests.e2e.run import COUNTRIES, NOW, Api, built, deploy, ended, said, sample
from warehouse.store.home import Home
from warehouse.weeks import week_of

CERTAIN = 4
"""Country-weeks that the second engine must have built before the first wakes: it is well at work."""


def history(run: Any) -> list[tuple[str, str]]:
    """Names and messages of the states that a run went through, in order."""
    from prefect.client.orchestration import get_client

    async def go() -> list[tuple[str, str]]:
        async with get_client() as client:
            return [(str(state.name), state.message or "") for state in await client.read_flow_run_states(run)]

    return asyncio.run(go())


def scenario(folder: Path, address: str, chosen: argparse.Namespace) -> int:
    """0 where the run went on in one engine."""
    home = Home.create(folder / "home")
    list(import_files(home, sample(folder, COUNTRIES[: chosen.countries]), {}, NOW))
    deploy(home)
    api, newest = Api(), week_of(NOW).shift(-1)
    period: dict[str, Any] = {
        "first": newest.shift(1 - chosen.weeks).start.isoformat(),
        "last": newest.start.isoformat(),
    }
    total = chosen.countries * chosen.weeks
    with ExitStack() as stack:
        workers = [stack.enter_context(worker(folder, address, name)) for name in ("worker-1", "worker-2")]
        run = api.trigger("backfill/backfill", countries=COUNTRIES[: chosen.countries], now=NOW.isoformat(), **period)
        wait_for("the first weeks", lambda: built(home).total() >= max(1, total // 6), every=0.2)
        (asleep,) = (one for one in workers if descendants(one.pid))
        kill_tree(asleep, signal.SIGSTOP)
        before = built(home).total()
        said(f"all processes of the worker with the run stopped after {before} of {total} country-weeks")
        wait_for("the second engine", lambda: built(home).total() >= before + CERTAIN, every=0.2)
        said(f"another worker is at work on it: {built(home).total()}")
        kill_tree(asleep, signal.SIGCONT)
        said("the first worker woken")
        ended(api, run, "the backfill")
        wait_for("the first engine's end", lambda: not descendants(asleep.pid), every=0.5)
        said("completed, and the first engine has left")
    states = history(run)
    for name, message in states:
        print(f"  {name}: {message}")
    names = [name for name, _ in states]
    times = built(home)
    twice = sum(count > 1 for count in times.values())
    print(f"{'starts of an engine':44} {names.count('Running'):6}   target 2")
    print(f"{'marked as crashed':44} {names.count('Crashed'):6}   target 1")
    print(f"{'country-weeks':44} {len(times):6}   target {total}")
    print(f"{'  built twice (in work when it was stopped)':44} {twice:6}")
    return 0 if names.count("Running") == 2 and names.count("Crashed") == 1 and len(times) == total else 1


def main(arguments: list[str] | None = None) -> int:
    """Prints what happened; 1 where it was not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--countries", type=int, default=5)
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--keep", action="store_true", help="keep the folder with logs and warehouse")
    chosen = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="weekwatch-stalled-"))
    print(f"logs and warehouse are in {folder}")
    try:
        with prefect_server(folder, f"sqlite+aiosqlite:///{folder / 'prefect.db'}") as (address, _):
            os.environ["PREFECT_API_URL"] = address
            os.environ["PREFECT_HOME"] = str(folder / "client")
            prepare_prefect()
            return scenario(folder, address, chosen)
    finally:
        if not chosen.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
