"""The feeds of countries fetched once, judged, and, where that is wanted, looked for where they are now."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping

from tasks.collect.check import FeedCheck, check_feed, judged_together
from tasks.collect.http.fetch import FetchRequest, FetchResult, FetchSettings, open_fetcher
from tasks.collect.mending import Mended, mend_feed
from tasks.countries.profiles import CountryProfile, Feed

Checked = tuple[list[FeedCheck], list[Mended]]
"""The judgements on a country's feeds, in the profile's order, and what is to be done about some of them."""


def check_countries(
    profiles: Mapping[str, CountryProfile],
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
    on_feed: Callable[[], None] | None = None,
    *,
    mend: bool = False,
) -> dict[str, Checked]:
    """Country code -> its feeds judged. mend: whether those that are broken are looked for on their sites."""
    return asyncio.run(_check(profiles, settings, now, on_feed, mend))


async def _check(
    profiles: Mapping[str, CountryProfile],
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
    on_feed: Callable[[], None] | None,
    mend: bool,
) -> dict[str, Checked]:
    async with open_fetcher(settings, now) as fetch:

        async def ask(feed: Feed) -> FetchResult:
            return await fetch(FetchRequest(feed))

        async def one(feed: Feed) -> tuple[FeedCheck, Mended | None]:
            check = check_feed(await ask(feed), now())
            mended = await mend_feed(feed, check, ask, now()) if mend else None
            if on_feed:
                on_feed()
            return check, mended

        async with asyncio.TaskGroup() as group:
            asked = {
                code: [group.create_task(one(feed)) for feed in profile.feeds] for code, profile in profiles.items()
            }
    found = {}
    for code, tasks in asked.items():
        done = [task.result() for task in tasks]
        found[code] = (judged_together([check for check, _ in done]), [one for _, one in done if one])
    return found
