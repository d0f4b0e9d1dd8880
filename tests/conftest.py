"""What every test gets: no network but loopback, no Prefect of the user's, a gazetteer cache of its own place."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.environment import prepare_prefect

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
DATA = Path(os.environ.get("WEEKWATCH_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))


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


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """One temporary Prefect server for all tests that need one."""
    prepare_prefect()
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of third-party data; the test is skipped, saying so, where it is absent."""
    if not DATA.is_dir():
        pytest.skip(f"no third-party data at {DATA} (set WEEKWATCH_DATA)")
    return DATA
