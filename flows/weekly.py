"""The flow `weekly`: all countries of one week, in batches, each batch a task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from prefect import flow

from flows.builds import Outcome, weeks_built
from flows.resolve import resolve_outlook
from flows.steps import step, threads
from flows.workers import batches, build_in, worker_pool
from warehouse.home import Home

WORKERS = 2
_build = step(build_in, name="build countries", run_name="{week} {countries}")


def build_week(
    pool: ProcessPoolExecutor | None,
    home: str,
    folder: Path,
    countries: list[str],
    week: dt.date,
    now: dt.datetime,
    force: bool,
    on_outcomes: Callable[[list[Outcome]], None] | None,
) -> list[Outcome]:
    """The outcomes of one week, batch by batch as tasks. To be called inside a flow."""
    futures = [
        _build.submit(pool, home, folder, batch, week, now, force)
        for batch in batches(countries, WORKERS if pool else 1)
    ]
    outcomes: list[Outcome] = []
    for future in futures:
        ended = future.result()
        outcomes += ended
        if on_outcomes:
            on_outcomes(ended)
    return sorted(outcomes, key=lambda o: o.country)


@flow(
    name="weekly",
    flow_run_name="week of {week}",
    task_runner=threads(WORKERS),
    validate_parameters=False,
)
async def weekly(
    home: str, folder: Path, countries: list[str], week: dt.date, now: dt.datetime | None = None, force: bool = False
) -> list[Outcome]:
    """How the country-weeks of one week ended, by country."""
    at = now or dt.datetime.now(dt.UTC)
    if len(countries) == 1:
        outcomes = build_week(None, home, folder, countries, week, at, force, None)
    else:
        with worker_pool(WORKERS) as pool:
            outcomes = build_week(pool, home, folder, countries, week, at, force, None)
    resolve_outlook(Home.open(home), countries=countries, built=weeks_built(outcomes))
    return outcomes
