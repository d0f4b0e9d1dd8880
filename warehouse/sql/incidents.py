"""A CSV of incidents that others counted, with the columns of UCDP or of ACLED, as rows to be compared with ours."""

from __future__ import annotations

import csv
import datetime as dt
import math
from pathlib import Path
from typing import Any

from warehouse.errors import InputError

LAYOUTS: dict[str, tuple[str, str, str, str, str, str]] = {
    "UCDP": ("id", "date_start", "latitude", "longitude", "best", "where_coordinates"),
    "ACLED": ("event_id_cnty", "event_date", "latitude", "longitude", "fatalities", "location"),
}
"""Columns of id, day, latitude, longitude, deaths and place; id and place may be missing."""

_DAYS = ("%Y-%m-%d", "%d %B %Y", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y")
"""How the two write a day; ACLED's older files have its name of month."""


def read_incidents(path: str | Path) -> list[dict[str, Any]]:
    """The rows of a CSV as id, day, lat, lng, deaths and place. Raises InputError naming file and row."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as source:
            reader = csv.DictReader(source)
            names = _layout(path, reader.fieldnames or ())
            return [_incident(row, names, path, number) for number, row in enumerate(reader, start=2)]
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", where=str(path)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"is not CSV in UTF-8 ({error})", where=str(path)) from error


def _layout(path: str | Path, columns: Any) -> tuple[str, str, str, str, str, str]:
    for names in LAYOUTS.values():
        if set(names[1:5]) <= set(columns):
            return names
    needed = "; or ".join(f"{name}'s {', '.join(names[1:5])}" for name, names in LAYOUTS.items())
    raise InputError("lacks columns of incidents", where=str(path), remedy=f"it needs {needed}")


def _incident(
    row: dict[str, str], names: tuple[str, str, str, str, str, str], path: str | Path, number: int
) -> dict[str, Any]:
    ident, day, lat, lng, deaths, place = names
    try:
        found = {
            "id": row.get(ident) or f"row {number}",
            "day": _day(row[day] or ""),
            "lat": _degrees(row[lat], 90),
            "lng": _degrees(row[lng], 180),
            "deaths": int(float(row[deaths] or 0)),
            "place": row.get(place) or None,
        }
    except (ValueError, TypeError, OverflowError) as error:
        raise InputError(f"row {number}: {error}", where=str(path), remedy="correct the row or leave it out") from error
    return found


def _day(text: str) -> dt.date:
    for form in _DAYS:
        try:
            return dt.datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise ValueError(f"{text!r} is not a day; write it like 2026-02-14")


def _degrees(text: str, most: int) -> float:
    value = float(text)
    if not math.isfinite(value) or abs(value) > most:
        raise ValueError(f"{text!r} is not from -{most} to {most} degrees")
    return value
