"""A home that version 0.1 built (tests/data/home-0.1.tar.gz, made by tests/measure/former_home.py) is read and built on as it is."""

from __future__ import annotations

import datetime as dt
import tarfile
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable

from flows.building.batch import build_batch
from flows.building.outcome import Batch
from flows.homes import BUNDLED_COUNTRIES
from warehouse.schema import Row
from warehouse.sql.connect import query_sql, sync
from warehouse.sql.named import bind, list_queries
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import TABLES, Contribution, Event, PlaceWeek, Run
from warehouse.weeks import Week

ARCHIVE = Path(__file__).parents[1] / "data" / "home-0.1.tar.gz"
NEWEST = Week(dt.date(2026, 4, 24))
pytestmark = pytest.mark.slow
NOW = dt.datetime(2026, 5, 2, 6, tzinfo=dt.UTC)


@pytest.fixture
def former(tmp_path: Path) -> Home:
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path, filter="data")
    return Home.open(tmp_path / "home")


def stored(home: Home, row_type: type[Row]) -> list[dict[str, Any]]:
    """The rows as 0.1 stored them, with the columns that it had."""
    if not Path(home.table(row_type.table)).exists():
        return []
    rows: list[dict[str, Any]] = DeltaTable(home.table(row_type.table)).to_pyarrow_table().to_pylist()
    return rows


def test_every_row_is_read_with_what_it_said(former: Home) -> None:
    seen = 0
    for row_type in TABLES:
        before = stored(former, row_type)
        if not before:
            continue
        shared = sorted(before[0].keys() & row_type.model_fields.keys())
        now = [row.model_dump() for row in Store(former).read(row_type)]
        if (
            row_type is not Contribution
        ):  # the factors of formula 3 are no columns of formula 5, its points and stories are
            assert len(shared) == len(before[0]), (row_type.table, before[0].keys() - set(shared))
        assert said(now, shared) == said(before, shared), row_type.table
        seen += len(before)
    assert seen > 600


def said(rows: list[dict[str, Any]], names: list[str]) -> list[str]:
    """What the rows say in some columns, sorted."""
    return sorted(repr([_plain(row[name]) for name in names]) for row in rows)


def _plain(value: object) -> object:
    return tuple(map(_plain, value)) if isinstance(value, list | tuple) else value


def test_every_named_query_answers(former: Home) -> None:
    sync(former)
    _, rows = query_sql(former, "select count(*) from scores where country = 'MN'")
    assert list(rows) == [(3,)]
    asked = [query for query in list_queries() if not {"incidents"} & {p.type for p in query.parameters}]
    answered = 0
    for query in asked:
        _, rows = query_sql(former, query.sql, bind(query, dict(query.example)))
        answered += bool(list(rows))
    assert answered > len(asked) // 3


def test_a_week_is_built_on_it_and_the_others_stay(former: Home) -> None:
    before = Store(former).current_runs()
    (outcome,) = build_batch(Batch(former.location, BUNDLED_COUNTRIES, ("MN",), NEWEST, NOW))
    assert outcome.status == "built", outcome.reason
    after = Store(former).current_runs()
    assert after.keys() == before.keys()
    changed = {key for key in after if after[key].revision != before[key].revision}
    assert changed == {("MN", NEWEST.start)}
    store = Store(former)
    assert {row.week for row in store.read(Event)} == {NEWEST.start}
    assert {row.week for row in store.read(PlaceWeek)} == {NEWEST.start}
    assert {run.week for run in store.read(Run)} == {week for _, week in before}
