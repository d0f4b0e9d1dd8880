"""Whether the files of the tables are sound: logs that open, Parquet files that are there and can be read."""

from __future__ import annotations

import collections
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from warehouse.errors import WarehouseError
from warehouse.store import raw, table_log
from warehouse.store.country_weeks import Store
from warehouse.store.data_files import sha256_of, stated_sha256
from warehouse.store.home import Home
from warehouse.store.reading import batches, open_file
from warehouse.tables import TABLES, FeedItem, Fetch

if TYPE_CHECKING:
    import pyarrow.dataset as ds
    from deltalake import DeltaTable

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be. An error of a check blocks the publication of its country-week."""

    check: str
    severity: Severity
    country: str | None
    week: dt.date | None
    subject: str
    """A file, an id or a table."""
    message: str
    remedy: str

    def __str__(self) -> str:
        place = " ".join(str(part) for part in (self.country, self.week) if part is not None)
        return f"{self.severity}: {self.check}: {place + ': ' if place else ''}{self.subject}: {self.message}\n  to fix: {self.remedy}"


def check_files(home: Home, *, deep: bool = True, only: str | None = None) -> Iterator[Finding]:
    """Findings about the tables' logs and Parquet files.

    deep: every byte is read, held against the SHA-256 in the file's name and the checksums of its pages, and decoded;
    otherwise presence, size and footer are looked at. only: one table.
    """
    for name in (*(row_type.table for row_type in TABLES), raw.TABLE) if only is None else (only,):
        try:
            table = table_log.open_table(home, name)
        except WarehouseError as error:
            remedy = "restore its _delta_log from a backup; the Parquet files beside it are unharmed"
            yield Finding(
                "table-log", "error", None, None, error.where or home.table(name), error.message, error.remedy or remedy
            )
            continue
        if table is not None:
            yield from _check_table(home, name, table, deep)
        elif not home.remote and any(Path(home.table(name)).glob("week=*/*.parquet")):
            remedy = "restore its _delta_log from a backup; the Parquet files beside it are unharmed"
            yield Finding("table-log", "error", None, None, home.table(name), "the table has files but no log", remedy)


def _check_table(home: Home, name: str, table: DeltaTable, deep: bool) -> Iterator[Finding]:
    import pyarrow as pa

    remote = {found.path: found for found in table.to_pyarrow_dataset().get_fragments()} if home.remote else {}
    for path, (week, _) in sorted(table_log.files(table).items()):
        where = f"{home.table(name)}/{path}"
        try:
            if deep and not home.remote and stated_sha256(path) not in (None, sha256_of(Path(where))):
                yield _damaged(
                    home, name, where, week, "the file is damaged (its bytes are not those that were written)"
                )
                continue
            if home.remote:
                _read_remote(remote[path], deep)
            elif deep:
                collections.deque(batches(Path(where)), maxlen=0)
            else:
                open_file(Path(where)).close()
        except FileNotFoundError:
            yield _damaged(home, name, where, week, "the file is missing")
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
            said = str(error).strip().split("\n", 1)[0][:300]
            yield _damaged(home, name, where, week, f"the file is damaged ({said})")


def _read_remote(fragment: ds.Fragment, deep: bool) -> None:
    """Raises what Arrow raises where a file of object storage, or at least its footer, cannot be read."""
    if deep:
        collections.deque(fragment.to_batches(fragment_scan_options=table_log.checked_pages()), maxlen=0)
    else:
        fragment.count_rows()


def _damaged(home: Home, name: str, where: str, week: str, offence: str) -> Finding:
    remedy = f"restore the file from a backup; or take it out by `weekwatch warehouse mend`, then {build_again(home, name, week)}"
    return Finding("parquet-file", "error", None, dt.date.fromisoformat(week), where, offence, remedy)


def build_again(home: Home, name: str, week: str) -> str:
    """How what was lost with a file comes back."""
    if name in (FeedItem.table, Fetch.table, raw.TABLE):
        return "collect or import the week's feeds again"
    try:
        built = {country for country, _ in Store(home).current_runs(weeks=[dt.date.fromisoformat(week)])}
    except WarehouseError:  # it is the runs that are damaged
        built = set()
    return f"weekwatch backfill --countries {','.join(sorted(built)) or 'all'} --from {week} --to {week} --force"
