"""When a feed is asked again, and what is thought of it."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from tasks.collect.feed.parse import parse_feed
from tasks.collect.http.fetch import Fetched, FetchFailed, FetchRequest, NotModified
from tasks.collect.polling import (
    DEAD_FAILURES,
    HOST_BUDGET,
    LONGEST,
    SHORTEST,
    SLOWED_BUDGET,
    address_of,
    follow,
    is_due,
    within_budgets,
)
from tasks.collect.rows import fetch_row
from tasks.countries.profiles import Feed
from warehouse.tables import FeedItem, Fetch

START = dt.datetime(2026, 4, 24, 6, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
FEED = Feed(url="https://news.example/feed", outlet="News", language="en", source="invented")
REQUEST = FetchRequest(FEED)


def items(at: dt.datetime, count: int, hours_apart: float) -> tuple[FeedItem, ...]:
    entries = "".join(
        f"<item><title>Item {n}</title><link>https://news.example/{n}</link>"
        f"<pubDate>{at - n * hours_apart * HOUR:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for n in range(count)
    )
    body = f"<rss version='2.0'><channel><title>t</title>{entries}</channel></rss>".encode()
    return parse_feed(body, feed=FEED, raw_sha256="0" * 64, fetched_at=at).items


ITEM = items(START, 1, 1.0)[0]


def served(last: Fetch | None, at: dt.datetime, held: tuple[FeedItem, ...], new: int, **more: Any) -> Fetch:
    result = Fetched(REQUEST, at, more.get("moved_to", FEED.url), b"x", **more)
    undated = sum(item.published_at is None for item in held)
    row = fetch_row(result, raw_sha256="0" * 64, item_count=len(held), new_item_count=new, undated_count=undated)
    return follow(last, row, result, held)


def failed(last: Fetch | None, at: dt.datetime, kind: str = "timeout", **more: Any) -> Fetch:
    result = FetchFailed(REQUEST, at, FEED.url, kind, "no answer", **more)
    return follow(last, fetch_row(result), result)


def unchanged(last: Fetch, at: dt.datetime) -> Fetch:
    result = NotModified(REQUEST, at, FEED.url)
    return follow(last, fetch_row(result), result)


def pause(row: Fetch) -> dt.timedelta:
    assert row.due_at is not None
    return row.due_at - row.fetched_at


def test_a_feed_that_rolls_over_fast_is_asked_every_hour_and_a_slow_one_seldom() -> None:
    assert pause(served(None, START, items(START, 20, 0.1), 20)) == SHORTEST
    assert pause(served(None, START, items(START, 40, 17.0), 40)) == LONGEST
    between = pause(served(None, START, items(START, 24, 6.0), 24))
    assert SHORTEST < between < LONGEST


def test_one_old_item_that_stays_makes_no_feed_slow() -> None:
    held = items(START, 20, 0.1)
    pinned = held[0].model_copy(update={"published_at": START - dt.timedelta(days=900)})
    assert pause(served(None, START, (pinned, *held), 21)) == SHORTEST


def test_a_feed_without_dates_is_asked_every_hour_until_its_items_have_been_counted() -> None:
    undated = tuple(item.model_copy(update={"published_at": None}) for item in items(START, 30, 1.0))
    row = served(None, START, undated, 30)
    assert pause(row) == SHORTEST
    for _ in range(400):
        assert row.due_at is not None
        row = unchanged(row, row.due_at)
    assert pause(row) == LONGEST


def test_a_burst_shortens_the_pause_and_a_quiet_night_does_not_lengthen_it_much() -> None:
    calm = served(None, START, items(START, 20, 12.0), 20)
    burst = served(calm, START + 2 * HOUR, items(START + 2 * HOUR, 20, 2.0), 18)
    assert pause(burst) < pause(calm) / 2
    night = burst
    for hour in range(3, 12):
        night = unchanged(night, START + hour * HOUR)
    assert pause(burst) < pause(night) < 1.2 * pause(burst)


def test_what_came_and_went_unseen_makes_no_feed_slower() -> None:
    before = served(None, START, items(START, 20, 3.0), 20)
    at = START + dt.timedelta(days=30)
    after = served(before, at, items(at, 20, 3.0), 20)
    assert pause(after) <= pause(before)
    assert pause(served(before, at, items(at, 20, 3.0), 10)) > pause(before)


def test_of_items_that_are_taken_out_anywhere_one_in_a_hundred_is_missed() -> None:
    chance, stay_hours, held, asked = random.Random(7), 200.0, 40, 0
    moments = sorted(chance.uniform(0, 6000) for _ in range(int(6000 * held / stay_hours)))
    stays = [(moment, moment + chance.expovariate(1 / stay_hours)) for moment in moments]
    seen: set[int] = set()
    row: Fetch | None = None
    for hour in range(600, 6000):
        at = START + hour * HOUR
        if not is_due(row, at):
            continue
        asked += 1
        there = [number for number, (begin, end) in enumerate(stays) if begin <= hour < end]
        dates = [START + stays[number][0] * HOUR for number in there]
        document = tuple(ITEM.model_copy(update={"published_at": date}) for date in dates)
        row = served(row, at, document, len(set(there) - seen))
        seen |= set(there)
    ever = {number for number, (begin, end) in enumerate(stays) if end > 600}
    assert len(seen & ever) >= 0.98 * len(ever)
    assert asked < 5400 / 2


def test_a_failing_feed_is_left_alone_ever_longer_and_then_given_up() -> None:
    row, at, pauses = None, START, []
    for _ in range(DEAD_FAILURES):
        row = failed(row, at)
        pauses.append(pause(row))
        at += pause(row)
    assert pauses[:4] == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR]
    assert pauses == sorted(pauses)
    assert row is not None
    assert (row.health, row.failures) == ("dead", DEAD_FAILURES)
    assert served(row, at, items(at, 5, 1.0), 5).health == "alive"


def test_an_empty_document_may_be_a_hiccup() -> None:
    row = served(None, START, items(START, 5, 1.0), 5)
    pauses = []
    for _ in range(7):
        assert row.due_at is not None
        row = served(row, row.due_at, (), 0)
        pauses.append(pause(row) / HOUR)
    assert pauses == [1, 2, 4, 8, 16, 24, 24]
    assert row.due_at is not None
    assert pause(served(row, row.due_at, items(row.due_at, 5, 1.0), 5)) == SHORTEST


def test_a_feed_that_is_gone_is_dead_at_once_and_a_busy_one_is_asked_when_it_said() -> None:
    assert failed(None, START, "gone").health == "dead"
    later = START + 9 * HOUR
    assert failed(None, START, "retry_later", retry_after=later).due_at == later


def test_a_move_is_learned_and_forgotten_when_the_new_address_fails() -> None:
    row = served(None, START, items(START, 5, 1.0), 5, moved_to="https://new.example/feed")
    assert (row.health, address_of(row)) == ("moved", "https://new.example/feed")
    for n in range(3):
        assert address_of(row) == "https://new.example/feed"
        row = failed(row, START + n * HOUR)
    assert address_of(row) is None


@pytest.mark.parametrize(
    ("held", "health"),
    [
        ((), "empty"),
        (items(START - dt.timedelta(days=40), 5, 1.0), "stale"),
        (tuple(i.model_copy(update={"published_at": None}) for i in items(START, 5, 1.0)), "undated"),
        (items(START, 5, 1.0), "alive"),
    ],
)
def test_health_says_what_is_wrong(held: tuple[FeedItem, ...], health: str) -> None:
    assert served(None, START, held, len(held)).health == health


def test_a_cut_document_is_said() -> None:
    assert served(None, START, items(START, 5, 1.0), 5, incomplete="it broke off").health == "truncated"


def test_nothing_new_for_a_month_is_stale_even_if_never_modified() -> None:
    row = served(None, START, items(START, 5, 1.0), 5)
    after = unchanged(row, START + dt.timedelta(days=35))
    assert (after.health, after.newest_item_at) == ("stale", row.newest_item_at)


def test_what_was_never_asked_or_by_an_earlier_version_is_due() -> None:
    row = served(None, START, items(START, 40, 17.0), 40)
    assert is_due(None, START)
    assert is_due(row.model_copy(update={"due_at": None}), START)
    assert not is_due(row, START + HOUR)
    assert is_due(row, START + LONGEST)


def test_what_was_not_asked_since_its_host_asked_for_rest_is_no_failure() -> None:
    well = served(None, START, items(START, 20, 0.1), 20)
    rest = START + 3 * HOUR
    left = failed(well, START + HOUR, "retry_later", retry_after=rest)
    assert (left.health, left.failures, left.due_at, left.items_held) == ("alive", 0, rest, 20)
    refused = failed(well, START + HOUR, "retry_later", retry_after=rest, http_status=429)
    assert (refused.health, refused.failures) == ("failing", 1)


def test_a_host_is_asked_for_few_of_its_feeds_a_pass_and_for_fewer_after_it_slowed_us_down() -> None:
    urls = [f"https://www.many.example/{n:03}" for n in range(HOST_BUDGET + 20)]
    other = "https://other.example/feed"
    first = within_budgets([*urls, other], {}, ())
    assert first == {*urls[:HOST_BUDGET], other}
    asked = dict.fromkeys(first, START)
    assert within_budgets([*urls, other], asked, ()) >= set(urls[HOST_BUDGET:])  # not asked for longest
    slowed = within_budgets([*urls, other], asked, {"many.example"})
    assert slowed == {*urls[HOST_BUDGET : HOST_BUDGET + SLOWED_BUDGET], other}
