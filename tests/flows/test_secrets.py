"""Marked secrets go through a whole run, and what it leaves is searched for them: nobody wrote one down.

The search proves something, because it finds in each of these places a word that belongs there.
"""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.flows.building.test_batch import NEWS, write_news
from tests.flows.publishing.test_alerts import Receiver
from tests.tasks.report.analyst.model_server import AskedOfModel, model_server
from tests.tasks.report.analyst.scripts import WITH_A_MODEL
from warehouse.store.home import Home

pytestmark = [
    pytest.mark.slow,
    WITH_A_MODEL,
]

WORD = "quetzalbridge"
"""No secret: it stands in a headline and names a channel of alerts, so it comes everywhere."""
SECRETS = {
    "OPENAI_API_KEY": "sk-marked-model-5f1c07",
    "HOOK_PATH": "marked-hook-9a24be",
    "HOOK_KEY": "marked-signing-c83d15",
    "PASSWORD": "marked-password-71e6f0",
    "AWS_SECRET_ACCESS_KEY": "marked-storage-e40b92",
}
USER = "user"
ALERTS = """
channels:
  - {name: %s, url: "${HOOK}/${HOOK_PATH}", secret: "${HOOK_KEY}"}
  - {name: apprise, url: "json://%s:${PASSWORD}@${APPRISE}"}
  - {name: post, url: "mailto://%s:${PASSWORD}@127.0.0.1:9?from=a@b.example&to=c@d.example"}
"""

RUN = """
import asyncio, datetime as dt, sys
from flows.cli.app import app

def weekwatch(*arguments):
    app(arguments, standalone_mode=False)

news, site = sys.argv[1:]
weekwatch("import", news)
weekwatch("deploy", "--apply")
weekwatch("backfill", "--countries", "UA,PK", "--from", "2023-01-02", "--to", "2023-01-02", "--workers", "1")
weekwatch("model", "--try")
weekwatch("alerts", "test")
weekwatch("site", "--out", site, "--workers", "1")
weekwatch("report", "UA", "2023-01-02")

from flows.upkeep import alerts

asyncio.run(alerts(now=dt.datetime(2023, 1, 18, tzinfo=dt.UTC)))  # a week later the next one is missing
"""


def forms(secret: str) -> list[bytes]:
    """A secret as it may have been written."""
    return [secret.encode(), *(base64.b64encode(text.encode()) for text in (secret, f"{USER}:{secret}"))]


def contents(place: Path) -> Iterator[bytes]:
    """Every file of a folder, or one file, as it lies there and, where it is packed or paged, read."""
    for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if path.is_file():
            yield path.read_bytes()
            if path.suffix == ".parquet":
                yield str(pq.ParquetFile(path).read().to_pylist()).encode()
            elif path.suffix == ".duckdb":
                yield from _rows_of_duckdb(path)
            elif path.suffix in (".db", ".sqlite"):
                yield from _rows_of_sqlite(path)


def _rows_of_duckdb(path: Path) -> Iterator[bytes]:
    with duckdb.connect(str(path), read_only=True) as database:
        for schema, name in database.sql("select table_schema, table_name from information_schema.tables").fetchall():
            yield str(database.sql(f'select * from "{schema}"."{name}"').fetchall()).encode()


def _rows_of_sqlite(path: Path, *tables: str) -> Iterator[bytes]:
    with closing(sqlite3.connect(path)) as database:
        names = tables or [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        for name in names:
            yield str(database.execute(f'select * from "{name}"').fetchall()).encode()


def holds(texts: Iterator[bytes], *wanted: bytes) -> bool:
    return any(word in text for text in texts for word in wanted)


def answer(question: AskedOfModel) -> Any:
    """A section without statements; later a refusal that repeats the key, as real providers do."""
    if question.number == 0:
        return []
    return 401, json.dumps({"error": {"message": f"Incorrect API key provided: {question.key}"}}).encode()


def download(bucket: str, folder: Path) -> Path:
    """Every object of the bucket as a file."""
    from pyarrow.fs import FileSelector, LocalFileSystem, S3FileSystem, copy_files

    storage = S3FileSystem(endpoint_override=os.environ["AWS_ENDPOINT_URL"])
    for found in storage.get_file_info(FileSelector(bucket.removeprefix("s3://"), recursive=True)):
        if found.is_file:
            target = folder / found.path
            target.parent.mkdir(parents=True, exist_ok=True)
            copy_files(found.path, str(target), storage, LocalFileSystem())
    return folder


def test_no_secret_is_written_down(prefect_server: Path, bucket: str, tmp_path: Path) -> None:
    from prefect.settings import PREFECT_API_URL

    home = Home.create(bucket)
    home.write_text("alerts.yaml", ALERTS % (WORD, USER, USER))
    at, outlet, title, text = NEWS[0]
    news = write_news(tmp_path / "news.jsonl", [(at, outlet, f"{title} near {WORD}", text), *NEWS[1:]])
    site = tmp_path / "site"
    hook, apprise = Receiver(), Receiver()
    apprise.answer = 500
    with model_server(answer) as model:
        environment = os.environ | SECRETS | {
            "WEEKWATCH_HOME": bucket,
            "WEEKWATCH_MODEL": "openai:gpt-5-mini",
            "WEEKWATCH_MODEL_URL": model.url,
            "HOOK": hook.url,
            "APPRISE": apprise.url.removeprefix("http://"),
            "PREFECT_API_URL": PREFECT_API_URL.value(),
            "PREFECT_HOME": str(tmp_path / "prefect"),
            "PREFECT_LOGGING_LEVEL": "DEBUG",
            "PREFECT_LOGGING_ROOT_LEVEL": "DEBUG",
        }  # fmt: skip
        command = [sys.executable, "-c", RUN, str(news), str(site)]
        done = subprocess.run(command, env=environment, capture_output=True, timeout=600, check=False)
    hook.server.shutdown()
    apprise.server.shutdown()
    assert done.returncode == 0, done.stderr.decode()[-3000:]

    # every secret was used
    assert {question.key for question in model.questions} == {SECRETS["OPENAI_API_KEY"]}
    assert len(model.questions) > 1
    assert all("X-Weekwatch-Signature" in headers for headers, _ in hook.got)
    assert {path.rsplit("/", 1)[1] for path in hook.paths} == {SECRETS["HOOK_PATH"]}
    basic = forms(SECRETS["PASSWORD"])[2].decode()
    assert {headers["Authorization"] for headers, _ in apprise.got} == {f"Basic {basic}"}

    objects = download(bucket, tmp_path / "objects")
    until = time.monotonic() + 60  # the server writes logs and events in batches
    while not holds(_rows_of_sqlite(prefect_server, "log"), WORD.encode()) and time.monotonic() < until:
        time.sleep(0.5)
    marks = [form for secret in SECRETS.values() for form in forms(secret)]
    places: dict[str, Callable[[], Iterator[bytes]]] = {
        "what it said": lambda: iter([done.stdout, done.stderr]),
        "Prefect's database": lambda: contents(prefect_server),
        "its logs": lambda: _rows_of_sqlite(prefect_server, "log"),
        "its artifacts": lambda: _rows_of_sqlite(prefect_server, "artifact"),
        "tables and files of the warehouse": lambda: contents(objects),
        "DuckDB file": lambda: contents(home.database),
        "local files": lambda: contents(home.local),
        "site": lambda: contents(site),
    }
    for place, texts in places.items():
        assert holds(texts(), WORD.encode()), f"the search sees nothing in: {place}"
        assert not holds(texts(), *marks), f"a secret is in: {place}"
