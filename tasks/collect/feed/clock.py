"""The time of day and its zone, out of a date in any language."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from tasks.collect.feed.date_words import half_of, month_of, weekday_of
from tasks.collect.feed.days import WORD
from tasks.collect.feed.zones import zone_offset

CLOCK = re.compile(
    r"(?<![\d.:/-])(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d{1,12})?)?(?![\d:])"
    r"(?: ?(?P<half>[AaPp])\.? ?[Mm]\b\.?)?(?: ?(?:UTC|GMT|utc|gmt)?(?P<zone>[+-]\d{1,2}(?::?\d\d)?)(?!\d))?"
)
LOOSE_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?: ?[.hH時时点點시] ?(?P<minute>\d\d)?(?: ?[.m分분] ?(?P<second>\d\d))?(?!\d)[分분秒초]?"
    r"(?: ?(?P<half>[AaPp])\.? ?[Mm]\b\.?)?| ?(?P<half_alone>[AaPp])\.? ?[Mm]\b\.?)"
)
"""With a dot, a letter or the half of the day instead of a colon; looked for where the date has been taken away."""
_ZONE_TEXT = re.compile(
    r"[+-] ?\d{1,2}(?::?\d\d)?(?!\d)|[A-Za-z]+/[A-Za-z_]+(?:/[A-Za-z_]+)?|[A-Za-z]+(?: [A-Za-z]+){0,3}"
)
_OFFSET_AFTER = re.compile(r"[\s(\[]*(?:UTC|GMT)? ?([+-] ?\d{1,2}(?::?\d\d)?)(?![\d/.-])", re.IGNORECASE)
_ABBREVIATION = re.compile(r"[A-Z]{2,5}")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, and its zone as the text names it."""

    hour: int = 0
    minute: int = 0
    second: int = 0
    zone: str | None = None


def take_clock(text: str, pattern: re.Pattern[str]) -> tuple[Clock | None, str, str]:
    """The time of day, the text without it, and what follows it; None and the text where there is none."""
    match = pattern.search(text)
    if not match:
        return None, text, ""
    found = match.groupdict()
    hour, half = int(found["hour"]), (found["half"] or found.get("half_alone") or "").lower()
    before, after = text[: match.start()], text[match.end() :]
    if not half:
        half = _half_beside(before, after)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    clock = Clock(hour, int(found["minute"] or 0), int(found["second"] or 0), found.get("zone"))
    return clock, f"{before} | {after}", after


def _half_beside(before: str, after: str) -> str:
    """`a` or `p` where the words beside the clock name a half of the day in some language; else nothing."""
    last, first = WORD.findall(before)[-1:], WORD.match(after.lstrip())
    for word in (*last, *([first[0]] if first else [])):
        if (half := half_of(word)) and not (word.isascii() and _ABBREVIATION.fullmatch(word) and word in after):
            return half[0]
    return ""


def zone_after(after: str, country: str | None) -> str | None:
    """The zone named after the clock: in figures, by name, or by an abbreviation that may be unknown; None for none."""
    if match := _OFFSET_AFTER.match(after):
        return match[1]
    unknown = None
    moment = dt.datetime(2000, 1, 1)  # noqa: DTZ001 -- only whether the name is known is asked
    for match in _ZONE_TEXT.finditer(after):
        words = match[0].split(" ")
        for size in range(len(words), 0, -1):
            name = " ".join(words[:size])
            if zone_offset(name, moment, country) is not None:
                return name
        if _ABBREVIATION.fullmatch(words[0]) and not (month_of(words[0]) or weekday_of(words[0]) is not None):
            unknown = unknown or words[0]
    return unknown
