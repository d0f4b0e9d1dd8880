"""What every test gets: no network but loopback, no Prefect of the user's, a gazetteer cache of its own place."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

import pytest
from hypothesis import settings

from flows.runtime import temporary_server
from flows.runtime.environment import DEFAULTS
from tasks.places.gazetteer import cache_folder
from tests.command import weekwatch

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
DATA = Path(os.environ.get("WEEKWATCH_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))

# Whatever the caller's shell says: the tests start hundreds of processes, and each would first compile two thousand files.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
temporary_server.spare_imports()

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with most slow tests come first: whoever shares out files over cores must not begin the longest one last."""
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: -slow[item.path])


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses every connection that leaves the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes away settings that would point a test at somebody's own warehouse or profiles."""
    for name in ("WEEKWATCH_HOME", "WEEKWATCH_COUNTRIES", "WEEKWATCH_MODEL", "WEEKWATCH_MODEL_URL"):
        monkeypatch.delenv(name, raising=False)


class _Server:
    """The command line's temporary server in place of Prefect's own, which takes four times its CPU to be ready.

    Unlike for a command, the server keeps what runs and tasks do: tests ask for it.
    """

    _instances: ClassVar[dict[int | None, _Server]] = {}
    folder: ClassVar[Path]

    def __init__(self, port: int) -> None:
        recording = (
            "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED",
            "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED",
        )
        with mock.patch.dict(temporary_server.SETTINGS, dict.fromkeys(recording, "true")):
            self._server = temporary_server.TemporaryServer(self.folder)
        self.api_url = self._server.api_url

    def start(self, timeout: int) -> None:
        self._server.wait()

    def stop(self) -> None:
        self._server.stop()


@pytest.fixture(scope="module")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The database of a temporary Prefect server for the tests of one module, so that what another module deployed is not found."""
    own = DEFAULTS | {"PREFECT_HOME": str(tmp_path_factory.mktemp("prefect"))}
    os.environ.update({name: value for name, value in own.items() if name not in os.environ})
    from prefect.testing import utilities

    _Server.folder = tmp_path_factory.mktemp("prefect-server")
    with mock.patch.object(utilities, "SubprocessASGIServer", _Server), utilities.prefect_test_harness():
        yield _Server.folder / "prefect.db"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of third-party data; the test is skipped, saying so, where it is absent."""
    if not DATA.is_dir():
        pytest.skip(f"no third-party data at {DATA} (set WEEKWATCH_DATA)")
    return DATA


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo's home and what the demo said, made once for all the processes of a run: to read. Who writes takes `copied`."""
    own = tmp_path_factory.getbasetemp()
    place = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "the-demo"
    place.mkdir(exist_ok=True)
    home, said = place / "home", place / "said"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            done = weekwatch(home, "demo")
            assert done.returncode == 0, done.stderr
            said.write_text(done.stdout, encoding="utf-8")
    return home, said.read_text(encoding="utf-8")


def copied(home: Path, to: Path) -> Path:
    """A home like this one at another place, without the DuckDB file, which names the old place."""
    shutil.copytree(home, to, ignore=shutil.ignore_patterns("*.duckdb*"))
    return to


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where a warehouse may be made in an empty bucket on an S3 server of its own, with the environment that reaches it."""
    moto = pytest.importorskip("moto.server", reason="needs moto[server]")
    from pyarrow.fs import S3FileSystem

    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    reset = urllib.request.Request(f"http://{host}:{port}/moto-api/reset", method="POST")
    urllib.request.urlopen(reset, timeout=60).close()  # all servers of a process share what they hold
    gazetteer = cache_folder()  # as it is before the bucket's own cache: it need not be built again
    for name, value in {
        "WEEKWATCH_CACHE": str(gazetteer),
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }.items():
        monkeypatch.setenv(name, value)
    storage = S3FileSystem(endpoint_override=f"http://{host}:{port}", allow_bucket_creation=True, request_timeout=120)
    storage.create_dir("weeks")
    yield "s3://weeks/warehouse"
    server.stop()
