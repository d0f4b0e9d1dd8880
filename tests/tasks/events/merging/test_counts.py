"""Groups that count the same dead of a like event are one; small numbers are told of many."""

from __future__ import annotations

import datetime as dt

from tasks.events.merging.counts import counting_alike
from tasks.events.merging.grouping import Group
from tasks.events.reading import TextToRead, read_texts
from tests.tasks.rows import AT, article
from warehouse.tables import Article


def told(*titles: str, kind: str = "disaster", days: int = 0) -> list[Article]:
    """An article a title, all of one day; its number is its place among all titles of the test."""
    at = AT + dt.timedelta(days=days)
    return [article(hash_of(title), title=title, text="", category=kind, published_at=at) for title in titles]


def hash_of(title: str) -> int:
    return sum(ord(letter) * place for place, letter in enumerate(title, 1))


def sizes(*groups: list[Article]) -> list[int]:
    """The sizes of the groups after those that count the same dead are one."""
    articles = [one for group in groups for one in group]
    readings = read_texts([TextToRead(one.title, "", "en") for one in articles])
    by_id = {one.article_id: one for one in articles}
    found = counting_alike(
        [Group(tuple(a.article_id for a in group), {a.article_id: "" for a in group}, "") for group in groups],
        by_id,
        {one.article_id: reading for one, reading in zip(articles, readings, strict=True)},
    )
    return [len(group.article_ids) for group in found]


def test_two_sides_of_one_catastrophe_meet_in_its_toll() -> None:
    rescue = told("Rescuers dig on as quake toll rises to 3,300 dead", "Girl pulled alive from rubble of the quake")
    mourning = told("Quake killed 3,300 people, officials say", "A town buries its dead after the quake")
    assert sizes(rescue, mourning) == [4]


def test_small_numbers_other_days_and_other_kinds_stay_apart() -> None:
    assert sizes(told("Flood kills 12 in the north"), told("Landslide kills 12 in the south")) == [1, 1]
    assert sizes(told("Flood kills 320 people"), told("Landslide kills 320 people", days=3)) == [1, 1]
    assert sizes(told("Flood kills 320 people"), told("Gunmen kill 320 people", kind="assault")) == [1, 1]


def test_a_chain_of_tolls_is_one_event_whatever_the_order() -> None:
    first, third = told("Quake kills 1,300 people"), told("Quake toll rises to 2,100 dead", days=1)
    second = told("At least 1,300 dead in the quake") + told("Quake: 2,100 people killed so far", days=1)
    assert sizes(first, third, second) == sizes(third, second, first) == sizes(first, second, third) == [4]
