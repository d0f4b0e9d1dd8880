"""One engine to a run: an engine that slept while its run was begun anew elsewhere leaves the run to the other when it wakes.

A machine that is paused sends no heartbeat. Its run is then marked as crashed, put back into the queue and taken up by another
worker (deployments/automations.yaml), and the server counts one start more. The engine that wakes finds a count that is not
its own. It builds no further batch, publishes nothing, and says nothing to Prefect of how the run ended.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import httpx
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext
from prefect.exceptions import Abort, ObjectNotFound

from flows.watch import is_kept, log
from warehouse.errors import WeekwatchError

WAITS = (1.0, 5.0, 0.0)
"""Seconds after each question that the server did not answer; then the engine goes on."""


class SupersededError(WeekwatchError):
    """The run was begun anew by another engine, which builds what is left."""

    def __init__(self) -> None:
        super().__init__(
            "this run was begun anew elsewhere while this process stood still",
            remedy="nothing is to be done: the newer process builds what is left",
        )


@asynccontextmanager
async def one_engine() -> AsyncIterator[None]:
    """The body of a flow. Raises Prefect's Abort, which leaves the run's state alone, where another engine has the run by its end.

    Asked at the end too, however the body ends: an engine that wakes may have lost its slot, and is cancelled for that.
    """
    try:
        yield
        await still_ours()
    except BaseException as error:
        if isinstance(error, SupersededError) or await _is_superseded():
            raise Abort(str(SupersededError())) from None
        raise


async def still_ours() -> None:
    """Returns where this engine is the newest of its run. Raises SupersededError where the run was begun anew since.

    To be asked before each batch and before publishing. What another engine builds at the same time is the same to the byte,
    so a server that cannot be reached is no reason to stop.
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
                log(f"the server does not say whether this run was begun anew ({error!r})", warning=True)
                await anyio.sleep(wait)
            else:
                return newest.run_count > context.flow_run.run_count
    return False
