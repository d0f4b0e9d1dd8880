"""How a feed fares from attempt to attempt, and when it is to be asked again.

A feed is asked four times while its document rolls over once, between every hour and twice a day: what falls out
between two looks is lost. A feed that fails is left alone for an hour, then two, four, ... a day; one that asks to be
left alone is. A feed that has moved for good is asked at its new address, under its old name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tasks.feed_check import STALE_DAYS, UNDATED_SHARE
from tasks.fetch import Fetched, FetchFailed, FetchResult
from warehouse.tables import FeedHealth, FeedItem, Fetch

LOOKS_A_ROLLOVER = 4.0
SHORTEST, LONGEST = dt.timedelta(hours=1), dt.timedelta(hours=12)
SLACK = dt.timedelta(minutes=10)
"""A feed that is due within this time is asked now: an hourly job does not start on the second."""
IDLE = dt.timedelta(hours=24)
"""Between two looks at a feed that is empty or has stopped."""
GIVEN_UP = dt.timedelta(days=7)
DEAD_FAILURES = 10
"""Failures in a row, some six days with the pauses between them, after which a feed counts as dead."""
RETURN_FAILURES = 3
"""Failures in a row at a learned address, after which the profile's address is tried again."""
SMOOTHING = 0.5
"""Weight of the newest interval in the rate of new items."""


def is_due(last: Fetch | None, now: dt.datetime) -> bool:
    """Whether a feed is to be asked now, given its newest attempt."""
    return last is None or last.due_at is None or last.due_at <= now + SLACK


def address_of(last: Fetch | None) -> str | None:
    """Where a feed is to be asked instead of at its profile's address; None: there."""
    return last.moved_to if last else None


def follow(last: Fetch | None, row: Fetch, result: FetchResult, items: Sequence[FeedItem] = ()) -> Fetch:
    """The attempt's row with the feed's state after it: health, failures in a row, rate and next look.

    last: the row of the attempt before. items: what the document held, in its order.
    """
    failures = (
        (last.failures or 0) + 1 if last and isinstance(result, FetchFailed) else int(isinstance(result, FetchFailed))
    )
    moved_to = last.moved_to if last else None
    if isinstance(result, Fetched):
        moved_to = result.moved_to
    elif failures >= RETURN_FAILURES:
        moved_to = None
    dates = [item.published_at for item in items if item.published_at is not None]
    newest = max([*dates, *([last.newest_item_at] if last and last.newest_item_at else [])], default=None)
    held = len(items) if isinstance(result, Fetched) else last.items_held if last else None
    rate = _rate(last, row, result, dates)
    health = _health(last, row, result, failures, newest, moved_to)
    pause = _pause(health, failures, held, rate)
    due_at = row.fetched_at + pause
    if isinstance(result, FetchFailed) and result.retry_after is not None:
        due_at = max(due_at, result.retry_after)
    return row.model_copy(
        update={
            "health": health,
            "failures": failures,
            "due_at": due_at,
            "moved_to": moved_to,
            "newest_item_at": newest,
            "items_held": held,
            "items_per_hour": None if rate is None else round(rate, 4),
        }
    )


def _rate(last: Fetch | None, row: Fetch, result: FetchResult, dates: Sequence[dt.datetime]) -> float | None:
    """New items an hour: as counted between looks, and not below what the items' own dates say."""
    former = last.items_per_hour if last else None
    if isinstance(result, FetchFailed):
        return former
    counted = former
    if (
        last
        and last.items_held is not None
        and (hours := (row.fetched_at - last.fetched_at).total_seconds() / 3600) > 0
    ):
        now = row.new_item_count / hours
        counted = now if former is None else SMOOTHING * now + (1 - SMOOTHING) * former
    span = (max(dates) - min(dates)).total_seconds() / 3600 if len(dates) > 1 else 0.0
    told = (len(dates) - 1) / span if span > 0 else None
    return max((rate for rate in (counted, told) if rate is not None), default=None)


def _health(
    last: Fetch | None,
    row: Fetch,
    result: FetchResult,
    failures: int,
    newest: dt.datetime | None,
    moved_to: str | None,
) -> FeedHealth:
    if isinstance(result, FetchFailed):
        return "dead" if failures >= DEAD_FAILURES or result.kind == "gone" else "failing"
    if isinstance(result, Fetched):
        if row.item_count == 0:
            return "empty"
        if result.incomplete:
            return "truncated"
        if row.undated_count > UNDATED_SHARE * row.item_count:
            return "undated"
    elif last and last.health in ("empty", "undated"):
        return last.health  # not modified: as it was
    if newest is not None and row.fetched_at - newest > dt.timedelta(days=STALE_DAYS):
        return "stale"
    return "moved" if moved_to else "alive"


def _pause(health: FeedHealth, failures: int, held: int | None, rate: float | None) -> dt.timedelta:
    if health == "dead":
        return GIVEN_UP
    if health == "failing":
        return min(SHORTEST * (1 << min(failures - 1, 10)), IDLE)
    if health in ("empty", "stale"):
        return IDLE
    if not held or rate is None:
        return SHORTEST
    if rate == 0:
        return LONGEST
    return min(max(dt.timedelta(hours=held / rate / LOOKS_A_ROLLOVER), SHORTEST), LONGEST)
