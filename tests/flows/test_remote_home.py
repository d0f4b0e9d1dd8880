"""The whole command line on object storage: the same content as in a folder, and the answers of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.building.batch import build_batch
from flows.building.outcome import Batch
from flows.cli.app import app
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from tests.flows.building.test_batch import NEWS, NOW, WEEK, write_news
from warehouse.sql.connect import sync
from warehouse.store.home import Home


def weekwatch(*arguments: str) -> str:
    """What a command that needs no Prefect prints, run in this process."""
    ended = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert ended.exit_code == 0, ended.stderr
    return ended.stdout


@pytest.mark.slow
def test_a_backfill_on_object_storage(bucket: str, tmp_path: Path) -> None:
    news = write_news(tmp_path / "news.jsonl", NEWS)
    folder = Home.create(tmp_path / "folder")
    list(import_files(folder, [news], {}, NOW))
    build_batch(Batch(folder.location, BUNDLED_COUNTRIES, ("PK", "UA"), WEEK, NOW))
    sync(folder)

    weekwatch("import", str(news), "--home", bucket)
    period = ("--from", WEEK.label, "--to", WEEK.label)
    backfill = ["backfill", "--countries", "PK,UA", *period, "--workers", "2", "--home", bucket]
    command = [sys.executable, "-c", "from flows.cli.app import main; main()", *backfill]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert ended.returncode == 0, ended.stderr
    answers = [
        json.loads(weekwatch("query", "threat-series", "--country", "UA,PK", "--home", home, "--json"))
        for home in (bucket, folder.location)
    ]
    assert answers[0]
    assert answers[0] == answers[1]
