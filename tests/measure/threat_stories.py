"""The events that the level is validated on: the dated items of `WEEKWATCH_DATA`, read and grouped as a build does it.

What a score is not made of (hotspots, outlook, report) is left out, and an item that is about several countries is read once, so that the
world's weeks take a third of the time of a build. A story does not know whether it continues one of the week before: no weight of
the formula depends on that.

    python -m tests.measure.threat_stories FOLDER [--only 2025-11-03,2023-01-02] [--processes 1]

reads what the folder does not hold yet: some 5 minutes of one core a week of the world. What was read is kept by the digest of the code and data
that read it, so a run that was stopped goes on where it was, and a change of the reading starts anew without being told.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import datetime as dt
import functools
import hashlib
import multiprocessing
import pickle
import shutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from unittest import mock

import numpy as np

import tasks.country_week as stages
from flows.building.current import pool_keys
from flows.building.versions import digest_of_code
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
TAKES_IN = ("tasks.collect.archives.files", "tasks.collect.identity", "tasks.collect.rows")
"""What makes items of a file."""
READS = (
    "tasks.about.attribute",
    "tasks.events.actors",
    "tasks.events.merging.happen",
    "tasks.events.reading",
    "tasks.language.encoder",
    "tasks.places.find",
    "tasks.stories.cluster",
    "tasks.stories.duplicates",
    "tasks.stories.make",
    "tasks.time.select",
)
"""What the stages from `select` to `happen` of tasks/country_week.py call."""


@functools.cache
def reading_digest() -> str:
    """12 hex digits of all that the events of a week depend on: code, its data, and how countries are recognised."""
    profiles = "".join(profile.digest for _, profile in sorted(profiles_of(BUNDLED_COUNTRIES).items()))
    stages_digest = hashlib.sha256(Path(stages.__file__).read_bytes()).hexdigest()
    said = "\n".join([digest_of_code(*TAKES_IN, *READS), stages_digest, profiles])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


@dataclasses.dataclass(frozen=True, slots=True)
class Corpus:
    """Files of dated items, the weeks of them that are read, and of which countries (all where none is named)."""

    files: tuple[str, ...]
    weeks: tuple[dt.date, ...]
    only: frozenset[str] = frozenset()


CORPORA = {
    "world-2025": Corpus(WORLD, tuple(weeks_of(*PERIOD))),
    "world-2023": Corpus(WORLD_2023, tuple(WEEKS_2023), COUNTRIES_2023),
}


@dataclasses.dataclass(frozen=True, slots=True)
class ReadCorpus:
    """The country-weeks of a corpus, and the digests of what read them."""

    country_weeks: list[CountryWeek]
    readings: tuple[str, ...]


def read_corpus(folder: Path, name: str, processes: int = 1, *, as_read: bool = False) -> ReadCorpus:
    """The country-weeks of a corpus, read as far as the folder does not hold them.

    as_read: a week that another reading left in the folder is taken as it is.
    """
    corpus, path = CORPORA[name], folder / name
    missing = [week for week in corpus.weeks if not as_read or _kept(path, week) is None]
    read_weeks(path, corpus, missing, processes)
    files = [kept for week in corpus.weeks if (kept := _kept(path, week) if as_read else _stored(path, week))]
    found = [country_week for file in files for country_week in pickle.loads(file.read_bytes())]
    readings = tuple(sorted({file.stem.rpartition("-")[2] for file in files}))
    return ReadCorpus(sorted(found, key=lambda c: (c.country, c.week)), readings)


def _kept(path: Path, week: dt.date) -> Path | None:
    """The week as this code read it, or as the newest other reading did."""
    others = sorted(path.glob(f"{week}-*.pickle"), key=lambda file: file.stat().st_mtime)
    return _stored(path, week) if _stored(path, week).exists() else others[-1] if others else None


def read_weeks(path: Path, corpus: Corpus, weeks: Sequence[dt.date], processes: int) -> None:
    """Reads these weeks into the corpus's folder, as far as it does not hold them."""
    missing = [week for week in weeks if not _stored(path, week).exists()]
    if not missing:
        return
    home = path / f"home-{digest_of_code(*TAKES_IN)}"
    if not home.exists():
        _take_in(home, corpus.files)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        for week in pool.map(functools.partial(_keep_week, path, home, corpus.only), missing):
            print(f"read the week of {week}", file=sys.stderr, flush=True)


def _take_in(home: Path, files: Sequence[str]) -> None:
    """The items of the files in a new warehouse, whole or not at all."""
    unfinished = home.with_name(f"unfinished-{home.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    made = Home.create(unfinished)
    now = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    for done in import_files(made, [truth().parent / "corpora" / name for name in files], {}, now):
        print(f"imported {done.items} items of {done.path}", file=sys.stderr, flush=True)
    unfinished.rename(home)


def _stored(path: Path, week: dt.date) -> Path:
    return path / f"{week}-{reading_digest()}.pickle"


def _keep_week(path: Path, home: Path, only: frozenset[str], week: dt.date) -> dt.date:
    """The week, once its stories are in the folder."""
    kept = list(_country_weeks(Home.open(str(home)), Week(week), only))
    stored = _stored(path, week)
    unfinished = stored.with_suffix(".unfinished")
    unfinished.write_bytes(pickle.dumps(kept))
    unfinished.rename(stored)
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="Mondays, with commas between them; all if not given")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(arguments)
    chosen = {dt.date.fromisoformat(text) for text in options.only.split(",") if text}
    for name, corpus in CORPORA.items():
        asked = [week for week in corpus.weeks if not chosen or week in chosen]
        read_weeks(options.folder / name, corpus, asked, options.processes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
