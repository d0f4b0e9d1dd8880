"""Which warehouse a command speaks of, and which country profiles belong to it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tasks.countries import BUNDLED
from warehouse.errors import NotFoundError
from warehouse.store.home import Home, is_remote

DEFAULT_HOME = "weekwatch-data"
DEMO_HOME = "weekwatch-demo"
BUNDLED_COUNTRIES = BUNDLED


def _is_home(place: str) -> bool:
    return is_remote(place) or (Path(place) / "warehouse.json").exists()


def home_to_write(given: str | None, week_starts_on: int | None = None) -> Home:
    """The home given by --home or WEEKWATCH_HOME, else ./weekwatch-data; made where there is none yet."""
    place = given or DEFAULT_HOME
    if _is_home(place) and not is_remote(place):
        return Home.open(place, week_starts_on)
    return Home.create(place, week_starts_on or 0)


def home_to_read(given: str | None) -> Home:
    """The home given, else ./weekwatch-data, else the demo's (said on stderr). Raises NotFoundError."""
    if given:
        return Home.open(given)
    if _is_home(DEFAULT_HOME):
        return Home.open(DEFAULT_HOME)
    if _is_home(DEMO_HOME):
        print(f"(reading the demo's warehouse, ./{DEMO_HOME})", file=sys.stderr)
        return Home.open(DEMO_HOME)
    raise NotFoundError(
        "there is no warehouse here",
        where=str(Path.cwd()),
        remedy="run `weekwatch demo`, or `weekwatch collect`, or name one with --home or WEEKWATCH_HOME",
    )


def countries_folder(home: Home) -> Path:
    """The profiles: WEEKWATCH_COUNTRIES, else the home's own `countries` folder, else those that come with Weekwatch."""
    if named := os.environ.get("WEEKWATCH_COUNTRIES"):
        return Path(named)
    own = None if home.remote else home.local / "countries"
    return own if own is not None and own.is_dir() else BUNDLED_COUNTRIES


def profiles_folder(given: str | None) -> Path:
    """As countries_folder, for commands that need no warehouse: those that come with Weekwatch where there is none."""
    place = given or DEFAULT_HOME
    if _is_home(place):
        return countries_folder(Home.open(place))
    return Path(named) if (named := os.environ.get("WEEKWATCH_COUNTRIES")) else BUNDLED_COUNTRIES
