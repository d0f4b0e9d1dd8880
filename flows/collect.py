"""The flow `collect`: fetch every feed of some countries once, politely, and keep what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.catalogue import load_feeds
from flows.intake import Collected, collect_feeds
from tasks.fetch import FetchResult, FetchSettings
from warehouse.home import Home


@task(name="fetch and store", cache_policy=NO_CACHE, persist_result=False)
async def _fetch_and_store(
    home: str,
    folder: Path,
    countries: list[str],
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
    on_result: Callable[[FetchResult], None] | None,
    due_only: bool,
) -> Collected:
    return await collect_feeds(Home.open(home), load_feeds(folder, countries), settings, now, on_result, due_only)


@flow(name="collect", flow_run_name="collect {countries}", validate_parameters=False)
async def collect(
    home: str,
    folder: Path,
    countries: list[str],
    settings: FetchSettings | None = None,
    now: Callable[[], dt.datetime] | None = None,
    on_result: Callable[[FetchResult], None] | None = None,
    due_only: bool = False,
) -> Collected:
    """What one pass over the feeds brought; with `due_only` over those whose time has come."""
    clock = now or (lambda: dt.datetime.now(dt.UTC))
    return await _fetch_and_store(home, folder, countries, settings or FetchSettings(), clock, on_result, due_only)
