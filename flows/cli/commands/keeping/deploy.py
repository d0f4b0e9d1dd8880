"""The command `deploy`: the flows, their schedules and limits on a Prefect server."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from flows.cli.options import HomeOption
from warehouse.errors import InputError


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command()(deploy)


def deploy(
    apply: Annotated[bool, typer.Option("--apply", help="Take the steps; without it they are only shown.")] = False,
    name: Annotated[
        Optional[str],  # noqa: UP045 -- typer reads it
        typer.Option("--name", help="Name of this warehouse where several are on one server: weekly-NAME."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Show the changes the Prefect server (PREFECT_API_URL) needs to run everything on schedule; --apply makes them.

    What is there already is left alone, so it can be run after every change of prefect.yaml, automations.yaml or a profile.
    """
    import asyncio

    from flows.cli.console import print_rows, say
    from flows.homes import countries_folder, home_to_write
    from flows.runtime.environment import has_server, prepare_prefect

    if not has_server():
        raise InputError(
            "no Prefect server is named",
            remedy="start one with `prefect server start` and set PREFECT_API_URL, such as http://127.0.0.1:4200/api",
        )
    opened = home_to_write(home)
    prepare_prefect()
    from prefect.client.orchestration import get_client

    from flows.catalogue import profiles_of
    from flows.deploying.deploy import DeployStep, make_plan
    from flows.deploying.deploy import apply as apply_steps
    from flows.deploying.wanted import wanted

    profiles = list(profiles_of(countries_folder(opened)).values())

    async def run() -> tuple[list[DeployStep], int]:
        async with get_client() as client:
            steps = await make_plan(client, wanted(opened, profiles, name=name))
            return steps, await apply_steps(steps) if apply else 0

    steps, taken = asyncio.run(run())
    print_rows(["", "what", "name", "change"], [[s.sign, s.kind, s.name, s.what] for s in steps])
    todo = sum(s.take is not None for s in steps)
    if apply:
        say(f"{taken} steps taken; start workers with: prefect worker start --pool weekwatch")
    else:
        say(f"{todo} steps to take: weekwatch deploy --apply" if todo else "nothing to do: all is as it should be")
