"""The rows of a table's Parquet files as Arrow: only the row groups that may hold what is wanted are read.

Files of a local home are read one after the other, in the thread that asks. Arrow's scanner reads with threads of its own; where the
system refuses it one, for want of memory or by a limit of processes, it drops the work meant for that thread and waits for ever.
The scanner is left to object storage, where waiting for one answer after another would cost more.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.errors import WarehouseError
from warehouse.store.home import Home
from warehouse.store.table_log import files, first_line

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq
    from deltalake import DeltaTable

Wanted = Sequence[Mapping[str, Collection[Any]]]
"""Which rows are wanted: of each mapping (column -> values) a row has one of the values in one of the columns. Empty: all rows."""
_PLAIN_READER_VERSION = 1
"""Of the Delta protocol. A table of a higher one may hide rows of its files or call its columns by other names."""
_ROWS_AT_ONCE = 2_000


def read_rows(
    home: Home,
    name: str,
    table: DeltaTable,
    *,
    paths: Iterable[str] | None = None,
    columns: Sequence[str] | None = None,
    wanted: Wanted = (),
) -> pa.Table:
    """The wanted rows of a table's files, in the files' order, the week among their columns; null where a file lacks a column.

    paths: some of its live files, relative to the table. columns: some of its columns, in this order.
    Raises WarehouseError naming what is damaged or missing.
    """
    import pyarrow as pa

    schema = pa.schema(table.schema().to_arrow())
    names = list(columns) if columns is not None else schema.names
    weeks = {path: week for path, (week, _) in files(table).items()}
    chosen = list(weeks) if paths is None else list(paths)
    parts = [schema.empty_table().select(names)]
    where = f"{home.table(name)}/{chosen[0]}" if len(chosen) == 1 else home.table(name)
    try:
        if home.remote or table.protocol().min_reader_version > _PLAIN_READER_VERSION:
            parts.append(_scanned(table, {path: weeks[path] for path in chosen}, names, wanted))
        else:
            for path in chosen:
                where = f"{home.table(name)}/{path}"
                week = dt.date.fromisoformat(weeks[path])
                parts.append(_rows_of_file(Path(where), schema, week, names, wanted))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise WarehouseError(
            f"a Parquet file cannot be read ({first_line(error)})",
            where=where,
            remedy="run `weekwatch warehouse verify`, which names every damaged file and how to fix it",
        ) from error
    return pa.concat_tables(parts)


def open_file(path: Path) -> pq.ParquetFile:
    """A Parquet file whose pages are held against their checksums. Read with `use_threads=False` it starts no thread."""
    import pyarrow.parquet as pq

    return pq.ParquetFile(path, pre_buffer=False, page_checksum_verification=True)


def batches(path: Path) -> Iterator[pa.RecordBatch]:
    """All rows of a Parquet file, some thousand at a time: for files that are not to be in memory whole."""
    with open_file(path) as file:
        yield from file.iter_batches(batch_size=_ROWS_AT_ONCE, use_threads=False)


def _rows_of_file(path: Path, schema: pa.Schema, week: dt.date, names: Sequence[str], wanted: Wanted) -> pa.Table:
    """The wanted rows of one file, in the types of the table."""
    import pyarrow as pa

    asked = {*names, *(column for columns in wanted for column in columns)}
    with open_file(path) as file:
        stored = [name for name in file.schema_arrow.names if name in asked]
        rows = file.read_row_groups(_groups(file.metadata, wanted), columns=stored, use_threads=False)
    found = {}
    for field in (field for field in schema if field.name in asked):
        if field.name == "week":
            found[field.name] = pa.repeat(pa.scalar(week, field.type), rows.num_rows)
        elif field.name in stored:
            found[field.name] = rows[field.name].cast(field.type)
        else:  # a later version added the column
            found[field.name] = pa.nulls(rows.num_rows, field.type)
    whole = pa.table(found, schema=pa.schema([schema.field(name) for name in found]))
    return _only(whole, wanted).select(names)


def _groups(footer: pq.FileMetaData, wanted: Wanted) -> list[int]:
    """The row groups of a file that may hold a wanted row, by the least and greatest value of their columns."""
    at = {footer.schema.column(n).path: n for n in range(footer.num_columns)} if wanted else {}

    def may_hold(group: pq.RowGroupMetaData, name: str, values: Collection[Any]) -> bool:
        bounds = group.column(at[name]).statistics if name in at else None
        if bounds is None or not bounds.has_min_max:
            return True
        return any(bounds.min <= value <= bounds.max for value in values)

    groups = [footer.row_group(n) for n in range(footer.num_row_groups)]
    return [
        n
        for n, group in enumerate(groups)
        if all(any(may_hold(group, name, values) for name, values in columns.items()) for columns in wanted)
    ]


def _only(rows: pa.Table, wanted: Wanted) -> pa.Table:
    """The wanted ones of some rows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for columns in wanted:
        masks = [
            pc.is_in(rows[name], value_set=pa.array(sorted(values), rows.schema.field(name).type))
            for name, values in columns.items()
        ]
        rows = rows.filter(functools.reduce(pc.or_, masks))
    return rows


def _scanned(table: DeltaTable, weeks: Mapping[str, str], names: Sequence[str], wanted: Wanted) -> pa.Table:
    """The wanted rows of some files (path -> week), by Arrow's scanner."""
    import pyarrow.dataset as ds

    from warehouse.store.table_log import checked_pages

    whole = table.to_pyarrow_dataset(file_pruning_predicate=[("week", "in", sorted(set(weeks.values())))])
    chosen = [fragment for fragment in whole.get_fragments() if fragment.path in weeks]
    dataset = ds.FileSystemDataset(chosen, whole.schema, whole.format, whole.filesystem)
    return dataset.to_table(columns=list(names), filter=_filter(wanted), fragment_scan_options=checked_pages())


def _filter(wanted: Wanted) -> ds.Expression | None:
    """What is wanted as the scanner takes it; None for all rows."""
    import pyarrow.dataset as ds

    def one_of(columns: Mapping[str, Collection[Any]]) -> ds.Expression:
        terms = [ds.field(name).isin(sorted(values)) for name, values in columns.items() if values]
        return functools.reduce(operator.or_, terms, ds.scalar(False))

    return functools.reduce(operator.and_, map(one_of, wanted)) if wanted else None
