"""The DuckDB file and its export read by another DuckDB: every table and view of both, counted as ours counts them.

    pip install --target OTHER duckdb==1.5.6
    python -m tests.measure.duckdb_versions HOME OTHER

HOME is copied, so one of an earlier version is brought up to date in the copy: its answers say that an upgrade loses nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from warehouse.copy import export_duckdb
from warehouse.sql.connect import sync
from warehouse.store.home import Home

ASK = """
import json, sys
import duckdb
found = {}
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    connection.execute("set enable_progress_bar = false")  # it goes to standard output
    names = connection.execute("select table_name from information_schema.tables where table_schema = 'main' order by 1").fetchall()
    for (name,) in names:
        try:
            found[name] = connection.execute(f"select count(*) from (select * from {name})").fetchone()[0]
        except Exception as error:
            found[name] = f"{type(error).__name__}: {error}"[:200]
print(json.dumps([duckdb.__version__, found]))
"""


def counts(file: Path, packages: Path | None = None) -> tuple[str, dict[str, int | str]]:
    """DuckDB's version, and the rows of every table and view of the file or why there is no answer."""
    environment = {**os.environ, **({"PYTHONPATH": str(packages)} if packages else {})}
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(file)], env=environment, check=True, capture_output=True, text=True
    )
    version, found = json.loads(done.stdout)
    return version, found


def main(home: Path, other: Path) -> int:
    """Prints a line a file; 1 where anything was answered otherwise."""
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="weekwatch-duckdb-") as made:
        folder = Path(made)
        shutil.copytree(home, folder / "home", ignore=shutil.ignore_patterns("*.duckdb*", "site", "reports"))
        opened = Home.open(folder / "home")
        sync(opened)
        export_duckdb(opened, folder / "whole.duckdb")
        for file in (opened.database, folder / "whole.duckdb"):
            _, ours = counts(file)
            version, theirs = counts(file, other)
            alike = [name for name in ours if ours[name] == theirs.get(name)]
            print(
                f"{file.name}, {file.stat().st_size / 1e6:.1f} MB: DuckDB {version} answers as {duckdb.__version__}"
                f" in {len(alike)} of {len(ours)}; {sum(n for n in ours.values() if isinstance(n, int))} rows"
            )
            for name in ours.keys() - set(alike):
                print(f"  {name}: {ours[name]} / {theirs.get(name)}")
            wrong += len(ours) - len(alike)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
