"""Feeds over HTTP, politely and safely. The only module that dials the outside world for collecting.

What can go wrong with one feed is a value (`FetchFailed`), never an exception, and it does not touch the others.
Every server is taken for hostile: only http and https on usual ports, no credentials, every hop of a redirect
checked again, the address that was checked is the address that is dialled (`tasks.addresses`), and bounds on bytes
before and after decompression, on time and on redirects.
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
from urllib.parse import urljoin, urlsplit

from tasks.addresses import ALLOWED_PORTS
from tasks.inflate import InflateError, Inflater
from tasks.profiles import Feed
from tasks.urls import wire_url

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Limits and manners. The defaults suit a public machine that asks once an hour."""

    concurrency: int = 50
    """Requests at a time. httpx and httpcore read 349 feeds/s at 50 connections, 68 at 200."""
    per_host: int = 2
    """Requests at a time to one host."""
    host_delay_seconds: float = 0.25
    """Least time between the starts of two requests to one host."""
    connect_seconds: float = 10.0
    read_seconds: float = 15.0
    """Longest silence in an answer."""
    total_seconds: float = 40.0
    """Longest time for one feed, redirects included, waiting for its turn not."""
    max_body_bytes: int = 8_000_000
    """Of the body, before and after decompression. The largest of 6,500 real feed documents has 3.9 MB."""
    max_redirects: int = 5
    loopback_port: int | None = None
    """Where host names ending in `.localhost` are served, on 127.0.0.1 (demo and tests). None refuses them."""


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
    """Where the feed lives now, if every redirect on the way was a permanent one (301, 308)."""
    incomplete: str | None = None
    """Why the body is shorter than it should be; what came is kept."""


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


class _FetchError(Exception):
    """Ends one fetch; becomes a FetchFailed."""

    def __init__(self, kind: str, message: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.kind, self.message, self.status, self.retry_after = kind, message, status, retry_after


@dataclass(frozen=True, slots=True)
class _Answer:
    """One hop's answer. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    incomplete: str | None


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
    from tasks.dial import open_client

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
        url = request.url
        permanent = True
        started_at = self.now()
        spent = 0.0
        try:
            for _ in range(self.settings.max_redirects + 1):
                host = _checked_host(url, self.settings)
                async with self._turn(host):
                    started_at = self.now() if url == request.url else started_at
                    begun = _loop_time()
                    answer = await self._hop(url, request, self.settings.total_seconds - spent)
                    spent += _loop_time() - begun
                if answer.status in (301, 302, 303, 307, 308) and answer.headers.get("location"):
                    permanent = permanent and answer.status in (301, 308)
                    url = urljoin(url, answer.headers["location"].strip())
                    continue
                return self._result(request, started_at, url, permanent, answer)
            raise _FetchError("too_many_redirects", f"more than {self.settings.max_redirects} redirects")
        except _FetchError as failure:
            retry_after = None
            if failure.retry_after is not None:
                retry_after = started_at + dt.timedelta(seconds=failure.retry_after)
            return FetchFailed(
                request, started_at, _printable(url), failure.kind, failure.message, failure.status, retry_after
            )

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        """Waits for the host's and the whole's turn. Raises _FetchError where the host asked to be left alone."""
        turns = self.hosts.setdefault(host, _Turns(asyncio.Semaphore(self.settings.per_host)))
        async with turns.free:
            wait = turns.next_start - _loop_time()
            turns.next_start = max(turns.next_start, _loop_time()) + self.settings.host_delay_seconds
            if turns.busy_until and turns.busy_until[0] > _loop_time():
                left, said = turns.busy_until[0] - _loop_time(), turns.busy_until[1]
                raise _FetchError("retry_later", f"not asked, as its host just said: {said}", retry_after=left)
            if wait > 0:
                await asyncio.sleep(wait)
            async with self.free:
                yield

    async def _hop(self, url: str, request: FetchRequest, seconds: float) -> _Answer:
        """One request and its whole answer. Raises _FetchError."""
        import httpcore
        import httpx

        from tasks.dial import AddressRefusedError, UnknownHostError

        try:
            async with asyncio.timeout(max(seconds, 0.001)):
                return await self._ask(url, request)
        except httpx.InvalidURL as error:
            raise _FetchError("refused_url", f"{_printable(url)!r} is not a URL ({error})") from error
        except AddressRefusedError as error:
            raise _FetchError("refused_address", str(error)) from error
        except UnknownHostError as error:
            raise _FetchError("unknown_host", str(error)) from error
        except (httpcore.ConnectTimeout, httpcore.ReadTimeout, httpcore.WriteTimeout) as error:
            raise _FetchError("timeout", f"no answer in time ({type(error).__name__})") from error
        except TimeoutError as error:
            raise _FetchError("timeout", f"not finished after {self.settings.total_seconds:.0f} s") from error
        except httpcore.ProtocolError as error:
            raise _FetchError("protocol", f"not HTTP as it should be ({_brief(error)})") from error
        except (httpcore.NetworkError, OSError) as error:
            kind = "tls" if "certificate" in str(error).lower() or "ssl" in str(error).lower() else "connection"
            raise _FetchError(kind, f"no connection ({_brief(error)})") from error

    async def _ask(self, url: str, request: FetchRequest) -> _Answer:
        """One request and its whole answer. Raises httpcore's errors and _FetchError."""
        import httpx

        timeout = httpx.Timeout(self.settings.read_seconds, connect=self.settings.connect_seconds, pool=None)
        try:
            target = wire_url(url)
        except UnicodeError as error:
            raise _FetchError("refused_url", f"{_printable(url)!r} is not a URL") from error
        async with self.client.stream("GET", target, headers=_headers(request), timeout=timeout) as response:
            headers = {
                name.decode("latin-1").lower(): value.decode("latin-1").strip() for name, value in response.headers.raw
            }
            partial = response.status_code == 206 and any(name == "Range" for name, _ in request.headers)
            if response.status_code != 200 and not partial:
                return _Answer(response.status_code, headers, b"", None)
            body, incomplete = await self._body(response, headers)
            return _Answer(response.status_code, headers, body, incomplete)

    async def _body(self, response: httpx.Response, headers: dict[str, str]) -> tuple[bytes, str | None]:
        """The decompressed body within the limits, and why it is incomplete, if it is. Raises _FetchError."""
        import httpcore

        limit = self.settings.max_body_bytes
        try:
            inflater = Inflater(headers.get("content-encoding", ""), limit)
            raw_bytes = 0
            async for chunk in response.aiter_raw():
                raw_bytes += len(chunk)
                if raw_bytes > limit:
                    raise _FetchError("too_large", f"more than {limit:,} bytes")
                inflater.feed(chunk)
            return inflater.finish()
        except InflateError as error:
            raise _FetchError(error.kind, str(error)) from error
        except (httpcore.RemoteProtocolError, httpcore.ReadError) as error:
            body, _ = inflater.finish()
            if not body:
                raise
            return body, f"the connection broke off ({_brief(error)})"

    def _result(
        self, request: FetchRequest, fetched_at: dt.datetime, url: str, permanent: bool, answer: _Answer
    ) -> FetchResult:
        """The answer of the last hop as a result. Raises _FetchError."""
        etag = _header(answer, "etag")
        last_modified = _header(answer, "last-modified")
        if answer.status == 304 and (request.etag or request.last_modified):
            return NotModified(request, fetched_at, url, etag or request.etag, last_modified or request.last_modified)
        if answer.status not in (200, 206) or (answer.status == 206 and not answer.body):
            raise self._status_failure(url, answer, fetched_at)
        return Fetched(
            request,
            fetched_at,
            url,
            answer.body,
            answer.status,
            _header(answer, "content-type"),
            etag,
            last_modified,
            url if permanent and url != request.feed.url else None,
            answer.incomplete,
        )

    def _status_failure(self, url: str, answer: _Answer, asked_at: dt.datetime) -> _FetchError:
        """Why a status is no success; a host that wants to be left alone is remembered."""
        status = answer.status
        wait = _retry_after_seconds(answer.headers.get("retry-after"), asked_at)
        if status == 429 or (status == 503 and wait is not None):
            said = (
                f"HTTP {status}, retry after {wait:.0f} s" if wait is not None else f"HTTP {status} (too many requests)"
            )
            turns = self.hosts[_host_key(url)]
            turns.busy_until = (_loop_time() + (wait if wait is not None else 60.0), said)
            return _FetchError("retry_later", said, status=status, retry_after=wait)
        kind = {401: "forbidden", 403: "forbidden", 404: "not_found", 410: "gone", 451: "forbidden"}.get(
            status, "server_error" if status >= 500 else "http_error"
        )
        return _FetchError(kind, f"HTTP {status}", status=status)


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


def _checked_host(url: str, settings: FetchSettings) -> str:
    """The host whose turn it is to be waited for. Raises _FetchError for a URL that is not to be asked."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise _FetchError("refused_url", f"{_printable(url)!r} is not a URL ({error})") from error
    if parts.scheme not in ("http", "https") or not host:
        raise _FetchError("refused_url", f"{_printable(url)!r} is not an http or https URL")
    if parts.username is not None or parts.password is not None:
        raise _FetchError("refused_url", f"the URL on {host} carries credentials")
    if port is not None and port not in ALLOWED_PORTS:
        allowed = ", ".join(str(p) for p in sorted(ALLOWED_PORTS))
        raise _FetchError("refused_url", f"port {port} is not one of {allowed}")
    if len(url) > 4000 or re.search(r"[\x00-\x20\x7f]", url):
        raise _FetchError("refused_url", f"{_printable(url)!r} is not a URL")
    if host == "localhost" or (host.endswith(".localhost") and settings.loopback_port is None):
        raise _FetchError("refused_address", f"{host} is this machine itself")
    return _host_key(url)


def _host_key(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _header(answer: _Answer, name: str) -> str | None:
    """A header's value, if it can be kept and sent back: printable ASCII of at most 500 characters."""
    value = answer.headers.get(name, "")
    return value if 0 < len(value) <= 500 and value.isascii() and value.isprintable() else None


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


def _brief(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}"[:200].split()).rstrip(": ")


def _printable(url: str) -> str:
    """A URL for messages and rows: printable, without credentials, at most 500 characters."""
    url = re.sub(r"//[^/@\s]*@", "//", url)
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in url[:500])


def _loop_time() -> float:
    """Seconds on the event loop's own clock, which measures waiting only and says nothing of the date."""
    return asyncio.get_running_loop().time()
