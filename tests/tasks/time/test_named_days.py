"""Days with names of their own."""

from __future__ import annotations

import datetime as dt

import pytest

from tasks.time.named_days import named_day


@pytest.mark.parametrize(
    "title",
    ["Bar fire on New Year's Eve kills 12", "Brand in der Silvesternacht", "Tiroteo en Nochevieja", "跨年夜 火灾"],
)
def test_the_last_day_of_the_year_has_many_names(title: str) -> None:
    found = named_day(title, "", dt.date(2027, 1, 2))
    assert found is not None
    assert found[0] == dt.date(2026, 12, 31)
    assert title[found[1].start : found[1].end] == found[1].text


def test_long_after_the_day_its_name_is_the_events() -> None:
    assert named_day("Families of New Year's Eve fire sue", "", dt.date(2027, 2, 20)) is None
