"""Feeds over HTTP, politely: each host in its turn, at its distance, and not before it wants to be asked again.

What can go wrong with one feed is a value (`FetchFailed`), never an exception, and it does not touch the others.
How one request is made safely is in `tasks.collect.http.request`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import importlib.metadata
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from tasks.collect.http.request import WITH_BODY, HopError, HttpResponse, Limits, checked_host, hop, host_key, printable
from tasks.countries.profiles import Feed

if TYPE_CHECKING:
    import httpx

NOT_ASKED = "not asked, as its host just said"
"""Beginning of the message where no request went out, because the host had asked to be left alone."""


@dataclass(frozen=True, slots=True)
class FetchSettings(Limits):
    """Limits and manners. The defaults suit a public machine that asks once an hour."""

    concurrency: int = 50
    """Requests at a time. httpx and httpcore read 349 feeds/s at 50 connections, 68 at 200."""
    per_host: int = 2
    """Requests at a time to one host."""
    host_delay_seconds: float = 0.25
    """Least time between the starts of two requests to one host."""
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """A feed to fetch, the countries that list it, and what its server said last time."""

    feed: Feed
    countries: tuple[str, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    address: str | None = None
    """Where to ask, if not at the feed's URL: where it was learned to have moved to."""
    headers: tuple[tuple[str, str], ...] = ()
    """Sent besides our own: `Range`."""

    @property
    def url(self) -> str:
        """Where to ask first."""
        return self.address or self.feed.url


def home_country(request: FetchRequest) -> str | None:
    """The country in which the feed's outlet writes, ISO 3166-1 alpha-2; None where several list it, or it is not of one."""
    is_of_one = len(request.countries) == 1 and request.feed.kind in ("national", "regional", "official")
    return request.countries[0] if is_of_one else None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body was served."""

    request: FetchRequest
    fetched_at: dt.datetime
    final_url: str
    body: bytes
    http_status: int = 200
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    """Where the feed lives now, if every redirect on the way was a permanent one (301, 308); `polling.follow` acts on it."""
    incomplete: str | None = None
    """Why the body is shorter than it should be; what came is kept."""
    is_cut: bool = False
    """Whether there was more than is read."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed since the last time (304)."""

    request: FetchRequest
    fetched_at: dt.datetime
    final_url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """There is no body. `kind` is for counting, `message` for a reader."""

    request: FetchRequest
    fetched_at: dt.datetime
    final_url: str
    kind: str
    message: str
    http_status: int | None = None
    retry_after: dt.datetime | None = None
    """When the server wants to be asked again."""


FetchResult = Fetched | NotModified | FetchFailed

PRODUCT = "Weekwatch"
"""How this program is named to servers and in their robots.txt."""


async def fetch_feeds(
    requests: Sequence[FetchRequest],
    settings: FetchSettings,
    now: Callable[[], dt.datetime],
    on_result: Callable[[FetchResult], None] | None = None,
) -> list[FetchResult]:
    """What came of each request, in the order of the requests. Raises for no server's doing.

    on_result is called with each result as it arrives, for progress.
    """
    results: dict[int, FetchResult] = {}
    async with open_fetcher(settings, now) as fetch:

        async def one(index: int, request: FetchRequest) -> None:
            result = await fetch(request)
            results[index] = result
            if on_result:
                on_result(result)

        async with asyncio.TaskGroup() as group:
            for index, request in enumerate(requests):
                group.create_task(one(index, request))
    return [results[index] for index in range(len(requests))]


@asynccontextmanager
async def open_fetcher(
    settings: FetchSettings, now: Callable[[], dt.datetime]
) -> AsyncIterator[Callable[[FetchRequest], Awaitable[FetchResult]]]:
    """A function that fetches one request, for those who learn from an answer what to ask next."""
    from tasks.collect.http.transport import open_client

    async with open_client(settings.loopback_port, settings.concurrency) as client:
        yield _Fetcher(client, settings, now).fetch


@dataclass(slots=True)
class _Turns:
    """Whose turn it is at one host."""

    free: asyncio.Semaphore
    next_start: float = 0.0
    busy_until: tuple[float, str] | None = None
    """Until when (in the event loop's time) the host asked to be left alone, and how it said so."""


@dataclass(slots=True)
class _Fetcher:
    """Fetches feeds with one client, each host in its turn."""

    client: httpx.AsyncClient
    settings: FetchSettings
    now: Callable[[], dt.datetime]
    hosts: dict[str, _Turns] = field(default_factory=dict)
    free: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.free = asyncio.Semaphore(self.settings.concurrency)

    async def fetch(self, request: FetchRequest) -> FetchResult:
        """What comes of one request."""
        url, headers = request.url, _headers(request)
        permanent = True
        started_at = self.now()
        spent = 0.0
        try:
            for _ in range(self.settings.max_redirects + 1):
                host = checked_host(url, self.settings)
                async with self._turn(host):
                    started_at = self.now() if url == request.url else started_at
                    begun = _loop_time()
                    answer = await hop(self.client, url, headers, self.settings, self.settings.total_seconds - spent)
                    spent += _loop_time() - begun
                if answer.status in (301, 302, 303, 307, 308) and answer.headers.get("location"):
                    permanent = permanent and answer.status in (301, 308)
                    url = _target(url, answer.headers["location"])
                    continue
                return self._result(request, started_at, url, permanent, answer)
            raise HopError("too_many_redirects", f"more than {self.settings.max_redirects} redirects")
        except HopError as failure:
            retry_after = None
            if failure.retry_after is not None:
                retry_after = started_at + dt.timedelta(seconds=failure.retry_after)
            return FetchFailed(
                request, started_at, printable(url), failure.kind, failure.message, failure.status, retry_after
            )

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        """Waits for the host's and the whole's turn. Raises HopError where the host asked to be left alone."""
        turns = self.hosts.setdefault(host, _Turns(asyncio.Semaphore(self.settings.per_host)))
        async with turns.free:
            wait = turns.next_start - _loop_time()
            turns.next_start = max(turns.next_start, _loop_time()) + self.settings.host_delay_seconds
            if turns.busy_until and turns.busy_until[0] > _loop_time():
                left, said = turns.busy_until[0] - _loop_time(), turns.busy_until[1]
                raise HopError("retry_later", f"{NOT_ASKED}: {said}", retry_after=left)
            if wait > 0:
                await asyncio.sleep(wait)
            async with self.free:
                yield

    def _result(
        self, request: FetchRequest, fetched_at: dt.datetime, url: str, permanent: bool, answer: HttpResponse
    ) -> FetchResult:
        """The answer of the last hop as a result. Raises HopError."""
        etag = answer.header("etag")
        last_modified = answer.header("last-modified")
        if answer.status == 304 and (request.etag or request.last_modified):
            return NotModified(request, fetched_at, url, etag or request.etag, last_modified or request.last_modified)
        if answer.status not in (*WITH_BODY, 206) or (answer.status == 206 and not answer.body):
            raise self._status_failure(url, answer, fetched_at)
        return Fetched(
            request,
            fetched_at,
            url,
            answer.body,
            answer.status,
            answer.header("content-type"),
            etag,
            last_modified,
            url if permanent and url != request.feed.url else None,
            answer.incomplete,
            answer.is_cut,
        )

    def _status_failure(self, url: str, answer: HttpResponse, asked_at: dt.datetime) -> HopError:
        """Why a status is not a success; a host that wants to be left alone is remembered."""
        status = answer.status
        wait = _retry_after_seconds(answer.headers.get("retry-after"), asked_at)
        if status == 429 or (status == 503 and wait is not None):
            said = (
                f"HTTP {status}, retry after {wait:.0f} s" if wait is not None else f"HTTP {status} (too many requests)"
            )
            turns = self.hosts[host_key(url)]
            turns.busy_until = (_loop_time() + (wait if wait is not None else 60.0), said)
            return HopError("retry_later", said, status=status, retry_after=wait)
        kind = {401: "forbidden", 403: "forbidden", 404: "not_found", 410: "gone", 451: "forbidden"}.get(
            status, "server_error" if status >= 500 else "http_error"
        )
        challenged = answer.headers.get("cf-mitigated") == "challenge" or "x-amzn-waf-action" in answer.headers
        said = " (a challenge that is to keep robots out)" if challenged else ""
        return HopError(kind, f"HTTP {status}{said}", status=status)


@functools.cache
def user_agent() -> str:
    """What this program calls itself to servers."""
    return f"{PRODUCT}/{importlib.metadata.version('weekwatch')} (+https://github.com/weekwatch/weekwatch)"


def _headers(request: FetchRequest) -> list[tuple[str, str]]:
    headers = [
        ("User-Agent", user_agent()),
        (
            "Accept",
            "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
        ),
        ("Accept-Encoding", "gzip, deflate"),
    ]
    if request.etag:
        headers.append(("If-None-Match", request.etag))
    if request.last_modified:
        headers.append(("If-Modified-Since", request.last_modified))
    return [*headers, *request.headers]


def _target(url: str, location: str) -> str:
    """Where a redirect leads: blanks in it are escaped, as browsers do. Raises HopError where it is no address."""
    try:
        return urljoin(url, re.sub(r"[\x00-\x1f\x7f]", "", location).strip().replace(" ", "%20"))
    except ValueError as error:
        raise HopError("refused_url", f"it redirects to {printable(location)!r}, which is not a URL") from error


def _retry_after_seconds(value: str | None, asked_at: dt.datetime) -> float | None:
    """Seconds from the request that Retry-After asks for, at most a week; None where it says nothing."""
    if not value:
        return None
    if value.isascii() and value.isdigit():
        seconds = float(value[:9])
    else:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        seconds = (moment - asked_at).total_seconds()
    return min(max(seconds, 0.0), 7 * 86_400.0)


def _loop_time() -> float:
    """Seconds on the event loop's own clock, which measures waiting only and says nothing of the date."""
    return asyncio.get_running_loop().time()
