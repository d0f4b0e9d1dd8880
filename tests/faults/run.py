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
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from flows.cli.demo_feeds import COUNTRIES
from tests.faults.kinds import ENVIRONMENTS, FEW, STEPPED, WHOLE, Extent, cases
from tests.faults.trial import Case, Trial, commit

OPERATIONS = ("collect", "import", "run", "backfill", "rescore", "sync", "compact", "site", "export", "alerts")


def merged(done: Sequence[Case]) -> list[Case]:
    """The cases, each of its newest commit alone, the parts of it put together."""
    found: dict[tuple[str, str], Case] = {}
    for one in done:
        whole = found.get((one.operation, one.kind))
        if whole is None or whole.commits != one.commits:
            whole = found[one.operation, one.kind] = Case(one.operation, one.kind, commits=one.commits)
        whole.faults += one.faults
        whole.kills += one.kills
        whole.violations += one.violations
    return list(found.values())


PAGE = """# Faults

What happens to a home (the folder with all that Weekwatch has stored) when Weekwatch is killed in the middle of its work, the disk
fills up or memory runs out? `make faults` tries it on a small home. This page says how, and what came of it.

## What must hold

1. **Nobody sees anything half-done.** Right after the fault, every country-week and every finished file is either as it was before or
   as it was going to be. After every tenth fault the home's own checks (`weekwatch warehouse verify`) must find nothing wrong either.
2. **The reason is told.** A command that fails says what is wrong and what to do about it. A Python traceback does not count.
3. **Doing it again is enough.** The same command, given once more, succeeds, and the home then holds exactly what it would have held
   without the fault: the same rows in every table, the same files.

A fault after which one of these does not hold is a *violation*.

## What is disturbed

{operations}

Each starts from a copy of a home where all of its work is still to be done. The feeds are the demo's, served on the machine itself.

## How

An operation is first done without a fault, and everything that it does to the disk is counted: each write, fsync (waiting until the disk has it), renaming,
deletion, commit of a table and statement of DuckDB is a *step*. It is then done again on a fresh copy, and the fault happens at a chosen
step. A kill that falls on a write leaves half of it written. Kills are placed before every commit, so that each pair of consecutive
commits is cut apart once, and at further steps spread from the first to the last. Another process then reads the home, does the
operation again, and compares all that the home holds with what it holds after the undisturbed operation.

## What came of it

{summary}

Each cell is one case: faults tried / violations. *Code* is the commit that was tried.

{table}

{violations}

`make faults` does all of this in some hours; `make faults FAULTS="--only run --kinds killed --most 10"` does a part.
`python -m tests.faults.run --only "" --results FILE --markdown docs/FAULTS.md` writes this page from the results of several parts.
"""

DONE = {
    "collect": "`weekwatch collect` of all feeds, into an empty home",
    "import": "`weekwatch import` of a file of forty articles over three weeks, some without date or title",
    "run": "`weekwatch run` of one country and week",
    "backfill": "`weekwatch backfill` of two countries and two weeks",
    "rescore": "`weekwatch rescore` of a week whose score was made by an older formula",
    "sync": "`weekwatch warehouse sync`: the DuckDB file made from the tables",
    "compact": "`weekwatch warehouse compact`: small files merged, old ones deleted",
    "site": "`weekwatch site`: all pages",
    "export": "a week in each format but PDF and Word, and a copy of the tables as Parquet",
    "alerts": "`weekwatch alerts` to two channels",
}


def table(done: Sequence[Case]) -> str:
    """The cases as Markdown: a row a kind of fault, a column an operation, faults and violations in each, and the commits."""
    said = STEPPED | WHOLE | dict.fromkeys(ENVIRONMENTS, "equal to the byte")
    operations = [name for name in OPERATIONS if any(case.operation == name for case in done)]
    lines = [f"| fault | {' | '.join(operations)} | code |", "|---" * (len(operations) + 2) + "|"]
    for kind in dict.fromkeys(case.kind for case in done):
        of = {case.operation: case for case in done if case.kind == kind}
        cells = [f"{of[o].faults} / {len(of[o].violations)}" if o in of else "" for o in operations]
        commits = sorted({commit for case in of.values() for commit in case.commits.split()})
        lines.append(f"| {kind}: {said[kind]} | {' | '.join(cells)} | {' '.join(commits)} |")
    return "\n".join(lines)


def told_violations(done: Sequence[Case]) -> str:
    """Each violation as a line of Markdown, or that there was none."""
    lines = [
        f"- {case.operation}, {case.kind}: {wrong.splitlines()[0][:300]}" for case in done for wrong in case.violations
    ]
    return "\n".join(["The violations:", "", *lines]) if lines else "No violation."


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
    kills = sum(case.kills for case in done)
    violations = sum(len(case.violations) for case in done)
    summary = (
        f"{len(done)} cases, {sum(case.faults for case in done)} faults, {kills} of them kills, {violations} violations "
        f"({dt.date.today()}, version {version('weekwatch')})."  # noqa: DTZ011 -- for a person's eye
    )
    print(summary)
    if chosen.markdown:
        operations = "\n".join(f"- **{name}**: {said}" for name, said in DONE.items())
        page = PAGE.format(summary=summary, operations=operations, table=table(done), violations=told_violations(done))
        chosen.markdown.write_text(page, encoding="utf-8")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
