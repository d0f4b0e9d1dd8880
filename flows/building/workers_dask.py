"""Workers on an existing Dask cluster: the batches of a week go to its worker processes, wherever these run.

A Dask worker needs this version of Weekwatch, the same profiles, the same settings of a language model, and the warehouse
under the same address (object storage, or a folder that all machines see). A worker that differs would build what the others
hold for stale, so it refuses. A worker needs no Prefect: the tasks that are seen there wait here.
"""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from flows.building.model import interpreter_of, scribe_of
from flows.building.outcome import Batch
from flows.building.versions import code_version
from flows.building.worker import Workers
from flows.catalogue import profiles_of
from flows.homes import BUNDLED_COUNTRIES
from warehouse.errors import InputError
from warehouse.store.home import Home

T = TypeVar("T")

CONNECT_SECONDS = 30
_ONE_AT_A_TIME = threading.Lock()
"""A worker process does one thing at a time, however many threads it has."""

ReadWith = dict[str, str]
"""What a country-week is read with, by name."""


@contextmanager
def dask_workers(address: str) -> Iterator[Workers]:
    """The workers of the cluster with this scheduler. Raises InputError where there are none to be reached."""
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError("Dask is not installed", remedy="pip install 'weekwatch[dask]'") from error
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(
            f"no Dask scheduler answers ({error})", where=address, remedy="start one with `dask scheduler`"
        ) from error
    with client:
        processes = len(client.nthreads())
        if not processes:
            raise InputError(
                "the Dask cluster has no workers", where=address, remedy=f"start some with `dask worker {address}`"
            )
        yield DaskWorkers(client.get_executor(pure=False), processes)


class DaskWorkers(Workers):
    """Worker processes of a Dask cluster."""

    def __init__(self, cluster: Executor, count: int) -> None:
        self.count = count
        self._cluster = cluster

    def done(self, work: Callable[[Batch], T], batch: Batch) -> T:
        """As of `Workers`, by one of the cluster's; another one takes it over if that one dies."""
        here = read_with(batch)
        bundled = batch.folder == BUNDLED_COUNTRIES  # which lies elsewhere on another machine
        return self._cluster.submit(done_alike, here, work, batch, bundled).result()


def done_alike(wanted: ReadWith, work: Callable[[Batch], T], batch: Batch, bundled: bool) -> T:
    """What the work gives, done on the worker that this runs on, with its own bundled profiles where `bundled`.

    Raises InputError where the worker would read with anything else than what is wanted.
    """
    if bundled:
        batch = replace(batch, folder=BUNDLED_COUNTRIES)
    own = read_with(batch)
    for name, value in wanted.items():
        if own[name] != value:
            raise InputError(
                f"this Dask worker has another {name} ({own[name]}, not {value})",
                where=socket.gethostname(),
                remedy="install the same version on all machines, and give them the same profiles and settings",
            )
    with _ONE_AT_A_TIME:
        return work(batch)


def read_with(batch: Batch) -> ReadWith:
    """What this process would read the batch with. Raises InputError where the warehouse cannot be seen from here."""
    opened = Home.open(batch.home)
    scribe, interpreter = scribe_of(opened, batch.now), interpreter_of(opened)
    profiles = hashlib.sha256()
    for country, profile in sorted(profiles_of(batch.folder).items()):
        profiles.update(f"{country} {profile.digest}\n".encode())
    return {
        "version of Weekwatch": code_version(),
        "set of country profiles": profiles.hexdigest()[:16],
        "language model": scribe.digest if scribe else "none",
        "translator": interpreter.translator.digest if interpreter else "none",
    }
