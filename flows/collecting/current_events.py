"""Wikipedia's Current Events as a live source: yesterday's and today's page, for all countries at once, four times a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

from flows.collecting.archives import fetch_archive
from flows.collecting.feeds import Collected
from tasks.collect.archives.base import Job, Request
from tasks.collect.archives.wikipedia import WIKIPEDIA, page_of
from tasks.collect.http.fetch import FetchSettings
from tasks.collect.polling import SLACK
from tasks.countries.profiles import CountryProfile
from warehouse.store.country_weeks import StillStore
from warehouse.store.home import Home
from warehouse.tables import Fetch
from warehouse.weeks import week_of

AGAIN_AFTER = dt.timedelta(hours=6)
"""Editors add to a day's page until the next evening."""
DAYS = 2


async def collect_current_events(
    home: Home,
    profile: CountryProfile,
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
    address_of: Callable[[str], str | None] = lambda url: None,
    *,
    publishers: Mapping[str, str] | None = None,
) -> Collected:
    """What the pages brought whose time has come. The profile stands for who asks: the pages are of no one country.

    An attempt that failed counts as one. publishers: registered name of a site -> the publisher of a cited article from there.
    """
    at = now()
    asked_at = _asked_at(home, at)
    days = [at.date() - dt.timedelta(days=n) for n in range(DAYS)]
    pages = {day: page_of(day) for day in days}
    due = {day: page for day, page in pages.items() if _is_due(asked_at.get(page.key(WIKIPEDIA.name)), at)}

    def plan(job: Job) -> list[Request]:
        return [page for day, page in sorted(due.items()) if week_of(_noon(day), home.week_starts_on) == job.week]

    weeks = sorted({week_of(_noon(day), home.week_starts_on) for day in due}, key=lambda week: week.start)
    done = await fetch_archive(
        home,
        replace(WIKIPEDIA, plan=plan),
        [profile],
        weeks,
        now,
        fetching=replace(settings, host_delay_seconds=max(settings.host_delay_seconds, WIKIPEDIA.manners.delay_seconds)),
        address_of=address_of,
        kept_for=dt.timedelta(),
        publishers=publishers,
    )  # fmt: skip
    return Collected(
        feeds=sum(one.asked for one in done),
        fetched=sum(one.pages for one in done),
        not_modified=0,
        failed=sum(one.failed for one in done),
        waiting=DAYS - len(due),
        items=sum(one.items for one in done),
        new_items=sum(one.new_items for one in done),
        issues=0,
    )


def _asked_at(home: Home, at: dt.datetime) -> dict[str, dt.datetime]:
    """Key of a page -> when it was asked for last, of the attempts of this week and the last."""
    weeks = [week_of(at - dt.timedelta(days=days), home.week_starts_on).start for days in (7, 0)]
    table = StillStore(home).arrow(Fetch, weeks=weeks, columns=["feed_url", "fetched_at"])
    rows = zip(table.column("feed_url").to_pylist(), table.column("fetched_at").to_pylist(), strict=True)
    return dict(sorted(rows, key=lambda row: row[1]))


def _is_due(last: dt.datetime | None, at: dt.datetime) -> bool:
    return last is None or last + AGAIN_AFTER <= at + SLACK


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)
