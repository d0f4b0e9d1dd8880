"""Answers of docs/QUESTIONS.md on a home of yours: `python -m tests.measure.questions HOME UCDP.csv "what the home holds"`.

Writes the answers below the questions, each as a table of text. Only counts, places, dates and names of outlets are asked for.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from warehouse.sql.connect import query_sql
from warehouse.store.home import Home

PAGE = Path(__file__).parents[2] / "docs" / "QUESTIONS.md"
BLOCK = re.compile(r"```sql\n(.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)
OF = re.compile(r"The answers are those of .*?;")
MOST_ROWS = 10
EMPTY = "(nothing)"


def main(home: Home, ucdp: Path, what: str) -> None:
    """Writes the page with the home's answers."""

    def answered(found: re.Match[str]) -> str:
        return f"```sql\n{found[1]}```\n\n```text\n{answer(home, found[1], ucdp)}\n```\n"

    text = OF.sub(f"The answers are those of {what};", PAGE.read_text("utf-8"))
    PAGE.write_text(BLOCK.sub(answered, text), "utf-8")


def answer(home: Home, sql: str, ucdp: Path) -> str:
    """The answer as lines: names of columns, then rows, parted by ` | `; empty for null."""
    columns, rows = query_sql(home, sql, attached={"ucdp": ucdp})
    lines = [" | ".join("" if value is None else str(value) for value in row) for row in rows]
    more = [f"... and {len(lines) - MOST_ROWS} more"] if len(lines) > MOST_ROWS else []
    return "\n".join([" | ".join(columns), *(lines[:MOST_ROWS] or [EMPTY]), *more])


if __name__ == "__main__":
    main(Home.open(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
