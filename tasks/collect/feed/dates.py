"""Instants out of the dates that feeds write: RFC 822, ISO 8601 and what newsrooms write instead, in any language.

What RSS and Atom ask for is read by two patterns, and so is nearly every feed. The rest is read in parts: the time of day and its
zone (`clock`), and the day (`days`). A date that cannot be read is None, never now; a
time without a zone is taken for UTC; what could be meant in two ways is decided by what stands around it, and said.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from tasks.collect.feed.clock import CLOCK, LOOSE_CLOCK, Clock, take_clock, zone_after
from tasks.collect.feed.days import MAX_DATE, NO_HINTS, DateHints, Doubt, day_of, find_day, plain_figures
from tasks.collect.feed.zones import zone_offset

_ENGLISH_MONTHS = {
    name: n
    for n, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_RFC822 = re.compile(
    r"(?:[A-Za-z]{3}, ?)?(?P<day>\d{1,2}) (?P<name>[A-Za-z]{3}) (?P<year>\d{4})"
    r" (?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?: (?P<zone>GMT|UTC|Z|[+-]\d{4}))?"
)
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"(?:[Tt ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,12})?)?)?"
    r" ?(?P<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?"
)
_NO_OFFSET = frozenset({None, "GMT", "UTC", "Z", "z"})
_PLAIN_OFFSETS = {
    f"{sign}{hours:02}{colon}{minutes}": (1 if sign == "+" else -1) * (60 * hours + int(minutes))
    for sign in "+-"
    for hours in range(13)
    for minutes in ("00", "30", "45")
    for colon in ("", ":")
}
"""Minutes ahead of UTC of the zones in figures that nearly all feeds write."""
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:[Tt ]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d{1,12})?)?)? ?(?P<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?"
)
_EPOCH = re.compile(r"(\d{10})(?:\d{3}|\.\d{1,9})?")
_IN_URL = re.compile(
    r"/(?P<year>(?:19|20)\d{2})[/-](?:(?P<month>\d{1,2})|(?P<name>[a-z]{3}))[/-](?P<day>\d{1,2})(?=[/_.?-]|$)"
)


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a date means."""

    moment: dt.datetime
    """UTC; a day alone is its midnight."""
    has_zone: bool
    doubt: Doubt | None = None


def parse_date(text: str | None) -> dt.datetime | None:
    """The instant that a date means, UTC; None where it cannot be read. A day alone is its midnight UTC."""
    reading = read_date(text)
    return reading.moment if reading else None


def read_date(text: str | None, hints: DateHints = NO_HINTS) -> DateReading | None:
    """What a date means, and whether that is in doubt; None where it cannot be read."""
    text = " ".join((text or "")[:MAX_DATE].split())
    if not text:
        return None
    if match := (_ISO if text[0].isdigit() and text[4:5] == "-" else _RFC822).fullmatch(text):
        reading = _from_groups(match)
        if reading or match.re is _ISO:
            return reading
    return _read_parts(plain_figures(text), hints)


def date_in_url(url: str) -> dt.datetime | None:
    """Midnight UTC of the day that a link names (`/2026/04/24/`, `/2026/apr/24/`); None where it names none."""
    match = _IN_URL.search(url)
    if not match:
        return None
    month = int(match["month"]) if match["month"] else _ENGLISH_MONTHS.get(match["name"], 0)
    day = day_of(int(match["year"]), month, int(match["day"]))
    return dt.datetime.combine(day, dt.time(), dt.UTC) if day else None


def _from_groups(match: re.Match[str]) -> DateReading | None:
    """The reading of one of the common forms; most are whole and of a plain zone, and read at once."""
    found = match.groupdict()
    month = int(found["month"]) if found.get("month") else _ENGLISH_MONTHS.get((found.get("name") or "").lower(), 0)
    year, date, zone = int(found["year"]), int(found["day"]), found["zone"]
    hour, minute, second = int(found["hour"] or 0), int(found["minute"] or 0), int(found["second"] or 0)
    offset = 0 if zone in _NO_OFFSET else _PLAIN_OFFSETS.get(zone)
    if offset is not None:
        try:
            moment = dt.datetime(year, month, date, hour, minute, second, tzinfo=dt.UTC)
            return DateReading(moment - dt.timedelta(minutes=offset) if offset else moment, has_zone=zone is not None)
        except (ValueError, OverflowError):
            pass  # the 24th hour, a leap second, no such day
    day = day_of(year, month, date)
    return _reading(day, Clock(hour, minute, second, zone), None, NO_HINTS) if day else None


def _reading(day: dt.date, clock: Clock, doubt: Doubt | None, hints: DateHints) -> DateReading | None:
    """Day, clock and zone together. An hour beyond 24 is not believed, a leap second is the one before."""
    if clock.hour > 24 or clock.minute > 59:
        clock = replace(clock, hour=0, minute=0, second=0)
    local = dt.datetime.combine(day, dt.time())
    offset = 0
    try:
        local += dt.timedelta(hours=clock.hour, minutes=clock.minute, seconds=min(clock.second, 59))
        if clock.zone:
            known = zone_offset(clock.zone, local, hints.country)
            offset, doubt = (known, doubt) if known is not None else (0, doubt or "zone")
        moment = local - dt.timedelta(minutes=offset)
    except OverflowError:
        return None
    return DateReading(moment.replace(tzinfo=dt.UTC), clock.zone is not None and doubt != "zone", doubt)


def _read_parts(text: str, hints: DateHints) -> DateReading | None:
    """The reading of any other form: instants in figures, else the clock, the date and the zone, each where it stands."""
    if match := _COMPACT.fullmatch(text):
        return _from_groups(match)
    if match := _EPOCH.fullmatch(text):
        return DateReading(dt.datetime.fromtimestamp(int(match[1]), dt.UTC), has_zone=True)
    clock, rest, after = take_clock(text, CLOCK)
    found = find_day(rest, hints)
    if found is None:
        return None
    day, doubt, rest = found
    if clock is None:
        clock, rest, after = take_clock(rest, LOOSE_CLOCK)
    if clock is None:
        return _reading(day, Clock(), doubt, hints)
    if clock.zone is None:
        clock = replace(clock, zone=zone_after(after, hints.country))
    return _reading(day, clock, doubt, hints)
