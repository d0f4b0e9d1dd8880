"""What a process under test does: it performs one operation under one fault, or looks at a home, and writes down how it was.

    python -m tests.faults.process BASES HOME REPORT OPERATIONS

performs operations one after the other, each on a fresh home, and writes what each home says.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import shutil
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from flows.cli.demo_feeds import NOW as DEMO_NOW
from tests.faults import injection
from warehouse.errors import WeekwatchError
from warehouse.store.home import Home

NOW = DEMO_NOW
WARMTH = "warmth.pickle"


class TerminatedError(BaseException):
    """SIGTERM was heard, as the command line hears it (`flows.cli.app`)."""


def make(folder: str) -> None:
    """Makes the homes that operations begin with, and beside them what the processes under test are warmed with."""
    from tests.faults.operations import (
        make_bases,
        write_warmth,
    )  # here: a process that only reads need not load what builds

    bases = Path(folder)
    bases.mkdir(parents=True, exist_ok=True)
    make_bases(bases)
    write_warmth(bases, bases / WARMTH)


def perform(
    home: str, operation: str, kind: str, at: int | None, now: dt.datetime, report: str, look: str = ""
) -> None:
    """Performs an operation; a fault of that kind happens at step `at`. How it ended is written to `report`.

    at: of few files and little memory their number, and the MB more than the process has.
    look: a file to which what the home says is written first.
    """
    from tests.faults.operations import OPERATIONS

    _warm()
    if look:
        Path(look).write_text(json.dumps(_looked_at(home, False)), encoding="utf-8")
    acts = {
        "killed": injection.kill,
        "killed in a row": injection.kill,
        "clock back": injection.kill,
        "clock forth": injection.kill,
        "full": injection.fill_disk,
        "terminated": injection.terminate,
        "interrupted": injection.interrupt_twice,
        "gone": injection.vanish(home),
    }
    signal.signal(signal.SIGTERM, _terminated)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    steps = injection.Steps(acts.get(kind), at)
    injection.watch(steps)
    if kind == "few files":
        resource.setrlimit(resource.RLIMIT_NOFILE, (at or 0, at or 0))
    if kind == "little memory":
        limit = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() + ((at or 0) << 20)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    ended = _ended(lambda: OPERATIONS[operation].do(Home.open(home), now))
    steps.act = None
    os.write(
        descriptor := os.open(report, os.O_WRONLY | os.O_CREAT),
        json.dumps({"ended": ended, "steps": steps.names}).encode(),
    )
    os.close(descriptor)
    os._exit(0)  # threads of a broken-off operation are not waited for


def _warm() -> None:
    """Loads what operations load, so that limits and faults meet their work and not an import."""
    import deltalake  # noqa: F401
    import duckdb  # noqa: F401
    import pyarrow.dataset
    import pyarrow.parquet  # noqa: F401


def _terminated(signum: int, frame: object) -> NoReturn:
    raise TerminatedError


def _ended(work: object) -> str:
    """`done`, or how it was broken off: `said ...` for an error with a name and a remedy."""
    import traceback

    try:
        work()  # type: ignore[operator]
    except WeekwatchError as error:
        return f"said {str(error)[:300]}"
    except TerminatedError:
        return "terminated"
    except KeyboardInterrupt:
        return "interrupted"
    except MemoryError:
        return "memory"
    except BaseException as error:  # noqa: BLE001 -- whatever it is, the trial wants to know
        return f"{type(error).__name__}: {error} {''.join(traceback.format_tb(error.__traceback__)[-3:])}"
    return "done"


def look(home: str, report: str, checked: bool) -> None:
    """Writes what a home says and, if it is to be checked, what its checks say of it."""
    Path(report).write_text(json.dumps(_looked_at(home, checked)), encoding="utf-8")


def recover(home: str, operation: str, now: dt.datetime, report: str, checked: bool) -> None:
    """Writes what a home says after a fault, how doing the operation again ended, and what the home says then.

    One process for the three: most of what a trial costs is the start of processes and the first use of libraries.
    """
    from tests.faults.content import said
    from tests.faults.operations import OPERATIONS

    content: dict[str, Any] = {"found": _looked_at(home, checked)}
    content["ended"] = _ended(lambda: OPERATIONS[operation].do(Home.open(home), now))
    content["again"] = said(Home.open(home))
    Path(report).write_text(json.dumps(content), encoding="utf-8")
    os._exit(0)


def _looked_at(home: str, checked: bool) -> dict[str, Any]:
    """{said, offences} of a home; the checks run on a copy, since they sync it."""
    from tests.faults.content import offences, said

    wrong: list[str] = []
    if checked:
        copy = Path(f"{home}.copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(home, copy)
        wrong = offences(Home.open(copy))
        shutil.rmtree(copy)
    return {"said": said(Home.open(home)), "offences": wrong}


def main(bases: str, home: str, report: str, operations: str) -> int:
    """Performs the operations, each on a fresh home; what each says is written to the report."""
    from tests.faults.content import said
    from tests.faults.operations import OPERATIONS

    done = {}
    for name in operations.split(","):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(Path(bases) / OPERATIONS[name].begins_with, home)
        OPERATIONS[name].do(Home.open(home), NOW)
        done[name] = said(Home.open(home))
        Path(report).write_text(json.dumps(done), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
