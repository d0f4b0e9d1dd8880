"""Statements that do not heed an interruption: one call of a function on two long texts, between two looks of DuckDB."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import duckdb
import pytest

from warehouse.errors import InputError
from warehouse.sql import connect as db
from warehouse.sql import limits
from warehouse.sql.limits import DeafError, within
from warehouse.sql.reader import MOST_DEAF, AskLimits, Reader
from warehouse.store.home import Home

DEAF = "select levenshtein(repeat('a', 12000), repeat('b', 12000))"
"""About a second of one call."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HEED_SECONDS", 0.05)


def test_what_heeds_is_broken_off_and_what_ends_in_time_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "select count(*) from range(1000000000) a, range(1000000000) b where a.range % 7 = b.range % 11"
    with duckdb.connect() as connection:
        assert within(60, connection, lambda: 7) == 7
        monkeypatch.setattr(limits, "HEED_SECONDS", 60)
        with pytest.raises(duckdb.InterruptException):
            within(0.05, connection, lambda: connection.execute(endless).fetchall())


INTERRUPTED = """
import duckdb
from warehouse.sql.limits import within
connection = duckdb.connect()
endless = "select count(*) from range(1000000000) a, range(1000000000) b where a.range % 7 = b.range % 11"
print("begun", flush=True)
try:
    within(600, connection, lambda: connection.execute(endless).fetchall())
except KeyboardInterrupt:
    print("broken off", flush=True)
"""


def test_ctrl_c_breaks_a_statement_off_and_the_process_ends_in_order() -> None:
    command = [sys.executable, "-c", INTERRUPTED]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(0.2)  # until the statement runs; before that it is broken off as well
        process.send_signal(signal.SIGINT)
        said, error = process.communicate(timeout=600)
    assert (said, error, process.returncode) == ("broken off\n", "", 0)


def test_a_deaf_statement_is_left_behind_and_others_are_answered(shared: Home) -> None:
    reader = Reader(shared, AskLimits(seconds=0.05))
    with pytest.raises(DeafError, match="could not be stopped") as raised:
        reader.ask_freely(DEAF)
    reader.limits = AskLimits(seconds=60)
    assert reader.ask_freely("select 1").rows == [(1,)]
    assert reader.named("movers").columns
    raised.value.thread.join()  # one that comes back while the interpreter ends would abort it


def test_free_statements_are_refused_while_too_many_are_deaf(shared: Home) -> None:
    reader = Reader(shared)
    ended = threading.Event()
    reader._deaf = [threading.Thread(target=ended.wait, daemon=True) for _ in range(MOST_DEAF)]
    for thread in reader._deaf:
        thread.start()
    with pytest.raises(InputError, match="still run"):
        reader.ask_freely("select 1")
    assert reader.ask("select 1").rows == [(1,)]
    ended.set()
    for thread in reader._deaf:
        thread.join()
    assert reader.ask_freely("select 1").rows == [(1,)]


def test_a_statement_of_the_command_line_is_left_behind_too(shared: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "HEED_SECONDS", 0.05)
    with pytest.raises(DeafError) as raised:
        list(db.query_sql(shared, DEAF, seconds=0.05)[1])
    assert list(db.query_sql(shared, "select 1")[1]) == [(1,)]
    raised.value.thread.join()
