"""Builds the DuckDB file from the Delta tables, whole or only the weeks that changed.

What an analyst asks for over all countries and years (scores, reports, hotspots, outlook, events, runs) is copied into
the file; the large tables (articles, items, stories, ...) are views over the explicit list of their live
Parquet files. Readers see only the current revision of a country-week; `<name>_history` views show all
committed ones. This answers in milliseconds, and a list of files needs no extension.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale

from warehouse.columns import TableEntry, entries
from warehouse.errors import WarehouseError
from warehouse.sql.event_actors import copy_event_actors, make_event_actors
from warehouse.sql.files import LiveFile, LiveFiles, changed_weeks, live_files, local_file, table_versions
from warehouse.sql.text import file_in, quoted
from warehouse.store.home import Home

if TYPE_CHECKING:
    import duckdb

MATERIALISED = (
    "runs", "scores", "reports", "hotspots", "place_weeks", "outlook", "events", "event_figures", "event_articles", "threads",
)  # fmt: skip
"""Copied into the DuckDB file; `runs` first, since it names the current revisions."""

VIEWS = Path(__file__).parents[1] / "views"
"""Views for analysts, a file each: a comment that describes it, then one SELECT."""

_ORDER = {"events": "date_trunc('quarter', week), country, week"}
"""Rows lie as they are asked for: a country's together, and of events, whose questions are of a period too, those of a quarter together."""
_LAYOUT = "9"
READABLE_FROM = "v1.0.0"
"""Oldest DuckDB that can open the file: BI tools carry older ones than ours, and newer storage saves only a fifth."""
_FULL_SHARE = 0.5
"""Above this share of changed weeks a rebuild is quicker than changing the copy."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did."""

    rebuilt: bool
    """Whether the file was rebuilt."""
    weeks: tuple[dt.date, ...]
    """Weeks whose rows were read again; empty where nothing had changed."""
    seconds: float


def sync(home: Home, *, rebuild: bool = False) -> Synced:
    """Brings the DuckDB file up to the newest versions of all tables.

    Several processes may do this at once: each writes its own file beside and renames it, and looks again
    afterwards, so that an older state never stays in the place of a newer one.
    Raises WarehouseError where a table is damaged or the file cannot be written; the former file then stays.
    """
    started = time.monotonic()
    rebuilt, weeks = False, set[str]()
    for _ in range(20):
        versions = table_versions(home)
        known = None if rebuild and not rebuilt else _state(home)
        if known is not None and known[0] == versions:
            break
        changed, whole = _write_beside(home, versions, known)
        weeks |= changed
        rebuilt = rebuilt or whole
        if not home.remote and table_versions(home) == versions:
            break
    return Synced(rebuilt, tuple(sorted(map(dt.date.fromisoformat, weeks))), time.monotonic() - started)


def _write_beside(
    home: Home, versions: Mapping[str, int], known: tuple[dict[str, int], LiveFiles] | None
) -> tuple[set[str], bool]:
    """The changed weeks, and whether the file was rebuilt."""
    import duckdb

    live = live_files(home, versions, known)
    changed = changed_weeks(live, known[1]) if known else {}
    all_weeks = {file.week for files in live.values() for file in files.values()}
    touched = {week for weeks in changed.values() for week in weeks}
    whole = known is None or len(touched) > max(4, _FULL_SHARE * len(all_weeks))
    target = home.database
    beside = target.with_name(f".{target.name}.{os.getpid()}.{time.monotonic_ns()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not whole:
            shutil.copyfile(target, beside)
        connection = duckdb.connect(str(beside), config={"storage_compatibility_version": READABLE_FROM})
        try:
            _apply(connection, home, versions, live, None if whole else changed)
        finally:
            connection.close()
        beside.replace(target)
    except OSError as error:
        raise WarehouseError(
            f"cannot be written ({error.strerror or error})", where=str(target), remedy="check rights and free space"
        ) from error
    except duckdb.Error as error:
        raise _explained(error, home) from error
    finally:
        with suppress(OSError):  # a disk that may only be read refuses this too, and would hide what is said above
            beside.unlink(missing_ok=True)
            beside.with_name(beside.name + ".wal").unlink(missing_ok=True)
    return (all_weeks if whole else touched), whole


def _apply(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    versions: Mapping[str, int],
    live: LiveFiles,
    changed: Mapping[str, set[str]] | None,
) -> None:
    """Writes tables, views and the state; `changed` None makes everything."""
    tables = {entry.name: entry for entry in entries()}
    connection.execute("set memory_limit = '2GB'; set preserve_insertion_order = false; set TimeZone = 'UTC'")
    connection.execute("set enable_progress_bar = false")  # it would write into the command's output
    connection.execute("begin")
    if changed is None:
        connection.execute("create schema meta")
        connection.execute("create table meta.state (key varchar primary key, value varchar)")
        connection.execute("create table meta.files (table_name varchar, path varchar, week varchar, lacks varchar)")
        for name in MATERIALISED:
            connection.execute(f"create table {name} ({_columns(tables[name])})")
        connection.execute(_REVISIONS)
        make_event_actors(connection)
    of_runs = changed["runs"] if changed is not None else set()
    for name in MATERIALISED:
        weeks = None if changed is None else changed[name] | of_runs
        _copy(connection, home, tables[name], live[name], weeks)
        if name == "runs":
            _copy_revisions(connection, weeks)
        elif name == "events" and weeks != set():
            copy_event_actors(connection, "true" if weeks is None else f"week in ({_dates(weeks)})")
    for name, entry in tables.items():
        if changed is None or changed[name]:
            _make_views(connection, home, entry, live[name], anew=changed is None)
            connection.execute("delete from meta.files where table_name = ?", [name])
            if live[name]:
                values = ", ".join(
                    f"({', '.join(map(quoted, (name, path, *file)))})" for path, file in live[name].items()
                )
                connection.execute(f"insert into meta.files values {values}")
    if changed is None:
        names = sorted((code, name) for code, name in Locale("en").territories.items() if len(code) == 2)
        connection.execute("create table meta.countries (country varchar primary key, name varchar not null)")
        connection.executemany("insert into meta.countries values (?, ?)", names)
        make_named_views(connection)
    state = {f"version:{name}": str(version) for name, version in versions.items()}
    state |= {"location": home.location, "layout": _layout()}
    for key, value in state.items():
        connection.execute("insert or replace into meta.state values (?, ?)", [key, value])
    connection.execute("commit")
    connection.execute("checkpoint")


_REVISIONS = """
create table revisions (
    country varchar not null, week date not null, revision varchar not null,
    built_at timestamp not null, is_current boolean not null);
create table current_revisions (country varchar not null, week date not null, revision varchar not null);
comment on table revisions is 'Every committed revision of a country-week; the current one is that of its newest complete run.';
comment on column revisions.built_at is 'End of its newest complete run, UTC.';
comment on table current_revisions is 'The current revision of each country-week.';
"""


def _copy_revisions(connection: duckdb.DuckDBPyConnection, weeks: set[str] | None) -> None:
    only = "" if weeks is None else f"and week in ({_dates(weeks)})"
    if weeks is not None and not weeks:
        return
    for table in ("revisions", "current_revisions"):
        connection.execute(f"delete from {table} where true {only}")
    connection.execute(
        f"""
        insert into revisions
        select country, week, revision, max(finished_at) as built_at,
               row_number() over (partition by country, week order by max(finished_at) desc, revision desc) = 1
        from runs where status = 'complete' {only}
        group by country, week, revision order by country, week"""
    )
    connection.execute(
        f"insert into current_revisions select country, week, revision from revisions where is_current {only} order by 1, 2"
    )


def _copy(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    entry: TableEntry,
    files: Mapping[str, LiveFile],
    weeks: set[str] | None,
) -> None:
    """Puts the current rows of those weeks into a materialised table, in the order of `_ORDER`."""
    wanted = {path: file for path, file in sorted(files.items()) if weeks is None or file.week in weeks}
    if weeks:
        connection.execute(f"delete from {entry.name} where week in ({_dates(weeks)})")
    if wanted:
        rows = f"select {_selected(entry)} from {_source(home, entry, wanted)} f"
        if entry.scope == "country_week":
            rows += " semi join current_revisions c on (f.country = c.country and f.week = c.week and f.revision = c.revision)"
        connection.execute(f"insert into {entry.name} {rows} order by {_ORDER.get(entry.name, 'country, week')}")


def _make_views(
    connection: duckdb.DuckDBPyConnection, home: Home, entry: TableEntry, files: Mapping[str, LiveFile], *, anew: bool
) -> None:
    """The view of current rows of a large table, and the view of its history where it has one; with comments.

    A copied table keeps its comments unless the file is made `anew`."""
    name, key = entry.name, ", ".join(entry.key)
    kind = "table" if name in MATERIALISED else "view"
    ordered = dict(sorted(files.items(), key=lambda file: (file[1].week, file[0])))
    source = f"{_source(home, entry, ordered)} f" if files else f"{_empty(entry)} f"
    columns = _selected(entry) if files else ", ".join(f'"{column.name}"' for column in entry.columns)
    if kind == "view":
        where = ""
        if name == "issues":
            where = (
                " where f.country is null or exists (from current_revisions c"
                " where f.country = c.country and f.week = c.week and f.revision = c.revision)"
            )
        elif entry.scope == "country_week":
            where = " semi join current_revisions c on (f.country = c.country and f.week = c.week and f.revision = c.revision)"
        elif entry.scope == "week":
            where = f" qualify row_number() over (partition by {key} order by fetched_at) = 1"
        connection.execute(f"create or replace view {name} as select {columns} from {source}{where}")
    if anew or kind == "view":
        _comment(connection, entry, name, kind)
    if history := entry.history:
        connection.execute(
            f"create or replace view {history} as select h.*, r.built_at, r.is_current "
            f"from (select {columns} from {source}) h join revisions r using (country, week, revision)"
        )
        text = f"All committed revisions of {name}: built_at is when the revision was last built, is_current whether it stands."
        connection.execute(f"comment on view {history} is {quoted(text)}")


def make_named_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the views of warehouse/views over tables that are there."""
    for path in sorted(VIEWS.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        said = " ".join(line.removeprefix("--").strip() for line in text.splitlines() if line.startswith("--"))
        connection.execute(f"create or replace view {path.stem} as {text}")
        connection.execute(f"comment on view {path.stem} is {quoted(said)}")


def _comment(connection: duckdb.DuckDBPyConnection, entry: TableEntry, name: str, kind: str) -> None:
    said = [f"comment on {kind} {name} is {quoted(entry.description)}"]
    said += [f'comment on column {name}."{column.name}" is {quoted(column.comment)}' for column in entry.columns]
    connection.execute("; ".join(said))


def _selected(entry: TableEntry) -> str:
    """The columns in the model's order; instants as UTC without zone, whatever the reader's time zone is."""
    return ", ".join(
        f'make_timestamp(epoch_us(f."{c.name}")) as "{c.name}"' if c.duckdb_type == "TIMESTAMP" else f'f."{c.name}"'
        for c in entry.columns
    )


def _columns(entry: TableEntry) -> str:
    return ", ".join(f'"{c.name}" {c.duckdb_type}{"" if c.nullable else " not null"}' for c in entry.columns)


def _empty(entry: TableEntry) -> str:
    columns = ", ".join(f'null::{column.duckdb_type} as "{column.name}"' for column in entry.columns)
    return f"(select {columns} where false)"


def _source(home: Home, entry: TableEntry, files: Mapping[str, LiveFile]) -> str:
    """All rows of those files; columns that a file of an earlier version lacks are null."""
    alike: dict[str, list[str]] = {}
    for path, file in files.items():
        alike.setdefault(file.lacks, []).append(path)
    if list(alike) == [""]:
        return _parquet(home, entry.name, alike[""])
    parts = []
    for lacks, paths in alike.items():
        missing = set(lacks.split(","))
        columns = ", ".join(
            f'null::{c.duckdb_type} as "{c.name}"' if c.name in missing else f'"{c.name}"' for c in entry.columns
        )
        parts.append(f"select {columns} from {_parquet(home, entry.name, paths)}")
    return f"({' union all '.join(parts)})"


def _parquet(home: Home, table: str, paths: Iterable[str]) -> str:
    files = ", ".join(quoted(local_file(home, table, path)) for path in paths)
    return f"read_parquet([{files}], hive_partitioning = true, hive_types = {{'week': DATE}})"


def _dates(weeks: Iterable[str]) -> str:
    return ", ".join(f"date {quoted(week)}" for week in sorted(weeks))


# --- what the file was made from ----------------------------------------------------------------


def _state(home: Home) -> tuple[dict[str, int], LiveFiles] | None:
    """Versions and files that the DuckDB file was made from; None where it must be rebuilt."""
    import duckdb

    if not home.database.exists():
        return None
    try:
        with duckdb.connect(str(home.database), read_only=True) as connection:
            state = dict(connection.execute("select key, value from meta.state").fetchall())
            files: LiveFiles = {entry.name: {} for entry in entries()}
            listed = connection.execute("select table_name, path, week, lacks from meta.files").fetchall()
            for table, path, week, lacks in listed:
                files[table][path] = LiveFile(week, lacks)
    except (duckdb.Error, KeyError):
        return None  # damaged or of another layout: it is derived, so it is simply made again
    if state.get("location") != home.location or state.get("layout") != _layout():
        return None
    return {entry.name: int(state[f"version:{entry.name}"]) for entry in entries()}, files


def _layout() -> str:
    """Digest of everything that shapes the file besides the data."""
    shape = [(e.name, e.description, [(c.name, c.duckdb_type, c.comment) for c in e.columns]) for e in entries()]
    views = [path.read_text(encoding="utf-8") for path in sorted(VIEWS.glob("*.sql"))]
    return hashlib.sha256(repr((_LAYOUT, shape, views)).encode()).hexdigest()[:16]


def _explained(error: duckdb.Error, home: Home) -> WarehouseError:
    message = str(error).strip()
    return WarehouseError(
        f"the DuckDB file cannot be built ({message.split(chr(10), 1)[0][:400]})",
        where=file_in(message) or home.location,
        remedy="run `weekwatch warehouse verify`, which names every damaged file and how to fix it",
    )
