"""The demo: the main job on bundled sample feeds, offline, with the clock fixed.

A server on loopback serves `deployments/demo/feeds` as the outlets of the demo's profiles would; their names end in
`.localhost` and are dialled at the server's port. The clock stands at `NOW`, so that the same feeds give the same
tables to the byte.
"""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from warehouse.store.home import Home
from warehouse.weeks import Week, weeks_between

DEMO = Path(__file__).parents[2] / "deployments" / "demo"
COUNTRIES = DEMO / "countries"
NOW = dt.datetime(2026, 5, 2, 6, 0, tzinfo=dt.UTC)
"""The Saturday after the demo's last week."""

FRIDAY = 4
WEEKS = tuple(weeks_between(Week(dt.date(2026, 2, 27)), Week(dt.date(2026, 4, 24))))
"""Nine weeks that start on a Friday, as the week of 24 April 2026 does."""


@contextmanager
def feed_server(folder: Path = DEMO / "feeds") -> Iterator[int]:
    """The port of a server on loopback that serves the sample feeds by host and path, until the block ends."""
    responses: dict[str, dict[str, Any]] = yaml.safe_load((folder / "responses.yaml").read_text(encoding="utf-8"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = (self.headers.get("Host") or "").split(":")[0]
            answer = responses.get(f"{host}{self.path}")
            body = b"" if answer is None or not answer["file"] else (folder / answer["file"]).read_bytes()
            self.send_response(404 if answer is None else int(answer["status"]))
            self.send_header("Content-Type", "text/plain" if answer is None else str(answer["content_type"]))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing: the progress bar does."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_demo_home(place: str) -> Home:
    """The demo's warehouse, empty or as an earlier demo left it, with its own country profiles."""
    home = Home.create(place, FRIDAY)
    shutil.copytree(COUNTRIES, home.local / "countries", dirs_exist_ok=True)
    return home
