"""Days out of dates: in figures, with a month's name in any language, by week or by the day of the year, of four calendars.

What could be meant in two ways is decided by what stands around the date (`DateHints`), and said.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tasks.collect.feed.calendars import from_buddhist, from_era, from_persian
from tasks.collect.feed.date_words import DayOrder, month_of, order_in, persian_month_of, weekday_of

MAX_DATE = 100
"""Characters of a date that are looked at."""
Doubt = Literal["day_order", "zone"]
"""day_order: day and month could be the other way round. zone: it names a zone that nobody knows, taken for UTC."""

_ORDINAL = re.compile(r"((?:19|20)\d\d)-(\d{3})(?!\d)")
_WEEK_DATE = re.compile(r"((?:19|20)\d\d)-?W(\d\d)-?([1-7])(?!\d)")
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>\d{4}) ?(?:[-/.]|年|년) ?(?P<month>\d{1,2}) ?(?:[-/.]|月|월) ?(?P<day>\d{1,2})(?!\d) ?[日일]?"
)
_IN_FIGURES = re.compile(
    r"(?<!\d)(?P<one>\d{1,2}) ?(?P<mark>[-/.]) ?(?P<two>\d{1,2}) ?(?P=mark) ?(?P<year>\d{4}|\d\d)(?![\d:])"
)
_NUMBERED_MONTH = re.compile(r"\b(?:tháng|thg|thang)\.? ?(\d{1,2})(?!\d)", re.IGNORECASE)
_ERA = re.compile(r"(令和|平成|民國|民国) ?(\d{1,3}|元) ?年")
_TOKEN = re.compile(r"\d+|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f.'’]|(?<=[^\x00-\u02ff])[^\s\d\x00-\u02ff])*")
WORD = re.compile(r"[^\W\d_][^\s\d,;|()\[\]+]*")

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("\u200e\u200f\u202a\u202b\u202c\u200b", ""))


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


NO_HINTS = DateHints()


def plain_figures(text: str) -> str:
    """The text with its figures as ASCII, its dashes as hyphens, and no marks of direction."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def day_order(texts: Iterable[str]) -> DayOrder | None:
    """Whether these dates put the day or the month first; None where none tells, or they contradict."""
    orders: set[DayOrder] = set()
    for text in texts:
        if (match := _IN_FIGURES.search(plain_figures(text[:MAX_DATE]))) and match["mark"] != ".":
            one, two = int(match["one"]), int(match["two"])
            if one > 12 >= two:
                orders.add("dmy")
            elif two > 12 >= one:
                orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None


def day_of(year: int, month: int, day: int) -> dt.date | None:
    """The day; None where there is none of that number."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def find_day(text: str, hints: DateHints) -> tuple[dt.date, Doubt | None, str] | None:
    """The day that a text names, whether day and month are in doubt, and the text without it."""
    if match := _ORDINAL.match(text):
        day = day_of(int(match[1]), 1, 1)
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
    return from_buddhist(year, month, day) or from_persian(year, month, day) or day_of(year, month, day)


def _in_figures(match: re.Match[str], text: str, hints: DateHints) -> tuple[dt.date, Doubt | None] | None:
    """The day of `27/04/2026`, and whether it could be another: what is possible decides, then a named weekday, then the
    feed's other dates, then its language and country. With dots the day stands first everywhere."""
    one, two, year = int(match["one"]), int(match["two"]), _full_year(match["year"])
    days: dict[DayOrder, dt.date] = {}
    if found := _in_calendar(year, two, one):
        days["dmy"] = found
    if match["mark"] != "." and (found := _in_calendar(year, one, two)):
        days["mdy"] = found
    if len(match["year"]) == 2 and (found := day_of(2000 + one, two, int(match["year"]))) and not days:
        days["ymd"] = found
    if hints.latest and len(days) > 1:
        days = {order: day for order, day in days.items() if day <= hints.latest.date()} or days
    weekdays = {weekday_of(word, hints.language) for word in WORD.findall(text)} - {None}
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
