"""The commands that write finished weeks, and the tables, for other tools (`export ...`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from flows.cli.options import HomeOption
from tasks.publish.formats import EXPORTS, Export
from warehouse.errors import InputError

if TYPE_CHECKING:
    from tasks.publish.formats.finished import FinishedWeek

_export = typer.Typer(help="Write finished weeks, or the tables, for other tools.", no_args_is_help=True)

CountryOption = Annotated[str, typer.Option("--country", help="ISO code or name.")]
WeekOption = Annotated[
    Optional[str],  # noqa: UP045 -- typer reads it
    typer.Option("--week", help="2026-W18, or a date in the week; the newest if left out.", show_default=False),
]
OutOption = Annotated[
    Path, typer.Option("--out", help="File, or a folder that is there (the file is named MN-2026-04-24).")
]


XLSX = "xlsx"


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.add_typer(_export, name="export")


def _finished(home: str | None, country: str, week: str | None) -> FinishedWeek:
    from flows.cli.arguments import code_of, named_week
    from flows.homes import home_to_read
    from flows.publishing.finished import finished_week
    from flows.publishing.publish import refuse_unsound

    opened = home_to_read(home)
    code = code_of(opened, country)
    named = named_week(opened, code, week)
    finished = finished_week(opened, code, named)
    refuse_unsound(opened, code, named)
    return finished


def _write(export: Export, finished: FinishedWeek, out: Path) -> None:
    from flows.cli.console import say
    from flows.publishing.publish import write

    target = out / f"{finished.country}-{finished.start}.{export.suffix}" if out.is_dir() else out
    say(f"{write(export, finished, target)}: {export.about}")


def _command(export: Export) -> Callable[..., None]:
    def command(country: CountryOption, out: OutOption, week: WeekOption = None, home: HomeOption = None) -> None:
        _write(export, _finished(home, country, week), out)

    command.__doc__ = f"A finished week: {export.about}."
    return command


for _each in EXPORTS:
    _export.command(name=_each.name)(_command(_each))


@_export.command(name="all")
def everything(country: CountryOption, out: OutOption, week: WeekOption = None, home: HomeOption = None) -> None:
    """A finished week in every format, into a folder (made if need be)."""
    from flows.cli.console import say

    finished = _finished(home, country, week)
    if out.exists() and not out.is_dir():
        raise InputError("is not a folder", where=str(out))
    out.mkdir(parents=True, exist_ok=True)
    for export in EXPORTS:
        try:
            _write(export, finished, out)
        except InputError as error:
            say(f"{export.name} was left out: {error}")


@_export.command()
def atom(
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
    countries: Annotated[str, typer.Option("--countries", help="ISO codes, comma-separated, or `all`.")] = "all",
    base_url: Annotated[
        Optional[str],  # noqa: UP045 -- typer reads it
        typer.Option("--base-url", help="Address under which the folder `reports` is served; makes links."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """An Atom feed of the newest reports."""
    from flows.cli.arguments import code_of
    from flows.cli.console import say
    from flows.homes import home_to_read
    from flows.publishing.publish import newest_sound
    from flows.publishing.whole_file import put
    from tasks.publish.formats.atom import atom_feed
    from warehouse.store.country_weeks import Store
    from warehouse.tables import Report

    opened = home_to_read(home)
    chosen = None if countries == "all" else [code_of(opened, name) for name in countries.split(",")]
    reports = Store(opened).read(Report, countries=chosen)
    entries = newest_sound(opened, reports)
    put(atom_feed(entries, base_url=base_url or "").encode(), out)
    say(f"{out}: an Atom feed of {len(entries)} of {len(reports)} reports")


@_export.command()
def events(
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
    form: Annotated[
        str, typer.Option("--format", help="acled or ucdp (CSV in their columns), geojson, stix, or xlsx.")
    ] = "acled",
    countries: Annotated[str, typer.Option("--countries", help="ISO codes, comma-separated, or `all`.")] = "all",
    first: Annotated[Optional[str], typer.Option("--from", help="First week.")] = None,  # noqa: UP045 -- typer reads it
    last: Annotated[Optional[str], typer.Option("--to", help="Last week.")] = None,  # noqa: UP045 -- typer reads it
    home: HomeOption = None,
) -> None:
    """The events of some weeks, each once as it stood last, in the columns or format of another tool."""
    from flows.cli.arguments import code_of
    from flows.cli.console import say
    from flows.homes import home_to_read
    from flows.publishing.whole_file import put
    from tasks.publish.formats.events import FORMATS, events_in, newest_of_each
    from tasks.publish.formats.xlsx import workbook
    from warehouse.store.country_weeks import Store
    from warehouse.tables import Event
    from warehouse.weeks import parse_week

    if form not in (*FORMATS, XLSX):
        raise InputError(f"there is no format {form!r} of events", remedy=f"one of {', '.join((*FORMATS, XLSX))}")
    opened = home_to_read(home)
    chosen = None if countries == "all" else [code_of(opened, name) for name in countries.split(",")]
    since, until = (parse_week(text, opened.week_starts_on).start if text else None for text in (first, last))
    rows = [
        event
        for event in Store(opened).read(Event, countries=chosen)
        if (since is None or event.week >= since) and (until is None or event.week <= until)
    ]
    if form == XLSX:
        columns = list(Event.model_fields)
        values = [[getattr(event, name) for name in columns] for event in newest_of_each(rows)]
        put(workbook("events", columns, values), out)
    else:
        put(events_in(form, rows).encode(), out)
    say(f"{out}: {len({row.event_id for row in rows})} events as {form}")


@_export.command()
def parquet(out: Annotated[Path, typer.Option("--out", help="Folder to write to.")], home: HomeOption = None) -> None:
    """A plain hive-partitioned Parquet copy of the current rows of all tables, for tools that know no Delta."""
    from flows.cli.console import say
    from flows.homes import home_to_read
    from warehouse.copy import export_parquet

    written = export_parquet(home_to_read(home), out)
    say(f"{sum(written.values())} rows of {len(written)} tables written to {out}")


@_export.command()
def duckdb(out: Annotated[Path, typer.Option("--out", help="File to write.")], home: HomeOption = None) -> None:
    """All tables and views as one DuckDB file that needs no other, for BI tools on other machines."""
    from flows.cli.console import say
    from flows.homes import home_to_read
    from warehouse.copy import export_duckdb

    written = export_duckdb(home_to_read(home), out)
    say(f"{out}: {sum(written.values())} rows of {len(written)} tables, readable by DuckDB 1.0 and newer")
