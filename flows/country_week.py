"""The flow `country_week`: one country and week, each stage a task that can be seen, timed and looked into."""

from __future__ import annotations

import datetime as dt

from prefect import flow

from flows.building.batch import Outcome, built, confirmed, finished_rows, make_drafts
from flows.building.current import basis_digests, is_current
from flows.parameters import instant, opened
from flows.publishing.publish import publish_outcomes
from flows.steps import step
from tasks.country_week import STAGES
from warehouse.store.country_weeks import Store
from warehouse.weeks import Week

_STAGES = tuple(step(stage, name=stage.__name__.replace("_", " ")) for stage in STAGES)
_gather = step(make_drafts, name="gather")
_commit = step(Store.replace_country_weeks, name="commit", retries=2)
_publish = step(publish_outcomes, name="publish", retries=1)


@flow(name="country_week", flow_run_name="{country} {week}", timeout_seconds=3600)
async def country_week(
    country: str, week: dt.date, force: bool = False, home: str | None = None, now: dt.datetime | None = None
) -> Outcome:
    """Build one country-week, seen stage by stage. A stage that breaks fails the flow and changes nothing.

    Args:
        country: ISO 3166-1 alpha-2 code, such as MN.
        week: The day on which the week starts.
        force: Build again what is already current.
        home: Where the warehouse lies: a folder or s3://bucket/prefix. WEEKWATCH_HOME if empty.
        now: The instant that counts as now (UTC); the clock's time if empty.
    """
    found, folder = opened(home)
    at = instant(now)
    store = Store(found)
    current = store.current_runs(countries=[country])
    run = current.get((country, week))
    basis = basis_digests(store, folder, [country], Week(week), at, current)[country]
    outcome = Outcome(country, week, "unchanged")
    if force or not is_current(run, basis):
        (draft,) = _gather(found, folder, [country], Week(week), at)
        if run is not None and run.revision == draft.revision and not force:
            _commit(store, [confirmed(run, basis)])
        else:
            for stage in _STAGES:
                draft = stage(draft)
            _commit(store, [finished_rows(draft, basis, at, run)])
            outcome = built(draft)
    (outcome,) = _publish(found, [outcome])
    return outcome
