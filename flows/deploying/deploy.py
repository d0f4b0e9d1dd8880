"""What is deployed compared with what is to be: a plan of steps, and the steps taken. Applied twice, the second plan is empty.

Only what is ours is touched: deployments with the tag `weekwatch`, limits and automations whose names begin with it; and of these
nothing that belongs to another warehouse on the same server.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from prefect import Flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.client.schemas.objects import ConcurrencyOptions
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.client.schemas.sorting import AutomationSort, DeploymentSort
from prefect.events import AutomationCore
from prefect.events.actions import RunDeployment
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.flows import load_flow_from_entrypoint
from prefect.workers.process import ProcessWorker

from flows.deploying.wanted import OWN, Deployment, Wanted

MOST = 200
"""Limits, automations and deployments that are looked through."""


@dataclass(frozen=True, slots=True)
class DeployStep:
    """One thing to do, or that need not be done."""

    sign: Literal["+", "~", "-", "="]
    """Create, change, remove, leave."""
    kind: str
    name: str
    what: str = ""
    """What changes, for a reader."""
    take: Callable[[], Awaitable[object]] | None = None


async def make_plan(client: PrefectClient, wanted: Wanted) -> list[DeployStep]:
    """The steps from what the server has to what is wanted, in the order to take them."""
    return [
        await _pool_step(client, wanted.definitions.work_pool.name),
        *await _limit_steps(client, wanted.definitions.limits),
        *await _deployment_steps(client, wanted),
        *await _automation_steps(client, wanted),
    ]


async def apply(steps: list[DeployStep]) -> int:
    """How many steps were taken."""
    todo = [step.take for step in steps if step.take is not None]
    for take in todo:
        await take()
    return len(todo)


async def _pool_step(client: PrefectClient, name: str) -> DeployStep:
    try:
        await client.read_work_pool(name)
    except ObjectNotFound:
        pool = WorkPoolCreate(
            name=name, type="process", base_job_template=ProcessWorker.get_default_base_job_template()
        )

        async def create() -> None:
            with suppress(ObjectAlreadyExists):  # somebody else deploys at the same time
                await client.create_work_pool(pool)

        return DeployStep("+", "work pool", name, "of processes", create)
    return DeployStep("=", "work pool", name)


async def _limit_steps(client: PrefectClient, wanted: Mapping[str, int]) -> list[DeployStep]:
    found = {one.name: one.limit for one in await client.read_global_concurrency_limits(limit=MOST)}
    steps = []
    for name, limit in wanted.items():
        if found.get(name) == limit:
            steps.append(DeployStep("=", "limit", name))
            continue

        def upsert(name: str = name, limit: int = limit) -> Awaitable[object]:
            return client.upsert_global_concurrency_limit_by_name(name, limit)

        before = f"{found[name]} -> " if name in found else ""
        steps.append(DeployStep("~" if name in found else "+", "limit", name, f"{before}{limit}", upsert))
    for name in sorted(found.keys() - wanted.keys()):
        if name.startswith(f"{OWN}-"):

            def remove(name: str = name) -> Awaitable[object]:
                return client.delete_global_concurrency_limit_by_name(name)

            steps.append(DeployStep("-", "limit", name, take=remove))
    return steps


# --- deployments --------------------------------------------------------------------------------


async def _deployment_steps(client: PrefectClient, wanted: Wanted) -> list[DeployStep]:
    found = await _ours(client, wanted)
    steps = []
    for one in wanted.deployments:
        flow: Flow[..., Any] = load_flow_from_entrypoint(one.entrypoint, use_placeholder_flow=False)
        former = found.pop(one.name, None)
        changed = [] if former is None else _differences(_said(one, flow), _deployed(former))
        if former is not None and not changed:
            steps.append(DeployStep("=", "deployment", one.name))
            continue

        def create(
            one: Deployment = one, flow: Flow[..., Any] = flow, former: DeploymentResponse | None = former
        ) -> Awaitable[object]:
            return _create(client, one, flow, former)

        crons = "; ".join(f"{s.slug}: {s.cron} {s.timezone}" for s in one.schedules)
        what = crons or "on demand" if former is None else ", ".join(changed)
        steps.append(DeployStep("~" if former else "+", "deployment", one.name, what, create))
    for name, gone in sorted(found.items()):

        def remove(gone: DeploymentResponse = gone) -> Awaitable[object]:
            return client.delete_deployment(gone.id)

        steps.append(DeployStep("-", "deployment", name, take=remove))
    return steps


async def _ours(client: PrefectClient, wanted: Wanted) -> dict[str, DeploymentResponse]:
    tagged = DeploymentFilter(tags=DeploymentFilterTags(all_=[OWN]))
    return {
        one.name: one
        for one in await client.read_deployments(deployment_filter=tagged, sort=DeploymentSort.NAME_ASC, limit=MOST)
        if wanted.owns_deployment(one.tags)
    }


def _said(one: Deployment, flow: Flow[..., Any]) -> dict[str, Any]:
    """What a deployment is to be, comparable to `_deployed`."""
    return {
        "entrypoint": one.entrypoint,
        "description": one.description,
        "tags": sorted(one.tags),
        "pool": one.work_pool.name,
        "job variables": one.work_pool.job_variables,
        "limit": one.concurrency_limit and (one.concurrency_limit.limit, one.concurrency_limit.collision_strategy),
        "parameters": one.parameters,
        "schedules": {s.slug: (s.cron, s.timezone, s.parameters) for s in one.schedules},
        "form": flow.parameters.model_dump_for_openapi(),
        "version": flow.version,
    }


def _deployed(found: DeploymentResponse) -> dict[str, Any]:
    limit, options = found.global_concurrency_limit, found.concurrency_options
    return {
        "entrypoint": found.entrypoint,
        "description": found.description,
        "tags": sorted(found.tags),
        "pool": found.work_pool_name,
        "job variables": found.job_variables,
        "limit": limit and (limit.limit, options.collision_strategy.value if options else "ENQUEUE"),
        "parameters": found.parameters,
        "schedules": {
            str(s.slug): (s.schedule.cron, s.schedule.timezone, s.parameters)
            for s in found.schedules
            if isinstance(s.schedule, CronSchedule)
        },
        "form": found.parameter_openapi_schema,
        "version": found.version,
    }


def _differences(new: Mapping[str, Any], old: Mapping[str, Any]) -> list[str]:
    return [key for key in new if new[key] != old[key]]


async def _create(
    client: PrefectClient, one: Deployment, flow: Flow[..., Any], former: DeploymentResponse | None
) -> object:
    """Creates or replaces a deployment; a schedule that somebody paused stays paused."""
    paused = {s.slug for s in former.schedules if not s.active} if former else set()
    limit = one.concurrency_limit
    return await client.create_deployment(
        flow_id=await client.create_flow(flow),
        name=one.name,
        version=flow.version,
        description=one.description,
        tags=list(one.tags),
        entrypoint=one.entrypoint,
        work_pool_name=one.work_pool.name,
        job_variables=one.work_pool.job_variables,
        parameters=one.parameters,
        parameter_openapi_schema=flow.parameters.model_dump_for_openapi(),
        enforce_parameter_schema=True,
        concurrency_limit=limit.limit if limit else None,
        concurrency_options=ConcurrencyOptions.model_validate({"collision_strategy": limit.collision_strategy})
        if limit
        else None,
        schedules=[
            DeploymentScheduleCreate(
                slug=s.slug,
                schedule=CronSchedule(cron=s.cron, timezone=s.timezone),
                parameters=s.parameters,
                active=s.slug not in paused,
            )
            for s in one.schedules
        ],
        pull_steps=[],
    )


# --- automations --------------------------------------------------------------------------------


async def _automation_steps(client: PrefectClient, wanted: Wanted) -> list[DeployStep]:
    found, doubled = {}, []
    for one in await client.read_automations(sort=AutomationSort.NAME_ASC, limit=MOST):
        if one.name in found:  # two deployed at the same time
            doubled.append(one)
        else:
            found[one.name] = one
    steps = []
    triggers = [(one.name, trigger) for one in wanted.deployments for trigger in one.triggers]
    asked = [(str(a["name"]), a, None) for a in wanted.automations] + [(str(t["name"]), t, d) for d, t in triggers]
    deployed = await _ours(client, wanted)
    for name, given, deployment in asked:
        former = found.pop(name, None)
        if former is not None and (deployment is None or deployment in deployed):
            core = _automation(given, deployed[deployment] if deployment else None)
            if _plain(core) == _plain(former):
                steps.append(DeployStep("=", "automation", name))
                continue

        async def put(given: dict[str, Any] = given, deployment: str | None = deployment, former: Any = former) -> None:
            core = _automation(given, (await _ours(client, wanted))[deployment] if deployment else None)
            if former is None:
                await client.create_automation(core)
            else:
                await client.update_automation(former.id, core)

        steps.append(DeployStep("~" if former else "+", "automation", name, str(given.get("description", "")), put))
    for gone in [*found.values(), *doubled]:
        if wanted.owns_automation(gone.name):

            def remove(gone: Any = gone) -> Awaitable[object]:
                return client.delete_automation(gone.id)

            steps.append(DeployStep("-", "automation", gone.name, take=remove))
    return steps


def _automation(given: Mapping[str, Any], deployment: DeploymentResponse | None) -> AutomationCore:
    """An automation of the file; a trigger of a deployment runs it."""
    if deployment is None:
        return AutomationCore.model_validate(given)
    trigger = {key: value for key, value in given.items() if key != "name"}
    actions = [RunDeployment(source="selected", deployment_id=deployment.id)]
    return AutomationCore.model_validate({"name": given["name"], "trigger": trigger, "actions": actions})


def _plain(automation: AutomationCore) -> object:
    """What an automation says, comparable: sets are in order, and what the server adds is left out."""
    return _ordered(automation.model_dump(mode="json", include={"description", "trigger", "actions"}))


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(inner) for key, inner in value.items() if key != "id"}
    if isinstance(value, list):
        return sorted(map(_ordered, value), key=str)
    return value
