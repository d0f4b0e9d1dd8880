"""Days with names of their own: New Year's Eve, Silvester, Nochevieja (tasks/language/data/named_days.yaml)."""

from __future__ import annotations

import datetime as dt
import functools
import re

from tasks.language.word_lists import word_list
from warehouse.tables import Span

REACH_DAYS = 7
"""Only so long after the day is its name the event's date; later it names the event ("the New Year's Eve fire")."""


@functools.cache
def _names() -> tuple[re.Pattern[str], dict[str, tuple[int, int]]]:
    days = {name: (int(day[:2]), int(day[3:])) for day, names in word_list("named_days").items() for name in names}
    pattern = "|".join(re.escape(name) for name in sorted(days, key=lambda n: (-len(n), n)))
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), days


def named_day(title: str, opening: str, published: dt.date) -> tuple[dt.date, Span] | None:
    """The latest day that title or opening calls by its name, at most REACH_DAYS before publication, and the words."""
    pattern, days = _names()
    for string, in_title in ((title, True), (opening, False)):
        match = pattern.search(string)
        if match is None:
            continue
        month, number = days[match[0].lower()]
        day = dt.date(published.year, month, number)
        if day > published:
            day = dt.date(published.year - 1, month, number)
        if (published - day).days <= REACH_DAYS:
            return day, Span(text=match[0], start=match.start(), end=match.end(), in_title=in_title)
    return None
