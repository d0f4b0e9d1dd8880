"""Searches for countries whose own feeds bring too little, against fakes of the services on loopback."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from flows.collecting.feeds import Collected, collect_searches
from tasks.collect.searches import SERVICES, SearchService, publishers_by_site, searches_of
from tasks.countries.profiles import CountryProfile, Feed
from tasks.stories.duplicates import find_duplicates
from tests.tasks.collect.patience import patient
from tests.tasks.collect.search_fakes import FAKED, FakeServices, Story, serve_searches
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import FeedItem, Fetch

NOW = dt.datetime(2026, 4, 24, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
GAZETTE = Feed(url="https://gazette.example/feed", outlet="The Gazette", language="en", source="invented")


def country(code: str, *feeds: Feed, languages: tuple[str, ...] = ("en",)) -> CountryProfile:
    names = {"en": (f"Land {code}", f"{code}ish*"), "fr": (f"Pays {code}",), "bm": (f"Jamana {code}",)}
    return CountryProfile(country=code, name=code, names=names, languages=languages, time_zone="UTC", feeds=feeds)


def stories(count: int) -> list[Story]:
    return [
        Story(
            f"Soldiers and rebels of Land XA fight over bridge number {n} near the town of Dara",
            f"https://{'gazette' if n % 2 else 'herald'}.example/news/{n}",
            NOW - n * dt.timedelta(hours=1.6),
            "The Gazette" if n % 2 else "The Herald",
        )
        for n in range(count)
    ]


def collect(
    home: Home,
    services: FakeServices,
    *profiles: CountryProfile,
    at: dt.datetime = NOW,
    asking: Sequence[SearchService] = FAKED,
) -> tuple[Collected, dict[str, int]]:
    """What a pass brought, and how often each service was asked in it."""
    before = services.asked.copy()
    ticks = (at + dt.timedelta(milliseconds=n) for n in range(10_000))
    with serve_searches(services) as port:
        settings = patient(port)
        publishers = publishers_by_site(profiles)
        found = asyncio.run(
            collect_searches(home, profiles, settings, lambda: next(ticks), asking, publishers=publishers)
        )
    return found, dict(services.asked - before)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "home")


def test_a_country_without_a_living_feed_gets_its_week_from_the_first_service_that_answers(home: Home) -> None:
    found, asked = collect(home, FakeServices(stories(100)), country("XA", GAZETTE))
    items = Store(home).read(FeedItem)
    assert asked == {"google": 1}
    assert (found.searches if found.searches else found.feeds, found.new_items, len(items)) == (1, 100, 100)
    assert {(item.outlet, item.publisher) for item in items} == {
        ("The Gazette", "The Gazette"),
        ("The Herald", "herald.example"),
    }
    assert {item.published_at.date() for item in items if item.published_at} >= {
        NOW.date() - dt.timedelta(days=n) for n in range(7)
    }
    assert not any(item.text or item.title.endswith("The Gazette") for item in items)


def test_countries_with_three_outlets_that_bring_news_are_not_searched_for(home: Home) -> None:
    feeds = [GAZETTE.model_copy(update={"url": f"https://n{n}.example/feed", "outlet": f"News {n}"}) for n in range(3)]
    for n, feed in enumerate(feeds):
        attempt = Fetch(
            week=dt.date(2026, 4, 20), feed_url=feed.url, final_url=feed.url, fetched_at=NOW - HOUR, status="fetched",
            http_status=200, error=None, raw_sha256=None, body_bytes=1, content_type=None, etag=None, last_modified=None,
            item_count=1, new_item_count=1, undated_count=0, countries=["XA"], health="alive",
            newest_item_at=NOW - dt.timedelta(days=n),
        )  # fmt: skip
        Store(home).append([attempt])
    services = FakeServices(stories(10))
    assert collect(home, services, country("XA", *feeds))[1] == {}
    assert collect(home, services, country("XA", *feeds), at=NOW + 3 * 24 * HOUR)[1] == {"google": 1}


def test_a_refused_service_is_left_alone_longer_each_time_and_the_next_takes_over(home: Home) -> None:
    services = FakeServices(stories(10), refusing={"google": 503})
    profiles = [country(code) for code in ("XA", "XB", "XC")]
    google = []
    for hour in range(12):
        found, asked = collect(home, services, *profiles, at=NOW + hour * HOUR)
        google += [hour] * asked.pop("google", 0)
        assert found.failed == (hour in google)
        assert set(asked) <= {"bing"}
    assert google == [0, 1, 3, 7]
    assert services.asked["bing"] >= 3
    assert len({row.countries[0] for row in Store(home).read(Fetch) if row.item_count}) == 3


def test_a_service_that_falls_silent_is_left_for_the_pass_and_asked_again_later(home: Home) -> None:
    services = FakeServices(stories(10), silent_after={"google": 2})
    profiles = [country(f"X{letter}") for letter in "ABCDEFGH"]
    assert collect(home, services, *profiles)[1] == {"google": 5, "bing": 6}
    services.silent_after.clear()
    _, asked = collect(home, services, *profiles, at=NOW + 30 * HOUR)
    assert asked == {"google": 8}


def test_budgets_hold_and_those_not_asked_for_longest_come_first(home: Home) -> None:
    services = FakeServices(stories(3))
    profiles = [country(f"{a}{b}", languages=("en", "fr")) for a in "ABCDE" for b in "ABCDE"]
    budgets = {"google": 8, "bing": 5, "gdelt": 4}
    asking = [replace(one, budget=budget) for one, budget in zip(FAKED, budgets.values(), strict=True)]
    for hour in range(4):
        _, asked = collect(home, services, *profiles, at=NOW + hour * HOUR, asking=asking)
        assert all(asked[name] <= budgets[name] for name in asked)
    answered = {(row.countries[0], row.feed_url) for row in Store(home).read(Fetch) if row.item_count}
    assert {code for code, _ in answered} == {profile.country for profile in profiles}


def test_a_country_is_searched_for_in_its_languages_by_whole_names() -> None:
    found = searches_of(country("XA", languages=("fr", "bm", "ru")))
    assert [(one.language, one.names) for one in found] == [
        ("en", ("Land XA",)),
        ("fr", ("Pays XA",)),
        ("bm", ("Jamana XA",)),
    ]
    google = [service.feed(search) for service in SERVICES[:1] for search in found]
    assert [feed.language if feed else None for feed in google] == ["en", "fr", None]
    english = google[0]
    assert english is not None
    assert english.url.endswith("?q=%22Land+XA%22+when%3A7d&hl=en-US&gl=US&ceid=US:en")


def test_a_country_of_whose_names_only_stems_are_given_is_searched_for_by_its_name() -> None:
    ukraine = country("UA", languages=("uk",)).model_copy(update={"names": {"en": ("Ukrain*",), "uk": ("Україн*",)}})
    assert [one.names for one in searches_of(ukraine)] == [("Ukraine",), ("Україна",)]


def test_one_story_by_feed_by_google_and_by_bing_is_one_article_of_one_publisher(home: Home) -> None:
    profile = country("XA", GAZETTE)
    story = [stories(2)[1]]
    with_google, with_bing = FakeServices(story), FakeServices(story, refusing={"google": 503})
    collect(home, with_google, profile)
    collect(home, with_bing, profile, at=NOW + 13 * HOUR)
    found = Store(home).read(FeedItem)
    own = found[0].model_copy(
        update={
            "item_id": "0" * 16,
            "feed_url": GAZETTE.url,
            "url": story[0].url,
            "guid": story[0].url,
            "text": "A bridge.",
        }
    )
    assert {item.feed_url.split("/")[2] for item in found} == {"google.localhost", "bing.localhost"}
    assert {(item.publisher, item.outlet) for item in [*found, own]} == {("The Gazette", "The Gazette")}
    assert len(find_duplicates([own, *found])) == 2
