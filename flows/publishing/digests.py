"""Digests of watchlists over a home: which are due, and what they would have said of a past week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence

from flows.catalogue import choose
from flows.homes import countries_folder
from flows.publishing.finished import finished_weeks
from tasks.publish.alerts import Message
from tasks.publish.digests import Told, WatchedWeek, Watchlist, daily_digest, digest_key, watched_events, weekly_digest
from tasks.publish.formats import export_named
from tasks.publish.formats.finished import FinishedWeek
from tasks.publish.site.event_lines import headings_of
from warehouse.errors import InputError
from warehouse.store.country_weeks import StillStore
from warehouse.store.home import Home
from warehouse.tables import Event, Report
from warehouse.weeks import LATE_AFTER, Week, week_of

DAY = dt.timedelta(days=1)
WAIT = dt.timedelta(hours=12)
"""How long a day's digest waits for countries that were not built since the day ended."""

Due = tuple[str, tuple[str, ...], Message]
"""Key, names of the channels, and the digest."""


def due_digests(
    home: Home, watchlists: Sequence[Watchlist], had: Mapping[str, Collection[str]], now: dt.datetime
) -> Iterator[Due]:
    """The digests that are due and that a channel has not had; `had` are the keys of each channel that hears now."""
    store = StillStore(home)
    for watch in watchlists:
        names = tuple(name for name in watch.channels if name in had)
        if watch.every == "week":
            week = week_of(now, home.week_starts_on).shift(-1)
            key = digest_key(watch, week.start)
            if all(key in had[name] for name in names) or not _is_complete(store, watch, week, now):
                continue
            message = weekly(store, watch, week)
        else:
            day = now.date() - DAY
            key = digest_key(watch, day)
            if all(key in had[name] for name in names) or not _is_built_after(store, watch, day, now):
                continue
            message = daily(store, watch, day)
        if message is not None:
            yield key, names, message


def weekly(store: StillStore, watch: Watchlist, week: Week) -> Message | None:
    """The digest of a week as it stands; None where the watchlist is about nothing in it, or nothing is built."""
    reports = [r for r in _reports(store, watch, week) if not r.provisional]
    chosen = watched_events(watch, reports, _events(store, reports, week))
    return weekly_digest(watch, week, _finished(store, week, chosen, pdf=watch.pdf))


def daily(store: StillStore, watch: Watchlist, day: dt.date) -> Message | None:
    """The digest of a day as it stands; None where nothing that is followed was first told on it."""
    week = week_of(day, store.home.week_starts_on)
    start = dt.datetime.combine(day, dt.time(), dt.UTC)
    told: Told = (start, start + DAY)
    reports = _reports(store, watch, week)
    chosen = watched_events(watch, reports, _events(store, reports, week), told)
    return daily_digest(watch, day, _finished(store, week, chosen, pdf=False))


def _reports(store: StillStore, watch: Watchlist, week: Week) -> list[Report]:
    return store.read(Report, countries=_countries(store.home, watch), weeks=[week.start])


def _countries(home: Home, watch: Watchlist) -> list[str] | None:
    """Codes of the countries; None for all."""
    return list(choose(countries_folder(home), watch.countries)) if watch.countries else None


def _events(store: StillStore, reports: Sequence[Report], week: Week) -> list[Event]:
    return store.read(Event, countries=[r.country for r in reports], weeks=[week.start]) if reports else []


def _finished(store: StillStore, week: Week, chosen: Mapping[str, Sequence[Event]], *, pdf: bool) -> list[WatchedWeek]:
    if not chosen:
        return []
    found = {country: one for (country, _), one in finished_weeks(store, list(chosen), [week])}
    return [
        WatchedWeek(
            one.document,
            events,
            headings_of(one.statements, one.document.report.language),
            _pdf(one) if pdf else None,
        )
        for country, events in chosen.items()
        if (one := found.get(country)) is not None
    ]


def _pdf(one: FinishedWeek) -> bytes | None:
    """The report as PDF; None where what sets it is not installed."""
    try:
        return export_named("pdf").render(one)
    except InputError:
        return None


def _is_complete(store: StillStore, watch: Watchlist, week: Week, now: dt.datetime) -> bool:
    """Whether all countries that had a report of the week before have one of this week, or it is too late to wait for them."""
    done = {r.country for r in _reports(store, watch, week) if not r.provisional}
    before = {r.country for r in _reports(store, watch, week.shift(-1))}
    return bool(done) and (before <= done or now >= week.ends_at + LATE_AFTER)


def _is_built_after(store: StillStore, watch: Watchlist, day: dt.date, now: dt.datetime) -> bool:
    """Whether all countries that have a report of the day's week were built after the day ended, or it is too late to wait."""
    ended = dt.datetime.combine(day, dt.time(), dt.UTC) + DAY
    week = week_of(day, store.home.week_starts_on)
    runs = store.current_runs(countries=_countries(store.home, watch), weeks=[week.start])
    return bool(runs) and (now >= ended + WAIT or all(run.finished_at >= ended for run in runs.values()))


def previews(home: Home, watchlists: Sequence[Watchlist], week: Week) -> list[Message]:
    """What the watchlists would have sent of a past week: the digest of the week, or those of its days; nothing is remembered."""
    store = StillStore(home)
    found = []
    for watch in watchlists:
        if watch.every == "week":
            found.append(weekly(store, watch, week))
        else:
            found += [daily(store, watch, week.start + n * DAY) for n in range(7)]
    return [message for message in found if message is not None]
