"""The log of a Delta table: the table opened at its newest version, and the files that this version consists of.

A log whose entries are empty, torn or missing is refused by name: delta-rs would read the version before it and say nothing.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import WarehouseError
from warehouse.store.home import Home
from warehouse.store.room import check_room

if TYPE_CHECKING:
    import pyarrow.dataset as ds
    from deltalake import DeltaTable

ENTRY = re.compile(r"^(\d{20})\.json$")
"""The name of a log's entry: a version in twenty digits."""
_CHECKPOINT = re.compile(r"^(\d{20})\.checkpoint")


def open_table(home: Home, name: str) -> DeltaTable | None:
    """The newest version of a table; None where nothing was ever written to it.

    Raises WarehouseError where its log is damaged, or where a limit leaves too little memory to read it.
    """
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError, TableNotFoundError

    check_room()
    where = home.table(name)
    if not home.remote:
        _refuse_torn_log(Path(where) / "_delta_log")
    try:
        return DeltaTable(where, storage_options=storage_options(home))
    except TableNotFoundError:
        return None
    except (DeltaError, OSError) as error:
        raise WarehouseError(
            f"the table cannot be opened ({first_line(error)})",
            where=where,
            remedy="run `weekwatch warehouse verify`; the log lies in its _delta_log folder",
        ) from error


def _refuse_torn_log(log: Path) -> None:
    """Raises WarehouseError where an entry of a local table's log is empty, torn or missing between two others.

    delta-rs takes the version before for the newest one, and what the entry said is lost without a word.
    """
    try:
        entries = {entry.name: entry.stat().st_size for entry in os.scandir(log)}
    except FileNotFoundError:
        return
    versions = sorted(int(found[1]) for name in entries if (found := ENTRY.match(name)))
    whole = max((int(found[1]) for name in entries if (found := _CHECKPOINT.match(name))), default=-1)
    offence, version = None, -1
    for version in versions:
        if entries[f"{version:020}.json"] == 0:
            offence = "is empty"
            break
        if version > whole + 1 and version - 1 not in versions:
            offence = f"follows on no entry {version - 1}"
            break
    if offence is None and versions and not _is_whole(log / f"{versions[-1]:020}.json"):
        offence, version = "is torn", versions[-1]
    if offence is not None:
        raise WarehouseError(
            f"the log is damaged: its entry {offence}",
            where=str(log / f"{version:020}.json"),
            remedy="restore the entry from a backup; or remove it and all later ones, which takes the table back to what it "
            "was before: then `weekwatch warehouse verify` says which feeds lost items, and what to collect or build again",
        )


def _is_whole(entry: Path) -> bool:
    """Whether every line of an entry is an action."""
    try:
        return all(isinstance(json.loads(line), dict) for line in entry.read_bytes().splitlines())
    except (ValueError, OSError):
        return False


def storage_options(home: Home) -> dict[str, str] | None:
    """What delta-rs needs for object storage: conditional puts make commits safe without a lock service."""
    return {"conditional_put": "etag"} if home.remote else None


def files(table: DeltaTable) -> dict[str, tuple[str, int]]:
    """The live files of a table: path relative to the table -> (week as text, modified at, ms since 1970)."""
    import pyarrow as pa

    actions = pa.table(table.get_add_actions(flatten=True)).select(["path", "partition.week", "modification_time"])
    paths, weeks, modified = (column.to_pylist() for column in actions.columns)
    return {path: (str(week), int(at)) for path, week, at in zip(paths, weeks, modified, strict=True)}


def sizes(table: DeltaTable, week: str) -> dict[str, int]:
    """The live files of a week: path relative to the table -> bytes."""
    import pyarrow as pa

    actions = pa.table(table.get_add_actions(flatten=True)).select(["path", "partition.week", "size_bytes"])
    return {row["path"]: row["size_bytes"] for row in actions.to_pylist() if str(row["partition.week"]) == week}


def checked_pages() -> ds.ParquetFragmentScanOptions:
    """How Arrow is to read: pages with a checksum are held against it."""
    import pyarrow.dataset as ds

    return ds.ParquetFragmentScanOptions(page_checksum_verification=True)


def first_line(error: Exception) -> str:
    """The first line of an error's message, at most 300 characters."""
    return str(error).strip().split("\n", 1)[0][:300]
