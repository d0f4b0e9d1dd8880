"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

HomeOption = Annotated[
    Optional[str],  # noqa: UP045 -- typer reads it
    typer.Option(
        "--home", envvar="WEEKWATCH_HOME", help="Where the data lives; ./weekwatch-data by default.", show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
CountriesOption = Annotated[str, typer.Option("--countries", help="ISO codes and groups, comma-separated, or `all`.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Build again what is already current.")]
WORKERS = "2"
"""Worker processes where nobody says how many; each takes about 0.6 GB."""
WorkersOption = Annotated[
    str,
    typer.Option(
        "--workers",
        envvar="WEEKWATCH_WORKERS",
        help="How many processes build, or the address of a Dask scheduler (tcp://...).",
    ),
]

NOTHING_FOUND = 2
"""Exit code of a question to which there is no answer."""
SOME_FAILED = 3
"""Exit code of a command that did its work but for a part, which it lists."""
