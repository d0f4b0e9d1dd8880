"""What was published of a country-week: its files, and beside them a record of their revision.

Reading it loads nothing of weight, so that a report that was published is printed at once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from flows.publishing.whole_file import put
from warehouse.errors import WarehouseError
from warehouse.sql.connect import query_sql
from warehouse.store.home import Home
from warehouse.weeks import Week

REPORT_FORMATS = ("md", "html", "json")
"""Formats of `weekwatch report`."""


def published_text(home: Home, country: str, week: Week, style: str) -> str | None:
    """The published file of a format of `REPORT_FORMATS`, if it is of the current revision; None where it is not, or there is none."""
    revision = published_revision(home, country, week)
    if revision is None or not home.database.exists():
        return None
    asked = "select revision from reports where country = $country and week = $week"
    try:
        _, rows = query_sql(home, asked, {"country": country, "week": week.start})
        current = {row[0] for row in rows}
    except WarehouseError:  # the file is damaged: the tables are asked
        return None
    path = published_file(home, country, week, style)
    return path.read_text("utf-8") if current == {revision} and path.is_file() else None


def published_revision(home: Home, country: str, week: Week) -> str | None:
    """The revision whose files were all written, by the record beside them; None where there is none or a file is gone."""
    record = _record(home, country, week)
    try:
        written = json.loads(record.read_text("utf-8"))
        whole = all((record.parent / name).is_file() for name in written["files"])
        return str(written["revision"]) if whole else None
    except (OSError, ValueError, KeyError, TypeError):  # missing or damaged: it is written again
        return None


def write_record(home: Home, country: str, week: Week, revision: str, files: Sequence[Path]) -> Path:
    """The path of the record that these files are of this revision, written; it comes last, when all of them are there."""
    record = {"revision": revision, "files": [path.name for path in files]}
    return put(json.dumps(record).encode(), _record(home, country, week))


def _record(home: Home, country: str, week: Week) -> Path:
    return published_file(home, country, week, "published.json")


def published_file(home: Home, country: str, week: Week, suffix: str) -> Path:
    """Where the report of a country-week lies once it is published."""
    return home.local / "reports" / country / f"{week.start}.{suffix}"
