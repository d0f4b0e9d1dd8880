"""An event keeps its name when it is built again, told next week, or seen from the neighbour."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tasks.events.merging.identity import Facts, carried, name_event

DAY = dt.date(2023, 2, 6)


def facts(name: str, place: str | None = "geonames:1", *stories: str, continued: frozenset[str] = frozenset()) -> Facts:
    return Facts(name, "disaster", DAY, place, frozenset(stories), continued)


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


@given(st.permutations([facts(f"e{i}", f"geonames:{i}") for i in range(5)]))
def test_the_order_of_last_weeks_events_does_not_matter_and_no_name_is_given_twice(previous: list[Facts]) -> None:
    now = [facts("new", "geonames:3"), facts("new", "geonames:3"), facts("new", "geonames:1")]
    assert carried(now, previous) == ["e3", None, "e1"]
