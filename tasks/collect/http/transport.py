"""Connections to checked addresses only: a name is resolved once, judged, and the judged address is dialled."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import httpcore
import httpx

from tasks.collect.http.addresses import is_public

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Addresses of a host name, in the order in which to try them."""

_TRIES = 3
"""Addresses that are tried: one may be of a network (IPv6) that this machine does not have."""


class AddressRefusedError(httpcore.ConnectError):
    """The name leads to no public address."""


class UnknownHostError(httpcore.ConnectError):
    """The name does not resolve."""


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections for httpcore, to public addresses and, where allowed, to the demo's server on loopback."""

    def __init__(self, resolve: Resolve, loopback_port: int | None = None) -> None:
        self._backend = httpcore.AnyIOBackend()
        self._resolve = resolve
        self._loopback_port = loopback_port

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first of the host's public addresses that answers.

        Raises AddressRefusedError, UnknownHostError and httpcore's own errors.
        """
        if self._loopback_port is not None and host.rstrip(".").endswith(".localhost"):
            return await self._backend.connect_tcp("127.0.0.1", self._loopback_port, timeout, None, socket_options)
        async with asyncio.timeout(timeout):
            addresses = await self._resolve(host, port)
        public = [address for address in addresses if is_public(address)]
        if not public:
            raise AddressRefusedError(f"{host} leads to {', '.join(addresses[:3])}, which is not a public address")
        error: Exception | None = None
        for address in public[:_TRIES]:
            try:
                return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = error or failed
        assert error is not None
        raise error

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Refused: no feed is served on a socket file."""
        raise AddressRefusedError(f"{path} is a file of this machine")

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await asyncio.sleep(seconds)


class _Body(httpx.AsyncByteStream):
    """The body of an answer, chunk by chunk as it comes off the wire."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._response.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        await self._response.aclose()


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx over a pool whose connections are opened by `GuardedBackend`; errors are httpcore's own."""

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        self._pool = pool

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer's head; its body is read from the wire when it is asked for."""
        url = request.url
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)


@asynccontextmanager
async def open_client(loopback_port: int | None, concurrency: int) -> AsyncIterator[httpx.AsyncClient]:
    """A client with guarded connections; it follows no redirect and environment variables have no say in it.

    Names are resolved by threads of its own: the event loop's default pool is too small for a slow name server.
    """
    threads = ThreadPoolExecutor(max_workers=min(concurrency, 32), thread_name_prefix="resolve")
    backend = GuardedBackend(_system_resolver(threads), loopback_port)
    try:
        async with (
            httpcore.AsyncConnectionPool(
                ssl_context=_tls(),
                max_connections=concurrency,
                max_keepalive_connections=concurrency,
                keepalive_expiry=5.0,
                network_backend=backend,
            ) as pool,
            httpx.AsyncClient(transport=GuardedTransport(pool), trust_env=False, follow_redirects=False) as client,
        ):
            yield client
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _tls() -> ssl.SSLContext:
    """TLS with certifi's authorities, whatever the environment says."""
    import certifi

    return ssl.create_default_context(cafile=certifi.where())


def _system_resolver(threads: ThreadPoolExecutor) -> Resolve:
    async def resolve(host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            raise UnknownHostError(f"the name {host} cannot be resolved ({error})") from error
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    return resolve
