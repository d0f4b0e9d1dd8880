"""The one reading of texts as `weekwatch inspect read` shows it, in the terms in which careful readers label."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.catalogue import attributor_of
from flows.homes import BUNDLED_COUNTRIES
from tasks.events.casualties.find import Count
from tasks.events.reading import EventReading, TextToRead, read_texts
from tasks.events.taxonomy import UNCLASSIFIED
from tasks.language.detect import detect
from tasks.places.find import find_site
from tasks.time.event_time import event_time
from warehouse.errors import InputError

Line = Mapping[str, Any]

BATCH = 500
"""Texts encoded together: alone each takes twenty times as long."""


def inspect_readings(lines: Sequence[Line], week_starts_on: int = 0) -> Iterator[dict[str, Any]]:
    """For each text kind, genre, relevance, reality, countries, severity, casualties, deed, place, day, week, and why.

    Lines have `id`, `title`, `summary` or `text`, and where known `lang`, `outlet`, `url` or `link`, `published` or `date`.
    Beside the long names stand the short ones of labelled sets: g, d, k, t, c, s, kd, inj.
    """
    for start in range(0, len(lines), BATCH):
        batch = lines[start : start + BATCH]
        texts = [_text_of(line) for line in batch]
        for line, text, reading in zip(batch, texts, read_texts(texts), strict=True):
            yield _answer(line, text, reading, week_starts_on)


def _text_of(line: Line) -> TextToRead:
    title, text = str(line.get("title") or ""), str(line.get("summary") or line.get("text") or "")
    text = "" if text == title else text
    lang = detect(f"{title}\n{text}" if text else title, line.get("lang") or None)
    return TextToRead(title, text, lang, str(line.get("outlet") or ""), str(line.get("url") or line.get("link") or ""))


def _answer(line: Line, text: TextToRead, reading: EventReading, week_starts_on: int) -> dict[str, Any]:
    kind = "none" if reading.category == UNCLASSIFIED else reading.category
    countries = _countries(text)
    killed, injured = _range(reading.killed), _range(reading.injured)
    published = _published(line)
    event_date = week = None
    if published is not None:
        when = event_time(text.title, text.text, published_at=published, lang=text.lang, week_starts_on=week_starts_on)
        event_date, week = when.event_date or published.date(), when.in_week_of
    return {
        "id": line["id"],
        "kind": kind, "kind_probability": reading.kind_probability,
        "genre": reading.genre,
        "relevance": reading.relevance, "relevance_probability": reading.relevance_probability,
        "security_probability": reading.security_probability,
        "reality": reading.reality,
        "countries": countries,
        "severity": reading.severity, "severity_low": reading.severity_low, "severity_high": reading.severity_high,
        "killed": killed, "injured": injured,
        "actor": reading.actor, "deed": reading.deed, "target": reading.target,
        "place": _place(text, countries[0] if countries else None),
        "event_date": event_date, "in_week_of": week,
        "why": reading.why,
        "g": reading.genre, "d": reading.relevance, "k": kind, "t": reading.reality, "c": countries,
        "s": reading.severity, "kd": killed, "inj": injured,
    }  # fmt: skip


def _countries(text: TextToRead) -> list[str]:
    """The countries that it is about: first the one where it happened, then the others that it names."""
    attributor = attributor_of(BUNDLED_COUNTRIES)
    first = attributor.first(text.title, text.text, text.lang, outlet=text.outlet)
    named = [found.country for found in attributor.about(text.title, text.text, text.lang)]
    return list(dict.fromkeys([*([first.country] if first else []), *named]))


def _range(count: Count | None) -> int | list[int] | None:
    """A number where it is one, else the lowest and the highest."""
    if count is None:
        return None
    return count.low if count.low == count.high else [count.low, count.high]


def _place(text: TextToRead, country: str | None) -> str | None:
    """The words that name the place where it happened."""
    found = find_site(text.title, text.text, lang=text.lang, country=country)
    return found.text if found else None


def _published(line: Line) -> dt.datetime | None:
    """The instant of `published` or the noon of `date`; None where neither is given. Raises InputError naming the line."""
    value = line.get("published") or line.get("date")
    if not value:
        return None
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"{value!r} is not ISO 8601", where=line["_where"]) from error
    if len(str(value)) <= len("2026-01-31"):
        moment = moment.replace(hour=12)
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
