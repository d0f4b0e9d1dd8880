"""The commands that keep the warehouse (`warehouse ...`)."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from flows.cli.options import HomeOption, JsonOption

SERIOUS = 3
"""Exit code of `warehouse verify` when a check of severity error is breached."""

_warehouse = typer.Typer(help="Keep the warehouse: sync, rebuild, verify, compact.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.add_typer(_warehouse, name="warehouse")


@_warehouse.command()
def sync(home: HomeOption = None) -> None:
    """Bring the DuckDB file up to date with the tables."""
    from flows.cli.console import say
    from flows.homes import home_to_read
    from warehouse.sql.connect import sync as sync_home

    opened = home_to_read(home)
    done = sync_home(opened)
    say(f"{opened.database} is up to date: {len(done.weeks)} weeks read again in {done.seconds:.1f} s")


@_warehouse.command()
def rebuild(home: HomeOption = None) -> None:
    """Rebuild the DuckDB file from the tables."""
    from flows.cli.console import say
    from flows.homes import home_to_read
    from warehouse.sql.connect import rebuild as rebuild_home

    opened = home_to_read(home)
    done = rebuild_home(opened)
    say(f"{opened.database} was rebuilt: {len(done.weeks)} weeks in {done.seconds:.1f} s")


@_warehouse.command()
def verify(
    home: HomeOption = None,
    deep: Annotated[
        bool, typer.Option("--deep/--quick", help="Read every byte: SHA-256 and page checksums; or footers alone.")
    ] = True,
    json: JsonOption = False,
) -> None:
    """Look for damaged files and rows that break a rule; exit code 3 if any rule of severity error is broken."""
    import dataclasses

    from flows.cli.console import print_rows, say
    from flows.homes import home_to_read
    from tasks.threat.formula import level_bounds, load_formula
    from warehouse.sql.checks import verify as verify_home
    from warehouse.store.soundness import Finding

    faults = verify_home(home_to_read(home), level_bounds(load_formula()), deep=deep)
    if json:
        columns = [field.name for field in dataclasses.fields(Finding)]
        print_rows(columns, [[getattr(found, name) for name in columns] for found in faults], "json")
    else:
        for found in faults:
            print(found)
    serious = sum(found.severity == "error" for found in faults)
    say(f"{serious} errors, {len(faults) - serious} warnings" if faults else "nothing wrong was found")
    if serious:
        raise typer.Exit(SERIOUS)


@_warehouse.command()
def mend(home: HomeOption = None) -> None:
    """Take damaged and missing files out of the tables; what they held is built again by `backfill`."""
    from flows.cli.console import say
    from flows.homes import home_to_read
    from warehouse.sql.checks import mend as mend_home

    mended = mend_home(home_to_read(home))
    for found in mended:
        print(f"taken out: {found.subject}: {found.message}\n  what it held comes back by: {found.remedy}")
    if not mended:
        say("there was nothing to fix")


@_warehouse.command()
def compact(
    home: HomeOption = None,
    grace_hours: Annotated[float, typer.Option("--grace-hours", help="Keep files that long for readers.")] = 24.0,
) -> None:
    """Join small files and remove what no reader can see any more, after a grace period for readers."""
    import dataclasses
    import datetime as dt

    from flows.cli.console import print_rows, say
    from flows.homes import home_to_read
    from warehouse.maintenance import compact as compact_home

    done = compact_home(home_to_read(home), grace_hours=grace_hours, now=dt.datetime.now(dt.UTC))
    rows = [dataclasses.asdict(table) for table in done]
    if rows:
        print_rows(list(rows[0]), [list(row.values()) for row in rows])
    else:
        say("there was nothing to join or to remove")


@_warehouse.command()
def drop(
    country: Annotated[str, typer.Option("--country", help="ISO code or English name.")],
    week: Annotated[str, typer.Option("--week", help="A date in it, or an ISO week such as 2026-W18.")],
    home: HomeOption = None,
) -> None:
    """Take one country-week out of all tables, with its reports; its items stay, so that it can be built again."""
    from flows.cli.arguments import code_of
    from flows.cli.console import say
    from flows.homes import home_to_read
    from warehouse.erasure import drop as drop_from
    from warehouse.weeks import parse_week

    opened = home_to_read(home)
    code, named = code_of(opened, country), parse_week(week, opened.week_starts_on)
    say(f"{drop_from(opened, code, named)} rows of {code} {named.label} were taken out")


@_warehouse.command()
def erase(
    url: Annotated[list[str], typer.Option("--url", help="Address of an article, as in items.")] = [],  # noqa: B006
    name: Annotated[list[str], typer.Option("--name", help="A name; all articles that hold it.")] = [],  # noqa: B006
    before: Annotated[
        Optional[str],  # noqa: UP045 -- typer reads it
        typer.Option("--before", help="Instead: items and feed documents of all weeks before this one."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Erase nothing: say where it stands.")] = False,
    home: HomeOption = None,
) -> None:
    """Take articles out of everything that the warehouse holds, by address or name, and show that nothing is left."""
    import datetime as dt

    from flows.cli.console import print_rows, say
    from flows.homes import home_to_read
    from warehouse.erasure import erase as erase_from
    from warehouse.erasure import forget_before, traces
    from warehouse.weeks import parse_week

    opened = home_to_read(home)
    if before is not None:
        week = parse_week(before, opened.week_starts_on)
        say(f"{forget_before(opened, week.start)} items and feed documents of weeks before {week.start} were deleted")
        return
    words = [*url, *name]
    if check:
        left = traces(opened, words)
    else:
        done = erase_from(opened, words, dt.datetime.now(dt.UTC))
        say(f"{done.items} items, {done.bodies} feed documents and {len(done.files)} report files were erased")
        for country, start in done.country_weeks:
            say(f"to build again: weekwatch run --countries {country} --week {start}")
        left = list(done.left)
    if left:
        print_rows(["where", "count"], [[trace.where, trace.count] for trace in left])
        raise typer.Exit(SERIOUS)
    say("nothing of it is left in the warehouse; copies elsewhere, and what was sent, are not looked at")
