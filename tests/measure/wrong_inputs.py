"""What the command line says to thirty wrong inputs, with its exit code and the time it takes: a table in Markdown.

Each command runs in a process of its own over an empty home, as a user would type it, at 60 columns, into a pipe and with NO_COLOR: an
escape sequence or a traceback in what it says is counted as a fault. The time is that of the processor, the start of
Python included, since other work on the machine changes the clock's more.

    python -m tests.measure.wrong_inputs
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.flows.cli.test_wrong_input import WRONG
from tests.measure.compiled import compiled
from warehouse.store.home import Home

MESSAGE_CHARS = 150
"""Of a message, as a table has room."""


def main() -> int:
    """Prints the table and its worst time; 1 where an exit code is not the expected one or a traceback or colour is printed."""
    amiss, faults, worst = 0, 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        Home.create(home)
        environment = compiled() | {"WEEKWATCH_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "60"}
        environment = {name: value for name, value in environment.items() if not name.startswith("PREFECT_")}
        print("| command | exit code | seconds | message |\n|---|---|---|---|")
        for line, expected, _ in WRONG:
            used = _used()
            done = subprocess.run(
                [sys.executable, "-c", "from flows.cli.app import main; main()", *line.split()],
                capture_output=True, text=True, check=False, cwd=folder, env=environment | {"PYTHONPATH": str(Path.cwd())},
            )  # fmt: skip
            seconds = _used() - used
            worst = max(worst, seconds)
            amiss += done.returncode != expected
            faults += any(sign in done.stdout + done.stderr for sign in ("\x1b", "Traceback"))
            said = " ".join(done.stderr.replace(folder, "").split()).replace("|", "\\|")
            short = said if len(said) <= MESSAGE_CHARS else said[: MESSAGE_CHARS - 1] + "…"
            print(f"| `{line}` | {done.returncode} | {seconds:.1f} | {short} |", flush=True)
    print(
        f"\n{len(WRONG)} wrong inputs, {amiss} with another exit code than expected, {faults} with an escape sequence or a traceback, the slowest {worst:.1f} s"
    )
    return int(amiss + faults > 0)


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
