"""A real MCP client asks: five analysts' questions, what is refused, and both ways to reach the server."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.samples import WEEK, country_week
from warehouse.errors import InputError
from warehouse.sql.connect import sync
from warehouse.sql.reader import AskLimits, Reader
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home

mcp = pytest.importorskip("mcp", reason="the extra `mcp` is not installed")

from flows.asking.answers import QUESTIONS, Answers  # noqa: E402
from flows.asking.server import make_server  # noqa: E402

COMMAND = "from flows.cli.app import main; main()"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home.create(tmp_path_factory.mktemp("asking") / "home")
    Store(made).replace_country_weeks([country_week()])
    sync(made)
    return made


def asked(home: Home, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """What a client gets for these calls of one session, in process."""

    async def session() -> list[Any]:
        async with mcp.Client(make_server(home)) as client:
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(session())


def answer(result: Any) -> dict[str, Any]:
    assert not result.is_error, result.content[0].text
    found: dict[str, Any] = result.structured_content
    inner: dict[str, Any] = found.get("result", found)
    return inner


def test_every_question_is_a_tool_that_says_what_it_answers_and_only_reads(home: Home) -> None:
    async def listed() -> list[Any]:
        async with mcp.Client(make_server(home)) as client:
            return list((await client.list_tools()).tools)

    tools = {tool.name: tool for tool in asyncio.run(listed())}
    assert list(tools) == [question.__name__ for question in QUESTIONS]
    assert all(tool.description and tool.annotations.read_only_hint for tool in tools.values())
    assert set(tools["events"].input_schema["properties"]) >= {
        "country",
        "kind",
        "actor",
        "unit",
        "from_week",
        "killed",
    }


def test_five_questions_of_an_analyst_are_answered_with_ids_and_sources(home: Home) -> None:
    country, level, events, near, brief = asked(
        home,
        ("countries", {}),
        ("levels", {"country": "Mongolia"}),
        ("events", {"country": "MN", "killed": 1}),
        ("hotspots_near", {"lat": 47.92, "lng": 106.92, "km": 500}),
        ("search", {"words": "border", "country": "mongolia"}),
    )
    assert answer(country)["rows"][0]["country"] == "MN"
    assert answer(level)["rows"][0]["week"] == str(WEEK)
    assert answer(level)["rows"][0]["level_reason"]
    event_id = answer(events)["rows"][0]["event_id"]
    assert answer(near)["rows"] or answer(near)["note"]
    assert all(row["article_id"] and row["outlet"] for row in answer(brief)["rows"])
    one = answer(asked(home, ("event", {"event_id": event_id}))[0])
    assert one["event"][0]["event_id"] == event_id
    assert one["figures"][0]["article_id"] in {source["article_id"] for source in one["sources"]}
    assert all(source["title"] and "url" in source for source in one["sources"])


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("sql", {"statement": "delete from reports"}, "not allowed"),
        ("sql", {"statement": "create table x as select 1"}, "not allowed"),
        ("sql", {"statement": "copy reports to '/tmp/out.csv'"}, "not allowed"),
        ("sql", {"statement": "attach '/tmp/other.db'"}, "not allowed"),
        ("sql", {"statement": "set memory_limit = '9GB'"}, "not allowed"),
        ("sql", {"statement": "select 1; select 2"}, "2 statements"),
        ("sql", {"statement": "select * from read_csv('/etc/passwd')"}, "outside the warehouse"),
        ("sql", {"statement": "select * from 'https://example.org/x.parquet'"}, ""),
        ("sql", {"statement": "select * from glob('/etc/*')"}, "outside the warehouse"),
        ("query", {"name": "threat-serie"}, "did you mean 'threat-series'"),
        ("levels", {"country": "Mongola"}, "did you mean 'mongolia'"),
        ("report", {"country": "MN", "week": "2031-W99"}, ""),
        ("event", {"event_id": "e0"}, "no event"),
        ("events", {"killed": "many"}, ""),
    ],
)
def test_what_is_wrong_or_reaches_outside_is_refused_in_words(
    home: Home, tool: str, arguments: dict[str, Any], said: str
) -> None:
    (result,) = asked(home, (tool, arguments))
    assert result.is_error
    assert said in result.content[0].text
    assert "Traceback" not in result.content[0].text


def test_an_answer_has_bounds_in_rows_characters_and_seconds(home: Home) -> None:
    many = Reader(home, AskLimits(rows=5)).ask("select range as n from range(1000)")
    assert (len(many.rows), many.cut) == (5, True)
    long = Reader(home, AskLimits(characters=250)).ask("select repeat('x', 100) from range(9)")
    assert (len(long.rows), long.cut) == (2, True)
    endless = "select count(*) from range(100000000) a, range(100000000) b where a.range % 7 = b.range % 11"
    with pytest.raises(InputError, match="took longer"):
        Reader(home, AskLimits(seconds=0.2)).ask(endless)


def test_a_newer_state_is_seen_without_a_new_session(home: Home, tmp_path: Path) -> None:
    own = Home.create(tmp_path / "home")
    Store(own).replace_country_weeks([country_week()])
    sync(own)
    answers = Answers(own)
    assert len(answers.countries()["rows"]) == 1
    Store(own).replace_country_weeks([country_week("KZ")])
    sync(own)
    assert {row["country"] for row in answers.countries()["rows"]} == {"KZ", "MN"}


@pytest.mark.slow
def test_the_command_answers_over_stdio(home: Home) -> None:
    from mcp.client.stdio import StdioServerParameters

    command = StdioServerParameters(command=sys.executable, args=["-c", COMMAND, "mcp", "--home", home.location])

    async def session() -> Any:
        async with mcp.Client(command) as client:
            return await client.call_tool("countries", {})

    assert answer(asyncio.run(session()))["rows"][0]["name"] == "Mongolia"


@pytest.mark.slow
def test_the_command_answers_over_http_on_this_machine_alone(home: Home) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = [sys.executable, "-c", COMMAND, "mcp", "--home", home.location, "--port", str(port)]
    with subprocess.Popen(arguments, stderr=subprocess.DEVNULL) as server:
        try:
            assert answer(asyncio.run(_over_http(port)))["rows"][0]["country"] == "MN"
        finally:
            server.terminate()


def _over_http(port: int) -> Coroutine[Any, Any, Any]:
    async def session() -> Any:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        async with mcp.Client(f"http://127.0.0.1:{port}/mcp") as client:
            return await client.call_tool("levels", {})

    return session()
