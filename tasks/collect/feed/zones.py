"""Names of time zones into offsets: RFC 822's, the abbreviations of newsrooms, IANA's, CLDR's English ones.

An abbreviation that several countries use (`IST`, `CST`) is read as the outlet's own country has it, by IANA's database;
where that says nothing, as most feeds mean it.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from zoneinfo import ZoneInfo, available_timezones

_MOST = 15 * 60
"""Minutes; no zone is further from Greenwich than 14 hours."""
_COMMON = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "a": 0, "wet": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "ast": -240, "adt": -180,
    "nst": -210, "ndt": -150, "art": -180, "brt": -180, "brst": -120, "clt": -240, "clst": -180, "cot": -300, "pet": -300,
    "pyt": -180, "uyt": -180, "vet": -240, "bot": -240, "ect": -300, "bst": 60, "west": 60, "cet": 60, "mez": 60,
    "cest": 120, "mesz": 120, "eet": 120, "eest": 180, "sast": 120, "cat": 120, "wat": 60, "eat": 180, "msk": 180,
    "trt": 180, "irst": 210, "azt": 240, "get": 240, "gst": 240, "aft": 270, "pkt": 300, "uzt": 300, "ist": 330, "npt": 345,
    "bdt": 360, "btt": 360, "almt": 300, "mmt": 390, "ict": 420, "wib": 420, "wita": 480, "wit": 540, "pht": 480,
    "sgt": 480, "hkt": 480, "awst": 480, "myt": 480, "ulat": 480, "jst": 540, "kst": 540, "acst": 570, "aest": 600,
    "aedt": 660, "nzst": 720, "nzdt": 780,
}  # fmt: skip
"""Minutes east of Greenwich; IANA's database has no letters for many of them any more."""
_WITH_SUMMER_TIME = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "akt": "America/Anchorage", "at": "America/Halifax", "uk time": "Europe/London",
}  # fmt: skip
"""What is said of the zone whatever the season; `at` only where nothing else can be meant."""
_FIGURES = re.compile(r"^(?:utc|gmt)?\s?([+-])\s?(\d{1,2})(?::?(\d{2}))?$")


def zone_offset(name: str, moment: dt.datetime, country: str | None = None) -> int | None:
    """Minutes east of Greenwich of a zone named in figures or words; None for one that nobody knows.

    moment: the local time, without zone, for which the offset is asked. country: the outlet's, ISO 3166-1 alpha-2.
    """
    folded = " ".join(name.casefold().split())
    if match := _FIGURES.match(folded):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return None if minutes > _MOST else minutes if match[1] == "+" else -minutes
    for zone in _zones_of(country) if country else ():
        for local in (moment, moment.replace(month=1, day=15), moment.replace(month=7, day=15)):
            at = local.replace(tzinfo=zone)
            if (at.tzname() or "").casefold() == folded:
                return _minutes(at)
    if folded in _COMMON:
        return _COMMON[folded]
    if zone_name := _WITH_SUMMER_TIME.get(folded) or _iana().get(folded):
        return _minutes(moment.replace(tzinfo=ZoneInfo(zone_name)))
    return _in_words(folded, moment)


def _minutes(local: dt.datetime) -> int:
    return int((local.utcoffset() or dt.timedelta()).total_seconds()) // 60


@functools.lru_cache(maxsize=256)
def _zones_of(country: str) -> tuple[ZoneInfo, ...]:
    from babel.core import get_global

    return tuple(
        ZoneInfo(name) for name in get_global("territory_zones").get(country, ()) if name.casefold() in _iana()
    )


@functools.cache
def _iana() -> dict[str, str]:
    """IANA's names with a region, folded -> as they are."""
    return {name.casefold(): name for name in sorted(available_timezones()) if "/" in name}


def _in_words(folded: str, moment: dt.datetime) -> int | None:
    """The offset of a zone by its English name: `eastern daylight time`, `central european summer time`."""
    zone = _english_names().get(folded)
    if zone is None:
        return None
    name, kind = zone
    local = moment.replace(tzinfo=ZoneInfo(name))
    if kind == "generic":
        return _minutes(local)
    saving = local.dst() or dt.timedelta()
    standard = _minutes(local) - int(saving.total_seconds()) // 60
    return standard + 60 if kind == "daylight" else standard


@functools.cache
def _english_names() -> dict[str, tuple[str, str]]:
    """English name of a zone -> an IANA zone that has it, and whether it names standard, daylight or either time."""
    from babel import Locale
    from babel.core import get_global

    zone_of: dict[str, str] = {}
    for zone, meta in sorted(get_global("meta_zones").items()):
        if zone.casefold() in _iana():
            zone_of.setdefault(meta, zone)
    found: dict[str, tuple[str, str]] = {}
    for meta, names in sorted(Locale("en").meta_zones.items()):
        for kind, name in names.get("long", {}).items():
            if meta in zone_of and isinstance(name, str):
                found.setdefault(name.casefold(), (zone_of[meta], kind))
    return found
