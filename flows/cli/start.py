"""Which flow builds what was asked for: one country-week stage by stage, anything more in batches."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence

from flows.backfill import backfill
from flows.building.outcome import Outcome, UnfinishedError
from flows.cli.options import WORKERS
from flows.country_week import country_week
from flows.runtime.environment import prefect_ready
from flows.runtime.progress import listening
from warehouse.weeks import Week


def build_weeks(
    home: str,
    countries: Sequence[str],
    first: Week,
    last: Week,
    *,
    force: bool = False,
    workers: str = WORKERS,
    now: dt.datetime | None = None,
    on_progress: Callable[[int], object] = lambda steps: None,
) -> list[Outcome]:
    """How each country-week from `first` to `last` ended. `now` is the clock's time unless given."""
    prefect_ready()
    with listening(on_progress):
        period = first.start.isoformat(), last.start.isoformat()
        try:
            if len(countries) == 1 and first == last:
                return asyncio.run(country_week(countries[0], period[0], force=force, home=home, now=now))
            return asyncio.run(backfill(list(countries), *period, force=force, workers=workers, home=home, now=now))
        except UnfinishedError as error:  # the run is red in Prefect; the command lists what failed and why
            return error.outcomes
