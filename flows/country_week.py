"""The flow `country_week`: one country and week, each stage a task that can be seen, timed and looked into."""

from __future__ import annotations

import asyncio
import datetime as dt

from prefect import flow

from flows.building.batch import build_batch
from flows.building.outcome import Batch, Outcome
from flows.building.worker import Workers
from flows.catalogue import choose
from flows.fence import one_engine, still_ours
from flows.parameters import first_start, instant, opened
from flows.run_plan import publish_step
from flows.steps import step
from flows.watch import ended
from tasks.country_week import STAGES
from tasks.draft import Draft
from warehouse.weeks import parse_week

_STAGES = tuple(step(stage, stage.__name__.replace("_", " ")) for stage in STAGES)


def _through_tasks(draft: Draft) -> Draft:
    """The draft, taken through the stages as tasks."""
    for stage in _STAGES:
        draft = stage(draft)
    return draft


@flow(name="country_week", flow_run_name="{country} {week}", timeout_seconds=3600)
async def country_week(
    country: str, week: str, force: bool = False, home: str | None = None, now: dt.datetime | None = None
) -> list[Outcome]:
    """Build one country-week, seen stage by stage. One that fails is recorded, and the run ends as failed.

    Args:
        country: ISO 3166-1 alpha-2 code, such as MN.
        week: A date in the week, or an ISO week such as 2026-W18.
        force: Build again what is already current.
        home: Where the warehouse lies: a folder or s3://bucket/prefix. WEEKWATCH_HOME if empty.
        now: The instant that counts as now (UTC); the clock's time if empty.
    """
    found, folder = opened(home)
    (chosen,) = choose(folder, [country])
    named = parse_week(str(week), found.week_starts_on)
    batch = Batch(found.location, folder, (chosen,), named, instant(now), force, first_start())
    async with one_engine():
        outcomes = await asyncio.to_thread(build_batch, batch, _through_tasks)
        await still_ours()
        return ended(found, await publish_step(found, outcomes, Workers()))
