"""Which countries and languages the feeds of the profiles cover, and where they are thin. Says nothing about liveness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tasks.countries.profiles import CountryProfile, Feed

ENOUGH_FEEDS = 5
"""Feeds below which a country is called thin: the least that lets three publishers fail."""
ENOUGH_PUBLISHERS = 3
"""Publishers of its own press below which nothing that a country's press reports can be called corroborated."""
OWN_PRESS = frozenset({"national", "official"})
LISTS = ("kagisearch/kite-public", "yavuz/news-feed-list-of-countries", "plenaryapp/awesome-rss-feeds")
"""Public lists of feeds that addresses were taken from; whatever stands on none was written down unseen."""


@dataclass(frozen=True, slots=True)
class CountryCoverage:
    """What the profile of a country offers."""

    country: str
    name: str
    feeds: int
    own_press: int
    """Feeds of kind national or official."""
    publishers: int
    """Publisher families of its own press."""
    in_own_language: int
    languages: tuple[str, ...]
    """Of the feeds, the most frequent first."""
    kinds: dict[str, int]
    on_a_list: int
    """Feeds whose address somebody else's list has; the others were written from general knowledge or a pattern."""
    thin: tuple[str, ...]
    """What is missing; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What all profiles offer together."""

    countries: tuple[CountryCoverage, ...]
    """By country code."""
    languages: dict[str, int]
    """Feeds by language, the most frequent first, the international ones included."""
    international: int
    feeds: int
    """Different addresses."""
    on_a_list: int
    """Those of them that somebody else's list has."""

    @property
    def with_enough(self) -> int:
        """Countries with five or more feeds."""
        return sum(country.feeds >= ENOUGH_FEEDS for country in self.countries)

    @property
    def thin(self) -> tuple[CountryCoverage, ...]:
        """The countries in which something is missing."""
        return tuple(country for country in self.countries if country.thin)


def coverage_of(profiles: Mapping[str, CountryProfile], international: Iterable[Feed]) -> Coverage:
    """The coverage of some profiles and the international feeds."""
    common = list(international)
    by_url = {feed.url: feed for profile in profiles.values() for feed in profile.feeds}
    by_url |= {feed.url: feed for feed in common}
    return Coverage(
        countries=tuple(_country(profiles[code]) for code in sorted(profiles)),
        languages=_counted(feed.language for feed in by_url.values()),
        international=len(common),
        feeds=len(by_url),
        on_a_list=sum(map(is_listed, by_url.values())),
    )


def is_listed(feed: Feed) -> bool:
    """Whether somebody else's list has the feed's address."""
    return any(name in feed.source for name in LISTS)


def _country(profile: CountryProfile) -> CountryCoverage:
    own = [feed for feed in profile.feeds if feed.kind in OWN_PRESS]
    publishers = len({feed.publisher or feed.outlet for feed in own})
    in_own_language = sum(feed.language in profile.languages for feed in profile.feeds)
    thin = []
    if len(profile.feeds) < ENOUGH_FEEDS:
        thin.append(f"only {len(profile.feeds)} feeds")
    if publishers < ENOUGH_PUBLISHERS:
        thin.append(f"{publishers or 'no'} publisher{'s' if publishers != 1 else ''} of its own")
    if not in_own_language:
        thin.append(f"nothing in {', '.join(profile.languages)}")
    if not any(feed.kind == "national" for feed in own):
        thin.append("no press that is not the state's" if own else "no press of its own")
    return CountryCoverage(
        country=profile.country,
        name=profile.name,
        feeds=len(profile.feeds),
        own_press=len(own),
        publishers=publishers,
        in_own_language=in_own_language,
        languages=tuple(_counted(feed.language for feed in profile.feeds)),
        kinds=_counted(feed.kind for feed in profile.feeds),
        on_a_list=sum(is_listed(feed) for feed in profile.feeds),
        thin=tuple(thin),
    )


def _counted(values: Iterable[str]) -> dict[str, int]:
    """Values with their number, the most frequent first, then by name."""
    return dict(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))
