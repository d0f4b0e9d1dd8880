"""The same tables on S3-compatible storage, against a local server; the DuckDB file stays local."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from tasks.threat.formula import level_bounds, load_formula
from tests.warehouse.conftest import fill
from tests.warehouse.samples import NOW, WEEK, country_week, item
from warehouse.errors import WarehouseError
from warehouse.maintenance import compact
from warehouse.sql import connect as db
from warehouse.sql.checks import verify
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.store.raw import get_raw, put_raw
from warehouse.tables import Article, Report

BOUNDS = level_bounds(load_formula())


def test_a_warehouse_on_object_storage_is_a_warehouse(bucket: str, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="not a Weekwatch warehouse"):
        Home.open(bucket)
    home = Home.create(bucket, week_starts_on=0)
    assert Home.open(bucket) == home
    assert home.database.is_relative_to(tmp_path / "cache")
    fill(home, weeks=1)  # each table of a week is dozens of requests
    store = Store(home)
    assert store.append([item("a")]) == 1
    assert list(db.query_sql(home, "select count(*) from report_history")[1]) == [(2,)]
    later = NOW + dt.timedelta(hours=1)  # as another machine builds: nothing on this one knows of it
    store.replace_country_weeks([country_week("MN", revision="r2", articles=5, score=55.0, finished_at=later)])
    assert len(store.read(Article, countries=["MN"], weeks=[WEEK])) == 5
    assert list(db.query_sql(home, "select count(*) from articles")[1]) == [(8,)]
    assert list(db.query_sql(home, "select count(*) from report_history")[1]) == [(3,)]
    assert len(store.read(Report, revisions="all")) == 3
    body = b"<rss/>"
    sha256 = hashlib.sha256(body).hexdigest()
    assert (put_raw(home, WEEK, {sha256: body}), put_raw(home, WEEK, {sha256: body})) == (1, 0)
    assert get_raw(home, sha256) == body
    compact(home, now=later + dt.timedelta(days=36500))
    assert list(db.query_sql(home, "select count(*) from articles")[1]) == [(8,)]
    assert {f.check for f in verify(home, BOUNDS)} <= {"orphan-items"}  # r2's two new articles are no items here


def test_storage_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "us-east-1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(WarehouseError, match="AWS_ENDPOINT_URL"):
        Home.open("s3://weeks/warehouse")
    with pytest.raises(WarehouseError, match="s3://bucket/prefix"):
        Home.open("gs://weeks/warehouse")
