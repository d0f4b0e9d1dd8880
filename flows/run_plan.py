"""Runs a plan inside a flow: a task a batch of countries, oldest week first, then what follows from what was built."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from prefect.assets import materialize

from flows.building.outcome import Batch, Outcome
from flows.building.plan import Plan, in_chains
from flows.building.worker import Workers
from flows.building.workers import open_workers
from flows.fence import still_ours
from flows.parameters import first_start, spoken
from flows.publishing.publish import publish_outcomes
from flows.runtime.progress import tell
from flows.steps import step, task_options
from flows.watch import Watched
from warehouse.store.home import Home
from warehouse.weeks import Week

T = TypeVar("T")

ASSETS = ("articles", "stories", "scores", "hotspots", "reports")
"""Tables that a publication makes known to Prefect as rebuilt."""


async def _wait(threads: ThreadPoolExecutor, label: str, work: Callable[[Batch], T], batch: Batch) -> T:
    """What a worker's work gives; the thread only waits for whoever does it. `label` names the task's run."""
    return await asyncio.get_running_loop().run_in_executor(threads, work, batch)


_build = step(_wait, "build countries")
_prepare = step(_wait, "attribute items")


async def _publish(home: Home, outcomes: list[Outcome], workers: Workers) -> list[Outcome]:
    return await asyncio.to_thread(publish_outcomes, home, outcomes, workers)


async def publish_step(home: Home, outcomes: list[Outcome], workers: Workers) -> list[Outcome]:
    """The outcomes once they are published; to Prefect the task makes the warehouse's tables out of those collected."""
    scheme = "" if home.remote else "file://"
    task = materialize(
        *(scheme + home.table(table) for table in ASSETS),
        asset_deps=[scheme + home.table(table) for table in ("items", "fetches")],
        **task_options("publish"),
    )(_publish)
    return await task(home, outcomes, workers)


async def run_plan(
    home: Home, folder: Path, plan: Plan, *, now: dt.datetime, force: bool, workers: str
) -> list[Outcome]:
    """How each country-week of the plan ended, by week and country. To be called inside a flow.

    What was built is published at the end, and what an interrupted run left unpublished with it.
    """
    countries = sorted({country for of_week in plan.values() for country in of_week})
    if not countries:
        return []
    outcomes: list[Outcome] = []
    asked_at = first_start()
    watched = await Watched.start(home, plan)
    with (
        open_workers(workers, len(countries)) as opened,
        ThreadPoolExecutor(opened.count, thread_name_prefix="waits") as threads,
    ):

        def batch_of(members: list[str], week: Week) -> Batch:
            return Batch(home.location, folder, tuple(members), week, now, force, asked_at)

        async def build(members: list[str], week: Week) -> None:
            await still_ours()
            label = f"{week.label} {spoken(members)}"
            tagged = _build.with_options(tags=[f"week:{week.label}", *(f"country:{code}" for code in members)])
            ended = await tagged(threads, label, opened.build, batch_of(members, week))
            outcomes.extend(ended)
            tell(len(ended))
            await watched.ended(ended)

        async def prepare(whole: list[str], week: Week) -> None:
            await _prepare(threads, week.label, opened.prepare, batch_of(whole, week))

        await in_chains(plan, opened.count, build, prepare)
        await still_ours()
        outcomes.sort(key=lambda o: (o.week, o.country))
        outcomes = await publish_step(home, outcomes, opened)
    await watched.finished(outcomes)
    return outcomes
