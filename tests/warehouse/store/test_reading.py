"""Rows read from files: the wanted ones alone, equal to what Arrow's scanner gives, and without a thread."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from tests.warehouse.samples import NOW, WEEK, item
from warehouse.errors import WarehouseError
from warehouse.schema import rows_to_arrow
from warehouse.store import data_files, delta, reading
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.store.reading import Wanted, read_rows
from warehouse.store.table_log import open_table
from warehouse.tables import FeedItem, Score

COUNTING = """
import os, sys
import pyarrow.dataset, pyarrow.parquet  # each starts what it has of its own
from pathlib import Path
from warehouse.store import reading
from warehouse.store.home import Home
from warehouse.store.table_log import open_table
home = Home.open(sys.argv[1])
table = open_table(home, "scores")
def threads():  # those of delta-rs and of the allocator have names of their own; Arrow's are called as the program is
    names = [Path(f"/proc/self/task/{task}/comm").read_text() for task in os.listdir("/proc/self/task")]
    return names.count(Path("/proc/self/comm").read_text())
before = threads()
rows = reading.read_rows(home, "scores", table, wanted=[{"country": {"MN"}}])
batches = [list(reading.batches(path)) for path in Path(home.table("scores")).rglob("*.parquet")]
print(rows.num_rows, sum(map(len, batches)), threads() - before)
"""


def opened(home: Home, name: str) -> DeltaTable:
    table = open_table(home, name)
    assert table is not None
    return table


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted by Linux alone")
def test_a_local_home_is_read_without_starting_a_thread(shared: Home) -> None:
    """A thread that the system refuses would leave Arrow's scanner waiting for ever."""
    ran = subprocess.run([sys.executable, "-c", COUNTING, shared.location], capture_output=True, text=True, check=True)
    rows, batches, threads = map(int, ran.stdout.split())
    assert rows == 3
    assert batches >= 3
    assert threads == 0


@pytest.mark.parametrize(
    "wanted",
    [
        [],
        [{"country": {"MN"}}],
        [{"country": {"MN", "UA"}}, {"threat_level": {"High"}}],
        [{"country": {"UA"}, "threat_level": {"Low", "Severe"}}],
        [{"country": {"ZZ"}}],
        [{"country": set()}],
        [{"country": set(), "threat_level": set()}],
    ],
)
def test_it_gives_what_arrows_scanner_gives(shared: Home, wanted: Wanted) -> None:
    table = opened(shared, Score.table)
    read = read_rows(shared, Score.table, table, wanted=wanted)
    scanned = table.to_pyarrow_dataset().to_table(filter=reading._filter(wanted))
    assert read.schema.equals(scanned.schema)
    assert sorted(map(str, read.to_pylist())) == sorted(map(str, scanned.to_pylist()))


def test_instants_are_found_by_the_bounds_of_their_row_groups(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "_ROW_GROUP_ROWS", 1)
    at = [NOW - dt.timedelta(minutes=n) for n in range(3)]
    rows = [item(f"i{n}").model_copy(update={"fetched_at": moment}) for n, moment in enumerate(at)]
    Store(home).append(rows)
    table = opened(home, FeedItem.table)
    found = read_rows(home, FeedItem.table, table, columns=["title", "week"], wanted=[{"fetched_at": {at[1]}}])
    assert found.schema.names == ["title", "week"]
    assert found.to_pylist() == [{"title": rows[1].title, "week": WEEK}]


def test_row_groups_that_hold_nothing_wanted_are_not_read(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages of another country may even be damaged."""
    monkeypatch.setattr(data_files, "_ROW_GROUP_ROWS", 1)
    Store(home).append([item("a"), item("b")])
    table = opened(home, FeedItem.table)
    ids = read_rows(home, FeedItem.table, table, columns=["item_id"])["item_id"].to_pylist()
    (file,) = Path(home.table(FeedItem.table)).rglob("*.parquet")
    with reading.open_file(file) as parquet:
        column = parquet.metadata.row_group(1).column(0)
    content = bytearray(file.read_bytes())
    content[(column.dictionary_page_offset or column.data_page_offset) + column.total_compressed_size - 1] ^= 0xFF
    file.write_bytes(content)
    assert read_rows(home, FeedItem.table, table, wanted=[{"item_id": {ids[0]}}]).num_rows == 1
    with pytest.raises(WarehouseError, match=r"(?s)\.parquet: a Parquet file cannot be read.*warehouse verify"):
        read_rows(home, FeedItem.table, table)


def test_a_missing_file_is_said_by_its_name(home: Home) -> None:
    Store(home).append([item("a")])
    table = opened(home, FeedItem.table)
    (file,) = Path(home.table(FeedItem.table)).rglob("*.parquet")
    file.unlink()
    with pytest.raises(WarehouseError, match=file.name):
        read_rows(home, FeedItem.table, table)


def test_a_file_of_an_earlier_version_gives_null_where_it_lacks_a_column(home: Home) -> None:
    rows = rows_to_arrow(FeedItem, [item("a")])
    delta.append(home, FeedItem.table, rows.drop_columns(["lang"]))
    delta.append(home, FeedItem.table, rows)
    found = read_rows(home, FeedItem.table, opened(home, FeedItem.table), columns=["lang"])
    assert sorted(map(str, found["lang"].to_pylist())) == sorted(["None", str(rows["lang"][0])])
    assert found.schema.field("lang").type == pa.string()
