"""A plain copy of the tables for tools that know no Delta: hive-partitioned Parquet or one DuckDB file, current revisions only."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.columns import entries
from warehouse.dictionary import json_schemas
from warehouse.errors import InputError, WarehouseError
from warehouse.sql.text import quoted
from warehouse.store.home import Home
from warehouse.weeks import Quarter

if TYPE_CHECKING:
    import duckdb

PARTITIONED = ("items", "articles", "stories", "places", "contributions", "statements", "issues", "fetches")
"""By week; the other tables are one file each."""

_TOGETHER = (
    ("revisions", "country, week, revision"),
    ("current_revisions", "country, week"),
    ("meta.countries", "country"),
)
"""What the views need beside the tables, with its order."""

_FORMULA = r"'^\s*[=+\-@＝＋－＠]'"
"""How a cell begins that a spreadsheet would compute."""


def export_parquet(home: Home, out: Path) -> dict[str, int]:
    """Rows written, table by table, under `out/<table>/` (`week=2026-04-20/` below, where it is large).

    The rows are those of the current revisions, sorted by key; `out/schemas.json` holds the tables' JSON Schemas.
    Raises InputError where `out` is not empty, WarehouseError where it cannot be written or a table cannot be read.
    """
    import duckdb

    from warehouse.sql.connect import sync

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError("is not an empty folder", where=str(out), remedy="name a new one")
    sync(home)
    written: dict[str, int] = {}
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "schemas.json").write_text(json_schemas() + "\n", encoding="utf-8")
        with duckdb.connect(str(home.database), read_only=True) as connection:
            connection.execute("set memory_limit = '2GB'")
            for entry in entries():
                folder = out / entry.name
                folder.mkdir()
                order = ", ".join(f'"{name}"' for name in entry.key)
                rows = f"select * from {entry.name} order by {order}"
                if entry.name in PARTITIONED:
                    target = f"{quoted(folder)} (format parquet, compression zstd, partition_by (week))"
                else:
                    target = f"{quoted(folder / f'{entry.name}.parquet')} (format parquet, compression zstd)"
                found = connection.execute(f"copy ({rows}) to {target}").fetchone()
                written[entry.name] = int(found[0]) if found else 0
    except (duckdb.Error, OSError) as error:
        raise WarehouseError(
            f"the copy failed ({str(error).strip()[:300]})",
            where=str(out),
            remedy="check rights and free space; if a Parquet file is named, `weekwatch warehouse verify`",
        ) from error
    return written


def export_duckdb(home: Home, out: Path) -> dict[str, int]:
    """Rows written, table by table, into a DuckDB file that needs no other: tables, views and comments of the warehouse's own.

    The rows are those of the current revisions. DuckDB 1.0 and newer can open it. It is written beside and renamed.
    Raises WarehouseError where it cannot be written or a table cannot be read.
    """
    import duckdb

    from warehouse.sql.connect import sync
    from warehouse.sql.sync import READABLE_FROM, make_named_views

    sync(home)
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    written: dict[str, int] = {}
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(beside), config={"storage_compatibility_version": READABLE_FROM}) as connection:
            connection.execute("set memory_limit = '2GB'; set enable_progress_bar = false; create schema meta")
            connection.execute(f"attach {quoted(home.database)} as warehouse (read_only)")
            for name, order in _TOGETHER:
                connection.execute(f"create table {name} as from warehouse.{name} order by {order}")
            for entry in entries():
                order = ", ".join(f'"{name}"' for name in entry.key)
                found = connection.execute(
                    f"create table {entry.name} as from warehouse.{entry.name} order by {order}"
                ).fetchone()
                written[entry.name] = int(found[0]) if found else 0
                said = [f"comment on table {entry.name} is {quoted(entry.description)}"]
                said += [
                    f'comment on column {entry.name}."{column.name}" is {quoted(column.comment)}'
                    for column in entry.columns
                ]
                connection.execute("; ".join(said))
            connection.execute("detach warehouse")
            make_named_views(connection)
        beside.replace(out)
    except (duckdb.Error, OSError) as error:
        raise WarehouseError(
            f"cannot be written ({str(error).strip()[:300]})",
            where=str(out),
            remedy="check rights and free space; if a Parquet file is named, `weekwatch warehouse verify`",
        ) from error
    finally:
        with suppress(OSError):  # on a disk that may only be read
            beside.unlink(missing_ok=True)
    return written


def publish_tables(
    home: Home, folder: Path, names: Sequence[str], quarter: Quarter, *, arrow: bool = False
) -> list[str]:
    """The files written, by table: the rows of the weeks that start in a quarter, as `folder/<table>-2026-Q1.parquet` and `.csv`.

    The rows are those of the current revisions, sorted by key. With `arrow` also as an Arrow IPC stream (`.arrows`). A file is
    written beside and renamed. Raises WarehouseError where it cannot be written.
    """
    import duckdb
    import pyarrow as pa

    written: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:  # of its own: the readers of this process may have locked theirs down
            connection.execute(f"attach {quoted(home.database)} as warehouse (read_only)")
            connection.execute("use warehouse")
            for entry in (entry for entry in entries() if entry.name in names):
                order = ", ".join(f'"{name}"' for name in entry.key)
                rows = f"from {entry.name} where week >= date '{quarter.first_day}' and week < date '{quarter.end}' order by {order}"
                for style, options in (("parquet", "format parquet, compression zstd"), ("csv", "format csv, header")):
                    columns = _inert(connection, entry.name) if style == "csv" else "*"
                    with _renamed(folder / f"{entry.name}-{quarter.label}.{style}", written) as beside:
                        connection.execute(f"copy (select {columns} {rows}) to {quoted(beside)} ({options})")
                if arrow:
                    stream = connection.sql(f"select * {rows}").to_arrow_reader()
                    with (
                        _renamed(folder / f"{entry.name}-{quarter.label}.arrows", written) as beside,
                        pa.ipc.new_stream(beside, stream.schema) as writer,
                    ):
                        for batch in stream:
                            writer.write_batch(batch)
    except (duckdb.Error, OSError) as error:
        raise WarehouseError(
            f"cannot be written ({str(error).strip()[:300]})", where=str(folder), remedy="check rights and free space"
        ) from error
    return written


@contextmanager
def _renamed(path: Path, written: list[str]) -> Iterator[Path]:
    """A file beside `path`, which takes its place when it is whole; the name is added to those written."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    yield beside
    beside.replace(path)
    written.append(path.name)


def _inert(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """The columns of a table with an apostrophe before each text that a spreadsheet takes for a formula (OWASP, CSV injection)."""
    described = connection.execute(f"describe {table}").fetchall()
    texts = [f'"{name}"' for name, kind, *_ in described if kind == "VARCHAR"]
    safe = [
        f"case when regexp_matches({text}, {_FORMULA}) then '''' || {text} else {text} end as {text}" for text in texts
    ]
    return f"* replace ({', '.join(safe)})" if safe else "*"
