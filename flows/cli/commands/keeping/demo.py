"""The command `demo`: the whole job on sample feeds, without network and key."""

from __future__ import annotations

import typer

from flows.cli.options import HomeOption


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command()(demo)


def demo(
    home: HomeOption = None,
) -> None:
    """The main job on bundled sample feeds: no network, no key. Data goes to ./weekwatch-demo."""
    from flows.cli.demo import run_demo

    run_demo(home)
