"""A full and a read-only disk (small tmpfs mounts, where the tests may make them), and kills at random instants."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.threat.formula import level_bounds, load_formula
from tests.measure.warehouse_faults import kills
from tests.warehouse.conftest import fill
from tests.warehouse.samples import WEEK, country_week
from warehouse.copy import export_duckdb
from warehouse.errors import WarehouseError
from warehouse.sql import connect as db
from warehouse.sql.checks import verify
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.store.raw import put_raw
from warehouse.tables import Article, Report

BOUNDS = level_bounds(load_formula())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)], capture_output=True)
    if made.returncode != 0:
        pytest.skip("mounting a tmpfs needs root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_named_and_loses_nothing(disk: Path) -> None:
    home = Home.create(disk / "home")
    store = Store(home)
    store.replace_country_weeks([country_week("MN")])
    body = os.urandom(16_000_000)
    with pytest.raises(WarehouseError, match=r"tables/raw: cannot be written .*[Nn]o space") as raised:
        put_raw(home, WEEK, {hashlib.sha256(body).hexdigest(): body})
    assert "free space" in str(raised.value)
    filler = disk / "filler"
    subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=4k"], capture_output=True)  # until nothing is left
    with pytest.raises(WarehouseError, match="cannot be written"):
        store.replace_country_weeks([country_week("UA")])
    with pytest.raises(WarehouseError):
        db.sync(home)
    assert [r.country for r in store.read(Report)] == ["MN"]  # what was there is there, the rest is not half there
    assert len(store.read(Article)) == 3
    filler.unlink()
    store.replace_country_weeks([country_week("UA")])
    assert [r.country for r in store.read(Report)] == ["MN", "UA"]
    assert len(list(db.query_sql(home, "select * from articles")[1])) == 6


def test_a_read_only_disk_is_read(disk: Path) -> None:
    home = Home.create(disk / "home")
    fill(home)
    db.sync(home)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert len(list(db.query_sql(home, "select * from articles")[1])) == 18
    assert verify(home, BOUNDS) == []
    with pytest.raises(WarehouseError, match=r"tables/articles: cannot be written .*[Rr]ead-only"):
        Store(home).replace_country_weeks([country_week("IR")])
    for write in (
        lambda: Home.create(disk / "another"),
        lambda: db.sync(home, rebuild=True),
        lambda: export_duckdb(home, disk / "copy.duckdb"),
    ):
        with pytest.raises(WarehouseError, match=r"cannot be (written|built) .*([Rr]ead-only|Cannot open)"):
            write()


@pytest.mark.slow
def test_a_backfill_killed_at_random_instants_ends_as_an_uninterrupted_one(tmp_path: Path) -> None:
    killed, equal = kills(tmp_path, 6, countries=4)
    assert killed > 0
    assert equal
