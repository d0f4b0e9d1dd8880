"""Instants out of the dates that feeds write: RFC 822, ISO 8601 and what newsrooms write instead, in any language.

What RSS and Atom ask for is read by two patterns, and so is nearly every feed. The rest is read in parts: the clock, the
date in figures or with a month's name (`date_words`), the zone (`zones`). A date that cannot be read is None, never now; a
time without a zone is taken for UTC; what could be meant in two ways is decided by what stands around it, and said.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from tasks.collect.feed.calendars import from_buddhist, from_era, from_persian
from tasks.collect.feed.date_words import DayOrder, half_of, month_of, order_in, persian_month_of, weekday_of
from tasks.collect.feed.zones import zone_offset

Doubt = Literal["day_order", "zone"]
"""day_order: day and month could be the other way round. zone: it names a zone that nobody knows, taken for UTC."""

MAX_DATE = 100
"""Characters of a date that are looked at."""
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
_ORDINAL = re.compile(r"((?:19|20)\d\d)-(\d{3})(?!\d)")
_WEEK_DATE = re.compile(r"((?:19|20)\d\d)-?W(\d\d)-?([1-7])(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d.:/-])(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d{1,12})?)?(?![\d:])"
    r"(?: ?(?P<half>[AaPp])\.? ?[Mm]\b\.?)?(?: ?(?:UTC|GMT|utc|gmt)?(?P<zone>[+-]\d{1,2}(?::?\d\d)?)(?!\d))?"
)
_LOOSE_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?: ?[.hH時时点點시] ?(?P<minute>\d\d)?(?: ?[.m分분] ?(?P<second>\d\d))?(?!\d)[分분秒초]?"
    r"(?: ?(?P<half>[AaPp])\.? ?[Mm]\b\.?)?| ?(?P<half_alone>[AaPp])\.? ?[Mm]\b\.?)"
)
"""With a dot, a letter or the half of the day instead of a colon; looked for where the date has been taken away."""
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>\d{4}) ?(?:[-/.]|年|년) ?(?P<month>\d{1,2}) ?(?:[-/.]|月|월) ?(?P<day>\d{1,2})(?!\d) ?[日일]?"
)
_IN_FIGURES = re.compile(
    r"(?<!\d)(?P<one>\d{1,2}) ?(?P<mark>[-/.]) ?(?P<two>\d{1,2}) ?(?P=mark) ?(?P<year>\d{4}|\d\d)(?![\d:])"
)
_NUMBERED_MONTH = re.compile(r"\b(?:tháng|thg|thang)\.? ?(\d{1,2})(?!\d)", re.IGNORECASE)
_ERA = re.compile(r"(令和|平成|民國|民国) ?(\d{1,3}|元) ?年")
_TOKEN = re.compile(r"\d+|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f.'’]|(?<=[^\x00-\u02ff])[^\s\d\x00-\u02ff])*")
_WORD = re.compile(r"[^\W\d_][^\s\d,;|()\[\]+]*")
_ZONE_TEXT = re.compile(
    r"[+-] ?\d{1,2}(?::?\d\d)?(?!\d)|[A-Za-z]+/[A-Za-z_]+(?:/[A-Za-z_]+)?|[A-Za-z]+(?: [A-Za-z]+){0,3}"
)
_OFFSET_AFTER = re.compile(r"[\s(\[]*(?:UTC|GMT)? ?([+-] ?\d{1,2}(?::?\d\d)?)(?![\d/.-])", re.IGNORECASE)
_ABBREVIATION = re.compile(r"[A-Z]{2,5}")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("\u200e\u200f\u202a\u202b\u202c\u200b", ""))
_IN_URL = re.compile(
    r"/(?P<year>(?:19|20)\d{2})[/-](?:(?P<month>\d{1,2})|(?P<name>[a-z]{3}))[/-](?P<day>\d{1,2})(?=[/_.?-]|$)"
)


@dataclass(frozen=True, slots=True)
class DateHints:
    """What stands around a date and tells how it is meant."""

    language: str = ""
    """ISO code of the feed's language."""
    country: str | None = None
    """The outlet's, ISO 3166-1 alpha-2."""
    order: DayOrder | None = None
    """How the feed's other dates order day and month (`day_order`)."""
    latest: dt.datetime | None = None
    """Of two readings one that lies later is not meant."""


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a date means."""

    moment: dt.datetime
    """UTC; a day alone is its midnight."""
    has_zone: bool
    doubt: Doubt | None = None


NO_HINTS = DateHints()


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
    return _read_parts(_plain(text), hints)


def day_order(texts: Iterable[str]) -> DayOrder | None:
    """Whether these dates in figures put the day or the month first; None where none tells, or they contradict."""
    orders: set[DayOrder] = set()
    for text in texts:
        if (match := _IN_FIGURES.search(_plain(text[:MAX_DATE]))) and match["mark"] != ".":
            one, two = int(match["one"]), int(match["two"])
            if one > 12 >= two:
                orders.add("dmy")
            elif two > 12 >= one:
                orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None


def date_in_url(url: str) -> dt.datetime | None:
    """Midnight UTC of the day that a link names (`/2026/04/24/`, `/2026/apr/24/`); None where it names none."""
    match = _IN_URL.search(url)
    if not match:
        return None
    month = int(match["month"]) if match["month"] else _ENGLISH_MONTHS.get(match["name"], 0)
    day = _day(int(match["year"]), month, int(match["day"]))
    return dt.datetime.combine(day, dt.time(), dt.UTC) if day else None


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int = 0
    minute: int = 0
    second: int = 0
    zone: str | None = None


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
    day = _day(year, month, date)
    return _reading(day, _Clock(hour, minute, second, zone), None, NO_HINTS) if day else None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _reading(day: dt.date, clock: _Clock, doubt: Doubt | None, hints: DateHints) -> DateReading | None:
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


def _plain(text: str) -> str:
    """The text with its figures as ASCII, its dashes as hyphens, and no marks of direction."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _read_parts(text: str, hints: DateHints) -> DateReading | None:
    """The reading of any other form: instants in figures, else the clock, the date and the zone, each where it stands."""
    if match := _COMPACT.fullmatch(text):
        return _from_groups(match)
    if match := _EPOCH.fullmatch(text):
        return DateReading(dt.datetime.fromtimestamp(int(match[1]), dt.UTC), has_zone=True)
    clock, rest, after = _take_clock(text, _CLOCK)
    found = _find_day(rest, hints)
    if found is None:
        return None
    day, doubt, rest = found
    if clock is None:
        clock, rest, after = _take_clock(rest, _LOOSE_CLOCK)
    if clock is None:
        return _reading(day, _Clock(), doubt, hints)
    if clock.zone is None:
        clock = replace(clock, zone=_zone(after, hints))
    return _reading(day, clock, doubt, hints)


def _take_clock(text: str, pattern: re.Pattern[str]) -> tuple[_Clock | None, str, str]:
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
    clock = _Clock(hour, int(found["minute"] or 0), int(found["second"] or 0), found.get("zone"))
    return clock, f"{before} | {after}", after


def _half_beside(before: str, after: str) -> str:
    """`a` or `p` where the words beside the clock name a half of the day in some language; else nothing."""
    last, first = _WORD.findall(before)[-1:], _WORD.match(after.lstrip())
    for word in (*last, *([first[0]] if first else [])):
        if (half := half_of(word)) and not (word.isascii() and _ABBREVIATION.fullmatch(word) and word in after):
            return half[0]
    return ""


def _zone(after: str, hints: DateHints) -> str | None:
    """The zone named after the clock: in figures, by name, or by an abbreviation that may be unknown; None for none."""
    if match := _OFFSET_AFTER.match(after):
        return match[1]
    unknown = None
    moment = dt.datetime(2000, 1, 1)  # noqa: DTZ001 -- only whether the name is known is asked
    for match in _ZONE_TEXT.finditer(after):
        words = match[0].split(" ")
        for size in range(len(words), 0, -1):
            name = " ".join(words[:size])
            if zone_offset(name, moment, hints.country) is not None:
                return name
        if _ABBREVIATION.fullmatch(words[0]) and not (month_of(words[0]) or weekday_of(words[0]) is not None):
            unknown = unknown or words[0]
    return unknown


def _find_day(text: str, hints: DateHints) -> tuple[dt.date, Doubt | None, str] | None:
    """The day that a text names, whether day and month are in doubt, and the text without it."""
    if match := _ORDINAL.match(text):
        day = _day(int(match[1]), 1, 1)
        found = day and day + dt.timedelta(days=int(match[2]) - 1)
        if found and found.year == int(match[1]):
            return found, None, text[match.end() :]
    if match := _WEEK_DATE.match(text):
        try:
            return dt.date.fromisocalendar(int(match[1]), int(match[2]), int(match[3])), None, text[match.end() :]
        except ValueError:
            return None
    text = _ERA.sub(lambda era: f"{from_era(era[1], era[2])}年", text)
    if match := _YEAR_FIRST.search(text):
        day = _in_calendar(int(match["year"]), int(match["month"]), int(match["day"]))
        return (day, None, _cut(text, match)) if day else None
    if match := _IN_FIGURES.search(text):
        meant = _in_figures(match, text, hints)
        return (*meant, _cut(text, match)) if meant else None
    return _named(_NUMBERED_MONTH.sub(r" #\1 ", text), hints)


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} | {text[match.end() :]}"


def _in_calendar(year: int, month: int, day: int) -> dt.date | None:
    """The day in our calendar; years of the Buddhist and the solar Hijri calendar are known by their number."""
    return from_buddhist(year, month, day) or from_persian(year, month, day) or _day(year, month, day)


def _in_figures(match: re.Match[str], text: str, hints: DateHints) -> tuple[dt.date, Doubt | None] | None:
    """The day of `27/04/2026`, and whether it could be another: what is possible decides, then a named weekday, then the
    feed's other dates, then its language and country. With dots the day stands first everywhere."""
    one, two, year = int(match["one"]), int(match["two"]), _full_year(match["year"])
    days: dict[DayOrder, dt.date] = {}
    if found := _in_calendar(year, two, one):
        days["dmy"] = found
    if match["mark"] != "." and (found := _in_calendar(year, one, two)):
        days["mdy"] = found
    if len(match["year"]) == 2 and (found := _day(2000 + one, two, int(match["year"]))) and not days:
        days["ymd"] = found
    if hints.latest and len(days) > 1:
        days = {order: day for order, day in days.items() if day <= hints.latest.date()} or days
    weekdays = {weekday_of(word, hints.language) for word in _WORD.findall(text)} - {None}
    if len(days) > 1 and weekdays:
        days = {order: day for order, day in days.items() if day.weekday() in weekdays} or days
    if not days:
        return None
    if len(set(days.values())) == 1:
        return next(iter(days.values())), None
    order = hints.order or order_in(hints.language or "en", hints.country)
    return days.get(order) or days["dmy"], None if hints.order in days else "day_order"


def _full_year(figures: str) -> int:
    """The year of four figures or of two, of which those from 70 are of the last century."""
    year = int(figures)
    return year if len(figures) > 2 else year + (2000 if year < 70 else 1900)


def _named(text: str, hints: DateHints) -> tuple[dt.date, Doubt | None, str] | None:
    """The day of a text that names its month: `27 April 2026`, `April 27th, 2026`, `2026. április 27.`"""
    tokens = list(_tokens(text))
    numbered = [at for at, (token, _, _) in enumerate(tokens) if token.startswith("#")]
    for at in numbered or range(len(tokens)):
        token = tokens[at][0]
        month, is_persian, width = _named_month(tokens, at, hints.language)
        if not month:
            continue
        if weekday_of(token, hints.language) is not None and any(
            _named_month(tokens, later, hints.language)[0] for later in range(at + 1, len(tokens))
        ):
            continue  # `mar, 22 abr`: a day of the week, as a month follows
        for day_at, year_at in _beside(tokens, at, at + width - 1):
            day_figures, year_figures = tokens[day_at][0], tokens[year_at][0]
            year = _full_year(year_figures)
            if is_persian:
                day = from_persian(year, month, int(day_figures))
            else:
                day = _in_calendar(year, month, int(day_figures))
            if day:
                spans = [(tokens[i][1], tokens[i][2]) for i in (day_at, year_at, *range(at, at + width))]
                return day, None, _without(text, spans)
    return None


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Figures and words with where they stand; `#4` is the fourth month."""
    for match in re.finditer(rf"#\d+|{_TOKEN.pattern}", text):
        yield match[0], match.start(), match.end()


def _named_month(tokens: list[tuple[str, int, int]], at: int, language: str) -> tuple[int, bool, int]:
    """Month that begins at a token (0 for none), whether it is of the solar Hijri calendar, and its tokens: one or two."""
    word = tokens[at][0]
    if word.startswith("#"):
        return int(word[1:]), False, 1
    if word.isdigit():
        return 0, False, 1
    if persian := persian_month_of(word):
        return persian, True, 1
    if (
        at + 1 < len(tokens)
        and not tokens[at + 1][0][0].isdigit()
        and (both := month_of(word + tokens[at + 1][0], language))
    ):
        return both, False, 2
    return month_of(word, language), False, 1


_CONNECTING = 4
"""Letters of the longest word between day, month and year (`de`, `of`, `th`)."""


def _beside(tokens: list[tuple[str, int, int]], first: int, last: int) -> Iterator[tuple[int, int]]:
    """(day, year) as positions of the figures beside a month's tokens, likelier orders first."""
    before = _figures_from(tokens, range(first - 1, -1, -1))
    after = _figures_from(tokens, range(last + 1, len(tokens)))
    if before and after and len(tokens[before[0]][0]) <= 2 and len(tokens[after[0]][0]) in (2, 4):
        yield before[0], after[0]
    if len(after) > 1 and len(tokens[after[0]][0]) <= 2 and len(tokens[after[1]][0]) == 4:
        yield after[0], after[1]
    if before and after and len(tokens[before[0]][0]) == 4 and len(tokens[after[0]][0]) <= 2:
        yield after[0], before[0]
    if len(before) > 1 and len(tokens[before[0]][0]) <= 2 and len(tokens[before[1]][0]) == 4:
        yield before[0], before[1]


def _figures_from(tokens: list[tuple[str, int, int]], positions: range) -> list[int]:
    """Positions of figures until a word that connects nothing."""
    found = []
    for i in positions:
        if tokens[i][0].isdigit():
            found.append(i)
        elif len(tokens[i][0].strip(".")) > _CONNECTING:
            break
    return found


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} | {text[end:]}"
    return text
