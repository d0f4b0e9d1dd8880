"""Weeks out of archives: one polite request after the other, every answer kept, so that it can be stopped anywhere.

An answer that is in the raw store already, from the last days, is read again instead of asked for again.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tasks.collect.archives.base import Answer, Archive, Job, Page, Request, ServiceError, note
from tasks.collect.http.fetch import Fetched, FetchFailed, FetchRequest, FetchResult, FetchSettings, open_fetcher
from tasks.collect.http.robots import SiteRobots
from tasks.collect.identity import neighbours, settle
from tasks.countries.profiles import CountryProfile, Feed
from warehouse.errors import InputError
from warehouse.schema import one_per_key
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.store.raw import get_raw, put_raw
from warehouse.tables import FeedItem, Fetch, Issue
from warehouse.weeks import Week, week_of

KEPT = dt.timedelta(days=7)
"""How long an answer stands for the question: archives change slowly, WordPress's pages move on."""
PATIENCE_SECONDS = 120.0
"""The longest pause that a service may ask for and get; for a longer one the job ends and is resumed another time."""
TRIES = 3


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archive gave for one country-week."""

    country: str
    week: dt.date
    pages: int
    asked: int
    """Pages that were asked for; the others were there already."""
    items: int
    new_items: int
    failed: int
    complete: bool
    """Whether nothing was left out that the archive said it has."""


def settings_of(archive: Archive, environment: Mapping[str, str]) -> dict[str, str]:
    """The archive's settings out of the environment."""
    return {name: environment[variable] for name, variable in archive.settings.items() if environment.get(variable)}


async def fetch_archive(
    home: Home,
    archive: Archive,
    profiles: Sequence[CountryProfile],
    weeks: Sequence[Week],
    now: Callable[[], dt.datetime],
    *,
    settings: Mapping[str, str] | None = None,
    fetching: FetchSettings | None = None,
    address_of: Callable[[str], str | None] = lambda url: None,
    on_done: Callable[[Archived], None] | None = None,
    kept_for: dt.timedelta = KEPT,
    publishers: Mapping[str, str] | None = None,
) -> list[Archived]:
    """What came of each country-week, oldest week first. Items, answers, attempts and issues are stored page by page.

    address_of: where a URL is asked instead (tests). kept_for: how long an answer stands for the question. publishers: registered name of a site ->
    the publisher of whom a feed brings its articles. Raises InputError where a profile or setting lacks something.
    """
    manners = archive.manners
    polite = replace(
        fetching or FetchSettings(),
        per_host=1,
        host_delay_seconds=manners.delay_seconds if fetching is None else fetching.host_delay_seconds,
        max_body_bytes=manners.max_body_bytes,
    )
    jobs = [
        Job(profile, week, home.week_starts_on, dict(settings or {}), publishers or {})
        for week in sorted(weeks, key=lambda week: week.start)
        for profile in profiles
    ]
    plans = [archive.plan(job) for job in jobs]  # all of them first: what is missing is said before anything is asked
    done = []
    async with open_fetcher(polite, now) as fetch:
        runner = _Runner(home, archive, fetch, now, address_of, kept_for)
        for job, plan in zip(jobs, plans, strict=True):
            done.append(await runner.run(job, plan))
            if on_done:
                on_done(done[-1])
    return done


class _Runner:
    """Works through the pages of jobs with one client."""

    def __init__(
        self,
        home: Home,
        archive: Archive,
        fetch: Callable[[FetchRequest], Awaitable[FetchResult]],
        now: Callable[[], dt.datetime],
        address_of: Callable[[str], str | None],
        kept_for: dt.timedelta,
    ) -> None:
        self.home, self.archive, self.fetch, self.now, self.address_of = home, archive, fetch, now, address_of
        self.store = Store(home)
        self.kept = self._kept(kept_for)
        self.robots = SiteRobots(lambda url: self.fetch(self._question(url)))

    async def run(self, job: Job, plan: Sequence[Request]) -> Archived:
        """One country-week."""
        waiting, pages, asked, new, failed, incomplete = list(plan), 0, 0, 0, 0, False
        found = set[str]()
        while waiting:
            request = waiting.pop(0)
            answer, is_new = self._known(request), False
            if answer is None:
                if asked >= self.archive.manners.max_requests:
                    incomplete = True
                    left = f"{len(waiting) + 1} pages were left after {asked} requests, the most for one country-week"
                    self.store.append([note(job, request, "incomplete", left)])
                    break
                if not await self._is_allowed(request):
                    incomplete = True
                    self.store.append([note(job, request, "robots", "the site's robots.txt forbids this page")])
                    continue
                asked, is_new = asked + 1, True
                answer = await self._ask(job, request)
            page = self._read(job, answer) if answer else None
            if answer is None or page is None:
                failed += 1
                continue
            pages += 1
            fresh = one_per_key(page.items)
            added = self._keep(answer, fresh, page.issues, is_new)
            new += added
            found |= {item.item_id for item in fresh}
            incomplete = incomplete or any(issue.kind == "incomplete" for issue in page.issues)
            waiting = [*page.more, *waiting]
        complete = not (failed or incomplete)
        return Archived(job.profile.country, job.week.start, pages, asked, len(found), new, failed, complete)

    def _kept(self, kept_for: dt.timedelta) -> dict[str, tuple[str, dt.datetime, str | None]]:
        """Key of a page -> digest, time and type of its answer."""
        since = self.now() - kept_for
        weeks = [week_of(at, self.home.week_starts_on).start for at in (since, self.now())]
        columns = ["feed_url", "status", "raw_sha256", "fetched_at", "content_type"]
        rows = self.store.arrow(Fetch, weeks=weeks, columns=columns).to_pylist()
        found = [row for row in rows if row["status"] == "archived" and row["fetched_at"] >= since]
        found.sort(key=lambda row: row["fetched_at"])
        return {row["feed_url"]: (row["raw_sha256"], row["fetched_at"], row["content_type"]) for row in found}

    def _known(self, request: Request) -> Answer | None:
        kept = self.kept.get(request.key(self.archive.name))
        if kept is None:
            return None
        sha256, fetched_at, content_type = kept
        return Answer(request, get_raw(self.home, sha256), sha256, fetched_at, content_type)

    async def _is_allowed(self, request: Request) -> bool:
        """Whether the page may be asked for: always, but where the archive crawls an outlet's site. Asked once a site."""
        return not self.archive.crawls or await self.robots.allows(request.url)

    def _question(self, url: str, headers: tuple[tuple[str, str], ...] = ()) -> FetchRequest:
        feed = Feed(url=url, outlet=self.archive.name, language="en", kind="international", source="archive")
        return FetchRequest(feed, address=self.address_of(url), headers=headers)

    async def _ask(self, job: Job, request: Request) -> Answer | None:
        """The service's answer; None where there was none, which is then an issue."""
        asked = self._question(request.url, request.headers)
        for attempt in range(1, TRIES + 1):
            result = await self.fetch(asked)
            if isinstance(result, Fetched) and result.is_cut:
                kind, why = "too_large", result.incomplete or "too large"
                result = FetchFailed(asked, result.fetched_at, result.final_url, kind, why, result.http_status)
            if isinstance(result, Fetched):
                return _answer(request, result.body, result.fetched_at, result.content_type)
            if not isinstance(result, FetchFailed):
                break
            if result.kind in ("not_found", "gone") and self.archive.missing_is_empty:
                return _answer(request, b"", result.fetched_at, None)
            pause = _pause(result, attempt)
            if attempt == TRIES or pause is None:
                self._fail(job, request, result)
                break
            await asyncio.sleep(pause)
        return None

    def _keep(self, answer: Answer, items: Sequence[FeedItem], issues: Sequence[Issue], is_new: bool) -> int:
        """How many items were new. The attempt is stored last: it says that the page need not be asked for again."""
        if is_new:
            put_raw(self.home, week_of(answer.fetched_at, self.home.week_starts_on).start, {answer.sha256: answer.body})
        stored = self.store.known_items(neighbours(items), items)
        added = self.store.append(settle(items, stored, self.home.week_starts_on))
        self.store.append(issues)
        if is_new:
            self.store.append([self._attempt(answer.request, "archived", answer.fetched_at, answer=answer)])
            key = answer.request.key(self.archive.name)
            self.kept[key] = (answer.sha256, answer.fetched_at, answer.content_type)
        return added

    def _fail(self, job: Job, request: Request, result: FetchFailed) -> None:
        self.store.append([note(job, request, result.kind, f"no answer: {result.message}", "error")])
        self.store.append([self._attempt(request, "failed", result.fetched_at, error=result.message)])

    def _read(self, job: Job, answer: Answer) -> Page | None:
        """What the answer holds; None where it is an error of the service, which is then an issue and asked again."""
        try:
            return self.archive.read(job, answer)
        except ServiceError as error:
            self.store.append([note(job, answer, "service_error", f"the service says: {error}", "error")])
            self.store.append([self._attempt(answer.request, "failed", answer.fetched_at, error=str(error)[:300])])
            return None

    def _attempt(
        self, request: Request, status: str, at: dt.datetime, *, answer: Answer | None = None, error: str | None = None
    ) -> Fetch:
        return Fetch.model_validate(
            {
                "week": week_of(at, self.home.week_starts_on).start,
                "feed_url": request.key(self.archive.name),
                "final_url": request.url,
                "fetched_at": at,
                "status": status,
                "http_status": None,
                "error": error,
                "raw_sha256": answer.sha256 if answer else None,
                "body_bytes": len(answer.body) if answer else 0,
                "content_type": answer.content_type if answer else None,
                "etag": None,
                "last_modified": None,
                "item_count": 0,
                "new_item_count": 0,
                "undated_count": 0,
                "countries": [],
            }
        )


def _answer(request: Request, body: bytes, at: dt.datetime, content_type: str | None) -> Answer:
    return Answer(request, body, hashlib.sha256(body).hexdigest(), at, content_type)


def _pause(result: FetchFailed, attempt: int) -> float | None:
    """Seconds to wait before the next try; None where another try is of no use."""
    if result.retry_after is not None:
        wait = (result.retry_after - result.fetched_at).total_seconds()
        return wait if wait <= PATIENCE_SECONDS else None
    if result.kind == "retry_later":
        return 10.0 * attempt
    return 2.0 * attempt if result.kind in ("server_error", "timeout", "connection") else None


def check_weeks_are_over(weeks: Sequence[Week], now: dt.datetime) -> None:
    """Raises InputError for a week that has not begun."""
    for week in weeks:
        if week.starts_at > now:
            raise InputError(f"the week of {week.start} has not begun", remedy="give a week of the past")
