"""The command line as tests give it: in a process of its own where the process matters, in this one where the answer does."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from flows.cli import app as command_line

WAIT_SECONDS = 1_200
"""After this a command hangs; a machine that does much else takes minutes for what a quiet one does in seconds."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command printed and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def surroundings(home: Path) -> dict[str, str]:
    """The environment of a person who has this warehouse and no settings else."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "WEEKWATCH_"))}
    return clean | {"WEEKWATCH_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "100"}


def weekwatch(home: Path, *words: str) -> Ended:
    """Runs a command in a process of its own, beside the home: for what starts Prefect, whose settings are a process's."""
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli.app import main; main()", *words],
        capture_output=True,
        text=True,
        timeout=WAIT_SECONDS,
        check=False,
        cwd=home.parent,
        env=surroundings(home),
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def weekwatch_here(home: Path, *words: str) -> Ended:
    """Runs a command in this process, as `main` does, beside the home: for what only reads, writes files or asks the tables."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    before, here = signal.getsignal(signal.SIGTERM), Path.cwd()
    os.chdir(home.parent)
    try:
        with (
            mock.patch.dict(os.environ, surroundings(home), clear=True),
            mock.patch.object(sys, "argv", ["weekwatch", *words]),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                command_line.main()
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 1
    finally:
        os.chdir(here)
        signal.signal(signal.SIGTERM, before)
    said, told = (stream.buffer.getvalue().decode("utf-8") for stream in (out, err))
    return Ended(code, said, told)
