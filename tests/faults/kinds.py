"""The kinds of faults, and each of them gone through: at steps, of the whole operation, in other environments."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.faults.process import NOW, perform
from tests.faults.trial import SECONDS, Case, Trial, healed, unexpected
from warehouse.errors import WarehouseError

ENVIRONMENTS: Mapping[str, dict[str, str]] = {
    "LC_ALL=C": {"LC_ALL": "C"},
    "LC_ALL=tr_TR.UTF-8": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "TZ=Pacific/Kiritimati": {"TZ": "Pacific/Kiritimati"},
    "TZ=America/St_Johns": {"TZ": "America/St_Johns"},
    "PYTHONHASHSEED=1": {"PYTHONHASHSEED": "1"},
    "PYTHONHASHSEED=4294967295, -O": {"PYTHONHASHSEED": "4294967295", "PYTHONOPTIMIZE": "1"},
}
OPEN_FILES = 48
MORE_MEMORY_MB = (96, 1100, 2200)
"""Less than is asked for before anything is read, and what may run out in the middle of the work."""
STEPPED = {
    "killed": "SIGKILL, in the middle of a write where the step is one",
    "killed in a row": "SIGKILL, and again while it is done again, up to five times",
    "full": "the disk is full from that step on",
    "terminated": "SIGTERM",
    "interrupted": "Ctrl-C, and again at the next step",
    "gone": "the home is gone from that step on, like a network drive that is cut off",
    "clock back": "SIGKILL, and the clock has gone back a day when it is done again",
    "clock forth": "SIGKILL, and the clock has gone on 30 days when it is done again",
}
"""Faults at a step."""
WHOLE = {
    "twice": "two processes do it at the same time",
    "few files": f"a process may have {OPEN_FILES} files open",
    "little memory": f"a process may reserve {', '.join(map(str, MORE_MEMORY_MB))} MB more memory than it starts with",
    "disk full": "0, 64, 256 and 1024 kB are left on the disk",
    "read-only": "the disk is read-only",
}
"""Faults of the whole operation."""
IN_A_ROW = 5
"""Kills of one home before the operation may end."""
FEW = 2
"""Steps at which the kinds other than `killed` are tried; thrice as many for a full disk."""


@dataclass(frozen=True, slots=True)
class Extent:
    """At how many steps faults are tried."""

    most: int
    """Steps at which an operation is killed, if those before commits are no more."""
    few: int = FEW
    part: int = 1
    parts: int = 1
    """Of these steps every so many are gone through: a run may be cut into parts."""


def stepped(trial: Trial, case: Case, extent: Extent) -> None:
    """Goes through the steps of an operation, a fault at each of them."""
    before, after, steps = trial.undisturbed(case.operation)
    few = evenly(range(len(steps)), 3 * extent.few if case.kind == "full" else extent.few)
    chosen = chosen_steps(steps, extent.most) if case.kind == "killed" else few
    for at in chosen[extent.part - 1 :: extent.parts]:
        home = trial.copy(case.operation, trial.folder / "trial" / "home")
        told = trial.told(home, case.operation, case.kind, at)
        gone = Path(f"{home}.gone")
        if gone.exists():
            shutil.rmtree(home, ignore_errors=True)
            gone.rename(home)
        where = f"step {at} ({steps[at]})"
        case.faults += 1
        case.kills += told["ended"] == "killed"
        case.violations += [f"{where}: {wrong}" for wrong in unexpected(case.kind, told["ended"])]
        later = {"clock back": -dt.timedelta(days=1), "clock forth": dt.timedelta(days=30)}.get(case.kind)
        case.violations += [f"{where}: {wrong}" for wrong in healed(trial, case.operation, home, before, after, later)]


def in_a_row(trial: Trial, case: Case, extent: Extent) -> None:
    """Kills an operation at several steps of one home, each time while it is being done again, and lets it end then."""
    before, after, steps = trial.undisturbed(case.operation)
    chosen = evenly(range(len(steps)), extent.most)
    rows = -(-len(chosen) // IN_A_ROW)
    for row in range(extent.part - 1, rows, extent.parts):
        home = trial.copy(case.operation, trial.folder / "trial" / "home")
        killed_at: list[str] = []
        for at in chosen[row::rows]:  # ascending: the later the kill, the less there is left to do again
            told = trial.told(home, case.operation, case.kind, at, looked=bool(killed_at))
            where = f"killed at {', '.join(killed_at)} and at {at}" if killed_at else f"killed at {at}"
            if killed_at:
                case.violations += [f"{where}: {wrong}" for wrong in trial.half_done(before, after)]
            case.violations += [f"{where}: {wrong}" for wrong in unexpected(case.kind, told["ended"])]
            if told["ended"] != "killed":
                break  # it had less left to do
            case.faults += 1
            case.kills += 1
            killed_at.append(str(at))
        where = f"killed at {', '.join(killed_at)}"
        case.violations += [f"{where}: {wrong}" for wrong in healed(trial, case.operation, home, before, after)]


def chosen_steps(steps: Sequence[str], most: int) -> list[int]:
    """The steps before every commit, so that each two adjacent ones are parted, and others evenly up to so many."""
    commits = [n for n, name in enumerate(steps) if name.startswith("commit") and not name.endswith("done")]
    others = [n for n in range(len(steps)) if n not in set(commits)]
    return sorted(commits + evenly(others, max(0, most - len(commits))))


def evenly(found: Sequence[int], most: int) -> list[int]:
    """At most so many of them, from the first to the last; if one, the middle one."""
    if len(found) <= most:
        return list(found)
    if most == 1:
        return [found[len(found) // 2]]
    return sorted({found[round(n * (len(found) - 1) / (most - 1))] for n in range(most)})


def at_once(trial: Trial, case: Case) -> None:
    """Two of the operation at the same time."""
    before, after, _ = trial.undisturbed(case.operation)
    for _ in range(2):
        home = trial.copy(case.operation, trial.folder / "trial" / "home")
        reports = [trial.folder / f"twin{n}.json" for n in (1, 2)]
        for report in reports:
            report.unlink(missing_ok=True)
        twins = [
            get_context("forkserver").Process(
                target=perform, args=(str(home), case.operation, "nothing", None, NOW, str(report))
            )
            for report in reports
        ]
        for twin in twins:
            twin.start()
        for twin in twins:
            twin.join(SECONDS)
        case.faults += 1
        ended = [json.loads(r.read_text())["ended"] if r.exists() else "ended without a word" for r in reports]
        case.violations += [wrong for text in ended for wrong in unexpected("twice", text)]
        case.violations += healed(trial, case.operation, home, before, after)


def limited(trial: Trial, case: Case) -> None:
    """The operation with few files or little memory."""
    before, after, _ = trial.undisturbed(case.operation)
    for limit in (OPEN_FILES,) if case.kind == "few files" else MORE_MEMORY_MB:
        home = trial.copy(case.operation, trial.folder / "trial" / "home")
        told = trial.told(home, case.operation, case.kind, limit)
        case.faults += 1
        case.violations += [f"{limit}: {wrong}" for wrong in unexpected(case.kind, told["ended"])]
        case.violations += [f"{limit}: {wrong}" for wrong in healed(trial, case.operation, home, before, after)]


@contextlib.contextmanager
def disk(folder: Path, megabytes: int = 48) -> Iterator[Path]:
    """A small disk in memory. Raises WarehouseError where one may not be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        raise WarehouseError(f"no disk can be mounted: {mounted.stderr.strip()}", remedy="run it as root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def on_full_disk(trial: Trial, case: Case) -> None:
    """The operation on a disk with a little space left."""
    before, after, _ = trial.undisturbed(case.operation)
    for left in (0, 64, 256, 1024):
        with disk(trial.folder / "disk") as place:
            home = trial.copy(case.operation, place / "home")
            filler = place / "filler"
            free = shutil.disk_usage(place).free - left * 1024
            filler.write_bytes(b"\0" * max(0, free))
            told = trial.told(home, case.operation, case.kind, None)
            case.faults += 1
            case.violations += [f"{left} kB left: {wrong}" for wrong in unexpected(case.kind, told["ended"])]
            filler.unlink()
            wrong = healed(trial, case.operation, home, before, after)
            case.violations += [f"{left} kB left: {text}" for text in wrong]


def on_read_only_disk(trial: Trial, case: Case) -> None:
    """The operation on a disk that may only be read."""
    before, after, _ = trial.undisturbed(case.operation)
    with disk(trial.folder / "disk") as place:
        home = trial.copy(case.operation, place / "home")
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        told = trial.told(home, case.operation, case.kind, None)
        subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
        case.faults += 1
        case.violations += unexpected(case.kind, told["ended"])
        case.violations += healed(trial, case.operation, home, before, after)


def in_environments(trial: Trial, only: Sequence[str]) -> Iterator[Case]:
    """Every operation in six environments of a process: what it says must be the same to the byte."""
    plain = {operation: trial.undisturbed(operation)[1] for operation in only}
    for named, settings in ENVIRONMENTS.items():
        home, report = trial.folder / "environment" / "дом", trial.folder / "environment.json"
        report.unlink(missing_ok=True)
        command = [
            sys.executable,
            "-m",
            "tests.faults.process",
            str(trial.base),
            str(home),
            str(report),
            ",".join(only),
        ]
        ended = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, timeout=SECONDS)
        found = json.loads(report.read_text()) if report.exists() else {}
        for operation in only:
            case = Case(operation, named, faults=1)
            if operation not in found:
                case.violations.append(f"ended by {ended.returncode}: {ended.stderr[-300:]}")
            elif found[operation] != plain[operation]:
                names = found[operation].keys() | plain[operation].keys()
                differ = sorted(n for n in names if found[operation].get(n) != plain[operation].get(n))
                case.violations.append(f"says something else: {', '.join(differ[:5])}")
            yield case


def cases(trial: Trial, only: Sequence[str], kinds: Sequence[str], extent: Extent) -> Iterator[Case]:
    """Every case, done."""
    whole = {"twice": at_once, "few files": limited, "little memory": limited}
    whole |= {"disk full": on_full_disk, "read-only": on_read_only_disk}
    for kind in kinds:
        if kind == "environments":
            yield from in_environments(trial, only)
            continue
        for operation in only:
            case = Case(operation, kind)
            if kind == "killed in a row":
                in_a_row(trial, case, extent)
            elif kind in STEPPED:
                stepped(trial, case, extent)
            else:
                whole[kind](trial, case)
            yield case
