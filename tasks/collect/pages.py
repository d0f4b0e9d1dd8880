"""The full text of articles whose feed gives only a summary, for the profiles that ask for it (`full_text`).

A page is not a feed: nobody put its address into a profile, so its site's robots.txt binds, and it is asked once, when the
item is new. Whatever goes wrong is an issue, and the feed's own text stays. The text is extracted by trafilatura
(Apache-2.0; the extra `fulltext`), which runs no script and fetches nothing.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import importlib.util
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from tasks.collect.feed.parse import MAX_TEXT
from tasks.collect.http.fetch import Fetched, FetchFailed, FetchRequest, FetchResult, FetchSettings, open_fetcher
from tasks.collect.http.robots import SiteRobots
from tasks.collect.text import clean_text, truncate
from tasks.collect.urls import AGGREGATORS, host_of
from tasks.countries.profiles import Feed
from warehouse.tables import FeedItem, Issue
from warehouse.weeks import week_of

ENOUGH = 1_500
"""Characters of text in the feed with which an item is left as it is: the lede and more are there."""
MAX_PAGE_BYTES = 1_000_000
"""Of a page, as whose worst trafilatura reads some 7 s (62,000 empty boxes); a common page takes 10 to 26 ms."""
PASS_SECONDS = 600.0
"""Longest time for all pages of a pass; those that have not come by then are issues."""


@dataclass(slots=True)
class FullTexts:
    """What the pages gave: items with their full text, the bytes of its pages by SHA-256, and what went wrong."""

    items: list[FeedItem] = field(default_factory=list)
    pages: dict[str, bytes] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def articles_to_read(
    items: Sequence[FeedItem], listed: Mapping[str, Sequence[str]], quotas: Mapping[str, int]
) -> list[FeedItem]:
    """The items whose pages are to be fetched: dated, with a link and little text, the newest of each country.

    listed: feed URL -> countries whose profiles list it; quotas: country -> articles a pass. Links of aggregators are
    left out: they lead to a script, not to the article.
    """
    left = Counter(quotas)
    chosen = []
    dated = [(item.published_at, item.item_id, item) for item in items if item.published_at]
    for _, _, item in sorted(dated, reverse=True):
        country = next((code for code in listed.get(item.feed_url, ()) if left[code] > 0), None)
        if country and len(item.text) < ENOUGH and item.url and host_of(item.url) not in AGGREGATORS:
            left[country] -= 1
            chosen.append(item)
    return chosen


async def read_articles(
    items: Sequence[FeedItem],
    feeds: Mapping[str, Feed],
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
    week_starts_on: int = 0,
) -> FullTexts:
    """The texts of the items' pages, in the items' order. Raises for no server's doing.

    feeds: the feed of each item by its URL.
    """
    if not items:
        return FullTexts()
    if importlib.util.find_spec("trafilatura") is None:
        return FullTexts(issues=[_no_trafilatura(week_of(now(), week_starts_on).start, len(items))])
    careful = replace(settings, max_body_bytes=min(settings.max_body_bytes, MAX_PAGE_BYTES))
    async with open_fetcher(careful, now) as fetch:
        any_feed = feeds[items[0].feed_url]
        robots = SiteRobots(lambda url: fetch(FetchRequest(any_feed, address=url)))
        asked = [asyncio.create_task(_page(item, feeds[item.feed_url], fetch, robots)) for item in items]
        _, late = await asyncio.wait(asked, timeout=PASS_SECONDS)
        for task in late:
            task.cancel()
        came = await asyncio.gather(*asked, return_exceptions=True)
    read = FullTexts()
    week = week_of(now(), week_starts_on).start
    for item, page in zip(items, came, strict=True):
        if isinstance(page, asyncio.CancelledError):
            page = _Unread("timeout", f"not reached in the {PASS_SECONDS:.0f} s that a pass has for pages")
        elif isinstance(page, BaseException):
            raise page
        if isinstance(page, Fetched):
            text = truncate(clean_text(extract_text(page.body, page.content_type)), MAX_TEXT)
            if len(text) > len(item.text):
                sha256 = hashlib.sha256(page.body).hexdigest()
                read.pages[sha256] = page.body
                read.items.append(item.model_copy(update={"text": text, "page_sha256": sha256}))
                continue
            page = _Unread("no_full_text", "the page holds no article longer than the feed's own text")
        read.issues.append(_unread(item, page, week))
    return read


@dataclass(frozen=True, slots=True)
class _Unread:
    """Why a page gave no text. `kind` is for counting, `message` for a reader."""

    kind: str
    message: str


async def _page(
    item: FeedItem, feed: Feed, fetch: Callable[[FetchRequest], Awaitable[FetchResult]], robots: SiteRobots
) -> Fetched | _Unread:
    """The page of an item as its site lets it be read: robots.txt first, and that of where a redirect led too."""
    if not await robots.allows(item.url):
        return _Unread("robots", "the site's robots.txt forbids the page")
    result = await fetch(FetchRequest(feed, address=item.url))
    if isinstance(result, FetchFailed):
        return _Unread(result.kind, result.message)
    if isinstance(result, Fetched) and result.is_cut:
        return _Unread("too_large", result.incomplete or "it is too large")
    if not isinstance(result, Fetched) or result.incomplete:
        return _Unread("truncated", "the page broke off")
    if not await robots.allows(result.final_url):
        return _Unread("robots", "the robots.txt of where the page redirects forbids it")
    if result.content_type and "html" not in result.content_type.lower():
        return _Unread("not_a_page", f"it is {truncate(result.content_type, 80)}, not HTML")
    return result


def extract_text(html: bytes, content_type: str | None = None) -> str:
    """The article's text without menus, comments and scripts; empty where there is none. Never raises for any bytes.

    trafilatura remembers paragraphs over calls and drops repeated ones unless told not to (`deduplicate`), by which a
    text would depend on what was read before it.
    """
    from lxml.etree import LxmlError
    from trafilatura import extract

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it has to say becomes an issue here
    charset = (content_type or "").lower().partition("charset=")[2].split(";")[0].strip(" \"'")
    page: bytes | str = html
    if charset:
        with suppress(LookupError, ValueError):
            page = html.decode(charset, "replace").replace("\0", "")
    try:
        text = extract(page, fast=True, deduplicate=False, include_comments=False, include_tables=False)
    except (AttributeError, LookupError, LxmlError, RecursionError, TypeError, ValueError):
        return ""  # a page made to break its reader is a page without text
    return text or ""


def _unread(item: FeedItem, why: _Unread, week: dt.date) -> Issue:
    return Issue(
        week=week,
        country=None,
        revision=None,
        stage="full_text",
        severity="warning",
        kind=why.kind,
        subject=item.item_id,
        message=f"{item.outlet}: {why.message} ({truncate(item.url, 300)}); the feed's own text stays",
        remedy="if this persists for the outlet, set `full_text: 0` in the profile" if why.kind == "robots" else None,
    )


def _no_trafilatura(week: dt.date, count: int) -> Issue:
    return Issue(
        week=week,
        country=None,
        revision=None,
        stage="full_text",
        severity="warning",
        kind="not_installed",
        subject="trafilatura",
        message=f"{count} pages were not read: a profile asks for full texts, but trafilatura is not installed",
        remedy="pip install 'weekwatch[fulltext]'",
    )
