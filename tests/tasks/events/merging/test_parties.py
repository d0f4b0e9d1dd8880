"""Parties are read from titles: states, armed groups and people; UCDP's type follows from the pair."""

from __future__ import annotations

import pytest

from tasks.events.actors import find_actors
from tasks.events.merging.parties import Side, parties, side, ucdp_type
from tasks.events.merging.rows import part_rows
from tests.tasks.rows import article, event
from warehouse.tables import UcdpType


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Pakistani troops", "state"),
        ("police", "state"),
        ("Pakistan", "state"),
        ("Boko Haram gunmen", "group"),
        ("RSF", "group"),
        ("2 insurgents", "group"),
        ("five farmers", "people"),
        ("Palestinian man", "people"),
        ("the bridge", None),
        ("UN", None),
    ],
)
def test_a_party_is_a_state_an_armed_group_people_or_nobody(words: str, expected: Side | None) -> None:
    assert side(words, "en") == expected


@pytest.mark.parametrize(
    ("actor", "target", "expected"),
    [
        ("Pakistani troops", "2 insurgents", "state-based"),
        ("Boko Haram gunmen", "five farmers", "one-sided"),
        ("rebels", "RSF", "non-state"),
        ("gunmen", "the bridge", None),
        (None, "five farmers", None),
    ],
)
def test_the_type_of_violence_needs_both_parties(actor: str | None, target: str, expected: UcdpType | None) -> None:
    assert ucdp_type([article(1, actor=actor, target=target)]) == expected


def test_targets_are_codes_or_people_in_the_titles_words_and_nothing_else() -> None:
    told = [
        article(1, target="12 farmers", actors=["RSF", "SD"]),
        article(2, target="12 farmers", actors=["SD"]),
        article(3, target="Sudan", actors=[]),
        article(4, target="the road", actors=[]),
    ]
    assert parties(told) == (["SD", "RSF"], ["12 farmers", "SD"])


def test_an_event_of_the_african_union_has_no_part_for_australia() -> None:
    told = [article(1, actors=find_actors("African Union urges Kenya to stop", "", lang="en"))]
    assert parties(told)[0] == ["AFRICAN-UNION", "KE"]
    assert side("the African Union", "en") is None
    parts = part_rows(event(1, country="KE", site_country="KE", actors=parties(told)[0]), told, {})
    assert {row.part_country for row in parts} == {"KE"}
