"""Faults by injection: every operation, every kind of fault, every step between two commits; contents are compared.

    python -m tests.faults.run [--only collect,run] [--kinds killed,full] [--most 60] [--few 2] [--markdown FILE]

A step is a write, an fsync, a rename, a deletion, a commit or a statement of DuckDB (`tests.faults.injection`). Each case is one
operation under one kind of fault, at up to `--most` of its steps. After every fault it is looked whether a country-week or a
file is neither as before nor as after, and after every tenth whether the home's own checks complain; then the operation is done again, a minute
later by its clock, and what the home says must equal what it says without any fault.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from flows.cli.demo_feeds import COUNTRIES
from tests.faults.kinds import ENVIRONMENTS, FEW, STEPPED, WHOLE, Extent, cases
from tests.faults.trial import Case, Trial

OPERATIONS = ("collect", "import", "run", "backfill", "rescore", "sync", "compact", "site", "export", "alerts")


def merged(done: Sequence[Case]) -> list[Case]:
    """The cases with the parts of each put together."""
    found: dict[tuple[str, str], Case] = {}
    for one in done:
        whole = found.setdefault((one.operation, one.kind), Case(one.operation, one.kind))
        whole.faults += one.faults
        whole.violations += one.violations
        whole.commits = " ".join(sorted({*whole.commits.split(), *one.commits.split()}))
    return list(found.values())


PAGE = """# Faults

Ten operations of the demo's home, each with all its work before it, disturbed at one step after the other. A step is a write, an fsync, a
rename, a deletion, a commit of a table or a statement of DuckDB; every two adjacent commits are parted by one. After each fault another
process looks whether any country-week or finished file is neither as before nor as after. Then the operation is done again, and all
that the home says, row by row and file by file, must be what it says without a fault. After every tenth fault the home's own checks run too.

{summary}

In a cell: faults / violations.

{table}

`make faults` does all of it; `FAULTS="--only run --kinds killed --most 10"` a part. `python -m tests.faults.run --results FILE --markdown
docs/FAULTS.md` writes this page anew.
"""


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
    parser.add_argument(
        "--only",
        default=",".join(OPERATIONS),
        help="operations; an empty word for none, where only the page is to be written",
    )
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
        for case in cases(trial, chosen.only.split(","), chosen.kinds.split(","), extent) if chosen.only else ():
            case.commits = commit()
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
    tried = " ".join(sorted({name for case in done for name in case.commits.split()}))
    summary = (
        f"{len(done)} cases, {sum(case.faults for case in done)} faults, {kills} of them kills, {violations} violations "
        f"({dt.date.today()}, version {version('weekwatch')}, {tried})"  # noqa: DTZ011 -- for a person's eye
    )
    print(summary)
    if chosen.markdown:
        chosen.markdown.write_text(PAGE.format(summary=summary, table=table(done)), encoding="utf-8")
    return 1 if violations else 0


def commit() -> str:
    """The commit that was tested."""
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return asked.stdout.strip() or "no repository"


if __name__ == "__main__":
    sys.exit(main())
