"""The ten operations whose faults are looked for, on the demo's feeds: each from a home where it has all its work before it."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import pickle
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from flows.building.batch import build_batch, make_drafts, prepare_week
from flows.building.outcome import Batch
from flows.building.rescore import rescore_week
from flows.catalogue import load_feeds
from flows.cli.demo_feeds import COUNTRIES, DEMO, FRIDAY, NOW
from flows.collecting.feeds import collect_feeds, import_files
from flows.homes import countries_folder
from flows.publishing.alerts import deliver
from flows.publishing.finished import finished_week
from flows.publishing.publish import publish_outcomes, write
from flows.publishing.site import build_site
from tasks.collect.http.fetch import FetchSettings
from tasks.countries.profiles import load_profiles
from tasks.publish.alerts import Message
from tasks.publish.formats import EXPORTS
from warehouse.copy import export_parquet
from warehouse.errors import InputError, WeekwatchError
from warehouse.maintenance import compact
from warehouse.schema import rows_to_arrow
from warehouse.sql import connect as db
from warehouse.store import delta
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Run
from warehouse.weeks import Week

LAST = Week(dt.date(2026, 4, 24))
BEFORE = LAST.shift(-1)
BUILT = ("MN",)
TWO = ("MN", "XA")
OF_ANOTHER_FORMULA = "0" * 16
IMPORTED = 40
"""Rows of the file that is imported, over three weeks; every eighth has no date, every tenth no title."""


@dataclass(frozen=True)
class Operation:
    """What is done to a home at an instant, and which home it begins with."""

    name: str
    begins_with: str
    """A name of `make_bases`."""
    do: Callable[[Home, dt.datetime], object]


# --- what is done -------------------------------------------------------------------------------


def collect(home: Home, now: dt.datetime) -> None:
    folder = countries_folder(home)
    feeds = load_feeds(folder, sorted(load_profiles(folder)))
    with feeds_with_tags() as port:
        asyncio.run(collect_feeds(home, feeds, FetchSettings(loopback_port=port, host_delay_seconds=0.0), lambda: now))


def import_(home: Home, now: dt.datetime) -> None:
    for _ in import_files(home, [home.local / "import.jsonl"], {}, now):
        pass


def _rows_to_import() -> Iterator[dict[str, str]]:
    for n in range(IMPORTED):
        row = {
            "published": f"{LAST.start - dt.timedelta(days=n % 21)}T08:00:00Z",
            "title": f"Protesters block a road in Ulaanbaatar for the {n + 1}th time",
            "summary": f"Police said {n} people were detained.",
            "link": f"https://archive.example/{n}",
            "lang": "en",
            "outlet": "archive.example",
        }
        if n % 8 == 7:
            del row["published"]
        if n % 10 == 9:
            row["title"] = ""
        yield row


def run(home: Home, now: dt.datetime) -> None:
    _build(home, now, [LAST], BUILT)


def backfill(home: Home, now: dt.datetime) -> None:
    _build(home, now, [BEFORE, LAST], TWO)


def _build(home: Home, now: dt.datetime, weeks: Sequence[Week], countries: Sequence[str]) -> None:
    outcomes = []
    for week in weeks:
        for country in countries:
            batch = Batch(home.location, countries_folder(home), (country,), week, now)
            prepare_week(batch)
            outcomes += build_batch(batch)
    publish_outcomes(home, outcomes)
    for outcome in outcomes:
        if outcome.status in ("failed", "withheld"):
            raise WeekwatchError(str(outcome.reason))


def rescore(home: Home, now: dt.datetime) -> None:
    publish_outcomes(home, rescore_week(home, countries_folder(home), BUILT, LAST, now=now))


def sync(home: Home, now: dt.datetime) -> None:
    db.sync(home)


def compact_(home: Home, now: dt.datetime) -> None:
    compact(home, grace_hours=0, now=now + dt.timedelta(days=30))


def site(home: Home, now: dt.datetime) -> None:
    build_site(home, home.local / "site", workers=1)


def export(home: Home, now: dt.datetime) -> None:
    finished = finished_week(home, BUILT[0], LAST)
    for each in EXPORTS:
        if each.name not in ("pdf", "docx"):  # of the other formats' kind, and a second each
            write(each, finished, home.local / "exported" / f"week.{each.suffix}")
    try:
        export_parquet(home, home.local / "copy")
    except InputError:  # a copy that was broken off is made anew in an empty folder, as the message says
        shutil.rmtree(home.local / "copy")
        export_parquet(home, home.local / "copy")


def alerts(home: Home, now: dt.datetime) -> None:
    def send(message: Message, url: str, secret: str | None, at: dt.datetime) -> str | None:
        try:
            for alert in message.alerts:
                (home.local / "outbox" / hashlib.sha256(f"{url}{alert.key}".encode()).hexdigest()).touch()
        except OSError as error:
            return str(error)
        return None

    deliver(home, now, environment={}, send_message=send)


OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        Operation("collect", "empty", collect),
        Operation("import", "empty", import_),
        Operation("run", "collected", run),
        Operation("backfill", "collected", backfill),
        Operation("rescore", "outdated", rescore),
        Operation("sync", "built", sync),
        Operation("compact", "outdated", compact_),
        Operation("site", "built", site),
        Operation("export", "built", export),
        Operation("alerts", "failing", alerts),
    )
}


# --- what they begin with -----------------------------------------------------------------------

ALERTS = """
channels:
  - {name: desk, url: "json://desk.example", kinds: [level, hotspot, late, feeds, failed]}
  - {name: night, url: "json://night.example"}
"""


def make_empty(folder: Path) -> Home:
    """The home `empty` in a folder: no rows, the demo's profiles, a file to import, channels of alerts."""
    home = Home.create(folder / "empty", FRIDAY)
    shutil.copytree(COUNTRIES, home.local / "countries", dirs_exist_ok=True)
    rows = "".join(json.dumps(row) + "\n" for row in _rows_to_import())
    (home.local / "import.jsonl").write_text(rows, encoding="utf-8")
    home.write_text("alerts.yaml", ALERTS)
    (home.local / "outbox").mkdir()
    return home


def make_bases(folder: Path) -> None:
    """The homes that operations begin with, in a folder."""
    shutil.rmtree(folder / "empty", ignore_errors=True)
    make_empty(folder)
    for name, former, work in (
        ("collected", "empty", collect),
        ("built", "collected", backfill),
        ("outdated", "built", _outdate),
        ("failing", "built", _fail),
    ):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(folder / former, folder / name)
        home = Home.open(folder / name)
        work(home, NOW)
        home.database.unlink(missing_ok=True)  # it names the folder where it was made


def write_warmth(bases: Path, file: Path) -> None:
    """Writes what `tests.faults.preload` builds and renders: unfinished country-weeks of the demo, and a finished one."""
    drafts = make_drafts(Home.open(bases / "collected"), COUNTRIES, TWO, LAST, NOW)
    finished = finished_week(Home.open(bases / "built"), BUILT[0], LAST)
    file.write_bytes(pickle.dumps((drafts, finished)))


def _outdate(home: Home, now: dt.datetime) -> None:
    """Has the built weeks scored by another formula, and the newest one built once more."""
    runs = Store(home).current_runs().values()
    later = {"formula_version": OF_ANOTHER_FORMULA, "basis_digest": None}
    outdated = [
        run.model_copy(update=later | {"finished_at": run.finished_at + dt.timedelta(seconds=1)}) for run in runs
    ]
    delta.append(home, Run.table, rows_to_arrow(Run, outdated))


def _fail(home: Home, now: dt.datetime) -> None:
    """Records builds that failed: each is an alert."""
    run = next(iter(Store(home).current_runs(weeks=[LAST.start]).values()))
    failed = {"status": "failed", "error": "the reading broke", "basis_digest": None}
    Store(home).fail([run.model_copy(update=failed | {"country": country}) for country in ("XB", "XC", "IR", "UA")])


@contextmanager
def feeds_with_tags() -> Iterator[int]:
    """The port of a server of the demo's feeds that answers 304 to whoever has them: what was stored is not told twice."""
    folder = DEMO / "feeds"
    responses: dict[str, dict[str, Any]] = yaml.safe_load((folder / "responses.yaml").read_text(encoding="utf-8"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = (self.headers.get("Host") or "").split(":")[0]
            answer = responses.get(f"{host}{self.path}")
            body = b"" if answer is None or not answer["file"] else (folder / answer["file"]).read_bytes()
            status = 404 if answer is None else int(answer["status"])
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if status == 200 and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            self.send_response(status)
            if answer is not None and status == 200:
                self.send_header("Content-Type", str(answer["content_type"]))
                self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
