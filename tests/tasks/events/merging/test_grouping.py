"""Articles of one happening are one event; facts keep two apart; the order of the articles says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.events.merging.grouping import Group, absorbed, groups, linked, parted
from tasks.language.encoder import encode, lede
from tests.tasks.rows import article
from warehouse.tables import Article

QUAKE = (
    "Earthquake of magnitude 7.8 kills thousands in southern Turkey",
    "Turkey earthquake death toll rises as rescuers search the rubble",
    "Rescuers pull survivors from rubble after Turkey earthquake",
)
SUMMIT = (
    "Foreign minister meets EU envoy in Brussels for trade talks",
    "EU envoy and foreign minister hold trade talks in Brussels",
)


def told() -> list[Article]:
    kinds = ["disaster"] * len(QUAKE) + ["consult"] * len(SUMMIT)
    return [
        article(n, title=title, category=kind, story_id=f"{n:016x}")
        for n, (title, kind) in enumerate(zip((*QUAKE, *SUMMIT), kinds, strict=True), 1)
    ]


@pytest.mark.parametrize("step", [1, -1])
def test_a_quake_and_a_summit_are_two_events_in_any_order(step: int) -> None:
    articles = told()[::step]
    vectors = dict(
        zip((a.article_id for a in articles), encode([lede(a.title, a.text) for a in articles]), strict=True)
    )
    found = {frozenset(group.article_ids) for group in groups(articles, vectors, {}).groups}
    quake, summit = {a.article_id for a in told()[:3]}, {a.article_id for a in told()[3:]}
    assert found == {frozenset(quake), frozenset(summit)}


def test_a_large_event_takes_in_what_is_near_and_nothing_that_facts_deny() -> None:
    labels = np.array([0] * 12 + [1, 2])
    probable = np.full((14, 14), 0.2)
    against = np.zeros((14, 14), dtype=bool)
    against[13, :12] = against[:12, 13] = True
    assert absorbed(labels, probable, against).tolist() == [0] * 13 + [2]


def test_facts_keep_two_groups_apart_that_words_would_join_and_one_stray_title_does_not() -> None:
    probable = np.full((6, 6), 0.4)
    probable[:3, :3] = probable[3:, 3:] = 0.9
    against = np.zeros((6, 6), dtype=bool)
    assert len(set(linked(probable, against).tolist())) == 1
    against[0, 3] = against[3, 0] = True
    assert len(set(linked(probable, against).tolist())) == 1
    against[:3, 3:] = against[3:, :3] = True
    assert linked(probable, against).tolist() == [0, 0, 0, 3, 3, 3]


def test_articles_that_count_other_dead_are_groups_by_their_numbers() -> None:
    group = Group(("a", "b", "c", "d"), dict.fromkeys("abcd", "alike"), "four articles")
    assert parted(group, {}) == [group]
    assert [one.article_ids for one in parted(group, {"b": 2, "d": 2, "c": 9})] == [("a",), ("b", "d"), ("c",)]
