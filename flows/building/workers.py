"""Where batches of country-weeks are built: in this process, in worker processes, or on a Dask cluster.

The work is for a processor and holds the interpreter's lock, so threads are no help. Worker processes are
not forked off the one that asks, because a fork of a process that has run polars or delta-rs hangs, but off one that has
done nothing but load what they read with.
"""

from __future__ import annotations

import faulthandler
import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from flows.building.batch import build_batch
from flows.building.outcome import Batch, Outcome
from flows.building.worker import Workers
from tasks.draft import Draft
from warehouse.errors import InputError, WeekwatchError

T = TypeVar("T")

BATCH_SECONDS = 1200
"""After so long a process is taken to hang and ends itself: fifteen countries take a minute, a great war's week a few."""
KILLED = f"the process that built it was killed, or ended itself after {BATCH_SECONDS // 60} minutes; the worker's log says more"

FEWEST, MOST = 2, 15
"""Countries of a batch. A commit costs 0.2 s whatever it holds; a batch is lost whole when its process dies."""
BATCHES_A_WORKER = 3
"""Countries differ a hundredfold in their news: a worker that has several batches a week takes another one while the
largest country is still read."""


class Processes(Workers):
    """Worker processes on this machine.

    One that dies takes the whole pool with it. A new pool is then made, and the countries of each batch that was in it are
    built one by one, each in a process of its own: what kills its process again is recorded as failed, the others are built.
    """

    def __init__(self, count: int, opened: ExitStack, work: Callable[[Batch], list[Outcome]] = build_batch) -> None:
        self.count = count
        self._opened, self._work, self._lock = opened, work, threading.Lock()
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPoolExecutor:
        return self._opened.enter_context(worker_pool(self.count, forked=True))

    def build(self, batch: Batch) -> list[Outcome]:
        """As of `Workers`; a country whose process dies has failed."""
        try:
            return self.done(self._work, batch)
        except BrokenProcessPool:
            each = [replace(batch, countries=(country,)) for country in batch.countries]
            return [outcome for one in each for outcome in self._alone(one)]

    def prepare(self, batch: Batch) -> None:
        """As of `Workers`; whoever builds finds out what was not prepared."""
        with suppress(BrokenProcessPool):
            super().prepare(batch)

    def done(self, work: Callable[[Batch], T], batch: Batch) -> T:
        """As of `Workers`, in one of the processes. Raises BrokenProcessPool where one dies meanwhile."""
        pool = self._pool
        try:
            return pool.submit(_in_time, work, batch).result()
        except BrokenProcessPool:
            with self._lock:
                if self._pool is pool:
                    self._pool = self._new_pool()
            raise

    def spread(self, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]) -> Iterator[T]:
        """As of `Workers`, several at once."""
        return self._pool.map(function, *zip(*calls, strict=True)) if calls else iter(())

    def _alone(self, batch: Batch) -> list[Outcome]:
        """The outcome of one country, built in a process whose death costs no other country."""
        for work in (self._work, _record_as_killed):
            with suppress(BrokenProcessPool), worker_pool(1, forked=True) as pool:
                return pool.submit(_in_time, work, batch).result()
        return [Outcome(country, batch.week.start, "failed", KILLED) for country in batch.countries]


def _in_time(work: Callable[[Batch], T], batch: Batch) -> T:
    """What the work gives. A process in which it takes longer than `BATCH_SECONDS` says where it stands and ends."""
    faulthandler.dump_traceback_later(BATCH_SECONDS, exit=True)
    try:
        return work(batch)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _record_as_killed(batch: Batch) -> list[Outcome]:
    return build_batch(batch, _as_killed)


def _as_killed(draft: Draft) -> Draft:
    raise WeekwatchError(KILLED, remedy="fewer --workers need less memory")


@contextmanager
def open_workers(named: str, countries: int) -> Iterator[Workers]:
    """The workers that the setting `--workers` names, for batches of so many countries a week.

    A number of worker processes, of which no more are started than there are countries, or the address of a Dask scheduler.
    Raises InputError for anything else.
    """
    if "://" in named:
        from flows.building.workers_dask import dask_workers  # here: Dask is an extra

        with dask_workers(named) as workers:
            yield workers
        return
    if not named.isdecimal() or int(named) < 1:
        raise InputError(
            f"--workers {named!r} is neither a number of processes nor the address of a Dask scheduler",
            remedy="for example --workers 4, or --workers tcp://scheduler:8786",
        )
    count = min(int(named), countries)
    if count == 1:
        yield Workers()
        return
    with ExitStack() as opened:
        yield Processes(count, opened)


def batches(countries: Sequence[str], workers: int) -> list[list[str]]:
    """The countries in batches of nearly equal size: one a worker at least, several where that leaves `FEWEST` in each."""
    several = min(workers * BATCHES_A_WORKER, -(-len(countries) // FEWEST)) if workers > 1 else 1
    count = max(min(workers, len(countries)), several, -(-len(countries) // MOST))
    return [list(countries[i::count]) for i in range(count)]


SETTINGS = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # Arrow's own gives little back: 240 MB a process after nine weeks
}
"""The environment of worker processes, beside that of whoever starts them."""


def load_ahead(named: str, countries: int) -> None:
    """Begins what `open_workers` waits for, if it is going to start processes: to load what these are forked off with."""
    if named.isdecimal() and min(int(named), countries) > 1:
        _load()


def _load() -> None:
    from multiprocessing.forkserver import ensure_running

    with _settings():
        get_context("forkserver").set_forkserver_preload([f"{__package__}.preload"])
        ensure_running()


@contextmanager
def worker_pool(workers: int, *, forked: bool = False) -> Iterator[ProcessPoolExecutor]:
    """A pool of processes with one thread each for linear algebra, ended with its work.

    If they are forked, it is off a process that has loaded what country-weeks are read with.
    """
    context: BaseContext = get_context("spawn")
    if forked:
        _load()
        context = get_context("forkserver")
    with (
        _settings(),
        ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(dict(os.environ),)) as pool,
    ):
        yield pool


@contextmanager
def _settings() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in SETTINGS}
    os.environ.update(SETTINGS)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _begin(environment: Mapping[str, str]) -> None:
    """Makes a process ready to work in the environment of whoever asks: the fork server may have begun in another.

    What it reads with is large and stays, so to look through it for garbage at Python's own pace would take a twentieth of
    its time.
    """
    os.environ.clear()
    os.environ.update(environment)
    gc.set_threshold(50_000, 20, 100)
    _end_with_parent()


def _end_with_parent() -> None:
    """Ends this worker as soon as the process that started it is gone: killed, it could not end its workers itself.

    What the worker was writing is then as half-done as after a kill of its own, which the tables stand.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="watches the parent", daemon=True).start()
