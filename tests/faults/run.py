"""Faults by injection: every operation, every kind of fault, every step between two commits; contents are compared.

    python -m tests.faults.run [--only collect,run] [--kinds killed,full] [--most 60] [--few 2] [--markdown FILE]

A step is a write, an fsync, a rename, a deletion, a commit or a statement of DuckDB (`tests.faults.injection`). Each case is one
operation under one kind of fault, at up to `--most` of its steps. After every fault it is looked whether a country-week or a
file is neither as before nor as after, and after every fourth whether the home's own checks complain; then the operation is done again, a minute
later by its clock, and what the home says must equal what it says without any fault.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import datetime as dt
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from flows.cli.demo_feeds import COUNTRIES
from tests.faults.process import NOW, look, make, perform
from warehouse.errors import WarehouseError

OPERATIONS = ("collect", "import", "run", "backfill", "rescore", "sync", "compact", "site", "export", "alerts")
ENVIRONMENTS: Mapping[str, dict[str, str]] = {
    "LC_ALL=C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "LC_ALL=tr_TR.UTF-8": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "TZ=Pacific/Kiritimati": {"TZ": "Pacific/Kiritimati"},
    "TZ=America/St_Johns": {"TZ": "America/St_Johns"},
    "PYTHONHASHSEED=1": {"PYTHONHASHSEED": "1"},
    "PYTHONHASHSEED=4294967295, -O": {"PYTHONHASHSEED": "4294967295", "PYTHONOPTIMIZE": "1"},
}
STEPPED = {
    "killed": "SIGKILL, in the middle of a write where the step is one",
    "full": "no space left from that step on",
    "terminated": "SIGTERM",
    "interrupted": "Ctrl-C, and again at the next step",
    "gone": "the home is gone from that step on",
    "clock back": "SIGKILL, and the clock a day back when it is done again",
    "clock forth": "SIGKILL, and the clock 30 days on when it is done again",
}
"""Faults at a step."""
WHOLE = {
    "twice": "two of it at once",
    "few files": "48 open files",
    "little memory": "96 MB of memory more than it begins with",
    "disk full": "a disk (tmpfs) with 0, 64, 256, 1024 kB left",
    "read-only": "a disk (tmpfs) that may only be read",
}
"""Faults of the whole operation."""
CHECKED_EVERY = 4
"""After every so many faults the home's own checks are run, on a copy; what it says is compared after each."""
FEW = 2
"""Steps at which the kinds other than `killed` are tried; thrice as many for a full disk."""
SECONDS = 1800
"""The longest that a process under test may take, on a busy machine too."""


@dataclass
class Case:
    """One operation under one kind of fault."""

    operation: str
    kind: str
    faults: int = 0
    violations: list[str] = field(default_factory=list)


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
        self.base = folder / "bases"
        self.healings = 0

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
        if not (self.base / begins_with(operation)).exists():
            in_child(make, str(self.base))
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(f"{home}.gone", ignore_errors=True)
        shutil.copytree(self.base / begins_with(operation), home)
        return home

    def told(self, home: Path, operation: str, kind: str, at: int | None, later: dt.timedelta = dt.timedelta()) -> Any:
        """How the operation ended under the fault: {ended, steps}; what a killed one could not tell is {killed}."""
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        code = in_child(perform, str(home), operation, kind, at, NOW + later, str(report))
        if report.exists():
            return json.loads(report.read_text())
        return {"ended": "killed" if code == -9 else f"ended by {code}"}

    def said(self, home: Path, *, checked: bool = False) -> Any:
        """What the home says, as another process reads it: {said, offences}. Its checks are run on a copy: they sync it."""
        report = self.folder / "look.json"
        report.unlink(missing_ok=True)
        looked_at = home
        if checked:
            looked_at = self.folder / "look" / "home"
            shutil.rmtree(looked_at, ignore_errors=True)
            shutil.copytree(home, looked_at)
        code = in_child(look, str(looked_at), str(report), checked)
        if not report.exists():
            return {"said": {}, "offences": [f"the home cannot be read (the reader ended by {code})"]}
        return json.loads(report.read_text())


def begins_with(operation: str) -> str:
    """Which of the homes of `operations.make_bases` an operation begins with."""
    named = {"rescore": "outdated", "compact": "outdated", "alerts": "failing"}
    named |= {"collect": "empty", "import": "empty", "run": "collected", "backfill": "collected"}
    return named.get(operation, "built")


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
        case.violations += [f"{where}: {wrong}" for wrong in unexpected(case.kind, told["ended"])]
        later = {"clock back": -dt.timedelta(days=1), "clock forth": dt.timedelta(days=30)}.get(case.kind)
        case.violations += [f"{where}: {wrong}" for wrong in healed(trial, case.operation, home, before, after, later)]


def chosen_steps(steps: Sequence[str], most: int) -> list[int]:
    """The steps before every commit, so that each two adjacent ones are parted, and others evenly up to so many."""
    commits = [n for n, name in enumerate(steps) if name.startswith("commit") and not name.endswith("done")]
    others = [n for n in range(len(steps)) if n not in set(commits)]
    return sorted(commits + evenly(others, max(0, most - len(commits))))


def evenly(found: Sequence[int], most: int) -> list[int]:
    """At most so many of them, from the first to the last."""
    if len(found) <= most:
        return list(found)
    return sorted({found[round(n * (len(found) - 1) / max(1, most - 1))] for n in range(most)})


def unexpected(kind: str, ended: str) -> list[str]:
    """What is wrong with how it ended: a fault is told by name, and never as a traceback."""
    fine = {
        "killed": ("killed", "done"),
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
    wrong = []
    trial.healings += 1
    found = trial.said(home, checked=trial.healings % CHECKED_EVERY == 0)
    wrong += [f"right after: {text}" for text in found["offences"]]
    wrong += [
        f"right after: {name} is neither as before nor as after"
        for name, hashed in found["said"].items()
        if is_whole(name) and hashed not in (before.get(name), after.get(name))
    ]
    told = trial.told(home, operation, "nothing", None, later or dt.timedelta(minutes=1))
    if told["ended"] != "done":
        return [*wrong, f"done again it ended as {told['ended']}"]
    again = trial.said(home)
    different = sorted(
        name for name in again["said"].keys() | after.keys() if again["said"].get(name) != after.get(name)
    )
    return wrong + ([f"done again it says something else: {', '.join(different[:5])}"] if different else [])


def is_whole(name: str) -> bool:
    """Whether that part is to be as before or as after at any instant: country-weeks and finished files, but no folder's copy."""
    return " " in name or (name.split("/")[0] in ("reports", "exported", "outbox"))


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
    home = trial.copy(case.operation, trial.folder / "trial" / "home")
    told = trial.told(home, case.operation, case.kind, None)
    case.faults += 1
    case.violations += unexpected(case.kind, told["ended"])
    case.violations += healed(trial, case.operation, home, before, after)


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
        ended = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, timeout=900)
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
            if kind in STEPPED:
                stepped(trial, case, extent)
            else:
                whole[kind](trial, case)
            yield case


def merged(done: Sequence[Case]) -> list[Case]:
    """The cases with the parts of each put together."""
    found: dict[tuple[str, str], Case] = {}
    for one in done:
        whole = found.setdefault((one.operation, one.kind), Case(one.operation, one.kind))
        whole.faults += one.faults
        whole.violations += one.violations
    return list(found.values())


def table(done: Sequence[Case]) -> str:
    """The cases as Markdown: a row a kind of fault, a column an operation, faults and violations in each."""
    said = STEPPED | WHOLE | dict.fromkeys(ENVIRONMENTS, "equal to the byte")
    operations = [name for name in OPERATIONS if any(case.operation == name for case in done)]
    lines = ["| fault | " + " | ".join(operations) + " |", "|---" * (len(operations) + 1) + "|"]
    for kind in dict.fromkeys(case.kind for case in done):
        of = {case.operation: case for case in done if case.kind == kind}
        cells = [f"{of[o].faults} / {len(of[o].violations)}" if o in of else "" for o in operations]
        lines.append(f"| {kind}: {said[kind]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; 1 where there was a violation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(OPERATIONS))
    parser.add_argument("--kinds", default=",".join([*STEPPED, *WHOLE, "environments"]))
    parser.add_argument("--most", type=int, default=60)
    parser.add_argument("--few", type=int, default=FEW, help="steps at which the kinds other than `killed` are tried")
    parser.add_argument("--part", default="1/1", help="2/5: the second of five parts of the steps")
    parser.add_argument("--folder", type=Path, help="where the homes to begin with are, or are to be kept")
    parser.add_argument("--results", type=Path, help="a file of lines of JSON, to which the cases are added")
    parser.add_argument("--markdown", type=Path, help="where to write the table of all cases of --results")
    chosen = parser.parse_args(arguments)
    os.environ |= {"WEEKWATCH_COUNTRIES": str(COUNTRIES), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    get_context("forkserver").set_forkserver_preload(["tests.faults.preload"])
    part, _, parts = chosen.part.partition("/")
    extent = Extent(chosen.most, chosen.few, int(part), int(parts))
    done = []
    with tempfile.TemporaryDirectory(prefix="weekwatch-faults-") as folder:
        trial = Trial(chosen.folder or Path(folder))
        for case in cases(trial, chosen.only.split(","), chosen.kinds.split(","), extent):
            done.append(case)
            if chosen.results:
                with chosen.results.open("a", encoding="utf-8") as results:
                    results.write(json.dumps(dataclasses.asdict(case)) + "\n")
            print(
                f"{case.operation:10} {case.kind:32} {case.faults:4} faults {len(case.violations):4} violations",
                flush=True,
            )
            for wrong in case.violations[:8]:
                print(f"    {wrong[:600]}", flush=True)
    if chosen.results:
        done = merged([Case(**json.loads(line)) for line in chosen.results.read_text(encoding="utf-8").splitlines()])
    kills = sum(case.faults for case in done if case.kind in ("killed", "clock back", "clock forth"))
    violations = sum(len(case.violations) for case in done)
    summary = (
        f"{len(done)} cases, {sum(case.faults for case in done)} faults, {kills} of them kills, {violations} violations "
        f"({dt.date.today()}, version {version('weekwatch')}, {commit()})"  # noqa: DTZ011 -- for a person's eye
    )
    print(summary)
    if chosen.markdown:
        chosen.markdown.write_text(f"{summary}\n\n{table(done)}\n", encoding="utf-8")
    return 1 if violations else 0


def commit() -> str:
    """The commit that was tested."""
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return asked.stdout.strip() or "no repository"


if __name__ == "__main__":
    sys.exit(main())
