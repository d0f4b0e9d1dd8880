"""The flow `backfill`: historical weeks, oldest first, because a week is compared with those before it.

What is already current is left alone, so an interrupted backfill is resumed by starting it again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from prefect import flow

from flows.builds import Outcome, weeks_built
from flows.resolve import resolve_outlook
from flows.steps import threads
from flows.weekly import WORKERS, build_week
from flows.workers import worker_pool
from warehouse.home import Home


@flow(
    name="backfill",
    flow_run_name="backfill {weeks}",
    task_runner=threads(WORKERS),
    validate_parameters=False,
)
async def backfill(
    home: str,
    folder: Path,
    countries: list[str],
    weeks: list[dt.date],
    now: dt.datetime | None = None,
    force: bool = False,
    on_outcomes: Callable[[list[Outcome]], None] | None = None,
) -> list[Outcome]:
    """How each country-week ended, by week and country."""
    at = now or dt.datetime.now(dt.UTC)
    outcomes: list[Outcome] = []
    if len(countries) == 1:
        for week in sorted(weeks):
            outcomes += build_week(None, home, folder, countries, week, at, force, on_outcomes)
        resolve_outlook(Home.open(home), countries=countries, built=weeks_built(outcomes))
        return outcomes
    with worker_pool(min(WORKERS, len(countries))) as pool:
        for week in sorted(weeks):
            outcomes += build_week(pool, home, folder, countries, week, at, force, on_outcomes)
    resolve_outlook(Home.open(home), countries=countries, built=weeks_built(outcomes))
    return outcomes
