"""A war's week is cut into its attacks, an attack is not; what was told before an attack is of another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from tasks.events.merging.cutting import attacks_apart, told_before
from tasks.events.merging.figures import ToldFigure
from tasks.events.merging.grouping import Group, Grouped
from tests.tasks.rows import AT, article, place
from warehouse.tables import Article, Place, Span

TOWNS = {"Kharkiv": (50.0, 36.2), "Odesa": (46.5, 30.7), "Lviv": (49.8, 24.0)}


def told(town: str | None, day: int, count: int, *, first: int) -> list[tuple[Article, list[Place]]]:
    """So many articles of a day, whose titles name the town."""
    rows = []
    for n in range(first, first + count):
        row = article(
            n, category="assault", published_at=AT + dt.timedelta(days=day), event_date=None, publisher=f"P{n}"
        )
        lat, lng = TOWNS.get(town or "", (0.0, 0.0))
        named = (
            [place(n, place_id=f"geonames:{town}", name=town, lat=lat, lng=lng, in_title=True, role="site")]
            if town
            else []
        )
        rows.append((row, named))
    return rows


def cut(rows: Sequence[tuple[Article, list[Place]]], probable: float = 0.6) -> list[set[int]]:
    """The numbers of the articles of each attack, where all are equally alike."""
    originals = [row for row, _ in rows]
    ids = tuple(row.article_id for row in originals)
    at = {article_id: n for n, article_id in enumerate(ids)}
    group = Group(ids, dict.fromkeys(ids, "alike"), "one cluster")
    grouped = Grouped([group], np.full((len(ids), len(ids)), probable), at)
    found = attacks_apart(group, originals, {row.article_id: named for row, named in rows}, grouped)
    return [{at[key] for key in one.article_ids} for one in found]


def test_attacks_of_three_towns_and_days_that_one_cluster_holds_are_three() -> None:
    rows = [*told("Kharkiv", 0, 4, first=1), *told("Odesa", 2, 4, first=5), *told("Lviv", 4, 4, first=9)]
    assert cut(rows) == [set(range(4)), set(range(4, 8)), set(range(8, 12))]


def test_an_article_that_names_no_town_goes_with_its_day() -> None:
    rows = [
        *told("Kharkiv", 0, 4, first=1),
        *told("Odesa", 2, 4, first=5),
        *told("Lviv", 4, 4, first=9),
        *told(None, 4, 1, first=13),
    ]
    assert cut(rows)[2] == {8, 9, 10, 11, 12}


def test_an_attack_told_for_days_and_one_that_other_towns_are_named_beside_stay_whole() -> None:
    of_one_town = [*told("Kharkiv", 0, 6, first=1), *told("Kharkiv", 2, 4, first=7), *told("Kharkiv", 4, 4, first=11)]
    of_two_days = [*told("Kharkiv", 0, 4, first=1), *told("Odesa", 0, 4, first=5), *told("Lviv", 1, 4, first=9)]
    few = [*told("Kharkiv", 0, 2, first=1), *told("Odesa", 2, 2, first=3), *told("Lviv", 4, 2, first=5)]
    for rows in (of_one_town, of_two_days, few):
        assert len(cut(rows)) == 1


def test_the_dead_of_a_title_from_before_the_attack_are_of_another() -> None:
    before, *after = [row for row, _ in (*told("Odesa", -2, 1, first=1), *told("Odesa", 0, 5, first=2))]
    figures = [
        ToldFigure(row, "killed", "event", 3, 3, Span(text="3 killed", start=0, end=8, in_title=True))
        for row in (before, *after)
    ]
    assert told_before(figures, [before, *after], 30.7) == {before.article_id: 3}
