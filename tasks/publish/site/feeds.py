"""A country's page of sources: each feed of its profile with its health, its newest item, what it brought, and who attests it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.collect.living import Floor, is_search
from tasks.countries.profiles import CountryProfile, Feed
from tasks.publish.site.render import SitePage, render_page
from warehouse.tables import Fetch


@dataclass(frozen=True, slots=True)
class HeardFeeds:
    """What a country was heard from in its newest week, and what its feeds were found like."""

    week: dt.date
    articles: Mapping[str, int]
    """Feed URL -> articles of the week; of searches and archives too."""
    attempts: Mapping[str, Fetch]
    """Feed URL -> its newest attempt."""
    floor: Floor | None
    """None where no feed of the profile was asked."""


@dataclass(frozen=True, slots=True)
class ShownFeed:
    """A line of the page."""

    feed: Feed
    health: str
    newest_at: dt.datetime | None
    articles: int
    share: float
    """Of the week's articles, 0 to 1."""
    attested: str
    """Its standing and the newest evidence, in words."""


def feeds_page(country: str, name: str, profile: CountryProfile | None, heard: HeardFeeds) -> SitePage:
    """The page, feeds that brought most first. Without a profile (an archive of another home) it tells only what was heard."""
    total = sum(heard.articles.values())
    feeds = profile.feeds if profile else ()
    lines = [_shown(feed, heard, total) for feed in feeds]
    lines.sort(key=lambda line: (-line.articles, line.feed.outlet, line.feed.url))
    listed = {feed.url for feed in feeds}
    others = {url: number for url, number in heard.articles.items() if url not in listed}
    searched = sum(number for url, number in others.items() if is_search(url))
    return render_page(
        f"{country}/sources.html",
        "feeds",
        here="",
        name=name,
        week=heard.week,
        lines=lines,
        retired=profile.retired if profile else (),
        floor=heard.floor,
        total=total,
        searched=searched,
        elsewhere=sum(others.values()) - searched,
    )


def attested(feed: Feed) -> str:
    """A feed's standing and its newest evidence: `tested, 2026-10`; `candidate` where nobody attests it."""
    months: Sequence[str] = [said.month for said in feed.evidence if said.status in ("tested alive", "listed")]
    newest = max(months, default="")
    return feed.standing if feed.standing == "candidate" or not newest else f"{feed.standing}, {newest}"


def _shown(feed: Feed, heard: HeardFeeds, total: int) -> ShownFeed:
    last = heard.attempts.get(feed.url)
    number = heard.articles.get(feed.url, 0)
    return ShownFeed(
        feed=feed,
        health=(last.health if last else None) or "not asked",
        newest_at=last.newest_item_at if last else None,
        articles=number,
        share=number / total if total else 0.0,
        attested=attested(feed),
    )
