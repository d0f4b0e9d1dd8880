"""Instants out of the dates that feeds write: RFC 822, ISO 8601 and what is commonly mistaken for them.

A date that cannot be read is None, never now. A time without a zone is taken for UTC.
"""

from __future__ import annotations

import datetime as dt
import functools
import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen janv янв січ",
            "feb fev fév févr февр фев лют",
            "mar mär mrz mars март мар бер",
            "apr abr avr апр кві",
            "may mai mei maj mag май мая тра",
            "jun juin giu июн чер",
            "jul juil lug июл лип",
            "aug ago août aou авг сер",
            "sep set sept сен вер",
            "oct okt out ott окт жов",
            "nov ноя лис",
            "dec dez dic déc дек гру",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = {
    # RFC 822 and the abbreviations that newsrooms write; ambiguous ones as most feeds mean them
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "ast": -240, "adt": -180,
    "nst": -210, "ndt": -150, "art": -180, "brt": -180, "clt": -240, "bst": 60, "west": 60, "cet": 60, "mez": 60,
    "cest": 120, "mesz": 120, "eet": 120, "eest": 180, "sast": 120, "cat": 120, "wat": 60, "eat": 180, "msk": 180,
    "trt": 180, "irst": 210, "gst": 240, "pkt": 300, "ist": 330, "npt": 345, "ict": 420, "wib": 420, "pht": 480,
    "sgt": 480, "hkt": 480, "awst": 480, "myt": 480, "ulat": 480, "jst": 540, "kst": 540, "acst": 570, "aest": 600,
    "aedt": 660, "nzst": 720, "nzdt": 780, "a": 0,
}  # fmt: skip

_TIME = r"(?:[T\s,]+(?:at\s+)?(?P<hour>\d{1,2})[:.h](?P<minute>\d{1,2})(?:[:.](?P<second>\d{1,2})(?:[.,]\d{1,9})?)?\s*(?P<half>[ap]\.?m\b\.?)?)?"
_ZONE = r"(?:\s*(?P<zone>Z|(?:UTC|GMT)?\s*[+-]\d{1,2}:?\d{2}|(?:UTC|GMT)[+-]\d{1,2}|[A-Za-z]{1,5}))?"
_PATTERNS = tuple(
    re.compile(pattern + _TIME + _ZONE, re.IGNORECASE)
    for pattern in (
        r"^(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"^(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)\d{2})\b",
        r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})",
        r"^(?:[^\W\d]{2,12}\.?\s*,?\s*)?(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?(?:\s+|-|/)(?:de\s+)?(?P<name>[^\W\d]{3,12})\.?,?(?:\s+|-|/)(?:de\s+)?(?P<year>\d{4}|\d{2})\b,?",
        r"^(?:[^\W\d]{2,12}\.?,?\s+)?(?P<name>[^\W\d]{3,12})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\b,?",
    )
)
_ASCTIME = re.compile(
    r"^[a-z]{3}\s+(?P<name>[a-z]{3})\s+(?P<day>\d{1,2})\s+(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})\s+(?P<zone>[a-z]{1,5}\s+)?(?P<year>\d{4})$",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})T(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?" + _ZONE,
    re.IGNORECASE,
)
_RFC822 = re.compile(
    r"^(?:[A-Za-z]{3}, )?(?P<day>\d{1,2}) (?P<name>[A-Za-z]{3}) (?P<year>\d{4})"
    r" (?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d) (?P<zone>GMT|UTC|[+-]\d{4})$"
)
"""What RSS asks for, as most feeds have it."""
_FROM_DIGIT = (_COMPACT, *_PATTERNS)
_FROM_LETTER = (_RFC822, _ASCTIME, *_PATTERNS[3:])
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
_IN_URL = re.compile(r"/(?P<year>(?:19|20)\d{2})[/-](?P<month>\d{1,2})[/-](?P<day>\d{1,2})(?=[/_-]|$)")


def parse_date(text: str | None, *, keep_naive: bool = False) -> dt.datetime | None:
    """The instant that a feed's date means, UTC; None where it cannot be read. A day alone is its midnight UTC.

    keep_naive: a date that names no zone comes back without one, for callers that want to say so.
    """
    text = " ".join((text or "")[:100].split())
    if not text:
        return None
    for pattern in _likely(text[0]):
        if match := pattern.match(text):
            moment = _instant(match.groupdict())
            return moment.replace(tzinfo=None) if keep_naive and moment and not match["zone"] else moment
    if _EPOCH.match(text):
        return dt.datetime.fromtimestamp(int(text[:10]), dt.UTC)
    return None


def _likely(start: str) -> tuple[re.Pattern[str], ...]:
    """The patterns that a date with that first letter can match, the commonest first where the order does not matter."""
    return _FROM_DIGIT if start.isdigit() else _FROM_LETTER


def date_in_url(url: str) -> dt.datetime | None:
    """Midnight UTC of the day that a link names (`/2026/04/24/`); None where it names none."""
    match = _IN_URL.search(url)
    return _instant(match.groupdict()) if match else None


def _instant(found: dict[str, str | None]) -> dt.datetime | None:
    month = int(found["month"] or 0) if found.get("month") else _month(found.get("name") or "")
    stated = found["year"] or ""
    year = int(stated)
    if len(stated) == 2:
        year += 2000 if year < 70 else 1900
    hour = int(found.get("hour") or 0)
    half = (found.get("half") or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    offset = _offset(found.get("zone"))
    try:
        day = dt.datetime(year, month, int(found["day"] or 1), tzinfo=dt.UTC)
        return day + dt.timedelta(
            hours=hour if hour <= 24 else 0,
            minutes=int(found.get("minute") or 0) - offset,
            seconds=min(int(found.get("second") or 0), 59),
        )
    except (ValueError, OverflowError):
        return None


@functools.lru_cache(maxsize=512)
def _month(name: str) -> int:
    """The month's number by the start of its name, in the languages that feeds are found to use; 0 if unknown."""
    name = name.casefold()
    for length in (4, 3):
        if number := _MONTHS.get(name[:length]):
            return number
    return 0


@functools.lru_cache(maxsize=512)
def _offset(zone: str | None) -> int:
    """Minutes east of Greenwich; 0 for none and for an unknown abbreviation."""
    zone = re.sub(r"\s", "", zone or "").lower()
    zone = re.sub(r"^(?:utc|gmt)(?=[+-])", "", zone)
    if match := re.match(r"^([+-])(\d{1,2}):?(\d{2})?$", zone):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return 0 if minutes > 15 * 60 else minutes if match[1] == "+" else -minutes
    return _ZONES.get(zone, 0)
