"""The command `archive`: historical weeks out of archives on the web."""

from __future__ import annotations

import datetime as dt
import os
from typing import Annotated

import typer

from flows.cli.options import SOME_FAILED, CountriesOption, HomeOption, JsonOption
from warehouse.errors import InputError


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("archive")(archive)


def archive(
    name: Annotated[str, typer.Argument(help="The archive; without it they are listed.")] = "",
    countries: CountriesOption = "",
    first: Annotated[str, typer.Option("--from", help="First week: a date or an ISO week.")] = "",
    last: Annotated[str, typer.Option("--to", help="Last week, included; the first if not given.")] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Fetch the news of past weeks from an archive on the web. Start it again to resume it.

    Then `weekwatch backfill` builds the weeks. Files of items are imported with `weekwatch import`.
    """
    from flows.cli.console import print_rows, progress, say
    from tasks.collect.archives import ARCHIVES

    style = "json" if json else "table"
    if not name:
        rows = [
            [a.name, a.description, a.manners.delay_seconds, ", ".join(a.settings.values())] for a in ARCHIVES.values()
        ]
        print_rows(["archive", "what", "seconds between requests", "needs"], rows, style)
        return
    if name not in ARCHIVES:
        raise InputError(f"there is no archive {name!r}", remedy=f"use one of {', '.join(ARCHIVES)}")
    if not countries or not first:
        raise InputError("say what to fetch", remedy=f"weekwatch archive {name} --countries UA --from 2023-01-02")

    import asyncio

    from flows.catalogue import choose, profiles_of
    from flows.collecting.archives import Archived, check_weeks_are_over, fetch_archive, settings_of
    from flows.homes import countries_folder, home_to_write
    from tasks.collect.searches import publishers_by_site
    from tasks.countries.profiles import load_international_feeds
    from warehouse.weeks import parse_week, weeks_between

    opened = home_to_write(home)
    starts_on = opened.week_starts_on
    weeks = list(weeks_between(parse_week(first, starts_on), parse_week(last or first, starts_on)))
    check_weeks_are_over(weeks, dt.datetime.now(dt.UTC))
    folder = countries_folder(opened)
    profiles = list(choose(folder, countries).values())
    wanted = ARCHIVES[name]
    with progress(f"asking {name}", len(profiles) * len(weeks)) as bar:

        def advance(_: Archived) -> None:
            bar.advance(1)

        done = asyncio.run(
            fetch_archive(
                opened,
                wanted,
                profiles,
                weeks,
                lambda: dt.datetime.now(dt.UTC),
                settings=settings_of(wanted, os.environ),
                on_done=advance,
                publishers=publishers_by_site(profiles_of(folder).values(), load_international_feeds(folder)),
            )
        )
    columns = ["country", "week", "pages", "asked", "items", "new_items", "failed", "complete"]
    print_rows(columns, [[getattr(row, column) for column in columns] for row in done], style)
    if not all(row.complete for row in done):
        say("something is missing: see the table issues, stage `archive`; start it again to ask again for what failed")
    if any(row.failed for row in done):
        raise typer.Exit(SOME_FAILED)
