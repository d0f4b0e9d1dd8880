"""The command line. Every command imports what it needs when it runs, so that `--help` and SQL cost a blink.

Exit codes: 0 done; 1 a fault of ours; 2 wrong input or nothing found, with how to fix it; 3 done, but some
country-weeks failed or were withheld, or no row of a file could be read (listed at the end); 130 and 143 ended by the user or the system.
"""

from __future__ import annotations

import signal
import sys
from typing import Annotated, NoReturn

import typer

from flows.cli.commands.building import archive, build, collect, desk, rescore, sources
from flows.cli.commands.keeping import alerts, demo, deploy, inspect, model, status, warehouse
from flows.cli.commands.reading import ask, export, mcp, report, site, sql, standing
from flows.cli.grouped import GroupedHelp
from warehouse.errors import WeekwatchError

app = typer.Typer(
    name="weekwatch",
    cls=GroupedHelp,
    help="What happened in every country in every week, how dangerous it was, where, and how we know.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class TerminatedError(BaseException):
    """The system asked this process to end (SIGTERM)."""


def _terminated(signum: int, frame: object) -> NoReturn:
    raise TerminatedError


GO_ON = "what was stored is kept: give the same command again and it goes on from there"


def run_app() -> None:
    """Runs the command that the arguments name. Wrong usage is shown as it should be, an interrupt is raised as what it is."""
    try:
        code = app(standalone_mode=False)
    except Exception as error:
        if not (hasattr(error, "show") and hasattr(error, "exit_code")):  # a wrong option, in whichever click is in use
            raise
        error.show()
        sys.exit(error.exit_code)
    if code == 128 + signal.SIGINT:  # what typer makes of Ctrl-C
        raise KeyboardInterrupt
    if isinstance(code, int) and code:
        sys.exit(code)


def main() -> NoReturn:
    """Runs the command line and turns expected errors into a message and exit code 2."""
    # From the first instant to the last: Prefect swaps the handler for the time of a flow run alone, and hands a signal
    # that it caught on to the one before, which by default ends the process without a word.
    signal.signal(signal.SIGTERM, _terminated)
    try:
        run_app()
    except WeekwatchError as error:
        typer.echo(f"weekwatch: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        typer.echo(f"weekwatch: stopped; {GO_ON}", err=True)
        sys.exit(128 + signal.SIGINT)
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "can't start new thread" not in str(error):
            raise
        typer.echo(f"weekwatch: memory or threads ran out ({error or 'no memory'}); {GO_ON}", err=True)
        sys.exit(2)
    except BaseException as error:
        if not isinstance(error, TerminatedError) and type(error).__name__ != "TerminationSignal":  # that is Prefect's
            raise
        typer.echo(f"weekwatch: ended by a signal; {GO_ON}", err=True)
        sys.exit(128 + signal.SIGTERM)
    sys.exit(0)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"weekwatch {installed('weekwatch')}")
        raise typer.Exit


for group in (
    demo,
    collect,
    build,
    report,
    alerts,
    archive,
    ask,
    deploy,
    desk,
    inspect,
    rescore,
    sources,
    sql,
    standing,
    mcp,
    site,
    status,
    warehouse,
    model,
    export,
):
    group.register(app)
