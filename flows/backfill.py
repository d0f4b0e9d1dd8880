"""The flow `backfill`: historical weeks, oldest first, because a week is compared with those before it.

What is already current is left alone, so an interrupted backfill is resumed by starting it again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from prefect import flow

from flows.builds import Outcome, weeks_built
from flows.options import WORKERS
from flows.resolve import resolve_outlook
from flows.steps import threads
from flows.weekly import AT_ONCE, build_week
from flows.workers import open_workers
from warehouse.home import Home


@flow(
    name="backfill",
    flow_run_name="backfill {weeks}",
    task_runner=threads(AT_ONCE),
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
    workers: str = WORKERS,
) -> list[Outcome]:
    """How each country-week ended, by week and country."""
    at = now or dt.datetime.now(dt.UTC)
    outcomes: list[Outcome] = []
    with open_workers(workers, len(countries)) as opened:
        for week in sorted(weeks):
            outcomes += build_week(opened, home, folder, countries, week, at, force, on_outcomes)
    resolve_outlook(Home.open(home), countries=countries, built=weeks_built(outcomes))
    return outcomes
