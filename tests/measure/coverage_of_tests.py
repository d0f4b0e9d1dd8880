"""Branch coverage of tasks/ and warehouse/ by the tests that are not slow, folder by folder, and the modules that lack most.

    python -m tests.measure.coverage_of_tests [--only tests/warehouse,tests/tasks/time] [--at-once 2] [--kept build/coverage]

Each folder of tests is run in a process of its own, and what it covered is kept in a file; folders whose file is there are not run
again, so that a long measurement may be cut into parts. Needs `pip install coverage`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MEASURED = ("tasks", "warehouse")
ASKED = 90.0
"""Per cent of lines and branches."""
WORST = 25
"""Modules that are listed."""


def folders() -> list[str]:
    """The folders of tests that are run apart: each room of tasks/, and every other folder."""
    rooms = sorted(str(path) for path in Path("tests/tasks").iterdir() if (path / "__init__.py").exists())
    return [*rooms, "tests/warehouse", "tests/fuzz", "tests/faults", "tests/flows", "tests/site", "tests/deployments"]


def measure(folder: str, kept: Path) -> str:
    """Runs the tests of a folder under coverage; a line of how they ended."""
    data = kept / folder.replace("/", ".")
    if data.exists():
        return f"{folder:30} kept"
    beside = kept / f"part.{data.name}"
    command = [
        sys.executable,
        "-m",
        "coverage",
        "run",
        "--branch",
        f"--source={','.join(MEASURED)}",
        f"--data-file={beside}",
    ]
    command += ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow", folder]
    ran = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"OMP_NUM_THREADS": "1"})
    if ran.returncode == 0:
        beside.replace(data)
    return f"{folder:30} {ran.stdout.strip().splitlines()[-1] if ran.stdout.strip() else ran.stderr[-200:]}"


def main(arguments: list[str] | None = None) -> int:
    """Prints the coverage and the worst modules; 1 where it is less than asked."""
    import coverage  # here: it is no dependency of the project

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(folders()))
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--kept", type=Path, default=Path("build/coverage"))
    chosen = parser.parse_args(arguments)
    chosen.kept.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(chosen.at_once) as pool:
        for line in pool.map(lambda folder: measure(folder, chosen.kept), chosen.only.split(",")):
            print(line, flush=True)
    whole = coverage.Coverage(data_file=str(chosen.kept / "all"), branch=True, source=list(MEASURED))
    whole.combine([str(path) for path in sorted(chosen.kept.glob("tests.*"))], keep=True)
    found = []
    for file in sorted(file for file in whole.get_data().measured_files() if file.endswith(".py")):  # not of templates
        numbers = whole._analyze(file).numbers
        found.append((numbers, str(Path(file).relative_to(Path.cwd()))))
    total = sum((numbers for numbers, _ in found[1:]), found[0][0])
    for numbers, name in sorted(found, key=lambda one: one[0].pc_covered)[:WORST]:
        print(f"{numbers.pc_covered:5.1f} % of {numbers.n_statements:4} lines, {numbers.n_branches:4} branches  {name}")
    for room in MEASURED:
        own = [numbers for numbers, name in found if name.startswith(f"{room}/")]
        print(f"{sum(own[1:], own[0]).pc_covered:5.1f} % {room}/")
    print(
        f"{total.pc_covered:.1f} % of {total.n_statements:,} lines and {total.n_branches:,} branches (target {ASKED:.0f} %)"
    )
    return 0 if total.pc_covered >= ASKED else 1


if __name__ == "__main__":
    sys.exit(main())
