"""The Python door: SQL and named queries as polars frames or Arrow tables."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from warehouse.errors import WarehouseError
from warehouse.schema import Row, arrow_schema, rows_from_arrow, under_schema
from warehouse.sql import connect as db
from warehouse.sql.named import bind, get_query
from warehouse.sql.text import check_reads_only
from warehouse.store.home import Home

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb
    import polars as pl
    import pyarrow as pa


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A warehouse that answers with frames. Every call sees its newest synced state."""

    home: Home
    session: duckdb.DuckDBPyConnection | None = None
    """A connection that all calls share (see `within`); None: each opens its own."""

    @classmethod
    def open(cls, path: str | Path | None = None) -> Warehouse:
        """The warehouse at `path` (WEEKWATCH_HOME where none is given). Raises WarehouseError if there is none."""
        place = path or os.environ.get("WEEKWATCH_HOME")
        if not place:
            raise WarehouseError("no warehouse was named", remedy="give a folder or set WEEKWATCH_HOME")
        return cls(Home.open(place))

    def query(self, name: str, **parameters: Any) -> pl.DataFrame:
        """A named query's answer as a polars frame; `from_` stands for the parameter `from`.

        Raises InputError for a wrong name or parameter.
        """
        query = get_query(name, self.home)
        values = bind(query, parameters, week_starts_on=self.home.week_starts_on)
        return _frame(self.arrow(query.sql, values))

    def sql(
        self, sql: str, parameters: Mapping[str, Any] | None = None, attached: Mapping[str, Path] | None = None
    ) -> pl.DataFrame:
        """One reading statement's answer as a polars frame; `parameters` fill `$name`, `attached` files of one's own are tables
        by those names (not within a session). Raises InputError."""
        return _frame(self.arrow(sql, parameters, attached))

    def arrow(
        self, sql: str, parameters: Mapping[str, Any] | None = None, attached: Mapping[str, Path] | None = None
    ) -> pa.Table:
        """One reading statement's answer as an Arrow table. Raises InputError or WarehouseError."""
        import duckdb

        check_reads_only(sql)
        with nullcontext(self.session) if self.session else db.connect(self.home, attached=attached) as connection:
            try:
                return connection.sql(sql, params=dict(parameters) if parameters else None).to_arrow_table()
            except duckdb.Error as error:
                raise db.explained(error, self.home) from error

    @contextmanager
    def within(self) -> Iterator[Warehouse]:
        """The same warehouse for many small questions: one connection, and one state of the data for all of them."""
        with db.connect(self.home) as connection:
            yield Warehouse(self.home, connection)

    def rows(
        self,
        row_type: type[R],
        *,
        countries: Collection[str] | None = None,
        weeks: Collection[dt.date] | None = None,
        events: Collection[str] | None = None,
        articles: Collection[str] | None = None,
        country_weeks: Collection[tuple[str, dt.date]] | None = None,
    ) -> list[R]:
        """The current rows of a table, validated, by key.

        `countries`, `weeks` (starts of weeks), pairs of both and, of tables that name them, `events` and `articles` (ids) narrow it down.
        """
        schema = arrow_schema(row_type)
        narrows = (("country", countries), ("week", weeks), ("event_id", events), ("article_id", articles))
        narrowed = [name for name, chosen in narrows if chosen is not None]
        many = ("event_id", "article_id")  # thousands: looked up by hash, where a list would be gone through row by row
        terms = [
            f"{name} in (select unnest(${name}))" if name in many else f"list_contains(${name}, {name})"
            for name in narrowed
        ]
        pairs = sorted(country_weeks or ())
        if country_weeks is not None:
            weeks_alone = "list_contains($of_weeks, week)"  # files of other weeks are not opened
            terms += [weeks_alone, "(country, week) in (select unnest($of_countries), unnest($of_weeks))"]
        where = " and ".join(terms) or "true"
        columns = ", ".join(f'"{name}"' for name in schema.names)
        order = ", ".join(f'"{name}"' for name in row_type.key)
        chosen = {name: sorted(values or ()) for name, values in narrows}
        found = self.arrow(
            f"select {columns} from {row_type.table} where {where} order by {order}",
            {name: chosen[name] for name in narrowed}
            | (
                {"of_countries": [c for c, _ in pairs], "of_weeks": [w for _, w in pairs]}
                if country_weeks is not None
                else {}
            ),
        )
        return rows_from_arrow(row_type, under_schema(found, schema))

    def tables(self) -> pl.DataFrame:
        """Every table and view with its description."""
        return self.sql(
            "select table_name as name, comment as description from duckdb_tables() where schema_name = 'main' "
            "union all select view_name, comment from duckdb_views() where schema_name = 'main' and not internal "
            "order by name"
        )


def _frame(table: pa.Table) -> pl.DataFrame:
    import polars as pl

    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame
