"""A plan worked off inside a flow: a task a batch of countries, oldest week first, then what follows from what was built."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from prefect import Task
from prefect.assets import materialize
from prefect.cache_policies import NO_CACHE

from flows.building.batch import Outcome
from flows.building.plan import Plan, in_chains
from flows.building.workers import Workers, open_workers
from flows.parameters import spoken
from flows.publishing.publish import publish_outcomes
from flows.runtime.progress import tell
from flows.steps import step
from flows.watch import Watched
from warehouse.store.home import Home
from warehouse.weeks import Week

T = TypeVar("T")

BATCH_SECONDS = 3600.0
"""Fifteen countries of a week take a minute; a batch that takes an hour hangs."""


async def _wait(
    threads: ThreadPoolExecutor,
    label: str,
    work: Callable[..., T],
    home: str,
    folder: Path,
    countries: list[str],
    week: dt.date,
    now: dt.datetime,
    force: bool,
) -> T:
    """What a worker's work gives; the thread only waits for whoever does it."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(threads, work, home, folder, countries, week, now, force)


_build = step(
    _wait,
    name="build countries",
    run_name="{label}",
    retries=2,  # storage may be out of reach for a minute; a batch that was built is found current
    timeout_seconds=BATCH_SECONDS,
)
_prepare = step(_wait, name="attribute items", run_name="{label}", retries=2, timeout_seconds=BATCH_SECONDS)


ASSETS = ("articles", "stories", "scores", "hotspots", "reports")
"""Tables that a publication makes known to Prefect as made anew."""


def _publication(home: Home) -> Task[[Home, list[Outcome], Workers], Coroutine[Any, Any, list[Outcome]]]:
    """The task that publishes; to Prefect it makes the warehouse's tables out of those that were collected."""

    async def publish(home: Home, outcomes: list[Outcome], workers: Workers) -> list[Outcome]:
        return await asyncio.to_thread(publish_outcomes, home, outcomes, workers)

    scheme = "" if home.remote else "file://"
    return materialize(
        *(scheme + home.table(table) for table in ASSETS),
        asset_deps=[scheme + home.table(table) for table in ("items", "fetches")],
        name="publish",
        cache_policy=NO_CACHE,
        persist_result=False,
    )(publish)


async def build_plan(
    home: Home, folder: Path, plan: Plan, *, now: dt.datetime, force: bool, workers: str
) -> list[Outcome]:
    """How each country-week of the plan ended, by week and country. To be called inside a flow.

    What was built is published at the end, and what an interrupted run left unpublished with it.
    """
    countries = sorted({country for of_week in plan.values() for country in of_week})
    if not countries:
        return []
    outcomes: list[Outcome] = []
    watched = await Watched.start(home, plan)
    with (
        open_workers(workers, len(countries)) as opened,
        ThreadPoolExecutor(opened.count, thread_name_prefix="waits") as threads,
    ):

        async def build(batch: list[str], week: Week) -> None:
            label = f"{week.label} {spoken(batch)}"
            ended = await _build(threads, label, opened.build, home.location, folder, batch, week.start, now, force)
            outcomes.extend(ended)
            tell(len(ended))
            await watched.ended(ended)

        async def prepare(whole: list[str], week: Week) -> None:
            await _prepare(threads, week.label, opened.prepare, home.location, folder, whole, week.start, now, force)

        await in_chains(plan, opened.count, build, prepare)
        outcomes.sort(key=lambda o: (o.week, o.country))
        outcomes = await _publication(home)(home, outcomes, opened)
    await watched.finished(outcomes)
    return outcomes
