"""Dates named in a text, resolved against the day of publication.

After HeidelTime (Strötgen and Gertz 2013): an expression is found by pattern, normalised to a day or a range of
days, and an underspecified one ("20 April", "on Sunday") is completed from the document's own date, here with the
tense of its sentence: backward in news, forward where the sentence speaks of what will be.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Literal

from tasks.language.word_lists import patterns
from tasks.time.lexicon import TimeWords, unit_days

Grain = Literal["day", "week", "month", "year"]
Form = Literal["explicit", "weekday", "relative", "ago", "day_of_month"]

_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_ISO = re.compile(r"(?<![\d/-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
_YEAR_FIRST = re.compile(r"(?<![\d/.])(\d{4})[./](\d{1,2})[./](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d/.,-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_EAST_ASIAN = re.compile(
    r"(?:(?P<y>\d{4})\s?[年년]\s?)?(?<!\d)(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日号號일]?(?!\d)"
)
_EAST_ASIAN_DAY = re.compile(r"(?<![\d月월.,/])(?<!월 )(?P<d>\d{1,2})\s?(?:日(?![間程目々本])|일(?!간|째|차|정))")
_MONGOLIAN = re.compile(
    r"(?:(?P<y>\d{4})\s*он(?:ы|д)?\s*)?(?<!\d)(?P<m>\d{1,2})\s*(?:-?\s*(?:р|р)|дугаар|дүгээр)?\s*сарын\s*(?P<d>\d{1,2})",
    re.IGNORECASE,
)
_PATTERNS = patterns("time_phrases")
_NAMED_DAY = re.compile(_PATTERNS["named_day"], re.IGNORECASE)
_LOWER_CASE_DAYS = frozenset(
    {"bg", "cs", "es", "fr", "hr", "it", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "uk"}
)
"""Languages that write weekdays small: a capital within a sentence makes a name."""
_FEAST = re.compile(_PATTERNS["feast"], re.IGNORECASE)
"""Words that make a weekday a feast or a habit: Good Friday, every Sunday, 3e dimanche."""
_NAME_AFTER = re.compile(r"\s(?!Night|Morning|Evening|Afternoon)[A-Z][a-z]")
_DAY_NUMBER = re.compile(r",?\s+(\d{1,2})(?![\d:.,%])(?=\W|$)")
_YEAR_BEFORE = re.compile(r"(?<!\d)(\d{4})\s*(?:সালের|সাল|साल के|साल की|साल|सालको|के|оны)\s*$")
_BUDDHIST_OFFSET = 543
_JALALI_MONTHS = (
    ("فروردین", "حمل"),
    ("اردیبهشت", "ثور"),
    ("خرداد", "جوزا"),
    ("تیر", "سرطان"),
    ("مرداد", "اسد"),
    ("شهریور", "سنبله"),
    ("مهر", "میزان"),
    ("آبان", "عقرب"),
    ("آذر", "قوس"),
    ("دی", "جدی"),
    ("بهمن", "دلو"),
    ("اسفند", "حوت"),
)
_JALALI = {name: number for number, names in enumerate(_JALALI_MONTHS, start=1) for name in names}
_JALALI_DATE = re.compile(
    rf"(?<!\w)(?P<d>\d{{1,2}})\s*(?:ام\s+|م\s+)?(?P<m>{'|'.join(sorted(_JALALI, key=len, reverse=True))})(?!\w)(?:\s*(?:ماه)?\s*(?P<y>1[34]\d\d))?"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """An expression of time in a text: `text[start:end]`, first and last day (equal for a single day)."""

    start: int
    end: int
    text: str
    first: dt.date
    last: dt.date
    grain: Grain
    form: Form
    year_given: bool = False
    forward: bool = False
    """It says "next" or its like."""


def jalali_to_gregorian(year: int, month: int, day: int) -> dt.date:
    """The Gregorian day of a day in the Solar Hijri calendar. Raises ValueError for a day that does not exist.

    Uses the 33-year leap cycle, exact for the years 1178 to 1633 (1799 to 2254).
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        raise ValueError(f"{year}-{month}-{day} is not a Solar Hijri date")
    days = 365 * (year - 1) + (8 * (year - 1) + 21 + 8) // 33
    days += (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    anchor = 365 * 1399 + (8 * 1399 + 21 + 8) // 33
    return dt.date(2021, 3, 21) + dt.timedelta(days=days + day - 1 - anchor)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _year(text: str | None) -> int | None:
    if not text:
        return None
    year = int(text)
    return year - _BUDDHIST_OFFSET if year > 2400 else year


def complete(month: int, day: int, published: dt.date, forward: bool) -> dt.date | None:
    """The day of a month without a year: the nearest, or the next one on or after publication where `forward`."""
    days = [found for year in (-1, 0, 1) if (found := _date(published.year + year, month, day))]
    if forward:
        days = [found for found in days if found >= published] or days
    return min(days, key=lambda found: _distance(published, found), default=None)


def _distance(published: dt.date, day: dt.date) -> float:
    """Days between; a day past counts a fifth more, for half a year back one would name the year."""
    return (day - published).days if day >= published else (published - day).days * 1.2


def _months_back(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return next(found for back in range(4) if (found := _date(max(year, 1), month + 1, day.day - back)))


def _mention(match: re.Match[str], day: dt.date, last: dt.date | None = None, **more: object) -> Mention:
    return Mention(match.start(), match.end(), match[0], day, last or day, "day", "explicit", **more)  # type: ignore[arg-type]


def _from_parts(match: re.Match[str], month: int, published: dt.date, forward: bool) -> Mention | None:
    groups = match.groupdict()
    year = _year(groups.get("y"))
    if year is None and (before := _YEAR_BEFORE.search(match.string, max(0, match.start() - 14), match.start())):
        year = int(before[1])
    day = int(groups["d"])
    first = _date(year, month, day) if year else complete(month, day, published, forward)
    if first is None:
        return None
    last = first
    if groups.get("d2") and int(groups["d2"]) > day:
        last = _date(first.year, month, int(groups["d2"])) or first
    return _mention(match, first, last, year_given=bool(year))


def _numeric(text: str, published: dt.date, lexicon: TimeWords, forward: bool) -> list[Mention]:
    """Dates written in digits alone, in any language."""
    found: list[Mention] = []
    for pattern in (_ISO, _YEAR_FIRST):
        for match in pattern.finditer(text):
            if day := _date(int(match[1]), int(match[2]), int(match[3])):
                found.append(_mention(match, day, year_given=True))
    for match in _NUMERIC.finditer(text):
        one, two, year = int(match[1]), int(match[3]), int(match[4])
        if two > 12:
            day = _date(year, one, two)
        elif one > 12 or one == two or not lexicon.month_first:
            day = _date(year, two, one)
        else:
            continue  # 3/4/2026 is two days, and English outlets write both
        if day:
            found.append(_mention(match, day, year_given=True))
    if "月" in text or "월" in text:
        found += [
            made
            for match in _EAST_ASIAN.finditer(text)
            if (made := _from_parts(match, int(match["m"]), published, forward))
        ]
    if "日" in text or "일" in text:
        found += _days_of_month(text, published, found)
    if "сарын" in text:
        found += [
            made
            for match in _MONGOLIAN.finditer(text)
            if (made := _from_parts(match, int(match["m"]), published, forward))
        ]
    if lexicon.lang in ("fa", "ps"):
        for match in _JALALI_DATE.finditer(text):
            try:
                year = int(match["y"]) if match["y"] else published.year - 621 - (published.month < 4)
                found.append(
                    _mention(
                        match,
                        jalali_to_gregorian(year, _JALALI[match["m"]], int(match["d"])),
                        year_given=bool(match["y"]),
                    )
                )
            except ValueError:
                continue
    return found


def _days_of_month(text: str, published: dt.date, taken: list[Mention]) -> list[Mention]:
    """Bare days of the month (20日, 20일), as East Asian news writes them: of this month, or the last if yet to come."""
    found = []
    for match in _EAST_ASIAN_DAY.finditer(text):
        if any(mention.start <= match.start() < mention.end for mention in taken):
            continue
        day = _date(published.year, published.month, int(match["d"]))
        if day is None or day > published + dt.timedelta(days=1):
            before = published.replace(day=1) - dt.timedelta(days=1)
            earlier = _date(before.year, before.month, int(match["d"]))
            if earlier is None or day is None or (day - published).days < (published - earlier).days:
                continue
            day = earlier
        found.append(replace(_mention(match, day), form="day_of_month"))
    return found


def _is_weekday(text: str, match: re.Match[str], lexicon: TimeWords) -> bool:
    """Whether it is the day and not a name: Gill-Piątek, France Dimanche, Sunday school."""
    start = match.start("w")
    if text[:start].endswith("-") or _NAMED_DAY.match(text, match.end()) or _FEAST.search(text[:start]):
        return False
    if _NAME_AFTER.match(text, match.end()) and lexicon.lang != "de":
        return False
    if lexicon.lang not in _LOWER_CASE_DAYS or not text[start].isupper():
        return True
    before = text[:start].rstrip()
    return not before or before[-1] in '.:!?«»"“”„—–-('


def _numbered(published: dt.date, weekday: int, number: int) -> dt.date | None:
    """The day near publication with that weekday and that number in its month ("viernes 28"), if there is one."""
    days = [published + dt.timedelta(days=shift) for shift in range(-27, 32)]
    fitting = [day for day in days if day.weekday() == weekday and day.day == number]
    return min(fitting, key=lambda day: abs((day - published).days), default=None)


def _weekdays(text: str, published: dt.date, lexicon: TimeWords) -> list[Mention]:
    found = []
    for match in lexicon.weekday.finditer(text):
        groups = match.groupdict()
        if lexicon.spaced and not _is_weekday(text, match, lexicon):
            continue
        back = (published.weekday() - lexicon.weekdays[match["w"].lower()]) % 7
        forward = bool(groups.get("next") or groups.get("next2"))
        if groups.get("last") or groups.get("last2"):
            back = back or 7
        day = published + dt.timedelta(days=7 - back) if forward else published - dt.timedelta(days=back)
        if not lexicon.month_first and (number := _DAY_NUMBER.match(text, match.end())):
            near = _numbered(published, day.weekday(), int(number[1]))
            if near:
                found.append(
                    Mention(
                        match.start(), number.end(), text[match.start() : number.end()], near, near, "day", "explicit"
                    )
                )
                continue
        found.append(Mention(match.start(), match.end(), match[0], day, day, "day", "weekday", forward=forward))
    return found


def _relative(text: str, published: dt.date, lexicon: TimeWords) -> list[Mention]:
    found = []
    for match in lexicon.relative.finditer(text):
        word = match[0].lower()
        if word in lexicon.days:
            day = published + dt.timedelta(days=lexicon.days[word])
            found.append(Mention(match.start(), match.end(), match[0], day, day, "day", "relative"))
        elif word in lexicon.weeks:
            monday = published - dt.timedelta(days=published.weekday()) + dt.timedelta(days=7 * lexicon.weeks[word])
            found.append(
                Mention(match.start(), match.end(), match[0], monday, monday + dt.timedelta(days=6), "week", "relative")
            )
    return found


def _ago(text: str, published: dt.date, lexicon: TimeWords) -> list[Mention]:
    found = []
    for pattern in lexicon.ago:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            unit = lexicon.units[match["u"].lower()]
            written = (groups.get("n") or "1").lower()
            count = int(written) if written.isdigit() else lexicon.numbers[written]
            if unit in ("month", "year", "decade"):
                day = _months_back(published, count * {"month": 1, "year": 12, "decade": 120}[unit])
            else:
                day = published - dt.timedelta(days=count * unit_days(unit))
            grain: Grain = "year" if unit == "decade" else unit  # type: ignore[assignment]
            found.append(Mention(match.start(), match.end(), match[0], day, day, grain, "ago"))
    return found


def _month_names(text: str, published: dt.date, lexicon: TimeWords, forward: bool) -> list[Mention]:
    """Days of a month written by its name, and months with a year."""
    found = []
    for pattern in (lexicon.day_month, lexicon.month_day):
        for match in pattern.finditer(text):
            if made := _from_parts(match, lexicon.months[match["m"].lower()], published, forward):
                found.append(made)
    for match in lexicon.month_year.finditer(text):
        first = dt.date(int(match["y"]), lexicon.months[match["m"].lower()], 1)
        last = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
        found.append(Mention(match.start(), match.end(), match[0], first, last, "month", "explicit", True))
    return found


def mentions(text: str, published: dt.date, lexicon: TimeWords, forward: bool = False) -> list[Mention]:
    """Every expression of time in the text that resolves to days, in order of appearance, none overlapping.

    `forward`: complete a day of a month to the future (the text speaks of what will be). Vague ones (a bare month or
    year, "last month") are left out: they say nothing about a week.
    """
    words = set(_WORD.findall(text.lower())) if lexicon.spaced else None
    named = words is None or not lexicon.triggers.isdisjoint(words)
    digits = _DIGIT.search(text) is not None
    if not named and not digits:
        return []
    found = _numeric(text, published, lexicon, forward) if digits else []

    def maybe(keys: frozenset[str]) -> bool:
        return words is None or not keys.isdisjoint(words)

    if digits and maybe(lexicon.month_keys):
        found += _month_names(text, published, lexicon, forward)
    if maybe(lexicon.weekday_keys):
        found += _weekdays(text, published, lexicon)
    if maybe(lexicon.relative_keys):
        found += _relative(text, published, lexicon)
    if maybe(lexicon.unit_keys):
        found += _ago(text, published, lexicon)
    return _without_overlaps(_without_doubled_weekdays(found, text))


def _without_doubled_weekdays(found: list[Mention], text: str) -> list[Mention]:
    """All but the weekdays that only introduce a full date ("Sunday, May 3")."""
    starts = {one.start for one in found if one.form == "explicit"}
    return [
        one
        for one in found
        if one.form != "weekday"
        or not any(one.end <= start and not text[one.end : start].strip(" ,(") for start in starts)
    ]


def _without_overlaps(found: list[Mention]) -> list[Mention]:
    """The longest of overlapping mentions, in order of appearance."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda one: (-(one.end - one.start), one.start)):
        if all(mention.end <= other.start or mention.start >= other.end for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda one: one.start)
