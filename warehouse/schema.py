"""What a table is: one typed model is the source of its Arrow schema, DuckDB columns and dictionary.

A table is a subclass of `Row`. Its fields say everything once: type, description, unit, range and
what null means. The rest is derived here (`arrow_schema`, `rows_to_arrow`, `rows_from_arrow`)
or in `warehouse.dictionary` (the pages that people read).

This module imports pyarrow only inside functions: naming a table must not cost 0.4 s of start-up.
"""

from __future__ import annotations

import datetime as dt
import enum
import operator
import types
import typing
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    import pyarrow as pa

Scope = Literal["country_week", "week", "log"]
"""How rows of a table are replaced.

country_week: all rows of one country and week are written together under one `revision`;
week: rows are added once and never changed, in the partition of their week;
log: rows are only ever appended, in the partition of their week.
"""


class SchemaError(TypeError):
    """A table's model does not say what it must (description, unit, null meaning)."""


def column(
    description: str,
    *,
    unit: str | None = None,
    null: str | None = None,
    source: str | None = None,
    **constraints: Any,
) -> Any:
    """A field of a table: its one-sentence description, unit, meaning of null and source of its definition.

    `constraints` are pydantic's (ge, le, max_length, pattern, default, ...) and are enforced on every row.
    """
    extra: dict[str, Any] = {"unit": unit, "null": null, "source": source}
    return Field(description=description, json_schema_extra=extra, **constraints)


class Row(BaseModel):
    """A row of a table. Frozen: steps make new rows (`row.model_copy(update=...)`), they change none.

    A table's validator is built when its first row is made: most commands read one or two of thirty tables, and all
    validators cost 0.1 s of start-up.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True, defer_build=True
    )

    table: ClassVar[str] = ""
    key: ClassVar[tuple[str, ...]] = ()
    scope: ClassVar[Scope] = "country_week"
    history: ClassVar[str | None] = None
    """View of all committed revisions, of a table that keeps them; None: superseded rows go with the next compaction."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Takes the class keywords; they are read in `__pydantic_init_subclass__`, when the fields are known."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        table: str = "",
        key: tuple[str, ...] = (),
        scope: Scope = "country_week",
        history: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if not table:
            return
        cls.table, cls.key, cls.scope, cls.history = table, key, scope, history
        for name in key:
            if name not in cls.model_fields:
                raise SchemaError(f"{table}: key column {name!r} is not a field of {cls.__name__}")
        for name, field in cls.model_fields.items():
            extra = field.json_schema_extra
            said: dict[str, Any] = dict(extra) if isinstance(extra, dict) else {}
            base, optional = unwrap(field.annotation)
            if not field.description:
                raise SchemaError(f"{table}.{name} has no description: declare it with column(...)")
            if base in (int, float) and not said.get("unit"):
                raise SchemaError(f"{table}.{name} is a number without a unit (a count's unit is what is counted)")
            if optional and not said.get("null"):
                raise SchemaError(f"{table}.{name} may be null: say what null means")

    @property
    def key_values(self) -> tuple[Any, ...]:
        """The values of the key columns, in order."""
        return tuple(getattr(self, name) for name in type(self).key)


R = TypeVar("R", bound=Row)


def unwrap(annotation: Any) -> tuple[Any, bool]:
    """The type without `| None`, and whether None was allowed."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        args = [a for a in typing.get_args(annotation) if a is not type(None)]
        if len(args) != 1:
            raise SchemaError(f"a column has one type, not {annotation}")
        return args[0], True
    return annotation, False


def arrow_type(annotation: Any) -> pa.DataType:
    """The Arrow type of a field's annotation. Instants are microseconds UTC; lists are never null inside."""
    import pyarrow as pa

    base, _ = unwrap(annotation)
    origin = typing.get_origin(base)
    if origin in (list, tuple):
        return pa.list_(pa.field("element", arrow_type(typing.get_args(base)[0])))
    if origin is Literal:
        return pa.string()
    if isinstance(base, type):
        if issubclass(base, BaseModel):
            return pa.struct([pa.field(n, arrow_type(f.annotation)) for n, f in base.model_fields.items()])
        if issubclass(base, (str, enum.Enum)):
            return pa.string()
        if issubclass(base, bool):
            return pa.bool_()
        if issubclass(base, int):
            return pa.int64()
        if issubclass(base, float):
            return pa.float64()
        if issubclass(base, bytes):
            return pa.binary()
        if issubclass(base, dt.datetime):
            return pa.timestamp("us", tz="UTC")
        if issubclass(base, dt.date):
            return pa.date32()
    raise SchemaError(f"no Arrow type for {annotation}")


def arrow_schema(row_type: type[Row]) -> pa.Schema:
    """The Arrow schema of a table, columns in the order of the model's fields."""
    import pyarrow as pa

    return pa.schema(
        [
            pa.field(
                name,
                arrow_type(field.annotation),
                nullable=unwrap(field.annotation)[1],
                metadata={"description": field.description or ""},
            )
            for name, field in row_type.model_fields.items()
        ]
    )


def rows_to_arrow(row_type: type[R], rows: Sequence[R]) -> pa.Table:
    """The rows as an Arrow table, sorted by the table's key, so that equal content is equal bytes."""
    import pyarrow as pa

    ordered = sorted(rows, key=lambda row: tuple(_sortable(v) for v in row.key_values))
    schema = arrow_schema(row_type)
    columns = {}
    for name, field in row_type.model_fields.items():
        values = map(operator.attrgetter(name), ordered)
        columns[name] = list(values if _is_plain(field.annotation) else map(_plain, values))
    return pa.table(columns, schema=schema)


def rows_from_arrow(row_type: type[R], table: pa.Table) -> list[R]:
    """The rows of an Arrow table, validated again: what was stored is as little trusted as what was fetched.

    A column that a later version added is null in older rows; where it may not be null, its default stands for that.
    """
    fields = row_type.model_fields
    defaults = {name for name, f in fields.items() if not f.is_required() and not unwrap(f.annotation)[1]}
    added = [name for name in defaults if table.column(name).null_count]
    records = table.select(list(fields)).to_pylist()
    for record in records if added else ():
        for name in added:
            if record[name] is None:
                del record[name]
    return [row_type.model_validate(record) for record in records]


def under_schema(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table under a schema. DuckDB answers with instants without a zone and names list elements in its own way: the same
    bytes, taken as they are; anything else is cast, for which Arrow loads its functions (a quarter of a second)."""
    import pyarrow as pa

    if not all(_is_same_layout(a, b) for a, b in zip(table.schema.types, schema.types, strict=True)):
        return table.cast(schema)
    columns = [
        pa.chunked_array([chunk.view(kind) for chunk in column.chunks], kind)
        for column, kind in zip(table.columns, schema.types, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _is_same_layout(a: pa.DataType, b: pa.DataType) -> bool:
    import pyarrow.types as kinds

    if kinds.is_timestamp(a) and kinds.is_timestamp(b):
        return bool(a.unit == b.unit)
    if kinds.is_list(a) and kinds.is_list(b):
        return bool(a.value_type == b.value_type)
    return bool(a == b)


_PLAIN = (str, bytes, bool, int, float, dt.date)
"""Types whose values Arrow takes as they are; instants are dates."""


def _is_plain(annotation: Any) -> bool:
    """Whether a column's values need no unpacking: most do not, and there are millions."""
    base, _ = unwrap(annotation)
    if typing.get_origin(base) is Literal:
        return True
    return isinstance(base, type) and issubclass(base, _PLAIN) and not issubclass(base, enum.Enum)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, enum.Enum):
        return value.value
    return value


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is None, "" if value is None else value)


def one_per_key(rows: Iterable[R]) -> list[R]:
    """The rows, one for each key: the first one wins."""
    seen: dict[tuple[Any, ...], R] = {}
    for row in rows:
        seen.setdefault(row.key_values, row)
    return list(seen.values())


__all__ = [
    "Row",
    "SchemaError",
    "Scope",
    "arrow_schema",
    "arrow_type",
    "column",
    "one_per_key",
    "rows_from_arrow",
    "rows_to_arrow",
    "under_schema",
    "unwrap",
]
