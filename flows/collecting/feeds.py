"""What comes in: one pass over feeds, or files, into raw bytes, items, fetches and issues. `now` is an argument.

When a feed is due, and what becomes of one that moved or is silent, is `tasks/collect/polling`'s to say.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flows.collecting.budgets import to_ask_now
from flows.collecting.searches import ask_searches
from tasks.collect.archives.files import import_fetch_row, import_file
from tasks.collect.feed.parse import Parsed, parse_feed
from tasks.collect.http.fetch import Fetched, FetchRequest, FetchResult, FetchSettings, fetch_feeds, home_country
from tasks.collect.identity import neighbours, settle
from tasks.collect.pages import articles_to_read, read_articles
from tasks.collect.polling import address_of, follow, is_due
from tasks.collect.rows import fetch_issue, fetch_row
from tasks.collect.searches import SERVICES, SearchService, searches_due
from tasks.countries.profiles import CountryProfile, Feed
from warehouse.errors import WeekwatchError
from warehouse.schema import one_per_key
from warehouse.store.country_weeks import REMEMBERED_WEEKS, Store
from warehouse.store.home import Home
from warehouse.store.raw import put_raw
from warehouse.tables import FeedItem, Fetch, Issue
from warehouse.weeks import week_of


@dataclass(frozen=True, slots=True)
class Collected:
    """What one pass over the feeds brought."""

    feeds: int
    fetched: int
    not_modified: int
    failed: int
    waiting: int
    """Feeds that were not due."""
    items: int
    new_items: int
    issues: int
    searches: int = 0
    """Searches asked for countries whose own feeds bring too little; in none of the other counts of feeds."""

    @property
    def asked(self) -> int:
        """Feeds that were asked."""
        return self.fetched + self.not_modified + self.failed

    @property
    def most_failed(self) -> bool:
        """Whether more of the feeds that were asked failed than did not: no fault of the feeds."""
        return self.failed > self.asked / 2

    def with_searches(self, found: Collected) -> Collected:
        """The same with what a pass over searches, or over the pages of Current Events, brought."""
        return replace(
            self,
            items=self.items + found.items,
            new_items=self.new_items + found.new_items,
            issues=self.issues + found.issues,
            searches=self.searches + found.feeds,
        )


class UnreachedError(WeekwatchError):
    """A pass came to its end, what came is stored, and most of the feeds that were asked failed."""

    def __init__(self, collected: Collected) -> None:
        super().__init__(
            f"{collected.failed} of {collected.asked} feeds failed",
            remedy="weekwatch query feed-health shows why; where all failed, this machine may be offline or behind a proxy",
        )
        self.collected = collected


async def collect_feeds(
    home: Home,
    feeds: Sequence[tuple[Feed, list[str]]],
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
    on_result: Callable[[FetchResult], None] | None = None,
    due_only: bool = False,
    whole: bool = False,
    full_text: Mapping[str, int] | None = None,
) -> Collected:
    """What one polite pass over the feeds brought; raw bytes, items, fetches and issues are stored.

    due_only leaves out feeds whose time has not come and those beyond their hosts' budgets (`tasks.collect.polling`). whole: feeds are not asked only for what is
    new since the last pass, as after a loss of items. full_text: country -> articles a pass whose
    pages are fetched (`tasks.collect.pages`).
    """
    known = newest_attempts_of(home, now())
    asked = list(feeds)
    if due_only:
        due = [feed.url for feed, _ in feeds if is_due(known.get(feed.url), now())]
        chosen = to_ask_now(home, due, now())
        asked = [(feed, codes) for feed, codes in feeds if feed.url in chosen]
    requests = [
        FetchRequest(
            feed=feed,
            countries=tuple(countries),
            etag=known[feed.url].etag if feed.url in known and not whole else None,
            last_modified=known[feed.url].last_modified if feed.url in known and not whole else None,
            address=address_of(known.get(feed.url)),
        )
        for feed, countries in asked
    ]
    results = await fetch_feeds(requests, settings, now, on_result)
    kept = await _keep(
        home, results, known, {feed.url: (feed, codes) for feed, codes in feeds}, settings, now, full_text
    )
    return replace(kept, feeds=len(feeds), waiting=len(feeds) - len(asked))


async def collect_searches(
    home: Home,
    profiles: Sequence[CountryProfile],
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
    services: Sequence[SearchService] = SERVICES,
    publishers: Mapping[str, str] | None = None,
    shared: Collection[str] = (),
) -> Collected:
    """What searches brought for the countries whose own feeds bring too little (`tasks.collect.searches`).

    To be called after the feeds were collected, whose newest attempts tell which countries these are. publishers:
    registered name of a site -> its publisher. shared: URLs of feeds that several countries' profiles list.
    """
    known = newest_attempts_of(home, now())
    due = searches_due(profiles, services, known, now(), shared)
    results = await ask_searches(due, services, known, settings, now)
    return await _keep(home, results, known, {}, settings, now, publishers=publishers)


def newest_attempts_of(home: Home, now: dt.datetime) -> dict[str, Fetch]:
    """feed URL -> its newest attempt of the last weeks."""
    this_week = week_of(now, home.week_starts_on)
    return Store(home).latest_attempts([this_week.shift(-n).start for n in range(REMEMBERED_WEEKS)])


async def _keep(
    home: Home,
    results: Sequence[FetchResult],
    known: Mapping[str, Fetch],
    listed: Mapping[str, tuple[Feed, list[str]]],
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
    full_text: Mapping[str, int] | None = None,
    publishers: Mapping[str, str] | None = None,
) -> Collected:
    """What the answers brought; raw bytes, items, fetches and issues are stored.

    known: feed URL -> its attempt before. listed: feed URL -> the feed and its countries, of those whose full texts may be read.
    """
    store = Store(home)
    this_week = week_of(now(), home.week_starts_on)
    bodies: dict[dt.date, dict[str, bytes]] = {}
    attempts: list[tuple[FetchResult, Fetch, Parsed]] = []
    items: list[FeedItem] = []
    issues: list[Issue] = []
    for result in results:
        if not isinstance(result, Fetched):
            issues += filter(None, [fetch_issue(result, week_starts_on=home.week_starts_on)])
            attempts.append((result, fetch_row(result, week_starts_on=home.week_starts_on), Parsed((), ())))
            continue
        sha256 = hashlib.sha256(result.body).hexdigest()
        parsed = parse_feed(
            result.body,
            feed=result.request.feed,
            raw_sha256=sha256,
            fetched_at=result.fetched_at,
            week_starts_on=home.week_starts_on,
            content_type=result.content_type,
            final_url=result.final_url,
            home_country=home_country(result.request),
            publishers=publishers,
        )
        bodies.setdefault(week_of(result.fetched_at, home.week_starts_on).start, {})[sha256] = result.body
        items += parsed.items
        issues += filter(None, [fetch_issue(result, week_starts_on=home.week_starts_on, is_feed=parsed.is_feed)])
        issues += parsed.issues
        row = fetch_row(
            result,
            raw_sha256=sha256,
            item_count=len(parsed.items),
            undated_count=parsed.undated_count,
            week_starts_on=home.week_starts_on,
        )
        attempts.append((result, row, parsed))
    stored = store.known_items(neighbours(items), items)
    fresh = settle(one_per_key(items), stored, home.week_starts_on)
    unrecorded = [item for item in stored if _is_unrecorded(item, known.get(item.feed_url))]
    chosen = articles_to_read(fresh, {url: codes for url, (_, codes) in listed.items()}, full_text or {})
    read = await read_articles(
        chosen, {url: feed for url, (feed, _) in listed.items()}, settings, now, home.week_starts_on
    )
    fuller = {item.item_id: item for item in read.items}
    fresh = [fuller.get(item.item_id, item) for item in fresh]
    bodies.setdefault(this_week.start, {}).update(read.pages)
    for week, by_hash in sorted(bodies.items()):
        put_raw(home, week, by_hash)
    issues += read.issues
    fresh_by_feed = Counter(item.feed_url for item in [*fresh, *unrecorded])
    fetches = []
    for result, row, parsed in attempts:
        counted = row.model_copy(update={"new_item_count": fresh_by_feed[row.feed_url]})
        fetches.append(follow(known.get(row.feed_url), counted, result, parsed.items, is_feed=parsed.is_feed))
    issues += [_undated(item) for item in [*fresh, *unrecorded] if item.published_at is None]
    new = store.append(fresh)
    store.append(issues)
    store.append(fetches)  # last: an attempt that is stored says that its feed need not tell all this again
    return Collected(
        feeds=len(results),
        fetched=sum(f.status == "fetched" for f in fetches),
        not_modified=sum(f.status == "not_modified" for f in fetches),
        failed=sum(f.status == "failed" for f in fetches),
        waiting=0,
        items=len(items),
        new_items=new,
        issues=len(issues),
    )


def _is_unrecorded(item: FeedItem, last: Fetch | None) -> bool:
    """Whether a pass stored the item but ended before it stored its attempt: it counts as new when it is seen again."""
    return last is None or item.fetched_at > last.fetched_at


def _undated(item: FeedItem) -> Issue:
    return Issue(
        week=item.week,
        country=None,
        revision=None,
        stage="collect",
        severity="warning",
        kind="undated",
        subject=item.item_id,
        message=f"{item.outlet}: '{item.title}' carries no date that can be read, so it enters no week",
        remedy="nothing can be done for the item; replace a feed whose items are all undated in the profiles",
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
    recorded = store.imported_bodies([week, week - dt.timedelta(days=7)])
    for path in paths:
        rows = read = new = 0
        issues: list[Issue] = []
        for batch in import_file(path, mapping, imported_at, home.week_starts_on):
            put_raw(home, week, {batch.raw_sha256: batch.raw})
            stored = store.known_items(neighbours(batch.items), batch.items)
            added = store.append(settle(batch.items, stored, home.week_starts_on))
            if batch.raw_sha256 not in recorded:  # an import that ended before it stored its attempt
                added += sum(item.raw_sha256 == batch.raw_sha256 for item in stored)
            attempt = import_fetch_row(
                batch, imported_at=imported_at, new_item_count=added, week_starts_on=home.week_starts_on
            )
            store.append(batch.issues)
            store.append([attempt])  # last: it says that the batch is stored
            rows, read, new = rows + batch.row_count, read + len(batch.items), new + added
            issues += batch.issues
            if on_rows:
                on_rows(batch.row_count)
        yield Imported(path, rows, read, new, tuple(issues))
