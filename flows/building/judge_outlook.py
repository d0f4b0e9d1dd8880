"""Judging what was foretold, over a home: read, `tasks.threat.judge_outlook`, write the outcomes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from tasks.threat.judge_outlook import resolve
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Hotspot, Outlook, Score

SPEAKS_OF_WEEKS = 4
"""No forecast speaks of a week farther off."""


def resolve_outlook(
    home: Home, *, countries: Collection[str] | None = None, built: Collection[dt.date] | None = None
) -> int:
    """How many outlook rows were judged, or judged again: those that speak of the weeks `built`, or all."""
    store = Store(home)
    known = sorted({week for _, week in store.current_runs(countries=countries)})
    said_in = [
        week
        for week in known
        if built is None or any(week < later <= week + dt.timedelta(weeks=SPEAKS_OF_WEEKS) for later in built)
    ]
    if not said_in:
        return 0
    until = max(said_in) + dt.timedelta(weeks=SPEAKS_OF_WEEKS)
    weeks = [week for week in known if said_in[0] <= week <= until]
    judged = resolve(
        store.read(Outlook, countries=countries, weeks=said_in),
        store.read(Score, countries=countries, weeks=weeks),
        store.read(Hotspot, countries=countries, weeks=weeks),
    )
    store.judge(judged)
    return len(judged)
