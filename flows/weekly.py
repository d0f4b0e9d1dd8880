"""The flow `weekly`: the newest week of all countries, and first whatever was missed before it."""

from __future__ import annotations

import datetime as dt

from prefect import flow

from flows.building.outcome import Outcome
from flows.building.plan import CATCH_UP_WEEKS, newest_closed, weekly_plan
from flows.catalogue import choose
from flows.cli.options import WORKERS
from flows.fence import one_engine
from flows.parameters import Countries, instant, opened, run_name
from flows.run_plan import run_plan
from flows.watch import ended
from warehouse.weeks import parse_week


def _name() -> str:
    """The run by its week: `weekly 2026-W18 all`."""
    from prefect.runtime import flow_run

    given = flow_run.get_parameters()
    home, _ = opened(given.get("home"))
    newest = newest_closed(instant(given.get("now")), home.week_starts_on)
    week = newest.shift(1).label + " provisional" if given.get("provisional") else newest.label
    return run_name(f"weekly {given.get('week') or week} {{countries}}")()


@flow(name="weekly", flow_run_name=_name, timeout_seconds=6 * 3600)
async def weekly(
    countries: Countries = "all",
    provisional: bool = False,
    week: str | None = None,
    catch_up_weeks: int = CATCH_UP_WEEKS,
    force: bool = False,
    workers: str = WORKERS,
    home: str | None = None,
    now: dt.datetime | None = None,
) -> list[Outcome]:
    """Build the newest closed week, after any that were missed, oldest first. What is current is left alone.

    Args:
        countries: ISO codes and names of groups, as a list or separated by commas, or `all`.
        provisional: Build the running week too; its reports are marked provisional until it is over.
        week: Build this week only: a date in it, or an ISO week such as 2026-W18.
        catch_up_weeks: How many closed weeks are looked through for missed ones.
        force: Build again what is already current.
        workers: Number of processes that build, or the address of a Dask scheduler (tcp://...).
        home: Where the warehouse lies: a folder or s3://bucket/prefix. WEEKWATCH_HOME if empty.
        now: The instant that counts as now (UTC); the clock's time if empty.
    """
    found, folder = opened(home)
    at = instant(now)
    chosen = list(choose(folder, countries))
    if week is not None:
        plan = {parse_week(week, found.week_starts_on): chosen}
    else:
        plan = weekly_plan(found, chosen, at, provisional=provisional, weeks=catch_up_weeks)
    async with one_engine():
        outcomes = await run_plan(found, folder, plan, now=at, force=force, workers=workers)
        return ended(found, outcomes)
