from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from tasks.stories.cluster import Cluster
from tasks.stories.make import Told, make_stories, story_id
from tests.tasks.story_rows import NOON, WEEK, article, place
from warehouse.tables import Article, Place
from warehouse.weeks import Week

FLOOD = "River floods three districts in western Mongolia"
LEDE = "More than four hundred families left their homes as the water rose for a second day."


@dataclass(frozen=True)
class Count:
    low: int
    high: int


@dataclass(frozen=True)
class Reading:
    certainty: float = 0.8
    killed: Count | None = None
    injured: Count | None = None


def told(
    *originals: Article, copies: tuple[Article, ...] = (), places: tuple[Place, ...] = (), **options: object
) -> Told:
    """The one story of the originals."""
    group = Cluster(tuple(a.article_id for a in originals), "for the test")
    return make_stories("MN", Week(WEEK), "0" * 16, [*originals, *copies], [group], places=places, **options)  # type: ignore[arg-type]


def test_no_cluster_is_no_story_and_articles_of_another_time_are_in_none() -> None:
    past = article("old", "A year since the flood", time_kind="anniversary")
    answer = make_stories("MN", Week(WEEK), "0" * 16, [past], [])
    assert (answer.stories, dict(answer.story_of)) == ((), {})


def test_a_story_of_one_article_says_what_the_article_says() -> None:
    only = article("a", FLOOD, LEDE, killed=3, injured=9, actors=["MN", "UN"])
    (story,) = told(only).stories
    assert (story.title, story.lead_article_id, story.story_id) == (FLOOD, only.article_id, story_id("MN", only))
    assert (story.article_count, story.original_count, story.publisher_count) == (1, 1, 1)
    assert (story.killed_low, story.killed_high, story.injured_low, story.injured_high) == (3, 3, 9, 9)
    assert (story.status, story.continues, story.event_date) == ("new", None, NOON.date())
    assert story.actors == ["MN", "UN"]


def test_repetitions_count_in_the_story_of_their_original_but_corroborate_nothing() -> None:
    first = article("a", FLOOD, LEDE)
    copy = article("b", FLOOD, LEDE, days=1, duplicate_of=first.article_id, duplicate_basis="same_text")
    answer = told(first, copies=(copy,))
    (story,) = answer.stories
    assert (story.article_count, story.original_count, story.publisher_count) == (2, 1, 2)
    assert story.last_seen_at == copy.published_at
    assert set(answer.story_of) == {first.article_id, copy.article_id}
    assert story.certainty == told(first).stories[0].certainty


def test_reach_counts_publishers_and_more_of_them_make_it_surer() -> None:
    one = told(article("a", FLOOD), article("a2", FLOOD, publisher="a")).stories[0]
    two = told(article("a", FLOOD), article("b", FLOOD)).stories[0]
    assert (one.publisher_count, two.publisher_count) == (1, 2)
    assert one.certainty < two.certainty < 1


def test_the_lead_is_the_fullest_original_and_of_equals_the_earliest() -> None:
    full, bare = article("a", FLOOD, LEDE, days=1), article("b", FLOOD)
    assert told(full, bare).stories[0].lead_article_id == full.article_id
    early, late = article("c", FLOOD, LEDE), article("d", FLOOD, LEDE, days=1)
    assert told(late, early).stories[0].lead_article_id == early.article_id
    assert told(late, early).stories[0].story_id == story_id("MN", early)


def test_category_goes_by_weight_and_one_outlier_does_not_set_the_severity() -> None:
    calm = [article(f"c{i}", FLOOD, severity=2.0) for i in range(3)]
    outlier = article("o", FLOOD, severity=5.0)
    unclassified = [article(f"u{i}", FLOOD, category="unclassified", sector="other", severity=0.0) for i in range(9)]
    story = told(*calm, outlier, *unclassified).stories[0]
    assert (story.category, story.sector, story.severity) == ("disaster", "disaster", 2.0)


def test_casualties_are_the_fewest_and_the_most_that_originals_state() -> None:
    first, second, silent = article("a", FLOOD, killed=3), article("b", FLOOD, killed=7), article("c", FLOOD)
    readings = {first.article_id: Reading(killed=Count(3, 5)), second.article_id: Reading(killed=Count(7, 10))}
    story = told(first, second, silent, readings=readings).stories[0]
    assert (story.killed_low, story.killed_high, story.injured_low) == (3, 10, None)


def test_the_day_is_the_one_most_articles_give() -> None:
    day = dt.date(2026, 4, 20)
    dated = article("a", FLOOD, event_date=day, days=2)
    assert told(dated, article("b", FLOOD, days=2)).stories[0].event_date == day
    assert told(article("b", FLOOD, days=1), article("c", FLOOD)).stories[0].event_date == NOON.date()


@pytest.mark.parametrize(
    ("places", "basis", "sector", "expected"),
    [
        ([("geonames:1", "MN", "city")], "title_name", "unrest", "inside"),
        ([("geonames:2", "RU", "city")], "title_name", "unrest", "involved"),
        ([("geonames:2", "RU", "city")], "text_name", "unrest", "mentioned"),
        ([("geonames:1", "MN", "city"), ("geonames:2", "RU", "city")], "text_name", "unrest", "inside"),
        ([("iso:MN", "MN", "country")], "text_name", "disaster", "inside"),
        ([("iso:MN", "MN", "country"), ("iso:RU", "RU", "country")], "title_name", "diplomacy", "involved"),
        ([("iso:RU", "RU", "country")], "text_name", "unrest", "mentioned"),
        ([("iso:IR", "IR", "country"), ("iso:CU", "CU", "country")], "title_name", "unrest", "involved"),
        ([("iso:RU", "RU", "country")], "title_demonym", "unrest", "inside"),
        ([], "title_name", "energy", "inside"),
        ([], "text_place", "energy", "mentioned"),
    ],
)
def test_nearness_follows_the_places(
    places: list[tuple[str, str, str]], basis: str, sector: str, expected: str
) -> None:
    only = article("a", FLOOD, about_basis=basis, sector=sector)
    rows = tuple(place(only, place_id, country, kind) for place_id, country, kind in places)
    assert told(only, places=rows).stories[0].nearness == expected


def test_a_story_goes_on_from_the_week_before() -> None:
    before = told(article("a", FLOOD, LEDE)).stories
    other = told(article("z", "Parliament passes a law on judges", "Lawyers protested."), previous=before).stories
    after = told(article("b", "Flood water falls in western Mongolia, families return", LEDE, days=7), previous=before)
    assert (after.stories[0].status, after.stories[0].continues) == ("continuing", before[0].story_id)
    assert (other[0].status, other[0].continues) == ("new", None)


def test_the_gravest_story_comes_first_and_order_of_input_does_not_matter() -> None:
    calm, grave = article("a", FLOOD, severity=1.0), article("b", "Bomb in the capital", severity=4.0)
    groups = [Cluster((calm.article_id,), ""), Cluster((grave.article_id,), "")]
    one = make_stories("MN", Week(WEEK), "0" * 16, [calm, grave], groups)
    two = make_stories("MN", Week(WEEK), "0" * 16, [grave, calm], groups[::-1])
    assert one.stories == two.stories
    assert [story.severity for story in one.stories] == [4.0, 1.0]
