"""One pass over 1,000 feeds on loopback with 50 ms of latency, one in twenty failing in ten ways; and a second pass.

    python -m tests.measure.collect [--feeds 1000]

Printed: seconds of both passes beside the floor (the latency alone at that concurrency), the most requests to one host
at a time, feeds lost that should have been read, failures without an issue, bytes of each pass, memory.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import multiprocessing as mp
import resource
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

from flows.collecting.feeds import collect_feeds
from tasks.collect.http.fetch import FetchSettings
from tasks.countries.profiles import Feed
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Fetch, Issue

NOW = dt.datetime(2026, 4, 26, 12, tzinfo=dt.UTC)
LATENCY = 0.05
HOSTS = 400
ITEMS = 25
WAYS = ("404", "410", "500", "503", "html", "empty", "garbage", "cut", "silent", "bomb")
TARGET_SECONDS = 15.0


def document(number: int) -> bytes:
    """A feed of that number: 25 items of a few hundred characters."""
    entries = "".join(
        f"<item><title>Feed {number} reports on matter {k} of the region</title><link>https://f{number}.example/{k}</link>"
        f"<guid>https://f{number}.example/{k}</guid><pubDate>Fri, 24 Apr 2026 0{k % 10}:00:00 GMT</pubDate>"
        f"<description>&lt;p&gt;{'Officials of the district said that work went on as planned. ' * 4}&lt;/p&gt;</description></item>"
        for k in range(ITEMS)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed {number}</title>{entries}</channel></rss>'.encode()


def serve(pipe: Connection) -> None:
    """A server in a process of its own; tells its port, and when asked its counts."""
    sent, active, most = 0, Counter[str](), Counter[str]()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ")[1].strip("/")
                host = head.lower().split("host: ")[1].split("\r\n")[0]
                active[host] += 1
                most[host] = max(most[host], active[host])
                await asyncio.sleep(LATENCY)
                way, _, number = path.partition("/")
                body, status, extra, length = b"", "200 OK", 'ETag: "1"\r\n', None
                if way == "feed":
                    if "if-none-match" in head.lower():
                        status = "304 Not Modified"
                    else:
                        body = document(int(number))
                elif way.isdigit():
                    status = f"{way} Failed"
                elif way == "html":
                    body, extra = b"<!doctype html><html><body>moved on</body></html>", ""
                elif way == "cut":
                    body, length = document(1)[:2000], 9000
                elif way == "bomb":
                    import gzip

                    body, extra = gzip.compress(b"\0" * 20_000_000), "Content-Encoding: gzip\r\n"
                elif way == "silent":
                    await reader.read()  # until the other side has had enough
                answer = (
                    f"HTTP/1.1 {status}\r\n{extra}Content-Length: {len(body) if length is None else length}\r\n\r\n"
                )
                data = b"garbage\r\n\r\n" if way == "garbage" else answer.encode() + body
                active[host] -= 1
                writer.write(data)
                sent += len(data)
                await writer.drain()
                if way in ("garbage", "cut"):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(handle, "127.0.0.1", 0, backlog=500)
        pipe.send(server.sockets[0].getsockname()[1])
        loop = asyncio.get_running_loop()
        while True:
            await loop.run_in_executor(None, pipe.recv)
            pipe.send((sent, max(most.values(), default=0)))

    asyncio.run(run())


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; 0 whatever the figures are."""
    parser = argparse.ArgumentParser(description="A pass over many feeds.")
    parser.add_argument("--feeds", type=int, default=1000)
    count = parser.parse_args(arguments).feeds
    here, there = mp.Pipe()
    server = mp.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    port = here.recv()
    bad = {n: WAYS[(n // 20) % len(WAYS)] for n in range(0, count, 20)}
    feeds = [
        (
            Feed(
                url=f"http://h{n % HOSTS}.feeds.localhost/{bad.get(n, 'feed')}/{n}",
                outlet=f"Feed {n}",
                language="en",
                source="benchmark",
            ),
            ["MN"],
        )
        for n in range(count)
    ]
    settings = FetchSettings(loopback_port=port, read_seconds=5.0, total_seconds=8.0)
    with tempfile.TemporaryDirectory() as folder:
        home = Home.create(Path(folder) / "home")
        print(f"{count} feeds on {min(count, HOSTS)} hosts, {len(bad)} failing, {LATENCY * 1000:.0f} ms latency")
        print(f"floor: {count * LATENCY / settings.concurrency:.1f} s at {settings.concurrency} connections")
        print(
            f"{'pass':8} {'s':>6} {'target':>7} {'CPU s':>6} {'fetched':>8} {'304':>6} {'failed':>7} {'items':>7} {'MB sent':>8} {'most a host':>12}"
        )
        total = 0
        for name in ("first", "second"):
            started, before = time.monotonic(), time.process_time()
            done = asyncio.run(collect_feeds(home, feeds, settings, lambda: NOW))
            seconds, worked = time.monotonic() - started, time.process_time() - before
            here.send("counts")
            sent, most = here.recv()
            print(
                f"{name:8} {seconds:6.1f} {TARGET_SECONDS:7.0f} {worked:6.1f} {done.fetched:8} {done.not_modified:6} {done.failed:7} "
                f"{done.new_items:7} {(sent - total) / 1e6:8.2f} {most:6} of {settings.per_host}"
            )
            total = sent
        store = Store(home)
        read = {row.feed_url for row in store.read(Fetch) if row.item_count}
        lost = sum(feed.url not in read for n, (feed, _) in enumerate(feeds) if n not in bad)
        stated = {issue.subject for issue in store.read(Issue)}
        unstated = sum(feeds[n][0].url not in stated for n in bad)
        print(f"sound feeds lost: {lost} (target 0); failures without an issue: {unstated} (target 0)")
        print(f"memory of the collector: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    server.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
