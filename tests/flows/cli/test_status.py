"""`weekwatch status`: fresh, stale, late and failing countries, feeds, and the exit code."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli.app import app
from flows.cli.health import Status, status_of
from flows.collecting.feeds import import_files
from flows.collecting.proposals import FOUND
from flows.homes import BUNDLED_COUNTRIES
from tasks.collect.living import SEARCHED_AT
from tasks.countries.profiles import load_profiles
from tasks.draft import Draft
from tests.flows.building.test_batch import NOW, WEEK, build, home, write_news
from tests.warehouse.samples import fetch
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Issue, Run
from warehouse.weeks import week_of

__all__ = ["home"]  # a fixture

STAGES = ("gather", "select", "dedupe", "read", "group", "happen", "weigh", "locate", "look_ahead", "write")


def states(found: Status) -> dict[str, str]:
    return {c.country: c.state for c in found.countries}


def status(home: Home, now: dt.datetime = NOW) -> Status:
    return status_of(home, BUNDLED_COUNTRIES, now)


def test_an_empty_warehouse_is_due_nothing(tmp_path: Path) -> None:
    found = status(Home.create(tmp_path / "home"))
    assert (found.week_due, found.countries, found.well) == (None, (), True)


def test_of_an_archive_the_newest_week_built_is_due(home: Home, tmp_path: Path) -> None:
    assert status(home).week_due == WEEK.start
    build(home, ["UA", "PK"])
    after = ("2023-01-09T08:00:00Z", "Gamma News", "Chile elects a mayor", "Nobody was hurt.")
    list(import_files(home, [write_news(tmp_path / "after.jsonl", [after])], {}, NOW))
    build(home, ["UA", "PK"])
    for now in (NOW, NOW + dt.timedelta(days=400)):
        found = status(home, now)
        assert (found.week_due, states(found), found.well) == (WEEK.start, {"PK": "fresh", "UA": "fresh"}, True)


def test_late_items_make_a_country_stale_and_the_next_run_fresh(home: Home, tmp_path: Path) -> None:
    build(home, ["UA", "PK"])
    late = ("2023-01-07T08:00:00Z", "Gamma News", "Ukraine says bridge in Kherson was damaged", "No one was hurt.")
    list(import_files(home, [write_news(tmp_path / "late.jsonl", [late])], {}, NOW))
    assert set(states(status(home)).values()) == {"stale"}
    assert status(home).well
    build(home, ["UA", "PK"])
    assert set(states(status(home)).values()) == {"fresh"}


def test_where_feeds_are_collected_a_week_is_late_36_hours_after_it_closed(home: Home) -> None:
    build(home, ["UA"])
    closes = WEEK.shift(1).ends_at
    Store(home).append([fetch(at=closes, countries=["UA"])])
    before, after = (status(home, closes + dt.timedelta(hours=hours)) for hours in (35, 37))
    assert (before.week_due, states(before)) == (WEEK.start, {"UA": "fresh"})
    assert (after.week_due, states(after), after.well) == (WEEK.shift(1).start, {"UA": "late"}, False)


def test_a_country_that_is_collected_for_and_was_never_built_is_late(home: Home) -> None:
    Store(home).append([fetch(at=NOW, countries=["MN", "XX"])])
    found = status(home)
    assert [(c.country, c.state, c.week) for c in found.countries] == [("MN", "late", None)]


def test_collecting_that_stands_still_is_said(home: Home) -> None:
    Store(home).append([fetch(at=NOW, countries=[]), fetch("https://b.example/f", NOW, countries=[], health="dead")])
    assert not status(home, NOW + dt.timedelta(hours=5)).collecting_stopped
    stopped = status(home, NOW + dt.timedelta(hours=7))
    assert (stopped.collecting_stopped, stopped.well) == (True, False)
    assert (stopped.feeds, stopped.silent_feeds) == ({"alive": 1, "dead": 1}, 1)


def test_countries_with_too_few_outlets_and_dead_feeds_that_live_elsewhere_are_named(home: Home) -> None:
    feed = load_profiles(BUNDLED_COUNTRIES)["MN"].feeds[0]
    search = f"{SEARCHED_AT['GDELT']}?query=Mongolia"
    Store(home).append([fetch(feed.url, NOW, countries=["MN"], health="dead"), fetch(search, NOW, countries=["MN"])])
    moved = Issue(
        week=week_of(NOW, home.week_starts_on).start, country=None, revision=None, stage="collect", severity="warning",
        kind=FOUND, subject=feed.url, message="it answers elsewhere", remedy="weekwatch check MN --mend",
    )  # fmt: skip
    Store(home).append([moved, moved.model_copy(update={"subject": "https://alive.example/feed"})])
    found = status(home)
    assert found.few_outlets == {
        "MN": "no outlet of the country brought news of the last 4 days, where 3 are wanted; searched too: GDELT"
    }
    assert found.mends == {feed.url: "it answers elsewhere: weekwatch check MN --mend"}
    assert found.feeds == {"dead": 1}


def test_a_failed_build_is_failing_until_it_succeeds(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    build(home, ["UA", "PK"])

    def broken(draft: Draft) -> Draft:
        raise ZeroDivisionError("no such thing")

    with monkeypatch.context() as patch:
        patch.setattr("flows.building.batch.build", broken)
        patch.setattr("tests.flows.building.test_batch.NOW", NOW + dt.timedelta(minutes=1))
        build(home, ["UA"], force=True)
    found = status(home)
    assert states(found) == {"PK": "fresh", "UA": "failing"}
    assert not found.well
    (failing,) = (c for c in found.countries if c.country == "UA")
    assert "no such thing" in (failing.reason or "")
    assert failing.week == WEEK.start  # what was built before is still read
    monkeypatch.setattr("tests.flows.building.test_batch.NOW", NOW + dt.timedelta(minutes=2))
    build(home, ["UA"], force=True)
    assert status(home).well


def test_the_command_prints_for_people_and_for_programs(home: Home) -> None:
    build(home, ["UA", "PK"])
    shown = CliRunner().invoke(app, ["status", "--home", home.location])
    assert shown.exit_code == 0
    assert "2 fresh" in shown.stdout
    asked = CliRunner().invoke(app, ["status", "--home", home.location, "--json", "--countries", "UA,IR"])
    found = json.loads(asked.stdout)
    assert asked.exit_code == 3
    assert found["well"] is False
    assert {c["country"]: c["state"] for c in found["countries"]} == {"IR": "late", "UA": "fresh"}
    printed = CliRunner().invoke(app, ["status", "--home", home.location, "--countries", "IR"]).stdout
    assert "weekwatch run --countries IR --week 2023-01-02" in printed


def test_a_run_is_the_record_of_what_it_counted_and_took(home: Home) -> None:
    build(home, ["UA"])
    (run,) = Store(home).read(Run)
    took = [getattr(run, f"{stage}_seconds") for stage in STAGES]
    assert all(seconds is not None and seconds >= 0 for seconds in took)
    assert run.seconds == pytest.approx(sum(took[1:]))
    assert 0 < run.cpu_seconds <= run.seconds + 0.5 if run.cpu_seconds else False
    assert (run.item_count, run.article_count, run.duplicate_count) == (4, 4, 0)
    assert run.text_bytes == sum(len(f"{title}{text}".encode()) for _, _, title, text in _about_ukraine())
    assert (run.model_calls, run.input_tokens, run.cost_usd) == (None, None, None)


def _about_ukraine() -> list[tuple[str, str, str, str]]:
    from tests.flows.building.test_batch import NEWS

    return [row for row in NEWS if "Ukraine" in row[2] or "Kyiv" in row[2]]
