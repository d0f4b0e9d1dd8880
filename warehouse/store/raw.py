"""Raw bytes of feeds and imports, kept once, by their SHA-256, compressed, in packs (Parquet files of a Delta table)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from warehouse.errors import NotFoundError, WarehouseError
from warehouse.store import delta, table_log
from warehouse.store.home import Home
from warehouse.store.reading import read_rows

if TYPE_CHECKING:
    import pyarrow as pa

TABLE = "raw"


def put_raw(home: Home, week: dt.date, bodies: Mapping[str, bytes]) -> int:
    """How many bodies were new and are now kept, under the partition of `week` (the week of the fetch).

    `bodies`: hexadecimal SHA-256 -> bytes. Those that are kept already, under any week, are skipped.
    Raises WarehouseError where a body is not what its hash says.
    """
    import pyarrow as pa

    new = {sha256: bodies[sha256] for sha256 in sorted(set(bodies) - known(home, bodies))}
    for sha256, body in new.items():
        if hashlib.sha256(body).hexdigest() != sha256:
            raise WarehouseError(
                f"a body of {len(body)} bytes does not have the SHA-256 {sha256}", where=home.table(TABLE)
            )
    if new:
        data = pa.table(
            {
                "week": [week] * len(new),
                "sha256": list(new),
                "byte_count": [len(body) for body in new.values()],
                "body": list(new.values()),
            },
            schema=_schema(),
        )
        delta.append(home, TABLE, data)
    return len(new)


def known(home: Home, hashes: Mapping[str, object] | set[str]) -> set[str]:
    """Those of the hashes whose bytes are kept."""
    table = table_log.open_table(home, TABLE)
    if table is None or not hashes:
        return set()
    found = read_rows(home, TABLE, table, columns=["sha256"], wanted=[{"sha256": set(hashes)}])
    return set(found.column("sha256").to_pylist())


def get_raw(home: Home, sha256: str, week: dt.date | None = None) -> bytes:
    """The bytes with that SHA-256, checked against it. `week` (of the fetch), where known, makes it quicker.

    Raises NotFoundError where they are not kept, WarehouseError where the stored bytes are damaged.
    """
    table = table_log.open_table(home, TABLE)
    if table is not None:
        live = table_log.files(table).items()
        paths = [path for path, (start, _) in live if week is None or start == week.isoformat()]
        found = read_rows(home, TABLE, table, paths=paths, columns=["body"], wanted=[{"sha256": {sha256}}])
        if found.num_rows:
            body: bytes = found.column("body")[0].as_py()
            if hashlib.sha256(body).hexdigest() != sha256:
                raise WarehouseError(
                    f"the bytes kept as {sha256} are damaged",
                    where=home.table(TABLE),
                    remedy="restore the table from a backup; rows read from them are unharmed",
                )
            return body
    raise NotFoundError(f"no raw bytes with SHA-256 {sha256}", where=home.table(TABLE))


def _schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema(
        [
            pa.field("week", pa.date32(), nullable=False),
            pa.field("sha256", pa.string(), nullable=False),
            pa.field("byte_count", pa.int64(), nullable=False),
            pa.field("body", pa.binary(), nullable=False),
        ]
    )
