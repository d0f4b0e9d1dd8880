"""The pool of a week: the items about some countries, attributed once a machine for all batches and processes.

Which countries a text is about depends on the text and the profiles alone, and to find it out takes a tenth of a build.
What was found is therefore kept in the home's local folder, two files a stored week: the first days, which may tell of the week
before too, and the rest. A week needs both of its own and the first of the next; a damaged or missing file is made again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from flows.building.versions import code_version
from flows.catalogue import attributor_of, profiles_of
from tasks.about.attribute import About
from tasks.draft import Pool
from warehouse.store.country_weeks import StillStore, Store
from warehouse.store.home import Home
from warehouse.store.reading import open_file
from warehouse.tables import FeedItem
from warehouse.weeks import Week

if TYPE_CHECKING:
    import pyarrow as pa

_READ = ("item_id", "published_at", "title", "text", "lang", "outlet_country")
_ROWS_AT_ONCE = 1000

Part = Literal["first days", "rest"]
"""Of a stored week: what was published in its first `LATE_DAYS` days, and what later or nobody knows when."""
PARTS: tuple[Part, ...] = get_args(Part)


def pool_of(home: Home, folder: Path, week: Week, countries: Collection[str]) -> Pool:
    """The items of the week, and those published shortly after it, that are about one of the countries."""
    import pyarrow as pa
    import pyarrow.compute as pc

    store = StillStore(home)
    own = pa.concat_tables([_attributions(store, folder, week.start, part) for part in PARTS])
    own, late = _only_here(store, week, own, _attributions(store, folder, week.end, "first days"))
    found = pa.concat_tables([own, late])
    found = found.filter(pc.is_in(found["country"], value_set=pa.array(sorted(countries), pa.string())))
    ids = pc.unique(found["item_id"]).to_pylist()
    items = {(item.week, item.item_id): item for item in store.items([week.start, week.end], ids=ids)}
    pool = Pool(week)
    for row in found.to_pylist():
        about = About(row["country"], row["basis"], row["evidence"], row["strength"])
        pool.add(items[row["week"], row["item_id"]], about)
    return pool


def _only_here(store: Store, week: Week, own: pa.Table, late: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The items that do not count in an earlier week already: one that was stored with two dates is of the earlier one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    before = store.ids_before(week.start)
    here = before | {item_id for _, item_id in store.known_item_ids([week.start])}
    elsewhere = (pa.array(sorted(ids), pa.string()) for ids in (before, here))
    one, other = (
        table.filter(pc.invert(pc.is_in(table["item_id"], value_set=ids)))
        for table, ids in zip((own, late), elsewhere, strict=True)
    )
    return one, other


def attribute(home: Home, folder: Path, week: Week) -> None:
    """Finds out ahead what `pool_of` the week will want to know."""
    store = StillStore(home)
    needed: list[tuple[dt.date, Part]] = [*((week.start, part) for part in PARTS), (week.end, "first days")]
    for start, part in needed:
        if not _kept(store, folder, start, part).exists():
            _attributions(store, folder, start, part)


def _kept(store: Store, folder: Path, start: dt.date, part: Part) -> Path:
    """Where it is kept which items of a part are about which countries. What a file of a table holds never changes."""
    profiles = sorted((country, profile.digest) for country, profile in profiles_of(folder).items())
    standing = repr((code_version(), profiles, store.files(FeedItem, start)))
    digest = hashlib.sha256(standing.encode()).hexdigest()[:16]
    return store.home.local / "cache" / "about" / f"{_name(start, part)}-{digest}.parquet"


def _name(start: dt.date, part: Part) -> str:
    return f"{start}-{part.replace(' ', '-')}"


def _attributions(store: Store, folder: Path, start: dt.date, part: Part) -> pa.Table:
    """Which items of a part of a stored week are about which countries: read from the file, or found out and kept."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = _kept(store, folder, start, part)
    with suppress(OSError, pa.ArrowInvalid), open_file(path) as file:
        return file.read(use_threads=False)
    table = _found(store, folder, start, part)
    with suppress(OSError):  # a disk that is full or may not be written to: it will be found out again
        path.parent.mkdir(parents=True, exist_ok=True)
        former = set(path.parent.glob(f"{_name(start, part)}-*.parquet"))
        beside = path.with_suffix(f".{os.getpid()}")
        pq.write_table(table, beside)
        beside.replace(path)
        for other in former - {path}:
            other.unlink(missing_ok=True)
    return table


def _found(store: Store, folder: Path, start: dt.date, part: Part) -> pa.Table:
    import pyarrow as pa

    schema = pa.schema(
        [
            ("item_id", pa.string()),
            ("week", pa.date32()),
            ("published_at", pa.timestamp("us", "UTC")),
            ("country", pa.string()),
            ("basis", pa.string()),
            ("evidence", pa.string()),
            ("strength", pa.float64()),
        ]
    )
    columns = zip(*_about(store, folder, start, part), strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=False)]
    return pa.table(arrays, schema=schema) if arrays else schema.empty_table()


def _about(store: Store, folder: Path, start: dt.date, part: Part) -> Iterator[tuple[object, ...]]:
    """A row for each country that an item of a part of a stored week is about; an item stored twice counts where it stands first."""
    items = store.arrow(FeedItem, weeks=[start], columns=list(_READ))
    first_days_end = Week(start).shift(-1).pool_ends_at
    seen: set[str] = set()
    for batch in items.to_batches(_ROWS_AT_ONCE):
        for item_id, at, title, text, lang, outlet_country in zip(*(c.to_pylist() for c in batch.columns), strict=True):
            if item_id in seen:
                continue
            seen.add(item_id)
            if (at is not None and at < first_days_end) == (part == "first days"):
                for about in attributor_of(folder).about(title, text, lang, outlet_country=outlet_country):
                    yield item_id, start, at, about.country, about.basis, about.evidence, about.strength
