"""The flow `weekly`: all countries of one week, in batches, each batch a task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from prefect import flow
from prefect.futures import PrefectFuture, as_completed

from flows.builds import Outcome, weeks_built
from flows.options import WORKERS
from flows.resolve import resolve_outlook
from flows.steps import step, threads
from flows.workers import Workers, batches, open_workers
from warehouse.home import Home

AT_ONCE = 256
"""Batches that may be built at once: their threads only wait for the workers, of which there are hardly ever more."""


def build_batch(
    workers: Workers, home: str, folder: Path, countries: list[str], week: dt.date, now: dt.datetime, force: bool
) -> list[Outcome]:
    """The outcomes of one batch of countries, built where the workers are."""
    return workers.build(home, folder, countries, week, now, force)


_build = step(build_batch, name="build countries", run_name="{week} {countries}")


def build_week(
    workers: Workers,
    home: str,
    folder: Path,
    countries: list[str],
    week: dt.date,
    now: dt.datetime,
    force: bool,
    on_outcomes: Callable[[list[Outcome]], None] | None,
) -> list[Outcome]:
    """The outcomes of one week, by country. Each batch is a task that starts when a worker is free. To be called inside a flow."""
    waiting = batches(countries, workers.count)
    building: list[PrefectFuture[list[Outcome]]] = []
    outcomes: list[Outcome] = []
    while waiting or building:
        while waiting and len(building) < workers.count:
            building.append(_build.submit(workers, home, folder, waiting.pop(0), week, now, force))
        first = next(as_completed(building))
        building.remove(first)
        ended = first.result()
        outcomes += ended
        if on_outcomes:
            on_outcomes(ended)
    return sorted(outcomes, key=lambda o: o.country)


@flow(
    name="weekly",
    flow_run_name="week of {week}",
    task_runner=threads(AT_ONCE),
    validate_parameters=False,
)
async def weekly(
    home: str,
    folder: Path,
    countries: list[str],
    week: dt.date,
    now: dt.datetime | None = None,
    force: bool = False,
    workers: str = WORKERS,
) -> list[Outcome]:
    """How the country-weeks of one week ended, by country."""
    at = now or dt.datetime.now(dt.UTC)
    with open_workers(workers, len(countries)) as opened:
        outcomes = build_week(opened, home, folder, countries, week, at, force, None)
    resolve_outlook(Home.open(home), countries=countries, built=weeks_built(outcomes))
    return outcomes
