"""Dates named in a text: days, months, years and weekdays, and the text without them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from tasks.language.word_lists import patterns, word_list
from tasks.verify.text.words import fold_word
from warehouse.weeks import WEEKDAYS

_PATTERNS = patterns("claim_dates")
_MONTH_WORDS = tuple(words.lower().split() for words in word_list("claims")["months"].split(", "))
MONTHS = tuple(words[0] for words in _MONTH_WORDS)
"""The names of the months in small letters, in order."""
_MONTH_NUMBERS = {word: number for number, words in enumerate(_MONTH_WORDS, start=1) for word in words}
_MONTH = _PATTERNS["month"]
_DATES = (
    re.compile(rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:\s?(?:-|–|to|and)\s?(?P<last>\d{{1,2}})(?![\d:]))?(?:,? (?P<year>(?:19|20)\d\d))?"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:-|–|to|and)\s?(?P<last>\d{{1,2}}))?(?: of)? {_MONTH}(?:,? (?P<year>(?:19|20)\d\d))?"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?P<last>)\b"),
)  # fmt: skip

_MONTH_YEAR = re.compile(_PATTERNS["month_year"])

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})\b", re.IGNORECASE)

AHEAD = re.compile(_PATTERNS["ahead"])

_RELATIVE = re.compile(_PATTERNS["relative"], re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dates:
    """Days named with month and day (year where given), months, years and weekdays of a text, and the text without them."""

    days: frozenset[tuple[int | None, int, int]]
    months: frozenset[int]
    years: frozenset[int]
    weekdays: frozenset[int]
    relative: frozenset[str]
    rest: str


def _foreign_days(text: str, lang: str) -> set[tuple[int, int]]:
    """The (month, day) that a text in another language names, by the month names of CLDR and by 5月26日."""
    found = {
        (int(m), int(d))
        for m, d in re.findall(r"(\d{1,2}) ?(?:月|월|дугаар сарын|дүгээр сарын|-р сарын) ?(\d{1,2})", text)
    }
    months = _month_names(lang)
    for match in re.finditer(r"(\d{1,2})[.ºaeoуго]{0,3} (?:(?:de|of|da|di) )?([^\W\d_]{3,})", text.lower()):
        if month := months.get(match[2]):
            found.add((month, int(match[1])))
    return {(month, day) for month, day in found if 1 <= month <= 12 and 1 <= day <= 31}


def _foreign_weekdays(text: str, lang: str) -> frozenset[int]:
    """The weekdays, Monday 0, that a text in another language names, in their forms (claim_slots.yaml)."""
    patterns = _weekday_patterns(lang)
    if not patterns:
        return frozenset()
    words = (fold_word(word) for word in re.findall(r"[^\W\d_]+", text))
    folded = f" {' '.join(words)} "
    return frozenset(day for day, pattern in enumerate(patterns) if pattern.search(folded))


@functools.cache
def _weekday_patterns(lang: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(
            "|".join(" " + re.escape(fold_word(term.strip())).replace(r"\*", r"\w*") + " " for term in terms.split(","))
        )
        for terms in word_list("claim_slots")["weekdays"].get(lang, ())
    )


@functools.cache
def _month_names(lang: str) -> dict[str, int]:
    from babel import Locale, UnknownLocaleError

    try:
        months = Locale(lang).months
    except UnknownLocaleError:
        return {}
    return {
        str(name).lower(): number
        for use in ("format", "stand-alone")
        for number, name in months[use]["wide"].items()
        if not str(name).isdigit()
    }


def read_dates(text: str, lang: str = "en") -> Dates:
    """The dates of a text in English or, day and month only, in another language; `rest` has them cut out, so that their digits are not read as numbers."""
    days: set[tuple[int | None, int, int]] = set()
    months: set[int] = set()
    years: set[int] = set()

    def take(match: re.Match[str]) -> str:
        month = int(match["month"]) if match["month"].isdigit() else _MONTH_NUMBERS[match["month"].lower()]
        year = int(match["year"]) if match["year"] else None
        if not 1 <= int(match["day"]) <= 31:
            return match[0]  # no date: its digits are a number
        for name in ("day", "last"):
            if match[name] and 1 <= int(match[name]) <= 31:
                days.add((year, month, int(match[name])))
        return " ¤ "

    def take_month(match: re.Match[str]) -> str:
        months.add(_MONTH_NUMBERS[match["month"].lower()])
        if match["year"]:
            years.add(int(match["year"]))
        return " ¤ "

    for pattern in _DATES:
        text = pattern.sub(take, text)
    if lang not in ("en", "und"):
        days |= {(None, month, day) for month, day in _foreign_days(text, lang)}
    text = _MONTH_YEAR.sub(take_month, text)
    for match in _YEAR.finditer(text):
        years.add(int(match[0]))
    text = _YEAR.sub(" ¤ ", text)
    weekdays = frozenset(WEEKDAYS.index(m[1].lower()) for m in WEEKDAY.finditer(text)) | _foreign_weekdays(text, lang)
    if lang not in ("en", "und"):
        names = _month_names(lang)
        months |= {names[word] for word in re.findall(r"[^\W\d_]{3,}", text.lower()) if word in names}
    relative = frozenset(m[1].lower() for m in _RELATIVE.finditer(text))
    return Dates(frozenset(days), frozenset(months), frozenset(years), weekdays, relative, text)
