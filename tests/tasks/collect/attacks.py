"""Attacks on a collector of feeds, each with what must come of it; a server of raw sockets that carries them out.

The expected kinds are those of the issue rows: one of them must be there for each attack, and no more than one small
feed's worth of items may come in.
"""

from __future__ import annotations

import asyncio
import gzip
import threading
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>%s</channel></rss>'
ITEM = b"<item><title>%s</title><link>https://a.example/1</link><pubDate>Fri, 24 Apr 2026 06:00:00 GMT</pubDate></item>"
SMALL = RSS % (ITEM % b"A quiet day")


@dataclass(frozen=True)
class Attack:
    """One attack: a URL, what its server does, and the kinds of issue of which one must be stated."""

    name: str
    url: str
    kinds: frozenset[str]
    serve: Callable[[], AsyncIterator[bytes]] | None = None
    """Bytes as they go over the wire; None where no server may be reached at all."""


@dataclass(frozen=True, slots=True)
class _Made:
    """The server of an answer that is made once, before anybody asks: bombs take a second to pack."""

    document: Callable[[], bytes]

    def ready(self) -> Callable[[], AsyncIterator[bytes]]:
        return partial(_bytes, self.document())

    def __call__(self) -> AsyncIterator[bytes]:
        return _bytes(self.document())


async def _bytes(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def _answer(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    fields = {"Content-Length": str(len(body)), "Connection": "close"} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body


async def _forever(start: bytes, part: bytes, pause: float = 0.0) -> AsyncIterator[bytes]:
    yield start
    while True:
        yield part
        await asyncio.sleep(pause)


async def _silent() -> AsyncIterator[bytes]:
    await asyncio.sleep(3600)
    yield b""


ADDRESSES = {
    "loopback": "127.0.0.1", "loopback short": "127.1", "loopback decimal": "2130706433", "loopback hex": "0x7f000001",
    "loopback hex part": "0x7f.1", "loopback octal": "0177.0.0.1", "zero": "0", "any": "0.0.0.0", "name": "localhost",
    "name with dot": "localhost.", "v6 loopback": "[::1]", "v6 any": "[::]", "v6 mapped": "[::ffff:127.0.0.1]",
    "v6 mapped hex": "[::ffff:7f00:1]", "v6 compatible": "[::127.0.0.1]", "NAT64": "[64:ff9b::7f00:1]",
    "6to4": "[2002:7f00:1::]", "v6 link-local": "[fe80::1]", "v6 private": "[fc00::1]", "private 10": "10.0.0.1",
    "private 172": "172.16.0.1", "private 192": "192.168.1.1", "metadata": "169.254.169.254", "carrier": "100.64.0.1",
    "benchmark net": "198.18.0.1", "multicast": "224.0.0.1", "broadcast": "255.255.255.255", "reserved": "240.0.0.1",
    "circled digits": "①②⑦.⓪.⓪.①", "ideographic stops": "127。0。0。1",
}  # fmt: skip
TARGETS = {
    "redirect to metadata": "http://169.254.169.254/latest/meta-data/",
    "redirect to localhost": "http://localhost/",
    "redirect to a file": "file:///etc/passwd",
    "redirect to a port": "http://x.attack.localhost:22/",
    "redirect with credentials": "http://user:secret@x.attack.localhost/",
    "redirect to decimal": "http://2130706433/",
    "redirect to mapped": "http://[::ffff:127.0.0.1]/",
    "redirect to gopher": "gopher://x.attack.localhost/",
    "redirect to data": "data:text/xml,<rss/>",
    "redirect to itself": "",
    "redirect of 10,000 characters": "http://x.attack.localhost/" + "a" * 10_000,
}
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha ha ha ha ha ha ha ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]>" + (RSS % (ITEM % b"&m;")).partition(b"?>")[2]
)  # fmt: skip
QUADRATIC = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "' + b"x" * 100_000 + b'">]>'
    + (RSS % (ITEM % (b"&a;" * 10_000))).partition(b"?>")[2]
)  # fmt: skip
EXTERNAL = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + (RSS % (ITEM % b"A day &x;")).partition(b"?>")[2]
)  # fmt: skip
PARAMETER = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY % p SYSTEM "http://169.254.169.254/x.dtd">%p;]>'
    + SMALL.partition(b"?>")[2]
)
_READ = {"malformed", "not_a_feed", "entities", "truncated", "encoding", "empty_items", "no_items", "damaged"}


def _bodies() -> Iterator[tuple[str, set[str], Callable[[], AsyncIterator[bytes]]]]:
    """Name, kinds, server of the attacks that are an answer."""
    zeros = b"\0" * 60_000_000
    deep = b"<a>" * 200_000
    documents: list[tuple[str, set[str], Callable[[], bytes]]] = [
        ("bomb gzip", {"too_large"}, lambda: _answer(gzip.compress(zeros), Content_Encoding="gzip")),
        ("bomb gzip unsaid", {"too_large"}, lambda: _answer(gzip.compress(zeros))),
        ("bomb gzip members", {"too_large"}, lambda: _answer(gzip.compress(b"\0" * 3_000_000) * 20, Content_Encoding="gzip")),
        ("bomb gzip in gzip", {"too_large"}, lambda: _answer(gzip.compress(gzip.compress(zeros)), Content_Encoding="gzip, gzip")),
        ("bomb gzip inside", {"too_large"}, lambda: _answer(gzip.compress(gzip.compress(zeros)), Content_Encoding="gzip")),
        ("bomb deflate", {"too_large"}, lambda: _answer(zlib.compress(zeros), Content_Encoding="deflate")),
        ("bomb br", {"refused_encoding"}, lambda: _answer(b"\x5b\xff\xff\x0f\x00", Content_Encoding="br")),
        ("bomb zstd", {"refused_encoding"}, lambda: _answer(b"\x28\xb5\x2f\xfd\x00", Content_Encoding="zstd")),
        ("too large", {"too_large"}, lambda: _answer(RSS % (b"<!--" + b"x" * 9_000_000 + b"-->"))),
        ("title of 50 MB", {"too_large"}, lambda: _answer(gzip.compress(RSS % (ITEM % (b"x" * 50_000_000))), Content_Encoding="gzip")),
        ("title of 1 MB", {"long_titles"}, lambda: _answer(RSS % (ITEM % (b"word " * 200_000)))),
        ("entity laughs", _READ, lambda: _answer(LAUGHS)),
        ("entity quadratic", _READ, lambda: _answer(QUADRATIC)),
        ("entity external", _READ, lambda: _answer(EXTERNAL)),
        ("entity parameter", _READ, lambda: _answer(PARAMETER)),
        ("nesting", _READ, lambda: _answer(RSS % deep)),
        ("nesting json", _READ, lambda: _answer(b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000)),
        ("null bytes", _READ, lambda: _answer(SMALL.replace(b"quiet", b"qu\0iet"))),
        ("only null bytes", {"not_a_feed", "empty"}, lambda: _answer(b"\0" * 10_000)),
        ("charset lie", _READ, lambda: _answer(RSS % (ITEM % "Ein Tag in Köln".encode()), Content_Type="text/xml; charset=utf-16")),
        ("charset unknown", _READ, lambda: _answer(SMALL.replace(b"quiet", b"qui\xff\xfeet"), Content_Type="text/xml; charset=klingon")),
        ("charset utf-7", _READ, lambda: _answer(RSS.replace(b'"1.0"?', b'"1.0" encoding="utf-7"?') % (ITEM % b"+ADw-script+AD4-"))),
        ("100,000 items", {"too_many_items"}, lambda: _answer(RSS % (b"<item><title>x</title></item>" * 60_000))),
        ("unclosed CDATA", _READ, lambda: _answer(RSS % b"<item><title><![CDATA[never closed")),
        ("html", {"not_a_feed"}, lambda: _answer(b"<!doctype html><html><body><script>alert(1)</script></body></html>")),
        ("image", {"not_a_feed"}, lambda: _answer(b"\x89PNG\r\n\x1a\n" + b"\0" * 1000, Content_Type="image/png")),
        ("javascript link", {"no_link"}, lambda: _answer(SMALL.replace(b"https://a.example/1", b"javascript:alert(1)"))),
        ("date of year 99999", {"undated"}, lambda: _answer(SMALL.replace(b"2026", b"99999"))),
        ("date of the future", {"future_dated"}, lambda: _answer(SMALL.replace(b"2026", b"2093"))),
        ("nothing", {"empty"}, lambda: _answer(b"")),
        ("length too long", {"truncated"}, lambda: _answer(SMALL, Content_Length=str(len(SMALL) + 5000))),
        ("length too short", _READ, lambda: _answer(SMALL, Content_Length=str(len(SMALL) // 2))),
        ("length negative", {"protocol"}, lambda: _answer(SMALL, Content_Length="-5")),
        ("length twice", {"protocol"}, lambda: _answer(SMALL, Content_Length="5\r\nContent-Length: 50")),
        ("gzip damaged", {"damaged", "truncated", "too_large"}, lambda: _answer(gzip.compress(SMALL)[:40] + b"\xff" * 40, Content_Encoding="gzip")),
        ("gzip cut", {"truncated"}, lambda: _answer(gzip.compress(SMALL * 50)[:-20], Content_Encoding="gzip")),
        ("chunks of nonsense", {"protocol", "truncated"}, lambda: _answer(b"zz\r\nabc", Content_Length="", Transfer_Encoding="chunked")),
        ("not HTTP", {"protocol"}, lambda: b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
        ("HTTP/0.9", {"protocol"}, lambda: SMALL),
        ("status 999", {"http_error", "server_error", "protocol"}, lambda: _answer(b"", "999 Go away")),
        ("304 unasked", {"http_error"}, lambda: _answer(b"", "304 Not Modified")),
    ]  # fmt: skip
    for name, kinds, document in documents:
        yield name, kinds, _Made(document)
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
    yield "endless body", {"too_large"}, lambda: _forever(head + b"\r\n", b"x" * 65_536)
    yield (
        "endless chunks",
        {"too_large"},
        lambda: _forever(head + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65_536 + b"\r\n"),
    )
    yield (
        "endless headers",
        {"protocol", "timeout", "too_large"},
        lambda: _forever(head, b"X-A: " + b"y" * 60_000 + b"\r\n"),
    )
    yield (
        "endless 100",
        {"protocol", "timeout", "connection"},
        lambda: _forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.001),
    )
    yield "slow body", {"timeout", "truncated"}, lambda: _forever(head + b"Content-Length: 100000\r\n\r\n", b"x", 0.05)
    yield "slow headers", {"timeout"}, lambda: _forever(head, b"X", 0.05)
    yield "silence", {"timeout"}, _silent
    for name, target in TARGETS.items():
        kinds = {"refused_address", "refused_url", "too_many_redirects", "http_error"}
        location = target or f"/{name.replace(' ', '-').replace(',', '')}"
        yield name, kinds, partial(_bytes, _answer(b"", "302 Found", Location=location))


def attacks() -> list[Attack]:
    """All of them."""
    refused = frozenset({"refused_address", "refused_url", "unknown_host"})
    found = [Attack(f"address {name}", f"http://{host}/feed", refused) for name, host in ADDRESSES.items()]
    found += [
        Attack("credentials", "http://user:secret@x.attack.localhost/", refused),
        Attack("port", "http://x.attack.localhost:6379/", refused),
        Attack("scheme", "ftp://x.attack.localhost/", refused),
    ]
    for name, kinds, serve in _bodies():
        path = name.replace(" ", "-").replace(",", "").replace("/", "-")
        found.append(Attack(name, f"http://a{len(found)}.attack.localhost/{path}", frozenset(kinds), serve))
    return found


@contextmanager
def serve(wanted: list[Attack]) -> Iterator[tuple[int, list[str]]]:
    """The port of a server that carries the attacks out, and the hosts that were asked."""
    by_path = {
        attack.url.rsplit("/", 1)[1]: attack.serve.ready() if isinstance(attack.serve, _Made) else attack.serve
        for attack in wanted
        if attack.serve
    }
    by_path["quiet"] = lambda: _bytes(_answer(SMALL, Content_Type="text/xml"))
    asked: list[str] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            request = await reader.readuntil(b"\r\n\r\n")
            path = request.split(b" ")[1].decode("latin-1").strip("/").split("?")[0]
            asked.append(path)
            async for part in by_path[path]():
                writer.write(part)
                await writer.drain()
        writer.close()

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(handle, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1], asked
    finally:

        def stop() -> None:
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.call_soon(loop.stop)

        loop.call_soon_threadsafe(stop)
        thread.join(5)
