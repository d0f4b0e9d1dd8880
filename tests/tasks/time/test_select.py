from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.time.select import select_week
from warehouse.tables import FeedItem
from warehouse.weeks import Week, week_of

WEEK = Week(dt.date(2026, 4, 27))
MOMENTS = st.integers(0, 60 * 24 * 60).map(
    lambda minute: dt.datetime(2026, 4, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minute)
)


def item(
    title: str = "Storm hits coast",
    text: str = "",
    published: dt.datetime | None = dt.datetime(2026, 4, 29, 9, tzinfo=dt.UTC),
    *,
    fetched: dt.datetime = dt.datetime(2026, 5, 20, tzinfo=dt.UTC),
    number: int = 1,
) -> FeedItem:
    return FeedItem(
        week=week_of(published or fetched).start,
        item_id=f"{number:016x}",
        feed_url="https://example.org/feed",
        outlet="Example",
        publisher="example",
        outlet_country=None,
        url="",
        guid=None,
        title=title,
        text=text,
        lang="en",
        published_at=published,
        published_basis="published" if published else "none",
        fetched_at=fetched,
        raw_sha256="0" * 64,
        position=0,
    )


def kinds(*items: FeedItem, week: Week = WEEK) -> list[str]:
    selection = select_week(items, week)
    assert len(selection.kept) + len(selection.issues) == len(items)
    return [issue.kind for issue in selection.issues]


def test_ordinary_news_is_kept() -> None:
    assert kinds(item()) == []


@pytest.mark.parametrize(
    ("kind", "title", "text"),
    [
        ("before_period", "Ferry sinks", "A ferry sank on Sunday."),
        ("about_another_time", "Steppe Partner-2024 exercise begins", ""),
        ("repost", "Road", "This article was first published on March 12, 2024."),
        ("anniversary", "A year ago today: the flood", ""),
        ("roundup", "Week in review: floods", ""),
        ("explainer", "Explained: the treaty", ""),
    ],
)
def test_what_is_of_another_time_becomes_an_issue_with_evidence(kind: str, title: str, text: str) -> None:
    selection = select_week([item(title, text)], WEEK)
    assert selection.kept == []
    (issue,) = selection.issues
    assert (issue.kind, issue.stage, issue.severity, issue.week) == (kind, "select", "info", WEEK.start)
    assert (issue.country, issue.revision) == (None, None)
    assert "'" in issue.message


def test_undated_items_are_never_now() -> None:
    undated = item(published=None, fetched=dt.datetime(2026, 4, 29, tzinfo=dt.UTC))
    assert kinds(undated) == ["undated"]
    assert select_week([undated], WEEK.shift(1)).issues == []


def test_a_date_after_the_fetch_is_wrong() -> None:
    assert kinds(item(fetched=dt.datetime(2026, 4, 27, tzinfo=dt.UTC))) == ["future_dated"]
    assert kinds(item(fetched=dt.datetime(2026, 4, 28, 12, tzinfo=dt.UTC))) == []


def test_a_late_report_goes_to_the_week_of_its_event_and_only_there() -> None:
    late = item("Bomb kills six", "Six were killed on Saturday.", dt.datetime(2026, 5, 4, 7, tzinfo=dt.UTC))
    selection = select_week([late], WEEK)
    assert [kept.time.event_date for kept in selection.kept] == [dt.date(2026, 5, 2)]
    assert selection.issues == []
    assert kinds(late, week=WEEK.shift(1)) == ["before_period"]


def test_neighbours_of_the_week_are_silent() -> None:
    neighbour = item(published=dt.datetime(2026, 5, 4, 7, tzinfo=dt.UTC))
    selection = select_week([neighbour], WEEK)
    assert (selection.kept, selection.issues) == ([], [])


@given(MOMENTS, st.integers(0, 6))
def test_a_current_item_belongs_to_exactly_one_half_open_week(published: dt.datetime, starts_on: int) -> None:
    subject = item(published=published, fetched=published)
    first = week_of(dt.date(2026, 3, 20), starts_on)
    weeks = [first.shift(number) for number in range(13)]
    keeping = [week for week in weeks if select_week([subject], week, starts_on).kept]
    assert keeping == [week_of(published, starts_on)]
    assert keeping[0].starts_at <= published < keeping[0].ends_at


@given(MOMENTS)
def test_every_item_of_a_week_is_kept_or_explained_once(published: dt.datetime) -> None:
    subject = item("Ferry sinks", "A ferry sank on Sunday.", published, fetched=published)
    own = week_of(published)
    here, before = select_week([subject], own), select_week([subject], own.shift(-1))
    assert len(here.kept) + len(here.issues) == 1
    assert before.issues == []
    if before.kept:
        assert published < own.shift(-1).pool_ends_at
        assert not here.kept


def test_the_bounds_of_the_week() -> None:
    first, last = WEEK.starts_at, WEEK.ends_at - dt.timedelta(microseconds=1)
    assert kinds(item(published=first), item(published=last, number=2)) == []
    assert select_week([item(published=WEEK.ends_at)], WEEK).kept == []
