"""Plain functions as Prefect tasks: name, retries and their reason in one place, the functions left untouched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

P = ParamSpec("P")
T = TypeVar("T")


def step(function: Callable[P, T], *, name: str, run_name: str | None = None, retries: int = 0) -> Task[P, T]:
    """The function as a task without caching: the warehouse is the checkpoint."""
    return task(
        name=name,
        task_run_name=run_name,
        retries=retries,
        retry_delay_seconds=5 if retries else None,
        cache_policy=NO_CACHE,
        persist_result=False,
    )(function)


def threads(workers: int) -> TaskRunner[Any]:
    """Tasks in so many threads: they only wait, for the network or for a worker process."""
    return ThreadPoolTaskRunner(max_workers=workers)
