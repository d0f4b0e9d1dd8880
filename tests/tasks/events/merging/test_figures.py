"""The best toll is the newest credible one, never the first hours', never a sum, never somebody else's."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tasks.events.merging.figures import ToldFigure, toll
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


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 50_000), st.sampled_from("ABCD")), min_size=1))
def test_the_best_is_a_number_that_was_told_and_lies_in_its_range(numbers: list[tuple[int, int, str]]) -> None:
    figures = [told(day, number, publisher=name) for day, number, name in numbers]
    found = toll(figures, "killed")
    assert found is not None
    assert found.best in {number for _, number, _ in numbers}
    assert found.low <= found.best <= found.high
    assert found == toll(figures[::-1], "killed")
