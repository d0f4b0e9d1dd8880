"""How much of the code the tests hold: mutants of seven modules, and the share that a test kills.

    python -m tests.measure.mutation [--only score,select] [--mutants 20] [--seed 1]

Cosmic Ray makes every mutant that its operators know; of each module so many are drawn by chance, and the tests that mirror it are
run against each, in a copy of the working tree. A mutant that no test notices survives and is printed with its line; some are
equal to the original and can only survive. Needs `pip install cosmic-ray`.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

MODULES: Mapping[str, tuple[str, str]] = {
    "score": ("tasks/threat/score.py", "tests/tasks/threat/test_score.py"),
    "select": ("tasks/time/select.py", "tests/tasks/time/test_select.py"),
    "verify": ("tasks/verify/verdict.py", "tests/tasks/verify/test_verdict.py"),
    "store": ("warehouse/store/country_weeks.py", "tests/warehouse/store/test_country_weeks.py"),
    "fetch": ("tasks/collect/http/fetch.py", "tests/tasks/collect/http"),
    "addresses": ("tasks/collect/urls.py", "tests/tasks/collect/test_urls.py"),
    "dedupe": ("tasks/stories/duplicates.py", "tests/tasks/stories/test_duplicates.py"),
}
"""Name -> the module, and the tests that must notice."""
_CONFIG = """
[cosmic-ray]
module-path = "{module}"
timeout = 180.0
excluded-modules = []
test-command = "{python} -m pytest -q -x -p no:randomly -p no:cacheprovider -m 'not slow' {tests}"
[cosmic-ray.distributor]
name = "local"
"""


def copy_of_tree(folder: Path) -> Path:
    """A copy of the files that git knows or would know."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if Path(name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(name, folder / name)
    return folder


def ray(*arguments: str, folder: Path) -> None:
    """Runs Cosmic Ray in a folder. Raises CalledProcessError."""
    command = [sys.executable, "-m", "cosmic_ray.cli", *arguments]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def drawn(session: Path, count: int, chance: random.Random) -> int:
    """How many mutants there were; all but so many drawn ones are taken out of the session."""
    with sqlite3.connect(session) as database:
        jobs = sorted(job for (job,) in database.execute("select job_id from mutation_specs"))
        # Annotations are strings that nobody evaluates, decorators that are taken away only cost time, and `is` between
        # texts that the compiler keeps once is `==`.
        idle = {
            job
            for job, operator, definition in database.execute(
                "select job_id, operator_name, definition_name from mutation_specs"
            )
            if "BinaryOperator_BitOr" in operator
            or "RemoveDecorator" in operator
            or operator.endswith(("Eq_Is", "Eq_IsNot"))
            or definition == "__doc__"
        }
        kept = set(chance.sample([job for job in jobs if job not in idle], min(count, len(jobs) - len(idle))))
        for table in ("mutation_specs", "work_items"):
            database.executemany(f"delete from {table} where job_id = ?", [(job,) for job in jobs if job not in kept])
    return len(jobs) - len(idle)


def results(session: Path) -> list[tuple[str, str]]:
    """(outcome, where and what) of each mutant that was tried."""
    with sqlite3.connect(session) as database:
        rows = database.execute(
            "select r.test_outcome, s.operator_name, s.start_pos_row, r.diff from work_results r join mutation_specs s using (job_id)"
        ).fetchall()
    found = []
    for outcome, operator, row, diff in rows:
        changed = [line for line in (diff or "").splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
        text = f"line {row}, {operator.rpartition('/')[2]}: {' | '.join(line.strip() for line in changed)[:200]}"
        found.append((str(outcome).rpartition(".")[2].lower(), text))
    return found


def main(arguments: list[str] | None = None) -> int:
    """Prints the score of each module and the survivors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(MODULES))
    parser.add_argument("--mutants", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="weekwatch-mutants-") as place:
        tree = copy_of_tree(Path(place))
        for name in chosen.only.split(","):
            module, tests = MODULES[name]
            config = _CONFIG.format(module=module, tests=tests, python=sys.executable)
            (tree / f"{name}.toml").write_text(config, encoding="utf-8")
            ray("baseline", f"{name}.toml", folder=tree)  # the tests must hold without a mutant
            ray("init", f"{name}.toml", f"{name}.sqlite", folder=tree)
            possible = drawn(tree / f"{name}.sqlite", chosen.mutants, random.Random(f"{chosen.seed} {name}"))
            ray("exec", f"{name}.toml", f"{name}.sqlite", folder=tree)
            tried = results(tree / f"{name}.sqlite")
            of = Counter("killed" if outcome != "survived" else "survived" for outcome, _ in tried)
            total += of
            print(f"{name:10} {module:36} {of['killed']:3} of {len(tried):3} killed ({possible} possible)", flush=True)
            for outcome, text in tried:
                if outcome == "survived":
                    print(f"    survived: {text}", flush=True)
    share = total["killed"] / max(1, total.total())
    print(f"{total['killed']} of {total.total()} killed: {share:.0%} (target 75 %)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
