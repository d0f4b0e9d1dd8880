"""What a weekly run looks at: missed weeks first, each country from its first week on, nothing that has no items."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path

import pytest

from flows.building.plan import backfill_plan, in_chains, newest_closed, weekly_plan
from flows.collecting.feeds import import_files
from tests.flows.building.test_batch import write_news
from warehouse.errors import InputError
from warehouse.store.country_weeks import CountryWeekRows, Store
from warehouse.store.home import Home
from warehouse.tables import Run
from warehouse.weeks import Week

FIRST = Week(dt.date(2023, 1, 2))
NOW = FIRST.shift(5).starts_at + dt.timedelta(hours=6)
"""The Monday after the fifth week."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A warehouse with an item in each of six weeks."""
    home = Home.create(tmp_path / "home")
    news = [
        (f"{FIRST.shift(n).start}T08:00:00Z", "Alpha Daily", f"Ukraine signs agreement {n}", "In Kyiv.")
        for n in range(6)
    ]
    list(import_files(home, [write_news(tmp_path / "news.jsonl", news)], {}, NOW))
    return home


def build(home: Home, country: str, *weeks: int, at: dt.datetime | None = None) -> None:
    """Leaves what a build of these weeks leaves of itself: complete runs, of the week's end if not of `at`."""
    runs = [
        Run.model_validate(
            {
                **dict.fromkeys(("input_digest", "profile_digest", "formula_version", "code_version"), "none"),
                **dict.fromkeys(("item_count", "article_count", "story_count", "issue_count", "seconds"), 0),
                "country": country,
                "week": FIRST.shift(n).start,
                "revision": "0" * 16,
                "status": "complete",
                "error": None,
                "started_at": at or FIRST.shift(n).ends_at,
                "finished_at": at or FIRST.shift(n).ends_at,
            }
        )
        for n in weeks
    ]
    Store(home).replace_country_weeks(CountryWeekRows(r.country, r.week, r.revision, r) for r in runs)


def as_numbers(plan: dict[Week, list[str]]) -> dict[int, list[str]]:
    return {(week.start - FIRST.start).days // 7: countries for week, countries in plan.items()}


def test_a_country_that_was_never_built_begins_with_the_newest_closed_week(home: Home) -> None:
    assert newest_closed(NOW, 0) == FIRST.shift(4)
    assert as_numbers(weekly_plan(home, ["UA", "PK"], NOW)) == {4: ["UA", "PK"]}


def test_missed_weeks_come_first_oldest_first_and_once(home: Home) -> None:
    build(home, "UA", 0, 1)
    build(home, "PK", 1, 3)
    plan = as_numbers(weekly_plan(home, ["UA", "PK"], NOW))
    assert list(plan.items()) == [(2, ["UA", "PK"]), (3, ["UA", "PK"]), (4, ["UA", "PK"])]
    build(home, "UA", 2, 3, 4)
    build(home, "PK", 2, 4)
    settling = {3: ["UA", "PK"], 4: ["UA", "PK"]}  # looked at again: items arrive late
    assert as_numbers(weekly_plan(home, ["UA", "PK"], NOW)) == settling


def test_a_week_built_before_its_end_was_missed(home: Home) -> None:
    build(home, "UA", 0, 3, 4)
    build(home, "UA", 1, at=FIRST.shift(1).starts_at + dt.timedelta(days=3))
    build(home, "UA", 2)
    assert 1 in as_numbers(weekly_plan(home, ["UA"], NOW))


def test_the_running_week_comes_last_and_only_if_asked_for(home: Home) -> None:
    build(home, "UA", 3, 4)
    assert list(as_numbers(weekly_plan(home, ["UA"], NOW, provisional=True))) == [3, 4, 5]
    assert list(as_numbers(weekly_plan(home, ["UA"], NOW))) == [3, 4]


def test_only_so_many_weeks_are_looked_through(home: Home) -> None:
    build(home, "UA", 0)
    assert list(as_numbers(weekly_plan(home, ["UA"], NOW, weeks=3))) == [2, 3, 4]
    assert list(as_numbers(weekly_plan(home, ["UA"], NOW, weeks=40))) == [1, 2, 3, 4]


def test_without_items_it_is_said_how_to_get_some(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="weekwatch collect"):
        weekly_plan(Home.create(tmp_path / "empty"), ["UA"], NOW)


def test_a_backfill_names_every_week() -> None:
    plan = backfill_plan(["UA"], "2023-W01", "2023-01-17", 0)
    assert [week.label for week in plan] == ["2023-W01", "2023-W02", "2023-W03"]
    with pytest.raises(InputError, match="before it starts"):
        backfill_plan(["UA"], "2023-W02", "2023-W01", 0)


WEEKS = [Week(dt.date(2026, 1, 5)).shift(n) for n in range(4)]
COUNTRIES = [f"{n:02}" for n in range(20)]


def test_a_country_goes_through_its_weeks_in_order_and_no_more_than_the_workers_at_once() -> None:
    plan = {week: COUNTRIES[: 20 - at] for at, week in enumerate(WEEKS)}
    began: list[tuple[Week, str]] = []
    busy = most = 0

    async def work(batch: list[str], week: Week) -> None:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0)
        busy -= 1

    async def build(batch: list[str], week: Week) -> None:
        began.extend((week, country) for country in batch)
        await work(batch, week)

    asyncio.run(in_chains(plan, 2, build, work))
    assert most == 2
    for country in COUNTRIES:
        assert [week for week, own in began if own == country] == [week for week in WEEKS if country in plan[week]]


def test_a_week_is_prepared_once_before_it_is_built_and_while_the_one_before_is() -> None:
    done: list[tuple[str, Week]] = []

    async def build(batch: list[str], week: Week) -> None:
        done.append(("begun", week))
        await asyncio.sleep(0)
        done.append(("built", week))

    async def prepare(countries: list[str], week: Week) -> None:
        assert countries == COUNTRIES
        await asyncio.sleep(0)
        done.append(("prepared", week))

    asyncio.run(in_chains(dict.fromkeys(WEEKS, COUNTRIES), 2, build, prepare))
    for week in WEEKS:
        assert done.count(("prepared", week)) == 1
        assert done.index(("prepared", week)) < done.index(("begun", week))
    for week, following in pairwise(WEEKS):
        last_built = len(done) - 1 - done[::-1].index(("built", week))
        assert done.index(("prepared", following)) < last_built


def test_of_a_week_the_batch_that_took_longest_before_comes_first() -> None:
    begun: list[tuple[Week, str]] = []

    async def build(batch: list[str], week: Week) -> None:
        begun.append((week, batch[0]))
        await asyncio.sleep(0.05 if batch[0] == "01" else 0.001)

    async def prepare(countries: list[str], week: Week) -> None:
        await asyncio.sleep(0)

    asyncio.run(in_chains(dict.fromkeys(WEEKS, COUNTRIES), 1, build, prepare))
    assert begun == [
        (WEEKS[0], "00"),
        (WEEKS[0], "01"),
        *((week, first) for week in WEEKS[1:] for first in ("01", "00")),
    ]


@pytest.mark.parametrize("broken", ["build", "prepare"])
def test_where_work_fails_no_other_week_begins(broken: str) -> None:
    begun: set[tuple[str, Week]] = set()

    def work(name: str) -> Callable[[list[str], Week], Awaitable[None]]:
        async def do(batch: list[str], week: Week) -> None:
            begun.add((name, week))
            await asyncio.sleep(0)
            if name == broken:
                raise OSError("the disk is full")

        return do

    with pytest.raises(OSError, match="disk"):
        asyncio.run(in_chains(dict.fromkeys(WEEKS, COUNTRIES), 2, work("build"), work("prepare")))
    assert {week for name, week in begun if name == "build"} == ({WEEKS[0]} if broken == "build" else set())
