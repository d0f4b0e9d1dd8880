from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from tasks.threat.standing_build import merged_months, months_table, table_of, text_of
from warehouse.errors import InputError


def events(*rows: tuple[str, str, int], column: str = "date_start") -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["country", column, "best"], orient="row")


def every_day(country: str, month: str, deaths: int = 1) -> list[tuple[str, str, int]]:
    return [(country, f"{month}-{day:02}", deaths) for day in range(1, 29)]


def test_deaths_are_counted_by_country_and_month() -> None:
    table = months_table(
        events(*every_day("Mali", "2026-01"), *every_day("Niger", "2026-02", 2), ("Mali", "2026-02-03", 7))
    )
    assert table == [["country", "2026-01", "2026-02"], ["ML", "28", "7"], ["NE", "0", "56"]]


def test_days_may_be_dates_and_the_column_may_be_called_date() -> None:
    rows = [(c, dt.date.fromisoformat(day), n) for c, day, n in every_day("Mali", "2026-01")]
    assert months_table(events(*rows, column="date"))[1] == ["ML", "28"]  # type: ignore[arg-type]


def test_a_month_that_the_file_hardly_touches_is_not_taken_for_calm() -> None:
    table = months_table(events(*every_day("Mali", "2026-02"), ("Niger", "2026-01-28", 53)))
    assert table == [["country", "2026-02"], ["ML", "28"], ["NE", "53"]]


def test_a_country_that_a_whole_file_does_not_name_was_calm_and_of_a_part_is_unknown() -> None:
    file = events(*every_day("Mali", "2026-02"))
    assert ["SE", "0"] in months_table(file, calm=["SE"])
    assert [row[0] for row in months_table(file)] == ["country", "ML"]


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (pl.DataFrame({"country": ["Mali"], "best": [1]}), "no column date"),
        (events(("Mali", "yesterday", 1)), "row 2"),
        (events(*every_day("Mali", "2026-01"), ("Mali", "2026-01-01", -5)), "row 30"),
        (events(*every_day("Atlantis", "2026-01")), "Atlantis"),
        (events(("Mali", "2026-01-01", 1)), "covers no month"),
    ],
)
def test_a_file_that_cannot_be_counted_is_refused_with_the_reason(frame: pl.DataFrame, says: str) -> None:
    with pytest.raises(InputError, match=says):
        months_table(frame)


def test_newer_months_stand_in_place_of_known_ones_and_the_others_stay() -> None:
    known = [["country", "2025-12", "2026-01"], ["ML", "1", "2"], ["NE", "3", "4"]]
    newer = [["country", "2026-01", "2026-02"], ["ML", "20", "30"], ["TD", "0", "5"]]
    merged = merged_months(known, newer)
    assert merged == [
        ["country", "2025-12", "2026-01", "2026-02"], ["ML", "1", "20", "30"], ["NE", "3", "4", ""], ["TD", "", "0", "5"],
    ]  # fmt: skip
    assert table_of(text_of(merged)) == merged
    assert merged_months(merged, newer) == merged
