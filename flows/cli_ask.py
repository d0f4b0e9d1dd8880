"""The commands that ask the warehouse: `sql` and `query`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.options import HomeOption, JsonOption
from tasks.errors import InputError

if TYPE_CHECKING:
    from warehouse.named import Parameter

FORMATS = ("table", "csv", "json", "parquet")
StyleOption = Annotated[str, typer.Option("--format", help="table, csv or json.")]


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.command()(sql)
    app.command(cls=_QueryCommand, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(query)


def sql(
    statement: Annotated[
        str, typer.Argument(help="A query over the tables; `weekwatch query --help` lists ready ones.")
    ],
    style: StyleOption = "table",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Ask the warehouse in SQL (DuckDB). The tables are described in warehouse/DICTIONARY.md; try `show tables`."""
    from flows.console import print_rows
    from flows.homes import home_to_read
    from warehouse.db import query_sql

    if style not in FORMATS[:3]:
        raise InputError(f"--format {style!r} is not one of {', '.join(FORMATS[:3])}")
    columns, rows = query_sql(home_to_read(home), statement)
    print_rows(columns, rows, "json" if json else style)


class _QueryCommand(typer.core.TyperCommand):
    """Lists the named queries with their parameters and an example under `query --help`."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        from warehouse.named import list_queries

        for found in list_queries():
            with formatter.section(f"Query {found.name}"):
                formatter.write_text(found.description)
                formatter.write_dl([(f"--{p.name} {p.type.upper()}", _about(p)) for p in found.parameters])
                formatter.write_text(f"Example: {found.example_command}")


def _about(parameter: Parameter) -> str:
    said = "required" if parameter.required else f"default {parameter.default}" if parameter.default else "optional"
    return f"{parameter.description} [{said}]"


def query(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the query.")],
    style: Annotated[str, typer.Option("--format", help="table, csv, json, or parquet (with --out).")] = "table",
    out: Annotated[str | None, typer.Option("--out", help="File to write Parquet to.")] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Ask a ready-made question: weekwatch query threat-series --country UA --from 2025-W44."""
    from flows.console import print_rows
    from flows.homes import home_to_read
    from warehouse.named import run_query

    if style not in FORMATS:
        raise InputError(f"--format {style!r} is not one of {', '.join(FORMATS)}")
    if style == "parquet" and out is None:
        raise InputError("--format parquet needs --out FILE")
    params = _params(ctx.args)
    opened = home_to_read(home)
    if style == "parquet" and out is not None:
        import warehouse

        warehouse.open(opened.location).query(name, **params).write_parquet(out)
        return
    columns, rows = run_query(opened, name, **params)
    print_rows(columns, rows, "json" if json else style)


def _params(arguments: list[str]) -> dict[str, Any]:
    """`--country UA --weeks=4` as a dictionary; a repeated one is joined with commas."""
    params: dict[str, Any] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            raise InputError(f"{word!r} is no parameter", remedy="write --name value")
        key, equals, value = word[2:].partition("=")
        if not equals:
            if not rest:
                raise InputError(f"--{key} has no value")
            value = rest.pop(0)
        params[key] = f"{params[key]},{value}" if key in params else value
    return params
