"""Fakes of the archives' services, written from their documentation, served over HTTP on loopback.

All serve the same news; what each can carry of it differs (GDELT has no summaries, Google's links lead through Google).
A request for `https://HOST/...` is to be sent to `http://HOST.localhost/...`: `address_of`.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class News:
    """An article that the services know."""

    title: str
    url: str
    published_at: dt.datetime
    outlet: str
    summary: str = ""
    lang: str = "en"
    country: str = "MN"


@dataclass
class Services:
    """What the services hold, and what was asked."""

    news: list[News]
    asked: list[str] = field(default_factory=list)
    broken: dict[str, list[tuple[int, bytes, dict[str, str]]]] = field(default_factory=dict)
    """Host -> answers to give first: status, body, headers."""
    posts_a_page: int = 4
    robots: str | None = None
    """What every site's robots.txt says; None where it has none."""


Answer = tuple[int, bytes, str]


def address_of(url: str) -> str:
    """Where the fake of a URL's service is asked."""
    parts = urlsplit(url)
    return f"http://{parts.hostname}.localhost{parts.path}" + (f"?{parts.query}" if parts.query else "")


@contextmanager
def serve(services: Services) -> Iterator[int]:
    """The port on which the services answer."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None: ...

        def do_GET(self) -> None:
            host = self.headers["Host"].split(":")[0].removesuffix(".localhost")
            parts = urlsplit(self.path)
            headers: dict[str, str] = {}
            if self.path == "/robots.txt":
                said = (services.robots or "").encode()
                self._answer(404 if services.robots is None else 200, "text/plain", said, headers)
                return
            services.asked.append(f"{host}{self.path}")
            if services.broken.get(host):
                status, body, headers = services.broken[host].pop(0)
                kind = "text/plain"
            else:
                query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
                status, body, kind = ROUTES[host](services, parts.path, query)
            if (span := re.match(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))) and status == 200:
                status, body = 206, body[int(span[1]) : int(span[2]) + 1]
            self._answer(status, kind, body, headers)

        def _answer(self, status: int, kind: str, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def rss(news: list[News], generator: str = "", *, with_source: bool = False) -> bytes:
    """An RSS document."""
    entries = ""
    for n in news:
        title = f"{n.title} - {n.outlet}" if with_source else n.title
        source = f'<source url="https://{urlsplit(n.url).hostname}">{escape(n.outlet)}</source>' if with_source else ""
        described = "" if with_source else f"<description>{escape(n.summary)}</description>"
        entries += (
            f"<item><title>{escape(title)}</title><link>{escape(n.url)}</link><guid>{escape(n.url)}</guid>"
            f"<pubDate>{format_datetime(n.published_at)}</pubDate>{described}{source}</item>"
        )
    made_by = f"<generator>{generator}</generator>" if generator else ""
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{made_by}{entries}</channel></rss>'.encode()
    )


def google(services: Services, path: str, query: dict[str, str]) -> Answer:
    """RSS search: `after:` and `before:` in the query, at most 100 items, newest first."""
    after, before = (dt.date.fromisoformat(re.findall(rf"{word}:(\S+)", query["q"])[0]) for word in ("after", "before"))
    found = [n for n in services.news if after <= n.published_at.date() < before]
    found.sort(key=lambda n: n.published_at, reverse=True)
    return 200, rss(found[:100], with_source=True), "application/xml"


def gdelt(services: Services, path: str, query: dict[str, str]) -> Answer:
    """DOC 2.0: errors are plain text with status 200."""
    if not 3 <= len(query["query"]) <= 250:
        return 200, b"Your query was too short or too long.\n", "text/html"
    start, end = (
        dt.datetime.strptime(query[name], "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
        for name in ("startdatetime", "enddatetime")
    )
    found = sorted((n for n in services.news if start <= n.published_at < end), key=lambda n: n.published_at)
    articles = [
        {
            "url": n.url,
            "url_mobile": "",
            "title": n.title,
            "seendate": f"{n.published_at:%Y%m%dT%H%M%SZ}",
            "socialimage": "",
            "domain": urlsplit(n.url).hostname,
            "language": {"en": "English", "mn": "Mongolian", "ru": "Russian"}[n.lang],
            "sourcecountry": "Mongolia",
        }
        for n in found[: int(query["maxrecords"])]
    ]
    return 200, (json.dumps({"articles": articles}) if articles else "{}").encode(), "application/json"


def wayback(services: Services, path: str, query: dict[str, str]) -> Answer:
    """The CDX server, and captures: the feed as it was at noon of every day, ten items at most."""
    if path == "/cdx/search/cdx":
        start, end = (dt.datetime.strptime(query[name] + "+0000", "%Y%m%d%H%M%S%z") for name in ("from", "to"))
        days = [start.date() + dt.timedelta(days=n) for n in range((end - start).days + 1)]
        rows = [[f"{day:%Y%m%d}120000", query["url"], f"digest{day.day}"] for day in days]
        return 200, json.dumps([["timestamp", "original", "digest"], *rows]).encode(), "application/json"
    stamp = path.split("/")[2].removesuffix("id_")
    at = dt.datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    known = sorted((n for n in services.news if n.published_at <= at), key=lambda n: n.published_at, reverse=True)
    return 200, rss(known[:10]), "application/rss+xml"


def wordpress(services: Services, path: str, query: dict[str, str]) -> Answer:
    """A blog's feed, page by page; 404 behind the last one."""
    number, size = int(query.get("paged", "1")), services.posts_a_page
    newest = sorted(services.news, key=lambda n: n.published_at, reverse=True)
    found = newest[(number - 1) * size : number * size]
    if not found:
        return 404, b"<html>no such page</html>", "text/html"
    return 200, rss(found, "https://wordpress.org/?v=6.1.1"), "application/rss+xml"


def wikipedia(services: Services, path: str, query: dict[str, str]) -> Answer:
    """The API's parse action, a page a day."""
    year, month, day = unquote(query["page"]).split("/")[1].split("_")
    date = dt.datetime.strptime(f"{year} {month} {day} +0000", "%Y %B %d %z").date()
    lines = [
        "{{Current events|year=2023}}",
        "<!-- All news items below this line -->",
        ";'''International relations'''",
    ]
    for n in services.news:
        if n.published_at.date() == date:
            lines += ["*[[Foreign relations of Mongolia|Relations]]", f"**{n.title} [{n.url} ({n.outlet})]"]
    page = {"parse": {"title": query["page"], "pageid": 1, "wikitext": "\n".join(lines)}}
    return 200, json.dumps(page).encode(), "application/json"


def reliefweb(services: Services, path: str, query: dict[str, str]) -> Answer:
    """Version 2, which refuses unknown application names."""
    if query.get("appname") != "approved":
        said = {
            "status": 403,
            "error": {"type": "AccessDeniedHttpException", "message": "You are not using an approved appname"},
        }
        return 403, json.dumps(said).encode(), "application/json"
    condition = "filter[conditions][1][value]"
    start, end = (dt.datetime.fromisoformat(query[f"{condition}[{bound}]"]) for bound in ("from", "to"))
    found = sorted((n for n in services.news if start <= n.published_at <= end), key=lambda n: n.published_at)
    offset, limit = int(query["offset"]), min(int(query["limit"]), 5)
    data = [
        {
            "id": str(position),
            "fields": {
                "title": n.title,
                "body": n.summary,
                "url": n.url,
                "date": {"created": n.published_at.isoformat()},
                "source": [{"shortname": n.outlet, "name": n.outlet}],
                "language": [{"code": n.lang}],
            },
        }
        for position, n in enumerate(found[offset : offset + limit], offset)
    ]
    said = {"totalCount": len(found), "count": len(data), "data": data}
    return 200, json.dumps(said).encode(), "application/json"


def _records(services: Services) -> list[tuple[News, int, bytes]]:
    """(article, offset, record) in the one WARC file."""
    found, offset = [], 0
    for n in services.news:
        head = (
            f'<html lang="{n.lang}"><head><title>{escape(n.title)}</title>'
            f'<meta property="og:title" content="{escape(n.title)}"><meta name="description" content="{escape(n.summary)}">'
            f'<meta property="article:published_time" content="{n.published_at.isoformat()}"></head><body>text</body></html>'
        ).encode()
        response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + head
        warc = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {n.url}\r\n\r\n".encode() + response + b"\r\n\r\n"
        record = gzip.compress(warc, mtime=0)
        found.append((n, offset, record))
        offset += len(record)
    return found


def crawl_index(services: Services, path: str, query: dict[str, str]) -> Answer:
    """The list of crawls, and the index of one: a JSON object a line."""
    if path == "/collinfo.json":
        crawls = [
            {
                "id": "CC-MAIN-2023-06",
                "cdx-api": "https://index.commoncrawl.org/CC-MAIN-2023-06-index",
                "from": "2023-01-26T00:00:00",
                "to": "2023-02-09T00:00:00",
            },
            {
                "id": "CC-MAIN-2021-10",
                "cdx-api": "https://index.commoncrawl.org/CC-MAIN-2021-10-index",
                "from": "2021-02-24T00:00:00",
                "to": "2021-03-09T00:00:00",
            },
        ]
        return 200, json.dumps(crawls).encode(), "application/json"
    lines = [
        json.dumps({"url": n.url, "offset": str(at), "length": str(len(record)), "filename": "crawl-data/x.warc.gz"})
        for n, at, record in _records(services)
        if (urlsplit(n.url).hostname or "").endswith(query["url"])
    ]
    return (
        (200, "\n".join(lines).encode(), "text/x-ndjson") if lines else (404, b'{"message": "No Captures found"}', "")
    )


def crawl_data(services: Services, path: str, query: dict[str, str]) -> Answer:
    """The WARC file."""
    return 200, b"".join(record for _, _, record in _records(services)), "application/octet-stream"


ROUTES: dict[str, Callable[[Services, str, dict[str, str]], Answer]] = {
    "news.google.com": google,
    "api.gdeltproject.org": gdelt,
    "web.archive.org": wayback,
    "montsame.example": wordpress,
    "en.wikipedia.org": wikipedia,
    "api.reliefweb.int": reliefweb,
    "index.commoncrawl.org": crawl_index,
    "data.commoncrawl.org": crawl_data,
}
