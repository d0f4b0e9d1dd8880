"""The flows themselves, against one temporary Prefect server: their stages and batches are tasks with names."""

from __future__ import annotations

import asyncio
import datetime as dt
import time

import pytest

from tests.flows.building.test_batch import NOW, WEEK, home
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Report

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("prefect_server")]

__all__ = ["home"]  # a fixture


async def task_names(flow_name: str) -> set[str]:
    """The names of the tasks that runs of a flow have made, without their running numbers."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName
    from prefect.client.schemas.sorting import TaskRunSort

    async with get_client() as client:
        found = await client.read_task_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[flow_name])), sort=TaskRunSort.NAME_ASC, limit=200
        )
    return {run.name.rsplit("-", 1)[0] for run in found}


def test_the_stages_of_a_country_week_are_tasks(home: Home) -> None:
    from flows.country_week import country_week

    def run() -> str:
        return asyncio.run(country_week("UA", WEEK.start, home=home.location, now=NOW)).status

    assert run() == "built"
    assert run() == "unchanged"
    assert {r.country for r in Store(home).read(Report)} == {"UA"}
    wanted = {"gather", "select", "dedupe", "read", "group", "weigh", "locate", "look ahead", "write", "commit"}
    deadline = time.monotonic() + 30  # the server records task runs in batches, a few seconds late
    while not wanted <= (seen := asyncio.run(task_names("country_week"))) and time.monotonic() < deadline:
        time.sleep(0.5)
    assert seen >= wanted


def test_a_week_is_built_in_batches(home: Home) -> None:
    from flows.weekly import weekly

    outcomes = asyncio.run(weekly("UA, PK,IR", week="2023-W01", home=home.location, now=NOW))
    assert [(o.country, o.status) for o in outcomes] == [("IR", "built"), ("PK", "built"), ("UA", "built")]
    assert {(r.country, r.week) for r in Store(home).read(Report)} == {
        (country, dt.date(2023, 1, 2)) for country in ("IR", "PK", "UA")
    }
