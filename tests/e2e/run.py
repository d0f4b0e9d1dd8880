"""A team's Weekwatch from end to end, as processes on loopback: `make e2e`.

PostgreSQL, Prefect's server, two workers and nginx are started and everything is deployed. A backfill is triggered, and the
worker that runs it is killed midway: the other one goes on. Weekly runs that were missed for three weeks are due; a schedule is laid. In the end
everything must be complete, equal to what plain function calls build, in the right order and built once; artifacts must be
there by API, a schedule must have fired by itself, an alert must have reached a webhook exactly once, and nginx must serve
the site. It needs third-party data in WEEKWATCH_DATA.

    python -m tests.e2e.run [--countries 20] [--backfill 5] [--weeks 20] [--keep]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl

from flows.building.batch import build_batch
from flows.building.outcome import Batch
from flows.collecting.feeds import import_files
from flows.homes import BUNDLED_COUNTRIES
from flows.runtime.environment import prepare_prefect
from tasks.countries.profiles import load_profiles
from tests.deployments.test_team import ask, nginx
from tests.e2e.processes import descendants, kill_tree, postgres, prefect_server, wait_for, worker
from tests.flows.publishing.test_alerts import Receiver
from tests.measure.clusters import data_folder
from tests.measure.content import content_hash
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Run
from warehouse.weeks import Week, week_of

CORPORA = ("headlines-world-2025w44-2026w07.parquet", "items-world-2025-2026.parquet")
NOW = dt.datetime(2026, 2, 16, 6, tzinfo=dt.UTC)
"""The Monday after the corpora's last week."""
COUNTRIES = [
    "UA",
    "PK",
    "IR",
    "SY",
    "NG",
    "IL",
    "RU",
    "IN",
    "BD",
    "LB",
    "VE",
    "AF",
    "MX",
    "IQ",
    "SD",
    "CO",
    "CD",
    "SO",
    "YE",
    "ML",
]
MOST_ITEMS = 60
"""Items a week that name a country: enough to tell, few enough to end."""
DOWN_WEEKS = 3


def sample(folder: Path, countries: Sequence[str]) -> list[Path]:
    """Parquet files of the corpora's items that name one of the countries in their title."""
    profiles = load_profiles(BUNDLED_COUNTRIES)
    files = []
    for name in CORPORA:
        items = pl.read_parquet(data_folder() / "corpora" / name)
        chosen = [
            items.filter(pl.col("title").str.contains(profiles[code].name.split()[-1], literal=True))
            .with_columns(week=pl.col("published").dt.truncate("1w"))
            .group_by("week", maintain_order=True)
            .head(MOST_ITEMS)
            .drop("week")
            for code in countries
        ]
        files.append(folder / name)
        pl.concat(chosen).unique(maintain_order=True).write_parquet(files[-1])
    return files


class Api:
    """What is asked of the Prefect server."""

    def __init__(self) -> None:
        from prefect.client.orchestration import get_client

        self._client = get_client

    def trigger(self, name: str, at: dt.datetime | None = None, **parameters: Any) -> Any:
        """The id of a new run of the deployment, due at once or at a time of the past."""
        from prefect.states import Scheduled

        async def go() -> Any:
            async with self._client() as client:
                deployment = await client.read_deployment_by_name(name)
                state: Any = Scheduled(scheduled_time=at) if at else None
                run = await client.create_flow_run_from_deployment(deployment.id, parameters=parameters, state=state)
                return run.id

        return asyncio.run(go())

    def state(self, run: Any) -> str:
        """Name of a run's state."""

        async def go() -> str:
            async with self._client() as client:
                found = (await client.read_flow_run(run)).state
                return found.name if found and found.name else "unknown"

        return asyncio.run(go())

    def states(self, tag: str) -> Counter[tuple[str, bool]]:
        """How many runs with a tag are in which state, and whether a schedule made them."""
        from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
        from prefect.client.schemas.sorting import FlowRunSort

        async def go() -> Counter[tuple[str, bool]]:
            async with self._client() as client:
                found = await client.read_flow_runs(
                    flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[tag])),
                    sort=FlowRunSort.ID_DESC,
                    limit=200,
                )
                return Counter((str(run.state_name), bool(run.auto_scheduled)) for run in found)

        return asyncio.run(go())

    def every_minute(self, name: str) -> None:
        """Gives a deployment a schedule that is due within the minute."""
        from prefect.client.schemas.actions import DeploymentScheduleCreate
        from prefect.client.schemas.schedules import CronSchedule

        async def go() -> None:
            async with self._client() as client:
                deployment = await client.read_deployment_by_name(name)
                schedule = DeploymentScheduleCreate(schedule=CronSchedule(cron="* * * * *", timezone="UTC"), slug="e2e")
                await client.create_deployment_schedules(deployment.id, [schedule])

        asyncio.run(go())

    def batches(self, runs: Sequence[Any]) -> list[tuple[str, str]]:
        """Week and countries of the batches that runs looked at, in the order in which they began."""
        from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
        from prefect.client.schemas.sorting import TaskRunSort

        async def go() -> list[tuple[str, str]]:
            async with self._client() as client:
                own = FlowRunFilter(id=FlowRunFilterId(any_=list(runs)))
                found = await client.read_task_runs(flow_run_filter=own, sort=TaskRunSort.NAME_ASC, limit=200)
                began = sorted((one.start_time, one.name) for one in found if one.start_time)
                return [(week, countries) for _, name in began for week, _, countries in [name.partition(" ")]]

        return asyncio.run(go())

    def artifacts(self) -> Counter[str]:
        """How many artifacts there are of each key."""

        async def go() -> Counter[str]:
            async with self._client() as client:  # whose read_artifacts sends what the server refuses
                found = await client.request("POST", "/artifacts/filter", json={"sort": "ID_DESC", "limit": 200})
                return Counter(str(one["key"]) for one in found.json())

        return asyncio.run(go())


def ended(api: Api, run: Any, what: str) -> None:
    """Waits until a run is completed, through crashes; an end of another kind is an error."""

    def done() -> bool:
        state = api.state(run)
        if state in ("Failed", "Cancelled", "TimedOut"):
            raise AssertionError(f"{what} ended as {state}")
        return state == "Completed"

    wait_for(what, done, every=3.0)


def deploy(home: Home) -> None:
    """Deploys twice: the second time there must be nothing to do."""
    command = [sys.executable, "-c", "from flows.cli.app import main; main()", "deploy", "--home", home.location]
    subprocess.run([*command, "--apply"], check=True, stdout=subprocess.DEVNULL)
    again = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "nothing to do" in again.stderr, again.stdout


def built(home: Home) -> Counter[tuple[str, dt.date]]:
    """How often each country-week was built."""
    rows = Store(home).arrow(Run, columns=["country", "week", "status"]).to_pylist()
    return Counter((row["country"], row["week"]) for row in rows if row["status"] == "complete")


def build_plainly(files: Sequence[Path], weeks: Sequence[tuple[Week, Sequence[str]]], folder: Path) -> Home:
    """Another warehouse, in which plain calls build the same weeks, oldest first."""
    plain = Home.create(folder / "plain")
    list(import_files(plain, files, {}, NOW))
    for week, countries in weeks:
        build_batch(Batch(plain.location, BUNDLED_COUNTRIES, tuple(sorted(countries)), week, NOW))
    return plain


def compare(home: Home, plain: Home) -> None:
    """What both warehouses say must be the same."""
    from flows.building.judge_outlook import resolve_outlook

    assert built(home).keys() == built(plain).keys(), built(home).keys() ^ built(plain).keys()
    for one in (home, plain):
        resolve_outlook(one)
    assert content_hash(home) == content_hash(plain), "the content differs from what plain calls build"


def scenario(folder: Path, receiver: Receiver, chosen: argparse.Namespace, address: str) -> None:
    """Everything, once the servers stand."""
    weekly, backfilled = COUNTRIES[: chosen.countries], COUNTRIES[: chosen.backfill]
    home = Home.create(folder / "home")
    files = sample(folder, weekly)
    list(import_files(home, files, {}, NOW))
    home.write_text("alerts.yaml", f"channels: [{{name: hook, url: '{receiver.url}', secret: s, digest_over: 1000}}]")
    newest = week_of(NOW).shift(-1)
    first = newest.shift(1 - chosen.weeks)
    plan = [(first.shift(n), backfilled) for n in range(chosen.weeks - 1)] + [(newest, weekly)]
    api = Api()
    said("imported")
    deploy(home)
    said("deployed twice, the second time nothing to do")
    with contextlib.ExitStack() as stack:
        beside = stack.enter_context(ThreadPoolExecutor(1))
        workers = [stack.enter_context(worker(folder, address, name)) for name in ("worker-1", "worker-2")]
        last_before = newest.shift(-DOWN_WEEKS)
        period: dict[str, Any] = {"first": first.start.isoformat(), "last": last_before.start.isoformat()}
        backfill = api.trigger("backfill/backfill", countries=backfilled, now=NOW.isoformat(), **period)
        total = len(backfilled) * (chosen.weeks - DOWN_WEEKS)
        wait_for("the first weeks", lambda: built(home).total() >= max(1, total // 4), every=0.5)
        (at_work,) = (one for one in workers if descendants(one.pid))
        kill_tree(at_work)
        survivors = built(home).total()
        said(f"killed the worker with the run after {survivors} country-weeks; the other one is left")
        plain = None if chosen.no_compare else beside.submit(build_plainly, files, plan, folder)  # while nobody works
        ended(api, backfill, "the backfill")
        before = built(home)
        assert survivors < total, "the backfill was over before its worker was killed"
        assert len(before) == total, (len(before), total)
        assert set(before.values()) == {1}, before.most_common(3)
        said(f"the backfill went on and is complete: {total} country-weeks, each built once")

        late = [
            api.trigger("weekly/weekly", at=NOW - dt.timedelta(weeks=n), countries=weekly, now=NOW.isoformat())
            for n in reversed(range(DOWN_WEEKS))
        ]
        api.every_minute("resolve-outlook/resolve-outlook")
        for run in late:
            ended(api, run, "a late weekly run")
        caught_up(built(home) - before, weekly, backfilled, newest)
        order = dict.fromkeys(week for week, countries in api.batches(late) if backfilled[0] in countries.split())
        assert list(order) == [newest.shift(-n).label for n in reversed(range(DOWN_WEEKS))], order
        said(f"{DOWN_WEEKS} weeks were caught up, oldest first, each once")

        wait_for("a run by schedule", lambda: api.states("upkeep")["Completed", True] >= 1, every=3.0)
        said("a schedule fired by itself")
        for _ in range(2):
            ended(api, api.trigger("alerts/alerts", now=NOW.isoformat()), "a run of alerts")
        keys = Counter(alert["key"] for alert in receiver.alerts())
        assert keys, "no alert arrived"
        assert set(keys.values()) == {1}, keys.most_common(3)
        said(f"{len(keys)} alerts arrived, each once")
        artifacts = api.artifacts()
        assert {"threat-levels", "country-weeks"} <= artifacts.keys(), artifacts
        assert sum(key.startswith("report-") for key in artifacts) == len(weekly), artifacts
        said(f"{sum(artifacts.values())} artifacts by API")
        with nginx(home.local) as site:
            pages = [f"{site}/{country}/{newest.start}.html" for country in weekly]
            wait_for("the site after the weekly run", lambda: all(ask(page)[0] == 200 for page in pages), every=3.0)
        said("nginx serves the site that followed the weekly run, with a page of each report")
    if plain is not None:
        compare(home, plain.result())
        said("the content equals what plain calls build")


def caught_up(
    new: Counter[tuple[str, dt.date]], weekly: Sequence[str], backfilled: Sequence[str], newest: Week
) -> None:
    """The weeks that were missed were built once; of other countries the newest week alone."""
    wanted = {(code, newest.shift(-n).start) for code in backfilled for n in range(DOWN_WEEKS)}
    wanted |= {(code, newest.start) for code in weekly}
    assert new.keys() == wanted, new.keys() ^ wanted
    assert set(new.values()) == {1}, new.most_common(3)


_began = time.monotonic()


def said(text: str) -> None:
    """Prints a step that is done, with the seconds since the start."""
    print(f"{time.monotonic() - _began:7.0f} s  {text}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """0 where everything is as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--countries", type=int, default=20, help="countries of the weekly run")
    parser.add_argument("--backfill", type=int, default=5, help="countries of the backfill")
    parser.add_argument("--weeks", type=int, default=20, help="weeks of the backfill")
    parser.add_argument("--no-compare", action="store_true", help="leave out building everything a second time")
    parser.add_argument("--keep", action="store_true", help="keep the folder with logs and warehouse")
    chosen = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="weekwatch-e2e-"))
    print(f"logs and warehouse are in {folder}")
    receiver = Receiver()
    try:
        with postgres(folder) as database, prefect_server(folder, database) as (address, _):
            said("PostgreSQL and Prefect's server stand")
            os.environ["PREFECT_API_URL"] = address
            os.environ["PREFECT_HOME"] = str(folder / "client")
            prepare_prefect()
            scenario(folder, receiver, chosen, address)
    finally:
        receiver.server.shutdown()
        if not chosen.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print("everything is as it must be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
