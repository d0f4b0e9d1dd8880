"""The demo's feeds, profiles, answers and traps agree with each other and with what the README promises."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks.collect.feed.parse import Parsed, parse_feed
from tasks.collect.urls import canonical_url
from tasks.countries.profiles import Feed, load_international_feeds, load_profiles
from tasks.time.event_time import event_time
from warehouse.errors import ProfileError
from warehouse.tables import FeedItem
from warehouse.weeks import Week, week_of, weeks_between

DEMO = Path(__file__).parents[2] / "deployments" / "demo"
FRIDAY = 4
WEEKS = tuple(weeks_between(Week(dt.date(2026, 2, 27)), Week(dt.date(2026, 4, 24))))
NOW = dt.datetime(2026, 5, 2, 6, tzinfo=dt.UTC)
KINDS = {
    "not_current",
    "undated",
    "future",
    "outside_week",
    "duplicate",
    "other_country",
    "plain_text",
    "readable",
    "partly_read",
    "feed_issue",
    "not_obeyed",
}
MISSING_FEED_ISSUES = {"not_a_feed", "empty", "no_items"}

RESPONSES: dict[str, dict[str, Any]] = yaml.safe_load((DEMO / "feeds" / "responses.yaml").read_text("utf-8"))
TRAPS: list[dict[str, Any]] = yaml.safe_load((DEMO / "traps.yaml").read_text("utf-8"))["traps"]


@cache
def profile_feeds() -> dict[str, tuple[Feed, tuple[str, ...]]]:
    """Each feed by host and path, with the countries whose profiles list it."""
    found: dict[str, tuple[Feed, tuple[str, ...]]] = {}
    lists = [(code, profile.feeds) for code, profile in load_profiles(DEMO / "countries").items()]
    for code, feeds in [*lists, ("XX", load_international_feeds(DEMO / "countries"))]:
        for feed in feeds:
            key = feed.url.removeprefix("http://")
            found[key] = (feed, (*found.get(key, (feed, ()))[1], code))
    return found


@cache
def parsed(key: str) -> Parsed:
    """What the parser makes of a feed of the demo, fetched on the Saturday after its last week."""
    answer = RESPONSES[key]
    body = (DEMO / "feeds" / answer["file"]).read_bytes()
    feed = profile_feeds()[key][0]
    return parse_feed(
        body,
        feed=feed,
        raw_sha256="0" * 64,
        fetched_at=NOW,
        week_starts_on=FRIDAY,
        content_type=answer["content_type"],
    )


def item(key: str, guid: str) -> FeedItem:
    """The one item of a feed with that guid."""
    (found,) = [each for each in parsed(key).items if each.guid == guid]
    return found


def all_items() -> list[FeedItem]:
    return [each for key, answer in RESPONSES.items() if answer["status"] == 200 for each in parsed(key).items]


def original(trap: dict[str, Any]) -> FeedItem:
    (found,) = [each for each in all_items() if each.guid == trap["original"]]
    return found


def traps(*expect: str) -> list[Any]:
    return [pytest.param(trap, id=trap["trap"]) for trap in TRAPS if trap["expect"] in expect]


def test_every_feed_of_a_profile_is_answered_and_every_answer_is_in_a_profile() -> None:
    assert set(profile_feeds()) == set(RESPONSES)


def test_every_file_of_an_answer_is_there_and_every_feed_file_is_answered() -> None:
    files = {answer["file"] for answer in RESPONSES.values()}
    there = {str(path.relative_to(DEMO / "feeds")) for path in (DEMO / "feeds").glob("*/*")}
    assert files == there


def test_real_outlets_are_not_quoted() -> None:
    for feed, _ in profile_feeds().values():
        assert feed.outlet.endswith(("(sample)", "(synthetic)")), feed.outlet
        assert feed.url.split("/")[2].endswith(".demo.localhost")


def test_invented_countries_say_so_and_use_codes_free_for_users() -> None:
    for code, profile in load_profiles(DEMO / "countries").items():
        invented = code.startswith("X")
        assert profile.synthetic is invented
        assert ("(synthetic)" in profile.name) is invented
        if invented:
            assert all(place.source == "invented for the demo" for place in profile.places)
            assert all(feed.outlet.endswith("(synthetic)") for feed in profile.feeds)


@pytest.mark.parametrize("key", [key for key in RESPONSES if "/broken/" not in f"/{RESPONSES[key]['file']}"])
def test_feed_is_read_whole(key: str) -> None:
    """Every well-made feed gives an item for each entry in it, dated unless the traps say otherwise."""
    text = (DEMO / "feeds" / RESPONSES[key]["file"]).read_text("utf-8")
    entries = text.count("<item>") + text.count("<item ") + text.count("<entry>")
    result = parsed(key)
    assert len(result.items) == entries > 0
    expected = {trap["item"] for trap in TRAPS if trap["feed"] == key and trap["expect"] in ("undated", "future")}
    assert {each.guid for each in result.items if each.published_at is None} <= expected
    assert all(each.title and each.text and each.url.startswith("http") for each in result.items)
    assert len({each.guid or each.url for each in result.items}) == entries


@pytest.mark.parametrize("code", ["MN", "XA", "XB"])
@pytest.mark.parametrize("week", WEEKS, ids=str)
def test_every_week_has_news_of_several_publishers(code: str, week: Week) -> None:
    items = [
        each
        for key, (_, countries) in profile_feeds().items()
        if code in countries and RESPONSES[key]["status"] == 200
        for each in parsed(key).items
        if each.published_at and each.published_at in week
    ]
    assert len(items) >= 6
    assert len({each.publisher for each in items}) >= 3


def test_the_model_week_of_mongolia_is_told_in_four_languages() -> None:
    week = Week(dt.date(2026, 4, 24))
    texts = [each for each in all_items() if "/mn/" in f"/{RESPONSES[each.feed_url.removeprefix('http://')]['file']}"]
    inside = [each for each in texts if each.published_at and each.published_at in week]
    assert {each.lang for each in inside} == {"en", "mn", "ru", "zh"}
    words = " ".join(f"{each.title} {each.text}" for each in inside)
    for name in (
        "1 November",
        "Marčiulionytė",
        "European Day",
        "Dornogovi",
        "Steppe Partnership 2026",
        "Zamiin-Uud-Ereen",
        "GopherWhisper",
        "Oahu",
        "82nd anniversary",
    ):
        assert name in words, name


def test_some_week_of_the_pellan_isles_is_empty() -> None:
    keys = [key for key, (_, countries) in profile_feeds().items() if "XC" in countries]
    told = {week_of(each.published_at, FRIDAY) for key in keys for each in parsed(key).items if each.published_at}
    assert told < set(WEEKS)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["trap"])
def test_trap_is_where_the_list_says(trap: dict[str, Any]) -> None:
    assert set(trap) <= {
        "trap",
        "feed",
        "item",
        "items",
        "country",
        "week",
        "expect",
        "must",
        "original",
        "about",
        "title",
    }
    assert trap["expect"] in KINDS
    assert Week(trap["week"]) in WEEKS
    assert trap["country"] in profile_feeds()[trap["feed"]][1]
    if "item" in trap:
        assert trap["item"] in (DEMO / "feeds" / RESPONSES[trap["feed"]]["file"]).read_text("utf-8")


@pytest.mark.parametrize("trap", traps("not_current"))
def test_text_about_another_time_is_known_as_such(trap: dict[str, Any]) -> None:
    it = item(trap["feed"], trap["item"])
    assert it.published_at is not None
    assert it.published_at in Week(trap["week"])
    time = event_time(it.title, it.text, published_at=it.published_at, lang=it.lang, week_starts_on=FRIDAY)
    another_week = week_of(time.in_week_of, FRIDAY) != Week(trap["week"])
    assert another_week or time.time_kind != "current", time


@pytest.mark.parametrize("trap", traps("undated"))
def test_undated_item_is_given_no_date(trap: dict[str, Any]) -> None:
    it = item(trap["feed"], trap["item"])
    assert it.published_at is None
    assert it.published_basis == "none"
    assert "undated" in {issue.kind for issue in parsed(trap["feed"]).issues}


@pytest.mark.parametrize("trap", traps("future"))
def test_date_in_the_future_is_not_believed(trap: dict[str, Any]) -> None:
    it = item(trap["feed"], trap["item"])
    assert it.published_at is None or it.published_at > NOW
    assert "future_dated" in {issue.kind for issue in parsed(trap["feed"]).issues}


@pytest.mark.parametrize("trap", traps("outside_week"))
def test_item_of_another_week_is_outside(trap: dict[str, Any]) -> None:
    published = item(trap["feed"], trap["item"]).published_at
    assert published is not None
    assert published not in Week(trap["week"])


@pytest.mark.parametrize("trap", traps("duplicate"))
def test_duplicate_repeats_an_original_of_another_feed(trap: dict[str, Any]) -> None:
    copy, first = item(trap["feed"], trap["item"]), original(trap)
    assert copy.feed_url != first.feed_url
    assert copy.title == first.title
    if trap["trap"] == "same_url_with_tracking":
        assert copy.url == canonical_url(first.url)
    else:
        assert first.text in copy.text


@pytest.mark.parametrize("trap", traps("plain_text", "readable"))
def test_title_and_text_are_plain(trap: dict[str, Any]) -> None:
    it = item(trap["feed"], trap["item"])
    assert it.title == trap["title"]
    for poison in ("<", "alert(", "onclick", "onerror", "document.", "&nbsp;", "&amp;"):
        assert poison not in it.title + it.text
    assert it.text
    assert it.url == "" or it.url.startswith("http")
    assert (it.url == "") is (trap["trap"] == "javascript_link")


@pytest.mark.parametrize("trap", traps("partly_read"))
def test_whole_items_before_the_cut_are_read(trap: dict[str, Any]) -> None:
    result = parsed(trap["feed"])
    whole = [each for each in result.items if each.guid in trap["items"]]
    assert [each.guid for each in whole] == trap["items"]
    assert all(each.published_at for each in whole)
    assert "truncated" in {issue.kind for issue in result.issues}


@pytest.mark.parametrize("trap", traps("feed_issue"))
def test_answer_that_is_no_feed_gives_an_issue_and_no_item(trap: dict[str, Any]) -> None:
    answer = RESPONSES[trap["feed"]]
    if answer["status"] == 200:
        result = parsed(trap["feed"])
        assert not result.items
        assert {issue.kind for issue in result.issues} & MISSING_FEED_ISSUES
    else:
        assert answer["status"] in (404, 500)


def test_a_demo_profile_with_a_mistyped_key_is_refused_by_name(tmp_path: Path) -> None:
    text = (DEMO / "countries" / "XC.yaml").read_text("utf-8")
    (tmp_path / "XC.yaml").write_text(text.replace("feeds:", "feds:"), "utf-8")
    with pytest.raises(ProfileError, match="feds"):
        load_profiles(tmp_path)
