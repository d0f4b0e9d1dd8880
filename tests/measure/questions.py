"""Answers of docs/QUESTIONS.md on a real home.

    python -m tests.measure.questions HOME [--build]

Writes the answers below the questions, each as a table of text. Only counts, places, dates and names of outlets are asked for. `--build` makes the
home of the page: eight countries from October to December 2025 out of WEEKWATCH_DATA (two minutes of CPU). UCDP's counts are of the same folder.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from tests.measure.clusters import data_folder
from tests.measure.read_by_eye import build
from tests.measure.threat_truth import code_of
from warehouse.sql.connect import query_sql
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.weeks import Week, parse_week, weeks_between

PAGE = Path(__file__).parents[2] / "docs" / "QUESTIONS.md"
BLOCK = re.compile(r"```sql\n(.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)
OF = re.compile(r"The answers are those of .*?;")
COUNTRIES = ("IR", "LB", "ML", "MX", "NG", "PK", "SD", "UA")
WEEKS = tuple(weeks_between(parse_week("2025-W44", 0), parse_week("2025-W51", 0)))
MOST_ROWS = 10
EMPTY = "(nothing)"


def ucdp_counts(countries: Sequence[str], weeks: Sequence[Week], path: Path) -> Path:
    """A CSV of UCDP's deaths by country and day, as question 24 reads them."""
    events = pl.read_parquet(data_folder() / "truth" / "ucdp" / "events-2025-half-of-countries.parquet")
    within = events.filter(pl.col("date").is_between(weeks[0].start, weeks[-1].end, closed="left"))
    counted = within.with_columns(iso=pl.col("country").map_elements(code_of, pl.String)).filter(
        pl.col("iso").is_in(list(countries))
    )
    days = counted.group_by("iso", day=pl.col("date")).agg(deaths=pl.col("best").sum()).sort("iso", "day")
    days.select("day", "iso", "deaths").write_csv(path)
    return path


def main(arguments: list[str] | None = None) -> int:
    """Writes the page with the home's answers, return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--build", action="store_true", help="make the home of the page")
    chosen = parser.parse_args(arguments)
    if chosen.build:
        build(chosen.home, COUNTRIES, WEEKS)
    home = Home.open(chosen.home)
    runs = Store(home).current_runs()
    countries, weeks = sorted({country for country, _ in runs}), [Week(week) for week in sorted({w for _, w in runs})]
    articles = sum(run.article_count for run in runs.values())
    what = (
        f"a home of {len(runs)} country-weeks of real news ({len(countries)} countries, the weeks from {weeks[0].start} to "
        f"{weeks[-1].start}, {articles:,} articles, headlines mostly)"
    )
    with tempfile.TemporaryDirectory(prefix="weekwatch-questions-") as made:
        ucdp = ucdp_counts(countries, weeks, Path(made) / "ucdp.csv")

        def answered(found: re.Match[str]) -> str:
            return f"```sql\n{found[1]}```\n\n```text\n{answer(home, found[1], ucdp)}\n```\n"

        text = OF.sub(f"The answers are those of {what};", PAGE.read_text("utf-8"))
        PAGE.write_text(BLOCK.sub(answered, text), "utf-8")
    return 0


def answer(home: Home, sql: str, ucdp: Path) -> str:
    """The answer as lines: names of columns, then rows, parted by ` | `; empty for null."""
    columns, rows = query_sql(home, sql, attached={"ucdp": ucdp})
    lines = [" | ".join("" if value is None else str(value) for value in row) for row in rows]
    more = [f"... and {len(lines) - MOST_ROWS} more"] if len(lines) > MOST_ROWS else []
    return "\n".join([" | ".join(columns), *(lines[:MOST_ROWS] or [EMPTY]), *more])


if __name__ == "__main__":
    sys.exit(main())
