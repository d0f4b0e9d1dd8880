"""Plain functions as Prefect tasks: name, retries and time limit in one place, the functions left untouched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE

from warehouse.errors import InputError

P = ParamSpec("P")
T = TypeVar("T")


def step(
    function: Callable[P, T],
    *,
    name: str,
    run_name: str | None = None,
    retries: int = 0,
    timeout_seconds: float | None = None,
) -> Task[P, T]:
    """The function as a task without caching: the warehouse is the checkpoint.

    Give `retries` to what may fail for reasons outside (storage out of reach, a server that is restarted) and does no
    harm when it is done twice. Wrong input is never tried again.
    """
    return task(
        name=name,
        task_run_name=run_name,
        retries=retries,
        retry_delay_seconds=[10.0 * 6**n for n in range(retries)] or None,
        retry_condition_fn=_may_pass if retries else None,
        timeout_seconds=timeout_seconds,
        cache_policy=NO_CACHE,
        persist_result=False,
    )(function)


def _may_pass(task: Task[..., Any], run: object, state: Any) -> bool:
    """Whether what failed may succeed another time."""
    return not isinstance(state.data, InputError)
