"""An engine whose run was restarted elsewhere leaves it alone: it builds no further week, publishes nothing, ends no state."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import anyio
import pytest

from flows.publishing.record import published_file
from tests.flows.building.test_batch import NOW, WEEK, home
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("prefect_server")]

__all__ = ["home"]  # a fixture


def newest_run(flow: str) -> Any:
    """The newest run of a flow, as the server knows it."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName
    from prefect.client.schemas.sorting import FlowRunSort

    with get_client(sync_client=True) as client:
        of_flow = FlowFilter(name=FlowFilterName(any_=[flow]))
        return client.read_flow_runs(flow_filter=of_flow, sort=FlowRunSort.START_TIME_DESC, limit=1)[0]


def begin_anew(flow: str) -> None:
    """What another engine does to the newest run of a flow when it takes it up."""
    from prefect.client.orchestration import get_client
    from prefect.states import Running

    with get_client(sync_client=True) as client:
        client.set_flow_run_state(newest_run(flow).id, Running(message="by another engine"), force=True)


@pytest.mark.parametrize("amiss", [None, KeyError("gone"), "slot lost"], ids=["well", "error", "cancelled"])
def test_an_engine_whose_run_was_begun_anew_stops_and_leaves_its_state(
    amiss: Exception | str | None, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However its body ends: an engine that wakes without its slot is cancelled by Prefect."""
    from prefect.exceptions import Abort

    from flows.backfill import backfill

    async def ended(*_: object) -> None:
        await asyncio.to_thread(begin_anew, "backfill")
        if isinstance(amiss, Exception):
            raise amiss
        if amiss is not None:
            scopes[0].cancel()
            await asyncio.sleep(1)

    monkeypatch.setattr("flows.watch.Watched.ended", ended)
    scopes: list[anyio.CancelScope] = []

    async def engine() -> None:
        with anyio.CancelScope() as scope:
            scopes.append(scope)
            await backfill("UA", "2023-W01", "2023-W02", workers="1", home=home.location, now=NOW)

    with pytest.raises(Abort, match="was restarted"):
        asyncio.run(engine())
    run = newest_run("backfill")
    assert (run.run_count, run.state.name, run.state.message) == (2, "Running", "by another engine")
    assert {week for _, week in Store(home).current_runs()} == {WEEK.start}
    assert not published_file(home, "UA", WEEK, "md").exists()


def test_the_process_of_a_run_that_was_begun_anew_ends_without_a_word(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prefect's own scope around a body whose slot has lapsed turns any exception into a crash."""
    from prefect.context import FlowRunContext

    from flows.backfill import backfill

    class Ended(BaseException):
        pass

    def leave(status: int) -> None:
        raise Ended(status)

    async def ended(*_: object) -> None:
        context = FlowRunContext.get()
        assert context is not None
        assert context.flow_run is not None
        monkeypatch.setenv("PREFECT__FLOW_RUN_ID", str(context.flow_run.id))
        await asyncio.to_thread(begin_anew, "backfill")

    monkeypatch.setattr("flows.watch.Watched.ended", ended)
    monkeypatch.setattr("os._exit", leave)
    with pytest.raises(Ended) as caught:
        asyncio.run(backfill("UA", "2023-W01", "2023-W02", workers="1", home=home.location, now=NOW))
    assert caught.value.args == (0,)


def test_a_run_that_has_one_engine_ends_as_it_did(home: Home) -> None:
    from flows.backfill import backfill

    outcomes = asyncio.run(backfill("UA", "2023-W01", "2023-W02", workers="1", home=home.location, now=NOW))
    assert [o.status for o in outcomes] == ["built", "built"]
    run = newest_run("backfill")
    assert (run.run_count, run.state.name) == (1, "Completed")
    assert published_file(home, "UA", WEEK, "md").exists()
    assert {"week:2023-W01", "country:UA"} in tags_of_tasks(run.id)
    rows = newest_table("slowest")
    assert {row["week"] for row in rows} == {"2023-W01", "2023-W02"}
    assert rows[0]["seconds"] >= rows[1]["seconds"]
    assert rows[0]["most of it"]


def tags_of_tasks(run: Any) -> list[set[str]]:
    """The tags of each task run of a flow run: a person looks for a country or a week by them."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    with get_client(sync_client=True) as client:
        found = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run])))
    return [set(one.tags) for one in found]


def newest_table(key: str) -> list[dict[str, Any]]:
    """The rows of the newest table artifact of a key."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        asked = {"artifacts": {"key": {"any_": [key]}}, "sort": "UPDATED_DESC", "limit": 1}
        found = client.request("POST", "/artifacts/filter", json=asked).json()
    rows: list[dict[str, Any]] = json.loads(found[0]["data"])
    return rows
