"""What commands print: tables, progress, JSON. Results go to stdout, everything else to stderr."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

PIPED_WIDTH = 200
"""Characters in a line where stdout is not a terminal."""

LEAST_WIDTH = 14
"""Characters to which a column of words is cut before columns are left out."""
GAP = 2
"""Characters between two columns."""
RECORDS_AT_MOST = 2
"""Rows that are printed as lines of name and value where their columns do not fit; more are a table of the columns that do."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

Style = Literal["table", "csv", "json"]


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], style: str = "table") -> int:
    """How many rows were printed: as a table for people, as CSV, or as one JSON array of objects."""
    count = 0

    def counted() -> Iterator[Sequence[Any]]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    if style == "json":
        found = [dict(zip(columns, map(plain, row), strict=True)) for row in counted()]
        print(json.dumps(found, ensure_ascii=False))
    elif style == "csv":
        from tasks.publish.formats.csv import inert_cell  # here: it loads what reports are made of

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([inert_cell(plain(value)) for value in row] for row in counted())
    else:
        _print_table(columns, list(counted()))
    return count


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    if not rows:
        print("(no rows)")
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH)
    texts: list[list[str]] = []
    for values in zip(*rows, strict=True):
        decimals = _decimals(values)
        texts.append([shown(value, decimals) for value in values])
    numeric = [all(isinstance(v, (int, float)) or v is None for v in values) for values in zip(*rows, strict=True)]
    natural = [max(len(name), *map(len, cells)) for name, cells in zip(columns, texts, strict=True)]
    least = [
        max(len(name), wide if number else min(wide, LEAST_WIDTH))
        for name, wide, number in zip(columns, natural, numeric, strict=True)
    ]
    kept = len(columns)
    while kept > 1 and sum(least[:kept]) + GAP * (kept - 1) + 1 > console.width:
        kept -= 1
    if sum(natural) + GAP * (len(columns) - 1) + 1 > console.width and len(rows) <= RECORDS_AT_MOST:
        _print_records(columns, rows)
        return
    widths = _widths(natural[:kept], least[:kept], console.width - GAP * (kept - 1) - 1)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for name, width, number in zip(columns[:kept], widths, numeric, strict=False):
        table.add_column(name, justify="right" if number else "left", width=width, no_wrap=True, overflow="ellipsis")
    for row in zip(*texts[:kept], strict=True):
        table.add_row(*(Text(" ".join(cell.split()), overflow="ellipsis") for cell in row))
    console.print(table)
    if kept < len(columns):
        told = f"no room for {', '.join(columns[kept:])}: a wider terminal or --format csv shows them"
        say(textwrap.fill(told, console.width))
    elif widths != natural:
        say(textwrap.fill("long values are cut: a wider terminal or --format csv shows them whole", console.width))


def _widths(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """The width of each column: as wide as its values where there is room, else the widest are cut, none below its least."""
    widths = list(natural)
    while sum(widths) > room:
        wide = max(range(len(widths)), key=lambda n: (widths[n] - least[n], n))
        if widths[wide] == least[wide]:
            break
        widths[wide] -= 1
    return widths


def _print_records(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Prints each row as lines of name and value, for tables that no terminal is wide enough for; a list of texts a line each."""
    indent = max(map(len, columns))
    for number, row in enumerate(rows, 1):
        print(f"-- {number} of {len(rows)}")
        for name, value in zip(columns, row, strict=True):
            if value is not None:
                lines = [shown(value)]
                if isinstance(value, (list, tuple)) and len(lines[0]) > PIPED_WIDTH // 2:
                    lines = [shown(part) for part in value]
                print(f"{name.rjust(indent)}  {lines[0]}", *(f"{'':{indent}}  {line}" for line in lines[1:]), sep="\n")


def _decimals(values: Sequence[Any]) -> int:
    """Decimals that a column of numbers needs: as many as its values have, at most two."""
    numbers = [value for value in values if isinstance(value, float)]
    return next((n for n in (0, 1) if all(value == round(value, n) for value in numbers)), 2)


def plain(value: Any) -> Any:
    """A value as JSON knows it: dates as ISO 8601."""
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {key: plain(v) for key, v in value.items()}
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)


def shown(value: Any, decimals: int = 2) -> str:
    """A value as a reader wants it: nothing for null, few decimals, dates without a midnight, nothing that steers a terminal."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.{decimals}f}"
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(v, decimals) for v in value)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return _CONTROLS.sub("\ufffd", str(value))


def say(text: str) -> None:
    """Prints a line for the reader to stderr, so that stdout stays for results."""
    print(text, file=sys.stderr)


def print_markdown(text: str) -> None:
    """Prints Markdown as it is; on a terminal as a page, with a pager where it is longer than the screen."""
    if not sys.stdout.isatty():
        sys.stdout.write(text)
        return
    from rich.console import Console  # here: not needed where the output goes to a file or a pipe
    from rich.markdown import Markdown

    console = Console()
    if text.count("\n") > console.height:
        with console.pager(styles=True):
            console.print(Markdown(text))
    else:
        console.print(Markdown(text))


class Progress:
    """A bar on stderr; silent where stderr is not a terminal or the user asked for quiet."""

    def __init__(self, bar: Any, task: Any) -> None:
        self._bar, self._task = bar, task

    def advance(self, steps: int = 1, note: str | None = None) -> None:
        """Moves the bar on."""
        self._bar.update(self._task, advance=steps, **({"description": note} if note else {}))


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Progress]:
    """A progress bar for long work, with time left."""
    from rich import progress as bars
    from rich.console import Console

    with bars.Progress(
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TimeElapsedColumn(),
        bars.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:
        yield Progress(bar, bar.add_task(title, total=total))
