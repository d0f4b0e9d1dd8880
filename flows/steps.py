"""Plain functions as Prefect tasks: every task's name, retries and time limit, the functions left untouched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE

from warehouse.errors import InputError

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StepSettings:
    """What Prefect is told of a task."""

    retries: int = 0
    """For what may fail for reasons outside (storage out of reach, a server that is restarted) and does no harm done twice."""
    timeout_seconds: float | None = None
    run_name: str | None = None


STEPS = {
    # a batch of countries of a week: fifteen of them take a minute, so one that takes an hour hangs;
    # a batch that was built is found current when it is tried again
    "build countries": StepSettings(retries=2, timeout_seconds=3600.0, run_name="{label}"),
    "attribute items": StepSettings(retries=2, timeout_seconds=3600.0, run_name="{label}"),
    "publish": StepSettings(retries=1),
    # the stages of one country-week: what breaks a stage breaks it every time
    **{
        name: StepSettings()
        for name in ("select", "dedupe", "read", "group", "happen", "weigh", "locate", "look ahead", "write")
    },
    "fetch and store": StepSettings(retries=2),  # one feed's failure does not fail the step; storage can
    "make pages": StepSettings(retries=1),
    "judge": StepSettings(retries=2),
    "deliver": StepSettings(),
    "compact": StepSettings(retries=1),
    "count deaths": StepSettings(retries=2),  # one file of one server
}
"""Every task by its name."""


def step(function: Callable[P, T], name: str) -> Task[P, T]:
    """The function as the task of this name in `STEPS`. Raises KeyError for a name that `STEPS` lacks."""
    return task(**task_options(name))(function)


def task_options(name: str) -> dict[str, Any]:
    """What Prefect's decorators take for the task of this name, without caching: the warehouse is the checkpoint.

    Wrong input is never tried again. Raises KeyError for a name that `STEPS` lacks.
    """
    settings = STEPS[name]
    return {
        "name": name,
        "task_run_name": settings.run_name,
        "retries": settings.retries,
        "retry_delay_seconds": [10.0 * 6**n for n in range(settings.retries)] or None,
        "retry_condition_fn": _may_pass if settings.retries else None,
        "timeout_seconds": settings.timeout_seconds,
        "cache_policy": NO_CACHE,
        "persist_result": False,
    }


def _may_pass(task: Task[..., Any], run: object, state: Any) -> bool:
    """Whether what failed may succeed another time."""
    return not isinstance(state.data, InputError)
