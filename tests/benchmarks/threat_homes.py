"""The homes that the threat score is validated on: the dated items of `WEEKWATCH_DATA`, imported and built."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

from flows.builds import build_countries
from flows.catalogue import profiles_of
from flows.homes import BUNDLED_COUNTRIES
from flows.intake import import_files
from tasks.weeks import Week
from tests.benchmarks.threat_truth import PERIOD, weeks_of
from tests.benchmarks.types import truth
from warehouse.home import Home
from warehouse.store import Store

WORLD = ("headlines-world-2025w44-2026w07.parquet", "items-world-2025-2026.parquet")
WORLD_2023 = ("items-world-2023-jan-feb.parquet",)
WEEKS_2023 = weeks_of(dt.date(2023, 1, 2), dt.date(2023, 3, 6))
"""2023-W01 to W09."""
COUNTRIES_AT_ONCE = 15


def world(folder: Path) -> str:
    """The home of 2025-W44 to W52, made and built as far as it is not there."""
    return _home(folder / "world-2025", WORLD, weeks_of(*PERIOD))


def world_2023(folder: Path) -> str:
    """The home of January and February 2023, made and built as far as it is not there."""
    return _home(folder / "world-2023", WORLD_2023, WEEKS_2023)


def _home(path: Path, files: Sequence[str], weeks: Sequence[dt.date]) -> str:
    now = dt.datetime.combine(weeks[-1] + dt.timedelta(weeks=10), dt.time(), dt.UTC)
    if path.exists():
        home = Home.open(str(path))
    else:
        home = Home.create(path)
        corpora = truth().parent / "corpora"
        for done in import_files(home, [corpora / name for name in files], {}, now):
            print(f"imported {done.items} items of {done.path}", file=sys.stderr)
    countries = sorted(profiles_of(BUNDLED_COUNTRIES))
    built = set(Store(home).current_runs())
    for week in weeks:
        missing = [country for country in countries if (country, week) not in built]
        for n in range(0, len(missing), COUNTRIES_AT_ONCE):
            batch = missing[n : n + COUNTRIES_AT_ONCE]
            build_countries(home.location, BUNDLED_COUNTRIES, batch, Week(week), now=now)
        if missing:
            print(f"built {len(missing)} countries of {week}", file=sys.stderr)
    return home.location
