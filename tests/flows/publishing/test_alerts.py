"""Alerts end to end over a home: a signed webhook gets each once, whatever is started twice, refused or wrong."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from flows.publishing.alerts import deliver, try_out
from flows.publishing.gather import gather
from tests.warehouse.samples import sample
from warehouse.errors import InputError, WarehouseError
from warehouse.store.country_weeks import CountryWeekRows, Store
from warehouse.store.home import Home
from warehouse.tables import Report, Run
from warehouse.weeks import Week

WEEK = Week(dt.date(2026, 1, 5))
NOW = WEEK.shift(2).starts_at + dt.timedelta(hours=6)
SECRET = "s3cret"


class Receiver:
    """A webhook's other end: what it got, and what it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.paths: list[str] = []
        self.answer = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers), body))
                receiver.paths.append(self.path)
                self.send_response(receiver.answer)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def alerts(self) -> list[dict[str, Any]]:
        """Every alert of every message that was taken."""
        return [alert for _, body in self.got for alert in json.loads(body)["alerts"]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def write(home: Home, week: Week, level: str) -> None:
    report = sample(Report, country="UA", week=week.start, threat_level=level)
    run = sample(Run, country="UA", week=week.start, revision=report.revision)
    Store(home).replace_country_weeks([CountryWeekRows("UA", week.start, report.revision, run, {Report: [report]})])


@pytest.fixture
def home(tmp_path: Path, receiver: Receiver) -> Home:
    home = Home.create(tmp_path / "home")
    write(home, WEEK, "Guarded")
    write(home, WEEK.shift(1), "High")
    home.write_text("alerts.yaml", "channels: [{name: hook, url: '${HOOK}', secret: '${KEY}'}]")
    return home


def sent(home: Home, receiver: Receiver, **changes: Any) -> list[str | None]:
    environment = {"HOOK": receiver.url, "KEY": SECRET}
    return [one.error for one in deliver(home, NOW, environment=environment, **changes)]


def test_a_webhook_gets_a_change_once_and_signed(home: Home, receiver: Receiver) -> None:
    assert [alert.kind for alert in gather(home, NOW)] == ["level"]
    assert sent(home, receiver) == [None]
    assert sent(home, receiver) == []
    ((headers, body),) = receiver.got
    at, _, signed = headers["X-Weekwatch-Signature"].removeprefix("t=").partition(",v1=")
    assert signed == hmac.new(SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert told["alerts"][0]["key"] == "level UA 2026-01-12 Guarded High"
    assert headers["X-Weekwatch-Id"] == told["id"]
    assert SECRET not in (home.read_text("alerts.json") or "")


def test_what_a_receiver_refuses_is_sent_again_under_the_same_id(home: Home, receiver: Receiver) -> None:
    receiver.answer = 503
    assert sent(home, receiver) == ["the receiver answered 503"]
    receiver.answer = 200
    assert sent(home, receiver) == [None]
    assert sent(home, receiver) == []
    assert len({headers["X-Weekwatch-Id"] for headers, _ in receiver.got}) == 1


def test_many_who_send_at_once_send_once(home: Home, receiver: Receiver) -> None:
    with ThreadPoolExecutor(6) as threads:
        results = list(threads.map(lambda _: sent(home, receiver), range(6)))
    assert sorted(map(len, results)) == [0, 0, 0, 0, 0, 1]
    assert len(receiver.got) == 1


def test_every_alert_is_emitted_once(home: Home, receiver: Receiver) -> None:
    emitted: list[str] = []
    for _ in range(2):
        sent(home, receiver, emit=lambda alert: emitted.append(alert.key))
    assert emitted == ["level UA 2026-01-12 Guarded High"]


def test_a_trial_reaches_every_channel_and_is_not_remembered(home: Home, receiver: Receiver) -> None:
    environment = {"HOOK": receiver.url, "KEY": SECRET}
    assert [one.error for one in try_out(home, NOW, environment=environment)] == [None]
    assert home.read_text("alerts.json") is None


def test_nothing_is_sent_where_a_variable_is_missing(home: Home, receiver: Receiver) -> None:
    with pytest.raises(InputError, match="hook needs the environment variable KEY"):
        deliver(home, NOW, environment={"HOOK": receiver.url})
    assert receiver.got == []


def test_an_unreachable_receiver_is_said_without_its_address(home: Home) -> None:
    (one,) = deliver(home, NOW, environment={"HOOK": "http://127.0.0.1:9/secret-path", "KEY": SECRET})
    assert one.error == "no answer (ConnectError)"


def test_apprise_channels_are_understood_or_refused(home: Home) -> None:
    home.write_text("alerts.yaml", "channels: [{name: odd, url: 'nonsense://x'}]")
    (one,) = try_out(home, NOW, environment={})
    assert one.error == "Apprise does not understand an address that begins with nonsense://"


def test_wrong_settings_are_said_by_key(home: Home) -> None:
    home.write_text("alerts.yaml", "channels: [{name: hook, url: x, digest: 3}]")
    with pytest.raises(InputError, match=r"channels\.0\.digest"):
        try_out(home, NOW)


def test_a_book_that_cannot_be_written_is_said_by_name_and_nothing_is_sent(home: Home, receiver: Receiver) -> None:
    (home.local / ".alerts.lock").mkdir()  # as on a disk that may only be read: it cannot be opened for writing
    with pytest.raises(WarehouseError, match="nothing is sent"):
        sent(home, receiver)
    assert receiver.got == []
