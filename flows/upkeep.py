"""The flows that follow from what was built and keep it in order: `site`, `alerts`, `resolve-outlook`, `compact` and `standing`."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

from prefect import flow

from flows.building.judge_outlook import resolve_outlook as judge
from flows.parameters import instant, opened, run_name
from flows.publishing.alerts import deliver
from flows.publishing.site import SiteBuilt, build_site
from flows.standing import newest_release, refresh_standing
from flows.steps import step
from flows.watch import emit_alert, link_site, log
from warehouse.maintenance import compact as compact_tables
from warehouse.sql.connect import sync

_site = step(build_site, "make pages")
_judge = step(judge, "judge")
_deliver = step(deliver, "deliver")
_compact = step(compact_tables, "compact")
_refresh = step(refresh_standing, "count deaths")


@flow(name="site", flow_run_name=run_name("site {out}"), timeout_seconds=2 * 3600)
async def site(
    out: str | None = None, workers: int = 2, force: bool = False, home: str | None = None, address: str | None = None
) -> SiteBuilt:
    """Bring the static site up to date: only what changed is made again.

    Args:
        out: Folder of the site; `site` inside the warehouse's local folder if empty.
        workers: Processes that draw pages.
        force: Make every page again.
        home: Where the warehouse lies: a folder or s3://bucket/prefix. WEEKWATCH_HOME if empty.
        address: Where the site is served, for a link in Prefect: https://weekwatch.example.org.
    """
    found, _ = opened(home)
    built = _site(found, Path(out) if out else found.local / "site", workers=workers, force=force)
    log(f"{built.made} units made, {built.kept} kept, {built.removed} files removed, {built.files} files in all")
    await link_site(address)
    return built


@flow(name="alerts", flow_run_name="alerts", timeout_seconds=1800)
async def alerts(home: str | None = None, now: dt.datetime | None = None) -> int:
    """Tell Prefect and the channels of alerts.yaml what happened, each once: after every build, and every hour.

    Args:
        home: Where the warehouse lies: a folder or s3://bucket/prefix. WEEKWATCH_HOME if empty.
        now: The instant that counts as now (UTC); the clock's time if empty.
    """
    found, _ = opened(home)
    sent = _deliver(found, instant(now), emit=emit_alert)
    for one in sent:
        log(f"{one.channel}: {one.title}: {one.error or 'sent'}", warning=one.error is not None)
    log(f"{sum(one.alerts for one in sent if one.error is None)} alerts sent in {len(sent)} messages")
    return len(sent)


@flow(name="resolve-outlook", flow_run_name="resolve-outlook", timeout_seconds=3600)
async def resolve_outlook(home: str | None = None) -> int:
    """Judge what was foretold and can be told by now; every build does so for the weeks that it built.

    Args:
        home: Where the warehouse lies: a folder or s3://bucket/prefix. WEEKWATCH_HOME if empty.
    """
    found, _ = opened(home)
    count = _judge(found)
    sync(found)
    log(f"{count} forecasts judged")
    return count


@flow(name="compact", flow_run_name="compact", timeout_seconds=4 * 3600)
async def compact(grace_hours: float = 24.0, home: str | None = None, now: dt.datetime | None = None) -> int:
    """Join small files and remove what no reader can see any more.

    Args:
        grace_hours: How long files are kept for readers that began before.
        home: Where the warehouse lies: a folder or s3://bucket/prefix. WEEKWATCH_HOME if empty.
        now: The instant that counts as now (UTC); the clock's time if empty.
    """
    found, _ = opened(home)
    done = _compact(found, grace_hours=grace_hours, now=instant(now))
    for table in done:
        log(str(table))
    return len(done)


@flow(name="standing", flow_run_name=run_name("standing {source}"), timeout_seconds=1800)
async def standing(source: str | None = None, home: str | None = None, now: dt.datetime | None = None) -> int:
    """Give the standing danger the newest month of deaths that UCDP has published.

    Args:
        source: File or address of UCDP's candidate events; that of the newest month that is out by now if empty.
        home: Where the warehouse lies: a folder or s3://bucket/prefix. WEEKWATCH_HOME if empty.
        now: The instant that counts as now (UTC); the clock's time if empty.
    """
    found, _ = opened(home)
    at = instant(now)
    done = await asyncio.to_thread(_refresh, found, source or newest_release(at), at)  # it runs a loop of its own
    log(f"{done.months[0]} to {done.months[-1]}: {done.deaths} deaths in {done.countries} countries")
    return done.deaths
