"""Makes tests/data/home-0.1.tar.gz out of a home that version 0.1 built: one country's last three weeks, every table as it was stored.

    git worktree add /tmp/former edae446 && cd /tmp/former && weekwatch demo --home /tmp/former-home      the last commit of 0.1's tables
    python -m tests.measure.former_home /tmp/former-home

The demo's sample feeds are of our own writing. Columns, types and partitions stay as 0.1 had them; only rows of other countries and weeks are left out.
"""

from __future__ import annotations

import sys
import tarfile
import tempfile
from pathlib import Path

import pyarrow.compute as pc
from deltalake import DeltaTable, write_deltalake

OUT = Path(__file__).parents[1] / "data" / "home-0.1.tar.gz"
COUNTRY, WEEKS = "MN", 3
WHOLE = ("items", "fetches", "raw")
"""Tables whose rows are of no country."""


def main(home: Path) -> None:
    """Writes the archive."""
    newest = sorted(set(DeltaTable(str(home / "tables" / "runs")).to_pyarrow_table()["week"].to_pylist()))[-WEEKS:]
    with tempfile.TemporaryDirectory(prefix="weekwatch-former-") as made:
        folder = Path(made) / "home"
        for path in sorted((home / "tables").iterdir()):
            table = DeltaTable(str(path))
            rows = table.to_pyarrow_table()
            rows = rows.filter(pc.greater_equal(rows["week"], newest[0]))
            if path.name not in WHOLE:
                rows = rows.filter(pc.equal(rows["country"], COUNTRY))
            write_deltalake(str(folder / "tables" / path.name), rows, partition_by=table.metadata().partition_columns)
        (folder / "warehouse.json").write_bytes((home / "warehouse.json").read_bytes())
        with tarfile.open(OUT, "w:gz") as archive:
            archive.add(folder, "home")
    print(f"{OUT}: {OUT.stat().st_size / 1000:.0f} kB, {COUNTRY} from {newest[0]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
