"""`weekwatch inspect`: try one step on any text. JSON lines in, JSON lines out.

In: `id`, `title`, `text`, `published`, optional `country`, `lang`; for verify `id`, `statement`,
`sources: [{title, text, published}]`. Out: one object a line with `id`.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from warehouse.errors import InputError

FileArgument = Annotated[Path, typer.Argument(help="JSON lines; - for standard input.", allow_dash=True)]
_inspect = typer.Typer(help="Try one step on any text: JSON lines in, JSON lines out.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.add_typer(_inspect, name="inspect")


@_inspect.command()
def places(file: FileArgument) -> None:
    """Places named in each text, with offsets, coordinates and gazetteer ids."""
    from flows.cli.inspection import inspect_places

    _each(file, inspect_places)


@_inspect.command()
def classify(
    file: FileArgument,
    week_start: Annotated[str, typer.Option("--week-start", help="Weekday on which weeks start.")] = "monday",
) -> None:
    """Category, gravity, casualties, day and week of what each text reports, and why."""
    from flows.cli.inspection import inspect_class

    starts_on = _weekday(week_start)
    _each(file, lambda line: inspect_class(line, starts_on))


@_inspect.command()
def read(
    file: FileArgument,
    week_start: Annotated[str, typer.Option("--week-start", help="Weekday on which weeks start.")] = "monday",
) -> None:
    """All that is read in each text: kind, genre, relevance, reality, countries, casualties, deed, place, day, why."""
    from flows.cli.inspect_reading import inspect_readings

    starts_on = _weekday(week_start)
    for answer in inspect_readings(list(_lines(file)), starts_on):
        _print(answer)


@_inspect.command()
def stories(file: FileArgument) -> None:
    """Which texts tell the same story, and which only repeat another."""
    from flows.cli.inspection import inspect_stories

    for answer in inspect_stories(list(_lines(file))):
        _print(answer)


@_inspect.command()
def verify(file: FileArgument) -> None:
    """Whether each statement is supported by its sources, and why."""
    from flows.cli.inspection import inspect_statement

    _each(file, inspect_statement)


def _weekday(name: str) -> int:
    from warehouse.weeks import WEEKDAYS

    if name.lower() not in WEEKDAYS:
        raise InputError(f"--week-start {name!r} is not a weekday", remedy=f"one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(name.lower())


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    """The objects of the file. Raises InputError naming file and line."""
    try:
        stream = sys.stdin if str(file) == "-" else file.open(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=str(file)) from error
    with stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except ValueError as error:
                raise InputError(f"not JSON ({error})", where=f"{file}:{number}") from error
            if not isinstance(record, dict) or "id" not in record:
                raise InputError("not an object with an `id`", where=f"{file}:{number}")
            yield {**record, "_where": f"{file}:{number}"}


def _each(file: Path, answer: Any) -> None:
    for line in _lines(file):
        _print(answer(line))


def _print(record: dict[str, Any]) -> None:
    print(json.dumps(record, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> str:
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not JSON")
