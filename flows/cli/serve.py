"""A web server for one folder on this machine alone."""

from __future__ import annotations

import functools
import http
import http.server
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import InputError, NotFoundError

HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
"""What a page cannot say of itself in its `meta` elements; set the same on a server of your own."""


OWN_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Under which the server may be asked."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that answers in a thread of its own."""

    address: str
    thread: threading.Thread

    def wait(self) -> None:
        """Returns when the user interrupts."""
        try:
            while self.thread.is_alive():
                self.thread.join(1)
        except KeyboardInterrupt:
            return


@contextmanager
def serve_site(folder: Path, port: int = 0) -> Iterator[Serving]:
    """The folder, served on the loopback address until the context ends. Raises NotFoundError, InputError."""
    if not (folder / "index.html").is_file():
        raise NotFoundError("there is no site", where=str(folder), remedy=f"make it: weekwatch site --out {folder}")
    handler = functools.partial(_Handler, directory=str(folder))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise InputError(f"port {port} cannot be used ({error.strerror})", remedy="name another with --port") from error
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Serving(f"http://127.0.0.1:{server.server_port}/", thread)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Static files with the headers above, and no log."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".parquet": "application/vnd.apache.parquet",
        ".html": "text/html; charset=utf-8",
    }

    def parse_request(self) -> bool:
        """Only requests by a name of this machine are answered: another's is a page that lets its own name lead here."""
        if not super().parse_request():
            return False
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host") or ""
        if host.lower() not in OWN_NAMES:
            self.send_error(http.HTTPStatus.MISDIRECTED_REQUEST)
            return False
        return True

    def translate_path(self, path: str) -> str:
        """The file of a path; one that is not there for hidden files and for what a symbolic link outside the folder is."""
        found = Path(super().translate_path(path))
        root = Path(self.directory).resolve()
        is_hidden = any(part.startswith(".") for part in found.relative_to(self.directory).parts)
        if is_hidden or not found.resolve().is_relative_to(root):
            return str(root / ".nothing")
        slash = "/" if path.partition("?")[0].endswith("/") else ""
        return f"{found}{slash}"

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """Refused: a folder without a page is not listed."""
        self.send_error(http.HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The site's own page where there is no such file; else a line of the server's."""
        missing = Path(self.directory) / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not missing.is_file():
            super().send_error(code, message, explain)
            return
        content = missing.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the terminal belongs to the user."""
