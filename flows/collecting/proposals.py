"""What was found out about dead feeds while collecting (`flows.collecting.dead_feeds`), for those who tell of it."""

from __future__ import annotations

import datetime as dt

from warehouse.store.country_weeks import StillStore
from warehouse.store.home import Home
from warehouse.tables import Issue
from warehouse.weeks import week_of

FOUND = "feed_elsewhere"
"""Kind of the issues that say where a dead feed is now."""
REMEMBERED = dt.timedelta(days=14)
"""Twice the time between two looks at a dead feed."""


def proposals(home: Home, now: dt.datetime) -> dict[str, tuple[str, str]]:
    """Feed URL -> where it is now, in a sentence, and what is to be done; of the last two weeks, the newest word."""
    weeks = sorted({week_of(at, home.week_starts_on).start for at in (now - REMEMBERED, now - REMEMBERED / 2, now)})
    columns = ["week", "kind", "subject", "message", "remedy"]
    table = StillStore(home).arrow(Issue, weeks=weeks, columns=columns)
    rows = zip(*(table.column(name).to_pylist() for name in columns), strict=True)
    found = sorted((week, url, message, remedy) for week, kind, url, message, remedy in rows if kind == FOUND)
    return {url: (message, remedy) for _, url, message, remedy in found}
