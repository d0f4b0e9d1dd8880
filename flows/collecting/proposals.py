"""What was found out about dead feeds while collecting (`flows.collecting.dead_feeds`), for those who tell of it."""

from __future__ import annotations

import datetime as dt

from warehouse.store.country_weeks import REMEMBERED_WEEKS, StillStore
from warehouse.store.home import Home
from warehouse.tables import Issue
from warehouse.weeks import week_of

FOUND = "feed_elsewhere"
"""Kind of the issues that say where a dead feed is now."""
LOOKED = "feed_looked_for"
"""Kind of the issues that say that a dead feed was looked for on its outlet's site."""
REMEMBERED = dt.timedelta(days=14)
"""Twice the time between two looks at a dead feed."""


def proposals(home: Home, now: dt.datetime) -> dict[str, tuple[str, str]]:
    """Feed URL -> where it is now, in a sentence, and what is to be done; of the last two weeks, the newest word."""
    weeks = sorted({week_of(at, home.week_starts_on).start for at in (now - REMEMBERED, now - REMEMBERED / 2, now)})
    columns = ["week", "kind", "subject", "message", "remedy"]
    table = StillStore(home).arrow(Issue, weeks=weeks, columns=columns)
    rows = zip(*(table.column(name).to_pylist() for name in columns), strict=True)
    found = sorted((row for row in rows if row[1] == FOUND), key=lambda row: row[0])  # a feed has one word a week
    return {url: (message, remedy) for _, _, url, message, remedy in found}


def looks(home: Home, now: dt.datetime) -> tuple[set[str], dict[str, dt.date]]:
    """URLs of feeds that have a proposal of this week or the last, and feed URL -> the week in which it was last looked for."""
    this_week = week_of(now, home.week_starts_on)
    weeks = [this_week.shift(-n).start for n in range(REMEMBERED_WEEKS)]
    table = StillStore(home).arrow(Issue, weeks=weeks, columns=["week", "kind", "subject"])
    rows = sorted(zip(*(table.column(name).to_pylist() for name in table.column_names), strict=True))
    told = {url for week, kind, url in rows if kind == FOUND and week in weeks[:2]}
    return told, {url: week for week, kind, url in rows if kind == LOOKED}
