"""A limit of time that holds whatever a statement does.

DuckDB looks for an interruption between two batches of rows: one call of a function on two long texts can take hours between.
So a statement runs in a thread of its own, and is left behind where it does not heed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from warehouse.errors import InputError

if TYPE_CHECKING:
    import duckdb

Found = TypeVar("Found")
HEED_SECONDS = 2.0
"""How long an interrupted statement is waited for; one that heeds does so in milliseconds."""


class DeafError(InputError):
    """The statement did not heed its interruption and still runs; its connection must not be used, nor closed."""

    def __init__(self, thread: threading.Thread) -> None:
        super().__init__(
            "the question took too long and could not be stopped",
            remedy="compare shorter texts: one call of a function may not take longer than the whole question",
        )
        self.thread = thread


def within(seconds: float, connection: duckdb.DuckDBPyConnection, work: Callable[[], Found]) -> Found:
    """What the work on the connection gives.

    Raises what the work raises: duckdb.InterruptException where it took longer than so many seconds; DeafError where it did not
    even end then. A Ctrl-C meanwhile breaks the statement off and is passed on.
    """
    found: list[Found] = []
    raised: list[BaseException] = []
    ended = threading.Event()  # not `thread.join`: after a Ctrl-C that takes a running thread for ended

    def do() -> None:
        try:
            found.append(work())
        except BaseException as error:  # noqa: BLE001 -- raised again in the thread that asked
            raised.append(error)
        finally:
            ended.set()

    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    try:
        in_time = ended.wait(seconds)
    except BaseException:  # the interpreter must not end while the statement runs: the process would be aborted
        connection.interrupt()
        ended.wait(HEED_SECONDS)
        raise
    if not in_time:
        connection.interrupt()
        if not ended.wait(HEED_SECONDS):
            raise DeafError(thread)
    if raised:
        raise raised[0]
    return found[0]
