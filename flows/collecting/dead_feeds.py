"""Where feeds that are dead may be now: looked for while collecting, said in `status` and an alert, and changed by nobody.

A dead feed is asked once a week, and each time it fails its outlet's site is looked through as `check --mend` does it.
What is found is an issue; the profile is changed by who runs `check --mend`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from flows.collecting.proposals import FOUND
from tasks.collect.check import check_feed
from tasks.collect.http.fetch import FetchRequest, FetchResult, FetchSettings, open_fetcher
from tasks.collect.mending import mend_feed, needs_mending
from tasks.countries.profiles import Feed
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Fetch, Issue
from warehouse.weeks import week_of

MOST_LOOKED_FOR = 10
"""Feeds a pass: each may cost its site two dozen requests."""


async def propose_mending(
    home: Home,
    feeds: Sequence[tuple[Feed, Sequence[str]]],
    attempts: Mapping[str, Fetch],
    since: dt.datetime,
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
) -> list[Issue]:
    """The issues that say where feeds are now that were found dead since then; they are stored.

    attempts: feed URL -> its newest attempt.
    """
    dead = [
        (feed, countries)
        for feed, countries in feeds
        if (last := attempts.get(feed.url)) and last.health == "dead" and last.fetched_at >= since
    ]
    found: list[Issue] = []
    if not dead:
        return found
    async with open_fetcher(settings, now) as fetch:

        async def ask(feed: Feed) -> FetchResult:
            return await fetch(FetchRequest(feed))

        for feed, countries in dead[:MOST_LOOKED_FOR]:
            check = check_feed(await ask(feed), now())
            mended = await mend_feed(feed, check, ask, now()) if needs_mending(check) else None
            if mended and mended.instead:
                what = f"{feed.outlet}: {feed.url} is dead ({check.why}); {mended.instead} answers ({mended.how})"
                found.append(_issue(home, feed.url, what, countries, now()))
    Store(home).append(found)
    return found


def _issue(home: Home, url: str, message: str, countries: Sequence[str], at: dt.datetime) -> Issue:
    return Issue(
        week=week_of(at, home.week_starts_on).start,
        country=None,
        revision=None,
        stage="collect",
        severity="warning",
        kind=FOUND,
        subject=url,
        message=message,
        remedy=f"weekwatch check {','.join(countries)} --mend writes it into the profile",
    )
