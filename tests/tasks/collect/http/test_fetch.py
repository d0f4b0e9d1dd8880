"""Fetching from hostile and ordinary servers, over real HTTP on loopback."""

import asyncio
import datetime as dt
import gzip
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode

import pytest

from tasks.collect.http.fetch import (
    Fetched,
    FetchFailed,
    FetchRequest,
    FetchResult,
    FetchSettings,
    NotModified,
    fetch_feeds,
    home_country,
    user_agent,
)
from tasks.collect.rows import fetch_issue, fetch_row
from tasks.countries.profiles import Feed

NOW = dt.datetime(2026, 4, 26, 12, tzinfo=dt.UTC)
BODY = b"<rss><channel><item><title>x</title></item></channel></rss>"


class Server(ThreadingHTTPServer):
    """Serves what a path names and remembers who asked for what at the same time."""

    daemon_threads = True
    request_queue_size = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.active: dict[str, int] = {}
        self.most_active: dict[str, int] = {}
        self.seen: list[tuple[str, str, dict[str, str]]] = []


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: object) -> None: ...

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        host = self.headers["Host"]
        with self.server.lock:
            self.server.seen.append((host, self.path, {k.lower(): v for k, v in self.headers.items()}))
            self.server.active[host] = self.server.active.get(host, 0) + 1
            self.server.most_active[host] = max(self.server.most_active.get(host, 0), self.server.active[host])
        try:
            self.serve(self.path.partition("?")[0].strip("/"))
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            with self.server.lock:
                self.server.active[host] -= 1

    def serve(self, what: str) -> None:
        if what == "rss":
            if self.headers.get("If-None-Match") == '"v1"':
                self.answer(304)
            else:
                self.answer(
                    200, BODY, ETag='"v1"', Last_Modified="Sat, 25 Apr 2026 08:00:00 GMT", Content_Type="text/xml"
                )
        elif what.isdigit() and what != "203":
            self.answer(int(what))
        elif what == "slow-start":
            time.sleep(0.05)
            self.answer(200, BODY)
        elif what == "gzip":
            self.answer(200, gzip.compress(BODY), Content_Encoding="gzip")
        elif what == "deflate":
            self.answer(200, zlib.compress(BODY), Content_Encoding="deflate")
        elif what == "lying-gzip":
            self.answer(200, BODY, Content_Encoding="gzip")
        elif what == "br":
            self.answer(200, b"\x0b\x02", Content_Encoding="br")
        elif what == "bomb":
            self.answer(200, gzip.compress(b"\0" * 40_000_000), Content_Encoding="gzip")
        elif what == "big":
            self.answer(200, b"x" * 300_000)
        elif what == "endless":
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            while True:
                self.wfile.write(b"x" * 65_536)
        elif what == "drip":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"x")
                time.sleep(0.05)
        elif what == "silent":
            time.sleep(2)
        elif what == "stays-open":
            self.answer(200, BODY, Content_Length=str(len(BODY) + 100))
            time.sleep(1)
        elif what in ENCODED:
            word, pack = ENCODED[what]
            self.answer(200, pack(BODY), Content_Encoding=word)
        elif what == "203":
            self.answer(203, BODY)
        elif what == "blank":
            self.answer(302, Location="/found it?a b")
        elif what == "found it" or what == "found%20it":
            self.answer(200, BODY)
        elif what == "challenge":
            self.answer(403, b"<html>", Cf_Mitigated="challenge")
        elif what == "cut":
            self.answer(200, BODY, Content_Length="5000")
            self.close_connection = True
        elif what == "moved":
            self.answer(301, Location="/rss")
        elif what == "found":
            self.answer(302, Location="/rss")
        elif what == "loop":
            self.answer(302, Location="/loop")
        elif what == "busy":
            self.answer(429, Retry_After="120")
        elif what == "busy-until":
            self.answer(503, Retry_After="Sun, 26 Apr 2026 13:00:00 GMT")
        elif what == "garbage":
            self.wfile.write(b"this is not HTTP\r\n\r\n")
            self.close_connection = True
        elif what == "says":  # any status with any wait: says?status=429&after=60
            said = dict(parse_qsl(self.path.partition("?")[2]))
            self.answer(
                int(said["status"]),
                said.get("body", "").encode(),
                **{"Retry_After": said["after"]} if "after" in said else {},
            )
        elif what == "goes":  # a redirect to somewhere: goes?status=308&to=/rss
            said = dict(parse_qsl(self.path.partition("?")[2]))
            self.answer(int(said["status"]), Location=said["to"])
        elif what == "step":
            left = int(self.path.partition("?")[2])
            self.answer(302, Location=f"/step?{left - 1}" if left else "/rss")
        elif what == "dated":
            since = self.headers.get("If-Modified-Since")
            self.answer(304 if since else 200, b"" if since else BODY)
        elif what.startswith("to-"):
            self.answer(302, Location=TARGETS[what])


def _plainly(body: bytes) -> bytes:
    return body


def _twice(body: bytes) -> bytes:
    return gzip.compress(gzip.compress(body))


_SAID: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("utf-8", _plainly), ("none", _plainly), ("identity", _plainly), ("8bit", _plainly), ("text/xml", _plainly),
    ("UTF-8", gzip.compress), ("gzip, gzip", _twice), ("gzip", _twice), ("gzip,deflate", gzip.compress), ("br", _plainly),
    ("deflate", gzip.compress),
)  # fmt: skip
ENCODED = {f"enc-{n}": said for n, said in enumerate(_SAID)}
"""What servers say of their bodies, and what they do."""
TARGETS = {
    "to-metadata": "http://169.254.169.254/latest/meta-data/",
    "to-localhost": "http://localhost/",
    "to-file": "file:///etc/passwd",
    "to-port": "http://x.demo.localhost:22/",
    "to-credentials": "http://user:password@x.demo.localhost/",
    "to-decimal": "http://2130706433/",
    "to-mapped": "http://[::ffff:127.0.0.1]/",
}


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def settings(server: Server, **changes: float) -> FetchSettings:
    # a machine that does much else may take a minute for what takes a moment: only tests of a limit set one
    patient = {"connect_seconds": 120.0, "read_seconds": 120.0, "total_seconds": 300.0}
    defaults: dict[str, float] = {"host_delay_seconds": 0.0, "max_body_bytes": 200_000, **patient}
    return FetchSettings(loopback_port=server.server_address[1], **{**defaults, **changes})  # type: ignore[arg-type]


def request(url: str, etag: str | None = None) -> FetchRequest:
    return FetchRequest(Feed(url=url, outlet="Outlet", language="en", source="invented"), ("MN",), etag)


def run(server: Server, *requests: FetchRequest, **changes: float) -> list[FetchResult]:
    return asyncio.run(fetch_feeds(requests, settings(server, **changes), lambda: NOW))


def one(server: Server, path: str, **changes: float) -> FetchResult:
    return run(server, request(f"http://news.demo.localhost/{path}"), **changes)[0]


def test_a_feed_is_fetched_with_what_to_ask_with_next_time(server: Server) -> None:
    first = one(server, "rss")
    assert isinstance(first, Fetched)
    assert (first.body, first.etag, first.content_type, first.fetched_at) == (BODY, '"v1"', "text/xml", NOW)
    host, _, headers = server.seen[0]
    assert (host, headers["user-agent"]) == ("news.demo.localhost", user_agent())
    assert headers["accept-encoding"] == "gzip, deflate"
    (second,) = run(server, request("http://news.demo.localhost/rss", etag='"v1"'))
    assert isinstance(second, NotModified)
    assert second.etag == '"v1"'
    assert fetch_row(second).status == "not_modified"
    assert fetch_issue(second) is None


def test_rows_and_issues_say_what_came_of_it(server: Server) -> None:
    good, bad = run(server, request("http://a.demo.localhost/rss"), request("http://b.demo.localhost/404"))
    row = fetch_row(good, raw_sha256="0" * 64, item_count=3, new_item_count=2)
    assert (row.status, row.http_status, row.body_bytes, row.item_count, row.countries) == (
        "fetched", 200, len(BODY), 3, ["MN"])  # fmt: skip
    assert row.week == dt.date(2026, 4, 20)
    row = fetch_row(bad)
    assert (row.status, row.http_status, row.error, row.body_bytes) == ("failed", 404, "HTTP 404", 0)
    issue = fetch_issue(bad)
    assert issue is not None
    assert (issue.stage, issue.severity, issue.kind, issue.subject) == (
        "collect", "error", "not_found", "http://b.demo.localhost/404")  # fmt: skip


@pytest.mark.parametrize("path", ["gzip", "deflate", "lying-gzip"])
def test_compressed_bodies_are_read(server: Server, path: str) -> None:
    result = one(server, path)
    assert isinstance(result, Fetched)
    assert result.body == BODY


@pytest.mark.parametrize("path", [*ENCODED, "203", "blank", "stays-open"])
def test_what_can_be_read_is_read(server: Server, path: str) -> None:
    result = one(server, path, total_seconds=3.0 if path == "stays-open" else 300.0)
    assert isinstance(result, Fetched), result
    assert result.body == BODY


@pytest.mark.parametrize("path", ["bomb", "big", "endless"])
def test_of_too_large_a_body_the_beginning_is_kept(server: Server, path: str) -> None:
    result = one(server, path)
    assert isinstance(result, Fetched)
    assert len(result.body) == 200_000
    assert result.is_cut
    issue = fetch_issue(result)
    assert issue is not None
    assert issue.kind == "too_large"


def test_a_challenge_is_named(server: Server) -> None:
    result = one(server, "challenge")
    assert isinstance(result, FetchFailed)
    assert (result.kind, "robots" in result.message) == ("forbidden", True)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("404", "not_found"), ("410", "gone"), ("403", "forbidden"), ("500", "server_error"), ("204", "http_error"),
        ("304", "http_error"), ("br", "refused_encoding"), ("loop", "too_many_redirects"), ("garbage", "protocol"), ("busy", "retry_later"),
        ("to-metadata", "refused_address"), ("to-localhost", "refused_address"), ("to-file", "refused_url"),
        ("to-port", "refused_url"), ("to-credentials", "refused_url"), ("to-decimal", "refused_address"),
        ("to-mapped", "refused_address"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_a_value(server: Server, path: str, kind: str) -> None:
    result = one(server, path)
    assert isinstance(result, FetchFailed)
    assert result.kind == kind
    assert result.message
    assert "password" not in result.final_url + result.message
    assert fetch_row(result).error == result.message


def test_a_slow_server_is_left(server: Server) -> None:
    result = one(server, "silent", total_seconds=0.4)
    assert isinstance(result, FetchFailed)
    assert result.kind == "timeout"


def test_a_body_cut_half_way_is_kept_and_said(server: Server) -> None:
    result = one(server, "cut")
    assert isinstance(result, Fetched)
    assert result.body == BODY
    issue = fetch_issue(result)
    assert issue is not None
    assert issue.kind == "truncated"


def test_permanent_moves_are_learned_and_others_not(server: Server) -> None:
    moved, found = one(server, "moved"), one(server, "found")
    assert isinstance(moved, Fetched)
    assert isinstance(found, Fetched)
    assert moved.moved_to == moved.final_url == "http://news.demo.localhost/rss"
    assert found.moved_to is None
    assert found.final_url == "http://news.demo.localhost/rss"


def test_a_host_that_asks_for_rest_is_not_asked_again(server: Server) -> None:
    feeds = [request(f"http://busy.demo.localhost/busy?{n}") for n in range(5)]
    results = run(server, *feeds, request("http://calm.demo.localhost/rss"), per_host=1)
    assert [type(result) for result in results] == [FetchFailed] * 5 + [Fetched]
    assert len([host for host, _, _ in server.seen if host.startswith("busy")]) == 1
    assert isinstance(results[0], FetchFailed)
    assert results[0].retry_after == NOW + dt.timedelta(seconds=120)
    until = one(server, "busy-until")
    assert isinstance(until, FetchFailed)
    assert until.retry_after == NOW + dt.timedelta(hours=1)


def test_order_progress_and_limits(server: Server) -> None:
    requests = [request(f"http://h{n % 4}.demo.localhost/slow-start?{n}") for n in range(24)]
    seen: list[FetchResult] = []
    results = asyncio.run(fetch_feeds(requests, settings(server), lambda: NOW, seen.append))
    assert [result.request for result in results] == requests
    assert len(seen) == 24
    assert all(isinstance(result, Fetched) for result in results)
    assert max(server.most_active.values()) <= 2


def test_requests_to_one_host_keep_their_distance(server: Server) -> None:
    started = time.monotonic()
    run(server, *(request(f"http://one.demo.localhost/rss?{n}") for n in range(4)), host_delay_seconds=0.1)
    assert time.monotonic() - started >= 0.3


def test_one_failure_does_not_touch_the_others(server: Server) -> None:
    paths = ["404", "endless", "rss", "garbage", "bomb", "gzip", "to-metadata"]
    results = run(server, *(request(f"http://h{n}.demo.localhost/{path}") for n, path in enumerate(paths)))
    assert [isinstance(result, Fetched) for result in results] == [False, True, True, False, True, True, False]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8080/", "http://localhost/", "http://0x7f.1/", "http://0177.0.0.1/", "http://2130706433/",
     "http://[::1]/", "http://10.0.0.1/", "http://[fe80::1]/", "http://0/", "http://x.demo.localhost:9200/",
     "http://127.1/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/"],
)  # fmt: skip
def test_addresses_of_this_machine_are_never_asked(server: Server, url: str) -> None:
    feed = Feed.model_construct(url=url, outlet="O", language="en", source="x", publisher=None)
    (result,) = run(server, FetchRequest(feed))
    assert isinstance(result, FetchFailed)
    assert result.kind in ("refused_address", "refused_url", "unknown_host")
    assert server.seen == []


def test_names_on_loopback_need_the_setting() -> None:
    (result,) = asyncio.run(fetch_feeds([request("http://news.demo.localhost/rss")], FetchSettings(), lambda: NOW))
    assert isinstance(result, FetchFailed)
    assert result.kind == "refused_address"


@pytest.mark.parametrize(
    ("status", "after", "kind", "seconds"),
    [
        (429, None, "retry_later", None),
        (429, "90", "retry_later", 90),
        (503, "90", "retry_later", 90),
        (503, None, "server_error", None),
        (503, "soon", "server_error", None),
        (429, "soon", "retry_later", None),
        (429, "Sun, 26 Apr 2026 12:10:00 GMT", "retry_later", 600),
        (429, "Sun, 26 Apr 2026 12:10:00", "retry_later", 600),
        (429, "Sun, 26 Apr 2026 14:10:00 +0200", "retry_later", 600),
        (429, "Sun, 26 Apr 2026 11:00:00 GMT", "retry_later", 0),
        (429, "99999999", "retry_later", 7 * 86_400),
        (429, "-5", "retry_later", None),
        (500, "90", "server_error", None),
    ],
)
def test_when_a_host_wants_to_be_asked_again(
    server: Server, status: int, after: str | None, kind: str, seconds: int | None
) -> None:
    said = urlencode({"status": status} | ({"after": after} if after is not None else {}))
    result = one(server, f"says?{said}")
    assert isinstance(result, FetchFailed)
    assert (result.kind, result.http_status) == (kind, status)
    assert result.retry_after == (None if seconds is None else NOW + dt.timedelta(seconds=seconds))


def test_a_host_that_is_busy_and_says_no_time_rests_for_a_minute(server: Server) -> None:
    feeds = [request(f"http://busy.demo.localhost/says?status=429&n={n}") for n in range(3)]
    results = run(server, *feeds, per_host=1)
    assert len(server.seen) == 1
    first, *others = results
    assert isinstance(first, FetchFailed)
    assert first.retry_after is None
    for other in others:
        assert isinstance(other, FetchFailed)
        assert other.kind == "retry_later"
        assert other.retry_after is not None
        assert NOW < other.retry_after <= NOW + dt.timedelta(seconds=60)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, "forbidden"), (403, "forbidden"), (451, "forbidden"), (404, "not_found"), (410, "gone"), (418, "http_error"),
     (499, "http_error"), (500, "server_error"), (599, "server_error"), (206, "http_error")],
)  # fmt: skip
def test_what_a_status_means(server: Server, status: int, kind: str) -> None:
    result = one(server, f"says?status={status}")
    assert isinstance(result, FetchFailed)
    assert (result.kind, result.http_status) == (kind, status)
    assert str(status) in result.message


def test_a_part_is_a_body_only_where_it_was_asked_for(server: Server) -> None:
    feed = request("http://news.demo.localhost/says?status=206&body=half").feed
    asked, unasked = run(server, FetchRequest(feed, headers=(("Range", "bytes=0-3"),)), FetchRequest(feed))
    assert isinstance(asked, Fetched)
    assert (asked.body, asked.http_status) == (b"half", 206)
    assert isinstance(unasked, FetchFailed)
    assert unasked.kind == "http_error"


@pytest.mark.parametrize(("status", "for_good"), [(301, True), (308, True), (302, False), (303, False), (307, False)])
def test_which_redirects_are_for_good(server: Server, status: int, for_good: bool) -> None:
    result = one(server, f"goes?status={status}&to=/rss")
    assert isinstance(result, Fetched)
    assert result.final_url == "http://news.demo.localhost/rss"
    assert (result.moved_to is not None) == for_good
    mixed = one(server, f"goes?status=302&to=/goes?status%3D{status}%26to%3D/rss")
    assert isinstance(mixed, Fetched)
    assert mixed.moved_to is None


@pytest.mark.parametrize(("steps", "arrives"), [(1, True), (4, True), (5, False)])
def test_so_many_redirects_are_followed(server: Server, steps: int, arrives: bool) -> None:
    result = one(server, f"step?{steps}")
    assert isinstance(result, Fetched) == arrives
    if isinstance(result, FetchFailed):
        assert result.kind == "too_many_redirects"
        assert "5" in result.message


def test_a_server_is_asked_with_what_it_said_last(server: Server) -> None:
    feed = Feed(url="http://news.demo.localhost/dated", outlet="Outlet", language="en", source="invented")
    since = "Sat, 25 Apr 2026 08:00:00 GMT"
    (result,) = run(server, FetchRequest(feed, ("MN",), None, since, headers=(("Range", "bytes=0-9"),)))
    assert isinstance(result, NotModified)
    assert (result.etag, result.last_modified) == (None, since)
    headers = server.seen[0][2]
    assert (headers["if-modified-since"], headers["range"]) == (since, "bytes=0-9")
    assert "if-none-match" not in headers


def test_a_feed_that_moved_is_asked_where_it_is_and_told_where_it_was(server: Server) -> None:
    feed = Feed(url="http://old.demo.localhost/404", outlet="Outlet", language="en", source="invented")
    (result,) = run(server, FetchRequest(feed, ("MN",), address="http://new.demo.localhost/rss"))
    assert isinstance(result, Fetched)
    assert [host for host, _, _ in server.seen] == ["new.demo.localhost"]
    assert result.moved_to == "http://new.demo.localhost/rss"


@pytest.mark.parametrize(
    ("kind", "countries", "home"),
    [
        ("national", ("MN",), "MN"),
        ("regional", ("MN",), "MN"),
        ("official", ("MN",), "MN"),
        ("international", ("MN",), None),
        ("national", ("MN", "UA"), None),
        ("national", (), None),
    ],
)
def test_an_outlet_is_at_home_where_it_alone_is_listed(kind: str, countries: tuple[str, ...], home: str | None) -> None:
    said = {"url": "http://a.example/", "outlet": "Outlet", "language": "en", "kind": kind, "source": "invented"}
    feed = Feed.model_validate(said)
    assert home_country(FetchRequest(feed, countries)) == home
