"""Prefect's settings for a machine without a server, made before prefect is imported.

Importing prefect reads the environment once, so `prepare_prefect()` must come first. Whatever the user has set
(an API URL, a profile, a log level) wins; defaults only fill what is unset.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # no call home
    "PREFECT_LOGGING_LEVEL": "WARNING",  # progress is ours to show
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",  # a busy machine needs minutes, an idle one ten seconds
    # The server's cost of a task run falls from 39 to 13 ms of CPU when it writes in batches (DESIGN: Orchestration).
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "2",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "500",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "100",
}


def prepare_prefect() -> None:
    """Sets the defaults; without any Prefect of the user's own, in a temporary folder that goes when we go."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    own = Path.home() / ".prefect" / "profiles.toml"
    if "PREFECT_API_URL" not in os.environ and "PREFECT_HOME" not in os.environ and not own.exists():
        folder = tempfile.mkdtemp(prefix="weekwatch-prefect-")
        os.environ["PREFECT_HOME"] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
