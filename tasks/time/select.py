"""The week of an article: a week's items are those whose text reports what happened or was announced in it.

An item is stored under the week of its publication (`tasks/collect/feed/parse`); here it is settled whether that week, the one before or
none has it as an article.

An item published up to three days after the week belongs to it when its text dates its event into it ("on Sunday",
read on Monday). What is set aside becomes an Issue with its evidence; nothing is dropped silently. Only items
published in the week produce issues, so the neighbours in the pool are reported by their own weeks alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.time.event_time import EventTime, event_time
from warehouse.tables import FeedItem, Issue, IssueSeverity
from warehouse.weeks import Week, week_of

_CLOCK_SLACK = dt.timedelta(days=1)
"""A date of publication so far after the fetch is a time zone's doing; beyond it, the feed's date is wrong."""
_SET_ASIDE = {
    "repost": "repost",
    "anniversary": "anniversary",
    "roundup": "roundup",
    "explainer": "explainer",
    "past": "about_another_time",
}


@dataclass(frozen=True, slots=True)
class Selected:
    """An item that belongs to the week, with its time."""

    item: FeedItem
    time: EventTime


@dataclass(frozen=True, slots=True)
class Selection:
    """The items of a week, in the order given, and an issue for each one of the week that was set aside."""

    kept: list[Selected]
    issues: list[Issue]


def select_week(items: Sequence[FeedItem], week: Week, week_starts_on: int = 0) -> Selection:
    """The items that belong to the week, and why the others published in it do not.

    `items` is a pool of items published from the week's start to `warehouse.weeks.LATE_DAYS` after its end; others are skipped.
    Issue kinds: undated, future_dated, before_period, after_period, about_another_time, repost, anniversary, roundup,
    explainer. `country` and `revision` of an issue are left None for the caller to fill in.
    """
    kept: list[Selected] = []
    issues: list[Issue] = []
    pool_ends = week.pool_ends_at
    for item in items:
        published = item.published_at
        if published is None:
            if item.week == week.start:
                issues.append(
                    _issue(item, week, "warning", "undated", "the feed gave no usable date, and none is guessed")
                )
            continue
        if not week.starts_at <= published < pool_ends:
            continue
        own = week_of(published, week_starts_on) == week
        if published > item.fetched_at + _CLOCK_SLACK:
            if own:
                message = (
                    f"dated {published:%Y-%m-%d %H:%M} UTC, after it was fetched ({item.fetched_at:%Y-%m-%d %H:%M})"
                )
                issues.append(_issue(item, week, "warning", "future_dated", message))
            continue
        time = event_time(item.title, item.text, published_at=published, lang=item.lang, week_starts_on=week_starts_on)
        kind = _set_aside(time, week)
        if kind is None:
            kept.append(Selected(item, time))
        elif own:
            issues.append(_issue(item, week, "info", kind, _message(time)))
    return Selection(kept, issues)


def _set_aside(time: EventTime, week: Week) -> str | None:
    """The kind of issue of an item that does not belong to the week; None for one that does."""
    if kind := _SET_ASIDE.get(time.time_kind):
        return kind
    if time.in_week_of < week.start:
        return "before_period"
    return "after_period" if time.in_week_of > week.start else None


def _message(time: EventTime) -> str:
    evidence = f" ({time.evidence.text!r})" if time.evidence else ""
    return f"not of this week: {time.why}{evidence}"


def _issue(item: FeedItem, week: Week, severity: IssueSeverity, kind: str, message: str) -> Issue:
    return Issue(
        week=week.start,
        country=None,
        revision=None,
        stage="select",
        severity=severity,
        kind=kind,
        subject=item.item_id,
        message=f"{item.title[:120]!r}: {message}",
        remedy=None,
    )
