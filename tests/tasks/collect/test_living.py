"""From how many outlets of its own a country is heard."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tasks.collect.living import SEARCHED_AT, floor_of, living_outlets, newest_attempts, shared_feeds
from tasks.countries.profiles import CountryProfile, Feed
from tests.warehouse.samples import fetch

NOW = dt.datetime(2026, 4, 24, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
FEEDS = tuple(
    Feed(url=f"https://{name}.example/feed", outlet=name, language="en", source="a test", publisher=publisher)
    for name, publisher in (("a", None), ("b", "a"), ("c", None), ("d", None))
)
PROFILE = CountryProfile(country="XA", name="Arvania", names={}, languages=("en",), time_zone="UTC", feeds=FEEDS)


def asked(name: str, **more: Any) -> Any:
    given = {"countries": ["XA"], "health": "alive", "newest_item_at": NOW - DAY} | more
    return fetch(f"https://{name}.example/feed", NOW, **given)


def living(*rows: Any, shared: frozenset[str] = frozenset()) -> int:
    return living_outlets(PROFILE, newest_attempts(rows), NOW, shared)


def test_an_outlet_lives_whose_feed_is_read_dated_and_new() -> None:
    assert living(asked("a"), asked("c"), asked("d", health="truncated")) == 3
    assert living(asked("a"), asked("b")) == 1  # one publisher
    for dead in (
        {"health": "undated"},
        {"health": "failing"},
        {"newest_item_at": NOW - 5 * DAY},
        {"newest_item_at": None},
    ):
        assert living(asked("a"), asked("c", **dead)) == 1
    assert living(asked("a"), asked("e")) == 1  # of no feed of the profile


def test_a_feed_of_the_region_is_no_outlet_of_the_country() -> None:
    neighbour = PROFILE.model_copy(update={"country": "XB", "feeds": (FEEDS[2], FEEDS[2])})
    shared = shared_feeds([PROFILE, neighbour])
    assert shared == {FEEDS[2].url}
    assert living(asked("a"), asked("c"), shared=shared) == 1  # though only XA was chosen for the pass


def test_the_floor_says_where_else_was_looked() -> None:
    search = fetch(f"{SEARCHED_AT['Bing News']}?q=Arvania", NOW, countries=["XA"])
    other = fetch(f"{SEARCHED_AT['Google News']}?q=Brelia", NOW, countries=["XB"])
    floor = floor_of(PROFILE, newest_attempts([asked("a"), search, other]), NOW, ())
    assert floor is not None
    assert (floor.is_low, floor.living, floor.services) == (True, 1, ("Bing News",))
    assert floor.words == (
        "only one outlet of the country brought news of the last 4 days, where 3 are wanted; searched too: Bing News"
    )
    well = floor_of(PROFILE, newest_attempts([asked("a"), asked("c"), asked("d")]), NOW, ())
    assert well is not None
    assert not well.is_low
    assert floor_of(PROFILE, newest_attempts([search]), NOW, ()) is None
