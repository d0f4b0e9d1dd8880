"""The questions of docs/QUESTIONS.md are queries that run, and their answers there have the columns that they ask for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from warehouse.sql.connect import query_sql
from warehouse.store.home import Home

PAGE = (Path(__file__).parents[3] / "docs" / "QUESTIONS.md").read_text("utf-8")
QUESTIONS = re.findall(r"^## (\d+)\. .*?\n\n```sql\n(.*?)```\n\n```text\n(.*?)\n", PAGE, re.MULTILINE | re.DOTALL)


def test_there_are_twenty_five() -> None:
    assert [int(number) for number, *_ in QUESTIONS] == list(range(1, 26))


@pytest.mark.parametrize(("number", "sql", "head"), QUESTIONS, ids=[number for number, *_ in QUESTIONS])
def test_a_question_is_a_query(shared: Home, tmp_path: Path, number: str, sql: str, head: str) -> None:
    own = tmp_path / "ucdp.csv"
    own.write_text("iso,day,deaths\nMN,2026-04-25,3\n")
    columns, rows = query_sql(shared, sql, attached={"ucdp": own})
    found = list(rows)
    assert all(len(row) == len(columns) for row in found)
    if "pivot" not in sql:  # whose columns are the warehouse's countries
        assert columns == head.split(" | "), number
