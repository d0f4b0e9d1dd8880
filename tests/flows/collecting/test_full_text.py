"""Full texts of article pages: what is read, what is refused, and that the feed's own text is never lost."""

from __future__ import annotations

import asyncio
import datetime as dt
import importlib.util
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows.collecting.feeds import collect_feeds
from tasks.collect.http.fetch import FetchSettings, user_agent
from tasks.collect.pages import extract_text
from tasks.countries.profiles import Feed
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.store.raw import get_raw
from warehouse.tables import FeedItem, Fetch, Issue

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("trafilatura") is None, reason="the extra weekwatch[fulltext] is not installed"
)
NOW = dt.datetime(2026, 4, 24, 12, tzinfo=dt.UTC)
SENTENCES = " ".join(
    f"On day {n} the river rose by {n} centimetres and the town closed its lower bridge." for n in range(30)
)
ARTICLE = (
    "<html><head><title>Flood</title></head><body><nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
    f"<article><h1>Flood</h1><p>{SENTENCES}</p><script>document.write('hijacked')</script></article>"
    "<footer>All rights reserved</footer></body></html>"
).encode()
LONG = "The feed tells it all by itself. " * 60
PAGES = {  # path of the page -> kind of its issue; None where its text is taken
    "good": None,
    "moved": None,
    "latin": None,
    "forbidden": "robots",
    "around": "robots",
    "gone": "not_found",
    "private": "refused_address",
    "endless": "too_large",
    "slow": "truncated",
    "picture": "not_a_page",
    "script": "no_full_text",
    "nested": "no_full_text",
    "cut": "truncated",
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str, str]]

    def do_GET(self) -> None:
        host, name = self.headers["Host"].split(":")[0], self.path.strip("/")
        self.asked.append((host, name, self.headers["User-Agent"]))
        special: dict[str, Callable[[], None]] = {
            "feed.xml": lambda: self.answer(feed_document(), "application/rss+xml"),
            "robots.txt": lambda: self.answer(b"User-agent: *\nDisallow: /forbidden\n", "text/plain"),
            "moved": lambda: self.redirect("http://other.localhost/good"),
            "around": lambda: self.redirect("/forbidden"),
            "private": lambda: self.redirect("http://169.254.169.254/latest/meta-data"),
            "gone": lambda: self.answer(b"", "text/html", 404),
            "picture": lambda: self.answer(b"\x89PNG", "image/png"),
            "script": lambda: self.answer(b"<html><body>" + b"<script>hijacked()</script>" * 999, "text/html"),
            "nested": lambda: self.answer(b"<div>" * 50_000, "text/html"),
            "latin": lambda: self.answer(ARTICLE.replace(b"river", b"r\xeevi\xe8re"), "text/html; charset=ISO-8859-1"),
            "cut": lambda: self.answer(ARTICLE, "text/html", length=len(ARTICLE) + 1),
            "endless": lambda: self.forever(b"<p>more</p>" * 2_000, 0.0),
            "slow": lambda: self.forever(b" ", 0.1),
        }
        with suppress(OSError):
            special.get(name, lambda: self.answer(ARTICLE, "text/html"))()

    def answer(self, body: bytes, content_type: str, status: int = 200, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(length or len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def forever(self, part: bytes, pause: float) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Connection", "close")
        self.end_headers()
        while True:
            self.wfile.write(part)
            time.sleep(pause)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def feed_document() -> bytes:
    def item(name: str, summary: str, minute: int) -> str:
        return (
            f"<item><title>News of {name}</title><link>http://paper.localhost/{name}</link><description>{summary}"
            f"</description><pubDate>Fri, 24 Apr 2026 06:{minute:02} GMT</pubDate></item>"
        )

    items = [item(name, "A summary.", 59 - minute) for minute, name in enumerate(PAGES)]
    return (
        f'<rss version="2.0"><channel><title>x</title>{"".join(items)}{item("full", LONG, 0)}</channel></rss>'.encode()
    )


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    Handler.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def collect(home: Home, port: int, quota: int, listed: str = "XA") -> None:
    settings = FetchSettings(
        loopback_port=port, per_host=8, host_delay_seconds=0, max_body_bytes=300_000, read_seconds=2, total_seconds=3
    )
    feed = Feed(url="http://paper.localhost/feed.xml", outlet="Paper", language="en", source="a test")
    asyncio.run(collect_feeds(home, [(feed, [listed])], settings, lambda: NOW, full_text={"XA": quota}))


def names_of(store: Store) -> dict[str, FeedItem]:
    return {item.title.removeprefix("News of "): item for item in store.read(FeedItem)}


@pytest.mark.slow
def test_texts_are_taken_and_failures_are_issues_beside_the_feeds_own_text(port: int, tmp_path: Path) -> None:
    Handler.asked.clear()
    home = Home.create(tmp_path / "home")
    collect(home, port, 50)
    store = Store(home)
    items = names_of(store)
    issues = {issue.subject: issue.kind for issue in store.read(Issue) if issue.stage == "full_text"}
    assert {name: issues.get(items[name].item_id) for name in PAGES} == PAGES
    for name, kind in PAGES.items():
        item = items[name]
        if kind:
            assert (item.text, item.page_sha256) == ("A summary.", None)
        else:
            assert "On day 29 the" in item.text
            assert not {"hijacked", "Sport", "rights"} & set(item.text.replace("(", " ").split())
            assert item.page_sha256
            assert b"<article>" in get_raw(home, item.page_sha256)
            assert b"<rss" in get_raw(home, item.raw_sha256)
    assert "rîvière" in items["latin"].text
    assert items["full"].page_sha256 is None
    assert items["full"].item_id not in issues
    asked = [(host, name) for host, name, _ in Handler.asked]
    assert ("paper.localhost", "full") not in asked
    assert asked.count(("paper.localhost", "robots.txt")) == 1
    assert {agent for _, _, agent in Handler.asked} == {user_agent()}
    assert [row.feed_url for row in store.read(Fetch)] == ["http://paper.localhost/feed.xml"]

    Handler.asked.clear()
    collect(home, port, 50)
    assert [name for _, name, _ in Handler.asked] == ["feed.xml"]  # what is known is not asked again
    assert names_of(store) == items


@pytest.mark.parametrize(
    ("quota", "listed", "read"), [(2, "XA", {"good", "moved"}), (0, "XA", set()), (5, "XB", set())]
)
def test_only_the_newest_of_a_profile_that_asks_for_it(
    port: int, tmp_path: Path, quota: int, listed: str, read: set[str]
) -> None:
    home = Home.create(tmp_path / "home")
    collect(home, port, quota, listed)
    assert {name for name, item in names_of(Store(home)).items() if item.page_sha256} == read


def test_without_trafilatura_the_pass_goes_on_and_says_what_to_install(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    home = Home.create(tmp_path / "home")
    collect(home, port, 5)
    store = Store(home)
    assert len(store.read(FeedItem)) == len(PAGES) + 1
    (issue,) = [issue for issue in store.read(Issue) if issue.stage == "full_text"]
    assert (issue.kind, issue.remedy) == ("not_installed", "pip install 'weekwatch[fulltext]'")


def test_a_text_does_not_depend_on_what_was_read_before() -> None:
    assert len({extract_text(ARTICLE) for _ in range(8)}) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"\0" * 1_000, b"<" * 10_000, b"<html", b"\xff\xfe<html>", b"<p>" * 10_000, b"<?xml version='1.0'?><!DOCTYPE a ["
     b"<!ENTITY b SYSTEM 'file:///etc/passwd'>]><html><body><p>&b;</p></body></html>"],
)  # fmt: skip
@pytest.mark.parametrize(
    "content_type", [None, "text/html; charset=utf-16", "text/html; charset=nonsense", "text/html; charset=hex"]
)
def test_no_bytes_break_the_reading(body: bytes, content_type: str | None) -> None:
    assert "root:" not in extract_text(body, content_type)
