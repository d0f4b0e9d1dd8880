"""Secrets stay in the environment: after runs with marked ones, none is found in anything that was written or said.

The commands run as a user starts them, with Prefect's log at its most talkative: an import, a build over object storage
with a language model whose server answers, refuses, and repeats the key that it was given, the site, an export, and a storage
that does not answer. A word that is no secret is looked for too, so that a search that finds nothing is known to search.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.flows.test_builds import NEWS, write_news
from tests.tasks.model_server import Question, model_server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("pydantic_ai") is None, reason="the extra weekwatch[llm] is missing"),
]

ROOT = Path(__file__).parents[2]
WEEKWATCH = [sys.executable, "-c", "from flows.cli import main; main()"]
MARK = "never-to-be-seen"
SECRETS = {
    name: f"sk-{number}-{MARK}"
    for number, name in enumerate(
        (
            "OPENAI_API_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
        )
    )
}
WORD = "Zweckmark"
"""No secret: stands in a title, and must be found wherever articles are."""


def weekwatch(*arguments: str, expect: int = 0, environment: Mapping[str, str] | None = None) -> str:
    """What a command said, on stdout and stderr together."""
    done = subprocess.run(
        [*WEEKWATCH, *arguments],
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == expect, done.stdout[-3000:]
    return f"$ weekwatch {' '.join(arguments)}\n{done.stdout}"


def answers(question: Question) -> Any:
    """Now something, now a refusal that repeats what it was sent, now nonsense that does."""
    return ([], 401, f"key {SECRETS['OPENAI_API_KEY']}", 500)[question.number % 4]


def places_of(mark: bytes, folder: Path, said: str) -> set[str]:
    """Where it is found: in what was said, in any file, in the rows of Parquet and DuckDB files."""
    found = {"said"} if mark in said.encode() else set()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = str(path.relative_to(folder))
        if mark in path.read_bytes():
            found.add(name)
        if path.suffix == ".parquet" and mark in _plain(pq.read_table(path).to_pylist()):
            found.add(f"rows of {name}")
        if path.name == "weekwatch.duckdb":
            tables = [str(row[0]) for row in _sql(path, "select table_name from duckdb_tables()")]
            found |= {
                f"{table} of {name}" for table in tables if mark in _plain(_sql(path, f'select * from "{table}"'))
            }
    return found


def _plain(rows: Any) -> bytes:
    return repr(rows).encode()


def _sql(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_secrets_are_found_nowhere(bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("WEEKWATCH_HOME", bucket)
    at, outlet, _, text = NEWS[0]
    news = write_news(
        tmp_path / "news.jsonl", [*NEWS, (at, outlet, f"Drones hit {WORD} station in Kyiv, Ukraine", text)]
    )
    ask = ("--countries", "UA,PK", "--week", "2023-W01")
    said = weekwatch("import", str(news))
    with model_server(answers) as server:
        model = {"WEEKWATCH_MODEL": "openai:scripted", "WEEKWATCH_MODEL_URL": server.url}
        model |= {"PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300"}
        said += weekwatch("run", *ask, environment=model)
        assert len(server.questions) > 1
        said += weekwatch("model", "--try", environment=model)
    said += weekwatch("site", "--out", str(tmp_path / "site"))
    said += weekwatch("export", "json", "--country", "UA", "--week", "2023-W01", "--out", str(tmp_path / "ua.json"))
    said += weekwatch("status", "--json", expect=0)
    said += weekwatch("run", *ask, "--force", expect=2, environment={"AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    _copy_of_the_bucket(tmp_path / "bucket")

    found = places_of(WORD.encode(), tmp_path, said)
    assert any(place.startswith("rows of bucket") for place in found), found
    assert any(place.startswith("articles of cache") for place in found), found
    assert any(place.startswith("site") for place in found), found
    assert "ua.json" in found
    assert any("prefect.db" in place for place in places_of(b"s3://weeks", tmp_path, said))

    assert places_of(MARK.encode(), tmp_path, said) == set()


def _copy_of_the_bucket(folder: Path) -> None:
    from pyarrow.fs import FileSelector, FileType, S3FileSystem

    storage = S3FileSystem(endpoint_override=os.environ["AWS_ENDPOINT_URL"], region="us-east-1")
    for info in storage.get_file_info(FileSelector("weeks", recursive=True)):
        if info.type == FileType.File:
            path = folder / info.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with storage.open_input_stream(info.path) as stream:
                path.write_bytes(stream.read())
