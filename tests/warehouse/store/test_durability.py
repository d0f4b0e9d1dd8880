"""What outlasts a loss of power, and that nothing which did not passes for whole: logs, files, bytes."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from deltalake import DeltaTable

from tasks.threat.formula import level_bounds, load_formula
from tests.warehouse.samples import NOW, WEEK, country_week, fetch, item
from warehouse.errors import WarehouseError
from warehouse.sql.checks import verify
from warehouse.store import data_files, table_log
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.store.soundness import check_files
from warehouse.tables import Article, FeedItem

BOUNDS = level_bounds(load_formula())
FLIPS = 60


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happens to the disk, in its order: names of what was waited for, and `commit`."""
    happened: list[str] = []
    fsync, commit = os.fsync, DeltaTable.create_write_transaction

    def waited(descriptor: int) -> None:
        happened.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def committed(*arguments: object, **named: object) -> None:
        happened.append("commit")
        commit(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "fsync", waited)
    monkeypatch.setattr(DeltaTable, "create_write_transaction", committed)
    return happened


def test_files_are_durable_before_a_commit_names_them_and_the_commit_before_it_counts(
    home: Home, written: list[str]
) -> None:
    Store(home).append([item("a")])
    written.clear()
    Store(home).append([item("b", url="https://news.example/b")])
    table = Path(home.table("items"))
    newest = max(table.glob(f"week={WEEK}/*.parquet"), key=lambda file: file.stat().st_mtime_ns)
    before, after = written[: written.index("commit")], written[written.index("commit") + 1 :]
    assert before == [str(newest), str(newest.parent), str(table)]
    assert after == [str(max((table / "_delta_log").glob("*.json"))), str(table / "_delta_log")]


def test_every_file_of_every_table_was_waited_for(home: Home, written: list[str]) -> None:
    Store(home).replace_country_weeks([country_week()])
    Store(home).replace_country_weeks([country_week(articles=5)])  # the same revision: rows are taken out of files
    files = {str(path) for path in Path(home.location).glob("tables/*/week=*/*.parquet")}
    logs = {str(path) for path in Path(home.location).glob("tables/*/_delta_log/*.json")}
    assert files
    assert files | logs <= set(written)
    assert len(Store(home).read(Article)) == 5


@pytest.mark.parametrize("how", ["emptied", "torn", "lost between two others"])
def test_a_log_that_lost_an_entry_is_refused_by_name(home: Home, how: str) -> None:
    store = Store(home)
    for name in "abcd":
        store.append([item(name)])
    log = sorted((Path(home.table("items")) / "_delta_log").glob("*.json"))
    damaged = log[-1]
    if how == "emptied":
        damaged.write_bytes(b"")
    elif how == "torn":
        damaged.write_bytes(damaged.read_bytes()[:-40])
    else:
        log[-2].unlink()
    with pytest.raises(WarehouseError, match="the log is damaged") as raised:
        store.read(FeedItem)
    assert raised.value.where == str(damaged)
    assert "remove it" in str(raised.value)
    with pytest.raises(WarehouseError, match="the log is damaged"):
        store.append([item("e")])
    assert {(f.check, f.severity, f.subject) for f in check_files(home)} == {("table-log", "error", str(damaged))}


def test_a_log_that_was_cut_where_its_checkpoint_begins_is_whole(home: Home) -> None:
    store = Store(home)
    for name in "abc":
        store.append([item(name)])
    table = table_log.open_table(home, "items")
    assert table is not None
    table.create_checkpoint()
    for entry in sorted((Path(home.table("items")) / "_delta_log").glob("*.json"))[:-1]:
        entry.unlink()
    store.append([item("d")])
    assert len(store.read(FeedItem)) == 4


def test_items_that_a_lost_commit_took_with_it_are_missed(home: Home) -> None:
    store = Store(home)
    store.append([item("a"), item("b")])
    store.append([fetch(new_item_count=2)])
    store.append([item("c")])
    store.append([fetch(at=NOW.replace(hour=20), new_item_count=1)])
    assert verify(home, BOUNDS) == []
    max((Path(home.table("items")) / "_delta_log").glob("*.json")).unlink()  # as the remedy of an empty entry says
    (found,) = verify(home, BOUNDS)
    assert (found.check, found.severity, found.subject) == ("items-counted", "error", "https://news.example/feed")
    assert "counted 3 new items, the tables hold 2" in found.message


def test_two_passes_at_once_are_no_loss(home: Home) -> None:
    store = Store(home)
    store.append([item("a"), item("b")])
    store.append([fetch(new_item_count=2), fetch(at=NOW.replace(minute=NOW.minute + 1), new_item_count=2)])
    assert verify(home, BOUNDS) == []


@pytest.mark.parametrize("table", ["articles", "items", "scores"])
def test_every_flipped_bit_is_seen(filled: Home, table: str) -> None:
    chance = random.Random(table)
    file = min(Path(filled.table(table)).glob(f"week={WEEK}/*.parquet"))
    sound = file.read_bytes()
    assert list(check_files(filled)) == []
    unseen = []
    for _ in range(FLIPS):
        at, bit = chance.randrange(len(sound)), 1 << chance.randrange(8)
        file.write_bytes(sound[:at] + bytes([sound[at] ^ bit]) + sound[at + 1 :])
        found = list(check_files(filled, only=table))
        unseen += [at] if [(f.check, f.subject) for f in found] != [("parquet-file", str(file))] else []
    assert unseen == []


def test_pages_have_checksums_that_readers_look_at(filled: Home) -> None:
    file = min(Path(filled.table("items")).glob(f"week={WEEK}/*.parquet"))
    sound = file.read_bytes()
    store, refused, changed = Store(filled), 0, 0
    rows = store.read(FeedItem, weeks=[WEEK])
    chance = random.Random(3)
    for _ in range(FLIPS):
        at = chance.randrange(8, len(sound) * 2 // 3)
        file.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        try:
            changed += store.read(FeedItem, weeks=[WEEK]) != rows
        except WarehouseError:
            refused += 1
    assert refused > FLIPS / 2  # the others are in headers of pages, of which some bits mean nothing to a reader
    assert changed == 0


def test_a_file_of_another_version_in_its_place_is_seen(filled: Home) -> None:
    first, second = sorted(Path(filled.table("items")).rglob("*.parquet"))[:2]
    first.write_bytes(second.read_bytes())
    assert [(f.check, f.subject) for f in check_files(filled)] == [("parquet-file", str(first))]


def test_names_say_what_files_hold(filled: Home) -> None:
    for file in Path(filled.location).glob("tables/*/week=*/*.parquet"):
        assert data_files.stated_sha256(str(file)) == data_files.sha256_of(file)
    assert data_files.stated_sha256("week=2026-04-20/part-00000-5c3d.snappy.parquet") is None
