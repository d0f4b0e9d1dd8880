"""Feeds that mend themselves: where an outlet's feed is now, and the profile that asks it there.

A feed that moved for good is asked at its new address. One that is gone, a page, empty, undated or stale is looked for on
the outlet's own site: the feed that its page names, then the usual paths of WordPress, Arc, SPIP, Blox, Blogger and
Joomla, then the news sitemaps of robots.txt. A new address counts only if it answers with dated news in the profile's
language. A site that refuses (401, 403, 429, a challenge) or was not reached is left as it is: it may answer others, or tomorrow.
Nothing is deleted: an address that gave way is kept as retired, with reason and month.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from tasks.collect.check import FeedCheck, check_feed
from tasks.collect.http.fetch import Fetched, FetchFailed, FetchResult
from tasks.collect.http.robots import SiteRobots
from tasks.countries.profiles import CountryProfile, Feed, FeedEvidence, RetiredFeed

USUAL_PATHS = (
    "/feed/",
    "/rss.xml",
    "/rss",
    "/feed.xml",
    "/?feed=rss2",
    "/arc/outboundfeeds/rss/?outputType=xml",
    "/spip.php?page=backend",
    "/search/?f=rss&t=article&l=50&s=start_time&sd=desc",
    "/feeds/posts/default?alt=rss",
    "/?format=feed&type=rss",
    "/atom.xml",
    "/index.xml",
)
"""Of WordPress (two), most systems, Arc, SPIP, Blox, Blogger, Joomla; the commonest first."""
MOST_TRIED = 24
"""Addresses tried for one feed."""
OURS = "weekwatch check"
"""Source of evidence that a check gave."""
_MENDED = frozenset({"no feed", "empty", "undated", "stale"})
_GONE = frozenset({"not_found", "gone", "server_error", "http_error", "too_many_redirects", "tls"})
_LINK = re.compile(r"<link\b[^<>]{0,1000}>", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'>\s]{1,500})", re.IGNORECASE)
_FEED_TYPE = re.compile(r"application/(?:rss\+xml|atom\+xml|feed\+json)", re.IGNORECASE)
_NOT_THE_FEED = re.compile(r"comments?(?:/|=|$)|/comments/|oembed|wp-json", re.IGNORECASE)
_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S{1,500})", re.IGNORECASE | re.MULTILINE)
_LOC = re.compile(r"<loc>\s*([^<\s]{1,500})\s*</loc>", re.IGNORECASE)
_PAGE_BYTES = 300_000
"""Of a page those in which its feeds are named."""

Ask = Callable[[Feed], Awaitable[FetchResult]]
"""What comes of fetching a feed once."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What is to be done about a feed."""

    url: str
    """Address in the profile."""
    instead: str | None
    """Address that answers in its place; None: the feed as it is was seen to live."""
    how: str
    """How the address was found, or what was seen."""


def needs_mending(check: FeedCheck) -> bool:
    """Whether another address is to be looked for: the feed is of no use, and its site does not refuse to say why."""
    if check.verdict == "failed":
        return check.cause in _GONE
    return check.verdict in _MENDED and check.cause != "challenge"


async def mend_feed(feed: Feed, check: FeedCheck, ask: Ask, now: dt.datetime) -> Mended | None:
    """What is to be done about a feed after its check; None: nothing, or nothing was found."""
    if check.verdict == "moved" and check.redirected_to:
        return Mended(feed.url, check.redirected_to, "it moved there for good")
    if check.verdict == "ok":
        return Mended(feed.url, None, "it answers with dated news") if feed.candidate else None
    if not needs_mending(check):
        return None
    tried = {feed.url.rstrip("/")}
    async for url, how in _addresses(feed, ask):
        if url.rstrip("/") in tried:
            continue
        if len(tried) > MOST_TRIED:
            break
        tried.add(url.rstrip("/"))
        found = check_feed(await ask(feed.model_copy(update={"url": url})), now)
        if found.verdict in ("ok", "moved"):
            return Mended(feed.url, found.redirected_to if found.verdict == "moved" else url, how)
    return None


def mended_profile(
    profile: CountryProfile, mended: Iterable[Mended], checks: Sequence[FeedCheck], now: dt.datetime
) -> CountryProfile:
    """The profile with what is to be done done: new addresses, old ones retired, feeds that were seen to live attested."""
    by_url = {one.url: one for one in mended}
    why = {check.url: check.why or check.verdict for check in checks}
    month = f"{now:%Y-%m}"
    seen = FeedEvidence(source=OURS, month=month, status="tested alive")
    taken = {feed.url for feed in profile.feeds}
    feeds, retired = [], list(profile.retired)
    for feed in profile.feeds:
        one = by_url.get(feed.url)
        if one is None or one.instead in taken:
            feeds.append(feed)
        elif one.instead is None:
            feeds.append(feed.model_copy(update={"candidate": False, "evidence": _with(seen, feed.evidence)}))
        else:
            taken.add(one.instead)
            feeds.append(feed.model_copy(update={"url": one.instead, "candidate": False, "evidence": (seen,)}))
            retired.append(
                RetiredFeed(url=feed.url, outlet=feed.outlet, reason=why[feed.url], month=month, instead=one.instead)
            )
    return profile.model_copy(update={"feeds": tuple(feeds), "retired": tuple(retired)})


def feeds_named(page: bytes, base: str) -> list[str]:
    """The addresses of the feeds that a page names in its head, but for those of comments."""
    found = []
    for tag in _LINK.findall(page[:_PAGE_BYTES].decode("utf-8", "replace")):
        href = _HREF.search(tag)
        if _FEED_TYPE.search(tag) and href and not _NOT_THE_FEED.search(href[1]):
            found.append(_joined(base, href[1].replace("&amp;", "&")))
    return list(dict.fromkeys(filter(None, found)))


async def _addresses(feed: Feed, ask: Ask) -> AsyncIterator[tuple[str, str]]:
    """Addresses at which the outlet may have its feed, the likeliest first, and how each was found."""

    async def fetch(url: str) -> FetchResult:
        return await ask(feed.model_copy(update={"url": url}))

    robots = SiteRobots(fetch)
    alive = None
    for site in _sites(feed.url):
        for page in (feed.url, f"{site}/") if alive is None else ():
            if page != feed.url and not await robots.allows(page):
                continue
            answer = await fetch(page)
            if isinstance(answer, Fetched):
                alive = site
                for url in feeds_named(answer.body, answer.final_url):
                    yield url, "its page names it"
            elif isinstance(answer, FetchFailed) and answer.http_status is not None:
                alive = site
    if alive is None:
        return
    for path in USUAL_PATHS:
        yield f"{alive}{path}", "usual path"
    said = await fetch(f"{alive}/robots.txt")
    for url in _SITEMAP.findall(said.body.decode("utf-8", "replace")) if isinstance(said, Fetched) else ():
        async for sitemap in _news_sitemaps(url, fetch):
            yield sitemap, "robots.txt names it"


async def _news_sitemaps(url: str, fetch: Callable[[str], Awaitable[FetchResult]]) -> AsyncIterator[str]:
    """The sitemap, or those of an index of sitemaps whose name speaks of news."""
    if "news" in url.lower():
        yield url
        return
    answer = await fetch(url)
    if isinstance(answer, Fetched) and b"<sitemapindex" in answer.body[:3000]:
        for one in _LOC.findall(answer.body[:_PAGE_BYTES].decode("utf-8", "replace")):
            if "news" in one.lower():
                yield one.replace("&amp;", "&")


def _sites(url: str) -> list[str]:
    """The feed's site, and the same with or without `www.`."""
    parts = urlsplit(url)
    host = parts.netloc
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    return [f"{parts.scheme}://{host}", f"{parts.scheme}://{other}"]


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def _with(seen: FeedEvidence, evidence: Sequence[FeedEvidence]) -> tuple[FeedEvidence, ...]:
    """The evidence with what was seen now first; what spoke against the feed is overruled."""
    good = [said for said in evidence if said.status in ("tested alive", "listed") and said.source != OURS]
    return (seen, *good[:2])
