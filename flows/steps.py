"""Plain functions as Prefect tasks: name, retries and their reason in one place, the functions left untouched."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE

P = ParamSpec("P")
T = TypeVar("T")


def step(function: Callable[P, T], *, name: str, run_name: str | None = None, retries: int = 0) -> Task[P, T]:
    """The function as a task without caching: the warehouse is the checkpoint."""
    return task(
        function,
        name=name,
        task_run_name=run_name,
        retries=retries,
        retry_delay_seconds=5 if retries else None,
        cache_policy=NO_CACHE,
        persist_result=False,
    )
