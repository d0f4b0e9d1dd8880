from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.warehouse.conftest import fill
from tests.warehouse.samples import NOW, WEEK, country_week, item
from warehouse.copy import export_parquet
from warehouse.errors import InputError
from warehouse.maintenance import compact
from warehouse.schema import rows_to_arrow
from warehouse.sql import connect as db
from warehouse.store import delta
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.store.raw import get_raw, put_raw
from warehouse.tables import TABLES, Article, FeedItem, Report, Score

FUTURE = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
"""All that is stored is older than any grace period then."""


def _content(home: Home) -> dict[str, list[str]]:
    return {t.table: [row.model_dump_json() for row in Store(home).read(t)] for t in TABLES}


def _files(home: Home, table: str) -> list[Path]:
    return sorted(Path(home.table(table)).glob("week=*/*.parquet"))


def test_compaction_changes_no_answer_and_leaves_one_file_a_week(filled: Home) -> None:
    store = Store(filled)
    for n in range(2, 5):
        at = NOW + dt.timedelta(hours=n)
        store.replace_country_weeks([country_week("MN", revision=f"r{n}", articles=n, score=40.0 + n, finished_at=at)])
        store.append([item(f"more-{n}")])
    before, history = _content(filled), len(store.read(Score, revisions="all"))
    done = {entry.table: entry for entry in compact(filled, now=FUTURE)}
    assert _content(filled) == before
    assert len(store.read(Score, revisions="all")) == history
    assert done["articles"].rows_dropped == 3 + 2 + 3
    assert done["scores"].rows_dropped == 0
    assert {entry.files_after for entry in done.values() if entry.table != "fetches"} == {3}
    assert len(_files(filled, "articles")) > 3  # readers of former versions are still served
    assert list(db.query_sql(filled, "select count(*) from articles")[1]) == [(len(before["articles"]),)]
    compact(filled, now=FUTURE, grace_hours=0)
    assert len(_files(filled, "articles")) == 3
    assert _content(filled) == before


def test_rows_within_the_grace_period_stay(filled: Home) -> None:
    store = Store(filled)
    half = country_week("MN", revision="being-built")
    delta.append(filled, "articles", rows_to_arrow(Article, list(half.rows[Article])))
    compact(filled, now=NOW)
    assert "being-built" in {row.revision for row in store.read(Article, revisions="all")}
    store.replace_country_weeks([half])
    assert len(store.read(Article, countries=["MN"], weeks=[WEEK])) == 3


def test_abandoned_and_doubled_rows_go(filled: Home) -> None:
    abandoned = country_week("MN", revision="abandoned")
    delta.append(filled, "reports", rows_to_arrow(Report, list(abandoned.rows[Report])))
    delta.append(filled, "items", rows_to_arrow(FeedItem, [item("a")]))
    delta.append(filled, "items", rows_to_arrow(FeedItem, [item("a")]))
    before = _content(filled)
    done = {entry.table: entry.rows_dropped for entry in compact(filled, now=FUTURE)}
    assert (done["reports"], done["items"]) == (1, 1)
    assert _content(filled) == before


def test_what_a_killed_sync_left_behind_goes_after_the_grace_period(filled: Home) -> None:
    left = filled.local / ".weekwatch.duckdb.1.2"
    left.write_bytes(b"half")
    compact(filled, now=NOW)
    assert left.exists()
    compact(filled, now=FUTURE)
    assert not left.exists()
    assert filled.database.exists()


def test_compacting_twice_does_nothing_more(filled: Home) -> None:
    compact(filled, now=FUTURE)
    assert compact(filled, now=FUTURE) == []


def test_packs_of_raw_bytes_are_merged(home: Home) -> None:
    bodies = [f"body {n}".encode() for n in range(5)]
    for body in bodies:
        put_raw(home, WEEK, {hashlib.sha256(body).hexdigest(): body})
    assert [e.files_after for e in compact(home, now=FUTURE) if e.table == "raw"] == [1]
    assert all(get_raw(home, hashlib.sha256(body).hexdigest()) == body for body in bodies)


def test_a_week_written_meanwhile_is_not_lost(filled: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_snapshot = delta.replace_snapshot
    Store(filled).append([item("x")])
    written: list[str] = []

    def slow(*args: object) -> bool:
        if not written and args[1] == "items":
            written.append("y")
            Store(filled).append([item("y")])
        return replace_snapshot(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(delta, "replace_snapshot", slow)
    compact(filled, now=FUTURE)
    assert written
    assert {"Title x", "Title y"} <= {i.title for i in Store(filled).items([WEEK])}


def test_the_plain_copy_is_plain(filled: Home, tmp_path: Path) -> None:
    Store(filled).replace_country_weeks(
        [country_week("MN", revision="r2", articles=5, finished_at=NOW + dt.timedelta(hours=1))]
    )
    written = export_parquet(filled, tmp_path / "out")
    assert (written["articles"], written["reports"]) == (20, 6)
    assert pq.read_table(tmp_path / "out" / "reports").num_rows == 6
    articles = pq.read_table(tmp_path / "out" / "articles")
    assert articles.num_rows == 20
    assert {p.parent.name for p in (tmp_path / "out" / "articles").rglob("*.parquet")} == {
        f"week={WEEK - dt.timedelta(days=7 * n)}" for n in range(3)
    }
    assert "article_id" in json.loads((tmp_path / "out" / "schemas.json").read_text())["articles"]["properties"]
    with pytest.raises(InputError, match="not an empty folder"):
        export_parquet(filled, tmp_path / "out")


def test_filling_twice_changes_nothing(filled: Home) -> None:
    before = _content(filled)
    fill(filled)
    assert _content(filled) == before
