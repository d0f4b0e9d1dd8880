"""The views for BI tools: plain columns, one row as each says, equal in a file that needs no other; queries of a home's own."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.copy import export_duckdb
from warehouse.errors import InputError
from warehouse.sql.connect import connect, query_sql
from warehouse.sql.named import get_query, list_queries, run_query
from warehouse.sql.sync import VIEWS
from warehouse.store.home import Home

PLAIN = (
    "dim_country", "dim_place", "dim_week", "flat_events", "level_changes", "sector_weeks", "source_weeks", "unit_weeks",
)  # fmt: skip
"""Views for tools that know no lists; `place_weeks` is a table."""
KEYS = {
    "dim_country": "country",
    "dim_place": "place_id",
    "dim_week": "week",
    "flat_events": "event_id",
    "level_changes": "country, week",
    "sector_weeks": "country, week, sector",
    "source_weeks": "country, week, outlet",
    "unit_weeks": "country, week, unit",
    "place_weeks": "country, week, place_id",
}


def test_every_view_for_tools_is_plain_and_has_one_row_a_key(shared: Home) -> None:
    assert {path.stem for path in VIEWS.glob("*.sql")} == {*PLAIN, "events_current", "event_weeks"}
    with connect(shared) as connection:
        for name, key in KEYS.items():
            columns = connection.execute(f"describe {name}").fetchall()
            assert not [c for c, kind, *_ in columns if "[" in kind or "STRUCT" in kind or "MAP" in kind], name
            rows, keys = connection.execute(f"select count(*), count(distinct ({key})) from {name}").fetchall()[0]
            assert rows == keys, name


def test_sectors_add_up_to_the_scores(shared: Home) -> None:
    _, rows = query_sql(
        shared,
        "select count(*), bool_and(abs(l.points - (s.diplomacy + s.military + s.border_trade + s.energy + s.cyber +"
        " s.internal_security + s.unrest + s.disaster + s.health + s.other)) < 1e-9)"
        " from (select country, week, sum(points) as points from sector_weeks group by all) l join scores s using (country, week)",
    )
    (count, alike) = next(rows)
    assert count > 0
    assert alike


@pytest.mark.parametrize(
    ("lat", "lng", "cell"), [(57.64911, 10.40744, "u4pru"), (-25.382708, -49.265506, "6gkzw"), (90.0, 180.0, "zzzzz")]
)
def test_a_geohash_is_the_known_one(lat: float, lng: float, cell: str) -> None:
    """The examples of the geohash of 2008, and the corner of the world."""
    text = (VIEWS / "dim_place.sql").read_text("utf-8")
    with duckdb.connect() as connection:
        connection.execute(
            f"create table place_weeks as select 'p' as place_id, 'P' as name, 'XA' as place_country, {lat} as lat, {lng} as lng,"
            " date '2026-04-20' as week"
        )
        connection.execute("create table events (place_id varchar, unit varchar, unit_name varchar, week date)")
        assert connection.execute(f"select geohash from ({text})").fetchall() == [(cell,)]


def test_a_change_that_was_taken_back_is_told_apart() -> None:
    text = (VIEWS / "level_changes.sql").read_text("utf-8")
    levels = ["Low", "High", "Low", "Low", "Low", "High", "High", "High", "Low"]
    with duckdb.connect() as connection:
        connection.execute(
            "create table scores (country varchar, week date, threat_level varchar, threat_score double, change varchar)"
        )
        for n, level in enumerate(levels):
            connection.execute(
                f"insert into scores values ('XA', date '2026-01-05' + {7 * n}, '{level}', 1, 'unknown')"
            )
        found = connection.execute(f"select to_level, taken_back from ({text}) order by week").fetchall()
    assert found == [("High", True), ("Low", False), ("High", False), ("Low", None)]


def test_an_export_says_the_same_without_any_other_file(filled: Home, tmp_path: Path) -> None:
    out = tmp_path / "whole.duckdb"
    written = export_duckdb(filled, out)
    assert written["articles"] > 0
    assert written["place_weeks"] > 0
    with connect(filled) as ours, duckdb.connect(str(out), read_only=True) as theirs:
        theirs.execute("set enable_external_access = false")
        for name in (*KEYS, "articles", "items", "reports", "events_current"):
            question = f"select count(*), sum(hash(columns(*)::varchar)::hugeint % 1000003) from {name}"
            assert ours.execute(question).fetchall() == theirs.execute(question).fetchall(), name
        (described,) = theirs.execute("select comment from duckdb_tables() where table_name = 'place_weeks'").fetchall()
        assert "where something happened" in described[0]


def test_queries_of_a_home_stand_beside_ours_and_may_replace_them(home: Home) -> None:
    folder = home.local / "queries"
    folder.mkdir()
    (folder / "how-many.sql").write_text(
        "-- How many.\n--\n-- @param least integer = 1: Least.\nselect $least::int as n\n"
    )
    (folder / "movers.sql").write_text("-- Ours.\nselect 1 as own\n")
    try:
        assert "how-many" in {query.name for query in list_queries(home)}
        assert "how-many" not in {query.name for query in list_queries()}
        columns, rows = run_query(home, "how-many", least="7")
        assert (columns, list(rows)) == (["n"], [(7,)])
        assert get_query("movers", home).description == "Ours."
        (folder / "bad.sql").write_text("-- What.\n-- @parameter x\nselect 1\n")
        with pytest.raises(InputError, match=r"bad\.sql"):
            list_queries(home)
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
