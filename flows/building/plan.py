"""Which country-weeks a run is to build: weeks oldest first, because a week is compared with those before it."""

from __future__ import annotations

import asyncio
import datetime as dt
import heapq
import itertools
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

from flows.building.workers import batches
from warehouse.errors import InputError
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import FeedItem, Run
from warehouse.weeks import Week, parse_week, week_of, weeks_between

Plan = Mapping[Week, Sequence[str]]
"""Weeks, oldest first, each with its countries."""

CATCH_UP_WEEKS = 12
"""How far back a weekly run looks for weeks that were missed."""
SETTLING_WEEKS = 2
"""Closed weeks that a weekly run looks at for every country: items about a week arrive up to three days after its end."""


def backfill_plan(countries: Sequence[str], first: str, last: str, week_starts_on: int) -> dict[Week, list[str]]:
    """Every country in every week from `first` to `last`, each a date or an ISO week. Raises InputError."""
    weeks = weeks_between(parse_week(first, week_starts_on), parse_week(last, week_starts_on))
    return {week: list(countries) for week in weeks}


async def in_chains(
    plan: Plan,
    workers: int,
    build: Callable[[list[str], Week], Awaitable[None]],
    prepare: Callable[[list[str], Week], Awaitable[None]],
) -> None:
    """Builds the plan in batches of countries, as many at once as there are workers.

    Each batch goes through the weeks as a chain: a country waits for its own week before, not for others. Of the chains
    that wait, the one in the oldest week is next, and of several the one that has taken longest so far: none is left
    alone at the end. One more chain goes ahead and prepares what all batches of a week share.
    """
    turns = _Turns(workers)
    prepared = {week: asyncio.Event() for week in plan}

    async def go_ahead() -> None:
        for at, (week, of_week) in enumerate(plan.items()):
            async with turns.next(at - 1, math.inf):
                await prepare(list(of_week), week)
            prepared[week].set()

    async def go_through(members: frozenset[str]) -> None:
        taken = 0.0
        for at, (week, of_week) in enumerate(plan.items()):
            await prepared[week].wait()
            if batch := [country for country in of_week if country in members]:
                async with turns.next(at, taken):
                    began = time.monotonic()
                    await build(batch, week)
                    taken += time.monotonic() - began

    countries = sorted({country for of_week in plan.values() for country in of_week})
    chains = [asyncio.create_task(go_through(frozenset(members))) for members in batches(countries, workers)]
    chains.append(asyncio.create_task(go_ahead()))
    try:
        await asyncio.gather(*chains)
    finally:
        for chain in chains:
            chain.cancel()


class _Turns:
    """Whose turn it is: as many at once as there are workers."""

    def __init__(self, workers: int) -> None:
        self._free = workers
        self._waiting: list[tuple[int, float, int, asyncio.Future[None]]] = []
        self._count = itertools.count()

    @asynccontextmanager
    async def next(self, week: int, taken: float) -> AsyncIterator[None]:
        """A turn, had when a worker is free and no one waits who is in an older week or has taken longer."""
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (week, -taken, next(self._count), turn))
        self._give()
        await turn
        try:
            yield
        finally:
            self._free += 1
            self._give()

    def _give(self) -> None:
        while self._free and self._waiting:
            *_, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self._free -= 1
                turn.set_result(None)


def newest_closed(now: dt.datetime, week_starts_on: int) -> Week:
    """The last week that is over."""
    return week_of(now, week_starts_on).shift(-1)


def weekly_plan(
    home: Home, countries: Sequence[str], now: dt.datetime, *, provisional: bool = False, weeks: int = CATCH_UP_WEEKS
) -> dict[Week, list[str]]:
    """The weeks a weekly run looks at: missed weeks, the newest closed ones, and with `provisional` the running one.

    A week was missed by a country that was built before and has no complete run of after the week's end. Only the last
    `weeks` closed weeks are looked through, and none before the earliest stored item.
    """
    store = Store(home)
    stored = store.weeks(FeedItem)
    if not stored:
        raise InputError("no items are stored yet", where=home.location, remedy="`weekwatch collect` first")
    newest = newest_closed(now, home.week_starts_on)
    first = max(newest.shift(1 - weeks), Week(stored[0]))
    began, final = _built(store, countries)
    plan: dict[Week, list[str]] = {}
    for n in range((newest.start - first.start).days // 7 + 1):
        week = first.shift(n)
        if week > newest.shift(-SETTLING_WEEKS):
            wanted = [c for c in countries if week == newest or (c in began and began[c] <= week.start)]
        else:
            wanted = [c for c in countries if c in began and began[c] < week.start and (c, week.start) not in final]
        if wanted:
            plan[week] = wanted
    if provisional:
        plan[newest.shift(1)] = list(countries)
    return plan


def _built(store: Store, countries: Collection[str]) -> tuple[dict[str, dt.date], set[tuple[str, dt.date]]]:
    """The first week built of each country, and the country-weeks that were built after the week's end."""
    names = ["country", "week", "status", "started_at"]
    table = store.arrow(Run, countries=countries, columns=names)
    began: dict[str, dt.date] = {}
    final: set[tuple[str, dt.date]] = set()
    for country, week, status, started_at in zip(*(table.column(name).to_pylist() for name in names), strict=True):
        if status == "complete":
            began[country] = min(week, began.get(country, week))
            if started_at >= Week(week).ends_at:
                final.add((country, week))
    return began, final
