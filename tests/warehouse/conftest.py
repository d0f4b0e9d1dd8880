from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.warehouse.samples import NOW, WEEK, country_week, fetch, ident, item
from warehouse.home import Home
from warehouse.store import Store


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "home")


@pytest.fixture
def store(home: Home) -> Store:
    return Store(home)


@pytest.fixture
def filled(home: Home) -> Home:
    """Two countries, three weeks, with the items that their articles are."""
    fill(home)
    return home


def fill(home: Home) -> None:
    store = Store(home)
    for back in (2, 1, 0):
        week = WEEK - dt.timedelta(days=7 * back)
        batches = [country_week("MN", week, score=45.0 + 5 * back), country_week("UA", week, score=58.0 - 5 * back)]
        names = [f"{country}-{week}-{n}" for country in ("MN", "UA") for n in range(3)]
        store.append([item(name, week, item_id=ident("item", name)) for name in names])
        store.append([fetch(at=NOW - dt.timedelta(days=7 * back + 7))])
        store.replace_country_weeks(batches)
