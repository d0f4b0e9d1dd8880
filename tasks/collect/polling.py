"""A feed's state after each attempt, and when it is due again.

What falls out of a document between two looks is lost, and a document is not a queue: editors take items out anywhere, so
that some stay for minutes where others stay for days. A feed is asked fifty times while its document rolls over once,
between every hour and twice a day. A feed that fails or is empty is left alone for an hour, then two, four, ... a day;
one that asks to be left alone is, and a host that slows us down is asked for a few of its feeds a pass. A feed that has moved for good is asked at its new address, under its old name.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence

from tasks.collect.check import STALE_DAYS, UNDATED_SHARE
from tasks.collect.http.fetch import NOT_ASKED, Fetched, FetchFailed, FetchResult
from tasks.collect.urls import host_of
from warehouse.tables import FeedHealth, FeedItem, Fetch

LOOKS_A_ROLLOVER = 50.0
"""If items stay for exponentially spread times, as they nearly do in 23 feeds recorded in 2020-21, a look each N-th of
their mean stay misses one of them in 2N: fifty looks miss one in a hundred."""
HOUR = dt.timedelta(hours=1)
SHORTEST, LONGEST = HOUR, 12 * HOUR
SLACK = dt.timedelta(minutes=10)
"""A feed that is due within this time is asked now: an hourly job does not start on the second."""
IDLE = 24 * HOUR
"""Between two looks at a feed that has stopped, and at most at one that fails or is empty."""
GIVEN_UP = dt.timedelta(days=7)
DEAD_FAILURES = 10
"""Failures in a row, some six days with the pauses between them, after which a feed counts as dead."""
RETURN_FAILURES = 3
"""Failures in a row at a learned address, or documents that are no feed, after which the profile's address is tried again."""
HALF_LIFE = dt.timedelta(days=3)
"""Age at which what was counted weighs half in the rate of new items: a quiet night or Sunday makes no feed sleepy."""
HOST_BUDGET = 60
"""Feeds of one host asked in a pass: sections for every country stand on a few hosts."""
SLOWING = frozenset({429, 503})
"""Statuses by which a host asks us to slow down."""
SLOWED_BUDGET = 8
"""The same of a host that answered 429 or 503 within SLOWED_FOR: AllAfrica, one of 50 feeds here, does after 8 to 16."""
SLOWED_FOR = dt.timedelta(hours=24)
UNDATED_ROLLOVER = dt.timedelta(days=1)
"""In which a document that says nothing of time is taken to roll over, until its items have been counted."""


_STATE = ("health", "failures", "moved_to", "newest_item_at", "items_held", "items_per_hour")
"""What a row of `fetches` says of the feed and not of the attempt, but for when it is due."""


def is_due(last: Fetch | None, now: dt.datetime) -> bool:
    """Whether a feed is to be asked now, given its newest attempt."""
    return last is None or last.due_at is None or last.due_at <= now + SLACK


def was_asked(status: str, http_status: int | None, error: str | None) -> bool:
    """Whether a request went out, as an attempt's row tells: its host may just have asked to be left alone."""
    return status != "failed" or http_status is not None or not (error or "").startswith(NOT_ASKED)


def within_budgets(urls: Collection[str], asked: Mapping[str, dt.datetime], slowed: Collection[str]) -> set[str]:
    """Those of the due feeds that are asked in this pass: of a host with more than its budget, those not asked for longest.

    asked: feed URL -> when a request for it last went out. slowed: hosts that answered 429 or 503 within SLOWED_FOR.
    """
    of_host: dict[str, list[str]] = {}
    for url in urls:
        of_host.setdefault(host_of(url), []).append(url)
    long_ago = dt.datetime.min.replace(tzinfo=dt.UTC)
    chosen: set[str] = set()
    for host, its in of_host.items():
        its.sort(key=lambda url: (asked.get(url, long_ago), url))
        chosen.update(its[: SLOWED_BUDGET if host in slowed else HOST_BUDGET])
    return chosen


def address_of(last: Fetch | None) -> str | None:
    """Where a feed is to be asked instead of at its profile's address; None: there."""
    return last.moved_to if last else None


def follow(
    last: Fetch | None, row: Fetch, result: FetchResult, items: Sequence[FeedItem] = (), *, is_feed: bool = True
) -> Fetch:
    """The attempt's row with the feed's state after it: health, failures in a row, rate and next look.

    A feed that answers from where it has moved for good is asked there from now on; after RETURN_FAILURES failures, at its own address again.
    last: the row of the attempt before. items: what the document held, in its order. is_feed: whether it was a feed; a
    page that answers in its place counts as a failure, and is not an address to move to. What was not asked, because its host
    had just asked to be left alone, is not a failure.
    """
    if last and isinstance(result, FetchFailed) and result.kind == "retry_later" and result.http_status is None:
        state = {name: getattr(last, name) for name in _STATE}
        return row.model_copy(update=state | {"due_at": result.retry_after or row.fetched_at + SHORTEST})
    has_failed = isinstance(result, FetchFailed) or (isinstance(result, Fetched) and not is_feed)
    failures = int(has_failed) + ((last.failures or 0) if last and has_failed else 0)
    moved_to = last.moved_to if last else None
    if isinstance(result, Fetched) and is_feed:
        moved_to = result.moved_to
    elif failures >= RETURN_FAILURES:
        moved_to = None
    dates = [item.published_at for item in items if item.published_at is not None]
    newest = max([*dates, *([last.newest_item_at] if last and last.newest_item_at else [])], default=None)
    held = len(items) if isinstance(result, Fetched) else last.items_held if last else None
    rate = _rate(last, row, result, dates)
    health = _health(last, row, result, failures, newest, moved_to)
    pause = _pause(health, last, failures, held, rate)
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
    """New items an hour: of the first document as its dates say, then as counted between looks."""
    former = last.items_per_hour if last else None
    if isinstance(result, FetchFailed):
        return former
    if last is None or former is None:
        return _told(row, dates) if isinstance(result, Fetched) else None
    since = row.fetched_at - last.fetched_at
    if since <= dt.timedelta():
        return former
    kept = math.exp2(-(since / HALF_LIFE))
    rate = kept * former + (1 - kept) * row.new_item_count / (since / HOUR)
    has_rolled_over = isinstance(result, Fetched) and row.new_item_count >= row.item_count
    return max(rate, former) if has_rolled_over else rate  # what came and went unseen was not counted


def _told(row: Fetch, dates: Sequence[dt.datetime]) -> float:
    """New items an hour, as a document's dates say: half of it is newer than the item in the middle."""
    if not dates:
        return row.item_count / (UNDATED_ROLLOVER / HOUR)
    middle = sorted(dates)[len(dates) // 2]
    return row.item_count / 2 / max((row.fetched_at - middle) / HOUR, 1.0)


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


def _pause(health: FeedHealth, last: Fetch | None, failures: int, held: int | None, rate: float | None) -> dt.timedelta:
    if health == "dead":
        return GIVEN_UP
    if health == "failing":
        return min(SHORTEST * (1 << min(failures - 1, 10)), IDLE)
    if health == "empty":  # for the moment, as far as one knows
        waited = last.due_at - last.fetched_at if last and last.health == "empty" and last.due_at else SHORTEST / 2
        return min(2 * waited, IDLE)
    if health == "stale":
        return IDLE
    if not held or rate is None:
        return SHORTEST
    if rate == 0:
        return LONGEST
    return min(max(HOUR * (held / rate / LOOKS_A_ROLLOVER), SHORTEST), LONGEST)
