"""Stored stories weighed by another formula, and forecasts judged by the weeks that came."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import flows.building.rescore
from flows.building.batch import build_batch
from flows.building.judge_outlook import resolve_outlook
from flows.building.outcome import Batch, Outcome
from flows.building.rescore import rescore_week, weeks_to_rescore
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from flows.publishing.publish import publish_outcomes
from tasks.threat.formula import load_formula
from tests.conftest import copied
from tests.flows.building.test_batch import NEWS, write_news
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Article, Contribution, Outlook, Score, Story
from warehouse.weeks import Week

WEEK = Week(dt.date(2023, 1, 2))
NOW = dt.datetime(2023, 1, 20, tzinfo=dt.UTC)
FORMULA = load_formula()
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    made = Home.create(folder / "home")
    later = [(f"2023-01-{int(at[8:10]) + 7:02d}{at[10:]}", outlet, title, text) for at, outlet, title, text in NEWS]
    list(import_files(made, [write_news(folder / "news.jsonl", [*NEWS, *later])], {}, NOW))
    for week in (WEEK, WEEK.shift(1)):
        build_batch(Batch(made.location, BUNDLED_COUNTRIES, ("PK", "UA"), week, NOW))
    return folder / "home"


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Home:
    return Home.open(copied(built, tmp_path / "home"))


def test_a_new_formula_weighs_what_was_read_and_leaves_the_old_numbers(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(home)
    before, texts = store.read(Score), [a.title for a in store.read(Article)]
    harsher = FORMULA.model_copy(update={"version": "99", "points_a_tenfold": 2 * FORMULA.points_a_tenfold})
    monkeypatch.setattr(flows.building.rescore, "load_formula", lambda: harsher)
    chosen = weeks_to_rescore(home, BUNDLED_COUNTRIES, "all", WEEK, None)
    assert list(chosen) == [WEEK, WEEK.shift(1)]
    for week, countries in chosen.items():
        outcomes = rescore_week(home, BUNDLED_COUNTRIES, countries, week, now=NOW)
        assert [o.status for o in outcomes] == ["built", "built"]
    after = store.read(Score)
    assert {s.formula_version for s in after} == {"99"}
    assert [a.title for a in store.read(Article)] == texts
    assert all(new.raw_points >= old.raw_points for new, old in zip(after, before, strict=True))
    assert any(new.raw_points > old.raw_points for new, old in zip(after, before, strict=True))
    kept = store.read(Score, revisions="all")
    assert {s.formula_version for s in kept} == {FORMULA.version, "99"}
    stories = {(s.country, s.week, s.revision, s.story_id) for s in store.read(Story)}
    rows = store.read(Contribution)
    assert {(c.country, c.week, c.revision, c.story_id) for c in rows if c.part == "event"} <= stories
    assert {c.part for c in rows} >= {"standing", "event"}
    again = rescore_week(home, BUNDLED_COUNTRIES, ["PK", "UA"], WEEK, now=NOW)
    assert [o.status for o in again] == ["unchanged", "unchanged"]


def test_forecasts_are_judged_by_the_weeks_that_came(home: Home) -> None:
    store = Store(home)
    said = [row for row in store.read(Outlook, weeks=[WEEK.start]) if row.kind in ("indicator", "flashpoint")]
    rows = [*said, *(row for row in store.read(Outlook, weeks=[WEEK.start]) if row.outlook_id == "level-1w")]
    assert all(row.outcome is None for row in rows)
    judged = resolve_outlook(home, built=[WEEK.shift(1).start])
    known = [row for row in store.read(Outlook, weeks=[WEEK.start]) if row.outcome is not None]
    assert judged == len(known)
    assert resolve_outlook(home) == 0
    assert len(store.read(Outlook, weeks=[WEEK.start])) >= len(rows)
    assert resolve_outlook(home, built=[WEEK.start]) == 0


def test_what_an_interrupted_run_left_unjudged_is_judged_when_the_next_publishes_it(home: Home) -> None:
    built = [Outcome(country, week.start, "unchanged") for week in (WEEK, WEEK.shift(1)) for country in ("PK", "UA")]
    assert publish_outcomes(home, built) == built
    assert any(row.outcome is not None for row in Store(home).read(Outlook, weeks=[WEEK.start]))
    assert resolve_outlook(home) == 0
