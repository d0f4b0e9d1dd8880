"""Commits to the Delta tables: append, overwrite, take out, merge files. No other module commits.

Files are written first (`warehouse.store.data_files`) and a commit names them, so that what a log says is there, whatever was
cut off when. In a local home a commit is waited for until it would outlast a loss of power. A commit that loses a race
(another process rewrote a file that this one read) is tried again on the newest version. Every other failure becomes a
WarehouseError that names the table. `warehouse.store.table_log` opens the tables.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from warehouse.errors import WarehouseError
from warehouse.store import data_files
from warehouse.store.home import Home
from warehouse.store.reading import read_rows
from warehouse.store.table_log import ENTRY, files, first_line, open_table, sizes, storage_options

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import DeltaTable
    from deltalake.transaction import AddAction, RemoveAction

ATTEMPTS = 40
"""Tries of a commit. Eight writers of one week need up to about ten."""
_LONGEST_WAIT_SECONDS = 1.0
_BUNDLE_BYTES = 64_000_000
"""Small files are merged up to this size, so that a week of raw bytes is never in memory whole."""


T = TypeVar("T")


def append(home: Home, name: str, data: pa.Table) -> None:
    """Adds rows to a table, made if there is none. Appends of several processes never conflict."""
    retried(lambda: _fitting(home, name, data), home.table(name))
    written = _written(home, name, data)
    retried(lambda: _commit(home, name, _fitting(home, name, data), written), home.table(name))


def overwrite(home: Home, name: str, data: pa.Table, week: str, replaced: Collection[tuple[str, str]]) -> None:
    """Puts `data` in the place of the week's rows of those (country, revision), in one commit.

    It stands only if nobody committed to the table meanwhile: two processes that build one country-week leave its rows once.
    """
    retried(lambda: _fitting(home, name, data), home.table(name))
    written = _written(home, name, data)
    of_files: dict[frozenset[str], list[AddAction | RemoveAction]] = {}

    def commit() -> None:
        table = _fitting(home, name, data)
        paths = frozenset(path for path, (start, _) in files(table).items() if start == week)
        if paths not in of_files:
            of_files[paths] = _without(home, name, table, paths, replaced)
        _commit(home, name, table, [*written, *of_files[paths]], alone=True)

    retried(commit, home.table(name))


def replace_snapshot(home: Home, name: str, table: DeltaTable, data: pa.Table, week: str) -> bool:
    """Whether `data` took the place of all files that the week has in `table`: not if one of them was taken out since.

    What others added meanwhile stays beside it.
    """
    from deltalake.exceptions import CommitFailedError, DeltaError

    paths = [path for path, (start, _) in files(table).items() if start == week]
    try:
        _commit(home, name, table, [*_written(home, name, data), *_removed(home, name, table, paths)])
    except CommitFailedError:
        return False
    except (DeltaError, OSError) as error:
        raise unwritable(home.table(name), error) from error
    return True


def discard(home: Home, name: str, goes: Callable[[pa.Table], Sequence[bool]]) -> int:
    """How many rows were taken out of a table, of all its weeks, in one commit: those that `goes` says so of."""
    import pyarrow as pa

    def commit() -> int:
        table = open_table(home, name)
        actions: list[AddAction | RemoveAction] = []
        gone = 0
        for path in sorted(files(table)) if table else ():
            assert table is not None
            rows = _rows_of(home, name, table, [path])
            out = goes(rows)
            if any(out):
                rest = rows.filter(pa.array([not one for one in out], pa.bool_()))
                actions += [*_written(home, name, rest), *_removed(home, name, table, [path])]
                gone += sum(out)
        if table is not None:
            _commit(home, name, table, actions, alone=True)
        return gone

    return retried(commit, home.table(name))


def merge_files(home: Home, name: str) -> int:
    """How many files were merged into larger ones, week by week, until another process got in between."""
    from deltalake.exceptions import CommitFailedError

    table = open_table(home, name)
    merged = 0
    for week in sorted({week for week, _ in files(table).values()}) if table else ():
        assert table is not None
        for bundle in _bundles(sizes(table, week)):
            rows = _rows_of(home, name, table, bundle)
            try:
                _commit(home, name, table, [*_written(home, name, rows), *_removed(home, name, table, bundle)])
            except CommitFailedError:
                return merged
            merged += len(bundle)
    return merged


def _fitting(home: Home, name: str, data: pa.Table) -> DeltaTable:
    """The newest version of the table, made if there is none, with all the columns of `data`."""
    from deltalake import write_deltalake

    table = open_table(home, name)
    if table is None or not set(data.schema.names) <= {field.name for field in table.schema().fields}:
        write_deltalake(
            home.table(name),
            _bare(data.slice(0, 0)),
            mode="append",
            partition_by=["week"],
            schema_mode="merge",
            storage_options=storage_options(home),
        )
        _outlast(home, name)
        table = open_table(home, name)
    assert table is not None
    return table


def _commit(
    home: Home, name: str, table: DeltaTable, actions: Sequence[AddAction | RemoveAction], *, alone: bool = False
) -> None:
    """Commits files; `alone`: only if nobody else has committed since the table was opened. Raises CommitFailedError."""
    from deltalake import CommitProperties

    if actions:
        only_now = CommitProperties(max_commit_retries=0) if alone else None
        table.create_write_transaction(list(actions), "append", table.schema(), ["week"], commit_properties=only_now)
        _outlast(home, name)


def _outlast(home: Home, name: str) -> None:
    """Makes what was last committed to a table of a local home outlast a loss of power."""
    if home.remote:
        return
    log = Path(home.table(name)) / "_delta_log"
    newest = max((entry for entry in log.iterdir() if ENTRY.match(entry.name)), key=lambda entry: entry.name)
    data_files.make_durable(newest)
    data_files.make_durable(log)


def _written(home: Home, name: str, data: pa.Table) -> list[AddAction]:
    try:
        return data_files.write(home, name, _bare(data))
    except OSError as error:
        raise unwritable(home.table(name), error) from error


def _without(
    home: Home, name: str, table: DeltaTable, paths: Collection[str], replaced: Collection[tuple[str, str]]
) -> list[AddAction | RemoveAction]:
    """What takes the rows of those (country, revision) out of some files of a table."""
    import pyarrow as pa

    actions: list[AddAction | RemoveAction] = []
    for path in sorted(paths):
        keys = _rows_of(home, name, table, [path], ["country", "revision"])
        stays = [key not in replaced for key in zip(*(column.to_pylist() for column in keys.columns), strict=True)]
        if not all(stays):
            rest = _rows_of(home, name, table, [path]).filter(pa.array(stays, pa.bool_()))
            actions += [*_written(home, name, rest), *_removed(home, name, table, [path])]
    return actions


def _rows_of(
    home: Home, name: str, table: DeltaTable, paths: Collection[str], columns: list[str] | None = None
) -> pa.Table:
    """The rows of some files of a table, the week among their columns. Raises WarehouseError where one is damaged."""
    return read_rows(home, name, table, paths=sorted(paths), columns=columns)


def _removed(home: Home, name: str, table: DeltaTable, paths: Collection[str]) -> list[RemoveAction]:
    from deltalake.transaction import RemoveAction

    weeks = {path: week for path, (week, _) in files(table).items()}
    now = data_files.storage_time(home, name) if paths else 0
    return [RemoveAction(path, True, now, partition_values={"week": weeks[path]}) for path in sorted(paths)]


def _bundles(sized: Mapping[str, int]) -> Iterator[list[str]]:
    """The paths of files that are small enough to be merged, in bundles of at most so many bytes and at least two files."""
    bundle: list[str] = []
    total = 0
    for path, size in sorted(sized.items()):
        if size >= _BUNDLE_BYTES:
            continue
        if bundle and total + size > _BUNDLE_BYTES:
            yield bundle
            bundle, total = [], 0
        bundle.append(path)
        total += size
    if len(bundle) > 1:
        yield bundle


def forget_missing(home: Home, name: str) -> int:
    """How many files were taken out of a table's log because they are missing; the rows of all others stay."""
    table = open_table(home, name)
    if table is None:
        return 0
    removed = retried(lambda: table.repair(), home.table(name))["files_removed"]
    _outlast(home, name)
    return len(removed)


def vacuum(home: Home, name: str, grace_hours: float) -> int:
    """How many files were deleted that no live version has needed for that long, abandoned ones included."""
    from deltalake.exceptions import DeltaError

    table = open_table(home, name)
    if table is None:
        return 0
    try:
        table.create_checkpoint()
        if not home.remote:
            for checkpoint in Path(home.table(name), "_delta_log").glob("*checkpoint*"):
                data_files.make_durable(checkpoint)
        deleted = table.vacuum(
            retention_hours=round(grace_hours), dry_run=False, enforce_retention_duration=False, full=True
        )
    except (DeltaError, OSError) as error:
        raise unwritable(home.table(name), error) from error
    return len(deleted)


def unwritable(where: str, error: Exception) -> WarehouseError:
    """The error of a table that cannot be written to."""
    return WarehouseError(
        f"cannot be written ({first_line(error)})",
        where=where,
        remedy="check rights and free space, then `weekwatch warehouse verify`; nothing half-written is visible",
    )


def retried(commit: Callable[[], T], where: str) -> T:
    """What `commit` returns, tried again with growing waits while other processes win the race for the table."""
    from deltalake.exceptions import CommitFailedError, DeltaError

    wait = 0.01
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return commit()
        except CommitFailedError as error:
            if attempt == ATTEMPTS:
                raise WarehouseError(
                    f"{ATTEMPTS} commits failed because other processes wrote at the same time ({first_line(error)})",
                    where=where,
                    remedy="run it again; nothing half-written is visible",
                ) from error
        except (DeltaError, OSError) as error:
            raise unwritable(where, error) from error
        time.sleep(wait)
        wait = min(wait * 1.5, _LONGEST_WAIT_SECONDS)
    raise AssertionError("unreachable")


def _bare(data: pa.Table) -> pa.Table:
    """The rows without the columns' descriptions: a table whose descriptions were other words would refuse them."""
    import pyarrow as pa

    return data.cast(pa.schema([field.remove_metadata() for field in data.schema]))
