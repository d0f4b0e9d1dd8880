"""The web server of a site shows its files and nothing else of this machine."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flows.cli.serve import serve_site


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "index.html").write_text("secret")
    site = tmp_path / "site"
    (site / "data" / ".git").mkdir(parents=True)
    (site / "index.html").write_text("front")
    (site / "404.html").write_text("not here")
    (site / "data" / "a.csv").write_text("a")
    (site / "data" / ".git" / "config").write_text("secret")
    (site / ".env").write_text("secret")
    (site / "way-out").symlink_to(tmp_path / "secret.txt")
    (site / "folder-out").symlink_to(tmp_path / "private")
    with serve_site(site) as server:
        yield server.address


def ask(address: str, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.parametrize("path", ["/", "/index.html", "/data/a.csv", "/data/a.csv?x=1"])
def test_files_of_the_site_are_shown(address: str, path: str) -> None:
    assert ask(address, path)[0] == 200


@pytest.mark.parametrize(
    "path",
    ["/way-out", "/folder-out/", "/folder-out/index.html", "/.env", "/data/.git/config", "/data/", "/data", "/../secret.txt",
     "/%2e%2e/secret.txt", "/data/%2e%2e/%2e%2e/secret.txt", "//secret.txt", "/nothing"],
)  # fmt: skip
def test_nothing_else_is(address: str, path: str) -> None:
    status, body = ask(address, path)
    if status == 301:  # a folder without its slash
        status, body = ask(address, f"{path}/")
    assert (status, body) == (404, "not here")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "localhost.evil.example"]
)
def test_other_names_that_lead_here_are_refused(address: str, host: str) -> None:
    status, body = ask(address, "/", Host=host)
    assert status == 421
    assert "front" not in body
    assert ask(address, "/", Host=f"localhost:{urlsplit(address).port}")[0] == 200
