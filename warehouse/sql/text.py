"""SQL as text: literals, what a statement may be, what DuckDB's messages name."""

from __future__ import annotations

import re

from warehouse.errors import InputError

_EXPLAIN = re.compile(r"^\s*explain\s+(analyze\s+)?(\([^)]*\)\s*)?", re.IGNORECASE)


def check_reads_only(sql: str) -> None:
    """Raises InputError unless `sql` is exactly one statement that reads."""
    import duckdb

    try:
        statements = duckdb.extract_statements(sql)
        if _EXPLAIN.match(sql):
            statements = duckdb.extract_statements(_EXPLAIN.sub("", sql, count=1)) or statements
    except duckdb.Error as error:
        raise InputError(f"the SQL cannot be parsed: {str(error).strip()}") from error
    if len(statements) != 1:
        raise InputError(f"{len(statements)} statements were given, one is expected", remedy="run them one by one")
    pivot = statements[0].type == duckdb.StatementType.MULTI and not re.match(r"\s*(copy|create|explain)\b", sql, re.I)
    if statements[0].type != duckdb.StatementType.SELECT and not pivot:
        raise InputError(
            f"a {statements[0].type.name} statement is not allowed: the DuckDB file is derived and only read",
            remedy="use SELECT (also WITH, FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE, PIVOT or EXPLAIN of one)",
        )


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
