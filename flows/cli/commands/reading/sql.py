"""The commands that ask the warehouse: `sql` and `query`."""

from __future__ import annotations

from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from flows.cli.options import HomeOption, JsonOption
from warehouse.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from warehouse.sql.named import NamedQuery, Parameter
    from warehouse.store.home import Home

FORMATS = ("table", "csv", "json", "parquet", "xlsx")
FILES = ("parquet", "xlsx")
"""Formats that are a file and no text."""
FormatOption = Annotated[str, typer.Option("--format", help="table, csv, json, or parquet or xlsx (with --out).")]
OutOption = Annotated[
    Optional[Path],  # noqa: UP045 -- typer reads it
    typer.Option("--out", help="File to write to, instead of the terminal.", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.command()(sql)
    app.command(cls=_QueryCommand, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(query)


def sql(
    statement: Annotated[
        str, typer.Argument(help="A query over the tables; `weekwatch query --help` lists ready ones.")
    ],
    attach: Annotated[
        list[str], typer.Option("--attach", help="FILE=name: a CSV or Parquet file of your own as a table beside ours.")
    ] = [],  # noqa: B006
    style: FormatOption = "table",
    out: OutOption = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Ask the warehouse in SQL (DuckDB). The tables are described in warehouse/DICTIONARY.md; try `show tables`.

    Own tables: weekwatch sql --attach ucdp.csv=ucdp "select * from ucdp join events using (event_date)".
    """
    from flows.homes import home_to_read

    chosen = _format("json" if json else style, out)
    _answer(home_to_read(home), statement, None, chosen, out, dict(_attached(text) for text in attach))


def _attached(text: str) -> tuple[str, Path]:
    path, equals, name = text.rpartition("=")
    if not equals or not path:
        raise InputError(f"--attach {text!r} is not FILE=name", remedy="e.g. --attach ucdp.csv=ucdp")
    return name, Path(path)


class _QueryCommand(typer.core.TyperCommand):
    """Shows under `query --help` every named query with its parameters and an example, or only the one that is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.meta["weekwatch.words"] = list(args)
        return super().parse_args(ctx, args)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        from warehouse.sql.named import list_queries

        words = ctx.meta.get("weekwatch.words", ())
        named = [found for found in list_queries() if found.name in words]
        for found in named or list_queries():
            with formatter.section(f"Query {found.name}"):
                formatter.write_text(found.description)
                formatter.write_dl([(f"--{p.name} {p.type.upper()}", _about(p)) for p in found.parameters])
                formatter.write_text(f"Example: {found.example_command}")


def _about(parameter: Parameter) -> str:
    said = "required" if parameter.required else f"default {parameter.default}" if parameter.default else "optional"
    return f"{parameter.description} [{said}]"


def query(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the query; without it they are listed.")] = "",
    style: FormatOption = "table",
    out: OutOption = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Ask a ready-made question: weekwatch query threat-series --country UA --from 2025-W44."""
    from flows.cli.arguments import code_of
    from flows.homes import home_to_read
    from warehouse.sql.named import bind, get_query, list_queries

    chosen = _format("json" if json else style, out)
    if not name:
        _list(list_queries(_home_if_any(home)), chosen)
        return
    opened = home_to_read(home)
    found = get_query(name, opened)
    given = _params(ctx.args)
    for parameter in found.parameters:
        if parameter.type in ("country", "countries") and parameter.name in given:
            names = [name for name in str(given[parameter.name]).split(",") if name.strip()]
            codes = [name if name.strip().lower() == "all" else code_of(opened, name) for name in names]
            given[parameter.name] = ",".join(codes)
    values = bind(found, given, week_starts_on=opened.week_starts_on)
    if not _answer(opened, found.sql, values, chosen, out):
        _say_what_there_is(opened)


def _home_if_any(given: str | None) -> Home | None:
    from flows.homes import home_to_read
    from warehouse.errors import NotFoundError

    try:
        return home_to_read(given)
    except NotFoundError:
        return None


def _format(style: str, out: Path | None) -> str:
    if style not in FORMATS:
        raise InputError(f"--format {style!r} is not one of {', '.join(FORMATS)}")
    if style in FILES and out is None:
        raise InputError(f"--format {style} needs a file", remedy="name it with --out")
    return style


def _answer(
    home: Home,
    statement: str,
    parameters: Mapping[str, Any] | None,
    style: str,
    out: Path | None,
    attached: Mapping[str, Path] | None = None,
) -> int:
    """How many rows were printed, or written to `out`."""
    from flows.cli.console import print_rows, say
    from warehouse.sql.connect import query_sql

    if out is None:
        return print_rows(*query_sql(home, statement, parameters, attached), style)
    count = _write(home, statement, parameters, style, out, attached)
    say(f"{count} {'row' if count == 1 else 'rows'} written to {out}")
    return count


def _write(
    home: Home,
    statement: str,
    parameters: Mapping[str, Any] | None,
    style: str,
    out: Path,
    attached: Mapping[str, Path] | None,
) -> int:
    """How many rows were written to `out`, a file that is there whole or not at all."""
    from flows.cli.console import print_rows
    from flows.publishing.whole_file import whole
    from warehouse.sql.connect import query_sql

    if style == "parquet":
        from warehouse.frames import Warehouse

        frame = Warehouse(home).sql(statement, parameters, attached)
        with whole(out) as beside:
            frame.write_parquet(beside)
        return frame.height
    columns, rows = query_sql(home, statement, parameters, attached)
    if style == "xlsx":
        from tasks.publish.formats.xlsx import workbook  # here: it loads what writes workbooks

        table = list(rows)
        content = workbook("answer", columns, table)
        with whole(out) as beside:
            beside.write_bytes(content)
        return len(table)
    with whole(out) as beside, beside.open("w", encoding="utf-8") as file, redirect_stdout(file):
        return print_rows(columns, rows, style)


def _list(queries: Sequence[NamedQuery], style: str) -> None:
    from flows.cli.console import print_rows, say

    print_rows(["query", "what it answers"], [[found.name, found.description] for found in queries], style)
    say("weekwatch query NAME --help shows its parameters and an example")


def _say_what_there_is(home: Home) -> None:
    """Says of which countries and weeks there are reports, where a question found nothing."""
    from flows.cli.console import say
    from warehouse.sql.connect import query_sql

    _, rows = query_sql(home, "select list(distinct country order by country), min(week), max(week) from reports")
    countries, first, last = next(rows)
    if not countries:
        say("there is no report yet: weekwatch run, or weekwatch backfill")
        return
    named = ", ".join(countries) if len(countries) <= 20 else f"{len(countries)} of them"
    say(f"nothing was found; there are reports of these countries: {named}; and of the weeks from {first} to {last}")


def _params(arguments: Iterable[str]) -> dict[str, Any]:
    """`--country UA --weeks=4` as a dictionary; a repeated one is joined with commas."""
    params: dict[str, Any] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            raise InputError(f"{word!r} is not a parameter", remedy="write --name value")
        key, equals, value = word[2:].partition("=")
        if not equals:
            if not rest or rest[0].startswith("--"):
                raise InputError(f"--{key} has no value")
            value = rest.pop(0)
        params[key] = f"{params[key]},{value}" if key in params else value
    return params
