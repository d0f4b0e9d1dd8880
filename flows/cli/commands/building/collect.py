"""The commands that bring items in: `collect` asks the feeds, `import` reads files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import SOME_FAILED, CountriesOption, HomeOption, JsonOption
from warehouse.errors import InputError


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.command()(collect)
    app.command("import")(import_)


def collect(
    countries: CountriesOption = "all",
    every: Annotated[bool, typer.Option("--all", help="Ask feeds too whose time has not come.")] = False,
    searches: Annotated[
        bool, typer.Option(help="Ask news services for countries with fewer than three outlets that bring news.")
    ] = True,
    whole: Annotated[
        bool, typer.Option("--whole", help="Ask all feeds for all that they hold, as after a loss of items.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Fetch the feeds of the country profiles that are due, politely; raw bytes are kept by hash. Run it hourly.

    How often a feed is due depends on how fast it rolls over and whether it answers: weekwatch query feed-health.
    Where more feeds fail than answer, the command ends with exit code 3.
    """
    import dataclasses

    from flows.catalogue import choose
    from flows.cli.console import print_rows, progress, say
    from flows.homes import countries_folder, home_to_write
    from flows.runtime.environment import prefect_ready, prepare_prefect

    opened = home_to_write(home)
    folder = countries_folder(opened)
    chosen = list(choose(folder, countries))
    prepare_prefect()
    import asyncio

    from flows.catalogue import load_feeds
    from flows.collect import collect as collect_flow
    from flows.collecting.feeds import UnreachedError
    from flows.runtime.progress import listening

    with progress("fetching feeds", len(load_feeds(folder, chosen))) as bar, listening(bar.advance):
        prefect_ready()
        try:
            found = asyncio.run(
                collect_flow(
                    chosen, due_only=not (every or whole), whole=whole, home=opened.location, searches=searches
                )
            )
        except UnreachedError as error:
            found = error.collected
    report = dataclasses.asdict(found)
    print_rows(list(report), [list(report.values())], "json" if json else "table")
    if found.failed:
        say(
            f"{found.failed} feeds failed; see: weekwatch sql \"select subject, message from issues where stage = 'collect'\""
        )
    if found.most_failed:
        raise typer.Exit(SOME_FAILED)


def import_(
    files: Annotated[list[Path], typer.Argument(help="JSONL, CSV or Parquet files of dated items.")],
    mapping: Annotated[list[str], typer.Option("--map", help="theirs=ours, e.g. --map date=published.")] = [],  # noqa: B006
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Import dated items as an archive, so that real history can be backfilled.

    Columns by name: published, title, summary, link, lang, outlet or domain, outlet_country, feed_url.
    Bad rows are reported with row number and reason; the rest goes in.
    """
    from flows.cli.console import print_rows, progress, say
    from flows.collecting.feeds import import_files
    from flows.homes import home_to_write

    pairs = dict(_pair(text) for text in mapping)
    for path in files:
        if not path.is_file():
            raise InputError("no such file", where=str(path))
    opened = home_to_write(home)
    rows, refused = [], 0
    with progress("importing", None) as bar:
        for done in import_files(opened, files, pairs, dt.datetime.now(dt.UTC), bar.advance):
            rows.append([str(done.path), done.rows, done.items, done.new_items, len(done.issues)])
            refused += bool(done.rows) and not done.items
            for issue in done.issues[:10]:
                say(f"{issue.subject}: {issue.message}")
            if len(done.issues) > 10:
                say(f"... and {len(done.issues) - 10} more, in the table issues")
    print_rows(["file", "rows", "items", "new_items", "issues"], rows, "json" if json else "table")
    if refused:
        say(f"of {refused} of {len(rows)} files no row could be read")
        raise typer.Exit(SOME_FAILED)


def _pair(text: str) -> tuple[str, str]:
    theirs, equals, ours = text.partition("=")
    if not (theirs and equals and ours):
        raise InputError(f"--map {text!r} is not theirs=ours", remedy="for example --map date=published")
    return theirs, ours
