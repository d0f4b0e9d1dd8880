"""The questions of docs/QUESTIONS.md are queries that run, and their answers there have the columns that they ask for."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from warehouse.sql.connect import query_sql
from warehouse.store.home import Home

PAGE = (Path(__file__).parents[3] / "docs" / "QUESTIONS.md").read_text("utf-8")
QUESTIONS = re.findall(r"^## (\d+)\. .*?\n\n```sql\n(.*?)```\n\n```text\n(.*?)\n", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def own(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose DuckDB file nobody else of this process has open: only then may a file be attached."""
    place = tmp_path_factory.mktemp("asked") / "home"
    shutil.copytree(template, place, ignore=shutil.ignore_patterns("*.duckdb"))
    return Home.open(place)


def test_there_are_twenty_five() -> None:
    assert [int(number) for number, *_ in QUESTIONS] == list(range(1, 26))


@pytest.mark.parametrize(("number", "sql", "head"), QUESTIONS, ids=[number for number, *_ in QUESTIONS])
def test_a_question_is_a_query(own: Home, tmp_path: Path, number: str, sql: str, head: str) -> None:
    counted = tmp_path / "ucdp.csv"
    counted.write_text("iso,day,deaths\nMN,2026-04-25,3\n")
    columns, rows = query_sql(own, sql, attached={"ucdp": counted})
    found = list(rows)
    assert all(len(row) == len(columns) for row in found)
    if "pivot" not in sql:  # whose columns are the warehouse's countries
        assert columns == head.split(" | "), number
