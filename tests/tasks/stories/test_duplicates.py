from __future__ import annotations

import datetime as dt
import hashlib
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.stories.duplicates import find_duplicates, strip_credits
from warehouse.tables import FeedItem

NOON = dt.datetime(2026, 4, 24, 12, tzinfo=dt.UTC)
FLOOD = (
    "Heavy rain has flooded three districts in the north of the country and forced more than four hundred families "
    "to leave their homes, the emergency agency said on Friday, as the river rose for a second day."
)


def item(name: str, title: str, text: str = "", *, hours: float = 0, **values: Any) -> FeedItem:
    digest = hashlib.sha256(name.encode()).hexdigest()
    row: dict[str, Any] = {
        "week": dt.date(2026, 4, 20),
        "item_id": digest[:16],
        "feed_url": "https://feeds.example/rss",
        "outlet": name,
        "publisher": name,
        "outlet_country": None,
        "url": f"https://{name}.example/{digest[:6]}",
        "guid": None,
        "title": title,
        "text": text,
        "lang": "en",
        "published_at": NOON + dt.timedelta(hours=hours),
        "published_basis": "published",
        "fetched_at": NOON,
        "raw_sha256": digest,
        "position": 0,
    }
    return FeedItem(**{**row, **values})


def basis(first: FeedItem, second: FeedItem) -> str | None:
    """Why the second repeats the first, None when it does not; fails when it is the other way round."""
    found = find_duplicates([first, second])
    assert first.item_id not in found
    return found[second.item_id].basis if found else None


def test_nothing_repeats_nothing() -> None:
    assert find_duplicates([]) == {}
    assert find_duplicates([item("a", "Floods in the north")]) == {}


def test_one_link_is_one_article_whatever_its_scheme() -> None:
    first = item("a", "Floods in the north", url="https://www.paper.example/news/1")
    newer = item("b", "Floods in the north spread", hours=1, url="http://paper.example/news/1/")
    assert find_duplicates([first, newer])[first.item_id].basis == "same_url"


VERSIONS = [
    ("Blast in Mosul kills 3", "Blast in Mosul kills 17, officials say", ""),
    ("Quake toll at 12 in Herat", "Herat quake toll passes 200", ""),
    ("伊拉克摩苏尔发生爆炸三人死亡", "伊拉克摩苏尔爆炸死亡人数升至十七人", ""),
    ("Explosion à Bagdad: trois morts", "Bagdad: l'explosion fait dix-sept morts", ""),
    ("Two dead in the capital", "What is known of the attack", FLOOD),
]


@pytest.mark.parametrize(("before", "after", "text"), VERSIONS)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://paper.example/a/1", "https://paper.example/a/1"),
        ("https://www.paper.example/a/1", "https://m.paper.example/a/1"),
        ("https://paper.example/a/1", "https://amp.paper.example/a/1"),
        ("https://paper.example/a/1", "https://paper.example/a/1/amp/"),
        ("https://paper.example/a/1", "https://paper.example/amp/a/1"),
        ("https://paper.example/a/1.html", "https://paper.example/a/1.amp.html"),
        ("https://paper.example/a/1?id=7", "https://paper.example/a/1?id=7&amp=1"),
    ],
)
def test_of_the_versions_of_a_page_the_newest_counts(before: str, after: str, text: str, one: str, other: str) -> None:
    first, second = item("a", before, text, url=one), item("b", after, text, hours=10, url=other)
    found = find_duplicates([first, second])
    assert {key: (d.original_id, d.basis) for key, d in found.items()} == {first.item_id: (second.item_id, "same_url")}
    third = item("c", after, text, hours=5, url="https://copy.example/x")
    assert find_duplicates([first, second, third]).get(second.item_id) is None


def test_a_page_without_a_later_date_is_newer_when_it_was_fetched_later() -> None:
    first = item("a", "Blast in Mosul kills 3", url="https://paper.example/a")
    second = item("b", "Blast in Mosul kills 17", url=first.url, fetched_at=NOON + dt.timedelta(hours=9))
    assert list(find_duplicates([second, first])) == [first.item_id]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Live: storm reaches the coast", "https://paper.example/live"), ("Live: parliament votes on budget", "https://paper.example/live")),
        (("Bomb kills three in Mosul", "https://paper.example/news#1"), ("Flood hits Basra", "https://paper.example/news#2")),
        (("Bomb kills three in Mosul", "https://paper.example/?p=1"), ("Bomb kills three in Basra", "https://paper.example/?p=2")),
    ],
)  # fmt: skip
def test_a_page_that_moved_on_is_another_article(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert find_duplicates([item("a", one[0], url=one[1]), item("b", other[0], hours=5, url=other[1])]) == {}


def test_a_front_page_is_no_article() -> None:
    first = item("a", "Floods drive families from their homes", url="https://paper.example/")
    assert basis(first, item("b", "Parliament votes on new judges", hours=1, url="https://paper.example/")) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Floods drive hundreds of families from homes", f"ULAANBAATAR, April 24 (Reuters) - {FLOOD}"),
        ("Floods drive hundreds of families from homes | Copyist", f"(AFP) – {FLOOD} Read more"),
        ("Floods drive hundreds of families from homes - Reuters", FLOOD.upper()),
    ],
)
def test_agency_and_outlet_marks_do_not_hide_a_copy(title: str, text: str) -> None:
    first = item("agency", "Floods drive hundreds of families from homes", FLOOD)
    assert basis(first, item("copyist", title, text, hours=2)) == "same_text"


def test_the_same_report_under_another_headline_is_near() -> None:
    first = item("agency", "Floods drive hundreds of families from homes", FLOOD)
    changed = FLOOD.replace("on Friday", "late Friday").replace("has flooded", "flooded")
    assert basis(first, item("paper", "Rising river empties villages in the north", changed, hours=2)) == "near_text"


def test_equal_headlines_of_two_outlets_are_copies_with_or_without_a_summary() -> None:
    first = item("agency", "Floods drive hundreds of families from homes", FLOOD)
    assert basis(first, item("aggregator", "Floods drive hundreds of families from homes", hours=3)) == "near_text"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gunmen kill 11 villagers in northern district", "Gunmen kill 22 villagers in northern district"),
        ("War day 322: live report from the front", "War day 325: live report from the front"),
        ("Bomb kills three police in Quetta", "Bomb kills three police in Peshawar"),
        ("Morning briefing", "Morning briefing"),
    ],
)
def test_short_headlines_of_two_events_stay_apart(one: str, other: str) -> None:
    assert basis(item("a", one), item("b", other, hours=5)) is None


def test_a_weekly_series_is_not_a_repetition_of_itself() -> None:
    first = item("a", "Currency rates of the central bank")
    assert basis(first, item("a2", "Currency rates of the central bank", hours=24 * 5)) is None


def test_a_daily_digest_under_a_standing_title_is_not_a_repetition() -> None:
    first = item("paper", "The most important events of the last hours", FLOOD)
    second = item("paper2", first.title, "Parliament voted on the new judges and the president signed.", hours=20)
    assert basis(first, second.model_copy(update={"publisher": "paper"})) is None
    assert basis(first, second) == "near_text"


def test_one_outlets_caption_does_not_make_two_reports_one() -> None:
    first = item("paper", "Canada considers how to help after the flood", FLOOD)
    second = item("paper2", "President admits shortcomings of the response", FLOOD, hours=4, publisher="paper")
    assert basis(first, second) is None


def test_texts_without_spaces_are_compared_too() -> None:
    text = "蒙古国北部连日暴雨，三个县被淹，四百多户家庭被迫离开家园，紧急情况部门周五表示河水连续第二天上涨，救援人员正在疏散居民。"
    first = item("a", "暴雨致数百户家庭撤离", text, lang="zh")
    assert (
        basis(first, item("b", "河水上涨村庄撤离", text.replace("周五", "二十四日"), lang="zh", hours=1)) == "near_text"
    )
    other = "议会通过新的法官法案，律师协会宣布罢工，反对党表示将向宪法法院提出申诉，政府称该法案符合国际标准，总统将于下周签署。"
    assert basis(first, item("c", "议会通过法官法案", other, lang="zh", hours=1)) is None


def test_the_original_is_the_earliest_then_the_longest_and_dated_before_undated() -> None:
    title = "Floods drive hundreds of families from homes"
    late, early = item("late", title, FLOOD, hours=3), item("early", title, hours=1)
    short = item("short", title, hours=1, text="")
    long = item("long", title, FLOOD, hours=1)
    undated = item("undated", title, FLOOD, published_at=None, fetched_at=NOON - dt.timedelta(days=1))
    assert find_duplicates([late, early])[late.item_id].original_id == early.item_id
    assert find_duplicates([short, long])[short.item_id].original_id == long.item_id
    assert find_duplicates([undated, late])[undated.item_id].original_id == late.item_id


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_every_repetition_points_at_an_original_in_any_order(seed: int) -> None:
    dice = random.Random(seed)
    words = FLOOD.split()
    items = []
    for i in range(12):
        kept = words if dice.random() < 0.3 else [w for w in words if dice.random() > dice.choice([0.02, 0.2])]
        items.append(item(f"o{i}", f"Flood report {dice.choice('abc')} from the north", " ".join(kept), hours=i // 2))
    found = find_duplicates(items)
    ids = {i.item_id for i in items}
    for item_id, duplicate in found.items():
        assert {item_id, duplicate.original_id} <= ids
        assert duplicate.original_id not in found
    dice.shuffle(items)
    assert find_duplicates(items) == found


def test_strip_credits_keeps_what_is_news() -> None:
    assert strip_credits("KABUL, Afghanistan -- A blast hit a bus.") == "A blast hit a bus."
    assert strip_credits("(AP) - A blast hit a bus.") == "A blast hit a bus."
    assert strip_credits("Blast hits bus in Kabul - Khaama", "Khaama Press") == "Blast hits bus in Kabul"
    assert strip_credits("Iran - what comes next") == "Iran - what comes next"
    assert strip_credits("By Ann Reporter\nA blast hit a bus.") == "A blast hit a bus."
    assert strip_credits("Police launch a new app") == "Police launch a new app"


def test_an_excerpt_of_a_page_is_no_newer_version_of_it() -> None:
    """An aggregator shows the first sentence later, under the same address: the page's own item stays the original."""
    title, url = "Hauliers welcome thirteen-hour day at the crossing", "https://brief.example/freight"
    first = "Lorry operators expect queues at the crossing to shrink."
    own = item("own", title, f"{first} The arrangement holds until 30 September.", url=url)
    shown_later = item("shown-later", title, first, hours=2, url=url)
    found = find_duplicates([own, shown_later])
    assert {key: one.original_id for key, one in found.items()} == {shown_later.item_id: own.item_id}


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://m.paper.example/news/1", True),
        ("https://amp.paper.example/news/1", True),
        ("https://paper.example/amp/news/1", True),
        ("https://paper.example/news/1/amp/", True),
        ("https://paper.example/news/1?amp=1", True),
        ("https://paper.example/news/1?outputType=amp", True),
        ("https://paper.example/news/1?page=2", False),
        ("https://paper.example/news/1#2", False),
        ("https://paper.example/news/1/ampere", False),
        ("https://mobiles.paper.example/news/1", False),
        ("https://paper.example/news/2", False),
    ],
)
def test_which_addresses_are_of_one_page(url: str, same: bool) -> None:
    first = item("a", "Floods in the north", FLOOD, url="https://www.paper.example/news/1")
    other = item("b", "Floods in the north spread to a fourth district", FLOOD, hours=1, url=url, publisher="a")
    found = find_duplicates([first, other])
    assert ("same_url" in {one.basis for one in found.values()}) == same


@pytest.mark.parametrize(("hours", "repeats"), [(72, True), (72.02, False), (-72, True)])
def test_equal_short_texts_repeat_each_other_within_three_days(hours: float, repeats: bool) -> None:
    title = "Currency rates of the central bank"
    first, second = sorted((item("a", title), item("b", title, hours=hours)), key=lambda one: str(one.published_at))
    assert basis(first, second) == ("same_text" if repeats else None)


def test_equal_long_texts_repeat_each_other_whenever() -> None:
    first = item("a", "Floods drive hundreds of families from homes", FLOOD)
    assert basis(first, item("b", first.title, FLOOD, hours=24 * 30)) == "same_text"
    assert basis(first, item("c", "Families flee from floods in the north", FLOOD, hours=24 * 30)) == "near_text"


@pytest.mark.parametrize(("title", "repeats"), [("Twenty letters it is now", True), ("Live updates now", False)])
def test_a_title_must_say_something_to_make_two_items_one(title: str, repeats: bool) -> None:
    first = item("a", title, FLOOD)
    other = item("b", title, "Parliament voted on the new judges and the president signed the law at night.", hours=2)
    assert (basis(first, other) is not None) == repeats


@pytest.mark.parametrize(
    ("one", "other", "repeats"),
    [
        ("Quake in north kills 12", "Quake in the north kills 12", False),  # three words in a row are too few of them
        (
            "Strong quake in the mountainous north kills twelve villagers today",
            "Strong quake in the mountainous north kills twelve villagers",
            True,
        ),
        (
            "Storm of 5 May: 12 districts are without power and water",
            "Storm of 6 May: 12 districts are without power and water",
            False,
        ),
    ],
)
def test_short_texts_need_more_in_common_and_the_same_numbers(one: str, other: str, repeats: bool) -> None:
    assert (basis(item("a", one), item("b", other, hours=1)) is not None) == repeats


def test_numbers_of_titles_part_long_texts_too() -> None:
    first = item("a", "Flood report 11 from the north", FLOOD)
    assert basis(first, item("b", "Flood report 12 from the north", FLOOD, hours=1)) is None
    assert basis(first, item("c", "Flood report from the north", FLOOD, hours=1)) == "near_text"


def test_a_repetition_of_a_repetition_points_at_the_original() -> None:
    title = "Floods drive hundreds of families from homes"
    items = [item(name, title, FLOOD, hours=n) for n, name in enumerate("abc")]
    assert {one.original_id for one in find_duplicates(items).values()} == {items[0].item_id}


def test_an_outlets_name_behind_a_title_is_taken_away_where_it_is_its_own() -> None:
    for mark in (" | ", " - ", " – ", " — "):
        assert strip_credits(f"Blast hits bus{mark}Khaama Press", "Khaama Press") == "Blast hits bus"
    assert strip_credits("Blast hits bus - Tolo News", "Khaama Press") == "Blast hits bus - Tolo News"
    assert strip_credits("Blast hits bus - Khaama Press") == "Blast hits bus - Khaama Press"
    far = "the very long name of a newspaper in town"
    assert strip_credits(f"Blast hits bus - {far}", far).endswith(far)
    assert strip_credits("A blast hit a bus. Continue reading...") == "A blast hit a bus."
