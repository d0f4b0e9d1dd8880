"""Which countries and languages the feeds of the profiles cover, and where they are thin. Says nothing about liveness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tasks.countries.profiles import STANDINGS, CountryProfile, Feed

ENOUGH_FEEDS = 5
"""Feeds below which a country is called thin: the least that lets three publishers fail."""
ENOUGH_PUBLISHERS = 3
"""Publishers of its own press below which nothing that a country's press reports can be called corroborated."""
ENOUGH_OUTLETS = 3
"""Outlets below which a first day may bring nothing: the floor of evidence that a country should have."""
ATTESTED = frozenset({"strong", "tested", "listed"})
"""Standings for which a public file speaks; a candidate counts for no floor."""
FETCHED = frozenset({"strong", "tested"})
"""Standings that more than one untested list speaks for."""
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
    standings: dict[str, int]
    """Feeds by how well their address is attested, all four standings, the best first."""
    attested_outlets: int
    """Publishers with a feed that is strong, tested or listed."""
    tested_outlets: int
    """Publishers with a feed that is strong or tested."""
    retired: int
    """Addresses given up, each with its reason in the profile."""
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
    def with_attested_outlets(self) -> int:
        """Countries with three outlets for whose address a public file speaks."""
        return sum(country.attested_outlets >= ENOUGH_OUTLETS for country in self.countries)

    @property
    def with_tested_outlets(self) -> int:
        """Countries with three outlets whose address is strong or tested."""
        return sum(country.tested_outlets >= ENOUGH_OUTLETS for country in self.countries)

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


def coverage_page(coverage: Coverage) -> str:
    """The page of docs/ that shows the coverage country by country, as Markdown."""
    lines = [
        "# Sources, country by country",
        "",
        "<!-- Made by `python -m deployments.make_countries` from the profiles. -->",
        "",
        f"{len(coverage.countries)} countries; {coverage.with_attested_outlets} have three outlets whose address a public file attests, "
        f"{coverage.with_tested_outlets} have three whose address is strong or tested.",
        "",
        "| standing of a feed | what it says |",
        "|---|---|",
        "| strong | two public files or more name the address |",
        "| tested | one says that it fetched it and found news |",
        "| listed | one names it, and does not say that it answered |",
        "| candidate | nobody attests it, or something speaks against it; it is fetched, and counts for nothing |",
        "",
        "Nothing was fetched by us: `weekwatch check XX` does. Outlets are counted by publisher. A country that falls short on the day is "
        "[searched for](COUNTRIES.md). `weekwatch sources` prints this table.",
        "",
        "| | country | strong | tested | listed | candidate | retired | outlets attested | strong or tested | languages |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    for one in coverage.countries:
        counts = (*one.standings.values(), one.retired, one.attested_outlets, one.tested_outlets)
        lines.append(f"| {one.country} | {one.name} | {' | '.join(map(str, counts))} | {' '.join(one.languages)} |")
    return "\n".join(lines) + "\n"


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
        standings={one: sum(feed.standing == one for feed in profile.feeds) for one in STANDINGS},
        attested_outlets=_outlets(profile, ATTESTED),
        tested_outlets=_outlets(profile, FETCHED),
        retired=len(profile.retired),
        thin=tuple(thin),
    )


def _outlets(profile: CountryProfile, standings: frozenset[str]) -> int:
    """Publisher families with a feed of one of the standings."""
    return len({feed.publisher or feed.outlet for feed in profile.feeds if feed.standing in standings})


def _counted(values: Iterable[str]) -> dict[str, int]:
    """Values with their number, the most frequent first, then by name."""
    return dict(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))
