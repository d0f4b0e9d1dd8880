from __future__ import annotations

import datetime as dt
import re
import textwrap
import types
from typing import Any

import pytest
from pydantic import BaseModel

from tests.warehouse.samples import NOW, country_week
from warehouse.columns import duckdb_type, entries
from warehouse.dictionary import DICTIONARY, EXAMPLES, json_schema, markdown
from warehouse.schema import Row, SchemaError, column
from warehouse.sql.connect import query_sql
from warehouse.sql.named import list_queries, run_query
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import TABLES, Article, Report


def test_the_dictionary_in_the_repository_is_fresh() -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == markdown(), "run `make docs`"


def test_every_table_has_an_example() -> None:
    assert set(EXAMPLES) == {row_type.table for row_type in TABLES}


def blocks() -> list[str]:
    """What the dictionary shows as code, block by block."""
    runs = re.findall(r"^((?:    .*\n|\n(?=    ))+)", DICTIONARY.read_text(encoding="utf-8"), re.MULTILINE)
    return [textwrap.dedent(run).strip() for run in runs]


@pytest.mark.parametrize("block", [block for block in blocks() if block.startswith("select")])
def test_the_sql_of_the_dictionary_answers(shared: Home, block: str) -> None:
    columns, _ = query_sql(shared, block)
    assert columns


def test_the_dictionary_shows_a_query_for_each_table_and_named_query() -> None:
    said = blocks()
    assert set(EXAMPLES.values()) <= set(said)
    assert {query.example_command for query in list_queries()} <= set(said)


def test_a_table_can_be_seen_as_it_was(home: Home) -> None:
    for n, score in enumerate((40.0, 60.0)):
        at = NOW + dt.timedelta(hours=n)
        Store(home).replace_country_weeks([country_week("MN", revision=f"r{n}", score=score, finished_at=at)])
    (block,) = (block for block in blocks() if "DeltaTable" in block)
    *code, last = block.replace("HOME", home.location).splitlines()
    seen: dict[str, Any] = {}
    exec("\n".join(code), seen)
    assert len(seen["reports"].history()) >= 2
    seen["reports"].load_as_version(1)
    assert eval(last, seen).column("threat_score").to_pylist() == [40.0]
    rows = list(run_query(home, "revisions", country="MN")[1])
    assert [(row[1], row[3]) for row in rows] == [(True, 60.0), (False, 40.0)]


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
