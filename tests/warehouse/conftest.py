from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from tests.warehouse.samples import NOW, WEEK, country_week, fetch, ident, item
from warehouse.sql.connect import sync
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "home")


@pytest.fixture
def store(home: Home) -> Store:
    return Store(home)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled home to copy: making it takes a second, copying it none."""
    home = Home.create(tmp_path_factory.mktemp("template") / "home")
    fill(home)
    return Path(home.location)


@pytest.fixture(scope="session")
def shared(template: Path) -> Home:
    """The template itself, synced: for tests that only read."""
    home = Home.open(template)
    sync(home)
    return home


@pytest.fixture
def filled(template: Path, tmp_path: Path) -> Home:
    """Two countries, three weeks, with the items that their articles are."""
    shutil.copytree(template, tmp_path / "home", ignore=shutil.ignore_patterns("*.duckdb"))
    return Home.open(tmp_path / "home")


def fill(home: Home, weeks: int = 3) -> None:
    store = Store(home)
    for back in reversed(range(weeks)):
        week = WEEK - dt.timedelta(days=7 * back)
        batches = [country_week("MN", week, score=45.0 + 5 * back), country_week("UA", week, score=58.0 - 5 * back)]
        names = [f"{country}-{week}-{n}" for country in ("MN", "UA") for n in range(3)]
        store.append([item(name, week, item_id=ident("item", name)) for name in names])
        store.append([fetch(at=NOW - dt.timedelta(days=7 * back + 7))])
        store.replace_country_weeks(batches)
