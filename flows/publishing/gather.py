"""What is worth an alert as the tables of a home stand. Sending it is `alerts`'s, which loads what digests are written with."""

from __future__ import annotations

import datetime as dt

from flows.collecting.proposals import proposals
from tasks.publish.alerts import Alert, failed_alerts, feed_alerts, hotspot_alerts, late_alerts, level_alerts
from warehouse.store.country_weeks import REMEMBERED_WEEKS, StillStore
from warehouse.store.home import Home
from warehouse.tables import Hotspot, Report, Run
from warehouse.weeks import week_of

LOOK_BACK_WEEKS = 3
"""Alerts are of the running week and the two before; what a backfill builds of older ones raises no alert."""


def gather(home: Home, now: dt.datetime) -> list[Alert]:
    """Everything that is worth an alert as the tables stand, whether it was sent or not."""
    store = StillStore(home)
    running = week_of(now, home.week_starts_on)
    weeks = [running.shift(-n).start for n in range(LOOK_BACK_WEEKS + 1)]
    recent = set(weeks[:-1])
    runs = [Run.model_validate(row) for row in store.arrow(Run, weeks=weeks).to_pylist()]
    latest = store.latest_attempts([running.shift(-n).start for n in range(REMEMBERED_WEEKS)])
    return [
        *(a for a in level_alerts(store.read(Report, weeks=weeks)) if a.week in recent),
        *hotspot_alerts(store.read(Hotspot, weeks=weeks), recent),
        *failed_alerts(run for run in runs if run.week in recent),
        *late_alerts(runs, running.shift(-1), now),
        *feed_alerts(latest.values(), {url: said for url, (said, _) in proposals(home, now).items()}),
    ]
