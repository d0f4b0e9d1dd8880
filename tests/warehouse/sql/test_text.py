"""The gate of SQL: what reads passes, whatever it begins with; what could write does not, whatever it is dressed in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.errors import InputError
from warehouse.sql.text import check_reads_only

PIVOT = "pivot (select 1 as a, 'x' as b) on b using sum(a)"
READS = (
    "select 1",
    "with q as (select 1 as a) select a from q",
    "from range(3)",
    "values (1)",
    "describe select 1",
    "show tables",
    "summarize select 1",
    "unpivot (select 1 as a, 2 as b) on a, b into name n value v",
    PIVOT,
    f"with q as ({PIVOT}) from q",
    f"from ({PIVOT})",
    "select 'copy (select 1) to ''x''; drop table t'",
)
WRITES = (
    f"copy ({PIVOT}) to 'part.parquet'",
    "copy (select 1) to 'part.parquet'",
    "copy scores from 'x.csv'",
    f"create temp table t as {PIVOT}",
    f"create or replace view v as {PIVOT}",
    "create table t (a int)",
    "insert into scores values (1)",
    f"insert into scores {PIVOT}",
    "update scores set country = 'XX'",
    "delete from scores",
    "drop table scores",
    "alter table scores add column a int",
    "attach 'x.duckdb'",
    "detach x",
    "export database 'x'",
    "import database 'x'",
    "set memory_limit = '1GB'",
    "reset memory_limit",
    "pragma enable_profiling",
    "call checkpoint()",
    "install httpfs",
    "load httpfs",
    "checkpoint",
    "vacuum",
    "begin",
    "use x",
    "prepare p as select 1",
    "truncate scores",
)
DRESS = st.lists(st.sampled_from(["/* x */", "-- x\n", "\n", "\t", " ", "/* /* y */ */", "/**/"]), max_size=4).map(
    "".join
)
EXPLAINS = st.sampled_from(["", "explain ", "EXPLAIN ANALYZE ", "explain (format json) ", "explain /* x */ "])


def case(text: str, upper: bool) -> str:
    return text.upper() if upper else text


@given(DRESS, st.sampled_from(READS), DRESS, st.sampled_from(["", ";", " ;\n"]), st.booleans())
def test_what_reads_passes(before: str, sql: str, after: str, end: str, upper: bool) -> None:
    check_reads_only(f"{before}{case(sql, upper)}{end}{after if not end else ''}\n")


@given(DRESS, EXPLAINS, DRESS, st.sampled_from(WRITES), DRESS, st.booleans())
def test_what_writes_is_refused(before: str, explain: str, between: str, sql: str, after: str, upper: bool) -> None:
    with pytest.raises(InputError):
        check_reads_only(f"{before}{explain}{between}{case(sql, upper)}{after}")


@given(st.sampled_from(READS), st.sampled_from(WRITES), st.sampled_from([";", "; ", ");", ") as a; ", "\n) as a;\n"]))
def test_a_second_statement_is_refused(reads: str, writes: str, between: str) -> None:
    for text in (
        f"{reads}{between}{writes}",
        f"{writes}{between}{reads}",
        f"{reads}{between}{writes}; select * from (select 1",
    ):
        with pytest.raises(InputError):
            check_reads_only(text)


@pytest.mark.parametrize("sql", ["explain select 1", "explain analyze from range(3)", f"explain {PIVOT}"])
def test_what_reads_may_be_explained(sql: str) -> None:
    check_reads_only(sql)


@pytest.mark.parametrize("sql", ["", ";", "-- nothing", "selec 1", "select 1; select 2"])
def test_nothing_and_nonsense_are_refused_with_a_reason(sql: str) -> None:
    with pytest.raises(InputError, match=r"statements were given|cannot be parsed"):
        check_reads_only(sql)
