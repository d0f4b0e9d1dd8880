"""Stored stories weighed by today's formula: what follows from the weights is computed again, and no text is read again.

The new rows stand under a revision of their own; the former one stays in the history of its tables.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path

from flows.building.batch import built, past_of
from flows.building.judge_outlook import resolve_outlook
from flows.building.outcome import Outcome
from flows.building.standing_tables import standing_tables_of
from flows.catalogue import choose, profiles_of
from tasks.collect.living import shared_feeds
from tasks.country_week import locate, look_ahead, weigh, write
from tasks.draft import Draft, Past, Pool
from tasks.threat.formula import Formula, load_formula
from warehouse.store.country_weeks import CountryWeekRows, Store
from warehouse.store.home import Home
from warehouse.tables import (
    Article,
    Event,
    EventArticle,
    EventCountry,
    EventFigure,
    Fetch,
    Issue,
    Place,
    Report,
    Run,
    Story,
    Thread,
)
from warehouse.weeks import Week

STAGES = (weigh, locate, look_ahead, write)
"""What follows from the weights."""
_MADE_ANEW = ("write", "verify", "report")
"""Stages whose issues come with the report."""


def weeks_to_rescore(home: Home, folder: Path, countries: str, first: Week, last: Week | None) -> dict[Week, list[str]]:
    """The built countries of each week from first to last, oldest week first."""
    chosen = set(choose(folder, countries))
    found: dict[Week, list[str]] = {}
    for country, start in sorted(Store(home).current_runs(), key=lambda key: (key[1], key[0])):
        if country in chosen and start >= first.start and (last is None or start <= last.start):
            found.setdefault(Week(start), []).append(country)
    return found


def rescore_week(home: Home, folder: Path, countries: Sequence[str], week: Week, *, now: dt.datetime) -> list[Outcome]:
    """How the country-weeks of one week ended; those whose scores are of today's formula and history are left alone."""
    store, formula = Store(home), load_formula()
    current = store.current_runs(countries=countries, weeks=[week.start])
    past = past_of(store, countries, week, formula)
    drafts = _drafts(store, folder, [current[c, week.start] for c in countries], week, past, formula)
    outcomes, finished = [], []
    for draft in drafts:
        country = draft.profile.country
        run = current[country, week.start]
        if run.formula_version == formula.version:
            outcomes.append(Outcome(country, week.start, "unchanged"))
            continue
        for stage in STAGES:
            draft = stage(draft)
        finished.append(CountryWeekRows(country, week.start, draft.revision, _run(run, draft, now), draft.rows()))
        outcomes.append(built(draft))
    if finished:
        store.replace_country_weeks(finished)
        resolve_outlook(home, countries=countries, built=[week.start])
    return outcomes


def _drafts(
    store: Store, folder: Path, runs: Sequence[Run], week: Week, past: dict[str, Past], formula: Formula
) -> list[Draft]:
    """The country-weeks as far as the texts go, from the tables."""
    countries = [run.country for run in runs]
    articles = store.by_country(Article, countries, [week.start])
    stories = store.by_country(Story, countries, [week.start])
    places = store.by_country(Place, countries, [week.start])
    events = store.by_country(Event, countries, [week.start])
    figures = store.by_country(EventFigure, countries, [week.start])
    members = store.by_country(EventArticle, countries, [week.start])
    parts = store.by_country(EventCountry, countries, [week.start])
    threads = store.by_country(Thread, countries, [week.start])
    issues = store.by_country(Issue, countries, [week.start])
    reports = store.by_country(Report, countries, [week.start])
    late = week.pool_ends_at
    attempts = [f for f in store.read(Fetch, weeks=[week.start, week.end]) if week.starts_at <= f.fetched_at < late]
    profiles, standing = profiles_of(folder), standing_tables_of(store.home)
    shared = shared_feeds(profiles.values())
    drafts = []
    for run in runs:
        country = run.country
        draft = Draft(
            profile=profiles[country],
            week=week,
            week_starts_on=store.home.week_starts_on,
            pool=Pool(week),
            past=past[country],
            fetches=[f for f in attempts if country in f.countries],
            formula=formula,
            code_version=run.code_version,
            provisional=any(report.provisional for report in reports[country]),
            standing=standing,
            shared_feeds=shared,
        )
        draft.revision = _revision(run, draft)
        again = {"revision": draft.revision}
        draft.articles = [row.model_copy(update=again) for row in articles[country]]
        draft.stories = [row.model_copy(update=again) for row in stories[country]]
        draft.places = [row.model_copy(update=again) for row in places[country]]
        draft.events = [row.model_copy(update=again) for row in events[country]]
        draft.event_figures = [row.model_copy(update=again) for row in figures[country]]
        draft.event_articles = [row.model_copy(update=again) for row in members[country]]
        draft.event_countries = [row.model_copy(update=again) for row in parts[country]]
        draft.threads = [row.model_copy(update=again) for row in threads[country]]
        draft.issues = [row.model_copy(update=again) for row in issues[country] if row.stage not in _MADE_ANEW]
        drafts.append(draft)
    return drafts


def _revision(run: Run, draft: Draft) -> str:
    """16 hex digits of the former revision, the formula and the history: equal ones have equal rows."""
    said = [run.revision, draft.formula.version, draft.standing_tables.digest]
    said += [f"{s.week} {s.threat_level} {s.threat_score!r}" for s in draft.past.scores]
    said += [f"{h.week} {h.place_id} {h.points!r}" for h in draft.past.place_weeks]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _run(former: Run, draft: Draft, now: dt.datetime) -> Run:
    """The former run with what is new. Its basis is unknown: a later build reads the texts again."""
    return former.model_copy(
        update={
            "revision": draft.revision,
            "formula_version": draft.formula.version,
            "started_at": now,
            "finished_at": max(now, former.finished_at + dt.timedelta(microseconds=1)),
            "issue_count": len(draft.issues),
            "seconds": 0.0,
            "basis_digest": None,
        }
    )
