"""Many questions over one open connection, each with a bound on rows, characters, seconds and memory."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warehouse.errors import InputError
from warehouse.sql.connect import connect, explained, run
from warehouse.sql.limits import DeafError, within
from warehouse.sql.named import bind, get_query
from warehouse.sql.text import check_reads_only
from warehouse.store.home import Home

if TYPE_CHECKING:
    import duckdb

MOST_DEAF = 2
"""Statements left behind that may still run, each on a core, before those that others write are refused."""


@dataclass(frozen=True, slots=True)
class AskLimits:
    """What one question may take."""

    rows: int = 200
    characters: int = 60_000
    """Of the answer as text: about 15,000 tokens of a language model."""
    seconds: float = 10.0
    memory: str = "1GB"
    threads: int = 1
    """Most questions take milliseconds, in which a second thread costs more than it saves."""


@dataclass(frozen=True, slots=True)
class LimitedAnswer:
    """The rows of a question, and whether there were more."""

    columns: Sequence[str]
    rows: Sequence[tuple[Any, ...]]
    cut: bool
    """Rows were left out: the limit of rows or of characters was reached."""


class Reader:
    """Answers questions about a warehouse, one at a time; safe to share between threads.

    The connection is opened again when the DuckDB file was swapped for a newer one. It sees the warehouse and no other file,
    network or extension, and its settings are locked (`warehouse.sql.connect`).
    """

    def __init__(self, home: Home, limits: AskLimits | None = None) -> None:
        self.home = home
        self.limits = limits or AskLimits()
        self._lock = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._of: tuple[int, int] | None = None
        self._deaf: list[threading.Thread] = []
        """Statements that were left behind and still run."""

    def named(self, name: str, **parameters: Any) -> LimitedAnswer:
        """The answer of a named query. Raises InputError for a wrong name or parameter."""
        query = get_query(name, self.home)
        return self.ask(query.sql, bind(query, parameters, week_starts_on=self.home.week_starts_on))

    def ask_freely(self, sql: str) -> LimitedAnswer:
        """The answer of a statement that somebody else wrote; refused while too many of the like still run. Raises as `ask` does."""
        return self._answer(sql, None, freely=True)

    def ask(self, sql: str, parameters: Mapping[str, Any] | None = None) -> LimitedAnswer:
        """The answer of one statement that reads. Raises InputError: wrong, not only reading, or too long; WarehouseError."""
        return self._answer(sql, parameters, freely=False)

    def _answer(self, sql: str, parameters: Mapping[str, Any] | None, *, freely: bool) -> LimitedAnswer:
        import duckdb

        check_reads_only(sql)
        with self._lock:
            self._deaf = [thread for thread in self._deaf if thread.is_alive()]
            if freely and len(self._deaf) >= MOST_DEAF:
                raise InputError(
                    "statements that took too long still run", remedy="ask again later, or use one of the named queries"
                )
            cursor = self._open()

            def answer() -> tuple[list[str], list[tuple[Any, ...]]]:
                answered = run(cursor, sql, parameters)
                return [name for name, *_ in answered.description or []], answered.fetchmany(self.limits.rows + 1)

            try:
                columns, found = within(self.limits.seconds, cursor, answer)
            except DeafError as error:
                self._deaf.append(error.thread)
                self._connection = None  # not closed: that would wait for the statement
                raise
            except duckdb.InterruptException as error:
                raise InputError(
                    f"the question took longer than {self.limits.seconds:g} s",
                    remedy="ask for fewer countries or weeks; for the views over Parquet files, give week and country",
                ) from error
            except duckdb.OutOfMemoryException as error:
                raise InputError(
                    f"the question needs more memory than {self.limits.memory}",
                    remedy="ask for fewer countries or weeks",
                ) from error
            except duckdb.Error as error:
                raise explained(error, self.home) from error
        return self._cut(columns, found)

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = self._of = None

    def state(self) -> tuple[int, int] | None:
        """What tells one state of the warehouse from another: while it is the same, equal questions have equal answers; None before the first."""
        found = self.home.database.stat() if self.home.database.exists() else None
        return (found.st_ino, found.st_mtime_ns) if found else None

    def _open(self) -> duckdb.DuckDBPyConnection:
        of = self.state()
        if self._connection is None or of != self._of:
            if self._connection is not None:
                self._connection.close()
            limits = {"memory_limit": self.limits.memory, "threads": str(self.limits.threads)}
            self._connection = connect(self.home, limits)
            self._of = self.state()
        return self._connection

    def _cut(self, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> LimitedAnswer:
        kept: list[tuple[Any, ...]] = []
        left = self.limits.characters
        for row in rows[: self.limits.rows]:
            left -= sum(len(str(value)) for value in row)
            if left < 0 and kept:
                break
            kept.append(row)
        return LimitedAnswer(columns, kept, len(kept) < len(rows))
