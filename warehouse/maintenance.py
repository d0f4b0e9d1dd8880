"""Housekeeping of the tables: few sorted files a week, no superseded rows, no files that nobody can read.

Nothing here changes what readers see. A week's file is rewritten only if no other process wrote to that week
meanwhile (delta-rs refuses the commit otherwise, and the week is read again). Rows and files go only after a
grace period: a reader may still hold an older DuckDB file, and a process may still be writing its country-week.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warehouse.schema import Row
from warehouse.sql.connect import sync
from warehouse.store import delta, raw, table_log
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.store.reading import read_rows
from warehouse.tables import TABLES, Run

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import DeltaTable

GRACE_HOURS = 24
"""Longer than any query and any build of a country-week takes."""

_ATTEMPTS = 3
"""A week that is written to all the time is left for the next compaction."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """What a compaction did to one table."""

    table: str
    weeks: int
    """Weeks rewritten."""
    files_before: int
    files_after: int
    rows_dropped: int
    """Superseded, abandoned and doubled rows."""
    files_deleted: int
    """Files that no version needs any more, deleted from the storage."""


def compact(
    home: Home,
    *,
    grace_hours: float = GRACE_HOURS,
    weeks: Collection[dt.date] | None = None,
    now: dt.datetime | None = None,
) -> list[Compacted]:
    """Rewrites weeks of several files into one sorted file each, deletes files older than the grace period, syncs.

    `weeks` narrows it to those; None is all. Rows are superseded for the grace period as seen from `now`, which
    if not given is the end of the newest run. Returns what was done, a table an entry, untouched tables left out.
    Raises WarehouseError where a file is damaged (that table stays as it is).
    """
    committed: dict[tuple[str, dt.date], set[str]] = {}
    store = Store(home)
    runs = store.read(Run, weeks=weeks)
    for run in runs:
        if run.status == "complete":
            committed.setdefault((run.country, run.week), set()).add(run.revision)
    current = {key: run.revision for key, run in store.current_runs(weeks=weeks).items()}
    now = now or max((run.finished_at for run in runs), default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    old_before = int((now.timestamp() - grace_hours * 3600) * 1000)
    done = []
    for row_type in TABLES:
        kept = current if row_type.history is None else None
        done.append(_compact_table(home, row_type, weeks, committed, kept, old_before, grace_hours))
    done.append(_compact_raw(home, grace_hours))
    sync(home)
    for beside in home.local.glob(f".{home.database.name}.*"):  # of a sync that was killed
        if beside.stat().st_mtime * 1000 < old_before:
            beside.unlink(missing_ok=True)
    return [entry for entry in done if entry is not None and (entry.weeks or entry.files_deleted)]


def _compact_table(
    home: Home,
    row_type: type[Row],
    weeks: Collection[dt.date] | None,
    committed: dict[tuple[str, dt.date], set[str]],
    current: dict[tuple[str, dt.date], str] | None,
    old_before: int,
    grace_hours: float,
) -> Compacted | None:
    name = row_type.table
    table = table_log.open_table(home, name)
    if table is None:
        return None
    files = table_log.files(table)
    in_week: dict[str, int] = {}
    for week, _ in files.values():
        in_week[week] = in_week.get(week, 0) + 1
    superseded = {str(week) for (_, week), revisions in committed.items() if len(revisions) > 1}
    dropped = rewritten = 0
    for week, count in sorted(in_week.items()):
        day = dt.date.fromisoformat(week)
        if weeks is not None and day not in weeks:
            continue
        if count < 2 and (row_type.scope != "country_week" or week not in superseded or current is None):
            continue
        lost = _rewrite_week(home, row_type, day, committed, current, old_before)
        if lost is not None:
            dropped += lost
            rewritten += 1
    deleted = delta.vacuum(home, name, grace_hours)
    after = table_log.open_table(home, name)
    return Compacted(name, rewritten, len(files), len(table_log.files(after)) if after else 0, dropped, deleted)


def _rewrite_week(
    home: Home,
    row_type: type[Row],
    week: dt.date,
    committed: dict[tuple[str, dt.date], set[str]],
    current: dict[tuple[str, dt.date], str] | None,
    old_before: int,
) -> int | None:
    """Rows dropped from a week that was rewritten as one file; None where that was not needed or not possible."""
    for _ in range(_ATTEMPTS):
        table = table_log.open_table(home, row_type.table)
        if table is None:
            return None
        files = {path: at for path, (of, at) in table_log.files(table).items() if of == str(week)}
        parts, total = [], 0
        for path, rows in _read_files(home, row_type, table, week):
            total += rows.num_rows
            if row_type.scope == "country_week" and files.get(path, old_before) < old_before:
                rows = _without_dead(rows, committed, current)
            parts.append(rows)
        data = _sorted_once(row_type, parts)
        if len(files) < 2 and data.num_rows == total:
            return None
        if delta.replace_snapshot(home, row_type.table, table, data, str(week)):
            dropped: int = total - data.num_rows
            return dropped
    return None


def _read_files(home: Home, row_type: type[Row], table: DeltaTable, week: dt.date) -> list[tuple[str, pa.Table]]:
    """(path, rows) of each file of a week."""
    name = row_type.table
    paths = [path for path, (start, _) in table_log.files(table).items() if start == str(week)]
    return [(path, read_rows(home, name, table, paths=[path])) for path in paths]


def _without_dead(
    rows: pa.Table, committed: dict[tuple[str, dt.date], set[str]], current: dict[tuple[str, dt.date], str] | None
) -> pa.Table:
    """The rows less those of revisions that no run names and, where only the current one is kept, superseded ones."""
    import pyarrow as pa

    def alive(country: Any, week: Any, revision: Any) -> bool:
        if country is None:
            return True
        if current is not None:
            return bool(current.get((country, week)) == revision)
        return revision in committed.get((country, week), ())

    keys = zip(*(rows.column(name).to_pylist() for name in ("country", "week", "revision")), strict=True)
    return rows.filter(pa.array([alive(*key) for key in keys], pa.bool_()))


def _sorted_once(row_type: type[Row], parts: list[pa.Table]) -> pa.Table:
    """The rows of all parts sorted by key, one for each key (the earliest fetched of items)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    data = pa.concat_tables(parts).combine_chunks()
    order = [(name, "ascending") for name in row_type.key]
    if row_type.scope == "week":
        order.append(("fetched_at", "ascending"))
    data = data.take(pc.sort_indices(data, sort_keys=order))
    keys = list(zip(*(data.column(name).to_pylist() for name in row_type.key), strict=True))
    first = [n == 0 or key != keys[n - 1] for n, key in enumerate(keys)]
    return data if all(first) else data.filter(pa.array(first, pa.bool_()))


def _compact_raw(home: Home, grace_hours: float) -> Compacted | None:
    """Packs of raw bytes are merged by delta-rs itself: they need no order, and their rows are never dropped."""
    table = table_log.open_table(home, raw.TABLE)
    if table is None:
        return None
    before = table_log.files(table)
    weeks = len({week for week, _ in before.values()})
    rewritten = 0
    if len(before) > weeks:
        rewritten = delta.merge_files(home, raw.TABLE)
    deleted = delta.vacuum(home, raw.TABLE, grace_hours)
    after = table_log.open_table(home, raw.TABLE)
    return Compacted(raw.TABLE, rewritten, len(before), len(table_log.files(after)) if after else 0, 0, deleted)
