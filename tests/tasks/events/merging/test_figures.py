"""The best toll is the newest credible one, never the first hours', never a sum, never somebody else's."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.events.casualties.find import Count
from tasks.events.merging.figures import ToldFigure, figures_of, of_others, toll
from tasks.events.reading import TextToRead, read_texts
from tests.tasks.rows import AT, article
from warehouse.tables import FigureScope, Span


def told(
    day: int, number: int, *, publisher: str = "A", covers: FigureScope = "event", high: int | None = None
) -> ToldFigure:
    row = article(1000 * day + len(publisher) + number, publisher=publisher, published_at=AT + dt.timedelta(days=day))
    span = Span(text=str(number), start=0, end=1, in_title=True)
    return ToldFigure(row, "killed", covers, number, number if high is None else high, span)


def test_a_rising_toll_ends_where_the_newest_day_has_it() -> None:
    found = toll([told(0, 1500), told(0, 1500, publisher="B"), told(3, 21000), told(5, 33000)], "killed")
    assert found is not None
    assert (found.low, found.best, found.high, found.publishers) == (33000, 33000, 33000, 1)


def test_one_publishers_newest_number_does_not_hide_what_two_told_before() -> None:
    found = toll([told(4, 21000), told(4, 21000, publisher="B"), told(5, 33000)], "killed")
    assert found is not None
    assert (found.best, found.well_told) == (33000, 21000)
    alone = toll([told(5, 33000)], "killed")
    assert alone is not None
    assert alone.well_told == 0


def test_what_most_publishers_tell_on_the_newest_day_is_the_best_and_the_others_are_the_range() -> None:
    found = toll([told(1, 44), told(1, 44, publisher="B"), told(1, 48, publisher="C")], "killed")
    assert found is not None
    assert (found.low, found.best, found.high) == (44, 44, 48)


def test_a_late_number_far_below_what_two_publishers_told_counts_somebody_else() -> None:
    found = toll([told(0, 100), told(0, 101, publisher="B"), told(4, 2, publisher="C")], "killed")
    assert found is not None
    assert found.best == 101


def test_hundreds_yield_to_a_plain_number() -> None:
    found = toll([told(1, 200, high=999), told(1, 460, publisher="B")], "killed")
    assert found is not None
    assert found.best == 460


def test_numbers_of_a_war_and_of_killed_and_wounded_never_count() -> None:
    assert toll([told(0, 100_000, covers="total"), told(0, 315_000, covers="mixed")], "killed") is None


def test_one_publisher_that_tells_many_more_without_a_word_of_rising_counts_somebody_else() -> None:
    mayor = [told(0, 1), told(0, 1, publisher="B"), told(0, 1, publisher="C")]
    gunmen = told(1, 13, publisher="D")
    found = toll([*mayor, gunmen], "killed")
    assert found is not None
    assert found.best == 1
    assert of_others([*mayor, gunmen]) == {gunmen.article.article_id: 13}


def test_a_catastrophe_may_multiply_and_an_old_number_told_again_is_its_own() -> None:
    figures = [told(0, 40), told(0, 40, publisher="B"), told(2, 300, publisher="C"), told(3, 40, publisher="D")]
    found = toll(figures, "killed")
    assert found is not None
    assert found.best == 300
    assert of_others(figures) == {}


def test_of_a_toll_that_rises_within_a_day_the_highest_that_two_tell_counts() -> None:
    old = [told(1, 159, publisher=name, covers="running") for name in "ABC"]
    new = [told(1, 334, publisher=name, covers="running") for name in "DE"]
    found = toll([*old, *new, told(1, 600, publisher="F")], "killed")
    assert found is not None
    assert (found.best, found.publishers) == (334, 2)


@pytest.mark.parametrize(
    ("title", "covers"),
    [
        ("Earthquake kills 120 in the south", "event"),
        ("Death toll from earthquake rises to 120", "running"),
        ("Death toll from earthquake likely to reach 56,000, UN says", "expected"),
        ("Storm nears coast still reeling from recent storm that killed more than 200", "earlier"),
        ("Twelve years after the 2011 tsunami that killed 18,000, siren fails", "earlier"),
        ("Drone attack on town as 9,000 killed since the start of the war", "total"),
        ("Media cite official who accepts figure of 70,000 war dead", "total"),
        ("Army says 315,000 killed and wounded in a year of war", "mixed"),
        ("Some 12,000 soldiers killed, injured in the battle, study finds", "mixed"),
        ("Kyiv receives 1,000 bodies of killed soldiers from Moscow", "earlier"),
        ("Bodies of 390 killed soldiers returned to Moscow", "earlier"),
        ("The 120 bodies were repatriated on Monday", "earlier"),
        ("Some 120 bodies transferred to morgue after market attack", "event"),
        ("Strike kills 120; hostage bodies returned to Israel", "event"),
        ("Quake kills 400, remains of village cut off as aid returns", "event"),
        ("Mob kills 120 as leaders exchange blame over bodies in river", "event"),
        ("About 120 killed, injured driver flees", "event"),
        ("Landslide buries homes in Java, 120 bodies found", "event"),
        ("Ten rescued, 120 bodies recovered as avalanche buries village", "event"),
        ("Strikes in past 24 hours kill 120", "event"),
        ("Capital witnesses burial of 15,000 bodies of the war", "earlier"),
    ],
)
def test_the_words_around_a_number_say_what_it_covers(title: str, covers: FigureScope) -> None:
    row = article(1, title=title, text="")
    words = list(re.finditer(r"\d[\d,]+\d", title))[-1]
    span = Span(text=words.group(), start=words.start(), end=words.end(), in_title=True)
    (reading,) = read_texts([TextToRead(title, "", "en")])
    counted = dataclasses.replace(reading, killed=Count(1, 1, span), injured=None)
    assert [figure.covers for figure in figures_of([row], {row.article_id: counted})] == [covers]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 50_000), st.sampled_from("ABCD")), min_size=1))
def test_the_best_is_a_number_that_was_told_and_lies_in_its_range(numbers: list[tuple[int, int, str]]) -> None:
    figures = [told(day, number, publisher=name) for day, number, name in numbers]
    found = toll(figures, "killed")
    assert found is not None
    assert found.best in {number for _, number, _ in numbers}
    assert found.low <= found.best <= found.high
    assert found == toll(figures[::-1], "killed")
