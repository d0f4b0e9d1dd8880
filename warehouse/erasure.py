"""Articles that must go: found by address or by a name in them, taken out of everything that a home holds, with proof.

What an article said is in its item, in the bytes of the feed that told of it, and in every country-week that was made from it:
rows, reports and their history. Such country-weeks go whole, to be built again from what stays; the bytes go too. What is
erased by its address does not come in again: a home keeps the SHA-256 of each such address in `erased.json`.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.errors import InputError, WarehouseError
from warehouse.schema import Row
from warehouse.sql.connect import rebuild
from warehouse.store import delta, raw, table_log
from warehouse.store.erased import ERASED, erased_addresses, hash_of
from warehouse.store.home import Home
from warehouse.store.reading import batches
from warehouse.tables import TABLES, FeedItem, Fetch
from warehouse.weeks import Week

if TYPE_CHECKING:
    import pyarrow as pa

SHORTEST_NAME = 5
"""Characters of a name at least: a shorter one stands in half of all texts."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A place where something of it stands."""

    where: str
    """A table, with `(file)` the Parquet file that no version needs any more, or a file of the home."""
    count: int
    """Rows, or 1 for a file."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was taken out."""

    items: int
    bodies: int
    country_weeks: tuple[tuple[str, dt.date], ...]
    """To be built again."""
    files: tuple[str, ...]
    """Written reports that were deleted."""
    left: tuple[Trace, ...]
    """What still holds it: empty, or what to make anew or delete by hand (a site, exports)."""


def traces(home: Home, words: Collection[str]) -> list[Trace]:
    """Every place of a local home where one of the words (addresses or names, in any case) stands; [] is the proof that none does.

    All Parquet files on the disk are read, those too that no version of a table needs any more, and all other files as text.
    Raises InputError for a word that is too short, or a home on object storage.
    """
    _check(home, words)
    found = []
    for path in sorted(Path(home.location).rglob("*")):
        if not path.is_file() or path.suffix == ".duckdb" or path.name == ERASED:
            continue
        name = str(path.relative_to(home.location))
        if path.suffix == ".parquet":
            count = sum(sum(_mentions(rows, words)) for rows in _batches(path))
        else:
            count = int(any(_in_bytes(path.read_bytes(), word) for word in words))
        if count:
            found.append(Trace(name, count))
    return found


def erase(home: Home, words: Collection[str], now: dt.datetime) -> Erased:
    """What was taken out of a local home of all that holds one of the words: items, bytes, country-weeks, reports.

    Old files are deleted at once, without the grace period of a compaction: nobody should read meanwhile. Raises as `traces`.
    """
    _check(home, words)
    items = {row["item_id"]: row for row in _rows(home, FeedItem.table, words)}
    hashes = {row[name] for row in items.values() for name in ("raw_sha256", "page_sha256") if row[name]}
    wanted = {*words, *items}
    weeks = {
        (row["country"], row["week"])
        for row_type in TABLES
        if _is_of_country_weeks(row_type)
        for row in _rows(home, row_type.table, wanted)
        if row["country"] is not None
    }
    _remember(home, {row["url"] for row in items.values() if row["url"]}, now)
    bodies = delta.discard(home, raw.TABLE, lambda rows: _is_body(rows, hashes, words))
    for row_type in TABLES:
        if _is_of_country_weeks(row_type):
            delta.discard(home, row_type.table, lambda rows: _is_of(rows, weeks, wanted))
        elif row_type is not Fetch:
            delta.discard(home, row_type.table, lambda rows: _mentions(rows, wanted))
    files = _delete_reports(home, weeks, words)
    shutil.rmtree(home.local / "cache", ignore_errors=True)  # what was found out about texts; it is found out again
    for name in (*(row_type.table for row_type in TABLES), raw.TABLE):
        delta.vacuum(home, name, 0)
    rebuild(home)
    return Erased(len(items), bodies, tuple(sorted(weeks)), files, tuple(traces(home, words)))


def drop(home: Home, country: str, week: Week) -> int:
    """How many rows of one country-week were taken out, its runs and written reports with them; items stay, so it can be built again.

    For what should never have been there: a country that was taken in by mistake, or rows of a week that starts on another
    weekday, which go with the week in which they lie. Raises InputError where there is nothing of it.
    """
    of = {(country, week.start + dt.timedelta(days=n)) for n in range(7)}
    gone = sum(
        delta.discard(home, row_type.table, lambda rows: _is_of(rows, of, ()))
        for row_type in TABLES
        if _is_of_country_weeks(row_type)
    )
    if not gone:
        raise InputError(f"there is nothing for {country} {week.label}", where=home.location)
    _delete_reports(home, of, ())
    rebuild(home)
    return gone


def forget_before(home: Home, week: dt.date) -> int:
    """How many items and feed documents of earlier weeks were deleted; what was built from them stays with its own copies.

    Those weeks cannot be built again afterwards.
    """
    gone = 0
    for name in (FeedItem.table, raw.TABLE):
        gone += delta.discard(home, name, lambda rows: [start < week for start in rows["week"].to_pylist()])
        delta.vacuum(home, name, 0)
    rebuild(home)
    return gone


def _check(home: Home, words: Collection[str]) -> None:
    if home.remote:
        raise InputError(
            "articles are erased in a local home only", where=home.location, remedy="copy it to a folder first"
        )
    for word in words:
        if len(word) < SHORTEST_NAME:
            raise InputError(f"{word!r} is too short to search for", remedy=f"{SHORTEST_NAME} characters at least")
    if not words:
        raise InputError("nothing was given to look for", remedy="--url or --name")


def _is_of_country_weeks(row_type: type[Row]) -> bool:
    """Whether its rows belong to country-weeks, `runs` among them."""
    return {"country", "week"} <= row_type.model_fields.keys()


def _rows(home: Home, table: str, words: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """The rows of all live files of a table that hold one of the words."""
    opened = table_log.open_table(home, table)
    if opened is None:
        return
    for path, (week, _) in table_log.files(opened).items():
        for batch in _batches(Path(home.table(table)) / path):
            for row in batch.to_pylist():
                if _holds(row, words):
                    yield row | {"week": dt.date.fromisoformat(week)}


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The rows of a file. Raises WarehouseError where it is damaged: nobody could say what stands in it."""
    import pyarrow as pa

    try:
        yield from batches(path)
    except (pa.ArrowException, OSError) as error:
        raise WarehouseError(
            f"cannot be read ({table_log.first_line(error)})",
            where=str(path),
            remedy="run `weekwatch warehouse verify`",
        ) from error


def _mentions(rows: pa.Table | pa.RecordBatch, words: Collection[str]) -> list[bool]:
    return [_holds(row, words) for row in rows.to_pylist()]


def _holds(value: Any, words: Collection[str]) -> bool:
    """Whether a value, or one inside it, holds one of the words, in any case."""
    if isinstance(value, str):
        text = value.casefold()
        return any(word.casefold() in text for word in words)
    if isinstance(value, bytes):
        return any(_in_bytes(value, word) for word in words)
    if isinstance(value, Mapping):
        return any(_holds(inner, words) for inner in value.values())
    return isinstance(value, Sequence) and any(_holds(inner, words) for inner in value)


def _in_bytes(content: bytes, word: str) -> bool:
    """Whether a document holds a word: as UTF-8 in any case, with `&` as XML writes it, or escaped as JSON does."""
    text = content.decode("utf-8", "replace").casefold()
    folded = word.casefold()
    return any(form in text for form in (folded, folded.replace("&", "&amp;"), json.dumps(folded)[1:-1]))


def _is_body(rows: pa.Table, hashes: Collection[str], words: Collection[str]) -> list[bool]:
    return [row["sha256"] in hashes or _holds(row["body"], words) for row in rows.to_pylist()]


def _is_of(rows: pa.Table, weeks: Collection[tuple[str, dt.date]], words: Collection[str]) -> list[bool]:
    return [(row["country"], row["week"]) in weeks or _holds(row, words) for row in rows.to_pylist()]


def _delete_reports(home: Home, weeks: Collection[tuple[str, dt.date]], words: Collection[str]) -> tuple[str, ...]:
    """The reports of those country-weeks and whatever else in the folder of reports holds a word, deleted."""
    deleted = []
    for path in sorted((home.local / "reports").rglob("*")):
        if not path.is_file():
            continue
        of = any(path.parent.name == country and path.name.startswith(f"{week}.") for country, week in weeks)
        if of or any(_in_bytes(path.read_bytes(), word) for word in words):
            path.unlink()
            deleted.append(str(path.relative_to(home.local)))
    return tuple(deleted)


def _remember(home: Home, addresses: Collection[str], now: dt.datetime) -> None:
    """Keeps the SHA-256 of the addresses, so that what stood there does not come in again."""
    known = dict(erased_addresses(home)) | {hash_of(url): now.isoformat() for url in addresses}
    home.write_text(ERASED, json.dumps(dict(sorted(known.items())), indent=1) + "\n")
