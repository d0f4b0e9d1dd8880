"""The rows of a JSONL, CSV or Parquet file, one at a time, whatever its size."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from tasks.collect.feed.letters import likeliest_encoding
from warehouse.errors import InputError

MAX_ROW = 2_000_000
"""Bytes of one row; longer ones are not items."""
_READ_ROWS = 1_000
_SAMPLE_ROWS = 100
"""Rows of a JSONL file whose keys are taken for its columns."""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be read: why, and its bytes on one line."""

    reason: str
    raw: bytes = b"null"


_DAMAGED = (EOFError, OSError, zlib.error)
"""What reading of a packed file raises where it is cut or damaged; pyarrow's errors of that kind are OSErrors."""
Row = Mapping[str, Any] | BrokenRow
Rows = Iterator[tuple[int, Row]]


@dataclass(frozen=True, slots=True)
class OpenedRows:
    """A file whose rows are read one after the other."""

    columns: list[str]
    rows: Rows
    encodings: Counter[str]
    """Encoding -> rows that were no UTF-8 and were read in it so far."""


def open_rows(path: Path) -> OpenedRows:
    """The columns of a file and its rows with their numbers. Raises InputError for a file that cannot be read."""
    if not path.is_file():
        raise InputError("no such file", where=str(path), remedy="check the name")
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    if name.endswith((".jsonl", ".ndjson")):
        columns, rows = _open_jsonl(path)
        return OpenedRows(columns, rows, Counter())
    if name.endswith((".csv", ".tsv")):
        return _open_csv(path)
    if name.endswith((".parquet", ".pq")):
        columns, rows = _open_parquet(path)
        return OpenedRows(columns, rows, Counter())
    raise InputError(
        "is not a kind of file that can be imported",
        where=str(path),
        remedy="give a .jsonl, .csv or .parquet file; .jsonl and .csv may be packed (.gz, .zst)",
    )


_GZIP_MAGIC, _ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


def _open_binary(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked where it is packed, whatever its name says."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start.startswith(_GZIP_MAGIC):
            return cast(IO[bytes], gzip.open(path, "rb"))
        if start == _ZSTD_MAGIC:
            import pyarrow as pa

            return cast(IO[bytes], io.BufferedReader(pa.input_stream(str(path), compression="zstd")))
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
        except _DAMAGED as error:
            yield number + 1, BrokenRow(f"the compressed file is damaged from here on ({error})")


def _jsonl_row(line: bytes) -> Row:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return BrokenRow(f"it is not JSON ({str(error)[:100]})", line.replace(b"\r", b" "))
    if not isinstance(value, dict):
        return BrokenRow(f"it is not a JSON object but {type(value).__name__}", line.replace(b"\r", b" "))
    return value


def _open_csv(path: Path) -> OpenedRows:
    encodings: Counter[str] = Counter()
    lines = _text_lines(path, encodings)
    try:
        head = next(lines, (1, ""))[1]
    except _DAMAGED as error:
        raise InputError(f"is damaged ({error})", where=str(path)) from error
    delimiter = max(",;\t|", key=head.count)
    columns = next(csv.reader([head], delimiter=delimiter), [])
    return OpenedRows(columns, _csv_rows(lines, len(columns), columns, delimiter), encodings)


def _text_lines(path: Path, encodings: Counter[str]) -> Iterator[tuple[int, str]]:
    """The lines of a text file with their numbers; one that is not UTF-8 is read in the encoding that its letters suggest."""
    other = ""
    with _open_binary(path) as file:
        for number, line in enumerate(iter(lambda: file.readline(MAX_ROW), b""), start=1):
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            try:
                text = line.decode("utf-8")
            except UnicodeDecodeError:
                other = other or likeliest_encoding(line).encoding
                encodings[other] += 1
                text = line.decode(other, "replace")
            yield number, text.replace("\0", "")


_LONGEST_RECORD = 200
"""Lines of one row; a text in quotation marks may have some."""


def _csv_rows(lines: Iterator[tuple[int, str]], width: int, columns: list[str], delimiter: str) -> Rows:
    """Row by row. A row whose quotation marks do not close costs itself, not those that follow it."""
    csv.field_size_limit(MAX_ROW)
    waiting: deque[str] = deque()
    number = 1
    while True:
        if not waiting and not _read_on(lines, waiting):
            return
        number += 1
        taken, values, why = _record(waiting, lines, width, delimiter)
        spent = [waiting.popleft() for _ in range(taken)]
        if values is None:
            yield number, BrokenRow(why, json.dumps("".join(spent), ensure_ascii=False).encode("utf-8", "replace"))
        elif len(values) > width:
            yield number, BrokenRow(f"it has {len(values)} fields where the header has {width}")
        elif values:
            yield number, dict(zip(columns, values, strict=False))


def _read_on(lines: Iterator[tuple[int, str]], waiting: deque[str]) -> bool:
    """Whether there was another line, which now waits."""
    try:
        line = next(lines, None)
    except _DAMAGED:
        return False
    if line is not None:
        waiting.append(line[1])
    return line is not None


def _record(
    waiting: deque[str], lines: Iterator[tuple[int, str]], width: int, delimiter: str
) -> tuple[int, list[str] | None, str]:
    """How many of the waiting lines are the next row, its values (None where it is broken), and why it is broken."""
    if waiting[0].count('"') % 2 == 0:
        try:
            return 1, next(csv.reader([waiting[0]], delimiter=delimiter), []), ""
        except csv.Error as error:
            return 1, None, f"it is not CSV ({error})"
    text = ""
    for count in range(1, _LONGEST_RECORD + 1):
        if len(waiting) < count and not _read_on(lines, waiting):
            break
        text += waiting[count - 1]
        if text.count('"') % 2 == 0 and (values := _strictly(text, delimiter)) is not None and len(values) == width:
            return count, values, ""
    return 1, None, "its quotation marks do not close"


def _strictly(text: str, delimiter: str) -> list[str] | None:
    """The values of one row by the rules of CSV; None where it breaks them."""
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None


def _open_parquet(path: Path) -> tuple[list[str], Rows]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names = [
            field.name
            for field in pq.read_schema(path)
            if pa.types.is_string(field.type) or pa.types.is_binary(field.type)
        ]
        file = pq.ParquetFile(
            path, read_dictionary=names, pre_buffer=False
        )  # a text that is there a million times is held once
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"is not a readable Parquet file ({str(error)[:200]})", where=str(path)) from error
    return list(file.schema_arrow.names), _parquet_rows(path, file)


def _parquet_rows(path: Path, file: Any) -> Rows:
    """Row by row: one whose values Python cannot hold is lost alone, not the file with it."""
    import pyarrow as pa

    number = 0
    try:
        for batch in file.iter_batches(batch_size=_READ_ROWS, use_threads=False):
            batch = _in_microseconds(batch)
            for start in range(0, batch.num_rows, step := _rows_at_once(batch)):
                for row in _rows_of(batch.slice(start, step)):
                    number += 1
                    yield number, row
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"is damaged after row {number} ({str(error)[:200]})", where=str(path)) from error
    finally:
        file.close()


def _in_microseconds(batch: Any) -> Any:
    """The batch with its times in microseconds: Python's have no nanoseconds, and no news has."""
    import pyarrow as pa

    for index, field in enumerate(batch.schema):
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns":
            times = batch.column(index).cast(pa.timestamp("us", field.type.tz), safe=False)
            batch = batch.set_column(index, pa.field(field.name, times.type), times)
    return batch


def _rows_at_once(batch: Any) -> int:
    """How many rows are made into Python's values at a time: together at most some MAX_ROW bytes, as the longest text tells."""
    import pyarrow as pa
    import pyarrow.compute as pc

    longest = 1
    for column in batch.columns:
        texts = column.dictionary if pa.types.is_dictionary(column.type) else column
        if pa.types.is_string(texts.type) or pa.types.is_binary(texts.type) or pa.types.is_large_string(texts.type):
            longest = max(longest, pc.max(pc.binary_length(texts)).as_py() or 0)
    return int(max(1, min(_READ_ROWS, 10 * MAX_ROW // longest)))


def _rows_of(batch: Any) -> list[Row]:
    try:
        return [_bounded(row) for row in batch.to_pylist()]
    except (ValueError, OverflowError, ArithmeticError) as error:
        if batch.num_rows == 1:
            return [BrokenRow(f"a value of it cannot be read ({str(error)[:100]})")]
        return [row for index in range(batch.num_rows) for row in _rows_of(batch.slice(index, 1))]


def _bounded(row: Mapping[str, Any]) -> Row:
    size = sum(len(value) for value in row.values() if isinstance(value, (str, bytes)))
    return BrokenRow(f"it is longer than {MAX_ROW:,} bytes") if size > MAX_ROW else row
