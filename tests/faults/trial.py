"""An operation tried once under a fault: homes to begin with, what they say, how it may end, and whether doing it again heals."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.faults.process import NOW, WARMTH, look, make, perform, recover

_COUNTRY_WEEK = re.compile(r"[A-Z]{2} \d{4}-\d\d-\d\d")
"""The name of a part that says what a country-week holds. Items are none: feeds that failed for want of files bring theirs later."""
CHECKED_EVERY = 10
"""After every so many faults the home's own checks are run, on a copy; what it says is compared after each."""
OF_THE_CLOCK = {"collect": ("items", "issues"), "alerts": ("outbox/",)}
"""Operation -> beginnings of what is not compared where the clock moved before it was done again. What a feed tells without a date is
stored under the day of its fetch, and a date beyond that day is not believed: `names of items` says that none is lost. What is a month
old is no alert any more."""
SECONDS = 600
"""The longest that a process under test may take, on a busy machine too."""


@dataclass
class Case:
    """One operation under one kind of fault."""

    operation: str
    kind: str
    faults: int = 0
    kills: int = 0
    """Of the faults those that ended the process by SIGKILL."""
    violations: list[str] = field(default_factory=list)
    commits: str = ""
    """Of the code that was tried, as `git describe` names it; several where parts of a case were tried on several."""


def in_child(work: Callable[..., None], *arguments: Any) -> int | None:
    """How a process that did the work ended: 0, 1, or minus a signal; None if it had to be ended."""
    process = get_context("forkserver").Process(target=work, args=arguments)
    process.start()
    process.join(SECONDS)
    if process.exitcode is None:
        process.kill()
        process.join()
        return None
    return process.exitcode


class Trial:
    """A folder with the homes that operations begin with, and what they say undisturbed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base = folder / f"bases-{commit()}"  # another commit may make and read them otherwise
        self.healings = 0
        warmth = self.base / WARMTH
        if not warmth.exists():  # by a fresh process: those that are forked off begin with what it writes
            maker = get_context("spawn").Process(target=make, args=(str(self.base),))
            maker.start()
            maker.join()
        os.environ["WEEKWATCH_FAULTS_WARMTH"] = str(warmth)

    @functools.cache  # noqa: B019 -- a trial lives as long as the program
    def settled(self, operation: str, later: dt.timedelta) -> dict[str, str]:
        """What the home says after the operation, done undisturbed and again so much later: a clock that moved makes some things old."""
        home = self.copy(operation, self.folder / "whole" / "home")
        self.told(home, operation, "nothing", None)
        told = self.recovered(home, operation, later)
        if told["ended"] != "done":
            raise AssertionError(f"{operation} does not end undisturbed, {later} later: {told['ended']}")
        again: dict[str, str] = told["again"]
        return again

    @functools.cache  # noqa: B019 -- a trial lives as long as the program
    def undisturbed(self, operation: str) -> tuple[dict[str, str], dict[str, str], list[str]]:
        """What the home says before and after the operation, and its steps."""
        home = self.copy(operation, self.folder / "whole" / "home")
        before = self.said(home)["said"]
        home = self.copy(operation, home)
        told = self.told(home, operation, "nothing", None)
        if told.get("ended") != "done":
            raise AssertionError(f"{operation} does not even end undisturbed: {told}")
        found = self.said(home, checked=True)
        if found["offences"]:
            raise AssertionError(f"{operation} offends undisturbed: {found['offences']}")
        return before, found["said"], told["steps"]

    def copy(self, operation: str, home: Path) -> Path:
        """A fresh home for the operation, at that place."""
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(f"{home}.gone", ignore_errors=True)
        shutil.copytree(self.base / begins_with(operation), home)
        return home

    def told(self, home: Path, operation: str, kind: str, at: int | None, *, looked: bool = False) -> Any:
        """How the operation ended under the fault: {ended, steps}; what a killed one could not tell is {killed}.

        looked: the same process says before what the home says, in `look.json`.
        """
        report, look = self.folder / "report.json", self.folder / "look.json"
        report.unlink(missing_ok=True)
        look.unlink(missing_ok=True)
        code = in_child(perform, str(home), operation, kind, at, NOW, str(report), str(look) if looked else "")
        if report.exists():
            return json.loads(report.read_text())
        if code is None:
            return {"ended": f"did not end within {SECONDS} seconds"}
        return {"ended": "killed" if code == -9 else f"ended by {code}"}

    def said(self, home: Path, *, checked: bool = False) -> Any:
        """What the home says, as another process reads it: {said, offences}."""
        report = self.folder / "look.json"
        report.unlink(missing_ok=True)
        code = in_child(look, str(home), str(report), checked)
        if not report.exists():
            return {"said": {}, "offences": [f"the home cannot be read (the reader ended by {code})"]}
        return json.loads(report.read_text())

    def half_done(self, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
        """What was half done in the home when the last process that was told to look did so."""
        look = self.folder / "look.json"
        if not look.exists():
            return ["right after: the home cannot be read"]
        return half_done(json.loads(look.read_text())["said"], before, after)

    def recovered(self, home: Path, operation: str, later: dt.timedelta) -> Any:
        """What the home says, how the operation done again ended, and what it says then: {found, ended, again}."""
        report = self.folder / "recovery.json"
        report.unlink(missing_ok=True)
        self.healings += 1
        checked = self.healings % CHECKED_EVERY == 0
        code = in_child(recover, str(home), operation, NOW + later, str(report), checked)
        if not report.exists():
            offence = f"the home cannot be read (the reader ended by {code})"
            return {"found": {"said": {}, "offences": [offence]}, "ended": f"ended by {code}", "again": {}}
        return json.loads(report.read_text())


def commit() -> str:
    """The commit that is tried, short."""
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return asked.stdout.strip() or "no-repository"


def begins_with(operation: str) -> str:
    """Which of the homes of `operations.make_bases` an operation begins with."""
    named = {"rescore": "outdated", "compact": "outdated", "alerts": "failing"}
    named |= {"collect": "empty", "import": "empty", "run": "collected", "backfill": "collected"}
    return named.get(operation, "built")


def unexpected(kind: str, ended: str) -> list[str]:
    """What is wrong with how it ended: a fault is told by name, and never as a traceback."""
    fine = {
        "killed": ("killed", "done"),
        "killed in a row": ("killed", "done"),
        "clock back": ("killed", "done"),
        "clock forth": ("killed", "done"),
        "terminated": ("terminated", "done"),
        "interrupted": ("interrupted", "done"),
        "little memory": (
            "killed",
            "done",
            "said",
            "memory",
            "ended by -6",
            "ended by -11",
            "ended by 1",
            "ended by -7",
        ),
    }.get(kind, ("said", "done"))
    return [] if ended.startswith(fine) else [f"ended as {ended}"]


def healed(
    trial: Trial,
    operation: str,
    home: Path,
    before: Mapping[str, str],
    after: Mapping[str, str],
    later: dt.timedelta | None = None,
) -> list[str]:
    """What is wrong right after the fault, and what is wrong when the operation was done again."""
    told = trial.recovered(home, operation, later or dt.timedelta(minutes=1))
    wrong = [f"right after: {text}" for text in told["found"]["offences"]]
    wrong += half_done(told["found"]["said"], before, after)
    if told["ended"] != "done":
        return [*wrong, f"done again it ended as {told['ended']}"]
    again = told["again"]
    expected = after if later is None else trial.settled(operation, later)
    of_the_clock = OF_THE_CLOCK.get(operation, ()) if later is not None else ()
    different = sorted(
        name
        for name in again.keys() | expected.keys()
        if again.get(name) != expected.get(name) and not (of_the_clock and name.startswith(of_the_clock))
    )
    return wrong + ([f"done again it says something else: {', '.join(different[:5])}"] if different else [])


def half_done(said: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What a home says right after a fault that is neither as before nor as after."""
    return [
        f"right after: {name} is neither as before nor as after"
        for name, hashed in said.items()
        if is_whole(name) and hashed not in (before.get(name), after.get(name))
    ]


def is_whole(name: str) -> bool:
    """Whether that part is to be as before or as after at any instant: country-weeks and finished files, but no folder's copy."""
    return bool(_COUNTRY_WEEK.fullmatch(name)) or name.split("/")[0] in ("reports", "exported", "outbox")
