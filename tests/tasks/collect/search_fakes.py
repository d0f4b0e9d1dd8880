"""Fakes of Google News, Bing News and GDELT as they answer searches, served over HTTP on loopback.

Written from what is known of each: Google gives at most 100 items, whose titles end in the outlet's name and whose links stay
with Google, and 503 to whom it does not want; Bing gives 30, whose links carry their target, and falls silent after so
many questions; GDELT gives up to 250 without outlets' names, and 429 to the hasty.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, quote, urlsplit
from xml.sax.saxutils import escape, quoteattr

from tasks.collect.searches import SERVICES
from tests.tasks.collect.patience import PatientServer

FAKED = tuple(
    replace(service, base=f"http://{service.name.split()[0].lower()}.localhost/search", delay_seconds=0.0)
    for service in SERVICES
)
"""The services as they are, but at their fakes' addresses, and without pauses."""


@dataclass(frozen=True)
class Story:
    """An article that the services know."""

    title: str
    url: str
    published_at: dt.datetime
    outlet: str
    snippet: str = "What happened, in a sentence."


@dataclass
class FakeServices:
    """What the services hold, how they misbehave, and what was asked."""

    stories: list[Story]
    refusing: dict[str, int] = field(default_factory=dict)
    """Service -> status that it answers everything with."""
    silent_after: dict[str, int] = field(default_factory=dict)
    """Service -> questions after which its answers are empty."""
    asked: Counter[str] = field(default_factory=Counter)
    queries: list[str] = field(default_factory=list)


def google(stories: list[Story]) -> str:
    """Google's answer."""
    return "".join(
        f"<item><title>{escape(f'{one.title} - {one.outlet}')}</title>"
        f"<link>https://news.google.com/rss/articles/CBMi{n}{abs(hash(one.url))}?oc=5</link>"
        f'<guid isPermaLink="false">CBMi{n}{abs(hash(one.url))}</guid><pubDate>{format_datetime(one.published_at)}</pubDate>'
        f"<description>{escape(f'<a href=x target=_blank>{one.title}</a>&nbsp;&nbsp;<font>{one.outlet}</font>')}</description>"
        f"<source url={quoteattr(_home(one))}>{escape(one.outlet)}</source></item>"
        for n, one in enumerate(stories[:100])
    )


def bing(stories: list[Story]) -> str:
    """Bing's answer."""
    return "".join(
        f"<item><title>{escape(one.title)}</title>"
        f"<link>http://www.bing.com/news/apiclick.aspx?ref=FexRss&amp;aid=&amp;url={quote(one.url, safe='')}&amp;c=1</link>"
        f"<description>{escape(one.snippet)}</description><pubDate>{format_datetime(one.published_at)}</pubDate>"
        f"<News:Source>{escape(one.outlet)}</News:Source></item>"
        for one in stories[:30]
    )


def gdelt(stories: list[Story]) -> str:
    """GDELT's answer."""
    return "".join(
        f"<item><title>{escape(one.title)}</title><link>{escape(one.url)}</link><guid>{escape(one.url)}</guid>"
        f"<pubDate>{format_datetime(one.published_at)}</pubDate></item>"
        for one in stories[:250]
    )


_ANSWERS = {"google": google, "bing": bing, "gdelt": gdelt}


def _home(story: Story) -> str:
    parts = urlsplit(story.url)
    return f"{parts.scheme}://{parts.netloc}"


@contextmanager
def serve_searches(services: FakeServices) -> Iterator[int]:
    """The port on which the services answer, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # headers and body in one packet

        def log_message(self, format: str, *args: object) -> None: ...

        def do_GET(self) -> None:
            name = self.headers["Host"].split(".")[0]
            services.asked[name] += 1
            query = parse_qs(urlsplit(self.path).query)
            services.queries.append((query.get("q") or query.get("query") or [""])[0])
            status = services.refusing.get(name, 200 if name in _ANSWERS else 404)
            silent = services.asked[name] > services.silent_after.get(name, 1_000_000)
            items = "" if silent or status != 200 else _ANSWERS[name](services.stories)
            body = (
                '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:News="https://www.bing.com/news/search?format=rss">'
                f"<channel><title>search</title><link>https://example.org</link>{items}</channel></rss>"
            ).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = PatientServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
