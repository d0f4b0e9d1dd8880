"""The warehouse against a model of it: whatever is done in whatever order, both say the same."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.warehouse.samples import NOW, WEEK, country_week, fetch, item
from warehouse.maintenance import compact
from warehouse.schema import Row, rows_to_arrow
from warehouse.sql import connect as db
from warehouse.store import delta
from warehouse.store.country_weeks import CountryWeekRows, Store
from warehouse.store.home import Home
from warehouse.store.soundness import check_files
from warehouse.tables import Article, FeedItem, Fetch, Run, Score

SEQUENCES, STEPS = int(os.environ.get("WEEKWATCH_SEQUENCES", "25")), 6
"""Sequences tried and steps of each; 25 others at each run take the suite a quarter of a minute, `WEEKWATCH_SEQUENCES=500` is for a change of the store."""
WEEKS = st.sampled_from([WEEK, WEEK - dt.timedelta(days=7)])
COUNTRIES = st.sampled_from(["MN", "UA"])
NAMES = st.lists(st.sampled_from("abcd"), min_size=1, max_size=3)


class Warehouse(RuleBasedStateMachine):
    """Items, attempts and country-weeks as sets and dictionaries beside the tables."""

    place: ClassVar[Path]
    """Where each sequence has its home; beside it, in `empty`, one whose tables are made, which saves each most of its time."""

    def __init__(self) -> None:
        super().__init__()
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.place.with_name("empty"), self.place)
        self.home = Home.open(self.place)
        self.store = Store(self.home)
        self.minutes = 0
        self.items: set[tuple[dt.date, str]] = set()
        self.attempts = 0
        self.built: dict[tuple[str, dt.date], tuple[str, int, float]] = {}

    def now(self) -> dt.datetime:
        self.minutes += 1
        return NOW + dt.timedelta(minutes=self.minutes)

    @rule(week=WEEKS, names=NAMES)
    def bring_items(self, week: dt.date, names: list[str]) -> None:
        rows = [item(f"{name}{week}", week) for name in names]
        fresh = {(row.week, row.item_id) for row in rows} - self.items
        assert self.store.append(rows) == len(fresh)
        self.items |= fresh

    @rule()
    def attempt(self) -> None:
        assert self.store.append([fetch(at=self.now(), new_item_count=0)]) == 1
        self.attempts += 1

    @rule(country=COUNTRIES, week=WEEKS, revision=st.sampled_from(["r1", "r2", "r3"]), articles=st.integers(1, 4))
    def build(self, country: str, week: dt.date, revision: str, articles: int) -> None:
        self.store.replace_country_weeks([self.batch(country, week, revision, articles)])
        self.built[country, week] = (revision, articles, 10.0 * articles)

    @rule(week=WEEKS, articles=st.integers(1, 3))
    def build_all(self, week: dt.date, articles: int) -> None:
        self.store.replace_country_weeks([self.batch(country, week, "r4", articles) for country in ("MN", "UA")])
        self.built |= {(country, week): ("r4", articles, 10.0 * articles) for country in ("MN", "UA")}

    @rule(country=COUNTRIES, week=WEEKS)
    def fail(self, country: str, week: dt.date) -> None:
        made = self.batch(country, week, "r9", 2)
        self.store.replace_country_weeks(
            [CountryWeekRows(country, week, "r9", made.run.model_copy(update={"status": "failed", "error": "broke"}))]
        )

    @rule(country=COUNTRIES, week=WEEKS, articles=st.integers(1, 4))
    def die_before_the_run_is_written(self, country: str, week: dt.date, articles: int) -> None:
        rows = self.batch(country, week, "r5", articles).rows
        delta.append(self.home, "articles", rows_to_arrow(Article, list(rows[Article])))

    @precondition(lambda self: self.built)
    @rule(grace=st.sampled_from([0.0, 24.0]))
    def compact(self, grace: float) -> None:
        compact(self.home, grace_hours=grace, now=NOW + dt.timedelta(days=400))

    @rule()
    def lose_the_derived_file(self) -> None:
        self.home.database.unlink(missing_ok=True)

    @rule()
    def ask_by_sql(self) -> None:
        db.sync(self.home)
        asked = "select country, week, revision, count(*) from articles group by all"
        seen = {(c, w): (r, n) for c, w, r, n in db.query_sql(self.home, asked)[1]}
        assert seen == {key: (revision, count) for key, (revision, count, _) in self.built.items()}
        assert next(db.query_sql(self.home, "select count(*) from items")[1]) == (len(self.items),)

    def batch(self, country: str, week: dt.date, revision: str, articles: int) -> CountryWeekRows:
        whole = country_week(country, week, revision, articles=articles, score=10.0 * articles, finished_at=self.now())
        rows: dict[type[Row], Sequence[Row]] = {row_type: whole.rows[row_type] for row_type in (Article, Score)}
        return CountryWeekRows(country, week, revision, whole.run, rows)

    @invariant()
    def the_tables_say_what_the_model_says(self) -> None:
        assert {(row.week, row.item_id) for row in self.store.read(FeedItem)} == self.items
        assert len(self.store.read(Fetch)) == self.attempts
        current = {key: (run.revision, run.article_count) for key, run in self.store.current_runs().items()}
        assert current == {key: (revision, count) for key, (revision, count, _) in self.built.items()}

    def teardown(self) -> None:
        articles = self.store.read(Article)
        scores = {(row.country, row.week): row.threat_score for row in self.store.read(Score)}
        for (country, week), (revision, count, score) in self.built.items():
            of = [row for row in articles if (row.country, row.week) == (country, week)]
            assert {row.revision for row in of} == {revision}
            assert len(of) == count
            assert scores[country, week] == score
        assert len(articles) == sum(count for _, count, _ in self.built.values())
        assert list(check_files(self.home)) == []


@pytest.mark.slow
def test_the_warehouse_is_as_its_model(tmp_path: Path) -> None:
    Warehouse.place = tmp_path / "home"
    home = Home.create(Warehouse.place)
    for row_type in (FeedItem, Fetch, Article, Score, Run):
        delta.append(home, row_type.table, rows_to_arrow(row_type, []))
    db.sync(home)
    Warehouse.place.rename(tmp_path / "empty")
    run_state_machine_as_test(
        Warehouse,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
