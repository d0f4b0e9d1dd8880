"""Forty outlets whose feeds are broken, each in its way, on loopback; where each has its feed now, if anywhere."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.tasks.collect.patience import PatientServer

NOW = dt.datetime(2026, 4, 24, 12, tzinfo=dt.UTC)
Page = tuple[int, str]
"""Status and body; of a redirect the body is its target."""

ENGLISH = "The parliament passed the budget after a long night of debate number {}"
FRENCH = "Le parlement a adopté le budget après une longue nuit de débats numéro {}"


def rss(title: str = ENGLISH, age_days: int = 0, dated: bool = True, count: int = 3) -> str:
    """A feed document."""
    day = NOW - dt.timedelta(days=age_days)
    date = f"<pubDate>{day:%a, %d %b %Y %H:%M:%S} GMT</pubDate>" if dated else ""
    items = "".join(
        f"<item><title>{title.format(n)}</title><link>https://a.example/{n}</link>{date}</item>" for n in range(count)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'


def sitemap() -> str:
    """A news sitemap."""
    urls = "".join(
        f"<url><loc>https://a.example/{n}</loc><news:news><news:publication_date>{NOW:%Y-%m-%d}</news:publication_date>"
        f"<news:title>{ENGLISH.format(n)}</news:title></news:news></url>"
        for n in range(3)
    )
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    )


def page(*feeds: str) -> str:
    """A web page that names feeds."""
    links = "".join(f'<link rel="alternate" type="application/rss+xml" title="News" href="{feed}">' for feed in feeds)
    return f"<!doctype html><html><head><title>An outlet</title>{links}</head><body>Welcome</body></html>"


CHALLENGE = "<!doctype html><html><title>Just a moment...</title><body>Checking your browser</body></html>"
INDEX = '<?xml version="1.0"?><sitemapindex><sitemap><loc>{0}/pages.xml</loc></sitemap><sitemap><loc>{0}/news-1.xml</loc></sitemap></sitemapindex>'
GONE: Page = (404, "not here")
GOOD: Page = (200, rss())


@dataclass(frozen=True)
class Site:
    """An outlet: what stands at `/old`, the address in the profile, and elsewhere, and what is to be found out."""

    name: str
    old: Page
    verdict: str
    instead: str | None
    """Path of its feed now; None where nothing is to be changed."""
    pages: dict[str, Page] = field(default_factory=dict)
    cause: str = ""
    everywhere: Page = GONE
    """What it answers for any other path."""


def _sites() -> list[Site]:
    front = {"/": (200, page())}
    broken: list[tuple[str, Page, str, str]] = [
        ("lost", GONE, "failed", "not_found"), ("closed", (410, "gone"), "failed", "gone"),
        ("ill", (500, "oops"), "failed", "server_error"), ("html", (200, page()), "no feed", "page"),
        ("empty", (200, rss(count=0)), "empty", ""), ("undated", (200, rss(dated=False)), "undated", ""),
        ("stale", (200, rss(age_days=90)), "stale", ""), ("words", (200, "Service is being renewed"), "no feed", "document"),
    ]  # fmt: skip
    usual = (
        "/feed/", "/rss.xml", "/rss", "/feed.xml", "/?feed=rss2", "/arc/outboundfeeds/rss/?outputType=xml",
        "/spip.php?page=backend", "/search/?f=rss&t=article&l=50&s=start_time&sd=desc", "/feeds/posts/default?alt=rss",
        "/?format=feed&type=rss", "/atom.xml", "/index.xml",
    )  # fmt: skip
    sites = [
        Site(f"usual{n}{kind}", old, verdict, path, front | {path: GOOD}, cause)
        for n, path in enumerate(usual)
        for kind, old, verdict, cause in [broken[n % len(broken)]]
    ]
    sites += [
        Site(f"named{kind}", old, verdict, "/the/feed", {"/": (200, page("/the/feed")), "/the/feed": GOOD}, cause)
        for kind, old, verdict, cause in broken
    ]
    moved = {"/new": GOOD, "/there": (302, "/new")}
    sites += [
        Site("moved", (301, "/new"), "moved", "/new", moved),
        Site("movedagain", (308, "/step"), "moved", "/new", moved | {"/step": (301, "/new")}),
        Site("fornow", (302, "/new"), "ok", None, moved),
        Site("selfnamed", (200, page("/x?a=1&amp;b=2")), "no feed", "/x?a=1&b=2", front | {"/x?a=1&b=2": GOOD}, "page"),
        Site("commented", GONE, "failed", "/real", {"/": (200, page("/comments/feed", "/real")), "/comments/feed": GOOD, "/real": GOOD}, "not_found"),
        Site("second", GONE, "failed", "/rss.xml", front | {"/feed/": (200, rss(age_days=400)), "/rss.xml": GOOD}, "not_found"),
        Site("soft", (200, page("/y")), "no feed", "/y", {"/y": GOOD}, "page", (200, page())),
        Site("sitemapped", GONE, "failed", "/news-sitemap.xml", front | {"/robots.txt": (200, "User-agent: *\nDisallow: /admin\nSitemap: {site}/news-sitemap.xml\n"), "/news-sitemap.xml": (200, sitemap())}, "not_found"),
        Site("indexed", GONE, "failed", "/news-1.xml", front | {"/robots.txt": (200, "Sitemap: {site}/all.xml\n"), "/all.xml": (200, INDEX), "/news-1.xml": (200, sitemap()), "/pages.xml": (200, "<urlset/>")}, "not_found"),
        Site("shy", GONE, "failed", "/feed/", {"/robots.txt": (200, "User-agent: *\nDisallow: /\n"), "/": (200, page("/hidden")), "/hidden": GOOD, "/feed/": GOOD}, "not_found"),
        Site("shut", (403, "no"), "failed", None, front | {"/feed/": GOOD}, "forbidden"),
        Site("hurried", (429, "slow down"), "failed", None, front | {"/feed/": GOOD}, "retry_later"),
        Site("guarded", (200, CHALLENGE), "no feed", None, front | {"/feed/": GOOD}, "challenge"),
        Site("barred", (401, "who are you"), "failed", None, front, "forbidden"),
        Site("nowhere", GONE, "failed", None, front, "not_found"),
        Site("french", GONE, "failed", None, front | {"/feed/": (200, rss(FRENCH))}, "not_found"),
        Site("slow", (200, rss(age_days=400)), "stale", None, front | {"/feed/": (200, rss(age_days=400))}),
        Site("foreign", (200, rss(FRENCH)), "other language", None, front),
        Site("ended", (200, rss(count=0)), "empty", None, {}),
        Site("well", GOOD, "ok", None, front),
    ]  # fmt: skip
    return sites


SITES = {site.name: site for site in _sites()}


@contextmanager
def serve_sites() -> Iterator[tuple[int, list[str]]]:
    """The port on which they answer, and what was asked, until the block ends."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def log_message(self, format: str, *args: object) -> None: ...

        def do_GET(self) -> None:
            host = self.headers["Host"].split(":")[0]
            asked.append(f"{host}{self.path}")
            site = SITES.get(host.removesuffix(".localhost"))
            status, body = GONE
            if site is not None:
                status, body = site.old if self.path == "/old" else site.pages.get(self.path, site.everywhere)
            body = body.replace("{site}", f"http://{host}").replace("{0}", f"http://{host}")
            self.send_response(status)
            if status in (301, 302, 308):
                self.send_header("Location", body)
                body = ""
            self.send_header("Content-Type", "text/html" if body.startswith("<!doctype") else "application/xml")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

    server = PatientServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_address[1], asked
    finally:
        server.shutdown()
        server.server_close()
