"""Which flow builds what was asked for: one country-week stage by stage, anything more in batches."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from flows.backfill import backfill
from flows.builds import Outcome
from flows.country_week import country_week
from flows.options import WORKERS
from tasks.weeks import Week


def build_weeks(
    home: str,
    folder: Path,
    countries: Sequence[str],
    weeks: Sequence[Week],
    force: bool = False,
    on_outcomes: Callable[[list[Outcome]], None] | None = None,
    now: dt.datetime | None = None,
    workers: str = WORKERS,
) -> list[Outcome]:
    """How each country-week ended. `now` is the clock's time unless given."""
    at = now or dt.datetime.now(dt.UTC)
    if len(countries) == 1 and len(weeks) == 1:
        outcome = asyncio.run(country_week(home, folder, countries[0], weeks[0].start, at, force))
        return [outcome]
    starts = [week.start for week in weeks]
    return asyncio.run(backfill(home, folder, list(countries), starts, at, force, on_outcomes, workers))
