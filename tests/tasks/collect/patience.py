"""Servers and settings for tests that fetch from loopback: a busy machine drops no connection and runs into no limit."""

from __future__ import annotations

from dataclasses import replace
from http.server import ThreadingHTTPServer
from typing import Any

from tasks.collect.http.fetch import FetchSettings


class PatientServer(ThreadingHTTPServer):
    """A server that lets many wait to be let in, where the library's own lets five."""

    request_queue_size = 256
    daemon_threads = True


def patient(port: int, **changes: Any) -> FetchSettings:
    """Settings that wait for minutes and ask without pauses, with these changes."""
    waiting = FetchSettings(
        loopback_port=port, host_delay_seconds=0.0, connect_seconds=120.0, read_seconds=120.0, total_seconds=300.0
    )
    return replace(waiting, **changes)
