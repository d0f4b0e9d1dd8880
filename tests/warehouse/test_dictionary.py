from __future__ import annotations

import types

import pytest
from pydantic import BaseModel

from tests.warehouse.samples import country_week
from warehouse.dictionary import DICTIONARY, EXAMPLES, duckdb_type, entries, json_schema, markdown
from warehouse.schema import Row, SchemaError, column
from warehouse.tables import TABLES, Article, Report


def test_the_dictionary_in_the_repository_is_fresh() -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == markdown(), "run `make docs`"


def test_every_table_has_an_example() -> None:
    assert set(EXAMPLES) == {row_type.table for row_type in TABLES}


def test_a_column_tells_its_unit_range_and_null() -> None:
    articles = next(entry for entry in entries() if entry.name == "articles")
    killed = next(c for c in articles.columns if c.name == "killed")
    assert (killed.duckdb_type, killed.nullable, killed.unit, killed.null, killed.bounds) == (
        "BIGINT",
        True,
        "people",
        "none stated",
        ">= 0",
    )
    assert "Unit: people. Null: none stated." in killed.comment


def test_json_schemas_allow_and_refuse() -> None:
    schema = json_schema("reports")
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == set(Report.model_fields)
    assert set(json_schema("articles")["properties"]) == set(Article.model_fields)
    assert all(set(row.model_dump(mode="json")) == set(schema["properties"]) for row in country_week().rows[Report])


def test_types_of_duckdb() -> None:
    class Point(BaseModel):
        x: int
        y: float | None

    assert duckdb_type(list[str]) == "VARCHAR[]"
    assert duckdb_type(Point) == "STRUCT(x BIGINT, y DOUBLE)"
    assert duckdb_type(bytes | None) == "BLOB"
    with pytest.raises(SchemaError, match="no DuckDB type"):
        duckdb_type(dict)


@pytest.mark.parametrize(
    ("annotation", "field", "message"),
    [
        (str, column(""), "no description"),
        (int, column("A count."), "without a unit"),
        (str | None, column("A name."), "what null means"),
    ],
)
def test_a_column_that_does_not_say_what_it_is_does_not_pass(annotation: object, field: object, message: str) -> None:
    content = {"__annotations__": {"x": annotation}, "x": field, "__module__": __name__}
    with pytest.raises(SchemaError, match=message):
        types.new_class("Bad", (Row,), {"table": "bad"}, lambda body: body.update(content))
