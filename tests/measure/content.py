"""What a warehouse says, as one hash: two that were built from the same items must say the same."""

from __future__ import annotations

import hashlib

from warehouse.sql import connect as db
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import TABLES, Run

CLOCK = {name for name in Run.model_fields if name.endswith(("_at", "seconds"))}
"""Columns of `runs` that say when, and how long it took."""


def content_hash(home: Home) -> str:
    """The hash of all rows that readers see, sorted, without the clock's times of `runs` (where a row may be repeated)."""
    digest = hashlib.sha256()
    db.sync(home)
    for row_type in TABLES:
        said = sorted(
            row.model_dump_json(exclude=CLOCK if row_type is Run else set()) for row in Store(home).read(row_type)
        )
        digest.update("\n".join(dict.fromkeys(said) if row_type is Run else said).encode())
    return digest.hexdigest()
