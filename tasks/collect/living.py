"""Which countries are heard from too few outlets of their own, so that news services are searched for them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tasks.countries.profiles import CountryProfile
from warehouse.tables import Fetch

LIVING_OUTLETS = 3
"""Publishers with news of the last days below which a country's searches are asked: nothing can be corroborated by fewer."""
NEWS_WITHIN = dt.timedelta(days=4)
"""A weekend and a holiday may pass without a word from a small outlet."""
SEARCHED_AT = {
    "Google News": "https://news.google.com/rss/search",
    "Bing News": "https://www.bing.com/news/search",
    "GDELT": "https://api.gdeltproject.org/api/v2/doc/doc",
}
"""Name of a service -> the beginning of its searches' addresses, by which its attempts are known."""
_LIVING = frozenset({"alive", "moved", "truncated"})


@dataclass(frozen=True, slots=True)
class Floor:
    """From how many outlets of its own a country is heard, and where else news of it were looked for."""

    living: int
    """Publishers, as `living_outlets` counts."""
    services: tuple[str, ...]
    """Services that were searched, in the order in which they are asked."""

    @property
    def is_low(self) -> bool:
        """Whether these are too few."""
        return self.living < LIVING_OUTLETS

    @property
    def words(self) -> str:
        """How many there are and what was done, as a clause."""
        heard = {0: "no outlet of the country", 1: "only one outlet of the country"}
        told = heard.get(self.living, f"only {self.living} outlets of the country")
        done = f"searched too: {', '.join(self.services)}" if self.services else "no news service was searched"
        return f"{told} brought news of the last {NEWS_WITHIN.days} days, where {LIVING_OUTLETS} are wanted; {done}"


def is_search(feed_url: str) -> bool:
    """Whether an attempt's feed is a search of a news service."""
    return feed_url.startswith(tuple(SEARCHED_AT.values()))


def shared_feeds(profiles: Iterable[CountryProfile]) -> frozenset[str]:
    """URLs of the feeds that several countries' profiles list; to be asked of all profiles, not of those chosen for a run."""
    listings = Counter(url for profile in profiles for url in {feed.url for feed in profile.feeds})
    return frozenset(url for url, number in listings.items() if number > 1)


def living_outlets(
    profile: CountryProfile, attempts: Mapping[str, Fetch], now: dt.datetime, shared: Collection[str]
) -> int:
    """Publishers of the profile with a feed that can be read, is dated and has news of the last four days.

    A feed that several countries' profiles list counts for none of them: that the region's news goes on says nothing of
    the country's. attempts: feed URL -> its newest attempt. shared: URLs of those feeds (`shared_feeds`).
    """
    return len(
        {
            feed.publisher or feed.outlet
            for feed in profile.feeds
            if (last := attempts.get(feed.url))
            and feed.url not in shared
            and last.health in _LIVING
            and last.newest_item_at is not None
            and now - last.newest_item_at <= NEWS_WITHIN
        }
    )


def floor_of(
    profile: CountryProfile, attempts: Mapping[str, Fetch], now: dt.datetime, shared: Collection[str]
) -> Floor | None:
    """From how many outlets the country is heard; None where none of its own feeds was asked. attempts, shared: as above."""
    if not any(feed.url in attempts for feed in profile.feeds):
        return None
    asked = [url for url, row in attempts.items() if row.countries == [profile.country]]
    services = tuple(name for name, base in SEARCHED_AT.items() if any(url.startswith(base) for url in asked))
    return Floor(living_outlets(profile, attempts, now, shared), services)


def newest_attempts(rows: Iterable[Fetch]) -> dict[str, Fetch]:
    """Feed URL -> its newest attempt."""
    return {row.feed_url: row for row in sorted(rows, key=lambda row: row.fetched_at)}
