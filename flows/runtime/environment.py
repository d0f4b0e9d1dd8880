"""Prefect's settings for a machine without a server, made before prefect is imported.

Importing prefect reads the environment once, so `prepare_prefect()` must come first. Whatever the user has set
(an API URL, a profile, a log level) wins; defaults only fill what is unset.
"""

from __future__ import annotations

import atexit
import os
import sys
import tempfile
from pathlib import Path

from flows.runtime.temporary_server import TemporaryServer, spare_imports

DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # no call home
    "PREFECT_LOGGING_LEVEL": "WARNING",  # progress is ours to show
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
    # The server's cost of a task run falls from 39 to 13 ms of CPU when it writes in batches.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "2",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "500",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "100",
}

TEMPORARY_DEFAULTS = {
    "PREFECT_LOGGING_TO_API_ENABLED": "false",  # nobody could read them
    "PREFECT_CLIENT_MAX_RETRIES": "2",  # a server that is gone is given up after seconds, not minutes
}

_TEMPORARY = "WEEKWATCH_TEMPORARY_SERVER"
"""Set in the environment, so that worker processes know."""
_temporary: TemporaryServer | None = None


def prepare_prefect() -> None:
    """Sets the defaults; without any Prefect of the user's own, starts a temporary server that goes when we go.

    Where prefect was imported before, whoever did so has chosen its server.
    """
    global _temporary
    spare_imports()
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    if has_server() or "prefect" in sys.modules:
        return
    folder = Path(tempfile.mkdtemp(prefix="weekwatch-prefect-"))
    _temporary = TemporaryServer(folder)
    atexit.register(_temporary.stop)  # before prefect registers anything, so after all of it
    os.environ["PREFECT_HOME"] = str(folder)
    os.environ["PREFECT_API_URL"] = _temporary.api_url
    os.environ[_TEMPORARY] = "1"
    for name, value in TEMPORARY_DEFAULTS.items():
        os.environ.setdefault(name, value)


def has_server() -> bool:
    """Whether the user has named a Prefect server, or made settings of Prefect's own that may name one."""
    own = Path.home() / ".prefect" / "profiles.toml"
    return "PREFECT_API_URL" in os.environ or "PREFECT_HOME" in os.environ or own.exists()


def prefect_ready() -> None:
    """Returns when flows may be run: a temporary server answers, or there is another.

    A temporary one is told of no events, which nobody could see. Where it is gone before them, Prefect tries for seven
    seconds to deliver each, and a command that was interrupted does not end for minutes.
    """
    if _temporary is not None:
        _temporary.wait()
        from prefect.events.clients import NullEventsClient
        from prefect.events.worker import EventsWorker

        EventsWorker.set_client_override(NullEventsClient)


def is_temporary() -> bool:
    """Whether the server goes with this command, so that nobody will look into it."""
    return _TEMPORARY in os.environ
