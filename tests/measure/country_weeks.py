"""Makes the files of benchmarks/country-weeks that are counted from others: deaths.csv and advisories.csv.

    python -m tests.measure.country_weeks       needs WEEKWATCH_DATA

`baselines.csv` is written by `python -m tests.measure.threat --baselines`, as it takes the articles of every country-week.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.measure.threat_truth import END_OF_2025, advisory_levels, weekly_deaths
from tests.measure.types import truth

FOLDER = Path(__file__).parents[2] / "benchmarks" / "country-weeks"


def write_rows(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Writes a CSV file, header first."""
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)


def main() -> int:
    """Write both, return 0."""
    if not truth().exists():
        print(f"skipped: {truth()} is not there; set WEEKWATCH_DATA", file=sys.stderr)
        return 0
    deaths = weekly_deaths()
    weeks = sorted(deaths["week"].unique())
    of = {(row["country"], row["week"]): row["deaths"] for row in deaths.iter_rows(named=True)}
    countries = sorted(deaths["country"].unique())
    rows = [[country, *(of[country, week] for week in weeks)] for country in countries]
    write_rows(FOLDER / "deaths.csv", [["country", *weeks], *rows])
    levels = advisory_levels(END_OF_2025)
    write_rows(FOLDER / "advisories.csv", [["country", "level"], *([c, f"{level:.2f}"] for c, level in levels.items())])
    return 0


if __name__ == "__main__":
    sys.exit(main())
