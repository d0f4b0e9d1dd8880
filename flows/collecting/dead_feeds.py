"""Where feeds that are dead may be now: looked for while collecting, shown in `status` and in an alert, and never changed by itself.

A dead feed is asked once a week, and each time it fails its outlet's site is looked through as `check --mend` does it, unless
that site wants to be left alone or its new address was proposed lately. A few a pass, those first that were not looked for longest.
What is found is an issue; the profile is changed by who runs `check --mend`.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from flows.collecting.proposals import FOUND, LOOKED, looks
from tasks.collect.check import check_feed
from tasks.collect.http.fetch import FetchRequest, FetchResult, FetchSettings, open_fetcher
from tasks.collect.mending import mend_feed, needs_mending
from tasks.collect.polling import SLOWING, was_asked
from tasks.collect.urls import host_of
from tasks.countries.profiles import Feed
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Fetch, Issue
from warehouse.weeks import week_of

MOST_LOOKED_FOR = 10
"""Feeds a pass: each may cost its site two dozen requests."""
MOST_SECONDS = 5 * 60.0
"""For all of them: a site may answer slowly, and the pass ends when this does."""
_REFUSED = SLOWING | {401, 403}


async def propose_mending(
    home: Home,
    feeds: Sequence[tuple[Feed, Sequence[str]]],
    attempts: Mapping[str, Fetch],
    since: dt.datetime,
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
    most_seconds: float = MOST_SECONDS,
) -> list[Issue]:
    """The issues that say where feeds are now that were found dead since then; they are stored, with those that were looked for.

    attempts: feed URL -> its newest attempt.
    """
    dead = _to_look_for(home, feeds, attempts, since, now())
    found: list[Issue] = []
    looked: list[Issue] = []
    if not dead:
        return found
    async with open_fetcher(settings, now) as fetch:

        async def ask(feed: Feed) -> FetchResult:
            return await fetch(FetchRequest(feed))

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(most_seconds):
                for feed, countries in dead:
                    looked.append(looked_for(home, feed, now()))
                    check = check_feed(await ask(feed), now())
                    mended = await mend_feed(feed, check, ask, now()) if needs_mending(check) else None
                    if mended and mended.instead:
                        what = (
                            f"{feed.outlet}: {feed.url} is dead ({check.why}); {mended.instead} answers ({mended.how})"
                        )
                        found.append(_found(home, feed.url, what, countries, now()))
    Store(home).append([*found, *looked])
    return found


def _to_look_for(
    home: Home,
    feeds: Sequence[tuple[Feed, Sequence[str]]],
    attempts: Mapping[str, Fetch],
    since: dt.datetime,
    now: dt.datetime,
) -> list[tuple[Feed, Sequence[str]]]:
    """Feeds that were asked and found dead since then, whose hosts do not want to be left alone; a pass's number of them."""
    resting = {
        host_of(url)
        for row in attempts.values()
        if row.http_status in SLOWING or not was_asked(row.status, row.http_status, row.error)
        if (row.due_at and row.due_at > now) or row.fetched_at >= since
        for url in (row.feed_url, row.final_url)
    }
    dead = [
        (feed, countries)
        for feed, countries in feeds
        if (last := attempts.get(feed.url)) and last.health == "dead" and last.fetched_at >= since
        if last.http_status not in _REFUSED and host_of(feed.url) not in resting
    ]
    if not dead:
        return []
    told, looked = looks(home, now)
    dead = [(feed, countries) for feed, countries in dead if feed.url not in told]
    dead.sort(key=lambda one: (looked.get(one[0].url, dt.date.min), one[0].url))
    return dead[:MOST_LOOKED_FOR]


def _found(home: Home, url: str, message: str, countries: Sequence[str], at: dt.datetime) -> Issue:
    remedy = f"weekwatch check {','.join(countries)} --mend writes it into the profile"
    return _issue(home, FOUND, url, message, at).model_copy(update={"severity": "warning", "remedy": remedy})


def looked_for(home: Home, feed: Feed, at: dt.datetime) -> Issue:
    """The issue by which a later pass knows that a dead feed was looked for."""
    return _issue(home, LOOKED, feed.url, f"{feed.outlet}: it is dead, and was looked for on its outlet's site", at)


def _issue(home: Home, kind: str, url: str, message: str, at: dt.datetime) -> Issue:
    return Issue(
        week=week_of(at, home.week_starts_on).start,
        country=None,
        revision=None,
        stage="collect",
        severity="info",
        kind=kind,
        subject=url,
        message=message,
        remedy=None,
    )
