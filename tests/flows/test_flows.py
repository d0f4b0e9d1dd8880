"""The flows themselves, against one temporary Prefect server: their stages and batches are tasks with names."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from typing import Any

import pytest

from flows.building.outcome import UnfinishedError
from tasks.country_week import STAGES
from tasks.country_week import build as build_stages
from tasks.draft import Draft
from tests.flows.building.test_batch import NOW, WEEK, home
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Report, Run

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

    def run(day: str) -> list[str]:
        return [o.status for o in asyncio.run(country_week("UA", day, home=home.location, now=NOW))]

    assert run("2023-01-02") == ["built"]
    assert run("2023-01-04") == ["unchanged"]  # a Wednesday names the week that it lies in
    assert {(r.country, r.week) for r in Store(home).read(Report)} == {("UA", WEEK.start)}
    wanted = {stage.__name__.replace("_", " ") for stage in STAGES} | {"publish"}
    deadline = time.monotonic() + 30  # the server records task runs in batches, a few seconds late
    while not wanted <= (seen := asyncio.run(task_names("country_week"))) and time.monotonic() < deadline:
        time.sleep(0.5)
    assert seen >= wanted


@pytest.mark.parametrize("countries", [["UA"], ["UA", "PK"]])
def test_a_country_week_that_fails_is_recorded_however_many_are_built(
    home: Home, countries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One path: the failure is a row of runs and an outcome, the others are published, and the flow ends as failed."""
    from flows.backfill import backfill
    from flows.country_week import country_week

    def broken(draft: Draft) -> Draft:
        if draft.profile.country == "UA":
            raise ZeroDivisionError("no such thing")
        return build_stages(draft)

    monkeypatch.setattr("flows.building.batch.build", broken)
    monkeypatch.setattr("flows.country_week._through_tasks", broken)
    week = "2023-W01"
    at: dict[str, Any] = {"home": home.location, "now": NOW}
    one = len(countries) == 1
    run = country_week("UA", week, **at) if one else backfill(countries, week, week, workers="1", **at)
    with pytest.raises(UnfinishedError, match="UA 2023-W01 failed") as caught:
        asyncio.run(run)
    assert {o.country: o.status for o in caught.value.outcomes} == {
        c: "failed" if c == "UA" else "built" for c in countries
    }
    (failed,) = (run for run in Store(home).read(Run) if run.status == "failed")
    assert (failed.country, failed.week) == ("UA", WEEK.start)
    assert "ZeroDivisionError: no such thing" in (failed.error or "")
    assert (home.local / "reports" / "PK").exists() == ("PK" in countries)


def test_a_week_is_built_in_batches(home: Home) -> None:
    from flows.weekly import weekly

    outcomes = asyncio.run(weekly("UA, PK,IR", week="2023-W01", home=home.location, now=NOW))
    assert [(o.country, o.status) for o in outcomes] == [("IR", "built"), ("PK", "built"), ("UA", "built")]
    assert {(r.country, r.week) for r in Store(home).read(Report)} == {
        (country, dt.date(2023, 1, 2)) for country in ("IR", "PK", "UA")
    }


@pytest.mark.parametrize(("failed", "ends"), [(3, "failed"), (2, "completed")])
def test_collecting_ends_as_failed_where_more_feeds_fail_than_answer(
    home: Home, failed: int, ends: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.collect import collect
    from flows.collecting.feeds import Collected, UnreachedError

    found = Collected(9, 1, 1, failed, 9 - 2 - failed, items=5, new_items=5, issues=failed)

    async def collected(*_: object, **__: object) -> Collected:
        return found

    monkeypatch.setattr("flows.collect.collect_feeds", collected)
    run = collect("MN", home=home.location, searches=False, now=NOW)
    if ends == "failed":
        with pytest.raises(UnreachedError, match="3 of 5 feeds failed") as caught:
            asyncio.run(run)
        assert caught.value.collected == found
    else:
        assert asyncio.run(run) == found
