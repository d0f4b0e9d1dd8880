"""Every table and column as an entry: name, DuckDB type, meaning, unit, bounds. Read from the models in `warehouse.tables`."""

from __future__ import annotations

import datetime as dt
import enum
import functools
import typing
from dataclasses import dataclass
from typing import Any, Literal

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from warehouse.schema import Row, SchemaError, Scope, unwrap
from warehouse.tables import TABLES


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """A column as the dictionary tells it."""

    name: str
    duckdb_type: str
    nullable: bool
    description: str
    unit: str | None
    null: str | None
    bounds: str | None
    values: tuple[str, ...]
    """The words it may hold, where they are fixed."""

    @property
    def comment(self) -> str:
        """Description, unit and meaning of null in one line, as DuckDB shows it."""
        parts = [self.description]
        if self.unit:
            parts.append(f"Unit: {self.unit}.")
        if self.null:
            parts.append(f"Null: {self.null}.")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table as the dictionary tells it."""

    name: str
    description: str
    key: tuple[str, ...]
    scope: Scope
    history: str | None
    """View of all its committed revisions."""
    columns: tuple[ColumnEntry, ...]


@functools.cache
def entries() -> tuple[TableEntry, ...]:
    """Every table in the order of `warehouse.tables.TABLES`."""
    return tuple(_entry(row_type) for row_type in TABLES)


def _entry(row_type: type[Row]) -> TableEntry:
    columns = tuple(_column(name, field) for name, field in row_type.model_fields.items())
    description = " ".join((row_type.__doc__ or "").split())
    return TableEntry(row_type.table, description, row_type.key, row_type.scope, row_type.history, columns)


def _column(name: str, field: FieldInfo) -> ColumnEntry:
    extra = field.json_schema_extra
    said: dict[str, Any] = dict(extra) if isinstance(extra, dict) else {}
    base, nullable = unwrap(field.annotation)
    values = tuple(map(str, typing.get_args(base))) if typing.get_origin(base) is Literal else ()
    return ColumnEntry(
        name,
        duckdb_type(field.annotation),
        nullable,
        field.description or "",
        said.get("unit"),
        said.get("null"),
        _bounds(field),
        values,
    )


def _bounds(field: FieldInfo) -> str | None:
    words = []
    for rule in field.metadata:
        if isinstance(rule, Ge):
            words.append(f">= {rule.ge}")
        elif isinstance(rule, Gt):
            words.append(f"> {rule.gt}")
        elif isinstance(rule, Le):
            words.append(f"<= {rule.le}")
        elif isinstance(rule, Lt):
            words.append(f"< {rule.lt}")
        elif isinstance(rule, MaxLen):
            words.append(f"at most {rule.max_length} long")
        elif isinstance(rule, MinLen):
            words.append(f"at least {rule.min_length} long")
    return ", ".join(words) or None


def duckdb_type(annotation: Any) -> str:
    """The DuckDB type of a field's annotation. Instants are TIMESTAMP, in UTC.

    Raises SchemaError for an annotation that no column can have.
    """
    base, _ = unwrap(annotation)
    if typing.get_origin(base) in (list, tuple):
        return duckdb_type(typing.get_args(base)[0]) + "[]"
    if typing.get_origin(base) is Literal:
        return "VARCHAR"
    if isinstance(base, type):
        if issubclass(base, BaseModel):
            fields = ", ".join(f"{n} {duckdb_type(f.annotation)}" for n, f in base.model_fields.items())
            return f"STRUCT({fields})"
        for known, name in _DUCKDB_TYPES:
            if issubclass(base, known):
                return name
    raise SchemaError(f"no DuckDB type for {annotation}")


_DUCKDB_TYPES: tuple[tuple[type, str], ...] = (
    (str, "VARCHAR"),
    (enum.Enum, "VARCHAR"),
    (bool, "BOOLEAN"),
    (int, "BIGINT"),
    (float, "DOUBLE"),
    (bytes, "BLOB"),
    (dt.datetime, "TIMESTAMP"),
    (dt.date, "DATE"),
)
