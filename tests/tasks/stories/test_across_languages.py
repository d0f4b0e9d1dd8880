"""Groups without a common language are one where they agree on rare facts, and only there."""

from __future__ import annotations

import datetime as dt

import pytest

from tasks.stories.across_languages import TextFacts, facts_of, links
from tests.measure.clusters import article

DAY = dt.datetime(2026, 3, 4, 9, tzinfo=dt.UTC)


KINDS = ("killed", "injured", "place", "number", "actor", "kind")


def facts(lang: str, day: int = 10, **stated: str) -> TextFacts:
    return TextFacts({kind: frozenset(stated.get(kind, "").split()) for kind in KINDS}, frozenset([lang]), (day, day))


OTHERS = [facts("en", killed=str(n), place=f"geonames:{n}", kind="assault") for n in range(30, 60)]
"""Thirty other stories of the week."""
FLOOD = facts("en", killed="22", place="geonames:1", kind="disaster")


def pairs(*groups: TextFacts) -> list[tuple[int, int]]:
    return [(link.one, link.other) for link in links([*groups, *OTHERS], lambda i, j: True)]


def test_a_count_and_a_place_that_nobody_else_states_make_them_one() -> None:
    assert pairs(FLOOD, facts("hi", killed="22", place="geonames:1", kind="disaster")) == [(0, 1)]


@pytest.mark.parametrize(
    "other",
    [
        facts("hi", killed="22", kind="disaster"),
        facts("hi", place="geonames:1", kind="disaster"),
        facts("hi", killed="19", place="geonames:1", kind="disaster"),
        facts("hi", day=13, killed="22", place="geonames:1", kind="disaster"),
        facts("en", killed="22", place="geonames:1", kind="disaster"),
    ],
    ids=["only the count", "only the place", "another count", "three days later", "the same language"],
)
def test_less_does_not(other: TextFacts) -> None:
    assert pairs(FLOOD, other) == []


def test_nothing_is_joined_where_two_agree_equally() -> None:
    twin = facts("en", killed="22", place="geonames:1", kind="disaster")
    assert pairs(FLOOD, twin, facts("hi", killed="22", place="geonames:1", kind="disaster")) == []


def test_a_pair_that_may_not_be_one_is_not_judged() -> None:
    groups = [FLOOD, facts("hi", killed="22", place="geonames:1", kind="disaster"), *OTHERS]
    assert links(groups, lambda i, j: False) == []


def test_what_few_of_many_articles_state_is_no_fact_of_the_group() -> None:
    told = [article(str(n), f"Flood in Punjab, report {n}", "", "en", DAY) for n in range(100, 110)]
    told[0] = told[0].model_copy(update={"killed": 22})
    found = facts_of(told, [frozenset(["geonames:1", "iso:PK"])] * 10)
    assert found.stated["killed"] == frozenset()
    assert found.stated["place"] == {"geonames:1"}
