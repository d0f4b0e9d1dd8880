"""The flow `country_week`: one country and week, each stage a task that can be seen, timed and looked into."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from prefect import flow

from flows.basis import basis_digests, is_current
from flows.builds import Outcome, built, confirmed, finished_rows, make_drafts
from flows.resolve import resolve_outlook
from flows.steps import step
from tasks.country_week import STAGES
from tasks.weeks import Week
from warehouse.home import Home
from warehouse.store import Store

_STAGES = tuple(step(stage, name=stage.__name__.replace("_", " ")) for stage in STAGES)
_gather = step(make_drafts, name="gather")
_commit = step(Store.replace_country_weeks, name="commit")


@flow(name="country_week", flow_run_name="{country} {week}", validate_parameters=False)
async def country_week(
    home: str, folder: Path, country: str, week: dt.date, now: dt.datetime, force: bool = False
) -> Outcome:
    """How the build of one country-week ended. A stage that breaks fails the flow and changes nothing."""
    opened = Home.open(home)
    store = Store(opened)
    current = store.current_runs(countries=[country])
    run = current.get((country, week))
    basis = basis_digests(store, folder, [country], Week(week), now, current)[country]
    if is_current(run, basis) and not force:
        return Outcome(country, week, "unchanged")
    (draft,) = _gather(opened, folder, [country], Week(week), now)
    if run is not None and run.revision == draft.revision and not force:
        _commit(store, [confirmed(run, basis)])
        return Outcome(country, week, "unchanged")
    for stage in _STAGES:
        draft = stage(draft)
    _commit(store, [finished_rows(draft, basis, now, run)])
    resolve_outlook(opened, countries=[country], built=[week])
    return built(draft)
