"""The HTML report in a real browser: a script that slipped through would not run, and nothing is asked of the network."""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from tasks.publish.formats import export_named
from tests.tasks.publish.formats.weeks import hostile_week

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")]


def dom(folder: Path, name: str, asked: list[str]) -> str:
    """The page as the browser has it after loading it from a server that writes down what it is asked for."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            asked.append(self.path)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        done = subprocess.run(
            [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
             "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--dump-dom", f"http://127.0.0.1:{server.server_port}/{name}"],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        return done.stdout
    finally:
        server.shutdown()
        server.server_close()


def test_hostile_articles_do_nothing_in_a_browser(tmp_path: Path) -> None:
    (tmp_path / "week.html").write_bytes(export_named("html").render(hostile_week()))
    asked: list[str] = []
    page = dom(tmp_path, "week.html", asked)
    assert "<title>Security Analysis Report" in page
    assert set(asked) <= {"/week.html", "/favicon.ico"}


def test_the_policy_stops_what_would_slip_through(tmp_path: Path) -> None:
    page = export_named("html").render(hostile_week()).decode()
    evil = "<script>document.title='run'</script><img src='/asked.png' onerror=\"document.title='run'\"><style>h1{color:red}</style>"
    (tmp_path / "evil.html").write_text(page.replace("<main>", f"<main>{evil}"), encoding="utf-8")
    open_page = page[: page.index("<meta http-equiv")] + page[page.index('<meta name="viewport"') :]
    (tmp_path / "open.html").write_text(open_page.replace("<main>", f"<main>{evil}"), encoding="utf-8")
    asked: list[str] = []
    assert "<title>Security Analysis Report" in dom(tmp_path, "evil.html", asked)
    assert set(asked) <= {"/evil.html", "/favicon.ico"}
    assert "<title>run</title>" in dom(tmp_path, "open.html", asked), "without the policy the script does run"
    assert "/asked.png" in asked
