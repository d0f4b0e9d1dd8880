"""The standing danger of a warehouse: the tables that are shipped, and the newer months that it was given.

A file of UCDP's candidate events is reduced to deaths by country and month, kept in the warehouse as `standing/ucdp_months.csv`.
As-of discipline is the table's: a month counts from the day on which it is published, not from that of the refresh, so a week of the past
that is built again is weighed by what was known then. Country-weeks that were weighed by other tables are stale.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.building.standing_tables import MONTHS_FILE
from tasks.collect.http.fetch import Fetched, FetchRequest, FetchSettings, fetch_feeds
from tasks.countries.profiles import Feed
from tasks.threat.standing import DEATHS_BY_MONTH, sources, standing_tables
from warehouse.errors import InputError
from warehouse.store.home import Home

if TYPE_CHECKING:
    import polars as pl

LARGEST_FILE = 80_000_000
"""Bytes. A month of candidate events is about 2 MB, a year 30 MB."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Months that a file covers (2025-11), the countries with deaths in them, and all deaths."""

    months: tuple[str, ...]
    countries: int
    deaths: int


def newest_release(now: dt.datetime) -> str:
    """The address of UCDP's candidate events of the newest month that is out by `now`, by the name that its downloads page gives it."""
    out = now.date() - dt.timedelta(days=sources()["months"]["known_after_days"])
    month = out.replace(day=1) - dt.timedelta(days=1)
    return f"https://ucdp.uu.se/downloads/candidateged/GEDEvent_v{month:%y}_0_{month.month}.csv"


def refresh_standing(
    home: Home, source: str, now: dt.datetime, *, part: bool = False, loopback_port: int | None = None
) -> Refreshed:
    """Gives a warehouse the months of a file or address of UCDP candidate events (CSV or Parquet); what it holds else stays.

    part: the file covers only the countries that it names; else a country that it does not name had no deaths.
    Raises InputError where it cannot be fetched or read.
    """
    from tasks.threat.standing_build import merged_months, months_table, table_of, text_of  # loads polars

    frame = _frame(source, now, loopback_port)
    calm = () if part else standing_tables().countries
    try:
        newer = months_table(frame, calm)
    except InputError as error:
        raise InputError(error.message, where=source, remedy=error.remedy) from error
    known = table_of(home.read_text(MONTHS_FILE) or DEATHS_BY_MONTH.read_text(encoding="utf-8"))
    home.write_text(MONTHS_FILE, text_of(merged_months(known, newer)))
    deaths = [sum(map(int, numbers)) for _, *numbers in newer[1:]]
    return Refreshed(tuple(newer[0][1:]), sum(count > 0 for count in deaths), sum(deaths))


def _frame(source: str, now: dt.datetime, loopback_port: int | None) -> pl.DataFrame:
    import polars as pl  # heavy: a build needs none of it here

    if source.startswith(("http://", "https://")):
        body = _fetched(source, now, loopback_port)
    else:
        try:
            body = Path(source).expanduser().read_bytes()
        except OSError as error:
            raise InputError(
                f"cannot be read ({error.strerror})", where=source, remedy="name a file or an address"
            ) from error
    try:
        if body[:4] == b"PAR1":
            return pl.read_parquet(io.BytesIO(body))
        return pl.read_csv(io.BytesIO(body), infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(
            f"is not a CSV or Parquet file ({reason})", where=source, remedy="take UCDP's candidate events"
        ) from error


def _fetched(address: str, now: dt.datetime, loopback_port: int | None) -> bytes:
    """What is served at an address, by the same guarded client as feeds."""
    settings = FetchSettings(
        max_body_bytes=LARGEST_FILE, total_seconds=300.0, read_seconds=60.0, loopback_port=loopback_port
    )
    request = FetchRequest(Feed(url=address, outlet="UCDP", language="en", source="weekwatch standing refresh"))
    (answer,) = asyncio.run(fetch_feeds([request], settings, lambda: now))
    if not isinstance(answer, Fetched):
        reason = getattr(answer, "message", "not modified")
        raise InputError(f"cannot be fetched ({reason})", where=address, remedy="download it and name the file")
    if answer.incomplete or answer.is_cut:
        raise InputError(
            f"arrived incomplete ({answer.incomplete or 'too large'})",
            where=address,
            remedy="download it and name the file",
        )
    return answer.body
