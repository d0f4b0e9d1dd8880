"""The command `mcp`: the warehouse as tools for a language model's client."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.options import HomeOption
from warehouse.errors import InputError


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command()(mcp)


def mcp(
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=1,
            max=65535,
            help="Answer over HTTP at http://127.0.0.1:PORT/mcp instead of stdin and stdout; nothing else on the network sees it.",
            show_default=False,
        ),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Let an MCP client ask the warehouse: levels, events, sources, reports, SQL that only reads. It runs until it is ended.

    A client starts it itself: command `weekwatch`, arguments `mcp --home /path/to/weekwatch-data`.
    """
    from flows.homes import home_to_read

    opened = home_to_read(home)
    try:
        from flows.asking.server import make_server
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "mcp":
            raise
        raise InputError("the MCP SDK is not installed", remedy="pip install 'weekwatch[mcp]'") from error
    server = make_server(opened)
    if port is None:
        server.run("stdio")
        return
    from flows.cli.console import say

    say(f"answering at http://127.0.0.1:{port}/mcp (Ctrl-C ends it)")
    server.run("streamable-http", host="127.0.0.1", port=port)
