"""What collecting keeps of feeds that roll on: the snapshots of 2020-2021 served as they were at the time.

A server on loopback serves each feed as it was at a simulated time. It is asked every hour (feeds that are due, as
`tasks.collect.polling` says), every hour for all feeds, and once a week. Printed is the share of the items that ever appeared in
any snapshot and were seen by each, and what asking costs. An item is known by its guid or link.

    python -m tests.measure.replay
"""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import hashlib
import io
import sys
import tarfile
import time
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

import polars as pl
import zstandard

from tasks.collect.feed.parse import parse_feed
from tasks.collect.http.fetch import Fetched, FetchRequest, FetchSettings, NotModified, open_fetcher
from tasks.collect.polling import address_of, follow, is_due
from tasks.collect.rows import fetch_row
from tasks.countries.profiles import Feed
from tests.measure.clusters import data_folder
from warehouse.tables import FeedItem, Fetch

LONGEST_GAP = dt.timedelta(days=3)
"""A feed without a snapshot for longer was not being recorded: the clock jumps over it."""
HOUR, WEEK = dt.timedelta(hours=1), dt.timedelta(days=7)


@dataclass
class Snapshot:
    """A document as it was at a time, read once."""

    feed: Feed
    at: dt.datetime
    body: bytes

    @functools.cached_property
    def digest(self) -> str:
        """What names the body: its ETag."""
        return hashlib.sha256(self.body).hexdigest()

    @functools.cached_property
    def items(self) -> tuple[FeedItem, ...]:
        """The items of the document."""
        return parse_feed(self.body, feed=self.feed, raw_sha256=self.digest, fetched_at=self.at).items

    @functools.cached_property
    def identities(self) -> frozenset[str]:
        """What its items are known by across snapshots."""
        return frozenset(item.guid or item.url or item.title for item in self.items)


@dataclass
class Recording:
    """One feed's snapshots, oldest first."""

    feed: Feed
    snapshots: list[Snapshot] = field(default_factory=list)

    def at(self, now: dt.datetime) -> Snapshot | None:
        """The document as it was; None before the first snapshot."""
        index = bisect_right(self.snapshots, now, key=lambda snapshot: snapshot.at)
        return self.snapshots[index - 1] if index else None


def recordings() -> dict[str, Recording]:
    """All recorded feeds with at least ten snapshots, by name."""
    folder = data_folder() / "feeds"
    rows = pl.read_csv(folder / "snapshots-2020-2021.csv").sort("commit_time")
    with (folder / "snapshots-2020-2021.tar.zst").open("rb") as packed:
        plain = zstandard.ZstdDecompressor().stream_reader(packed).read()
    bodies: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        for member in archive:
            if (file := archive.extractfile(member)) is not None:
                bodies["/".join(member.name.split("/")[-2:])] = file.read()
    found: dict[str, Recording] = {}
    for file_name, at in rows.select("file", "commit_time").iter_rows():
        if (body := bodies.get(file_name)) is None:
            continue
        name = file_name.split("/")[0]
        feed = Feed(url=f"http://feed.localhost/{name}", outlet=name, language="en", source="replay")
        moment = dt.datetime.fromisoformat(at).astimezone(dt.UTC)
        found.setdefault(name, Recording(feed)).snapshots.append(Snapshot(feed, moment, body))
    return {name: recording for name, recording in found.items() if len(recording.snapshots) >= 10}


class Stage:
    """Serves the recordings as they were at `now`."""

    def __init__(self, recorded: dict[str, Recording]) -> None:
        self.recorded = recorded
        self.now = min(recording.snapshots[0].at for recording in recorded.values())
        self.bytes_sent = 0

    def answer(self, head: bytes) -> bytes:
        """What is sent for the head of a request."""
        snapshot = self.recorded[head.split(b" ", 2)[1].strip(b"/").decode()].at(self.now)
        if snapshot is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        tag = f'ETag: "{snapshot.digest}"\r\n'.encode()
        if f'"{snapshot.digest}"'.encode() in head:
            return b"HTTP/1.1 304 Not Modified\r\n" + tag + b"\r\n"
        self.bytes_sent += len(snapshot.body)
        return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (tag, len(snapshot.body), snapshot.body)


class Connection(asyncio.Protocol):
    """One connection to a stage: requests without bodies, one after the other."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        while b"\r\n\r\n" in self.received:
            head, _, self.received = self.received.partition(b"\r\n\r\n")
            self.transport.write(self.stage.answer(head))


async def watch(
    stage: Stage, hours: list[dt.datetime], every: dt.timedelta, adaptive: bool
) -> tuple[dict[str, set[str]], int]:
    """Identities seen of each feed, and how many requests were made."""
    seen: dict[str, set[str]] = defaultdict(set)
    last: dict[str, Fetch] = {}
    asked, next_look = 0, hours[0]
    server = await asyncio.get_running_loop().create_server(lambda: Connection(stage), "127.0.0.1", 0)
    settings = FetchSettings(loopback_port=server.sockets[0].getsockname()[1], host_delay_seconds=0.0, per_host=8)
    async with server, open_fetcher(settings, lambda: stage.now) as fetch:
        for now in hours:
            stage.now = now
            if now < next_look:
                continue
            next_look = now + every
            due = {
                name: snapshot
                for name, recording in stage.recorded.items()
                if not adaptive or is_due(last.get(name), now)
                if (snapshot := recording.at(now)) is not None
            }
            requests = [
                FetchRequest(
                    snapshot.feed,
                    etag=last[name].etag if name in last else None,
                    address=address_of(last.get(name)),
                )
                for name, snapshot in due.items()
            ]
            asked += len(requests)
            results = await asyncio.gather(*map(fetch, requests))
            for (name, snapshot), result in zip(due.items(), results, strict=True):
                held: tuple[FeedItem, ...] = ()
                new: frozenset[str] = frozenset()
                if isinstance(result, Fetched):
                    assert result.body == snapshot.body
                    held, new = snapshot.items, snapshot.identities - seen[name]
                elif not isinstance(result, NotModified):
                    raise AssertionError(result)
                seen[name] |= new
                row = fetch_row(
                    result,
                    item_count=len(held),
                    new_item_count=len(new),
                    undated_count=sum(item.published_at is None for item in held),
                )
                last[name] = follow(last.get(name), row, result, held)
    return seen, asked


def recorded_hours(recorded: dict[str, Recording]) -> list[dt.datetime]:
    """Every hour in which recording went on, oldest first."""
    times = sorted(snapshot.at for recording in recorded.values() for snapshot in recording.snapshots)
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
    ever = {
        name: frozenset().union(*(snapshot.identities for snapshot in recording.snapshots))
        for name, recording in recorded.items()
    }
    hours = recorded_hours(recorded)
    snapshot_count = sum(len(recording.snapshots) for recording in recorded.values())
    total = sum(map(len, ever.values()))
    print(f"{len(recorded)} feeds, {snapshot_count:,} snapshots, {len(hours):,} hours, {total:,} items ever")
    print(f"{'looking':34} {'requests':>9} {'MB':>8} {'kept':>7}  {'target':>6} {'CPU s':>6}")
    for name, every, adaptive, target in (
        ("every hour, feeds that are due", HOUR, True, "99 %"),
        ("every hour, all feeds", HOUR, False, ""),
        ("once a week", WEEK, False, ""),
    ):
        stage, started = Stage(recorded), time.process_time()
        seen, asked = asyncio.run(watch(stage, hours, every, adaptive))
        kept = sum(len(seen[feed] & ever[feed]) for feed in ever) / total
        seconds = time.process_time() - started
        print(f"{name:34} {asked:9,} {stage.bytes_sent / 1e6:8.1f} {kept:7.1%}  {target:>6} {seconds:6.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
