"""The data dictionary: what every table and column means, as entries, as Markdown and as JSON Schema.

Everything here is read from the models in `warehouse.tables`; nothing is said twice.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
import json
import types
import typing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from warehouse.schema import Row, SchemaError, Scope
from warehouse.tables import TABLES

DICTIONARY = Path(__file__).with_name("DICTIONARY.md")


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
    columns: tuple[ColumnEntry, ...]


@functools.cache
def entries() -> tuple[TableEntry, ...]:
    """Every table in the order of `warehouse.tables.TABLES`."""
    return tuple(_entry(row_type) for row_type in TABLES)


def _entry(row_type: type[Row]) -> TableEntry:
    columns = tuple(_column(name, field) for name, field in row_type.model_fields.items())
    description = " ".join((row_type.__doc__ or "").split())
    return TableEntry(row_type.table, description, row_type.key, row_type.scope, columns)


def _column(name: str, field: FieldInfo) -> ColumnEntry:
    extra = field.json_schema_extra
    said: dict[str, Any] = dict(extra) if isinstance(extra, dict) else {}
    base, nullable = _unwrap(field.annotation)
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
    base, _ = _unwrap(annotation)
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


def _unwrap(annotation: Any) -> tuple[Any, bool]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        args = [a for a in typing.get_args(annotation) if a is not type(None)]
        return args[0], True
    return annotation, False


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a row of a table, by the table's name. Raises KeyError for an unknown one."""
    row_type = {row_type.table: row_type for row_type in TABLES}[name]
    schema = row_type.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = name
    return schema


def json_schemas() -> str:
    """All tables' JSON Schemas as one JSON object, table by table."""
    return json.dumps({entry.name: json_schema(entry.name) for entry in entries()}, indent=2, ensure_ascii=False)
