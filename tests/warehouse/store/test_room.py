"""A limit that leaves too little memory is told before a table is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.errors import WarehouseError
from warehouse.store import room
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Score

resource = pytest.importorskip("resource")
PAGE = resource.getpagesize()


def limited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, by: int, left: int) -> None:
    """As if this process had 1 GB, had opened no table, and were limited to so many bytes more."""
    room.check_room.cache_clear()
    sizes = tmp_path / "statm"
    pages = (1 << 30) // PAGE
    sizes.write_text(f"{pages} 1 1 1 0 {pages} 0\n")
    monkeypatch.setattr(room, "_SIZES", sizes)
    limits = {by: (1 << 30) + left}
    monkeypatch.setattr(
        resource, "getrlimit", lambda name: (limits.get(name, resource.RLIM_INFINITY), resource.RLIM_INFINITY)
    )


@pytest.mark.parametrize(("by", "option"), [(resource.RLIMIT_AS, "-v"), (resource.RLIMIT_DATA, "-d")])
def test_too_little_memory_is_told_before_a_table_is_read(
    by: int, option: str, shared: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, tmp_path, by=by, left=96 << 20)
    with pytest.raises(WarehouseError, match=rf"(?s)96 MB under the limit of 1120 MB \(`ulimit {option}`\).*raise it"):
        Store(shared).read(Score)


def test_with_enough_left_it_is_read(shared: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, tmp_path, by=resource.RLIMIT_AS, left=room.ROOM_BYTES)
    assert Store(shared).read(Score)


def test_what_the_first_table_reserved_is_not_asked_for_again(
    shared: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, tmp_path, by=resource.RLIMIT_AS, left=room.ROOM_BYTES)
    assert Store(shared).read(Score)
    taken = (1 << 30) + room.ROOM_BYTES - (200 << 20)
    (tmp_path / "statm").write_text(f"{taken // PAGE} 1 1 1 0 {taken // PAGE} 0\n")
    assert Store(shared).read(Score)


def test_a_real_limit_is_seen() -> None:
    """Of this process itself: its size is read where it says it is."""
    sizes = room._SIZES.read_text().split() if room._SIZES.exists() else []
    if sizes:
        assert 0 < int(sizes[5]) <= int(sizes[0])
    room.check_room()
