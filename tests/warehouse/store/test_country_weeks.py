from __future__ import annotations

import datetime as dt
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.samples import NOW, WEEK, country_week, fetch, item, run
from warehouse.errors import WarehouseError
from warehouse.schema import Row, rows_from_arrow, rows_to_arrow
from warehouse.store import delta
from warehouse.store.country_weeks import CountryWeekRows, StillStore, Store
from warehouse.store.erased import ERASED, hash_of
from warehouse.store.home import Home
from warehouse.tables import TABLES, Article, FeedItem, Fetch, Issue, Outlook, Report, Run, Score

LATER = NOW + dt.timedelta(hours=1)


def test_nothing_is_there_before_anything_was_written(store: Store) -> None:
    assert store.items([WEEK]) == []
    assert store.current_runs() == {}
    assert store.latest_attempts([WEEK]) == {}
    assert store.weeks(FeedItem) == []
    assert all(store.read(row_type) == [] for row_type in TABLES)


def test_every_table_comes_back_as_it_was_written(store: Store) -> None:
    batch = country_week()
    store.replace_country_weeks([batch])
    for row_type, rows in batch.rows.items():
        assert {r.model_dump_json() for r in store.read(row_type)} == {r.model_dump_json() for r in rows}
    assert store.current_runs() == {("MN", WEEK): batch.run}


def test_only_new_items_are_added(store: Store) -> None:
    assert store.append([item("a"), item("b"), item("a")]) == 2
    assert store.append([item("b"), item("c")]) == 1
    assert len(store.items([WEEK])) == 3
    assert store.weeks(FeedItem) == [WEEK]


def test_an_item_that_two_collects_added_at_once_is_read_once(home: Home, store: Store) -> None:
    for _ in range(2):  # what two processes do that both looked before either wrote
        delta.append(home, "items", rows_to_arrow(FeedItem, [item("a"), item("b")]))
    assert [i.item_id for i in store.items([WEEK])] == sorted({item("a").item_id, item("b").item_id})


def test_concurrent_appends_lose_nothing(store: Store) -> None:
    batches = [[item(f"{n}-{k}") for k in range(3)] for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(store.append, batches)) == 18
    assert len(store.items([WEEK])) == 18


def test_the_newest_attempt_at_a_feed_is_given(store: Store) -> None:
    store.append([fetch(at=NOW, etag="old"), fetch(at=LATER, etag="new", status="not_modified")])
    store.append([fetch(at=LATER + dt.timedelta(hours=1), status="archived", etag=None)])
    (week,) = {row.week for row in store.read(Fetch)}
    assert store.latest_attempts([week])["https://news.example/feed"].etag == "new"
    assert store.latest_attempts([week - dt.timedelta(days=7)]) == {}


def test_the_newest_attempts_at_several_feeds_may_lie_in_several_weeks(store: Store) -> None:
    quiet, busy = "https://quiet.example/feed", "https://busy.example/feed"
    before = NOW - dt.timedelta(days=7)
    attempts = [
        (quiet, before),
        (busy, before),
        (busy, NOW),
        (busy, LATER),
        ("archive:gdelt https://a.example/", LATER),
    ]
    store.append(
        [fetch(url, at, status="archived" if url.startswith("archive") else "fetched") for url, at in attempts]
    )
    found = store.latest_attempts({row.week for row in store.read(Fetch)})
    assert {url: row.fetched_at for url, row in found.items()} == {quiet: before, busy: LATER}


def test_a_rebuilt_week_supersedes_and_can_be_asked_what_it_said_before(store: Store) -> None:
    store.replace_country_weeks([country_week(score=40.0), country_week("UA")])
    store.replace_country_weeks([country_week(revision="r2", articles=5, score=60.0, finished_at=LATER)])
    assert [(r.country, r.threat_score) for r in store.read(Report)] == [("MN", 60.0), ("UA", 40.0)]
    assert len(store.read(Article, countries=["MN"])) == 5
    assert {r.revision for r in store.read(Report, countries=["MN"], revisions="all")} == {"r1", "r2"}


def test_rows_without_their_run_are_never_seen(store: Store) -> None:
    store.replace_country_weeks([country_week(score=40.0)])
    half = country_week(revision="r2", score=90.0)
    for row_type in (Article, Score):
        delta.append(store.home, row_type.table, rows_to_arrow(row_type, list(half.rows[row_type])))
    assert [row.revision for row in store.read(Score)] == ["r1"]
    assert {row.revision for row in store.read(Article)} == {"r1"}


def test_building_again_after_a_crash_leaves_no_doubled_rows(store: Store) -> None:
    batch = country_week()
    delta.append(store.home, "articles", rows_to_arrow(Article, list(batch.rows[Article])[:2]))
    store.replace_country_weeks([batch])
    assert store.arrow(Article).num_rows == 3


def test_two_builds_of_one_country_week_give_one_result(store: Store) -> None:
    batches = [country_week(finished_at=NOW + dt.timedelta(seconds=n)) for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda batch: store.replace_country_weeks([batch]), batches))
    for row_type in (Article, Score, Report):
        assert store.arrow(row_type).num_rows == len(batches[0].rows[row_type])


def test_many_countries_of_one_week_at_once(store: Store) -> None:
    countries = ["AF", "IN", "IR", "MN", "PK", "UA"]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda c: store.replace_country_weeks([country_week(c)]), countries))
        list(pool.map(lambda c: store.replace_country_weeks([country_week(c)]), countries))
    assert [r.country for r in store.read(Report)] == countries
    assert store.arrow(Article).num_rows == 18


def test_a_failed_run_changes_nothing(store: Store) -> None:
    store.replace_country_weeks([country_week()])
    failed = run(revision="r2", status="failed", error="no news", finished_at=LATER)
    store.replace_country_weeks([CountryWeekRows("MN", WEEK, "r2", failed)])
    assert store.current_runs()[("MN", WEEK)].revision == "r1"
    assert len(store.read(Run)) == 2


@pytest.mark.parametrize(
    ("written", "current"), [(("r1", "r2"), "r2"), (("r2", "r1"), "r2"), (("r1", "later r0"), "r0")]
)
def test_the_current_revision_is_of_the_run_that_ended_last_whichever_was_written_last(
    store: Store, written: tuple[str, str], current: str
) -> None:
    runs = [run(revision=name[-2:], finished_at=LATER if "later" in name else NOW) for name in written]
    for one in runs:
        delta.append(store.home, Run.table, rows_to_arrow(Run, [one]))
    assert store.current_runs()[("MN", WEEK)].revision == current


def test_an_empty_week_is_written_as_empty(store: Store) -> None:
    empty = run(article_count=0, story_count=0)
    store.replace_country_weeks([CountryWeekRows("MN", WEEK, "r1", empty)])
    assert store.current_runs()[("MN", WEEK)].article_count == 0
    assert store.read(Article) == []


def test_issues_of_collection_stand_beside_those_of_country_weeks(store: Store) -> None:
    store.replace_country_weeks([country_week()])
    own = {"country": None, "revision": None, "stage": "collect", "subject": "https://news.example/feed"}
    issue = country_week().rows[Issue][0].model_copy(update=own)
    assert store.append([issue]) == 1
    assert [i.country for i in store.read(Issue)] == ["MN", None]


def test_rows_are_refused_where_they_do_not_belong(store: Store) -> None:
    with pytest.raises(WarehouseError, match="replace_country_weeks"):
        store.append(list(country_week().rows[Article]))
    with pytest.raises(WarehouseError, match="belongs to"):
        store.replace_country_weeks([CountryWeekRows("UA", WEEK, "r1", run("UA"), country_week("MN").rows)])
    with pytest.raises(WarehouseError, match="twice"):
        store.replace_country_weeks([country_week(), country_week()])
    assert store.read(Run) == []


def test_equal_rows_make_equal_files(tmp_path: Path) -> None:
    digests = []
    for name in ("one", "two"):
        home = Home.create(tmp_path / name)
        Store(home).append([item(n) for n in ("b", "a", "c")])
        Store(home).replace_country_weeks([country_week("UA"), country_week("MN", articles=40)])
        files = sorted((p.parent.parent.name, p.read_bytes()) for p in (tmp_path / name).rglob("*.parquet"))
        digests.append([(table, hashlib.sha256(body).hexdigest()) for table, body in files])
    assert digests[0] == digests[1]
    assert len(digests[0]) == len(TABLES) - 1  # all but fetches


def test_files_are_zstd_parquet_sorted_by_key(store: Store) -> None:
    store.replace_country_weeks([country_week(c) for c in ("UA", "MN", "IR")])
    (file,) = Path(store.home.table("articles")).rglob("*.parquet")
    parquet = pq.ParquetFile(file)
    assert parquet.metadata.row_group(0).column(0).compression == "ZSTD"
    countries = parquet.read(["country"]).column("country").to_pylist()
    assert countries == sorted(countries)


def test_a_column_added_later_is_null_in_older_rows(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.append([fetch()])
    data = rows_to_arrow(Fetch, [fetch(at=LATER)]).drop_columns(["etag"])
    monkeypatch.setattr(store, "home", Home.create(Path(store.home.location).with_name("older")))
    delta.append(store.home, "fetches", data)
    assert [f.etag for f in store.read(Fetch)] == [None]
    store.append([fetch()])
    assert {f.etag for f in store.read(Fetch)} == {None, '"a"'}


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(alphabet=st.characters(codec="utf-8"), max_size=40),
            st.none() | st.datetimes(timezones=st.just(dt.UTC)),
            st.sampled_from(["published", "none"]),
        ),
        max_size=5,
        unique_by=lambda t: t[0],
    )
)
def test_rows_survive_arrow(given_items: list[tuple[str, dt.datetime | None, str]]) -> None:
    rows: list[Row] = [item(t, title=t, published_at=at, published_basis=b) for t, at, b in given_items]
    back = rows_from_arrow(FeedItem, rows_to_arrow(FeedItem, rows))
    assert sorted(r.model_dump_json() for r in back) == sorted(r.model_dump_json() for r in rows)


def test_a_stored_row_that_is_not_valid_is_named(store: Store) -> None:
    row = item("a").model_copy(update={"item_id": "not an id"})
    delta.append(store.home, "items", rows_to_arrow(FeedItem, [row]))
    with pytest.raises(WarehouseError, match="tables/items: a stored row is not valid: item_id is 'not an id'"):
        store.items([WEEK])


def test_items_without_an_address_are_looked_up_by_their_id(store: Store) -> None:
    store.append([item("known", url="")])
    assert [i.item_id for i in store.known_items([WEEK], [item("known", url=""), item("new", url="")])] == [
        item("known").item_id
    ]


def test_an_address_that_was_erased_does_not_come_in_again(home: Home, store: Store) -> None:
    home.write_text(ERASED, json.dumps({hash_of("https://news.example/a"): NOW.isoformat()}))
    assert store.append([item("a"), item("b"), fetch()]) == 2
    assert [one.title for one in store.items([WEEK])] == ["Title b"]


EARLIER = [WEEK - dt.timedelta(days=7 * n) for n in range(4)]
"""The week and the three before it."""


def test_stored_items_are_found_by_their_id_or_their_address_in_the_weeks_asked(store: Store) -> None:
    store.append([item("a"), item("b"), item("c", EARLIER[1])])
    by_id = item("b", url="https://elsewhere.example/b")
    by_address = item("x", url="https://news.example/a")
    found = store.known_items([WEEK], [by_id, by_address, item("c"), item("new")])
    assert {one.title for one in found} == {"Title a", "Title b"}
    assert [one.title for one in store.known_items(EARLIER[:2], [item("c")])] == ["Title c"]
    assert store.known_items([WEEK], []) == []


def test_what_stands_in_the_two_weeks_before_counts_there(store: Store) -> None:
    store.append([item(f"in{n}", week) for n, week in enumerate(EARLIER)])
    assert store.ids_before(WEEK) == {item("in1").item_id, item("in2").item_id}
    assert store.known_item_ids([WEEK]) == {(WEEK, item("in0").item_id)}
    assert store.weeks(FeedItem) == sorted(EARLIER)


def test_items_are_narrowed_down_to_ids_and_sorted_by_week(store: Store) -> None:
    store.append([item("b"), item("a"), item("c", EARLIER[1])])
    wanted = [item("a").item_id, item("c").item_id]
    assert [one.title for one in store.items(EARLIER, ids=wanted)] == ["Title c", "Title a"]
    assert store.items([WEEK], ids=[]) == []


def test_only_imports_say_which_bodies_were_imported(store: Store) -> None:
    fetched, imported = "1" * 64, "2" * 64
    store.append([fetch(raw_sha256=fetched), fetch("file:x.jsonl", status="imported", raw_sha256=imported)])
    (week,) = {row.week for row in store.read(Fetch)}
    assert store.imported_bodies([week]) == {imported}
    assert store.imported_bodies([week - dt.timedelta(days=7)]) == set()


def test_the_files_of_a_week_are_its_own_and_change_with_what_is_added(store: Store) -> None:
    store.append([item("a"), item("b", EARLIER[1])])
    before = store.files(FeedItem, WEEK)
    assert len(before) == 1
    assert f"week={WEEK}" in before[0]
    store.append([item("c")])
    assert set(before) < set(store.files(FeedItem, WEEK))
    assert store.files(FeedItem, EARLIER[2]) == []


def test_a_failed_run_is_recorded_without_rows_and_no_other(store: Store) -> None:
    with pytest.raises(WarehouseError, match="only a failed run"):
        store.fail([run(status="failed", error="no news"), run(revision="r2")])
    with pytest.raises(WarehouseError, match="runs are written by"):
        store.append([run()])
    store.fail([])
    assert store.read(Run) == []
    store.fail([run(status="failed", error="no news")])
    assert [one.status for one in store.read(Run)] == ["failed"]
    assert store.current_runs() == {}


def test_rows_are_given_by_country_also_where_there_are_none(store: Store) -> None:
    store.replace_country_weeks([country_week("MN"), country_week("UA")])
    found = store.by_country(Score, ["MN", "XX"], [WEEK])
    assert {country: len(rows) for country, rows in found.items()} == {"MN": 1, "XX": 0}


def test_runs_are_narrowed_down_by_country_and_week(store: Store) -> None:
    store.replace_country_weeks([country_week("MN"), country_week("UA"), country_week("MN", EARLIER[1])])
    for each in (store, StillStore(store.home)):
        assert set(each.current_runs()) == {("MN", WEEK), ("UA", WEEK), ("MN", EARLIER[1])}
        assert set(each.current_runs(countries=["MN"])) == {("MN", WEEK), ("MN", EARLIER[1])}
        assert set(each.current_runs(weeks=[WEEK])) == {("MN", WEEK), ("UA", WEEK)}
        assert set(each.current_runs(countries=["UA"], weeks=[EARLIER[1]])) == set()


def test_a_still_store_does_not_see_what_is_written_later(store: Store) -> None:
    store.replace_country_weeks([country_week()])
    still = StillStore(store.home)
    assert [one.revision for one in still.read(Score)] == ["r1"]
    store.replace_country_weeks([country_week(revision="r2", finished_at=LATER)])
    assert [one.revision for one in still.read(Score)] == ["r1"]
    assert [one.revision for one in store.read(Score)] == ["r2"]


def test_a_judgement_replaces_its_forecast_and_leaves_the_others(store: Store) -> None:
    store.replace_country_weeks([country_week("MN"), country_week("UA"), country_week("MN", EARLIER[1])])
    mine = store.read(Outlook, countries=["MN"], weeks=[WEEK])[0]
    judged = mine.model_copy(update={"outcome": not mine.outcome, "resolved_at": LATER})
    others = [row for row in store.read(Outlook) if row.key_values != mine.key_values]
    store.judge([judged])
    assert [row for row in store.read(Outlook) if row.key_values == mine.key_values] == [judged]
    assert [row for row in store.read(Outlook) if row.key_values != mine.key_values] == others


def test_a_damaged_file_is_said_by_table_and_remedy(store: Store) -> None:
    store.append([item("a")])
    (file,) = Path(store.home.table("items")).rglob("*.parquet")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(WarehouseError, match=r"(?s)items.*cannot be read.*warehouse verify"):
        store.items([WEEK])
