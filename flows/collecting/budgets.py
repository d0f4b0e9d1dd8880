"""Which of the feeds that are due are asked in a pass, as the stored attempts tell of their hosts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from tasks.collect.polling import SLOWED_FOR, SLOWING, was_asked, within_budgets
from tasks.collect.urls import host_of
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Fetch
from warehouse.weeks import week_of


def to_ask_now(home: Home, due: Collection[str], now: dt.datetime) -> set[str]:
    """Those of the due feeds that are within their hosts' budgets. All attempts count, so that a budget survives the process
    and a host's word the next answer of the feed that it was said to."""
    this_week = week_of(now, home.week_starts_on)
    weeks = [this_week.shift(-1).start, this_week.start]
    columns = ["feed_url", "fetched_at", "status", "http_status", "error"]
    table = Store(home).arrow(Fetch, weeks=weeks, columns=columns)
    asked: dict[str, dt.datetime] = {}
    slowed: set[str] = set()
    for url, at, status, http_status, error in zip(*(table[name].to_pylist() for name in columns), strict=True):
        if not was_asked(status, http_status, error):
            continue
        asked[url] = max(at, asked.get(url, at))
        if http_status in SLOWING and now - at < SLOWED_FOR:
            slowed.add(host_of(url))
    return within_budgets(due, asked, slowed)
