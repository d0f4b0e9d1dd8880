"""When a country wants its weekly report, as a schedule knows it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from tasks.countries.profiles import CountryProfile
from warehouse.weeks import week_of

AFTER_CLOSE = dt.timedelta(hours=1)
"""Least time between a week's end and its report: the last hourly `collect` is over."""


def weekly_cron(profile: CountryProfile, week_starts_on: int) -> str | None:
    """Minute, hour and weekday in the country's time zone of its own weekly run; None where the profile asks for none.

    It is the first `weekly_at` after the end of a week (midnight in UTC, east of it already morning), in winter and summer.
    """
    if profile.weekly_at is None:
        return None
    hour, minute = map(int, profile.weekly_at.split(":"))
    zone = ZoneInfo(profile.time_zone)
    days_after = []
    for month in (1, 7):
        closes = week_of(dt.date(2026, month, 15), week_starts_on).ends_at
        at = dt.datetime.combine(closes.astimezone(zone).date(), dt.time(hour, minute), zone)
        while at < closes + AFTER_CLOSE:
            at += dt.timedelta(days=1)
        days_after.append((at.date() - closes.date()).days)
    return f"{minute} {hour} * * {cron_day(week_starts_on + max(days_after))}"


def cron_day(weekday: int) -> int:
    """A weekday (0 is Monday) as cron counts it (0 is Sunday)."""
    return (weekday + 1) % 7
