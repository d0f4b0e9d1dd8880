"""SQL as text: literals, what a statement may be, what DuckDB's messages name."""

from __future__ import annotations

import functools
import re

from warehouse.errors import InputError

_EXPLAIN = re.compile(r"^\s*explain\s+(analyze\s+)?(\([^)]*\)\s*)?", re.IGNORECASE)


QUESTIONS_REMEMBERED = 256
"""Statements that were found to read and are not parsed again: a server asks the same few."""


@functools.lru_cache(maxsize=QUESTIONS_REMEMBERED)
def check_reads_only(sql: str) -> None:
    """Raises InputError unless `sql` is exactly one statement that reads.

    DuckDB's parser says what a statement is, never the words that it begins with. A PIVOT is several statements to it, and so
    is what writes with one inside (COPY, CREATE): of these only what can stand in a FROM clause is a query.
    """
    import duckdb

    asked = sql
    try:
        statements = duckdb.extract_statements(sql)
        if _EXPLAIN.match(sql):
            asked = _EXPLAIN.sub("", sql, count=1)
            statements = duckdb.extract_statements(asked) if len(statements) == 1 else statements
    except duckdb.Error as error:
        raise InputError(f"the SQL cannot be parsed: {str(error).strip()}") from error
    if len(statements) != 1:
        raise InputError(f"{len(statements)} statements were given, one is expected", remedy="run them one by one")
    kind = statements[0].type
    if kind == duckdb.StatementType.MULTI and _stands_in_from(asked):
        return
    if kind != duckdb.StatementType.SELECT:
        raise InputError(
            f"a {kind.name} statement is not allowed: the DuckDB file is derived and only read",
            remedy="use SELECT (also WITH, FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE, PIVOT or EXPLAIN of one)",
        )


def _stands_in_from(sql: str) -> bool:
    import duckdb

    try:
        return len(duckdb.extract_statements(f"select * from (\n{sql.strip().rstrip(';')}\n) as asked")) == 1
    except duckdb.Error:
        return False


def file_in(message: str) -> str | None:
    """The Parquet file that DuckDB's message names."""
    found = re.search(r"""["'](/[^"'\n]*\.parquet)["']""", message)
    return found[1] if found else None


def quoted(text: object) -> str:
    """A SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def first_line(error: Exception) -> str:
    """The first line of what an error says, at most 400 characters."""
    return str(error).strip().split("\n", 1)[0][:400]
