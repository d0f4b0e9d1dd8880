"""A watchlist's digest arrives once by e-mail, with the brief as text and the report as PDF, and can be seen of any past week."""

from __future__ import annotations

import datetime as dt
import email
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

import pytest

from flows.building.batch import build_batch
from flows.building.outcome import Batch
from flows.cli import app as command_line
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from flows.publishing.alerts import deliver, read_settings
from flows.publishing.digests import previews
from flows.publishing.publish import publish
from tests.flows.building.test_batch import write_news
from tests.flows.building.test_decisions import NEWS
from warehouse.errors import InputError, ProfileError
from warehouse.store.home import Home
from warehouse.weeks import Week

WEEK = Week(dt.date(2023, 1, 2))
NOW = dt.datetime(2023, 1, 10, 8, tzinfo=dt.UTC)
COUNTRIES = ("UA", "PK")


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server of this machine that keeps what it is given."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.refuses = False
        super().__init__(("127.0.0.1", 0), _Talk)

    @property
    def address(self) -> str:
        return f"mailto://127.0.0.1:{self.server_address[1]}?from=desk@example.org&to=reader@example.org&mode=insecure"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box = cast(Mailbox, self.server)
        self._say("220 here")
        while line := self.rfile.readline().decode().strip().upper():
            if line.startswith("DATA"):
                self._say("354 go on")
                lines: list[bytes] = []
                while (raw := self.rfile.readline()) != b".\r\n":
                    lines.append(raw[1:] if raw.startswith(b"..") else raw)
                if not box.refuses:
                    box.got.append(email.message_from_bytes(b"".join(lines), policy=default))
                self._say("554 no" if box.refuses else "250 taken")
            elif line.startswith("QUIT"):
                self._say("221 bye")
                return
            else:
                self._say("250 mail.example.org")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    pytest.importorskip("apprise", reason="Apprise is not installed")
    with Mailbox() as box:
        threading.Thread(target=box.serve_forever, daemon=True).start()
        yield box
        box.shutdown()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("digests")
    made = Home.create(folder / "home")
    list(import_files(made, [write_news(folder / "items.jsonl", NEWS)], {}, NOW))
    build_batch(Batch(made.location, BUNDLED_COUNTRIES, COUNTRIES, WEEK, NOW, False))
    publish(made, [(country, WEEK) for country in COUNTRIES])
    return made


def follow(home: Home, watch: str, address: str = "json://127.0.0.1:9/") -> None:
    home.write_text(
        "alerts.yaml",
        f"channels: [{{name: mail, url: '{address}', kinds: []}}]\n"
        f"watchlists:\n  - {{name: war, channels: [mail], {watch}}}\n",
    )
    home.write_text("alerts.json", "{}")


def preview(home: Home) -> list[str]:
    return [f"{m.title}\n{m.text}" for m in previews(home, read_settings(home).watchlists, WEEK)]


def test_a_weekly_digest_arrives_once_with_text_and_pdf(home: Home, mailbox: Mailbox) -> None:
    pytest.importorskip("typst", reason="the extra pdf is not installed")
    follow(home, "countries: [Ukraine]", mailbox.address)
    assert [d.error for d in deliver(home, NOW)] == [None]
    assert deliver(home, NOW + dt.timedelta(hours=1)) == []
    (mail,) = mailbox.got
    assert str(mail["Subject"]).startswith("war, week 2023-W01: Ukraine, ")
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content().replace("\r\n", "\n")
    assert text.startswith("WHAT HAPPENED\n\n- ")
    assert "Kyiv, Ukraine, 12 killed" in " ".join(text.split())
    assert "Threat level: " in text
    assert all(len(line) <= 78 for line in text.splitlines() if " " in line[:77])
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "UA-2023-01-02.pdf"
    assert attached.get_content().startswith(b"%PDF-")


def test_what_the_server_refuses_is_sent_again(home: Home, mailbox: Mailbox) -> None:
    follow(home, "countries: [UA], pdf: false", mailbox.address)
    mailbox.refuses = True
    assert [d.error for d in deliver(home, NOW)] == ["Apprise was refused"]
    mailbox.refuses = False
    assert [d.error for d in deliver(home, NOW)] == [None]
    assert len(mailbox.got) == 1


def test_a_daily_digest_tells_the_events_of_the_day_alone(home: Home, mailbox: Mailbox) -> None:
    follow(home, "every: day", mailbox.address)
    tuesday = dt.datetime(2023, 1, 4, 13, tzinfo=dt.UTC)
    assert [d.error for d in deliver(home, tuesday)] == [None]
    (mail,) = mailbox.got
    assert str(mail["Subject"]).startswith("war, 2023-01-03: Ukraine, ")
    assert "Lahore" not in str(mail)
    assert deliver(home, tuesday + dt.timedelta(hours=3)) == []


@pytest.mark.parametrize(
    ("watch", "told", "silent"),
    [
        ("countries: [Ukraine, PK]", "2 countries", ""),
        ("countries: [PK]", "Pakistan, ", "Kyiv"),
        ("units: [UA-30]", "Kyiv", "Lahore"),
        ("actors: [Nobody of that name]", "", "war"),
        ("level: Severe", "", "war"),
    ],
)
def test_a_watchlist_is_about_what_it_names(home: Home, watch: str, told: str, silent: str) -> None:
    follow(home, watch)
    shown = "\n".join(preview(home))
    assert told in shown
    assert not silent or silent not in shown


def test_a_digest_waits_for_countries_that_are_to_come(home: Home, mailbox: Mailbox) -> None:
    follow(home, "pdf: false", mailbox.address)
    assert deliver(home, WEEK.shift(1).ends_at + dt.timedelta(hours=2)) == []  # the week after was never built
    assert mailbox.got == []


@pytest.mark.parametrize(
    ("watch", "named"),
    [
        ("kinds: [volcano]", "watchlists.0.kinds: 'volcano' is no kind of event; one of "),
        ("channels: [post]", "is not YAML|watchlist war names the channel 'post'"),
        ("level: Grave", "watchlists.0.level"),
        ("every: hour", "watchlists.0.every"),
        ("units: [Kyiv]", "watchlists.0.units.0"),
        ("contries: [UA]", "watchlists.0.contries: Extra inputs are not permitted"),
    ],
)
def test_a_wrong_watchlist_is_refused_by_key(home: Home, watch: str, named: str) -> None:
    follow(home, watch)
    if watch.startswith("channels"):
        home.write_text("alerts.yaml", "watchlists: [{name: war, channels: [post]}]")
    with pytest.raises(InputError, match=named):
        read_settings(home)


def test_a_country_that_nobody_knows_is_refused_by_name(home: Home) -> None:
    follow(home, "countries: [Atlantis]")
    with pytest.raises(ProfileError, match="ATLANTIS"):
        preview(home)


def test_a_past_week_can_be_seen_before(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("typst", reason="the extra pdf is not installed")
    follow(home, "countries: [UA]")
    words = ["alerts", "preview", "--week", "2023-W01", "--out", str(tmp_path), "--home", home.location]
    monkeypatch.setattr("sys.argv", ["weekwatch", *words])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Subject: war, week 2023-W01: Ukraine, ")
    assert "Attached: UA-2023-01-02.pdf" in shown
    assert (tmp_path / "UA-2023-01-02.pdf").read_bytes().startswith(b"%PDF-")
    assert home.read_text("alerts.json") == "{}"
