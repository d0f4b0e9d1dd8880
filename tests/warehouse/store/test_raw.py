from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from tests.warehouse.samples import WEEK
from warehouse.errors import NotFoundError, WarehouseError
from warehouse.store.home import Home
from warehouse.store.raw import get_raw, known, put_raw


def _named(*bodies: bytes) -> dict[str, bytes]:
    return {hashlib.sha256(body).hexdigest(): body for body in bodies}


def test_bytes_are_kept_once_and_come_back(home: Home) -> None:
    bodies = _named(b"<rss/>", b"", bytes(range(256)) * 5000)
    assert put_raw(home, WEEK, bodies) == 3
    assert put_raw(home, WEEK + dt.timedelta(days=7), bodies | _named(b"new")) == 1
    for sha256, body in bodies.items():
        assert get_raw(home, sha256) == get_raw(home, sha256, WEEK) == body
    assert known(home, {*bodies, "0" * 64}) == set(bodies)


def test_unknown_bytes_are_not_found(home: Home) -> None:
    with pytest.raises(NotFoundError, match="no raw bytes"):
        get_raw(home, "0" * 64)
    put_raw(home, WEEK, _named(b"x"))
    with pytest.raises(NotFoundError, match="no raw bytes"):
        get_raw(home, "0" * 64, WEEK)


def test_a_wrong_hash_is_refused(home: Home) -> None:
    with pytest.raises(WarehouseError, match="does not have the SHA-256"):
        put_raw(home, WEEK, {"0" * 64: b"x"})
    assert known(home, {"0" * 64}) == set()


def test_a_body_is_kept_once_and_compressed(home: Home) -> None:
    body = b"<item><title>Border crossing closed</title></item>" * 20_000
    put_raw(home, WEEK, _named(body))
    kept = sum(path.stat().st_size for path in Path(home.table("raw")).rglob("*.parquet"))
    assert kept < 50_000
