"""Wikipedia's Current Events asked live: two pages, every six hours, and a page that was added to again."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
from pathlib import Path

from flows.collecting.current_events import collect_current_events
from flows.collecting.feeds import Collected
from tasks.collect.searches import publishers_by_site
from tasks.countries.profiles import CountryProfile, Feed
from tests.tasks.collect.archives.fakes import News, Services, address_of, serve
from tests.tasks.collect.patience import patient
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import FeedItem

NOW = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
"""A Monday: yesterday's page is of the week before."""
PROFILE = CountryProfile(country="MN", name="Mongolia", names={}, languages=("mn",), time_zone="UTC")


def news(title: str, days_ago: int) -> News:
    return News(title, f"https://press.example/{title[-1]}", NOW - dt.timedelta(days=days_ago), "The Press", "")


def _at(at: dt.datetime) -> dt.datetime:
    return at


def test_the_pages_of_two_days_are_asked_four_times_a_day(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    services = Services([news("Event 1", 0), news("Event 2", 1), news("Event 3", 2)])
    found: list[Collected] = []
    with serve(services) as port:
        settings = patient(port)
        for hour in range(13):
            at = NOW + dt.timedelta(hours=hour)
            if hour == 3:
                services.news.append(news("Event 4", 0))
            asked = collect_current_events(home, PROFILE, settings, functools.partial(_at, at), address_of)
            found.append(asyncio.run(asked))
    assert [(hour, one.feeds, one.new_items) for hour, one in enumerate(found) if one.feeds] == [
        (0, 2, 2),
        (6, 2, 1),
        (12, 2, 0),
    ]
    items = {item.title: item for item in Store(home).read(FeedItem)}
    assert set(items) == {"Event 1", "Event 2", "Event 4"}
    assert {(item.outlet, item.publisher) for item in items.values()} == {("The Press, via Wikipedia", "press.example")}
    assert all(item.published_at and item.published_at <= item.fetched_at for item in items.values())


def test_a_cited_article_is_of_the_publisher_whose_feeds_bring_it_too(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    feeds = [
        Feed(url=url, outlet=outlet, publisher=publisher, language="en", kind="international", source="a test")
        for url, outlet, publisher in (
            ("https://rss.press.example/world.xml", "The Press", "Press Group"),
            ("https://feeds.bbci.co.uk/news/world/rss.xml", "BBC World", "BBC"),
        )
    ]
    cited = ["https://press.example/1", "https://www.bbc.co.uk/news/2", "https://other.example/3"]
    services = Services([News(f"Event {n}", url, NOW, "Cited", "") for n, url in enumerate(cited)])
    with serve(services) as port:
        asked = collect_current_events(
            home, PROFILE, patient(port), lambda: NOW, address_of, publishers=publishers_by_site([], feeds)
        )
        asyncio.run(asked)
    items = Store(home).read(FeedItem)
    assert {item.url: item.publisher for item in items} == dict(
        zip(cited, ["Press Group", "BBC", "other.example"], strict=True)
    )


def test_an_international_feed_goes_before_a_countrys_on_its_site() -> None:
    own = Feed(url="https://www.press.example/xa", outlet="The Press of Xa", language="en", source="a test")
    world = Feed(url="https://press.example/rss", outlet="The Press", language="en", source="a test")
    profile = PROFILE.model_copy(update={"feeds": (own,)})
    assert publishers_by_site([profile]) == {"press.example": "The Press of Xa"}
    assert publishers_by_site([profile], [world]) == {"press.example": "The Press"}
