"""The events that the level is validated on: the dated items of `WEEKWATCH_DATA`, read and grouped as a build does it.

What a score is not made of (hotspots, outlook, report) is left out, and an item that is about several countries is read once, so that the
world's weeks take a third of the time of a build. A story does not know whether it continues one of the week before: no weight of
the formula depends on that.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import multiprocessing
import pickle
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from unittest import mock

import numpy as np

import tasks.country_week as stages
from flows.building.current import pool_keys
from flows.catalogue import attributor_of, profiles_of
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from tasks.draft import Draft, Past, Pool
from tasks.events.reading import EventReading, TextToRead, read_text
from tasks.threat.formula import load_formula
from tests.measure.threat_series import CountryWeek
from tests.measure.threat_truth import PERIOD, weeks_of
from tests.measure.types import truth
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.weeks import Week

WORLD = ("headlines-world-2025w44-2026w07.parquet", "items-world-2025-2026.parquet")
WORLD_2023 = ("items-world-2023-jan-feb.parquet",)
WEEKS_2023 = weeks_of(dt.date(2023, 1, 2), dt.date(2023, 3, 6))
"""2023-W01 to W09."""
COUNTRIES_2023 = frozenset({"BR", "IL", "JP", "ML", "NG", "NO", "PE", "PK", "SO", "SY", "TR", "UA"})
"""Countries of the weeks that everybody knows, of wars and of calm; of all of them 2023 would take as long again as 2025."""
PROCESSES = 2


def world(folder: Path) -> list[CountryWeek]:
    """2025-W44 to W52 of every country, read as far as the folder does not hold it."""
    return _read(folder / "world-2025", WORLD, weeks_of(*PERIOD), frozenset())


def world_2023(folder: Path) -> list[CountryWeek]:
    """January and February 2023 of some countries, read as far as the folder does not hold it."""
    return _read(folder / "world-2023", WORLD_2023, WEEKS_2023, COUNTRIES_2023)


def _read(path: Path, files: Sequence[str], weeks: Sequence[dt.date], only: frozenset[str]) -> list[CountryWeek]:
    """`only` these countries; all where there are none."""
    home = path / "home"
    if not home.exists():
        made = Home.create(home)
        now = dt.datetime.combine(weeks[-1] + dt.timedelta(weeks=10), dt.time(), dt.UTC)
        for done in import_files(made, [truth().parent / "corpora" / name for name in files], {}, now):
            print(f"imported {done.items} items of {done.path}", file=sys.stderr)
    missing = [week for week in weeks if not _stored(path, week).exists()]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context, max_tasks_per_child=1) as pool:
        for week in pool.map(partial(_keep_week, path, only), missing):
            print(f"read the week of {week}", file=sys.stderr)
    found: list[CountryWeek] = []
    for week in weeks:
        found += pickle.loads(_stored(path, week).read_bytes())
    return sorted(found, key=lambda c: (c.country, c.week))


def _stored(path: Path, week: dt.date) -> Path:
    return path / f"{week}.pickle"


def _keep_week(path: Path, only: frozenset[str], week: dt.date) -> dt.date:
    """The week, once its stories are in the folder."""
    kept = list(_country_weeks(Home.open(str(path / "home")), Week(week), only))
    unfinished = path / f"{week}.unfinished"
    unfinished.write_bytes(pickle.dumps(kept))
    unfinished.rename(_stored(path, week))
    return week


def _country_weeks(home: Home, week: Week, only: frozenset[str]) -> Iterator[CountryWeek]:
    store, keys = Store(home), pool_keys(Store(home), week)
    items = (item for item in store.items([week.start, week.end]) if (item.week, item.item_id) in keys)
    pool = Pool.attributed(week, items, attributor_of(BUNDLED_COUNTRIES))
    with _each_text_read_once():
        for country, profile in sorted(profiles_of(BUNDLED_COUNTRIES).items()):
            if only and country not in only:
                continue
            draft = Draft(
                profile=profile,
                week=week,
                week_starts_on=home.week_starts_on,
                pool=pool,
                past=Past(),
                fetches=[],
                formula=load_formula(),
                code_version="benchmark",
            )
            for stage in (stages.select, stages.dedupe, stages.read, stages.group, stages.happen):
                draft = stage(draft)
            told = [article.model_copy(update={"text": ""}) for article in draft.articles if article.story_id]
            if told:
                yield CountryWeek(
                    country, week.start, draft.revision, draft.stories, told, draft.events, draft.event_articles
                )


@contextlib.contextmanager
def _each_text_read_once() -> Iterator[None]:
    """Within it, what was classified for one country is remembered for the next."""
    readings: dict[TextToRead, EventReading] = {}

    def remembered(text: TextToRead, vector: np.ndarray) -> EventReading:
        if text not in readings:
            readings[text] = read_text(text, vector)
        return readings[text]

    with mock.patch.object(stages, "read_text", remembered):
        yield
