"""The processes of a team's Weekwatch on loopback: PostgreSQL, Prefect's server, workers. Each ends with its block."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

PATIENCE_SECONDS = float(os.environ.get("E2E_PATIENCE_SECONDS", "1200"))
"""The longest wait for a server to answer or a run to end; a busy machine needs more."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(what: str, done: Callable[[], object], every: float = 1.0) -> None:
    """Returns when `done` gives something true. Raises AssertionError naming `what` after PATIENCE_SECONDS."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > until:
            raise AssertionError(f"waited {PATIENCE_SECONDS:.0f} s in vain for {what}")
        time.sleep(every)


@contextlib.contextmanager
def started(
    command: list[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a session of its own, ended with the block and everything that it started."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, env={**os.environ, **(environment or {})}, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield process
    finally:
        left = descendants(process.pid)
        kill_tree(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        for pid in (process.pid, *left):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def kill_tree(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGKILL) -> None:
    """Ends a process and all that it started: a worker puts each run into a session of its own."""
    for pid in (process.pid, *descendants(process.pid)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, how)


def descendants(pid: int) -> list[int]:
    """The living processes that a process started, and those that they started."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        waiting += (own := children.get(waiting.pop(), []))
        found += own
    return found


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The connection URL of an empty PostgreSQL. Raises FileNotFoundError where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        raise FileNotFoundError("PostgreSQL is not installed: apt-get install postgresql")
    tools, data, port = found[-1], folder / "postgres", free_port()
    data.mkdir()
    as_other: list[str] = []
    if os.geteuid() == 0:  # it refuses to run as root
        subprocess.run(["chown", "postgres", data], check=True)
        folder.chmod(0o755)
        as_other = ["runuser", "-u", "postgres", "--"]
    command = [*as_other, str(tools / "initdb"), "-D", str(data), "-A", "trust", "-U", "prefect", "-E", "UTF8"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
    settings = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", f"unix_socket_directories={data}"]
    with started([*as_other, str(tools / "postgres"), "-D", str(data), *settings], folder / "postgres.log"):
        ready = [str(tools / "pg_isready"), "-h", "127.0.0.1", "-p", str(port)]
        wait_for("PostgreSQL", lambda: subprocess.run(ready, check=False, capture_output=True).returncode == 0)
        yield f"postgresql+asyncpg://prefect@127.0.0.1:{port}/postgres"


SERVER_SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "10",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "2",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "500",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "100",
}


@contextlib.contextmanager
def prefect_server(folder: Path, database: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The API address of a Prefect server over that database, and its process."""
    port = free_port()
    settings = {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database,
        "PREFECT_UI_API_URL": f"http://127.0.0.1:{port}/api",
        **SERVER_SETTINGS,
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
    address = f"http://127.0.0.1:{port}/api"

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=10) as answer:
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            return False

    with started(command, folder / "server.log", settings) as process:
        wait_for("Prefect's server", answers)
        yield address, process


@contextlib.contextmanager
def worker(folder: Path, address: str, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of the pool `weekwatch`."""
    settings = {"PREFECT_API_URL": address, "PREFECT_HOME": str(folder / name), "PREFECT_WORKER_QUERY_SECONDS": "2"}
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "weekwatch", "--name", name]
    with started(command, folder / f"{name}.log", settings) as process:
        yield process
