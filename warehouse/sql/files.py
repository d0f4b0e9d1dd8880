"""Which Parquet files the tables consist of now, and which the DuckDB file was made from: what a sync compares."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from warehouse.columns import TableEntry, entries
from warehouse.store import table_log
from warehouse.store.home import Home


class LiveFile(NamedTuple):
    """What a sync knows of a Parquet file; files never change."""

    week: str
    lacks: str
    """Columns of the table's model that the file lacks since an earlier version wrote it, comma-joined; mostly none."""


LiveFiles = dict[str, dict[str, LiveFile]]
"""Table -> path relative to the table -> file."""

_LOG_ENTRY = re.compile(r"^(\d{20})\.json$")


def table_versions(home: Home) -> dict[str, int]:
    """Table -> version of its log; -1 where nothing was written. Locally a listing, without opening the table."""
    names = [entry.name for entry in entries()]
    if home.remote:
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            return dict(zip(names, threads.map(lambda name: _remote_version(home, name), names), strict=True))
    return {name: _local_version(home, name) for name in names}


_AT_ONCE = 8
"""Tables asked for at once of a remote warehouse: each takes a few answers of the storage, one after the other."""


def _remote_version(home: Home, name: str) -> int:
    table = table_log.open_table(home, name)
    return -1 if table is None else table.version()


def _local_version(home: Home, name: str) -> int:
    try:
        log = os.listdir(Path(home.table(name)) / "_delta_log")  # noqa: PTH208 - names alone, quicker
    except FileNotFoundError:
        log = []
    return max((int(m[1]) for entry in log if (m := _LOG_ENTRY.match(entry))), default=-1)


def live_files(home: Home, versions: Mapping[str, int], known: tuple[dict[str, int], LiveFiles] | None) -> LiveFiles:
    """The files of every table; of tables and files that are known nothing is read again."""
    live: LiveFiles = {}
    for entry in entries():
        name = entry.name
        former = known[1][name] if known else {}
        if known is not None and known[0][name] == versions[name]:
            live[name] = former
            continue
        table = table_log.open_table(home, name)
        found = table_log.files(table) if table else {}
        live[name] = {
            path: former[path] if path in former else LiveFile(week, _lacking(home, entry, path))
            for path, (week, _) in found.items()
        }
    return live


def changed_weeks(live: LiveFiles, former: LiveFiles) -> dict[str, set[str]]:
    """Table -> the weeks of which files came or went."""
    return {name: {week for _, (week, _) in files.items() ^ former[name].items()} for name, files in live.items()}


def local_file(home: Home, table: str, path: str) -> str:
    """A file as DuckDB reads it: in place, or of a remote home a local copy (the files never change)."""
    if not home.remote:
        return f"{home.table(table)}/{path}"
    from warehouse.store.remote import fetch

    copy = home.local / "files" / table / path
    fetch(f"{home.table(table)}/{path}", copy)
    return str(copy)


def _lacking(home: Home, entry: TableEntry, path: str) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        stored = set(pq.read_schema(local_file(home, entry.name, path)).names) | {"week"}
    except (OSError, pa.ArrowInvalid):
        return ""  # damaged or missing: DuckDB stumbles over it too, and that error is explained
    return ",".join(column.name for column in entry.columns if column.name not in stored)
