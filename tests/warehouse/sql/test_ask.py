"""The warehouse as an analyst asks it: the commands `query`, `sql` and `warehouse` over small made-up weeks."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import polars as pl
import pytest

import warehouse
from tests.flows.cli.test_app import refused, weekwatch
from warehouse.sql.connect import query_sql
from warehouse.sql.named import NamedQuery, list_queries
from warehouse.store.home import Home


@pytest.mark.parametrize("query", list_queries(), ids=lambda q: q.name)
def test_the_example_of_every_query_runs_as_it_is_written(shared: Home, query: NamedQuery) -> None:
    _, *words = shlex.split(query.example_command)
    found = json.loads(weekwatch(*words, "--home", shared.location, "--json").stdout)
    assert found
    assert weekwatch(*words, "--home", shared.location).stdout


def test_query_help_lists_all_queries_or_shows_the_one_that_is_named(home: Home) -> None:
    everything, one = weekwatch("query", "--help").output, weekwatch("query", "movers", "--help").output
    assert all(f"Query {query.name}:" in everything for query in list_queries())
    assert [line for line in one.splitlines() if line.startswith("Query ")] == ["Query movers:"]
    listed = json.loads(weekwatch("query", "--json").stdout)
    assert [row["query"] for row in listed] == [query.name for query in list_queries()]


@pytest.mark.parametrize("command", [["query", "movers"], ["sql", "select * from reports"]])
def test_answers_go_to_a_file_in_every_format(shared: Home, tmp_path: Path, command: list[str]) -> None:
    path = {style: tmp_path / "new" / f"answer.{style}" for style in ("csv", "json", "parquet")}
    for style, file in path.items():
        assert weekwatch(*command, "--home", shared.location, "--format", style, "--out", file).stdout == ""
    countries = pl.read_parquet(path["parquet"])["country"].to_list()
    assert countries
    assert pl.read_csv(path["csv"])["country"].to_list() == countries
    assert [row["country"] for row in json.loads(path["json"].read_text())] == countries
    weekwatch(*command, "--home", shared.location, "--out", tmp_path / "answer.txt")
    assert "country" in (tmp_path / "answer.txt").read_text()
    (tmp_path / "file").write_text("")
    said = refused(*command, "--home", shared.location, "--format", "parquet", "--out", tmp_path / "file" / "x")
    assert "cannot be written" in said


def test_an_empty_answer_says_what_there_is(shared: Home, home: Home) -> None:
    done = weekwatch("query", "threat-series", "--country", "FR", "--home", shared.location)
    assert done.stdout == "(no rows)\n"
    assert "these countries: MN, UA; and of the weeks from 2026-04-06 to 2026-04-20" in done.stderr
    assert "no report yet" in weekwatch("query", "movers", "--home", home.location).stderr


def test_verify_names_what_is_wrong_and_mend_how_it_comes_back(shared: Home, tmp_path: Path) -> None:
    at = tmp_path / "copy"
    shutil.copytree(shared.location, at, ignore=shutil.ignore_patterns("*.duckdb"))
    (file,) = (at / "tables" / "stories" / "week=2026-04-20").glob("*.parquet")
    file.write_bytes(b"PAR1")
    done = weekwatch("warehouse", "verify", "--home", at)
    assert done.exit_code == 3
    assert f"error: parquet-file: 2026-04-20: {file}: the file is damaged" in done.stdout
    again = "weekwatch backfill --countries MN,UA --from 2026-04-20 --to 2026-04-20 --force"
    assert again in done.stdout
    (said,) = json.loads(weekwatch("warehouse", "verify", "--home", at, "--json").stdout)
    assert (said["check"], said["week"], said["subject"]) == ("parquet-file", "2026-04-20", str(file))
    assert f"comes back by: {again}" in weekwatch("warehouse", "mend", "--home", at).stdout
    assert "nothing to fix" in weekwatch("warehouse", "mend", "--home", at).stderr


def test_a_process_that_asks_already_may_ask_again(shared: Home) -> None:
    door = warehouse.open(shared.location)
    with door.within() as session:
        assert session.sql("select 1 as n").to_dicts() == [{"n": 1}]
        assert door.sql("select 2 as n").to_dicts() == [{"n": 2}]
        assert list(query_sql(shared, "select 3 as n")[1]) == [(3,)]
