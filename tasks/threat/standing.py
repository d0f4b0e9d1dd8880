"""The standing danger of a country: what is known of it before the week, from history that is counted elsewhere.

    standing_of(country, day, formula)  -> Standing     points, and the parts that they add up from

It is a number of deaths a year: the deaths by organised violence of the years and months before, each counting half as much as
one `half_life_months` later (UCDP), and beside them the deaths that countries as unstable and as unfree as this one usually have
(World Bank governance), so that repression without deaths is no calm. Sources, versions, licences and when each number was
published stand in `data/standing.yaml`; a number published after the day counts for nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tasks.threat.formula import Formula

_DATA = Path(__file__).with_name("data")
DEATHS_BY_YEAR, DEATHS_BY_MONTH = _DATA / "ucdp_years.csv", _DATA / "ucdp_months.csv"
GOVERNANCE = _DATA / "governance.csv"
SOURCES = _DATA / "standing.yaml"

DAYS_A_MONTH = 365.25 / 12
OWN_YEARS = 5
"""The newest years have a row each; those before share one."""


@dataclass(frozen=True, slots=True)
class Period:
    """Deaths that one source counted in a country from `start` to before `end`."""

    start: dt.date
    end: dt.date
    deaths: int
    known_on: dt.date
    """First day on which the number counts."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A country's governance in a year, in World Bank units: about -2.5 (worst) to 2.5."""

    year: int
    stability: float
    voice: float
    known_on: dt.date


@dataclass(frozen=True, slots=True)
class StandingPart:
    """What one period or rating adds to the standing."""

    subject: str
    label: str
    deaths_a_year: float
    points: float


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing danger of a country on a day; `parts` add up to `points`. Without parts nothing is known of it."""

    points: float
    deaths_a_year: float
    parts: tuple[StandingPart, ...]

    @property
    def known(self) -> bool:
        """Whether any source knows the country."""
        return bool(self.parts)


def points_of(deaths_a_year: float, formula: Formula) -> float:
    """Points of so many deaths a year: a tenfold is `points_a_tenfold` points, none is 0."""
    return formula.points_a_tenfold * math.log10(1.0 + deaths_a_year)


def standing_of(country: str, day: dt.date, formula: Formula) -> Standing:
    """The standing danger as it was known on the day."""
    known = _without_doubles([period for period in _periods().get(country, ()) if period.known_on <= day])
    rating = max((r for r in _ratings().get(country, ()) if r.known_on <= day), key=lambda r: r.year, default=None)
    rates = {**_counted(known, day, formula), **_expected(rating, formula)}
    total = math.fsum(rate for _, rate in rates.values())
    points = points_of(total, formula)
    parts = tuple(
        StandingPart(subject, label, rate, points * rate / total if total else 0.0)
        for subject, (label, rate) in rates.items()
    )
    return Standing(points, total, parts)


def _without_doubles(known: Sequence[Period]) -> list[Period]:
    """Without the months of years that are known whole."""
    whole = {period.start.year for period in known if period.end.year > period.start.year and period.start.month == 1}
    return [p for p in known if (p.start.month == 1 and p.end.month == 1) or p.start.year not in whole]


def _counted(known: Sequence[Period], day: dt.date, formula: Formula) -> dict[str, tuple[str, float]]:
    """Subject -> (label, deaths a year) of the periods: their decayed mean, shared out to those that make it."""
    weights = [_weight(period, day, formula) for period in known]
    months = math.fsum(weight * _months(period) for weight, period in zip(weights, known, strict=True))
    newest = max((period.start.year for period in known), default=0)
    deaths: dict[str, int] = {}
    rates: dict[str, float] = {}
    for weight, period in zip(weights, known, strict=True):
        subject = f"ucdp-{period.start.year}" if period.start.year > newest - OWN_YEARS else "ucdp-earlier"
        deaths[subject] = deaths.get(subject, 0) + period.deaths
        rates[subject] = rates.get(subject, 0.0) + 12 * weight * period.deaths / months
    first = min((period.start.year for period in known), default=0)
    return {s: (_label(s, first, newest, deaths[s], known), rates[s]) for s in sorted(rates)}


def _label(subject: str, first: int, newest: int, deaths: int, known: Sequence[Period]) -> str:
    year = subject.removeprefix("ucdp-")
    if year == "earlier":
        when = f"{first} to {newest - OWN_YEARS}"
    else:
        end = max(period.end for period in known if str(period.start.year) == year) - dt.timedelta(days=1)
        when = year if end.month == 12 else f"{year} to {end:%B}"
    return f"{when}: {deaths:,} {'death' if deaths == 1 else 'deaths'} by organised violence (UCDP)"


def _weight(period: Period, day: dt.date, formula: Formula) -> float:
    middle = period.start + (period.end - period.start) / 2
    return float(0.5 ** ((day - middle).days / DAYS_A_MONTH / formula.standing.half_life_months))


def _months(period: Period) -> float:
    return (period.end - period.start).days / DAYS_A_MONTH


def _expected(rating: Rating | None, formula: Formula) -> dict[str, tuple[str, float]]:
    """Subject -> (label, deaths a year) that countries of such a rating usually have."""
    if rating is None:
        return {}
    rule = formula.standing.governance
    mixed = (1 - rule.voice_share) * rating.stability + rule.voice_share * rating.voice
    label = f"{rating.year}: political stability {rating.stability:+.1f}, voice {rating.voice:+.1f} of -2.5 to 2.5 (World Bank)"
    return {f"governance-{rating.year}": (label, 10 ** (rule.at_zero - rule.a_unit * mixed))}


@functools.cache
def sources() -> Mapping[str, Mapping[str, Any]]:
    """What `data/standing.yaml` says of each table: source, licence, days after a period's end until it was published."""
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))
    return found


@functools.cache
def standing_digest() -> str:
    """16 hex digits of the tables: a country-week that was weighed by others is not current."""
    data = b"".join(path.read_bytes() for path in (SOURCES, DEATHS_BY_YEAR, DEATHS_BY_MONTH, GOVERNANCE))
    return hashlib.sha256(data).hexdigest()[:16]


@functools.cache
def _periods() -> Mapping[str, Sequence[Period]]:
    """The counted periods of each country, the oldest first."""
    found: dict[str, list[Period]] = {}
    for path, name in ((DEATHS_BY_YEAR, "years"), (DEATHS_BY_MONTH, "months")):
        wait = dt.timedelta(days=sources()[name]["known_after_days"])
        for row in _rows(path):
            country = row.pop("country")
            for key, deaths in row.items():
                start, end = _span(key)
                if deaths != "":
                    found.setdefault(country, []).append(Period(start, end, int(deaths), end + wait))
    return found


def _span(key: str) -> tuple[dt.date, dt.date]:
    """First day and the day after the last of `2024` or `2025-03`."""
    if "-" not in key:
        return dt.date(int(key), 1, 1), dt.date(int(key) + 1, 1, 1)
    year, month = map(int, key.split("-"))
    return dt.date(year, month, 1), dt.date(year + month // 12, month % 12 + 1, 1)


@functools.cache
def _ratings() -> Mapping[str, Sequence[Rating]]:
    wait = dt.timedelta(days=sources()["governance"]["known_after_days"])
    found: dict[str, list[Rating]] = {}
    for row in _rows(GOVERNANCE):
        year = int(row["year"])
        rating = Rating(year, float(row["stability"]), float(row["voice"]), dt.date(year + 1, 1, 1) + wait)
        found.setdefault(row["country"], []).append(rating)
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
