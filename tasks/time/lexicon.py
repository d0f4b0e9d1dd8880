"""How a language speaks of time: month and weekday names, relative days, and the cues of reposts, anniversaries and the like.

Month and weekday names of every language come from CLDR (through Babel); `tasks/language/data/dates/XX.yaml` adds inflected forms,
relative expressions and cues. A language without a file is read with its CLDR names and the cues of English, which
international outlets mix into everything. Cues in the files are regular expressions; `{n}` stands for a number in
words or digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError

from tasks.language.word_lists import WORD_LISTS, word_list

_UNITS_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3650}
"""Days in a unit of "ago"; months and years are counted in the calendar where it matters (tasks/time/expressions.py)."""

CUE_KEYS = (
    "future",
    "future_title",
    "background",
    "background_old",
    "determiners",
    "said",
    "death",
    "present",
    "exercise",
    "repost",
    "anniversary",
    "anniversary_lead",
    "ceremony",
    "roundup",
    "explainer",
    "explainer_start",
    "live",
    "calendar",
    "follow_up",
)
RIGHT_KEYS = ("right_background", "future_right")
"""Cues that stand right after an expression, as in Japanese, Turkish or Hindi."""
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class TimeWords:
    """The temporal words of one language, compiled. Dictionaries are keyed by lower-case words."""

    lang: str
    spaced: bool
    month_first: bool
    triggers: frozenset[str]
    """The longest word of each name and expression below: a text without any of them names no day in words."""
    month_keys: frozenset[str]
    weekday_keys: frozenset[str]
    relative_keys: frozenset[str]
    unit_keys: frozenset[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    days: dict[str, int]
    weeks: dict[str, int]
    numbers: dict[str, int]
    units: dict[str, str]
    day_month: re.Pattern[str]
    month_day: re.Pattern[str]
    month_year: re.Pattern[str]
    weekday: re.Pattern[str]
    relative: re.Pattern[str]
    ago: tuple[re.Pattern[str], ...]
    joiner: re.Pattern[str]
    opener: re.Pattern[str]
    until: re.Pattern[str]
    cues: dict[str, re.Pattern[str]]


def _alternatives(words: Iterable[str], literal: bool = False) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) if literal else word for word in ordered)


def _pattern(body: str, spaced: bool, suffixes: bool = False) -> re.Pattern[str]:
    """A pattern bounded by non-letters where the script has spaces; never matching when the body is empty."""
    if not body:
        return _NEVER
    if spaced:
        return re.compile(rf"(?<!\w)(?:{body})" + ("" if suffixes else r"(?!\w)"), re.IGNORECASE)
    return re.compile(rf"(?:{body})", re.IGNORECASE)


def _cldr_names(lang: str) -> tuple[dict[str, int], dict[str, int]]:
    """Month numbers (1-12) and weekday numbers (0 is Monday) by lower-case name, as CLDR has them."""
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    territories = {
        "ar": ("ar", "ar_SY", "ar_DZ", "ar_MA"),
        "es": ("es", "es_MX"),
        "de": ("de", "de_AT"),
        "sr": ("sr_Cyrl", "sr_Latn"),
    }
    for name in territories.get(lang, (lang,)):
        try:
            locale = Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, word in locale.months[context][width].items():
                    months.setdefault(word.lower().rstrip("."), int(number))
            for number, word in locale.days[context]["wide"].items():
                weekdays.setdefault(word.lower(), int(number))
    months = {
        word: number
        for word, number in months.items()
        if len(word) > 1 and not re.fullmatch(r"[\d\W]+.?", word) and not re.match(r"\d", word)
    }
    return months, weekdays


@cache
def _file(lang: str) -> dict[str, Any]:
    return dict(word_list(f"dates/{lang}")) if lang in time_languages() else {}


@cache
def time_languages() -> list[str]:
    """The languages that have a file of their own, sorted."""
    return sorted(path.stem for path in (WORD_LISTS / "dates").glob("*.yaml"))


def _words(data: dict[str, Any], key: str) -> dict[str, int]:
    return {str(word).lower(): int(value) for word, value in data.get(key, {}).items()}


def _key_words(expressions: Iterable[str]) -> frozenset[str]:
    """The longest word of each expression, the first of equals."""
    found = (re.findall(r"\w+", expression) for expression in expressions)
    return frozenset(max(words, key=len) for words in found if words)


@cache
def time_words(lang: str) -> TimeWords:
    """The time words of a language (ISO 639-1); English for `und` and for what nobody knows."""
    own = _file(lang)
    data = own or _file("en")
    spaced = bool(data.get("spaced", True))
    suffixes = bool(data.get("suffixes", False))
    months, weekdays = _cldr_names(lang)
    for number, forms in enumerate(data.get("months", []) if own else [], start=1):
        months.update({str(form).lower(): number for form in forms})
    for number, forms in enumerate(data.get("weekdays", []) if own else []):
        weekdays.update({str(form).lower(): number for form in forms})
    for word in data.get("not_weekdays", []):
        weekdays.pop(str(word).lower(), None)
    for word in data.get("not_months", []):
        months.pop(str(word).lower(), None)
    days, weeks, numbers = _words(data, "days"), _words(data, "weeks"), _words(data, "numbers")
    units = {str(form).lower(): unit for unit, forms in data.get("units", {}).items() for form in forms}

    month = _alternatives(months, literal=True) or "(?!)"
    glue = _alternatives(data.get("glue", []))
    glue = rf"(?:(?:{glue})\s+)?" if glue else ""
    ordinal = data.get("ordinal", "")
    ordinal = rf"(?:{ordinal})?" if ordinal else ""
    joiner = _alternatives([*data.get("to", []), "-", "–", "—", "~", "至", "〜"])
    left, right = (r"(?<![\w.])", "" if suffixes else r"(?!\w)") if spaced else (r"(?<!\d)", "")
    year = rf"(?:,?\s*{glue}(?P<y>(?:19|20|14|25)\d\d)(?!\d))?"
    second = rf"(?:\s*(?:{joiner})\s*(?P<d2>\d{{1,2}}){ordinal})?"
    n = rf"(?P<n>\d{{1,3}}|{_alternatives(numbers, literal=True) or '(?!)'})"
    u = rf"(?P<u>{_alternatives(units, literal=True) or '(?!)'})"
    plain_n = rf"(?:\d{{1,3}}|{_alternatives(numbers, literal=True) or '(?!)'})"
    last, following = _alternatives(data.get("last", [])), _alternatives(data.get("next", []))
    last_after, next_after = _alternatives(data.get("last_after", [])), _alternatives(data.get("next_after", []))
    before = rf"(?:(?:(?P<last>{last or '(?!)'})|(?P<next>{following or '(?!)'}))\s{'+' if spaced else '*'})?"
    after = rf"(?:\s+(?:(?P<last2>{last_after or '(?!)'})|(?P<next2>{next_after or '(?!)'}))(?!\w))?"
    weekday = _alternatives(weekdays, literal=True)
    edge = r"(?<!\w)" if spaced else ""
    cues = {
        key: _pattern(
            _alternatives(str(cue).replace("{n}", plain_n) for cue in data.get(key, [])),
            spaced,
            suffixes and key != "future",
        )
        for key in CUE_KEYS
    }
    for key in RIGHT_KEYS:
        cues[key] = _pattern(_alternatives(str(cue) for cue in data.get(key, [])), spaced=False)
    keys = [_key_words(words) for words in (months, weekdays, (*days, *weeks), units)]
    return TimeWords(
        lang=lang,
        spaced=spaced and not suffixes,
        month_first=data.get("order") == "month_first",
        triggers=frozenset().union(*keys),
        month_keys=keys[0],
        weekday_keys=keys[1],
        relative_keys=keys[2],
        unit_keys=keys[3],
        months=months,
        weekdays=weekdays,
        days=days,
        weeks=weeks,
        numbers=numbers,
        units=units,
        day_month=re.compile(
            rf"{left}(?P<d>\d{{1,2}}){ordinal}{second}\.?[\s-]*{glue}(?P<m>{month})(?:\.(?=,?\s?\d{{4}}))?{year}{right}",
            re.IGNORECASE,
        ),
        month_day=re.compile(
            rf"{left}(?P<m>{month})\.?\s*(?P<d>\d{{1,2}})(?!\d|:\d|%|/|[.,]\d){ordinal}{second}{year}{right}",
            re.IGNORECASE,
        ),
        month_year=re.compile(rf"{left}(?P<m>{month})\.?,?\s+{glue}(?P<y>(?:19|20)\d\d)(?!\d)", re.IGNORECASE),
        weekday=re.compile(rf"{edge}{before}(?P<w>{weekday}){right}{after}", re.IGNORECASE) if weekday else _NEVER,
        relative=_pattern(_alternatives((*days, *weeks), literal=True), spaced, suffixes),
        ago=tuple(
            re.compile(edge + str(form).replace("{n}", n).replace("{u}", u) + right, re.IGNORECASE)
            for form in data.get("ago", [])
        ),
        joiner=re.compile(rf"\s*(?:{joiner})\s*", re.IGNORECASE),
        opener=re.compile(rf"(?<!\w)(?:{_alternatives(data.get('from', [])) or '(?!)'})\s*$", re.IGNORECASE),
        until=re.compile(
            rf"{edge}(?:{_alternatives(data.get('until', [])) or '(?!)'})\s*(?:\w{{1,12}}\s+)?$", re.IGNORECASE
        ),
        cues=cues,
    )


def unit_days(unit: str) -> int:
    """Days in a unit named in a lexicon: day, week, month, year or decade."""
    return _UNITS_DAYS[unit]
