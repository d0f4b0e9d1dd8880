from __future__ import annotations

import datetime as dt
import itertools
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from deltalake import write_deltalake

from tasks.threat.formula import level_bounds, load_formula
from tests.warehouse.samples import NOW, WEEK, country_week
from warehouse.columns import entries
from warehouse.dictionary import EXAMPLES
from warehouse.errors import InputError, WarehouseError
from warehouse.frames import Warehouse
from warehouse.maintenance import compact
from warehouse.sql import connect as db
from warehouse.sql.checks import verify
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import TABLES, Report

BOUNDS = level_bounds(load_formula())

LATER = NOW + dt.timedelta(hours=1)


def _all(home: Home, sql: str) -> list[tuple[object, ...]]:
    return list(db.query_sql(home, sql)[1])


def test_sql_answers_from_an_empty_warehouse(home: Home) -> None:
    for entry in entries():
        assert _all(home, f"select * from {entry.name}") == []


def test_the_first_query_makes_the_file(filled: Home) -> None:
    assert not filled.database.exists()
    columns, rows = db.query_sql(filled, "select country, week, threat_level from reports order by 1, 2")
    assert columns == ["country", "week", "threat_level"]
    assert len(list(rows)) == 6


def test_the_file_opens_in_the_duckdb_of_bi_tools(filled: Home) -> None:
    db.sync(filled)
    with filled.database.open("rb") as file:  # checksum, `DUCK`, number of the storage version
        head = file.read(20)
    assert (head[8:12], int.from_bytes(head[12:20], "little")) == (b"DUCK", 64), "64 is what DuckDB 0.9 to 1.x read"


def test_files_of_ones_own_are_tables_beside_and_nothing_else_can_be_read(filled: Home, tmp_path: Path) -> None:
    own = tmp_path / "ucdp.csv"
    own.write_text("iso,deaths\nMN,3\nUA,70\n")
    asked = "select country, deaths from (select distinct country from reports) join ucdp on iso = country order by 1"
    assert list(db.query_sql(filled, asked, attached={"ucdp": own})[1]) == [("MN", 3), ("UA", 70)]
    assert Warehouse(filled).sql(asked, attached={"ucdp": own}).height == 2
    with pytest.raises(InputError, match="outside the warehouse"):
        db.query_sql(filled, f"select * from read_csv('{own}')", attached={"ucdp": own})
    assert "ucdp" not in {name for (name,) in _all(filled, "show tables")}
    for name, path, message in (
        ("reports", own, "there is a table reports already"),
        ("Ucdp; drop", own, "is not a valid table name"),
        ("ucdp", tmp_path / "none.csv", "is not a CSV or Parquet file"),
    ):
        with pytest.raises(InputError, match=message):
            db.connect(filled, attached={name: path})


def test_what_is_synced_step_by_step_equals_what_is_built_anew(filled: Home) -> None:
    db.sync(filled)
    store = Store(filled)
    for n, score in enumerate((60.0, 50.0), 1):
        store.replace_country_weeks(
            [
                country_week(
                    "MN", revision=f"r{n + 1}", articles=2 + n, score=score, finished_at=LATER + n * (LATER - NOW)
                )
            ]
        )
        synced = db.sync(filled)
        assert not synced.rebuilt
        assert synced.weeks == (WEEK,)
    stepwise = {entry.name: _all(filled, f"select * from {entry.name} order by all") for entry in entries()}
    history = _all(filled, "select * from report_history order by all")
    assert db.rebuild(filled).rebuilt
    for name, rows in stepwise.items():
        assert _all(filled, f"select * from {name} order by all") == rows
    assert _all(filled, "select * from report_history order by all") == history
    assert len(stepwise["articles"]) == 3 * 6 - 3 + 4


def test_nothing_to_do_is_said(filled: Home) -> None:
    db.sync(filled)
    before = filled.database.stat().st_ino
    assert db.sync(filled).weeks == ()
    assert filled.database.stat().st_ino == before


def test_views_show_the_current_revision_and_history_the_others(filled: Home) -> None:
    Store(filled).replace_country_weeks([country_week("MN", revision="r2", articles=5, score=61.0, finished_at=LATER)])
    db.sync(filled)
    assert _all(filled, f"select threat_score from reports where country = 'MN' and week = date '{WEEK}'") == [(61.0,)]
    assert _all(filled, f"select count(*) from articles where country = 'MN' and week = date '{WEEK}'") == [(5,)]
    said = "select revision, is_current, threat_score from report_history where country = 'MN' and week = date '2026-04-20'"
    assert _all(filled, said + " order by built_at") == [("r1", False, 45.0), ("r2", True, 61.0)]


def test_readers_of_the_former_file_are_not_disturbed(filled: Home) -> None:
    db.sync(filled)
    with db.connect(filled) as reader:
        Store(filled).replace_country_weeks([country_week("MN", revision="r2", score=61.0, finished_at=LATER)])
        db.sync(filled)
        assert reader.execute("select count(*) from reports where threat_score = 61").fetchone() == (0,)
        assert reader.execute("select count(*) from articles").fetchone() == (18,)
    assert _all(filled, "select count(*) from reports where threat_score = 61") == [(1,)]


def test_a_moved_warehouse_is_found_again(filled: Home, tmp_path: Path) -> None:
    db.sync(filled)
    Path(filled.location).rename(tmp_path / "elsewhere")
    assert _all(Home.open(tmp_path / "elsewhere"), "select count(*) from articles") == [(18,)]


def test_a_damaged_duckdb_file_is_made_again(filled: Home) -> None:
    filled.database.write_bytes(b"no database")
    with pytest.raises(WarehouseError, match="warehouse rebuild"):
        db.query_sql(filled, "select 1")
    assert db.sync(filled).rebuilt
    assert _all(filled, "select count(*) from reports") == [(6,)]


def test_columns_and_tables_have_comments(shared: Home) -> None:
    db.sync(shared)
    without = _all(
        shared, "select table_name, column_name from duckdb_columns() where schema_name = 'main' and comment is null"
    )
    tables = {entry.name for entry in entries()}
    assert [name for name in without if name[0] in tables] == []


@pytest.mark.parametrize("sql", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_example_of_every_table_answers(shared: Home, sql: str) -> None:
    assert _all(shared, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "drop table reports",
        "delete from runs",
        "copy (select 1) to 'out.csv'",
        "attach 'x.duckdb'",
        "set enable_external_access = true",
        "install httpfs",
        "explain analyze copy (select 1) to 'out.csv'",
        "create temp table t as select 1",
        "select 1; select 2",
        "",
        "selec 1",
    ],
)
def test_sql_that_does_not_only_read_is_refused(shared: Home, sql: str) -> None:
    with pytest.raises(InputError):
        db.query_sql(shared, sql)
    assert not Path("out.csv").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "from glob('/etc/*')",
        "select * from read_text('{home}')",
    ],
)
def test_other_files_are_out_of_reach(shared: Home, sql: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with pytest.raises(InputError):
        _all(shared, sql.format(home=tmp_path / "secret.txt"))


@pytest.mark.parametrize(
    "sql",
    [
        "explain select 1",
        "describe articles",
        "show tables",
        "summarize scores",
        "with a as (from scores) select count(*) from a",
        "values (1)",
        "pivot reports on country using max(threat_score) group by week",
    ],
)
def test_everything_that_reads_is_allowed(shared: Home, sql: str) -> None:
    assert _all(shared, sql)


def test_a_misspelt_table_is_answered_with_the_near_one(shared: Home) -> None:
    with pytest.raises(InputError, match="articles"):
        db.query_sql(shared, "select * from artcles")


def test_instants_are_utc_whatever_the_zone_of_the_reader(filled: Home) -> None:
    db.sync(filled)
    with duckdb.connect(str(filled.database), read_only=True) as connection:
        connection.execute("set TimeZone = 'Asia/Ulaanbaatar'")
        (found,) = (
            connection.execute(f"select min(published_at) from articles where week = date '{WEEK}'").fetchone() or ()
        )
    assert found == dt.datetime.fromisoformat("2026-04-20T09:00")


def test_an_answer_costs_neither_polars_nor_arrow_nor_pydantic(shared: Home) -> None:
    db.sync(shared)
    code = (
        "import sys; from warehouse.store.home import Home; from warehouse.sql import connect as db\n"
        f"assert list(db.query_sql(Home.open({shared.location!r}), 'select 1')[1]) == [(1,)]\n"
        "print([m for m in ('pyarrow', 'polars', 'pydantic', 'deltalake', 'prefect', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_warehouse_of_an_earlier_version_is_read_written_and_kept(filled: Home) -> None:
    """Columns that came later are null in its rows, whole weeks of them and mixed with new ones."""
    later = ["model_calls", "cost_usd", "replaced_sections"]
    earlier = Home.create(filled.local.parent / "earlier")
    for row_type in TABLES:
        data = Store(filled).arrow(row_type)
        data = data.drop_columns([name for name in later if name in data.column_names])
        other_words = [field.with_metadata({"description": "as it was described then"}) for field in data.schema]
        write_deltalake(earlier.table(row_type.table), data.cast(pa.schema(other_words)), partition_by=["week"])
    assert db.sync(earlier).rebuilt
    assert _all(earlier, "select count(*), count(model_calls) from reports") == [(6, 0)]

    store = Store(earlier)
    store.replace_country_weeks([country_week("MN", revision="new", finished_at=LATER)])
    assert not db.sync(earlier).rebuilt
    assert {row.country for row in store.read(Report)} == {row.country for row in Store(filled).read(Report)}
    assert len(_all(earlier, "select * from reports")) == 6
    stepwise = _all(earlier, "select * from report_history order by all")
    db.rebuild(earlier)
    assert _all(earlier, "select * from report_history order by all") == stepwise
    assert [f for f in verify(earlier, BOUNDS) if f.severity == "error"] == []
    compact(earlier)
    db.sync(earlier)
    assert len(_all(earlier, "select * from reports")) == 6


def test_a_question_that_takes_too_long_is_broken_off(shared: Home) -> None:
    endless = "select count(*) from range(1000000000) a, range(1000000000) b where a.range % 7 = b.range % 11"
    with pytest.raises(InputError, match="took too long"):
        list(db.query_sql(shared, endless, seconds=0.3)[1])


def test_an_answer_whose_every_part_is_quick_is_broken_off_too(shared: Home) -> None:
    _, rows = db.query_sql(shared, "select range from range(1000000000000)", seconds=0.3)
    with pytest.raises(InputError, match="took too long"):
        for _ in itertools.islice(rows, 20_000_000):
            pass


def test_a_question_may_not_take_all_memory_nor_the_disk(shared: Home) -> None:
    hungry = "select list(range || repeat('x', 1000)) from range(100000000)"
    with pytest.raises(InputError, match="more than 2GB"):
        list(db.query_sql(shared, hungry)[1])


@pytest.mark.parametrize(
    "sql",
    [
        "set memory_limit = '64GB'",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/hostname')",
        "select * from glob('/etc/*')",
        "select * from '/etc/passwd'",
        "select * from read_parquet('https://example.org/x.parquet')",
        "select getenv('HOME')",
    ],
)
def test_nothing_outside_is_reached(shared: Home, sql: str) -> None:
    with pytest.raises(InputError):
        list(db.query_sql(shared, sql)[1])
