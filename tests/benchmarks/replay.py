"""What collecting keeps of feeds that roll on: the snapshots of 2020-2021 served as they were at the time.

A server on loopback serves each feed as it was at a simulated time. It is asked every hour (feeds that are due, as
`tasks.polling` says), and, beside it, once a week. Printed is the share of the items that ever appeared in any snapshot
and were seen by each, and what asking costs. An item is known by its guid or link.

    python -m tests.benchmarks.replay
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import io
import sys
import tarfile
import threading
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import polars as pl
import zstandard

from tasks.fetch import Fetched, FetchRequest, FetchSettings, NotModified, open_fetcher
from tasks.fetch_rows import fetch_row
from tasks.parse import parse_feed
from tasks.polling import address_of, follow, is_due
from tasks.profiles import Feed
from tests.benchmarks.clusters import data_folder
from warehouse.tables import FeedItem, Fetch

LONGEST_GAP = dt.timedelta(days=3)
"""A feed without a snapshot for longer was not being recorded: the clock jumps over it."""
HOUR, WEEK = dt.timedelta(hours=1), dt.timedelta(days=7)


@dataclass
class Recording:
    """One feed's snapshots, oldest first."""

    name: str
    times: list[dt.datetime] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def at(self, now: dt.datetime) -> bytes | None:
        """The document as it was; None before the first snapshot."""
        index = bisect_right(self.times, now)
        return self.bodies[index - 1] if index else None


def recordings() -> list[Recording]:
    """All recorded feeds with at least ten snapshots."""
    folder = data_folder() / "feeds"
    rows = pl.read_csv(folder / "snapshots-2020-2021.csv").sort("commit_time")
    with (folder / "snapshots-2020-2021.tar.zst").open("rb") as packed:
        plain = zstandard.ZstdDecompressor().stream_reader(packed).read()
    bodies: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        for member in archive:
            if (file := archive.extractfile(member)) is not None:
                bodies[member.name.removeprefix("./")] = file.read()
    found: dict[str, Recording] = {}
    for file_name, at in rows.select("file", "commit_time").iter_rows():
        body = bodies.get(file_name) or next((b for name, b in bodies.items() if name.endswith(file_name)), None)
        if body is None:
            continue
        moment = dt.datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(dt.UTC)
        recording = found.setdefault(file_name.split("/")[0], Recording(file_name.split("/")[0]))
        recording.times.append(moment)
        recording.bodies.append(body)
    return [recording for recording in found.values() if len(recording.times) >= 10]


class Stage:
    """Serves the recordings as they were at `now`."""

    def __init__(self, recorded: list[Recording]) -> None:
        self.by_name = {recording.name: recording for recording in recorded}
        self.now = min(recording.times[0] for recording in recorded)
        self.bytes_sent = 0
        stage = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None: ...

            def do_GET(self) -> None:
                body = stage.by_name[self.path.strip("/")].at(stage.now)
                tag = f'"{hashlib.sha256(body or b"").hexdigest()[:16]}"'
                status = 404 if body is None else 304 if self.headers.get("If-None-Match") == tag else 200
                sent = body if status == 200 and body else b""
                self.send_response(status)
                self.send_header("ETag", tag)
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)
                stage.bytes_sent += len(sent)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


_READ: dict[str, tuple[FeedItem, ...]] = {}


def items_of(body: bytes, feed: Feed, at: dt.datetime) -> tuple[FeedItem, ...]:
    """The items of a document, read once."""
    digest = hashlib.sha256(body).hexdigest()
    if digest not in _READ:
        _READ[digest] = parse_feed(body, feed=feed, raw_sha256=digest, fetched_at=at).items
    return _READ[digest]


def identity(item: FeedItem) -> str:
    """What an item is known by across snapshots."""
    return item.guid or item.url or item.title


async def watch(
    stage: Stage, hours: list[dt.datetime], every: dt.timedelta, adaptive: bool
) -> tuple[dict[str, set[str]], int]:
    """Identities seen of each feed, and how many requests were made."""
    feeds = {
        name: Feed(url=f"http://feed.localhost/{name}", outlet=name, language="en", source="replay")
        for name in stage.by_name
    }
    seen: dict[str, set[str]] = defaultdict(set)
    last: dict[str, Fetch] = {}
    asked, next_look = 0, hours[0]
    settings = FetchSettings(loopback_port=stage.server.server_address[1], host_delay_seconds=0.0, per_host=8)
    async with open_fetcher(settings, lambda: stage.now) as fetch:
        for now in hours:
            stage.now = now
            if not adaptive and now < next_look:
                continue
            next_look = now + every
            due = [name for name in feeds if not adaptive or is_due(last.get(name), now)]
            due = [name for name in due if stage.by_name[name].at(now) is not None]
            requests = [
                FetchRequest(
                    feeds[name],
                    etag=last[name].etag if name in last else None,
                    address=address_of(last.get(name)),
                )
                for name in due
            ]
            asked += len(requests)
            for name, result in zip(due, await asyncio.gather(*map(fetch, requests)), strict=True):
                held: tuple[FeedItem, ...] = ()
                if isinstance(result, Fetched):
                    held = items_of(result.body, feeds[name], now)
                elif not isinstance(result, NotModified):
                    raise AssertionError(result)
                new = {identity(item) for item in held} - seen[name]
                seen[name] |= new
                row = fetch_row(
                    result, item_count=len(held), undated_count=sum(item.published_at is None for item in held)
                ).model_copy(update={"new_item_count": len(new)})
                last[name] = follow(last.get(name), row, result, held)
    return seen, asked


def recorded_hours(recorded: list[Recording]) -> list[dt.datetime]:
    """Every hour in which recording went on, oldest first."""
    times = sorted(moment for recording in recorded for moment in recording.times)
    hours: list[dt.datetime] = []
    for moment, following in zip(times, [*times[1:], times[-1] + HOUR], strict=True):
        until = min(following, moment + LONGEST_GAP)
        at = moment if not hours else max(moment, hours[-1] + HOUR)
        while at < until:
            hours.append(at)
            at += HOUR
    return hours


def main() -> int:
    """Prints the table; 0 whatever the figures are."""
    recorded = recordings()
    ever: dict[str, set[str]] = {}
    between: Counter[str] = Counter()
    for recording in recorded:
        feed = Feed(
            url=f"http://feed.localhost/{recording.name}", outlet=recording.name, language="en", source="replay"
        )
        ever[recording.name] = set()
        for at, body in zip(recording.times, recording.bodies, strict=True):
            ever[recording.name] |= {identity(item) for item in items_of(body, feed, at)}
        between["snapshots"] += len(recording.times)
    hours = recorded_hours(recorded)
    total = sum(map(len, ever.values()))
    print(f"{len(recorded)} feeds, {between['snapshots']:,} snapshots, {len(hours):,} hours, {total:,} items ever")
    print(f"{'looking':34} {'requests':>9} {'MB':>8} {'kept':>7}  {'target':>6}")
    for name, every, adaptive, target in (
        ("every hour, feeds that are due", HOUR, True, "99 %"),
        ("every hour, all feeds", HOUR, False, ""),
        ("once a week", WEEK, False, ""),
    ):
        stage = Stage(recorded)
        seen, asked = asyncio.run(watch(stage, hours, every, adaptive))
        stage.server.shutdown()
        kept = sum(len(seen[name] & ever[name]) for name in ever) / total
        print(f"{name:34} {asked:9,} {stage.bytes_sent / 1e6:8.1f} {kept:7.1%}  {target:>6}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
