"""Other calendars' days in ours, as far as feeds use them in figures: Buddhist, solar Hijri, the eras of Japan and Taiwan.

Lunar Hijri dates are not read: their months begin as the moon is seen, a day apart from country to country.
"""

from __future__ import annotations

import datetime as dt

_BUDDHIST_YEARS = range(2400, 2700)
_BUDDHIST_OFFSET = 543
_PERSIAN_YEARS = range(1370, 1420)
"""Solar Hijri years of 1991 to 2041; lunar ones of that time lie beyond (1411 to 1465), but for the years before 2001."""
_LEAP_REMAINDERS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""Years that are leap years by their remainder of 33: exact for 1244 to 1531 (K. M. Borkowski, Earth, Moon and Planets 74, 1996)."""
_NEW_YEAR_1370 = dt.date(1991, 3, 21)
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
"""Year before the first of the era."""


def from_buddhist(year: int, month: int, day: int) -> dt.date | None:
    """The day of a year counted from the Buddha's death; None where there is no such year or day."""
    if year not in _BUDDHIST_YEARS:
        return None
    try:
        return dt.date(year - _BUDDHIST_OFFSET, month, day)
    except ValueError:
        return None


def from_persian(year: int, month: int, day: int) -> dt.date | None:
    """The day of the solar Hijri calendar; None where there is no such year or day."""
    if year not in _PERSIAN_YEARS or not 1 <= month <= 12:
        return None
    length = 31 if month <= 6 else 30 if month < 12 or _is_leap(year) else 29
    if not 1 <= day <= length:
        return None
    days = sum(366 if _is_leap(earlier) else 365 for earlier in range(_PERSIAN_YEARS.start, year))
    in_year = 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    return _NEW_YEAR_1370 + dt.timedelta(days=days + in_year)


def _is_leap(year: int) -> bool:
    return year % 33 in _LEAP_REMAINDERS


def from_era(era: str, year: str) -> int:
    """The year of an era of Japan or Taiwan (`令和8`) in ours."""
    return _ERAS[era] + (1 if year == "元" else int(year))
