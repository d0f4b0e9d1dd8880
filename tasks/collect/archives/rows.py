"""The rows of a JSONL, CSV or Parquet file, one at a time, whatever its size."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from warehouse.errors import InputError

MAX_ROW = 2_000_000
"""Bytes of one row; longer ones are no items."""
_READ_ROWS = 1_000
_SAMPLE_ROWS = 100
"""Rows of a JSONL file whose keys are taken for its columns."""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be read: why, and its bytes on one line."""

    reason: str
    raw: bytes = b"null"


Row = Mapping[str, Any] | BrokenRow
Rows = Iterator[tuple[int, Row]]


def open_rows(path: Path) -> tuple[list[str], Rows]:
    """The columns of a file and its rows with their numbers. Raises InputError for a file that cannot be read."""
    if not path.is_file():
        raise InputError("no such file", where=str(path), remedy="check the name")
    name = path.name.lower()
    if name.endswith((".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")):
        return _open_jsonl(path)
    if name.endswith((".csv", ".csv.gz", ".tsv", ".tsv.gz")):
        return _open_csv(path)
    if name.endswith((".parquet", ".pq")):
        return _open_parquet(path)
    raise InputError(
        "is none of the kinds of files that can be imported",
        where=str(path),
        remedy="give a .jsonl, .jsonl.gz, .csv, .csv.gz or .parquet file",
    )


def _open_binary(path: Path) -> IO[bytes]:
    try:
        if path.name.lower().endswith(".gz"):
            return cast(IO[bytes], gzip.open(path, "rb"))
        return path.open("rb")
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=str(path)) from error


def _open_jsonl(path: Path) -> tuple[list[str], Rows]:
    columns: dict[str, None] = {}
    for index, (_, row) in enumerate(_jsonl_rows(path)):
        if index == _SAMPLE_ROWS:
            break
        if not isinstance(row, BrokenRow):
            columns.update(dict.fromkeys(row))
    return list(columns), _jsonl_rows(path)


def _jsonl_rows(path: Path) -> Rows:
    number = 0
    with _open_binary(path) as file:
        try:
            while line := file.readline(MAX_ROW + 1):
                number += 1
                if len(line) > MAX_ROW:
                    while line and not line.endswith(b"\n"):
                        line = file.readline(MAX_ROW)
                    yield number, BrokenRow(f"it is longer than {MAX_ROW:,} bytes")
                elif line.strip(b"\xef\xbb\xbf \t\r\n"):
                    yield number, _jsonl_row(line.strip(b"\xef\xbb\xbf \t\r\n"))
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            yield number + 1, BrokenRow(f"the compressed file is damaged from here on ({error})")


def _jsonl_row(line: bytes) -> Row:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return BrokenRow(f"it is not JSON ({str(error)[:100]})", line.replace(b"\r", b" "))
    if not isinstance(value, dict):
        return BrokenRow(f"it is not a JSON object but {type(value).__name__}", line.replace(b"\r", b" "))
    return value


def _open_csv(path: Path) -> tuple[list[str], Rows]:
    with _open_binary(path) as file:
        try:
            head = file.readline(MAX_ROW).decode("utf-8-sig", "replace")
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise InputError(f"is damaged ({error})", where=str(path)) from error
    delimiter = max(",;\t|", key=head.count)
    columns = next(csv.reader([head], delimiter=delimiter), [])
    return columns, _csv_rows(path, columns, delimiter)


def _csv_rows(path: Path, columns: list[str], delimiter: str) -> Rows:
    csv.field_size_limit(MAX_ROW)
    number = 1
    with _open_binary(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
        reader = csv.reader((line.replace("\0", "") for line in text), delimiter=delimiter)
        next(reader, None)
        while True:
            number += 1
            try:
                values = next(reader, None)
            except csv.Error as error:
                yield number, BrokenRow(f"it is not CSV ({error})")
                continue
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                yield number, BrokenRow(f"the compressed file is damaged from here on ({error})")
                return
            if values is None:
                return
            if not values:
                continue
            if len(values) > len(columns):
                yield number, BrokenRow(f"it has {len(values)} fields where the header has {len(columns)}")
            else:
                yield number, dict(zip(columns, values, strict=False))


def _open_parquet(path: Path) -> tuple[list[str], Rows]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"is not a readable Parquet file ({str(error)[:200]})", where=str(path)) from error
    return list(file.schema_arrow.names), _parquet_rows(path, file)


def _parquet_rows(path: Path, file: Any) -> Rows:
    import pyarrow as pa

    number = 0
    try:
        for batch in file.iter_batches(batch_size=_READ_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield number, row
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"is damaged after row {number} ({str(error)[:200]})", where=str(path)) from error
    finally:
        file.close()
