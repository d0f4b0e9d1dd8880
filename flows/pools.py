"""The pool of a week: the items about some countries, attributed once a machine for all batches and processes.

Which countries a text is about depends on the text and the profiles alone, and to find it out takes a tenth of a build.
What was found is therefore kept in the home's local folder, one file a week; a damaged or missing one is made again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from flows.basis import pool_keys
from flows.catalogue import attributor_of, profiles_of
from flows.versions import code_version
from tasks.attribute import About
from tasks.draft import Pool
from tasks.weeks import Week
from warehouse.home import Home
from warehouse.store import Store
from warehouse.tables import FeedItem

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS = ("item_id", "week", "country", "basis", "evidence", "strength")


def pool_of(home: Home, folder: Path, week: Week, countries: Collection[str]) -> Pool:
    """The items of the week, and those published shortly after it, that are about one of the countries."""
    import pyarrow as pa
    import pyarrow.compute as pc

    store = Store(home)
    found = _attributions(store, folder, week)
    found = found.filter(pc.is_in(found["country"], value_set=pa.array(sorted(countries), pa.string())))
    ids = pc.unique(found["item_id"]).to_pylist()
    items = {(item.week, item.item_id): item for item in store.items([week.start, week.end], ids=ids)}
    pool = Pool(week)
    for row in found.to_pylist():
        about = About(row["country"], row["basis"], row["evidence"], row["strength"])
        pool.add(items[row["week"], row["item_id"]], about)
    return pool


def _attributions(store: Store, folder: Path, week: Week) -> pa.Table:
    """Which items of the week's pool are about which countries, by item: read from the file, or found out and kept."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    keys = pool_keys(store, week)
    profiles = sorted((country, profile.digest) for country, profile in profiles_of(folder).items())
    standing = hashlib.sha256(repr((code_version(), profiles, sorted(keys))).encode()).hexdigest()[:16]
    kept = store.home.local / "cache" / "about"
    path = kept / f"{week.start}-{standing}.parquet"
    with suppress(OSError, pa.ArrowInvalid):
        return pq.read_table(path)
    items = (item for item in store.items([week.start, week.end]) if (item.week, item.item_id) in keys)
    table = _found(items, folder)
    with suppress(OSError):  # a disk that is full or may not be written to: it will be found out again
        kept.mkdir(parents=True, exist_ok=True)
        former = set(kept.glob(f"{week.start}-*.parquet"))
        beside = path.with_suffix(f".{os.getpid()}")
        pq.write_table(table, beside)
        beside.replace(path)
        for other in former - {path}:
            other.unlink(missing_ok=True)
    return table


def _found(items: Iterable[FeedItem], folder: Path) -> pa.Table:
    import pyarrow as pa

    attributor = attributor_of(folder)
    rows = [
        (item.item_id, item.week, about.country, about.basis, about.evidence, about.strength)
        for item in items
        for about in attributor.about(item.title, item.text, item.lang, outlet_country=item.outlet_country)
    ]
    types = (pa.string(), pa.date32(), pa.string(), pa.string(), pa.string(), pa.float64())
    columns = zip(*rows, strict=True) if rows else ((),) * len(_COLUMNS)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    return pa.table(arrays, names=list(_COLUMNS))
