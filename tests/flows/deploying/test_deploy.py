"""Deploying on a Prefect server: the plan says what is missing, applying it once leaves nothing to do, foreign things stay."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flows.deploying.wanted import wanted
from warehouse.store.home import Home

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("prefect_server")]


def test_a_plan_is_applied_once(tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client

    from flows.deploying.deploy import apply, make_plan

    home = Home.create(tmp_path / "home")

    async def run() -> None:
        async with get_client() as client:
            whole = wanted(home, [])
            first = await make_plan(client, whole)
            assert {step.sign for step in first} == {"+"}
            await apply(first)
            assert {step.sign for step in await make_plan(client, whole)} == {"="}

            north = wanted(Home.create(tmp_path / "north"), [], name="north")
            beside = await make_plan(client, north)
            assert {(s.sign, s.kind) for s in beside} == {
                ("=", "work pool"), ("=", "limit"), ("+", "deployment"), ("+", "automation"), ("=", "automation"),
            }  # fmt: skip
            await apply(beside)
            for one in (whole, north):  # neither touches the other's
                assert {step.sign for step in await make_plan(client, one)} == {"="}

            deployed = await client.read_deployment_by_name("collect/collect")
            (hourly,) = deployed.schedules
            await client.update_deployment_schedule(deployed.id, hourly.id, active=False)
            collect, *others = whole.deployments
            other_hour = collect.model_copy(update={"description": "Fetch."})
            changed = whole.model_copy(update={"deployments": (other_hour, *others[:-1]), "automations": ()})
            second = await make_plan(client, changed)
            assert [(s.sign, s.kind, s.name, s.what) for s in second if s.sign == "~"] == [
                ("~", "deployment", "collect", "description")
            ]
            assert {(s.sign, s.kind) for s in second if s.sign == "-"} == {("-", "deployment"), ("-", "automation")}
            await apply(second)
            assert {step.sign for step in await make_plan(client, changed)} == {"="}
            (hourly,) = (await client.read_deployment_by_name("collect/collect")).schedules
            assert not hourly.active  # who paused it wanted it so

    asyncio.run(run())
