from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.errors import InputError
from warehouse.weeks import Week, parse_week, quarter_of, week_of, weeks_between

MOMENTS = st.datetimes(dt.datetime(1991, 1, 1), dt.datetime(2100, 1, 1), timezones=st.timezones())  # noqa: DTZ001


@given(MOMENTS, st.integers(0, 6))
def test_every_moment_is_in_the_week_that_holds_it_and_in_no_other(moment: dt.datetime, starts_on: int) -> None:
    week = week_of(moment, starts_on)
    assert week.start.weekday() == starts_on
    assert moment in week
    assert moment not in week.shift(1)
    assert moment not in week.shift(-1)


@given(st.dates(dt.date(1991, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 6))
def test_the_label_names_the_week_and_only_it(day: dt.date, starts_on: int) -> None:
    week = week_of(day, starts_on)
    assert parse_week(week.label, starts_on) == week
    assert week.label != week.shift(1).label


def test_a_week_is_half_open() -> None:
    week = Week(dt.date(2026, 4, 24))
    assert dt.datetime(2026, 4, 24, tzinfo=dt.UTC) in week
    assert dt.datetime(2026, 5, 1, tzinfo=dt.UTC) not in week
    assert dt.datetime(2026, 4, 30, 23, 59, 59, 999999, tzinfo=dt.UTC) in week
    # half past midnight in Ulaanbaatar on 24 April is still 23 April in UTC
    assert dt.datetime(2026, 4, 24, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))) not in week


def test_the_week_of_the_model_report() -> None:
    friday = 4
    assert parse_week("2026-04-24", friday) == Week(dt.date(2026, 4, 24))
    assert parse_week("2026-W18", friday) == Week(dt.date(2026, 4, 24))
    assert Week(dt.date(2026, 4, 24)).period == "April 24, 2026 - May 01, 2026"
    assert parse_week("2026-W18") == Week(dt.date(2026, 4, 27))


@pytest.mark.parametrize("text", ["", "last week", "2026-13-01", "2026-W54", "2026-W00", "24.04.2026", "1989-12-31"])
def test_what_is_no_week_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_week(text)
    assert "2026-W18" in str(caught.value)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(InputError, match="time zone"):
        week_of(dt.datetime(2026, 4, 24))  # noqa: DTZ001 -- that is the point


def test_weeks_between_holds_both_ends_and_refuses_a_swapped_period() -> None:
    first, last = parse_week("2025-W44"), parse_week("2026-W07")
    weeks = list(weeks_between(first, last))
    assert (weeks[0], weeks[-1], len(weeks)) == (first, last, 16)
    with pytest.raises(InputError, match="ends"):
        list(weeks_between(last, first))


@pytest.mark.parametrize(
    ("day", "label", "first", "end"),
    [
        (dt.date(2026, 1, 1), "2026-Q1", dt.date(2026, 1, 1), dt.date(2026, 4, 1)),
        (dt.date(2026, 9, 30), "2026-Q3", dt.date(2026, 7, 1), dt.date(2026, 10, 1)),
        (dt.date(2025, 12, 29), "2025-Q4", dt.date(2025, 10, 1), dt.date(2026, 1, 1)),
    ],
)
def test_a_quarter_holds_three_months(day: dt.date, label: str, first: dt.date, end: dt.date) -> None:
    quarter = quarter_of(day)
    assert (quarter.label, quarter.first_day, quarter.end) == (label, first, end)
