"""A Prefect server for the time of one command, ready sooner than the one that Prefect starts by itself.

It is started before prefect is imported and gets ready meanwhile; its database is a copy of one that was migrated before;
of its services none runs, since nobody can look into it. It ends with the command however that ends, `kill -9` included:
its standard input closes then. Nothing is left but the migrated database, an empty one, in the user's cache.

    python -m flows.runtime.temporary_server FOLDER PORT     what the command starts
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import cast

from warehouse.errors import WeekwatchError

PATIENCE_SECONDS = 600.0
"""A machine that does much else needs minutes where an idle one needs seconds."""

_SERVICES = (
    "CANCELLATION_CLEANUP", "DB_VACUUM", "EVENT_PERSISTER", "FOREMAN", "LATE_RUNS", "PAUSE_EXPIRATIONS", "REPOSSESSOR",
    "CLEANUP_RECONCILER", "SCHEDULER", "TASK_RUN_RECORDER", "TRIGGERS",
)  # fmt: skip
SETTINGS = {
    "PREFECT_UI_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in _SERVICES},
}


class TemporaryServer:
    """A server that was started and may not be ready yet."""

    def __init__(self, folder: Path) -> None:
        """`folder`: a new one for everything that the server writes; it goes with the server."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.api_url = f"http://127.0.0.1:{port}/api"
        self._folder = folder
        self._migrated = _template().is_file()
        settings = os.environ | SETTINGS | {"PREFECT_HOME": str(folder)}
        settings["PREFECT_API_DATABASE_CONNECTION_URL"] = f"sqlite+aiosqlite:///{folder}/prefect.db"
        if self._migrated:
            shutil.copyfile(_template(), folder / "prefect.db")
            settings["PREFECT_API_DATABASE_MIGRATE_ON_START"] = "false"
        self._log = folder / "server.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(folder), str(port)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=settings,
                cwd=Path(__file__).parents[2],
                start_new_session=True,  # Ctrl-C is for the command, which needs its server to end well
            )

    def wait(self) -> None:
        """Returns when the server answers. Raises WeekwatchError with what it said where it ended or takes too long."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                said = self._log.read_text(errors="replace").strip().rsplit("\n", 1)[-1][:300]
                raise WeekwatchError(
                    f"Prefect's temporary server does not answer ({said or 'it said nothing'})",
                    remedy="start it again, or use a permanent server: `prefect server start`, PREFECT_API_URL",
                )
            time.sleep(0.05)
        if not self._migrated:
            _keep(self._folder / "prefect.db")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.api_url}/health", timeout=5) as answer:
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """Ends the server and takes its folder away."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def spare_imports() -> None:
    """Makes the import of prefect nearly two seconds shorter where a development tool has brought `jsonschema[format-nongpl]`.

    jsonschema then takes `rfc3987_syntax` along, which compiles a grammar as it is imported; it checks a format that nothing here uses.
    """
    sys.modules.setdefault("rfc3987_syntax", cast("ModuleType", None))


def _template() -> Path:
    """Where the migrated, empty database of this version of Prefect is kept."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "weekwatch" / f"prefect-{version('prefect')}.db"


def _keep(database: Path) -> None:
    """Copies a database that was just migrated to the cache; does nothing where that cannot be written."""
    template = _template()
    beside = template.with_name(f".{template.name}.{os.getpid()}")
    try:
        template.parent.mkdir(parents=True, exist_ok=True)
        source, copy = sqlite3.connect(database), sqlite3.connect(beside)
        with source, copy:
            source.backup(copy)
        source.close()
        copy.close()
        beside.replace(template)
    except (OSError, sqlite3.Error):
        beside.unlink(missing_ok=True)


def _end_with_parent(folder: Path) -> None:
    """Ends this process as soon as its standard input closes: the command that it serves is gone."""

    def watch() -> None:
        sys.stdin.buffer.read()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    threading.Thread(target=watch, name="watches the parent", daemon=True).start()


def main(folder: str, port: str) -> None:
    """Serves until the command that started it is gone."""
    _end_with_parent(Path(folder))
    spare_imports()
    import uvicorn

    uvicorn.run(
        "prefect.server.api.server:create_app", factory=True, host="127.0.0.1", port=int(port), log_level="error"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
