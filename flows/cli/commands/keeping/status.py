"""The command that reports the state of a warehouse (`status`)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import SOME_FAILED, HomeOption, JsonOption

if TYPE_CHECKING:
    from flows.cli.health import Status


MOST_SHOWN = 5
"""Countries with too few outlets, and feeds to mend, that are shown one by one."""


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command()(status)


def status(
    countries: Annotated[
        str | None,
        typer.Option(
            "--countries", help="ISO codes, comma-separated, or `all`; those in use by default.", show_default=False
        ),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Say what is fresh, stale, late or failing; exit code 3 if anything is late or failing, or collecting has stopped.

    Fresh: the week that is due was built from what is stored. Stale: what it was built from has changed; the next run
    mends it. Late: it was not built 36 hours after it closed. Failing: the newest build failed.
    """
    import datetime as dt

    from flows.cli.health import status_of
    from flows.homes import countries_folder, home_to_read
    from tasks.countries.profiles import choose_profiles, load_profiles

    opened = home_to_read(home)
    folder = countries_folder(opened)
    chosen = None if countries is None else list(choose_profiles(load_profiles(folder), countries))
    found = status_of(opened, folder, dt.datetime.now(dt.UTC), chosen)
    if json:
        from json import dumps

        from flows.cli.console import plain

        typer.echo(dumps(plain({"well": found.well, **dataclasses.asdict(found)})))
    else:
        _show(found)
    if not found.well:
        raise typer.Exit(SOME_FAILED)


def _show(status: Status) -> None:
    from flows.cli.console import print_rows, shown
    from flows.cli.health import STATES

    counts = ", ".join(f"{n} {state}" for state in STATES if (n := status.count(state)))
    if status.week_due is None:
        print("nothing is stored yet: weekwatch collect, or weekwatch import FILE")
    else:
        print(f"countries  {counts or 'none built yet'}; due is the week of {status.week_due}")
    if status.collected_at is None:
        print("feeds      none was collected in the last half-year")
    else:
        healths = ", ".join(f"{n} {health}" for health, n in status.feeds.items())
        stopped = "; COLLECTING STANDS STILL" if status.collecting_stopped else ""
        print(f"feeds      {healths}; newest attempt {shown(status.collected_at)} UTC{stopped}")
    if status.silent_feeds:
        print("           which: weekwatch query feed-health")
    for country, words in list(status.few_outlets.items())[:MOST_SHOWN]:
        print(f"           {country}: {words}")
    if (more := len(status.few_outlets) - MOST_SHOWN) > 0:
        print(f"           and {more} more countries with too few outlets: weekwatch status --json")
    for words in list(status.mends.values())[:MOST_SHOWN]:
        print(f"           {words}")
    if (more := len(status.mends) - MOST_SHOWN) > 0:
        print(f"           and {more} more feeds to mend: weekwatch status --json")
    unwell = [c for c in status.countries if c.state != "fresh"]
    if unwell:
        print_rows(
            ["country", "state", "newest week", "level", "built at", "why"],
            [[c.country, c.state, c.week, c.threat_level, c.built_at, c.reason] for c in unwell],
        )
        mend = ",".join(c.country for c in unwell if c.state in ("stale", "late"))
        if mend:
            print(f"to build what is stale or late: weekwatch run --countries {mend} --week {status.week_due}")
