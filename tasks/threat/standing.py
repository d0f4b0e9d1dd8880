"""The standing danger of a country: what is known of it before the week, from history that is counted elsewhere.

    standing_of(country, day, formula, tables)  -> Standing     points, and the parts that they add up from

It is a number of deaths a year: the power mean of the deaths by organised violence of the years and months before, each counting half
as much as one `half_life_months` later (UCDP), and beside them the deaths that countries as unstable and as unfree as this one usually have
(World Bank governance), so that repression without deaths is not taken for calm. While a war goes on (UCDP's bar, counted over the newest twelve
months) it is no lower than that bar. Sources, versions, licences and when each number was
published stand in `data/standing.yaml`; a number published after the day counts for nothing. A warehouse may hold newer months than
those that are shipped (`weekwatch standing refresh`).
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import hashlib
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.language.word_lists import read_yaml
from tasks.threat.formula import Formula

_DATA = Path(__file__).with_name("data")
DEATHS_BY_YEAR, DEATHS_BY_MONTH = _DATA / "ucdp_years.csv", _DATA / "ucdp_months.csv"
GOVERNANCE = _DATA / "governance.csv"
SOURCES = _DATA / "standing.yaml"

DAYS_A_MONTH = 365.25 / 12
OWN_YEARS = 5
"""The newest years have a row each; those before share one."""
WAR_MONTHS = 12
"""Newest months whose deaths tell whether a war goes on."""


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


@dataclass(frozen=True, slots=True)
class StandingTables:
    """What was counted and rated, by country, the oldest first."""

    periods: Mapping[str, Sequence[Period]]
    ratings: Mapping[str, Sequence[Rating]]
    digest: str
    """16 hex digits: a country-week that was weighed by others is not current."""

    @property
    def countries(self) -> list[str]:
        """Countries that any source knows, sorted."""
        return sorted({*self.periods, *self.ratings})


@functools.cache
def standing_tables(months: str | None = None) -> StandingTables:
    """The tables that are shipped; `months` is the text of a table of months that stands in place of the one among them."""
    months = DEATHS_BY_MONTH.read_text(encoding="utf-8") if months is None else months
    texts = {path.name: path.read_text(encoding="utf-8") for path in (SOURCES, DEATHS_BY_YEAR, GOVERNANCE)}
    periods = _periods({"years": texts[DEATHS_BY_YEAR.name], "months": months})
    digest = hashlib.sha256("\n".join([*texts.values(), months]).encode()).hexdigest()[:16]
    return StandingTables(periods, _ratings(texts[GOVERNANCE.name]), digest)


def standing_of(country: str, day: dt.date, formula: Formula, tables: StandingTables | None = None) -> Standing:
    """The standing danger as it was known on the day, by the tables that are shipped where no others are given."""
    tables = tables or standing_tables()
    known = _without_doubles([period for period in tables.periods.get(country, ()) if period.known_on <= day])
    rating = max((r for r in tables.ratings.get(country, ()) if r.known_on <= day), key=lambda r: r.year, default=None)
    rates = {**_counted(known, day, formula.standing.half_life_months, formula), **_expected(rating, formula)}
    rates |= _war(known, math.fsum(rate for _, rate in rates.values()), formula)
    total = math.fsum(rate for _, rate in rates.values())
    points = points_of(total, formula)
    parts = tuple(
        StandingPart(subject, label, rate, points * rate / total if total else 0.0)
        for subject, (label, rate) in rates.items()
    )
    return Standing(points, total, parts)


def recent_points(country: str, day: dt.date, formula: Formula, tables: StandingTables | None = None) -> float:
    """Points of the deaths alone that were counted of late: what the outlook of deaths is told from. 0 where none are known."""
    tables = tables or standing_tables()
    known = _without_doubles([period for period in tables.periods.get(country, ()) if period.known_on <= day])
    rates = _counted(known, day, formula.outlook.recent_half_life_months, formula).values()
    return points_of(math.fsum(rate for _, rate in rates), formula)


def _without_doubles(known: Sequence[Period]) -> list[Period]:
    """Without the months of years that are known whole."""
    whole = {period.start.year for period in known if period.end.year > period.start.year and period.start.month == 1}
    return [p for p in known if (p.start.month == 1 and p.end.month == 1) or p.start.year not in whole]


def _counted(
    known: Sequence[Period], day: dt.date, half_life_months: float, formula: Formula
) -> dict[str, tuple[str, float]]:
    """Subject -> (label, deaths a year) of the periods: their decayed power mean, shared out to those that make it."""
    exponent = formula.standing.exponent
    weights = [_weight(period, day, half_life_months) * _months(period) for period in known]
    whole = math.fsum(weights)
    powers = [weight * (12 * p.deaths / _months(p)) ** exponent for weight, p in zip(weights, known, strict=True)]
    power = math.fsum(powers)
    mean = (power / whole) ** (1 / exponent) if whole else 0.0
    newest = max((period.start.year for period in known), default=0)
    deaths: dict[str, int] = {}
    rates: dict[str, float] = {}
    for part, period in zip(powers, known, strict=True):
        subject = f"ucdp-{period.start.year}" if period.start.year > newest - OWN_YEARS else "ucdp-earlier"
        deaths[subject] = deaths.get(subject, 0) + period.deaths
        rates[subject] = rates.get(subject, 0.0) + (mean * part / power if power else 0.0)
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


def _war(known: Sequence[Period], total: float, formula: Formula) -> dict[str, tuple[str, float]]:
    """Subject -> (label, deaths a year) of what is missing up to the floor while a war goes on; nothing elsewhere."""
    deaths, end = deaths_of_newest_months(known)
    floor = formula.standing.war_deaths
    if deaths < floor or total >= floor:
        return {}
    last = end - dt.timedelta(days=1)
    label = f"a war goes on: {deaths:,.0f} deaths in the {WAR_MONTHS} months to {last:%B %Y} (UCDP), so no less than {floor:,.0f} a year"
    return {"war": (label, floor - total)}


def deaths_of_newest_months(known: Sequence[Period]) -> tuple[float, dt.date]:
    """Deaths of the newest `WAR_MONTHS` months among these periods, and the day after the last; a year counts by its part of them."""
    deaths, left = 0.0, float(WAR_MONTHS)
    newest = sorted(known, key=lambda period: period.end, reverse=True)
    for period in newest:
        months = _whole_months(period)
        taken = min(left, months)
        deaths += period.deaths * taken / months
        left -= taken
    return deaths, newest[0].end if newest else dt.date.min


def _whole_months(period: Period) -> int:
    return 12 * (period.end.year - period.start.year) + period.end.month - period.start.month


def _weight(period: Period, day: dt.date, half_life_months: float) -> float:
    middle = period.start + (period.end - period.start) / 2
    return float(0.5 ** ((day - middle).days / DAYS_A_MONTH / half_life_months))


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
    found: Mapping[str, Mapping[str, Any]] = read_yaml(SOURCES)
    return found


def _periods(texts: Mapping[str, str]) -> Mapping[str, Sequence[Period]]:
    """The counted periods of each country, of tables by their name in `standing.yaml`."""
    found: dict[str, list[Period]] = {}
    for name, text in texts.items():
        wait = dt.timedelta(days=sources()[name]["known_after_days"])
        for row in _rows(text):
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


def _ratings(text: str) -> Mapping[str, Sequence[Rating]]:
    wait = dt.timedelta(days=sources()["governance"]["known_after_days"])
    found: dict[str, list[Rating]] = {}
    for row in _rows(text):
        year = int(row["year"])
        rating = Rating(year, float(row["stability"]), float(row["voice"]), dt.date(year + 1, 1, 1) + wait)
        found.setdefault(row["country"], []).append(rating)
    return found


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))
