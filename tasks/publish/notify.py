"""Sending an alert: a signed webhook, or anything that Apprise knows (e-mail, Slack, Teams, Discord, Telegram, ...).

The receiver of a webhook checks `X-Weekwatch-Signature: t=SECONDS,v1=HEX`, where HEX is the HMAC-SHA256 of `SECONDS.BODY`
under the shared secret, and may refuse what is older than a few minutes. `X-Weekwatch-Id` is the same whenever the same
message is sent again.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from tasks.publish.alerts import Attachment, Message
from tasks.report.prose.inert import plain

TIMEOUT_SECONDS = 20.0

_JOINER = "\u2060"
_COMMANDS = re.compile(r"@|<(?=[!@#a-zA-Z/])|\](?=\()|`(?=``)")
"""What calls people or hides an address: mentions, Slack's and HTML's angle brackets, Markdown's links, blocks of code."""


def send_message(message: Message, url: str, secret: str | None, now: dt.datetime) -> str | None:
    """Why the message could not be sent; None where the receiver took it. Neither URL nor secret is in the reason."""
    with _unlogged():
        if urlsplit(url).scheme in ("http", "https"):
            return _call(message, url, secret, now)
        return _notify(message, url)


@contextmanager
def _unlogged() -> Iterator[None]:
    """While it lasts, the libraries that send log nothing: their records hold addresses, and addresses hold keys."""
    loggers = [logging.getLogger(name) for name in ("apprise", "httpcore", "httpx", "requests", "urllib3")]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def signature(body: bytes, secret: str, at: int) -> str:
    """The signature header of a body that is sent at `at`, seconds since 1970."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def body_of(message: Message) -> bytes:
    """The message as the JSON that a webhook gets."""
    alerts = [
        {
            "key": alert.key,
            "kind": alert.kind,
            "country": alert.country,
            "week": alert.week.isoformat() if alert.week else None,
            "urgent": alert.urgent,
            "title": alert.title,
            "text": alert.text,
        }
        for alert in message.alerts
    ]
    content = {"id": message.id, "title": message.title, "text": message.text, "alerts": alerts}
    if message.attachments:
        content["attachments"] = [
            {"name": a.name, "media_type": a.media_type, "base64": base64.b64encode(a.content).decode()}
            for a in message.attachments
        ]
    return json.dumps(content, ensure_ascii=False).encode()


def _call(message: Message, url: str, secret: str | None, now: dt.datetime) -> str | None:
    import httpx

    body = body_of(message)
    headers = {"Content-Type": "application/json", "X-Weekwatch-Id": message.id}
    if secret:
        headers["X-Weekwatch-Signature"] = signature(body, secret, int(now.timestamp()))
    try:
        answer = httpx.post(url, content=body, headers=headers, timeout=TIMEOUT_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"no answer ({type(error).__name__})"
    return None if answer.is_success else f"the receiver answered {answer.status_code}"


def _notify(message: Message, url: str) -> str | None:
    import apprise

    channel = apprise.Apprise()
    if not channel.add(url):
        return f"Apprise does not understand an address that begins with {urlsplit(url).scheme or 'nothing'}://"
    title, text = spoken_plainly(message.title), spoken_plainly(message.text or message.title, lines=True)
    sent = channel.notify(
        body=text, title=title, body_format=apprise.NotifyFormat.TEXT, attach=_attached(message.attachments)
    )
    return None if sent else "Apprise was refused"


def _attached(attachments: Sequence[Attachment]) -> Any:
    """The files as Apprise takes them; None where there are none."""
    if not attachments:
        return None
    from apprise.attachment.memory import AttachMemory

    attach: Any = AttachMemory  # it has no types
    return [attach(content=a.content, name=a.name, mimetype=a.media_type) for a in attachments]


def spoken_plainly(text: str, *, lines: bool = False) -> str:
    """The text as no messenger obeys it: nobody is called, no link is dressed as another, no head line is smuggled in.

    Behind `@`, and behind the bracket of `<!`, `<@`, `<#`, `<a` and `](`, a word joiner is put, which no eye sees: Slack, Discord,
    Telegram and Teams then see no mention and no link. Without `lines` the text is one line.
    """
    kept = [plain(line) for line in text.splitlines()] if lines else [plain(text)]
    return _COMMANDS.sub(lambda found: f"{found[0][0]}{_JOINER}{found[0][1:]}", "\n".join(kept))
