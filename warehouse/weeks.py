"""Week: seven days, half-open, UTC. Its key everywhere is the date on which it starts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from warehouse.errors import InputError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EARLIEST = dt.date(1990, 1, 1)
"""No news feed is older than the web."""
LATE_DAYS = 3
"""News of a week appears up to so many days after its end: a text's own words decide its week, not its publication."""
LATE_AFTER = dt.timedelta(hours=36)
"""A week that closed so long ago should have been built: the hour that a country wants comes within 25 hours of the week's end, and
the runs of each day have looked for what is missing twice."""

_ISO_WEEK = re.compile(r"^(\d{4})-?W(\d{1,2})$", re.IGNORECASE)


@dataclass(frozen=True, order=True, slots=True)
class Week:
    """The half-open interval `[start, start + 7 days)` in UTC."""

    start: dt.date

    @property
    def end(self) -> dt.date:
        """The first day after the week."""
        return self.start + dt.timedelta(days=7)

    @property
    def last_day(self) -> dt.date:
        """The last day of the week."""
        return self.start + dt.timedelta(days=6)

    @property
    def starts_at(self) -> dt.datetime:
        """The first instant of the week."""
        return dt.datetime.combine(self.start, dt.time(), dt.UTC)

    @property
    def ends_at(self) -> dt.datetime:
        """The first instant after the week."""
        return dt.datetime.combine(self.end, dt.time(), dt.UTC)

    @property
    def pool_ends_at(self) -> dt.datetime:
        """The first instant at which nothing is published any more that may tell of the week: `LATE_DAYS` after its end."""
        return self.ends_at + dt.timedelta(days=LATE_DAYS)

    @property
    def label(self) -> str:
        """The ISO 8601 name (`2026-W18`) of the week's Thursday.

        ISO 8601 numbers a week by its Thursday, and every seven days hold exactly one, so the name
        is unambiguous for weeks that start on another weekday too.
        """
        thursday = self.start + dt.timedelta(days=(3 - self.start.weekday()) % 7)
        year, number, _ = thursday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def period(self) -> str:
        """The period as a reader says it: `April 24, 2026 - May 01, 2026` (the end is the closing instant's day)."""
        return f"{self.start:%B %d, %Y} - {self.end:%B %d, %Y}"

    def __contains__(self, moment: dt.datetime | dt.date) -> bool:
        if isinstance(moment, dt.datetime):
            return self.starts_at <= moment < self.ends_at
        return self.start <= moment < self.end

    def shift(self, weeks: int) -> Week:
        """The week that many weeks later (earlier if negative)."""
        return Week(self.start + dt.timedelta(days=7 * weeks))


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """Three months; a week belongs to the quarter in which it starts."""

    year: int
    number: int
    """From 1."""

    @property
    def first_day(self) -> dt.date:
        """The day on which it begins."""
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> dt.date:
        """The first day after it."""
        return dt.date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)

    @property
    def label(self) -> str:
        """Its name: `2026-Q1`."""
        return f"{self.year}-Q{self.number}"


def quarter_of(day: dt.date) -> Quarter:
    """The quarter that holds a day."""
    return Quarter(day.year, (day.month + 2) // 3)


def week_of(moment: dt.datetime | dt.date, starts_on: int = 0) -> Week:
    """The week that holds a moment. `starts_on`: 0 is Monday, 6 is Sunday. A datetime must be aware.

    Raises InputError for a naive datetime.
    """
    if isinstance(moment, dt.datetime):
        if moment.tzinfo is None:
            raise InputError(f"{moment.isoformat()} has no time zone", remedy="use an aware datetime in UTC")
        moment = moment.astimezone(dt.UTC).date()
    return Week(moment - dt.timedelta(days=(moment.weekday() - starts_on) % 7))


def parse_week(text: str, starts_on: int = 0) -> Week:
    """The week named by an ISO week (`2026-W18`) or by any date in it (`2026-04-24`).

    In a warehouse whose weeks start on another weekday, an ISO week names the week with its Thursday.
    Raises InputError for anything else and for weeks before 1990.
    """
    text = text.strip()
    remedy = "write a date such as 2026-04-24 or an ISO week such as 2026-W18"
    try:
        if match := _ISO_WEEK.match(text):
            day = dt.date.fromisocalendar(int(match[1]), int(match[2]), 4)
        else:
            day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is not a week", remedy=remedy) from error
    if day < EARLIEST:
        raise InputError(f"{text!r} is before {EARLIEST}", remedy="there are no feeds of that time; " + remedy)
    return week_of(day, starts_on)


def check_aligned(start: dt.date, starts_on: int) -> None:
    """Raises InputError for a day that no week starts on. `starts_on`: 0 is Monday, 6 is Sunday."""
    if start.weekday() != starts_on:
        raise InputError(
            f"{start} is a {WEEKDAYS[start.weekday()].title()}, and weeks here start on {WEEKDAYS[starts_on].title()}",
            remedy=f"its week is that of {week_of(start, starts_on).start}",
        )


def weeks_between(first: Week, last: Week) -> Iterator[Week]:
    """Every week from `first` to `last`, both included, oldest first. Raises InputError if they are swapped."""
    if last < first:
        raise InputError(
            f"the period ends ({last.start}) before it starts ({first.start})", remedy="swap --from and --to"
        )
    week = first
    while week <= last:
        yield week
        week = week.shift(1)
