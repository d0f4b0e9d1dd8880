"""One engine to a run: an engine that was suspended while another restarted its run gives way to the other when it resumes.

A machine that is paused sends no heartbeat. Its run is then marked as crashed, put back into the queue and taken up by another
worker (deployments/automations.yaml), and the server counts one start more. The engine that wakes finds a count that is not
its own. It builds no further batch, publishes nothing, and says nothing to Prefect of how the run ended.

An exception cannot keep Prefect silent: where the sleeper's concurrency slot has lapsed too (after 225 s), Prefect's scope around
the flow's body turns whatever leaves it into a cancellation, and reports that as a crash. So a process that a worker started for
the run ends itself, with status 0, which the worker reports as nothing.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import httpx
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext
from prefect.exceptions import Abort, ObjectNotFound
from prefect.logging.handlers import APILogHandler

from flows.watch import is_kept, log
from warehouse.errors import WeekwatchError

WAITS = (1.0, 5.0, 0.0)
"""Seconds after each question that the server did not answer; then the engine goes on."""
LAST_WORDS_SECONDS = 5.0
"""How long the run's log may take to reach the server before the process ends."""


class SupersededError(WeekwatchError):
    """Another engine has restarted the run and builds the rest."""

    def __init__(self) -> None:
        super().__init__(
            "this run was restarted elsewhere while this process was suspended",
            remedy="nothing to do: the newer process builds the rest",
        )


@asynccontextmanager
async def one_engine() -> AsyncIterator[None]:
    """The body of a flow. Where another engine has the run by its end, the process that was started for the run ends.

    Asked at the end too, however the body ends: an engine that wakes may have lost its slot, and is cancelled for that.
    Raises Prefect's Abort, which leaves the run's state alone, where the process is not the run's own.
    """
    try:
        yield
        await still_ours()
    except BaseException as error:
        if isinstance(error, SupersededError) or await _is_superseded():
            await _leave()
            raise Abort(str(SupersededError())) from None
        raise


async def _leave() -> None:
    """Ends this process if a worker started it for the run; what it had begun is ended or finished by now."""
    with anyio.CancelScope(shield=True):
        log(str(SupersededError()), warning=True)
        with anyio.move_on_after(LAST_WORDS_SECONDS):
            await APILogHandler.aflush()
    context = FlowRunContext.get()
    if context and context.flow_run and os.environ.get("PREFECT__FLOW_RUN_ID") == str(context.flow_run.id):
        with contextlib.suppress(OSError, ValueError):  # the worker that held the pipes may be gone
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(0)


async def still_ours() -> None:
    """Returns where this engine is the newest of its run. Raises SupersededError where another engine has restarted the run.

    To be asked before each batch and before publishing. What another engine builds at the same time is the same to the byte,
    so a server that cannot be reached does not stop it.
    """
    if await _is_superseded():
        raise SupersededError


async def _is_superseded() -> bool:
    context = FlowRunContext.get()
    if context is None or context.flow_run is None or not is_kept():
        return False
    with anyio.CancelScope(shield=True):
        for wait in WAITS:
            try:
                async with get_client() as client:
                    newest = await client.read_flow_run(context.flow_run.id)
            except ObjectNotFound:
                return False
            except httpx.HTTPError as error:
                log(f"the server does not say whether this run was restarted ({error!r})", warning=True)
                await anyio.sleep(wait)
            else:
                return newest.run_count > context.flow_run.run_count
    return False
