"""The commands about alerts: `alerts list`, `alerts send` and `alerts test`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from flows.cli.options import HomeOption, JsonOption

if TYPE_CHECKING:
    from flows.publishing.alerts import Delivery

SOME_FAILED = 3

_alerts = typer.Typer(
    help="Tell somebody: levels that change, grave hotspots, weeks that failed or are late, silent feeds.",
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
    from flows.publishing.alerts import gather

    found = gather(home_to_read(home), dt.datetime.now(dt.UTC))
    columns = ["kind", "country", "week", "urgent", "title", "text"]
    print_rows(columns, [[getattr(a, name) for name in columns] for a in found], "json" if json else "table")


@_alerts.command()
def send(home: HomeOption = None, json: JsonOption = False) -> None:
    """Send what was not sent yet to the channels of alerts.yaml; run it hourly. Exit code 3 where a receiver refused."""
    from flows.homes import home_to_read
    from flows.publishing.alerts import deliver

    _show(deliver(home_to_read(home), dt.datetime.now(dt.UTC)), json, "nothing to send")


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
