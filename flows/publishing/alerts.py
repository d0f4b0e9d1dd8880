"""Alerts over a home: gathered from the tables, sent once to each channel, and what was sent kept in `alerts.json`."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError

from flows.publishing.digests import due_digests
from flows.publishing.gather import gather
from tasks.publish.alerts import (
    Alert,
    Channel,
    Message,
    alert_messages,
    filled,
    is_quiet,
)
from tasks.publish.digests import AlertSettings
from tasks.publish.notify import send_message
from warehouse.errors import InputError, WarehouseError
from warehouse.store.home import Home

SETTINGS, BOOK = "alerts.yaml", "alerts.json"
EMITTED = "prefect"
"""The channel under which the book keeps what was told to Prefect as an event."""
KEPT = dt.timedelta(days=400)
"""How long the book remembers what was sent."""

Send = Callable[[Message, str, str | None, dt.datetime], str | None]
Book = dict[str, dict[str, str]]
"""Channel -> key of an alert -> when it was sent, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message."""

    channel: str
    title: str
    alerts: int
    error: str | None


def read_settings(home: Home) -> AlertSettings:
    """`alerts.yaml` of a home; no channels where there is none. Raises InputError naming key and reason."""
    where = f"{home.location}/{SETTINGS}"
    text = home.read_text(SETTINGS)
    if text is None:
        return AlertSettings()
    try:
        return AlertSettings.model_validate(yaml.safe_load(text) or {})
    except yaml.YAMLError as error:
        raise InputError(f"is not YAML ({' '.join(str(error).split())})", where=where) from error
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        key = ".".join(map(str, fault["loc"])) or "alerts.yaml"
        raise InputError(
            f"{key}: {fault['msg'].removeprefix('Value error, ')}", where=where, remedy="see docs/ALERTS.md"
        ) from error


def deliver(
    home: Home,
    now: dt.datetime,
    *,
    environment: Mapping[str, str] = os.environ,
    send_message: Send = send_message,
    emit: Callable[[Alert], object] | None = None,
) -> list[Delivery]:
    """What was sent to whom. Each alert goes to each channel once; what a receiver did not take is tried the next time.

    emit: told of every alert that it was not told of before (Prefect's events).
    Raises InputError where `alerts.yaml` is wrong or names a variable that is not set; nothing is sent then.
    """
    settings = read_settings(home)
    addressed = [(channel, *_address(home, channel, environment)) for channel in settings.channels]
    alerts = gather(home, now)
    sent: list[Delivery] = []
    with _book(home, now) as book:
        if emit is not None:
            told = book.setdefault(EMITTED, {})
            for alert in alerts:
                if alert.key not in told:
                    emit(alert)
                    told[alert.key] = now.isoformat()
        for channel, url, secret in addressed:
            had = book.setdefault(channel.name, {})
            for message in alert_messages(channel, alerts, had, now):
                error = send_message(message, url, secret, now)
                if error is None:
                    had.update({alert.key: now.isoformat() for alert in message.alerts})
                    _save(home, book)  # at once: what is sent must not be sent again
                sent.append(Delivery(channel.name, message.title, len(message.alerts), error))
        awake = [one for one in addressed if not is_quiet(one[0].quiet, now)]
        known = {channel.name: set(book[channel.name]) for channel, *_ in awake}
        for key, names, message in due_digests(home, settings.watchlists, known, now):
            for channel, url, secret in awake:
                if channel.name in names and key not in known[channel.name]:
                    error = send_message(message, url, secret, now)
                    if error is None:
                        book[channel.name][key] = now.isoformat()
                        _save(home, book)
                    sent.append(Delivery(channel.name, message.title, 0, error))
    return sent


def try_out(
    home: Home, now: dt.datetime, *, environment: Mapping[str, str] = os.environ, send_message: Send = send_message
) -> list[Delivery]:
    """What became of a trial message to every channel, quiet hours or not; nothing of it is remembered."""
    alert = Alert("test", "level", "Weekwatch: a test", "If you read this, alerts arrive.")
    message = Message("test", alert.title, alert.text, (alert,))
    found = []
    for channel in read_settings(home).channels:
        url, secret = _address(home, channel, environment)
        found.append(Delivery(channel.name, message.title, 1, send_message(message, url, secret, now)))
    return found


def _address(home: Home, channel: Channel, environment: Mapping[str, str]) -> tuple[str, str | None]:
    """URL and secret of a channel, with the environment's values in their places."""
    try:
        return filled(channel.url, environment), filled(channel.secret, environment) if channel.secret else None
    except KeyError as error:
        raise InputError(
            f"channel {channel.name} needs the environment variable {error.args[0]}",
            where=f"{home.location}/{SETTINGS}",
            remedy=f"set {error.args[0]} where alerts are sent",
        ) from error


@contextmanager
def _book(home: Home, now: dt.datetime) -> Iterator[Book]:
    """The book, for one process of this machine at a time; saved at the end, whatever happened in the block.

    Machines that share a warehouse on object storage must not send at the same time: the deployment `alerts` runs once
    at a time.
    """
    try:
        home.local.mkdir(parents=True, exist_ok=True)
        opened = (home.local / ".alerts.lock").open("w")
    except OSError as error:
        raise WarehouseError(
            f"cannot be written ({error.strerror}), and without its record of what was sent nothing is sent",
            where=home.location,
            remedy="check the folder's rights and free space",
        ) from error
    with opened as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        text = home.read_text(BOOK)
        book: Book = json.loads(text) if text else {}
        oldest = (now - KEPT).isoformat()
        for channel, had in book.items():
            book[channel] = {key: at for key, at in had.items() if at > oldest}
        try:
            yield book
        finally:
            _save(home, book)


def _save(home: Home, book: Book) -> None:
    content: Any = {name: dict(sorted(had.items())) for name, had in sorted(book.items())}
    home.write_text(BOOK, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
