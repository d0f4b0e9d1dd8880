"""One request and its whole answer, within bounds: an answer of a server, or the reason why there is none.

Every server is taken for hostile: only http and https on usual ports, no credentials, the address that was checked is
the address that is dialled (`tasks.collect.http.transport`), and bounds on bytes before and after decompression and on time. Redirects are
followed by those who ask (`tasks.collect.http.fetch`), so that every hop of one is checked again.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tasks.collect.http.addresses import ALLOWED_PORTS
from tasks.collect.http.inflate import InflateError, Inflater
from tasks.collect.urls import wire_url

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may cost."""

    connect_seconds: float = 10.0
    read_seconds: float = 15.0
    """Longest silence in an answer."""
    total_seconds: float = 40.0
    """Longest time for one feed, redirects included, waiting for its turn not."""
    max_body_bytes: int = 8_000_000
    """Of the body, before and after decompression. The largest of 6,500 real feed documents has 3.9 MB."""
    loopback_port: int | None = None
    """Where host names ending in `.localhost` are served, on 127.0.0.1 (demo and tests). None refuses them."""


class HopError(Exception):
    """There is no answer that could be used. `kind` is for counting, `message` for a reader."""

    def __init__(self, kind: str, message: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.kind, self.message, self.status, self.retry_after = kind, message, status, retry_after


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One hop's answer. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    incomplete: str | None
    """Why the body is shorter than it should be; what came is kept."""
    is_cut: bool = False
    """Whether there was more than is read."""

    def header(self, name: str) -> str | None:
        """A header's value, if it can be kept and sent back: printable ASCII of at most 500 characters."""
        value = self.headers.get(name, "")
        return value if 0 < len(value) <= 500 and value.isascii() and value.isprintable() else None


def checked_host(url: str, limits: Limits) -> str:
    """The host whose turn it is to be waited for. Raises HopError for a URL that is not to be asked."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise HopError("refused_url", f"{printable(url)!r} is not a URL ({error})") from error
    if parts.scheme not in ("http", "https") or not host:
        raise HopError("refused_url", f"{printable(url)!r} is not an http or https URL")
    if parts.username is not None or parts.password is not None:
        raise HopError("refused_url", f"the URL on {host} carries credentials")
    if port is not None and port not in ALLOWED_PORTS:
        allowed = ", ".join(str(p) for p in sorted(ALLOWED_PORTS))
        raise HopError("refused_url", f"port {port} is not one of {allowed}")
    if len(url) > 4000 or re.search(r"[\x00-\x20\x7f]", url):
        raise HopError("refused_url", f"{printable(url)!r} is not a URL")
    if host == "localhost" or (host.endswith(".localhost") and limits.loopback_port is None):
        raise HopError("refused_address", f"{host} is this machine itself")
    return host_key(url)


def host_key(url: str) -> str:
    """What stands for a URL's host where hosts take turns."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def printable(url: str) -> str:
    """A URL for messages and rows: printable, without credentials, at most 500 characters."""
    url = re.sub(r"//[^/@\s]*@", "//", url)
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in url[:500])


async def hop(
    client: httpx.AsyncClient, url: str, headers: Sequence[tuple[str, str]], limits: Limits, seconds: float
) -> HttpResponse:
    """One request and its whole answer, in so many seconds. Raises HopError."""
    import httpcore
    import httpx

    from tasks.collect.http.transport import AddressRefusedError, UnknownHostError

    try:
        ends_at = asyncio.get_running_loop().time() + max(seconds, 0.001)
        async with asyncio.timeout_at(ends_at):
            return await _ask(client, url, headers, limits, ends_at)
    except httpx.InvalidURL as error:
        raise HopError("refused_url", f"{printable(url)!r} is not a URL ({error})") from error
    except AddressRefusedError as error:
        raise HopError("refused_address", str(error)) from error
    except UnknownHostError as error:
        raise HopError("unknown_host", str(error)) from error
    except (httpcore.ConnectTimeout, httpcore.ReadTimeout, httpcore.WriteTimeout) as error:
        raise HopError("timeout", f"no answer in time ({type(error).__name__})") from error
    except TimeoutError as error:
        raise HopError("timeout", f"not finished after {limits.total_seconds:.0f} s") from error
    except httpcore.ProtocolError as error:
        raise HopError("protocol", f"not HTTP as it should be ({_brief(error)})") from error
    except (httpcore.NetworkError, OSError) as error:
        kind = "tls" if "certificate" in str(error).lower() or "ssl" in str(error).lower() else "connection"
        raise HopError(kind, f"no connection ({_brief(error)})") from error


async def _ask(
    client: httpx.AsyncClient, url: str, headers: Sequence[tuple[str, str]], limits: Limits, ends_at: float
) -> HttpResponse:
    """One request and its whole answer. Raises httpcore's errors and HopError."""
    import httpx

    timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds, pool=None)
    try:
        target = wire_url(url)
    except UnicodeError as error:
        raise HopError("refused_url", f"{printable(url)!r} is not a URL") from error
    async with client.stream("GET", target, headers=list(headers), timeout=timeout) as response:
        said = {name.decode("latin-1").lower(): value.decode("latin-1").strip() for name, value in response.headers.raw}
        partial = response.status_code == 206 and any(name == "Range" for name, _ in headers)
        if response.status_code not in WITH_BODY and not partial:
            return HttpResponse(response.status_code, said, b"", None)
        inflater = Inflater(said.get("content-encoding", ""), limits.max_body_bytes)
        body, incomplete = await _body(response, inflater, limits.max_body_bytes, ends_at)
        return HttpResponse(response.status_code, said, body, incomplete, is_cut=inflater.is_full)


WITH_BODY = frozenset({200, 202, 203})
"""Answers whose body is read. 203: a proxy has changed it; 202: it has something, or a challenge, which the parser names."""
_TO_RETURN_SECONDS = 0.1
"""Kept back of the time for an answer, so that what has come of a body can still be returned."""


async def _body(
    response: httpx.Response, inflater: Inflater, max_bytes: int, ends_at: float
) -> tuple[bytes, str | None]:
    """The decompressed body within the limit, and why it is incomplete, if it is. Raises HopError."""
    import httpcore

    try:
        raw_bytes = 0
        async with asyncio.timeout_at(ends_at - _TO_RETURN_SECONDS):
            async for chunk in response.aiter_raw():
                raw_bytes += len(chunk)
                inflater.feed(chunk)
                if inflater.is_full or raw_bytes > max_bytes:
                    break
        return inflater.finish()
    except InflateError as error:
        raise HopError(error.kind, str(error)) from error
    except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.ReadTimeout, TimeoutError) as error:
        try:
            body, _ = inflater.finish()
        except InflateError:
            body = b""
        if not body:
            raise
        is_late = isinstance(error, (httpcore.ReadTimeout, TimeoutError))
        return body, "no more came in time" if is_late else f"the connection broke off ({_brief(error)})"


def _brief(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}"[:200].split()).rstrip(": ")
