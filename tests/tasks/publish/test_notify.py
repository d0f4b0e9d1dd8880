"""Whatever becomes of a message, neither its address nor its secret is in the reason, in a log or on the terminal."""

from __future__ import annotations

import datetime as dt
import logging

import pytest

from tasks.publish.alerts import Alert, Message
from tasks.publish.notify import send_message
from tests.flows.publishing.test_alerts import Receiver, receiver

__all__ = ["receiver"]  # a fixture

NOW = dt.datetime(2026, 1, 20, 12, tzinfo=dt.UTC)
ALERT = Alert("test", "level", "A title", "A text")
MESSAGE = Message("test", ALERT.title, ALERT.text, (ALERT,))
MARK = "never-to-be-seen"


@pytest.mark.parametrize("answer", [204, 403, 500])
@pytest.mark.parametrize("scheme", ["http", "json"])
@pytest.mark.parametrize("place", ["HOST/{mark}", "HOST/hook?token={mark}", "user:{mark}@HOST/hook"])
def test_an_address_is_in_no_log(
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    answer: int,
    scheme: str,
    place: str,
) -> None:
    if scheme == "json":
        pytest.importorskip("apprise", reason="Apprise is not installed")
    receiver.answer = answer
    host = receiver.url.removeprefix("http://").removesuffix("/hook")
    with caplog.at_level(logging.DEBUG):
        reason = send_message(MESSAGE, f"{scheme}://{place.format(mark=MARK).replace('HOST', host)}", MARK, NOW)
    assert (reason is None) == (answer == 204)
    assert len(receiver.got) == 1
    assert MARK not in f"{reason}{caplog.text}{capfd.readouterr()}"


@pytest.mark.parametrize(
    "url", [f"http://127.0.0.1:9/{MARK}", f"json://127.0.0.1:9/{MARK}", f"nonsense://{MARK}", MARK]
)
def test_an_address_that_cannot_be_reached_is_in_no_log(
    url: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("apprise", reason="Apprise is not installed")
    with caplog.at_level(logging.DEBUG):
        reason = send_message(MESSAGE, url, MARK, NOW)
    assert reason
    assert MARK not in f"{reason}{caplog.text}{capfd.readouterr()}"


def test_the_libraries_log_again_afterwards(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    before = logging.getLogger("httpx").level
    send_message(MESSAGE, receiver.url, None, NOW)
    assert logging.getLogger("httpx").level == before
    with caplog.at_level(logging.INFO):
        logging.getLogger("httpx").info("heard")
    assert "heard" in caplog.text
