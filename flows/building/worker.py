"""What builds batches: one at a time, in the process that asks. Worker processes and Dask clusters are kinds of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from flows.building.batch import build_batch, prepare_week
from flows.building.outcome import Batch, Outcome

T = TypeVar("T")


class Workers:
    """What builds batches, `count` at once: this one, in the process that asks."""

    count = 1

    def build(self, batch: Batch) -> list[Outcome]:
        """The outcomes of a batch, once it is built."""
        return self.done(build_batch, batch)

    def prepare(self, batch: Batch) -> None:
        """Finds out what the batches of a week share, before they are built."""
        self.done(prepare_week, batch)

    def done(self, work: Callable[[Batch], T], batch: Batch) -> T:
        """What the work gives for the batch, once it is done."""
        return work(batch)

    def spread(self, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]) -> Iterator[T]:
        """What the function gives for each tuple of arguments, in order. For work on this machine's files."""
        return itertools.starmap(function, calls)
