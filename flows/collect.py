"""The flow `collect`: fetch every feed of some countries once, politely, and keep what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from prefect import flow

from flows.building.decisions import decisions_of
from flows.catalogue import choose, load_feeds, profiles_of
from flows.collecting.current_events import collect_current_events
from flows.collecting.dead_feeds import propose_mending
from flows.collecting.feeds import Collected, collect_feeds, collect_searches, newest_attempts_of
from flows.parameters import Countries, instant, opened, run_name
from flows.runtime.progress import tell
from flows.steps import step
from flows.watch import log_collected
from tasks.collect.http.fetch import FetchSettings
from tasks.collect.living import shared_feeds
from tasks.collect.searches import publishers_by_site
from tasks.countries.profiles import load_international_feeds
from tasks.decisions.apply import feeds_to_ask
from warehouse.store.home import Home
from warehouse.weeks import week_of


async def fetch_and_store(
    home: Home,
    folder: Path,
    countries: list[str],
    settings: FetchSettings,
    clock: Callable[[], dt.datetime],
    due_only: bool,
    whole: bool,
    searches: bool,
) -> Collected:
    """What one pass over the feeds and searches of some countries brought; dead feeds are looked for elsewhere."""
    profiles = choose(folder, countries)
    full_text = {code: profile.full_text for code, profile in profiles.items()}
    began = clock()
    feeds = feeds_to_ask(load_feeds(folder, countries), decisions_of(home), week_of(began, home.week_starts_on))
    collected = await collect_feeds(
        home,
        feeds,
        settings,
        clock,
        lambda _: tell(),
        due_only=due_only,
        whole=whole,
        full_text=full_text,
    )
    failed = collected.most_failed  # no fault of the feeds
    if searches:
        every = profiles_of(folder).values()
        publishers, shared = publishers_by_site(every, load_international_feeds(folder)), shared_feeds(every)
        chosen = list(profiles.values())
        noticed = await collect_current_events(home, chosen[0], settings, clock, publishers=publishers)
        collected = collected.with_searches(noticed)
        collected = collected.with_searches(
            await collect_searches(home, chosen, settings, clock, publishers=publishers, shared=shared)
        )
    if not failed:
        await propose_mending(home, feeds, newest_attempts_of(home, clock()), began, settings, clock)
    return collected


_collect = step(fetch_and_store, "fetch and store")  # one feed's failure does not fail the step; storage can


@flow(name="collect", flow_run_name=run_name("collect {countries}"), timeout_seconds=50 * 60)
async def collect(
    countries: Countries = "all",
    due_only: bool = True,
    whole: bool = False,
    home: str | None = None,
    fetching: FetchSettings = FetchSettings(),  # noqa: B008 -- frozen
    now: dt.datetime | None = None,
    searches: bool = True,
) -> Collected:
    """Fetch the feeds of the country profiles that are due, politely. Run it every hour, one run at a time.

    The run ends as failed where more feeds fail than answer; what came is stored.

    Args:
        countries: ISO codes and names of groups, as a list or separated by commas, or `all`.
        due_only: Leave out feeds whose time has not come: how often one is asked depends on how fast it rolls over.
        whole: Ask for whole documents, not for what is new since the last pass: after a loss of items.
        home: Where the warehouse lies: a folder or s3://bucket/prefix. WEEKWATCH_HOME if empty.
        fetching: Limits and manners of the requests.
        now: The instant that counts as now (UTC); the clock's time if empty.
        searches: Ask news services for countries whose own feeds have fewer than three outlets with news of the last four days,
            and Wikipedia for its Current Events.
    """
    found, folder = opened(home)
    clock = (lambda: dt.datetime.now(dt.UTC)) if now is None else lambda: instant(now)
    chosen = list(choose(folder, countries))
    collected = await _collect(found, folder, chosen, fetching, clock, due_only, whole, searches)
    log_collected(collected)
    return collected
