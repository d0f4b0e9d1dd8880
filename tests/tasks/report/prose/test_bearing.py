"""What a headline tells of its event."""

from __future__ import annotations

import pytest

from tasks.language.lexicon import split_terms
from tasks.language.word_lists import word_list
from tasks.report.prose.bearing import bearing_of, opens_with

PLACES = frozenset({"kadesh", "port hanan"})


@pytest.mark.parametrize(
    ("title", "kind", "tells"),
    [
        ("Rebels capture Kadesh after a long siege", "assault", "control"),
        ("Army loses key city to rebels after 18-month siege", "assault", "control"),
        ("Supporters of former president storm government buildings", "politics", "control"),
        ("Officers capture two smugglers near the border", "crime", "deed"),
        ("Shooting at a market in Port Hanan kills nine", "assault", "deed"),
        ("Prime minister proposes tougher gun laws after mass shooting", "assault", "reaction"),
        ("After market attack, minister is urged to resign", "assault", "reaction"),
        ("Valley earthquake: boy pulled alive from rubble", "disaster", "scene"),
        ("Port Hanan mourns nine killed in market shooting", "assault", "scene"),
        ("Valley earthquake is a test for the president", "disaster", "judgement"),
    ],
)
def test_the_main_clause_of_a_headline_decides(title: str, kind: str, tells: str) -> None:
    assert bearing_of(title, "en", kind, PLACES) == tells


def test_a_verb_of_taking_tells_of_control_only_with_a_place_of_the_event() -> None:
    assert bearing_of("Rebels capture Kadesh", "en", "assault", PLACES) == "control"
    assert bearing_of("Rebels capture Kadesh", "en", "assault") != "control"


def test_what_is_said_of_a_deed_opens_with_the_saying() -> None:
    assert opens_with("The White House condemned the suicide bombing of a mosque", "en") == "accuse"
    assert opens_with("A suicide bomber killed 100 people in a mosque", "en") == "assault"


def test_a_headline_of_a_language_without_list_tells_a_deed() -> None:
    assert bearing_of("Rescatan a un niño", "xx") == "deed"


@pytest.mark.parametrize("lang", sorted(word_list("headline_bearing")))
def test_each_language_lists_all_bearings(lang: str) -> None:
    lists = word_list("headline_bearing")[lang]
    assert set(lists) == {"control", "taking", "scene", "judgement"}
    assert all(split_terms(value) for value in lists.values())
