"""An event keeps its name when it is built again, told next week, or seen from the neighbour."""

from __future__ import annotations

import datetime as dt
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tasks.events.merging.identity import NEARLY, Facts, carried, ground, name_event, naming_day

DAY = dt.date(2023, 2, 6)
NEARLY_PERCENT = round(100 * NEARLY)


def facts(name: str, place: str | None = "geonames:1", *stories: str, continued: frozenset[str] = frozenset()) -> Facts:
    return Facts(name, "disaster", DAY, place, frozenset(stories), continued)


def told_on(*votes: int) -> dict[dt.date, int]:
    """Votes for DAY and the days after it."""
    return {DAY + dt.timedelta(days=n): count for n, count in enumerate(votes)}


def test_the_neighbour_names_it_alike_whatever_its_founding_article() -> None:
    assert name_event("disaster", DAY, "geonames:1", "a" * 16) == name_event(
        "humanitarian", DAY, "geonames:1", "b" * 16
    )


def test_another_day_site_or_family_is_another_event() -> None:
    names = {
        name_event("assault", DAY, "geonames:1", "a" * 16),
        name_event("disaster", DAY, "geonames:1", "a" * 16),
        name_event("assault", DAY + dt.timedelta(days=1), "geonames:1", "a" * 16),
        name_event("assault", DAY, "geonames:2", "a" * 16),
    }
    assert len(names) == 4


def test_two_events_of_one_day_and_site_have_two_names() -> None:
    first = name_event("assault", DAY, "geonames:1", "a" * 16)
    assert name_event("assault", DAY, "geonames:1", "b" * 16, {first}) != first


def test_a_name_is_carried_over_where_a_story_goes_on_or_the_facts_are_the_same() -> None:
    by_story = facts("e2", None, "s2", continued=frozenset({"s1"}))
    assert carried([by_story], [facts("e1", None, "s1")]) == ["e1"]
    assert carried([facts("e2")], [facts("e1")]) == ["e1"]
    assert carried([facts("e2", None)], [facts("e1", None)]) == [None]


def test_of_several_events_that_its_stories_continue_it_is_the_one_of_most_of_them() -> None:
    quake = facts("e9", "geonames:1", "s1", "s2", "s3")
    scene = facts("e1", "geonames:2", "s4")
    goes_on = facts("e5", "geonames:3", "n1", "n2", "n3", continued=frozenset({"s1", "s2", "s4"}))
    assert carried([goes_on], [scene, quake]) == carried([goes_on], [quake, scene]) == ["e9"]


@given(st.permutations([facts(f"e{i}", f"geonames:{i}") for i in range(5)]))
def test_the_order_of_last_weeks_events_does_not_matter_and_no_name_is_given_twice(previous: list[Facts]) -> None:
    now = [facts("new", "geonames:3"), facts("new", "geonames:3"), facts("new", "geonames:1")]
    assert carried(now, previous) == ["e3", None, "e1"]


def titles(*countries: str) -> list[frozenset[str]]:
    """Titles that name these countries, each a string of codes."""
    return [frozenset(codes.split()) for codes in countries]


def test_a_disaster_that_two_countries_share_has_one_ground_whatever_towns_each_knows() -> None:
    here = ground("disaster", "TR", "geonames:1", titles("TR SY", "TR", "TR SY"))
    there = ground("disaster", "SY", "geonames:2", titles("TR SY", "SY", "SY TR", "TR"))
    assert here == there == "SY+TR"


def test_one_that_a_neighbour_only_tells_or_helps_in_keeps_its_site() -> None:
    assert ground("disaster", "SY", "geonames:1", titles("TR", "TR", "TR")) == "geonames:1"
    assert ground("disaster", "TR", "geonames:1", titles("TR", "TR DE", "TR", "TR")) == "geonames:1"


def test_violence_stays_where_it_happened_and_without_a_site_between_two_countries_is_theirs() -> None:
    both = titles("TH KH", "KH TH")
    assert ground("assault", "TH", "geonames:1", both) == "geonames:1"
    assert ground("assault", "TH", None, both) == ground("assault", "KH", None, both) == "KH+TH"
    assert ground("assault", "TH", None, titles("TH", "TH")) is None


@given(st.lists(st.sampled_from(["TR SY", "SY TR", "TR SY LB"]), min_size=1), st.randoms())
def test_the_ground_depends_on_no_order_of_titles(told: list[str], chance: Random) -> None:
    mixed = chance.sample(told, len(told))
    assert ground("disaster", "TR", None, titles(*told)) == ground("disaster", "TR", None, titles(*mixed))


@given(
    st.lists(st.integers(NEARLY_PERCENT, 100), min_size=2, max_size=2),
    st.lists(st.lists(st.integers(0, 100), min_size=5, max_size=5), min_size=2, max_size=2),
)
def test_a_disaster_has_one_name_whichever_of_its_days_each_country_tells_most(
    first: list[int], later: list[list[int]]
) -> None:
    names = {
        name_event("disaster", naming_day("disaster", told_on(onset, *others)), "SY+TR", founding * 16)
        for onset, others, founding in zip(first, later, "ab", strict=True)
    }
    assert len(names) == 1


def test_a_disaster_is_not_named_by_a_day_that_few_give() -> None:
    assert naming_day("disaster", told_on(1, 10, 4)) == DAY + dt.timedelta(days=1)


def test_an_attack_is_named_by_the_day_that_most_give() -> None:
    assert naming_day("assault", told_on(9, 10)) == DAY + dt.timedelta(days=1)
