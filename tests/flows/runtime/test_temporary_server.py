"""The temporary Prefect server: it answers, it starts from a migrated database, and it goes with its command, killed or not."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from flows.runtime.temporary_server import TemporaryServer
from tests.e2e.processes import descendants, wait_for
from tests.flows.building.test_batch import home
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home

__all__ = ["home"]  # a fixture

pytestmark = pytest.mark.slow

COMMAND = """
import sys, time
from pathlib import Path
from flows.runtime.temporary_server import TemporaryServer
server = TemporaryServer(Path(sys.argv[1]))
print(server._process.pid, flush=True)
time.sleep(600)
"""


def lives(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def test_it_answers_and_leaves_nothing_but_an_empty_migrated_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for started in ("first", "second"):
        folder = tmp_path / started
        folder.mkdir()
        server = TemporaryServer(folder)
        try:
            server.wait()
            with urllib.request.urlopen(f"{server.api_url}/admin/version", timeout=30) as answer:
                assert answer.status == 200
        finally:
            server.stop()
        assert not folder.exists()
    (kept,) = (tmp_path / "cache" / "weekwatch").iterdir()
    with contextlib.closing(sqlite3.connect(kept)) as database:
        assert database.execute("select count(*) from flow_run").fetchone() == (0,)


def test_it_ends_with_a_command_that_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-c", COMMAND, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert lives(pid)
        process.send_signal(signal.SIGKILL)
        process.wait()
        until = time.monotonic() + 120
        while lives(pid) and time.monotonic() < until:
            time.sleep(0.2)
    assert not lives(pid)
    assert not folder.exists()


@pytest.mark.parametrize("stroke", ["Ctrl-C", "terminated", "server killed"])
def test_a_command_ends_in_order_when_it_is_interrupted_or_its_server_is_gone(
    stroke: str, home: Home, tmp_path: Path
) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    period = ["--from", "2023-01-02", "--to", "2023-01-30"]
    command = ["backfill", "--home", home.location, "--countries", "UA,PK", *period, "--workers", "1"]
    with (
        (tmp_path / "said").open("wb") as said,
        subprocess.Popen(
            [sys.executable, "-c", "from flows.cli.app import main; main()", *command],
            env=clean,
            stdout=said,
            stderr=said,
            start_new_session=True,
        ) as process,
    ):
        wait_for("the first week", lambda: Store(home).current_runs() or process.poll() is not None, every=0.1)
        (server,) = (
            pid for pid in descendants(process.pid) if b"temporary_server" in Path(f"/proc/{pid}/cmdline").read_bytes()
        )
        if stroke == "Ctrl-C":
            os.killpg(process.pid, signal.SIGINT)
        elif stroke == "terminated":
            process.send_signal(signal.SIGTERM)
        else:
            os.kill(server, signal.SIGKILL)
        process.wait(300)
    assert process.returncode == {"Ctrl-C": 130, "terminated": 143, "server killed": 1}[stroke]
    if stroke == "terminated":
        lines = (tmp_path / "said").read_text("utf-8").splitlines()  # the server may log after it
        assert any(line.startswith("weekwatch: ended by a signal; what was stored is kept") for line in lines)
    assert not lives(server)


def test_prefect_does_not_compile_a_grammar_that_nothing_uses() -> None:
    code = "import sys, flows.runtime.temporary_server as own; own.spare_imports(); import prefect; assert 'jsonschema' in sys.modules; print('lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
