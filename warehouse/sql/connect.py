"""The DuckDB file as readers see it: a read-only connection, and SQL that can touch nothing else.

The file is derived from the tables (`warehouse.sql.sync`), written beside and swapped in by rename: readers hold
the version that they opened and are never locked out. Reading imports duckdb and nothing else of weight.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.errors import InputError, WarehouseError
from warehouse.sql.limits import HEED_SECONDS, within
from warehouse.sql.text import check_reads_only, file_in, first_line, quoted
from warehouse.store.home import Home

if TYPE_CHECKING:
    import duckdb

    from warehouse.sql.sync import Synced

_BATCH_ROWS = 2048
QUERY_SECONDS = 120.0
"""A question that takes longer is stopped; the slowest named query takes under a second on two million articles."""
_MEMORY = "2GB"
"""What a question may take. It may put nothing on the disk instead."""


def sync(home: Home, *, rebuild: bool = False) -> Synced:
    """Brings the DuckDB file up to the tables and says what it did. See `warehouse.sql.sync.sync`."""
    from warehouse.sql import sync as synchronise  # here: it loads delta-rs, which reading need not

    return synchronise.sync(home, rebuild=rebuild)


def rebuild(home: Home) -> Synced:
    """Rebuilds the DuckDB file from the tables."""
    return sync(home, rebuild=True)


def connect(
    home: Home, settings: Mapping[str, str] | None = None, attached: Mapping[str, Path] | None = None
) -> duckdb.DuckDBPyConnection:
    """A read-only connection that sees the warehouse and no other file, network or extension.

    Makes the DuckDB file if it is missing or was made for another folder; that of a remote warehouse is brought up to date.
    `settings` are DuckDB's own, such as memory_limit.
    attached: name -> CSV or Parquet file that is read once, before the connection is locked, and then is a table of that
    name; not while this process has the file open already.
    Raises WarehouseError if it cannot be opened, InputError for a file that cannot be attached.
    """
    import duckdb

    try:
        if home.remote or not home.database.exists():  # of a remote warehouse another machine may have built weeks
            sync(home)
        connection = duckdb.connect(str(home.database), read_only=True)
        if not _belongs_to(connection, home):
            connection.close()
            sync(home, rebuild=True)
            connection = duckdb.connect(str(home.database), read_only=True)
    except duckdb.Error as error:
        raise WarehouseError(
            f"cannot be opened ({first_line(error)})",
            where=str(home.database),
            remedy="run `weekwatch warehouse rebuild`: the file is derived and nothing is lost with it",
        ) from error
    for name, path in (attached or {}).items():
        _attach(connection, name, path)
    if connection.execute("select current_setting('lock_configuration')").fetchall() == [(True,)]:
        return connection  # this process has the file open already: DuckDB shares it, with its settings
    # Only Parquet files of the tables may be read; the settings cannot be changed again on this connection.
    folders = ", ".join(quoted(f"{folder}/") for folder in (home.table("").rstrip("/"), home.local / "files"))
    connection.execute(f"set memory_limit = {quoted(_MEMORY)}; set temp_directory = ''")
    connection.execute(f"set allowed_directories = [{folders}]")
    connection.execute("set autoload_known_extensions = false; set autoinstall_known_extensions = false")
    connection.execute("set parquet_metadata_cache = true; set enable_external_access = false")
    connection.execute("set enable_progress_bar = false")  # it would write into the command's output
    for name, value in (settings or {}).items():
        connection.execute(f"set {name} = {quoted(value)}")
    connection.execute("set lock_configuration = true")
    return connection


def _attach(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    """Makes a file a table of the connection. Raises InputError where that cannot be."""
    import duckdb

    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name):
        raise InputError(f"{name!r} is not a valid table name", remedy="small letters, digits and _, a letter first")
    if name in names(connection):
        raise InputError(f"there is a table {name} already", where=str(path), remedy="give the file another name")
    readers = {".csv": "read_csv", ".tsv": "read_csv", ".parquet": "read_parquet"}
    if path.suffix not in readers or not path.is_file():
        raise InputError("is not a CSV or Parquet file", where=str(path), remedy="name a .csv, .tsv or .parquet file")
    try:
        connection.execute(f"create temp table {name} as from {readers[path.suffix]}({quoted(path.absolute())})")
    except duckdb.Error as error:
        connection.close()
        raise InputError(f"cannot be read ({first_line(error)})", where=str(path)) from error


def query_sql(
    home: Home,
    sql: str,
    parameters: Mapping[str, Any] | None = None,
    attached: Mapping[str, Path] | None = None,
    seconds: float = QUERY_SECONDS,
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Column names and an iterator of rows (read in batches, so that a large answer needs little memory).

    `sql` is one statement that reads; `parameters` fill `$name` in it; `attached` as of `connect`; the whole answer may take so
    many `seconds`. Instants are UTC without zone.
    Raises InputError where the SQL is wrong or would change something, WarehouseError where a file is damaged.
    """
    import duckdb

    check_reads_only(sql)
    connection = connect(home, attached=attached)
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        cursor = within(seconds + HEED_SECONDS, connection, lambda: run(connection, sql, parameters))
        columns = [name for name, *_ in cursor.description or []]
    except duckdb.Error as error:
        timer.cancel()
        connection.close()
        raise explained(error, home) from error
    except BaseException:  # not closed: the statement may still run on it
        timer.cancel()
        raise

    def rows() -> Iterator[tuple[Any, ...]]:
        try:
            while batch := within(seconds + HEED_SECONDS, connection, lambda: cursor.fetchmany(_BATCH_ROWS)):
                yield from batch
        except duckdb.Error as error:
            raise explained(error, home) from error
        finally:
            timer.cancel()
            with suppress(duckdb.Error):  # a statement that was left behind still uses it
                connection.close()

    return columns, rows()


def run(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    """The connection with the statement's result pending. Raises duckdb.Error."""
    return connection.execute(sql, dict(parameters)) if parameters else connection.execute(sql)


def explained(error: duckdb.Error, home: Home) -> InputError | WarehouseError:
    """The error for a person: a damaged or missing file, or what is wrong with the SQL."""
    import duckdb

    message = str(error).strip()
    named = file_in(message)
    of_file = named is not None and isinstance(error, (duckdb.IOException, duckdb.InvalidInputException))
    if of_file or type(error) is duckdb.Error:  # a damaged footer comes as a bare error that names no file
        return WarehouseError(
            f"a Parquet file is missing or damaged ({first_line(error)})",
            where=named or _damaged_file(home),
            remedy="run `weekwatch warehouse sync` if it was compacted away, else `weekwatch warehouse verify`",
        )
    if isinstance(error, duckdb.InterruptException):
        return InputError("the question took too long and was stopped", remedy="ask about fewer weeks or countries")
    if isinstance(error, duckdb.OutOfMemoryException):
        return InputError(
            f"the question needs more than {_MEMORY} of memory",
            remedy="ask about fewer weeks or countries, or aggregate first",
        )
    if isinstance(error, duckdb.PermissionException):
        return InputError(
            f"the SQL reaches outside the warehouse: {message}", remedy="query the tables; `show tables` lists them"
        )
    return InputError(f"the SQL is wrong: {message}", remedy="`describe <table>` shows columns, `show tables` tables")


def names(connection: duckdb.DuckDBPyConnection) -> Sequence[str]:
    """The tables and views that an analyst may read."""
    found = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'main' order by table_name"
    )
    return [name for (name,) in found.fetchall()]


def _belongs_to(connection: duckdb.DuckDBPyConnection, home: Home) -> bool:
    import duckdb

    try:
        found = connection.execute("select value from meta.state where key = 'location'").fetchone()
    except duckdb.CatalogException:
        return False
    return found is not None and found[0] == home.location


def _damaged_file(home: Home) -> str:
    """The first file that cannot be read, or the warehouse."""
    from warehouse.store.soundness import check_files  # here: it loads delta-rs, which reading need not

    return next((finding.subject for finding in check_files(home, deep=False)), home.location)
