"""Searches asked politely: one service after the other, one request at a time, each within its budget of the pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tasks.collect.http.fetch import FetchRequest, FetchResult, FetchSettings, open_fetcher
from tasks.collect.polling import SLACK, is_due
from tasks.collect.searches import EMPTY_IN_A_ROW, Search, SearchService, has_items, refuses, rests_until
from warehouse.tables import Fetch


async def ask_searches(
    searches: Sequence[Search],
    services: Sequence[SearchService],
    attempts: Mapping[str, Fetch],
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
) -> list[FetchResult]:
    """What the services answered, in the order of asking. What one did not answer, or has no budget for, the next is asked.

    attempts: feed URL -> its newest attempt, by which a service that refused is left alone.
    """
    results: list[FetchResult] = []
    unanswered = list(searches)
    for service in services:
        until = rests_until(service, attempts.values())
        if not unanswered or (until is not None and until > now() + SLACK):
            continue
        asked = await _ask_one(service, unanswered, attempts, settings, now)
        answered = {search for search, result in asked if has_items(result)}
        unanswered = [search for search in unanswered if search not in answered]
        results += [result for _, result in asked]
    return results


async def _ask_one(
    service: SearchService,
    searches: Sequence[Search],
    attempts: Mapping[str, Fetch],
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
) -> list[tuple[Search, FetchResult]]:
    """What one service answered until its budget was spent, it refused, or fell silent."""
    polite = replace(settings, per_host=1, host_delay_seconds=service.delay_seconds)
    asked: list[tuple[Search, FetchResult]] = []
    silent = 0
    async with open_fetcher(polite, now) as fetch:
        for search in searches:
            feed = service.feed(search)
            if feed is None or not is_due(attempts.get(feed.url), now()):
                continue
            if len(asked) >= service.budget or silent >= EMPTY_IN_A_ROW:
                break
            result = await fetch(FetchRequest(feed, (search.country,)))
            asked.append((search, result))
            if refuses(result):
                break
            silent = 0 if has_items(result) else silent + 1
    return asked
