"""The flow `backfill`: historical weeks, oldest first, because a week is compared with those before it.

What is already current is left alone, so an interrupted backfill is resumed by starting it again.
"""

from __future__ import annotations

import datetime as dt

from prefect import flow

from flows.building.outcome import Outcome
from flows.building.plan import backfill_plan
from flows.catalogue import choose
from flows.cli.options import WORKERS
from flows.fence import one_engine
from flows.parameters import Countries, instant, opened, run_name
from flows.run_plan import run_plan
from flows.watch import ended


@flow(name="backfill", flow_run_name=run_name("backfill {countries} {first} to {last}"))
async def backfill(
    countries: Countries,
    first: str,
    last: str,
    force: bool = False,
    workers: str = WORKERS,
    home: str | None = None,
    now: dt.datetime | None = None,
) -> list[Outcome]:
    """Build every week of a period for some countries from what is stored. Start it again to resume it.

    Args:
        countries: ISO codes and names of groups, as a list or separated by commas, or `all`.
        first: First week: a date in it, or an ISO week such as 2023-W01.
        last: Last week, included.
        force: Build again what is already current.
        workers: Number of processes that build, or the address of a Dask scheduler (tcp://...).
        home: Where the warehouse lies: a folder or s3://bucket/prefix. WEEKWATCH_HOME if empty.
        now: The instant that counts as now (UTC); the clock's time if empty.
    """
    found, folder = opened(home)
    plan = backfill_plan(list(choose(folder, countries)), first, last, found.week_starts_on)
    async with one_engine():
        outcomes = await run_plan(found, folder, plan, now=instant(now), force=force, workers=workers)
        return ended(found, outcomes)
