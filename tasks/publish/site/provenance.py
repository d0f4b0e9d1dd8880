"""The pages on where it all comes from: the outlets that were heard, each country's feeds, and what the analysts' desk corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tasks.collect.living import Floor, is_search
from tasks.countries.profiles import CountryProfile, Feed
from tasks.publish.site.event_lines import country_in_words
from tasks.publish.site.render import SitePage, render_page
from warehouse.tables import Correction, Fetch

SOURCES_LISTED = 400
"""Outlets in the page, those with the most articles; all stand in the table `articles`."""
CORRECTIONS_LISTED = 1000
"""Newest corrections in the page; all stand in the table `corrections`."""

DECISIONS = {
    "merge": "Events made one",
    "not_about": "Not about the country",
    "toll": "Toll corrected",
    "outlet": "Outlet not used",
    "only": "No other outlets used",
}


class HeardOutlet(NamedTuple):
    """An outlet and what was heard of it in the weeks that the page counts."""

    outlet: str
    publisher: str
    country: str | None
    """Of the outlet, ISO 3166-1 alpha-2; None where it is international or unknown."""
    languages: Sequence[str]
    countries: int
    """Countries that its articles are about."""
    articles: int
    originals: int
    newest: dt.date


class FeedCount(NamedTuple):
    """Feeds by the health that the newest attempt at each found."""

    health: str
    feeds: int


class FewOutlets(NamedTuple):
    """A country that is heard from too few outlets of its own."""

    country: str
    name: str
    words: str
    """How few, and where else news of it were looked for."""


@dataclass(frozen=True, slots=True)
class ShownOutlet:
    """A line of the page."""

    heard: HeardOutlet
    country: str
    """In words; `international or unknown` where the outlet has none."""
    repeated_share: float
    """Share of its articles that repeat another."""


def sources_page(
    outlets: Sequence[HeardOutlet],
    feeds: Sequence[FeedCount],
    names: Mapping[str, str],
    *,
    weeks: int,
    total: int,
    few: Sequence[FewOutlets] = (),
) -> SitePage:
    """The page. `outlets` are those with the most articles of the last `weeks` weeks, `total` how many there are in all."""
    shown = [
        ShownOutlet(
            o,
            country_in_words(o.country, names) if o.country else "international or unknown",
            1 - o.originals / o.articles,
        )
        for o in outlets[:SOURCES_LISTED]
    ]
    return render_page(
        "sources.html", "sources", here="", outlets=shown, feeds=feeds, names=names, weeks=weeks, total=total, few=few
    )


def corrections_page(corrections: Iterable[Correction], names: Mapping[str, str]) -> SitePage:
    """The public log of what the desk decided, the newest week first."""
    rows = sorted(corrections, key=lambda c: (-c.week.toordinal(), c.country, c.decision_id))
    lines = [(c, country_in_words(c.country, names), DECISIONS[c.kind]) for c in rows[:CORRECTIONS_LISTED]]
    return render_page("corrections.html", "corrections", here="", lines=lines, total=len(rows))


# --- a country's feeds --------------------------------------------------------------------------


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
