"""Where batches of country-weeks are built: in this process, in worker processes, or on a Dask cluster.

The work is for a processor and holds the interpreter's lock, so threads are no help. Worker processes are
not forked off the one that asks, because a fork of a process that has run polars or delta-rs hangs, but off one that has
done nothing but load what they read with.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from flows.building.outcome import Batch
from flows.building.worker import Workers
from warehouse.errors import InputError

T = TypeVar("T")

FEWEST, MOST = 2, 15
"""Countries of a batch. A commit costs 0.2 s whatever it holds; a batch is lost whole when its process dies."""
BATCHES_A_WORKER = 3
"""Countries differ a hundredfold in their news: a worker that has several batches a week takes another one while the
largest country is still read."""


class Processes(Workers):
    """Worker processes on this machine."""

    def __init__(self, pool: ProcessPoolExecutor, count: int) -> None:
        self.count = count
        self._pool = pool

    def done(self, work: Callable[[Batch], T], batch: Batch) -> T:
        """As of `Workers`, in one of the processes."""
        return self._pool.submit(work, batch).result()

    def spread(self, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]) -> Iterator[T]:
        """As of `Workers`, several at once."""
        return self._pool.map(function, *zip(*calls, strict=True)) if calls else iter(())


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
            remedy="write for example --workers 4, or --workers tcp://scheduler:8786",
        )
    count = min(int(named), countries)
    if count == 1:
        yield Workers()
        return
    with worker_pool(count, forked=True) as pool:
        yield Processes(pool, count)


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
        get_context("forkserver").set_forkserver_preload(["flows.building.preload"])
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
