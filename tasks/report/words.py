"""The report's own words: dates, lists, numbers, names of countries and sectors, the scale of confidence."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from typing import Literal

from warehouse.tables import Sector

Confidence = Literal["high", "moderate", "low"]

CONFIDENCE: dict[Confidence, str] = {
    "high": "several independent publishers agree and nothing contradicts them",
    "moderate": "the reporting is plausible and partly corroborated, or the judgement adds little to it",
    "low": "one publisher, thin coverage, contradictions, or a judgement that goes well beyond the reporting",
}
"""The stated scale of confidence, after the practice of analytic standards such as ICD 203."""

SECTOR_NAMES: dict[Sector, str] = {
    "diplomacy": "diplomacy",
    "military": "military and defence",
    "border_trade": "border and trade",
    "energy": "energy",
    "cyber": "cyber security",
    "internal_security": "internal security",
    "unrest": "unrest",
    "disaster": "disasters and accidents",
    "health": "health",
    "other": "other matters",
}

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def day(date: dt.date, *, year: bool = False) -> str:
    """A date in prose: `January 30`, with `year` `January 30, 2023`."""
    text = f"{date:%B} {date.day}"
    return f"{text}, {date.year}" if year else text


def days(first: dt.date, last: dt.date | None, *, year: bool = False) -> str:
    """A date or a span of dates in prose: `May 26 to June 10, 2026`."""
    if last is None or last == first:
        return day(first, year=year)
    return f"{day(first, year=year and first.year != last.year)} to {day(last, year=year)}"


def join(parts: Sequence[str], word: str = "and") -> str:
    """A list in prose: `a, b and c`; empty for an empty list."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: `one story`, `12 stories`, `no stories`."""
    words = _SMALL[number] if number < len(_SMALL) else f"{number:,}"
    return f"{words} {noun if number == 1 else plural or noun + 's'}"


def between(low: int, high: int) -> str:
    """A number, or the range that sources give: `12`, `between 12 and 19`."""
    return f"{low:,}" if low == high else f"between {low:,} and {high:,}"


def capital(text: str) -> str:
    """The text with its first letter upper case; the rest is left as it is."""
    return text[:1].upper() + text[1:]


@functools.cache
def country_name(code: str) -> str:
    """The English name of an ISO 3166-1 alpha-2 code (CLDR); an organisation's or unknown name stays as it is."""
    from babel import Locale

    if not re.fullmatch(r"[A-Z]{2}", code):
        return code
    names = Locale("en").territories
    return str(names.get(code, code)).replace("&", "and")


@functools.cache
def in_prose(code: str) -> str:
    """The country's name as it stands in a sentence: with the article where English has one."""
    name = country_name(code)
    if re.match(
        r"(United|Netherlands|Philippines|European Union|Maldives|Bahamas|Gambia|Dominican Rep|Czech Rep)", name
    ):
        return f"the {name}"
    return name


@functools.cache
def language_name(code: str) -> str:
    """The English name of a language code; `an unknown language` for `und`."""
    from babel import Locale, UnknownLocaleError

    if code == "und":
        return "an unknown language"
    try:
        return str(Locale("en").languages.get(code, code))
    except UnknownLocaleError:
        return code
