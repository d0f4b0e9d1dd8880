"""How country-weeks are built over a home: drafts with their history, stages, one commit a batch.

No prefect here: the same functions serve flows, worker processes and tests. `now` is always an argument.
"""

from __future__ import annotations

import datetime as dt
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from flows.building.current import basis_digests, history_since, is_current
from flows.building.decisions import heard_decisions
from flows.building.model import interpreter_of, scribe_of
from flows.building.outcome import Batch, Outcome
from flows.building.pool import attribute, pool_of
from flows.building.standing_tables import standing_tables_of
from flows.building.versions import code_version
from flows.catalogue import profiles_of
from tasks.collect.living import shared_feeds
from tasks.country_week import build
from tasks.draft import Draft, Past
from tasks.threat.formula import Formula, load_formula
from tasks.threat.hotspots import TREND_WEEKS
from warehouse.errors import InputError, WeekwatchError
from warehouse.store.country_weeks import CountryWeekRows, StillStore, Store
from warehouse.store.home import Home
from warehouse.tables import Article, Event, FeedItem, Fetch, Hotspot, Place, PlaceWeek, Run, Score, Story, Thread
from warehouse.weeks import Week, check_aligned


def make_drafts(home: Home, folder: Path, countries: Sequence[str], week: Week, now: dt.datetime) -> list[Draft]:
    """The unfinished country-weeks of one week, each with the history that it is compared with."""
    began = time.perf_counter()
    store = StillStore(home)
    formula = load_formula()
    profiles = profiles_of(folder)
    shared = shared_feeds(profiles.values())
    pool = pool_of(home, folder, week, countries)
    past = past_of(store, countries, week, formula)
    attempts = [f for f in store.read(Fetch, weeks=[week.start, week.end]) if week.starts_at <= f.fetched_at]
    late = week.pool_ends_at
    scribe, interpreter, standing = scribe_of(home, now), interpreter_of(home), standing_tables_of(home)
    decisions = heard_decisions(store, countries, week)
    drafts = [
        Draft(
            profile=profiles[country],
            week=week,
            week_starts_on=home.week_starts_on,
            pool=pool,
            past=past[country],
            fetches=[f for f in attempts if country in f.countries and f.fetched_at < late],
            formula=formula,
            code_version=code_version(),
            provisional=now < week.ends_at,
            scribe=scribe,
            interpreter=interpreter,
            standing=standing,
            decisions=decisions[country],
            shared_feeds=shared,
        )
        for country in countries
    ]
    for draft in drafts:
        draft.seconds["gather"] = (time.perf_counter() - began) / len(drafts)
    return drafts


def past_of(store: Store, countries: Sequence[str], week: Week, formula: Formula) -> dict[str, Past]:
    """What the weeks before say, by country."""
    since = history_since(week, formula)
    earlier = [week.shift(-n).start for n in range(1, (week.start - since).days // 7 + 1)]
    scores = store.by_country(Score, countries, earlier)
    recent = earlier[:TREND_WEEKS]
    place_weeks = store.by_country(PlaceWeek, countries, recent)
    hotspots = store.by_country(Hotspot, countries, recent)
    stories = store.by_country(Story, countries, earlier[:1])
    articles = store.by_country(Article, countries, earlier[:1])
    places = store.by_country(Place, countries, earlier[:1])
    events = store.by_country(Event, countries, earlier[:1])
    threads = store.by_country(Thread, countries, earlier[:1])
    return {
        c: Past(
            scores[c],
            _places_before(place_weeks[c], hotspots[c]),
            stories[c],
            articles[c],
            places[c],
            events[c],
            threads[c],
        )
        for c in countries
    }


def _places_before(place_weeks: Sequence[PlaceWeek], hotspots: Sequence[Hotspot]) -> list[PlaceWeek | Hotspot]:
    """Where something happened in the weeks before; of weeks that were built before there were `place_weeks`, the hotspots."""
    known = {row.week for row in place_weeks}
    return [*place_weeks, *(row for row in hotspots if row.week not in known)]


def prepare_week(batch: Batch) -> None:
    """Finds out ahead what all country-weeks of a week share, if one of them is to be built."""
    home = Home.open(batch.home)
    store = StillStore(home)
    week, countries = batch.week, batch.countries
    current = store.current_runs(countries=countries)
    runs = [current.get((c, week.start)) for c in countries]
    if all(runs) and not any(_is_forced(batch, run) for run in runs):
        bases = basis_digests(store, batch.folder, countries, week, batch.now, current)
        if all(is_current(run, bases[c]) for c, run in zip(countries, runs, strict=True)):
            return
    attribute(home, batch.folder, week)


def build_batch(batch: Batch, through: Callable[[Draft], Draft] | None = None) -> list[Outcome]:
    """How the country-weeks of a batch ended, in the order of its countries; what was built is committed together.

    A country-week whose run stands on what is stored now is left alone unless forced; so is one that would get the revision
    that it has, and its run is written again on the new basis. One that fails is recorded as failed, keeps its
    former revision, and stops no other. `through` takes a draft through the stages;
    plainly, one after the other, where it is None.
    """
    home = Home.open(batch.home)
    check_aligned(batch.week.start, home.week_starts_on)
    store = Store(home)
    week, now, countries = batch.week, batch.now, batch.countries
    current = store.current_runs(countries=countries)
    bases = basis_digests(store, batch.folder, countries, week, now, current)
    runs = {c: current.get((c, week.start)) for c in countries}
    stale = [c for c in countries if _is_forced(batch, runs[c]) or not is_current(runs[c], bases[c])]
    outcomes = {c: Outcome(c, week.start, "unchanged") for c in countries}
    finished: list[CountryWeekRows] = []
    for draft in make_drafts(home, batch.folder, stale, week, now) if stale else ():
        country = draft.profile.country
        basis, run = bases[country], runs[country]
        if run is not None and run.revision == draft.revision and not _is_forced(batch, run):
            finished.append(confirmed(run, basis))
            continue
        try:
            (through or build)(draft)
        except WeekwatchError as error:
            finished.append(failed_rows(draft, str(error), now))
            outcomes[country] = Outcome(country, week.start, "failed", str(error))
        except Exception as error:  # noqa: BLE001 -- the edge of a country-week: one that breaks must not stop the others
            reason = f"{type(error).__name__}: {error} ({_where(error)})"
            finished.append(failed_rows(draft, reason, now))
            outcomes[country] = Outcome(country, week.start, "failed", reason)
        else:
            finished.append(finished_rows(draft, basis, now, run))
            outcomes[country] = built(draft)
    if finished:
        store.replace_country_weeks(finished)
    return list(outcomes.values())


def _is_forced(batch: Batch, run: Run | None) -> bool:
    """Whether a country-week is built whatever its current run stands on."""
    if not batch.force or run is None or batch.asked_at is None:
        return batch.force
    return run.started_at < batch.asked_at


def _where(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def built(draft: Draft) -> Outcome:
    """The outcome of a finished country-week."""
    report = draft.report
    return Outcome(
        draft.profile.country,
        draft.week.start,
        "built",
        threat_level=report.threat_level if report else None,
        threat_score=report.threat_score if report else None,
    )


def finished_rows(draft: Draft, basis: str, now: dt.datetime, former: Run | None = None) -> CountryWeekRows:
    """The rows of a finished country-week with the run that makes them current, instead of the former run."""
    run = _run(draft, now, status="complete", basis=basis)
    run = run.model_copy(update=record_of(draft))
    if former is not None:
        run = _after(former, run)
    return CountryWeekRows(draft.profile.country, draft.week.start, draft.revision, run, draft.rows())


def confirmed(run: Run, basis: str) -> CountryWeekRows:
    """No rows, and the run again on another basis: what it says is still what it would say."""
    return CountryWeekRows(
        run.country, run.week, run.revision, _after(run, run.model_copy(update={"basis_digest": basis}))
    )


def _after(former: Run, run: Run) -> Run:
    """The run, ended after the former one whatever the clock says: the newest run is the current one."""
    if run.finished_at > former.finished_at:
        return run
    return run.model_copy(update={"finished_at": former.finished_at + dt.timedelta(microseconds=1)})


def failed_rows(draft: Draft, reason: str, now: dt.datetime) -> CountryWeekRows:
    """No rows, and a run that says why."""
    run = _run(draft, now, status="failed", error=reason)
    return CountryWeekRows(draft.profile.country, draft.week.start, draft.revision, run)


def _run(draft: Draft, now: dt.datetime, *, status: str, error: str | None = None, basis: str | None = None) -> Run:
    seconds = sum(draft.seconds[name] for name in draft.seconds.keys() - {"gather"})
    return Run.model_validate(
        {
            "country": draft.profile.country,
            "week": draft.week.start,
            "revision": draft.revision,
            "status": status,
            "error": error,
            "started_at": now,
            "finished_at": now + dt.timedelta(seconds=seconds),
            "input_digest": draft.input_digest,
            "profile_digest": draft.profile.digest,
            "formula_version": draft.formula.version,
            "code_version": draft.code_version,
            "item_count": len(draft.items),
            "article_count": len(draft.articles),
            "story_count": len(draft.stories),
            "issue_count": len(draft.issues),
            "seconds": seconds,
            "basis_digest": basis,
        }
    )


def record_of(draft: Draft) -> dict[str, object]:
    """What a finished build counted and took: the columns of `runs` that a failed one has not."""
    report = draft.report
    if report is None:
        raise ValueError("the country-week is not finished")
    copied = ("statement_count", "dropped_count", "model_calls", "input_tokens", "output_tokens", "cost_usd")
    return {
        "text_bytes": sum(len(item.title.encode()) + len(item.text.encode()) for item in draft.items),
        "duplicate_count": len(draft.duplicates),
        "place_count": len(draft.places),
        "event_count": len(draft.events),
        "hotspot_count": len(draft.hotspots),
        **{f"{stage}_seconds": took for stage, took in draft.seconds.items()},
        "cpu_seconds": draft.cpu_seconds,
        **{name: getattr(report, name) for name in copied},
    }


def check_week_has_data(home: Home, week: Week) -> None:
    """Raises InputError for a week before the earliest stored item."""
    weeks = Store(home).weeks(FeedItem)
    if not weeks:
        raise InputError(
            "no items are stored yet",
            where=home.location,
            remedy="`weekwatch collect` or `weekwatch import FILE` first",
        )
    if week.start < weeks[0]:
        raise InputError(
            f"the week of {week.start} is before the earliest data",
            where=home.location,
            remedy=f"the earliest stored item is of the week of {weeks[0]}; import an archive of that time first",
        )
