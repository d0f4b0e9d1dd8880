"""What Prefect shows of a run: its log in counts, progress, levels as a table, reports as Markdown, links, events.

Artifacts are made only where a server stands that keeps them; a temporary one would forget them at once.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from prefect import get_run_logger
from prefect.artifacts import (
    acreate_link_artifact,
    acreate_markdown_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)
from prefect.events import emit_event
from prefect.settings import get_current_settings

from flows.building.outcome import Outcome, UnfinishedError
from flows.building.plan import Plan
from flows.collecting.feeds import Collected, UnreachedError
from flows.counts import kept_and_dropped
from flows.publishing.record import published_file
from flows.runtime.environment import is_temporary
from tasks.publish.alerts import Alert
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Run
from warehouse.weeks import Week

PROGRESS_SECONDS = 5.0
"""Between two looks at the bar of progress: each is a request to the server, and a small batch takes less than a second."""
NOT_PUBLISHED = "not-published"
"""Key of the table of country-weeks that failed or were withheld."""
SLOWEST = "slowest"
"""Key of the table of the country-weeks that took longest."""
SLOWEST_ROWS = 50
MOST_ROWS = 500
"""Rows of a table; a longer one is cut, of threat levels the oldest weeks."""


def is_kept() -> bool:
    """Whether what is shown stays: there is a Prefect server that outlives the command."""
    return get_current_settings().api.url is not None and not is_temporary()


def log(text: str, *, warning: bool = False) -> None:
    """Writes a line into the run's log."""
    logger = get_run_logger()
    (logger.warning if warning else logger.info)(text)


def log_collected(collected: Collected) -> None:
    """What a pass over the feeds brought, in counts. Raises UnreachedError where most failed, so that the run ends as failed."""
    c = collected
    log(
        f"{c.feeds} feeds: {c.fetched} fetched, {c.not_modified} unchanged, {c.failed} failed, {c.waiting} not due; "
        f"{c.searches} searches asked; {c.items} items read, {c.new_items} new, {c.issues} issues noted"
    )
    if c.most_failed:
        raise UnreachedError(c)


def ended(home: Home, outcomes: list[Outcome]) -> list[Outcome]:
    """The outcomes, after they were logged: in counts, what was kept and dropped and why, each failure with its reason.

    Raises UnfinishedError where one failed or was withheld, so that the run that calls this ends as failed.
    """
    counts = Counter(outcome.status for outcome in outcomes)
    log(
        f"{counts['built']} country-weeks built, {counts['unchanged']} were current, {counts['failed']} failed, "
        f"{counts['withheld']} withheld"
    )
    for outcome in outcomes:
        if outcome.status in ("failed", "withheld"):
            log(f"{outcome.status}: {outcome.country} {Week(outcome.week).label}: {outcome.reason}", warning=True)
    for line in kept_and_dropped(home, outcomes) if is_kept() else ():
        log(line)
    if counts["failed"] or counts["withheld"]:
        raise UnfinishedError(outcomes)
    return outcomes


async def link_site(address: str | None) -> None:
    """A link to where the site is served."""
    if address and is_kept():
        await acreate_link_artifact(address, link_text="The site", key="weekwatch-site", description="What was built")


def emit_alert(alert: Alert) -> None:
    """Tells Prefect of an alert as the event `weekwatch.alert.KIND`, of a country where it is of one."""
    emit_event(
        f"weekwatch.alert.{alert.kind}",
        resource={
            "prefect.resource.id": f"weekwatch.country.{alert.country or 'all'}",
            "prefect.resource.name": alert.title,
            "weekwatch.urgent": str(alert.urgent).lower(),
        },
        payload={
            "key": alert.key,
            "title": alert.title,
            "text": alert.text,
            "week": alert.week.isoformat() if alert.week else None,
        },
        id=uuid5(NAMESPACE_URL, f"weekwatch:{alert.key}"),
    )


def emit_published(home: Home, outcomes: Sequence[Outcome]) -> None:
    """Tells Prefect that country-weeks were built, so that the site and alerts follow."""
    emit_event(
        "weekwatch.published",
        resource={
            "prefect.resource.id": "weekwatch.warehouse",
            "prefect.resource.name": home.location,
            "weekwatch.home": home.location,
        },
        payload={"built": len(outcomes), "weeks": sorted({outcome.week.isoformat() for outcome in outcomes})},
    )


class Watched:
    """A plan while it runs, shown as a bar of progress while it runs and as a table and reports afterwards."""

    def __init__(self, home: Home, total: int, progress: UUID | None) -> None:
        self._home, self._total, self._done, self._progress = home, total, 0, progress
        self._shown_at = time.monotonic()

    @classmethod
    async def start(cls, home: Home, plan: Plan) -> Self:
        """Shows that nothing of the plan is done yet."""
        total = sum(len(countries) for countries in plan.values())
        if not is_kept():
            return cls(home, total, None)
        weeks = [week.label for week in plan]
        progress = await acreate_progress_artifact(
            0.0, "country-weeks", f"{total} country-weeks, {weeks[0]} to {weeks[-1]}"
        )
        return cls(home, total, progress)

    async def ended(self, outcomes: Sequence[Outcome]) -> None:
        """Shows that a batch is done."""
        self._done += len(outcomes)
        waited = time.monotonic() - self._shown_at
        if self._progress is not None and (waited >= PROGRESS_SECONDS or self._done == self._total):
            self._shown_at += waited
            await aupdate_progress_artifact(self._progress, 100.0 * self._done / self._total)

    async def finished(self, outcomes: Sequence[Outcome]) -> None:
        """Shows what was not published and how to build it again, of what was built the slowest and the levels, and the newest week's reports."""
        amiss = [_again(outcome) for outcome in outcomes if outcome.status in ("failed", "withheld")]
        if is_kept() and amiss:
            await acreate_table_artifact(
                amiss[:MOST_ROWS], NOT_PUBLISHED, f"{len(amiss)} country-weeks are not published; at most {MOST_ROWS}"
            )
        built = [outcome for outcome in outcomes if outcome.status == "built"]
        if not is_kept() or not built:
            return
        slowest = _slowest(self._home, built)
        await acreate_table_artifact(
            slowest, SLOWEST, f"What took longest of {len(built)} country-weeks, and in which stage"
        )
        rows = [_row(outcome) for outcome in sorted(built, key=lambda o: (o.week, o.country), reverse=True)]
        await acreate_table_artifact(
            rows[:MOST_ROWS], "threat-levels", f"{len(built)} country-weeks built, newest first; at most {MOST_ROWS}"
        )
        emit_published(self._home, built)
        newest = max(outcome.week for outcome in built)
        for outcome in built:
            if outcome.week == newest:
                text = published_file(self._home, outcome.country, Week(newest), "md").read_text("utf-8")
                key = f"report-{outcome.country.lower()}"
                await acreate_markdown_artifact(text, key, f"{outcome.country} {Week(newest).label}")


def _again(outcome: Outcome) -> dict[str, Any]:
    week = Week(outcome.week).label
    return {
        "country": outcome.country,
        "week": week,
        "what": outcome.status,
        "why": outcome.reason,
        "again": f"weekwatch run --countries {outcome.country} --week {week}",
    }


def _slowest(home: Home, built: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The country-weeks that took longest, the longest first, with their seconds, counts and slowest stage."""
    keys = {(outcome.country, outcome.week) for outcome in built}
    countries, weeks = {country for country, _ in keys}, {week for _, week in keys}
    runs = [run for key, run in Store(home).current_runs(countries=countries, weeks=weeks).items() if key in keys]
    runs.sort(key=lambda run: (-run.seconds, run.country, run.week))
    return [_spent(run) for run in runs[:SLOWEST_ROWS]]


def _spent(run: Run) -> dict[str, Any]:
    stages = {name: value for name, value in run if name.endswith("_seconds") and name != "cpu_seconds" and value}
    longest = max(stages, key=lambda name: stages[name], default="")
    return {
        "country": run.country,
        "week": Week(run.week).label,
        "seconds": round(run.seconds, 1),
        "most of it": f"{longest.removesuffix('_seconds')} {stages[longest]:.1f}" if longest else "",
        "items": run.item_count,
        "articles": run.article_count,
        "events": run.event_count,
    }


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "country": outcome.country,
        "week": Week(outcome.week).label,
        "level": outcome.threat_level,
        "score": outcome.threat_score,
    }
