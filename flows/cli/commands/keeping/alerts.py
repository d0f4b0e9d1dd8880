"""The commands about alerts and digests: `alerts list`, `send`, `preview` and `test`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from flows.cli.options import HomeOption, JsonOption

if TYPE_CHECKING:
    from flows.publishing.alerts import Delivery

SOME_FAILED = 3

_alerts = typer.Typer(
    help="Tell somebody: levels that change, grave hotspots, weeks that failed or are late, silent feeds; digests of watchlists.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.add_typer(_alerts, name="alerts")


@_alerts.command(name="list")
def list_(home: HomeOption = None, json: JsonOption = False) -> None:
    """Show everything that is worth an alert now, sent or not."""
    from flows.cli.console import print_rows
    from flows.homes import home_to_read
    from flows.publishing.gather import gather

    found = gather(home_to_read(home), dt.datetime.now(dt.UTC))
    columns = ["kind", "country", "week", "urgent", "title", "text"]
    print_rows(columns, [[getattr(a, name) for name in columns] for a in found], "json" if json else "table")


@_alerts.command()
def send(home: HomeOption = None, json: JsonOption = False) -> None:
    """Send what was not sent yet to the channels of alerts.yaml; run it hourly. Exit code 3 where a receiver refused."""
    from flows.homes import home_to_read
    from flows.publishing.alerts import deliver

    _show(deliver(home_to_read(home), dt.datetime.now(dt.UTC)), json, "nothing to send")


@_alerts.command()
def preview(
    week: Annotated[
        Optional[str],  # noqa: UP045 -- typer reads it
        typer.Option("--week", help="2026-W18, or a date in the week; the newest if left out.", show_default=False),
    ] = None,
    watch: Annotated[str | None, typer.Option("--watchlist", help="Only this one.", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the attachments.", show_default=False)] = None,
    home: HomeOption = None,
) -> None:
    """Print the digests that the watchlists of alerts.yaml would have sent of a past week. Nothing is sent or remembered."""
    from flows.cli.arguments import latest_week, refuse_future
    from flows.cli.console import say
    from flows.homes import home_to_read
    from flows.publishing.alerts import read_settings
    from flows.publishing.digests import previews
    from warehouse.errors import InputError
    from warehouse.weeks import parse_week

    opened = home_to_read(home)
    watchlists = read_settings(opened).watchlists
    chosen = [one for one in watchlists if watch in (None, one.name)]
    if not chosen:
        known = ", ".join(one.name for one in watchlists)
        raise InputError(
            f"there is no watchlist {watch!r}" if watch else "alerts.yaml has no watchlist",
            where=f"{opened.location}/alerts.yaml",
            remedy=f"one of {known}" if known else "docs/ALERTS.md has an example",
        )
    named = latest_week(opened) if week is None else parse_week(week, opened.week_starts_on)
    refuse_future(named, dt.datetime.now(dt.UTC).date())
    messages = previews(opened, chosen, named)
    for message in messages:
        typer.echo(f"Subject: {message.title}")
        for attachment in message.attachments:
            typer.echo(f"Attached: {attachment.name} ({len(attachment.content):,} bytes)")
            if out is not None:
                out.mkdir(parents=True, exist_ok=True)
                (out / attachment.name).write_bytes(attachment.content)
        typer.echo(f"\n{message.text}")
    if not messages:
        say(f"the watchlists are about nothing in the week of {named.start}")


@_alerts.command(name="test")
def try_channels(home: HomeOption = None, json: JsonOption = False) -> None:
    """Send a trial message to every channel of alerts.yaml. Exit code 3 where a receiver refused."""
    from flows.homes import home_to_read
    from flows.publishing.alerts import try_out

    _show(try_out(home_to_read(home), dt.datetime.now(dt.UTC)), json, "alerts.yaml names no channel")


def _show(sent: Sequence[Delivery], json: bool, none: str) -> None:
    from flows.cli.console import print_rows, say

    if sent or json:
        rows = [[s.channel, s.title, s.alerts, s.error or "sent"] for s in sent]
        print_rows(["channel", "message", "alerts", "result"], rows, "json" if json else "table")
    if not sent:
        say(none)
    if any(s.error for s in sent):
        raise typer.Exit(SOME_FAILED)
