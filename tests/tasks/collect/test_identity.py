"""One item once, whatever date it comes with and however often its page is written anew."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.collect.identity import is_revision, neighbours, settle
from tests.tasks.stories.test_duplicates import NOON, item
from warehouse.tables import FeedItem
from warehouse.weeks import week_of

URL = "https://paper.example/a/1"


def dated(name: str, title: str, days: float, *, seen: float | None = None, url: str = URL, text: str = "") -> FeedItem:
    at = NOON + dt.timedelta(days=days)
    fetched = NOON + dt.timedelta(days=days if seen is None else seen)
    return item(name, title, text, published_at=at, week=week_of(at).start, fetched_at=fetched, url=url)


@pytest.mark.parametrize("days", [0.01, 1, 3, 7, 14, 30])
def test_an_item_that_comes_again_with_a_later_date_is_known(days: float) -> None:
    first = dated("a", "Blast in Mosul kills 3", 0)
    again = dated("a", "Blast in Mosul kills 3", days)
    assert settle([again], [first]) == []
    assert [kept.published_at for kept in settle([again, first], [])] == [first.published_at]
    assert first.week in neighbours([again])


@pytest.mark.parametrize("days", [1, 5, 10])
def test_an_earlier_date_is_taken_when_it_comes_later(days: float) -> None:
    stored = dated("a", "Blast in Mosul kills 3", 0)
    earlier = dated("a", "Blast in Mosul kills 3", -days)
    assert settle([earlier], [stored]) == [earlier]


@pytest.mark.parametrize("days", [0.2, 2, 5, 9])
def test_new_words_at_an_address_are_of_its_first_date(days: float) -> None:
    first, newer = dated("a", "Blast in Mosul kills 3", 0), dated("b", "Blast in Mosul kills 17, officials say", days)
    (settled,) = settle([newer], [first])
    assert (settled.week, settled.published_at, settled.revised_at) == (
        first.week,
        first.published_at,
        newer.published_at,
    )
    assert settled.title == newer.title
    both = settle([newer, first], [])
    assert {one.week for one in both} == {first.week}


def test_older_words_that_come_later_date_the_newer_ones_back() -> None:
    newer, first = dated("b", "Blast in Mosul kills 17", 5), dated("a", "Blast in Mosul kills 3", -3)
    settled = {one.item_id: one for one in settle([first], [newer])}
    assert settled[newer.item_id].week == settled[first.item_id].week == first.week
    assert settled[newer.item_id].revised_at == newer.published_at


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Blast in Mosul kills 3", "Blast in Mosul kills 17, officials say", True),
        ("Live: storm reaches the coast", "Live: parliament passes the budget", False),
        ("Протесты в Тбилиси: задержаны 12 человек", "В Тбилиси на протестах задержаны 40 человек", True),
        ("北部で地震、3人けが", "北部の地震、けが人20人に", True),
        ("Liveblog: die Lage am Montag", "Wahl in Thüringen: erste Zahlen", False),
        ("زلزال يضرب هرات ومقتل 12", "ارتفاع حصيلة زلزال هرات إلى 200 قتيل", True),
    ],
)
def test_versions_speak_of_the_same_matter(one: str, other: str, alike: bool) -> None:
    assert is_revision(dated("a", one, 0), dated("b", other, 1)) is alike


def test_a_front_page_and_no_address_tell_nothing() -> None:
    for url in ("", "https://paper.example/"):
        first, other = (
            dated("a", "Blast in Mosul kills 3", 0, url=url),
            dated("b", "Blast in Mosul kills 17", 8, url=url),
        )
        assert settle([other], [first]) == [other]


def test_an_undated_item_is_stored_once() -> None:
    first = dated("a", "Blast in Mosul", 0).model_copy(update={"published_at": None})
    assert settle([first.model_copy(update={"week": first.week + dt.timedelta(days=7)})], [first]) == []


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=12), st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_coming_does_not_matter_for_one_batch(seen: list[tuple[int, int]], dice: random.Random) -> None:
    items = [dated(f"v{version}", f"Blast in Mosul kills {version}", days) for version, days in seen]
    settled = sorted(settle(items, []), key=lambda one: one.item_id)
    assert len({one.week for one in settled}) <= 1
    assert len({one.item_id for one in settled}) == len(settled)
    dice.shuffle(items)
    assert sorted(settle(items, []), key=lambda one: one.item_id) == settled
