"""The state of a warehouse: which countries are fresh, stale, late or failing, whether collecting goes on, how the feeds answer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from flows.building.current import current_weeks
from flows.catalogue import profiles_of
from flows.collecting.proposals import proposals
from tasks.collect.living import floor_of, is_search, shared_feeds
from warehouse.store.country_weeks import StillStore, Store
from warehouse.store.home import Home
from warehouse.tables import FeedItem, Fetch, Run, Score
from warehouse.weeks import LATE_AFTER, Week, week_of

COLLECTED_WITHIN = dt.timedelta(hours=6)
"""Feeds are collected hourly; after this long without an attempt, collecting has stopped."""
SILENT = ("stale", "empty", "undated", "failing", "dead")
"""Kinds of health with which a feed brings nothing."""
LOOK_BACK_WEEKS = 26
"""Nothing older is looked at."""

State = Literal["fresh", "stale", "late", "failing"]
STATES: tuple[State, ...] = ("fresh", "stale", "late", "failing")


@dataclass(frozen=True, slots=True)
class CountryStatus:
    """The state of a country."""

    country: str
    state: State
    """failing: its newest build failed; late: the week that is due was not built; stale: it was, but what it was built from
    has changed; fresh: nothing to do."""
    week: dt.date | None
    """Newest week built; None where there is none in the last half-year."""
    threat_level: str | None
    built_at: dt.datetime | None
    seconds: float | None
    """What that build took."""
    reason: str | None
    """Why it is not fresh."""


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a warehouse at `checked_at`."""

    checked_at: dt.datetime
    week_due: dt.date | None
    """The newest week that must have been built by now; None where nothing was stored."""
    countries: tuple[CountryStatus, ...]
    collected_at: dt.datetime | None
    """Newest attempt at a feed; None where there was none for half a year: an archive, whose newest week built is the one due."""
    feeds: dict[str, int]
    """Health -> feeds."""
    few_outlets: dict[str, str] = field(default_factory=dict)
    """Country -> in words from how few outlets of its own it is heard, and where else news of it are looked for."""
    mends: dict[str, str] = field(default_factory=dict)
    """URL of a feed that is dead -> what `check --mend` would do about it."""

    @property
    def collecting_stopped(self) -> bool:
        """Whether feeds were collected, but not lately."""
        return self.collected_at is not None and self.checked_at - self.collected_at > COLLECTED_WITHIN

    @property
    def silent_feeds(self) -> int:
        """Feeds that bring nothing."""
        return sum(self.feeds.get(health, 0) for health in SILENT)

    def count(self, state: State) -> int:
        """Countries in a state."""
        return sum(country.state == state for country in self.countries)

    @property
    def well(self) -> bool:
        """Whether nothing is late, failing or standing still. What is stale the next run mends."""
        return not (self.count("late") or self.count("failing") or self.collecting_stopped)


def status_of(home: Home, folder: Path, now: dt.datetime, countries: Collection[str] | None = None) -> Status:
    """The state of the warehouse: of these countries, or of all that were built or collected for in the last half-year."""
    store = StillStore(home)
    this_week = week_of(now, home.week_starts_on)
    recent = [this_week.shift(-n).start for n in range(LOOK_BACK_WEEKS)]
    attempts = _latest_attempts(store, since=recent[-1])
    collected_at = max((a.fetched_at for a in attempts.values()), default=None)
    due = week_of(now - LATE_AFTER, home.week_starts_on).shift(-1) if attempts else _newest_of_archive(store, this_week)
    if due is not None and due.start < recent[-1]:
        recent = [due.shift(-n).start for n in range(LOOK_BACK_WEEKS)]
    runs = store.read(Run, weeks=recent)
    known = {run.country for run in runs} | {c for a in attempts.values() for c in a.countries}
    chosen = sorted((known if countries is None else set(countries)) & set(profiles_of(folder)))
    found = _countries(store, folder, chosen, due, runs, now) if due else ()
    profiles = profiles_of(folder)
    shared = shared_feeds(profiles.values())
    floors = {code: floor_of(profiles[code], attempts, now, shared) for code in chosen}
    few = {code: floor.words for code, floor in floors.items() if floor is not None and floor.is_low}
    feeds = [row for url, row in attempts.items() if not is_search(url)]
    mends = {url: ": ".join(said) for url, said in proposals(home, now).items() if _is_dead(attempts.get(url))}
    return Status(now, due.start if due else None, found, collected_at, _health(feeds), few, mends)


def _is_dead(last: Fetch | None) -> bool:
    return last is not None and last.health == "dead"


def _latest_attempts(store: Store, since: dt.date) -> dict[str, Fetch]:
    """feed_url -> its newest attempt in the newest week with attempts and the one before; empty where all are older."""
    for week in reversed(store.weeks(Fetch)):
        if week < since:
            break
        if attempts := store.latest_attempts([week, week - dt.timedelta(days=7)]):
            return attempts
    return {}


def _newest_of_archive(store: Store, running: Week) -> Week | None:
    """The newest week before the running one that was built, or else that has items; None without any."""
    for table in (Run, FeedItem):
        if weeks := [week for week in store.weeks(table) if week < running.start]:
            return Week(weeks[-1])
    return None


def _health(attempts: Collection[Fetch]) -> dict[str, int]:
    return dict(sorted(Counter(a.health for a in attempts if a.health is not None).items()))


def _countries(
    store: Store, folder: Path, countries: Sequence[str], due: Week, runs: Sequence[Run], now: dt.datetime
) -> tuple[CountryStatus, ...]:
    current = {country for country, _ in current_weeks(store, folder, countries, [due], now)}
    newest: dict[str, Run] = {}
    built: dict[str, Run] = {}
    for run in sorted(runs, key=lambda r: (r.week, r.finished_at)):
        newest[run.country] = run
        if run.status == "complete":
            built[run.country] = run
    weeks = {run.week for run in built.values()}
    levels = {(s.country, s.week): s.threat_level for s in store.read(Score, countries=countries, weeks=weeks)}
    found = []
    for country in countries:
        state, reason = _state(newest.get(country), built.get(country), due, country in current)
        last = built.get(country)
        found.append(
            CountryStatus(
                country=country,
                state=state,
                week=last.week if last else None,
                threat_level=levels.get((country, last.week)) if last else None,
                built_at=last.finished_at if last else None,
                seconds=last.seconds if last else None,
                reason=reason,
            )
        )
    return tuple(found)


def _state(newest: Run | None, built: Run | None, due: Week, current: bool) -> tuple[State, str | None]:
    if newest is not None and newest.status == "failed":
        return "failing", f"the week of {newest.week}: {newest.error}"
    if built is None or built.week < due.start:
        return "late", f"the week of {due.start} was not built"
    if built.week == due.start and not current:
        return "stale", "items, profile, history or version have changed since"
    return "fresh", None
