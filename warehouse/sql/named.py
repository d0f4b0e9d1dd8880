"""The named queries: each .sql file in warehouse/queries is a description, typed parameters and one SELECT.

The comments at the head of a file are its documentation and its contract:

    -- What it answers, in a sentence or two.
    --
    -- @param country countries required: Countries to show.
    -- @param weeks integer = 12: How many weeks to look back.
    -- @example country=MN weeks=8

Types: country (ISO 3166-1 alpha-2), countries (one or several, `MN,UA`), week (a date or 2026-W18), integer (from 1),
number, latitude, longitude, text, incidents (a CSV with the columns of UCDP or ACLED), and period (week, month, quarter, year, all). `= null` makes a parameter optional
without a default. Of `from` and `to`, the first must not be later.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import math
import re
import shlex
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.errors import InputError
from warehouse.sql.connect import query_sql
from warehouse.sql.incidents import read_incidents
from warehouse.store.home import Home
from warehouse.weeks import parse_week, week_of

QUERIES = Path(__file__).parents[1] / "queries"
OWN = "queries"
"""The folder of a home's own queries, beside its tables."""
PERIODS = ("week", "month", "quarter", "year", "all")

_PARAMETER = re.compile(
    r"^@param (?P<name>\w+) (?P<type>\w+) (?:(?P<required>required)|= (?P<default>\S+)): (?P<text>.+)$"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a named query."""

    name: str
    type: str
    required: bool
    default: str | None
    """As written in the file; None stands for no value."""
    description: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that has a name, a description, typed parameters and an example."""

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    example: Mapping[str, str]
    sql: str

    @property
    def example_command(self) -> str:
        """The example as one types it."""
        options = " ".join(f"--{name} {shlex.quote(value)}" for name, value in self.example.items())
        return f"weekwatch query {self.name} {options}".rstrip()


def list_queries(home: Home | None = None) -> tuple[NamedQuery, ...]:
    """Every named query, by name; with a home also those of its folder `queries`, which may stand for ours of the same name.

    Raises InputError naming a file of the home that cannot be read as one.
    """
    queries = {query.name: query for query in _bundled()}
    for path in sorted((home.local / OWN).glob("*.sql")) if home is not None else ():
        queries[path.stem] = _own(path)
    return tuple(query for _, query in sorted(queries.items()))


@functools.cache
def _bundled() -> tuple[NamedQuery, ...]:
    return tuple(_parse(path.stem, path.read_text(encoding="utf-8")) for path in QUERIES.glob("*.sql"))


def _own(path: Path) -> NamedQuery:
    try:
        return _parse(path.stem, path.read_text(encoding="utf-8"), path)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read ({error})", where=str(path)) from error


def get_query(name: str, home: Home | None = None) -> NamedQuery:
    """The query of that name, of ours or of the home's. Raises InputError naming the nearest one."""
    queries = {query.name: query for query in list_queries(home)}
    if name not in queries:
        raise InputError(
            f"there is no query {name!r}{nearest(name, queries)}", remedy=f"use one of {', '.join(queries)}"
        )
    return queries[name]


def bind(query: NamedQuery, parameters: Mapping[str, Any], *, week_starts_on: int = 0) -> dict[str, Any]:
    """A value for every parameter of the query, checked and converted: text as typed, or values of the type itself.

    `from_` stands for `from` and `_` for `-`, as Python needs. None is "not given".
    Raises InputError for an unknown parameter (naming the nearest), a missing one or a wrong value.
    """
    given = {name.removesuffix("_").replace("-", "_"): value for name, value in parameters.items() if value is not None}
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in known:
            raise InputError(
                f"{query.name} has no parameter {name!r}{nearest(name, known)}",
                remedy=f"it takes {', '.join(known)}; for example: {query.example_command}",
            )
    values: dict[str, Any] = {}
    for name, parameter in known.items():
        value = given.get(name, parameter.default)
        if value is None:
            if parameter.required:
                raise InputError(
                    f"{query.name} needs {name}: {parameter.description}",
                    remedy=f"for example: {query.example_command}",
                )
            values[name] = None
            continue
        try:
            values[name] = _CONVERTERS[parameter.type](value, week_starts_on)
        except (ValueError, TypeError) as error:
            raise InputError(f"{query.name}: {name} is {value!r}: {error}") from error
    first, last = values.get("from"), values.get("to")
    if first and last and first > last:
        raise InputError(f"{query.name}: from ({first}) is later than to ({last})", remedy="swap them")
    return values


def run_query(home: Home, name: str, **parameters: Any) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Column names and rows of a named query. Raises InputError for a wrong name or parameter."""
    query = get_query(name, home)
    return query_sql(home, query.sql, bind(query, parameters, week_starts_on=home.week_starts_on))


def nearest(name: str, known: Collection[str]) -> str:
    """`; did you mean 'x'?`, or nothing where no known name is near."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {found[0]!r}?" if found else ""


def _parse(name: str, text: str, path: Path | None = None) -> NamedQuery:
    where = str(path or f"{name}.sql")
    lines = text.splitlines()
    body_at = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    description, parameters, example = [], [], {}
    for line in (line.removeprefix("--").strip() for line in lines[:body_at]):
        if match := _PARAMETER.match(line):
            default = None if match["default"] in (None, "null") else match["default"]
            if match["type"] not in _CONVERTERS:
                raise InputError(f"unknown type {match['type']!r}", where=where, remedy=", ".join(_CONVERTERS))
            parameters.append(
                Parameter(match["name"], match["type"], bool(match["required"]), default, match["text"].strip())
            )
        elif line.startswith("@example"):
            example = dict(part.split("=", 1) for part in shlex.split(line)[1:])
        elif line.startswith("@"):
            raise InputError(f"cannot read {line!r}", where=where, remedy="docs/WRITE_A_QUERY.md shows the form")
        elif line:
            description.append(line)
    sql = "\n".join(lines[body_at:])
    return NamedQuery(name, " ".join(description), tuple(parameters), example, sql)


def _country(value: Any, _: int) -> str:
    text = str(value).strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", text):
        raise ValueError("give an ISO 3166-1 alpha-2 code such as MN")
    return text


def _countries(value: Any, starts_on: int) -> list[str] | None:
    parts = value.split(",") if isinstance(value, str) else list(value)
    if [str(part).strip().lower() for part in parts] == ["all"]:
        return None
    return sorted({_country(part, starts_on) for part in parts})


def _week(value: Any, starts_on: int) -> dt.date:
    if isinstance(value, dt.date):
        return week_of(value, starts_on).start
    return parse_week(str(getattr(value, "start", value)), starts_on).start


def _integer(value: Any, _: int) -> int:
    if isinstance(value, (bool, float)) or not re.fullmatch(r"\d{1,7}", str(value)) or not 1 <= int(value) <= 1_000_000:
        raise ValueError("give a whole number from 1 to 1,000,000")
    return int(value)


def _number(value: Any, _: int) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError("give a finite number")
    return number


def _degrees(value: Any, most: int) -> float:
    number = _number(value, 0)
    if abs(number) > most:
        raise ValueError(f"give degrees from -{most} to {most}")
    return number


def _text(value: Any, _: int) -> str:
    if not str(value).strip():
        raise ValueError("it is empty")
    return str(value)


def _period(value: Any, _: int) -> str:
    if value not in PERIODS:
        raise ValueError(f"give one of {', '.join(PERIODS)}")
    return str(value)


_CONVERTERS: Mapping[str, Callable[[Any, int], Any]] = {
    "country": _country,
    "countries": _countries,
    "week": _week,
    "integer": _integer,
    "number": _number,
    "latitude": lambda value, _: _degrees(value, 90),
    "longitude": lambda value, _: _degrees(value, 180),
    "text": _text,
    "period": _period,
    "incidents": lambda value, _: read_incidents(str(value)),
}
