"""A country's page of sources says of each feed what is known of it."""

from __future__ import annotations

import re

from tasks.collect.living import SEARCHED_AT, Floor
from tasks.countries.profiles import CountryProfile, Feed, FeedEvidence, RetiredFeed
from tasks.publish.site.provenance import HeardFeeds, attested, feeds_page
from tests.warehouse.samples import NOW, WEEK, fetch

SEEN = (
    FeedEvidence(source="a file", month="2026-03", status="tested alive"),
    FeedEvidence(source="another", month="2026-09", status="listed"),
)
LIVING = Feed(url="https://a.example/feed", outlet="A <Post>", language="mn", source="x", evidence=SEEN)
SILENT = Feed(url="https://b.example/feed", outlet="B", language="en", source="x", kind="official", owner="state")
PROFILE = CountryProfile(
    country="MN", name="Mongolia", names={}, languages=("mn",), time_zone="UTC", feeds=(SILENT, LIVING),
    retired=(RetiredFeed(url="https://c.example/feed", outlet="C", reason="HTTP 410", month="2026-02"),),
)  # fmt: skip


def page(floor: Floor | None = None) -> str:
    heard = HeardFeeds(
        week=WEEK,
        articles={LIVING.url: 30, f"{SEARCHED_AT['Bing News']}?q=Mongolia": 6, "https://world.example/feed": 4},
        attempts={LIVING.url: fetch(LIVING.url, newest_item_at=NOW)},
        floor=floor,
    )
    made = feeds_page("MN", "Mongolia", PROFILE, heard)
    assert made.path == "MN/sources.html"
    return made.content


def test_each_feed_has_its_health_newest_item_share_and_evidence() -> None:
    rows = [re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr>.*?</tr>", page())[1:]]
    assert [re.sub(r"\|+", "|", row).strip("|") for row in rows] == [
        "A &lt;Post&gt;|mn|national|alive|April 27, 2026|30|75%|strong, 2026-09",
        "B |state|en|official|not asked|0|0%|candidate",
    ]
    said = page()
    assert "40 articles in the week, 6 of them found by searches of news services, 4 from international feeds" in said
    assert "C: HTTP 410 (2026-02)" in said
    assert "Few sources" not in said


def test_a_country_of_few_outlets_is_called_so() -> None:
    assert "Few sources: only one outlet of the country brought news" in page(Floor(1, ("Bing News",)))
    assert "Few sources" not in page(Floor(3, ()))


def test_a_candidate_has_no_month_even_if_something_was_said_of_it() -> None:
    against = (FeedEvidence(source="a file", month="2026-03", status="tested dead"),)
    assert attested(SILENT.model_copy(update={"evidence": against})) == "candidate"
    assert attested(LIVING) == "strong, 2026-09"
