"""Names of months, weekdays and halves of the day in every language of CLDR, as babel ships it.

A name that means two months in two languages (`listopad` is October in Croatian, November in Czech and Polish) is decided by
the language of the feed, else by the number of languages. Names are compared without case, accents, dots and blanks.
"""

from __future__ import annotations

import functools
import pickle
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from tasks.collect.text import fold_accents

Half = Literal["am", "pm"]
DayOrder = Literal["dmy", "mdy", "ymd"]

_SHORTEST = 3
"""Letters of a shortened name: fewer are words such as `de` or `a`."""
_PERSIAN = (
    "فروردین حمل", "اردیبهشت ثور", "خرداد جوزا", "تیر سرطان", "مرداد اسد", "شهریور سنبله",
    "مهر میزان", "آبان عقرب", "آذر قوس", "دی جدی", "بهمن دلو", "اسفند حوت",
)  # fmt: skip
"""Months of the solar Hijri calendar in Persian and in Dari, which babel does not have."""

_HEBREW_IN = "ב"
"""Hebrew writes the preposition and the month as one word."""

Names = Mapping[str, Counter[int]]
"""Folded name -> how many languages mean which month (1 to 12) or weekday (0 is Monday) by it."""


def date_name_key(name: str) -> str:
    """The name as it is compared: no case, accents, dots, blanks; Arabic letters as Persian writes them."""
    folded = fold_accents(name).replace("i̇", "i").replace("ي", "ی").replace("ك", "ک")
    return "".join(c for c in folded if c.isalnum() or (not c.isascii() and not c.isspace()))


def month_of(name: str, language: str = "") -> int:
    """The month that a name or its shortened form means, 1 to 12; 0 where it means none.

    language: ISO code of the feed's; its names are looked at first, then English, then all.
    """
    return _month(date_name_key(name), language)


@functools.lru_cache(maxsize=4096)
def _month(key: str, language: str) -> int:
    if key.isdigit() or (key.isascii() and len(key) < _SHORTEST):
        return 0
    key = key.removeprefix(_HEBREW_IN) if len(key) > _SHORTEST else key
    tables = [*(_months_in(code) for code in dict.fromkeys((language, "en")) if code), _all_months()]
    for table in tables:
        if found := table.get(key):
            return _commonest(found)
    if len(key) < _SHORTEST:
        return 0
    for is_short in (_begins, _skips_letters):
        for table in tables:
            meant = {month for name, months in table.items() if is_short(key, name) for month in months}
            if len(meant) == 1:
                return meant.pop()
    return 0


def _commonest(found: Counter[int]) -> int:
    return min(found, key=lambda number: (-found[number], number))


def _begins(short: str, name: str) -> bool:
    return name.startswith(short)


def _skips_letters(short: str, name: str) -> bool:
    """Whether it is the name with letters left out (`agt` of `agustus`)."""
    letters = iter(name)
    return len(name) > len(short) and name[0] == short[0] and all(letter in letters for letter in short)


def persian_month_of(name: str) -> int:
    """The month of the solar Hijri calendar that a name means; 0 where it means none."""
    key = date_name_key(name)
    return next((number for number, names in enumerate(_persian_keys(), start=1) if key in names), 0)


@functools.cache
def _persian_keys() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(date_name_key, names.split())) for names in _PERSIAN)


def weekday_of(name: str, language: str = "") -> int | None:
    """The weekday that a name means, 0 is Monday; None where it means none."""
    key = date_name_key(name)
    for table in (*(_weekdays_in(code) for code in dict.fromkeys((language, "en")) if code), _all_weekdays()):
        if found := table.get(key):
            return _commonest(found)
    return None


def half_of(name: str) -> Half | None:
    """The half of the day that a word beside the time means (`오후` is pm); None where it means none."""
    return _halves().get(date_name_key(name))


@functools.lru_cache(maxsize=64)
def order_in(language: str, country: str | None) -> DayOrder:
    """How a language, as it is written in a country, orders day, month and year in figures."""
    from babel import Locale, UnknownLocaleError

    for name in ([f"{language}_{country}"] if country else []) + [language]:
        try:
            pattern = Locale.parse(name).date_formats["short"].pattern.casefold()
        except (UnknownLocaleError, ValueError):
            continue
        first = sorted("dmy", key=pattern.find)[0]
        return "dmy" if first == "d" else "mdy" if first == "m" else "ymd"
    return "dmy"


def _months_in(language: str) -> Names:
    return _by_language(_month_names).get(language, {})


def _weekdays_in(language: str) -> Names:
    return _by_language(_weekday_names).get(language, {})


@functools.cache
def _all_months() -> Names:
    return _together(_by_language(_month_names))


@functools.cache
def _all_weekdays() -> Names:
    return _together(_by_language(_weekday_names))


def _together(by_language: Mapping[str, Names]) -> Names:
    """The names of all languages that are official somewhere; each language counts once for each meaning."""
    from babel.core import get_global

    official = {
        language
        for languages in get_global("territory_languages").values()
        for language, its in languages.items()
        if its.get("official_status")
    }
    found: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for names in (names for language, names in by_language.items() if language in official):
        for name, meanings in names.items():
            found[name].update(dict.fromkeys(meanings, 1))
    return found


@functools.cache
def _by_language(names_of: Callable[[Mapping[str, Any]], Iterator[tuple[int, str]]]) -> Mapping[str, Names]:
    """Language -> its names, with those of the countries where it is written otherwise (`نيسان` in Syria)."""
    found: defaultdict[str, defaultdict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for locale, data in _cldr().items():
        language = locale.split("_")[0]
        for number, name in names_of(data):
            if (key := date_name_key(name)) and not any(map(str.isdigit, key)):
                found[language][key][number] += 2 if locale == language else 1
    return found


def _month_names(data: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    yield from _names(data.get("months"))


def _weekday_names(data: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    yield from _names(data.get("days"))


def _names(by_context: object) -> Iterator[tuple[int, str]]:
    """Number and name out of babel's context -> width -> number -> name; its aliases hold nothing of their own."""
    for widths in by_context.values() if isinstance(by_context, dict) else ():
        for width, names in widths.items() if isinstance(widths, dict) else ():
            if width != "narrow" and isinstance(names, dict):
                yield from ((number, name) for number, name in names.items() if isinstance(name, str))


@functools.cache
def _halves() -> Mapping[str, Half]:
    """Word -> half of the day; words that mean both in two languages are left out."""
    found: defaultdict[str, set[Half]] = defaultdict(set)
    for data in _cldr().values():
        for widths in data.get("day_periods", {}).values():
            for names in widths.values() if isinstance(widths, dict) else ():
                for half in ("am", "pm") if isinstance(names, dict) else ():
                    if isinstance(names.get(half), str) and _is_a_word(date_name_key(names[half])):
                        found[date_name_key(names[half])].add("am" if half == "am" else "pm")
    return {name: halves.pop() for name, halves in found.items() if len(halves) == 1}


def _is_a_word(key: str) -> bool:
    return len(key) > 1 or (bool(key) and not key.isascii())


@functools.cache
def _cldr() -> Mapping[str, Mapping[str, Any]]:
    """Locale -> its own months, days and halves of the day. Read once, in 0.7 s, when a date is not English.

    Read from babel's files: its `load` keeps what it once read without inheritance, and would give that to all others.
    """
    from babel import localedata

    kept = ("months", "days", "day_periods")
    found = {}
    for locale in sorted(localedata.locale_identifiers()):
        with Path(localedata.resolve_locale_filename(locale)).open("rb") as file:
            data = pickle.load(file)
        if own := {name: data[name] for name in kept if isinstance(data.get(name), dict)}:
            found[locale] = own
    return found
