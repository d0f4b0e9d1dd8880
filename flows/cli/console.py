"""What commands print: tables, progress, JSON. Results go to stdout, everything else to stderr."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

PIPED_WIDTH = 200
"""Characters in a line where stdout is no terminal."""

FOLDED_AT_MOST = 2.0
"""A table up to twice as wide as the terminal is folded into it, as long as no word is cut; others are printed record by record."""

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
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([plain(value) for value in row] for row in counted())
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

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    texts = []
    for name, values in zip(columns, zip(*rows, strict=True), strict=True):
        numeric = all(isinstance(value, (int, float)) or value is None for value in values)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
        decimals = _decimals(values)
        texts.append([Text(shown(value, decimals)) for value in values])
    for row in zip(*texts, strict=True):
        table.add_row(*row)
    console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH)
    wanted = table.__rich_measure__(console, console.options.update(max_width=10_000))
    if wanted.minimum > console.width or wanted.maximum > console.width * FOLDED_AT_MOST:
        _print_records(columns, rows)
    else:
        console.print(table)


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
    """A value as a reader wants it: nothing for null, few decimals, dates without a midnight."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.{decimals}f}"
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(v, decimals) for v in value)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value)


def say(text: str) -> None:
    """Prints a line for the reader to stderr, so that stdout stays for results."""
    print(text, file=sys.stderr)


class Progress:
    """A bar on stderr; silent where stderr is no terminal or the user asked for quiet."""

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
