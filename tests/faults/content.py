"""What a home says, as hashes that can be compared: whole, and country-week by country-week."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tasks.threat.formula import level_bounds, load_formula
from warehouse.schema import Row
from warehouse.sql import connect as db
from warehouse.sql.checks import verify
from warehouse.store.country_weeks import StillStore, Store
from warehouse.store.home import Home
from warehouse.tables import TABLES, FeedItem, Fetch, Issue, Outlook, Run

MADE = ("reports", "site", "exported", "copy", "outbox")
"""Folders of the home with what was made for others."""
_OF_RUNS = {"basis_digest"} | {name for name in Run.model_fields if name.endswith(("_at", "seconds"))}
"""Of `runs` what the clock says; the digest stands on the files' names, of which eight digits are chance."""


def said(home: Home) -> dict[str, str]:
    """Name of a part -> hash of what it says: `MN 2026-04-24`, a table of no country-week, or a file."""
    parts: dict[str, list[str]] = defaultdict(list)
    store = StillStore(home)  # the runs that say which rows are current are read once
    for row_type in TABLES:
        for row in store.read(row_type):
            if isinstance(row, Issue) and row.stage == "collect" and row.severity == "error":
                continue  # of an attempt that failed: as true as the attempt, and as often
            parts[_part(row)].append(f"{row_type.table} {_text(row)}")
    parts["names of items"] = [item.item_id for item in store.read(FeedItem)]
    parts["fetches"] = _counts(store.read(Fetch))
    found = {name: _hash("\n".join(sorted(set(texts)))) for name, texts in parts.items()}
    return found | {str(path.relative_to(home.local)): _hash_of_file(path) for path in _files(home.local)}


def _part(row: Row) -> str:
    country, week = getattr(row, "country", None), getattr(row, "week", None)
    return f"{country} {week}" if country is not None else type(row).table


def _text(row: Row) -> str:
    left_out: set[str] = (
        _OF_RUNS if isinstance(row, Run) else {"outcome", "resolved_at"} if isinstance(row, Outlook) else set()
    )
    if isinstance(row, Issue) and row.country is None:
        left_out = {"week"}  # that of the pass that said it
    return row.model_dump_json(exclude=left_out | {"fetched_at"})


def _counts(attempts: list[Fetch]) -> list[str]:
    """New items by feed, whatever number of attempts it took."""
    new: dict[str, int] = defaultdict(int)
    for attempt in attempts:
        new[attempt.feed_url] += attempt.new_item_count
    return [f"{feed} {count}" for feed, count in sorted(new.items())]


def _files(home: Path) -> Iterator[Path]:
    for folder in MADE:
        yield from (path for path in sorted((home / folder).rglob("*")) if path.is_file() and path.suffix != ".duckdb")


def _hash_of_file(path: Path) -> str:
    content = path.read_bytes()
    if path.suffix == ".parquet":  # DuckDB's threads may cut it into other groups
        import pyarrow.parquet as pq

        content = repr(pq.read_table(path).to_pylist()).encode()
    return hashlib.sha256(content).hexdigest()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def offences(home: Home) -> list[str]:
    """What is wrong with a home by its own checks, and where the DuckDB file tells other rows than the tables."""
    db.sync(home)
    wrong = [str(found) for found in verify(home, level_bounds(load_formula())) if found.severity == "error"]
    for row_type in TABLES:
        rows = len(Store(home).read(row_type))
        seen: Any = next(db.query_sql(home, f"select count(*) from {row_type.table}")[1])[0]
        if seen != rows and row_type is not Run:
            wrong.append(f"{row_type.table}: {rows} rows in the tables, {seen} in the DuckDB file")
    return wrong
