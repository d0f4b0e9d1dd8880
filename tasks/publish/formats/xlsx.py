"""Rows as an Excel workbook: one sheet with a head line that stays, filters, dates as dates and columns as wide as they need."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from tasks.report.prose.inert import plain
from warehouse.errors import InputError

MOST_ROWS, MOST_LETTERS = 1_048_575, 32_767
"""What a sheet holds beneath its head line, and a cell (Excel's specifications and limits)."""
LEAST_WIDE, MOST_WIDE = 8, 60
"""Characters to which a column is set."""
_LOOKED_AT = 200
"""Rows that decide how wide a column is."""
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 -- equal rows give equal bytes


def workbook(name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """The workbook. Instants are in UTC, lists are joined with ` | `, and no text is a formula or a link.

    Raises InputError where xlsxwriter is not installed, or the rows are more than a sheet holds.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise InputError("xlsxwriter is not installed", remedy="pip install 'weekwatch[xlsx]'") from error
    if len(rows) > MOST_ROWS:
        raise InputError(
            f"{len(rows):,} rows are more than a sheet holds ({MOST_ROWS:,})",
            remedy="narrow the question, or --format csv",
        )
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"created": _CREATED, "comments": "Weekwatch; instants are in UTC"})
        head, instant = (
            book.add_format({"bold": True, "bottom": 1}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        )
        sheet = book.add_worksheet(name)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column, head)
        for n, row in enumerate(rows, 1):
            for at, value in enumerate(row):
                _write(sheet, n, at, value, instant)
        for at, column in enumerate(columns):
            widest = max((len(_text(row[at])) for row in rows[:_LOOKED_AT]), default=0)
            sheet.set_column(at, at, min(MOST_WIDE, max(LEAST_WIDE, len(column) + 3, widest + 1)))
        sheet.freeze_panes(1, 0)
        if columns:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    return made.getvalue()


def _write(sheet: Any, row: int, column: int, value: object, instant: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)) and abs(value) < 1e15:  # more digits than a number of Excel keeps are text
        sheet.write_number(row, column, value)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, _naive(value), instant)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()))
    else:
        sheet.write_string(row, column, _text(value)[:MOST_LETTERS])


def _naive(value: dt.datetime) -> dt.datetime:
    """The instant in UTC as Excel takes it, which knows no zones."""
    return value if value.tzinfo is None else value.astimezone(dt.UTC).replace(tzinfo=None)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return " | ".join(_text(part) for part in value)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return plain(str(value))
