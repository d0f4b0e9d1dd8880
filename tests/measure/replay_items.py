"""One item once: the feeds of spring 2020 as they rolled on, with items that come again changed, collected and built week by week.

Of the addresses in the recorded snapshots three twentieths come a second time, one to nine days after they were first there:
a twentieth with a new date (`redated`), a twentieth with newer words under the same guid and link (`edited`), a twentieth
with a new guid and date (`republished`). Feeds are asked twice a day over HTTP; after each week its country-weeks
are built and published, and all of them once more at the end. Printed: of each kind how many came, what is stored of
them, whether an article is counted in two weeks, whether the newest words are those that count, and which weeks were withheld.

    python -m tests.measure.replay_items [--weeks 6]
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import datetime as dt
import hashlib
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from lxml import etree

from flows.building.batch import build_batch
from flows.building.outcome import Batch
from flows.collecting.feeds import collect_feeds
from flows.homes import BUNDLED_COUNTRIES
from flows.publishing.publish import publish
from tasks.collect.http.fetch import FetchSettings
from tasks.collect.identity import is_revision
from tasks.collect.urls import canonical_url
from tasks.countries.profiles import Feed
from tests.measure.replay import Connection, Recording, Stage, recordings
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import Article, FeedItem
from warehouse.weeks import Week, week_of

COUNTRIES = ("US", "GB", "PH", "NZ", "AU")
START = dt.datetime(2020, 4, 21, tzinfo=dt.UTC)
LOOK = dt.timedelta(hours=12)
KINDS = ("redated", "edited", "republished")
SHARE = 5
"""Of a hundred addresses those of each kind."""
DAYS_LATER = 9
_NEWER = ", officials say in a newer version"


def main(arguments: list[str] | None = None) -> int:
    """Prints the tables; 0 if nothing was counted twice or withheld and the newest words count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=int, default=6)
    weeks = parser.parse_args(arguments).weeks
    with tempfile.TemporaryDirectory(prefix="weekwatch-replay-") as folder:
        home = Home.create(Path(folder) / "home")
        changing = Changing(recordings())
        withheld = asyncio.run(watch(home, changing, weeks))
        return report(home, changing, withheld)


@dataclass
class Changing:
    """The recorded feeds, served with items that come again."""

    recorded: dict[str, Recording]
    first: dict[str, tuple[dt.datetime, Any, str]] = field(default_factory=dict)
    """Link -> when it was first served, its element, its feed."""
    came: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Kind -> canonical addresses that have come again."""
    links: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    pending: dict[str, dict[str, dt.datetime]] = field(default_factory=lambda: defaultdict(dict))

    def body(self, name: str, body: bytes, now: dt.datetime) -> bytes:
        """The document with the items whose time has come, at its end."""
        try:
            root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, recover=True))
        except etree.XMLSyntaxError:
            return body
        channel = root.find("channel") if root is not None else None
        if channel is None:
            return body
        for element in channel.findall("item"):
            link = (element.findtext("link") or "").strip()
            if link and link not in self.first:
                self.first[link] = (now, copy.deepcopy(element), name)
                drawn = int(hashlib.sha256(link.encode()).hexdigest(), 16)
                if drawn % 100 < SHARE * len(KINDS):
                    days = 1 + drawn // 100 % DAYS_LATER
                    self.pending[name][link] = now + dt.timedelta(days=days)
        for link, at in list(self.pending[name].items()):
            if at <= now:
                channel.append(self.again(link, now))
                del self.pending[name][link]
        return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))

    def again(self, link: str, now: dt.datetime) -> Any:
        """The item as it comes again."""
        _, element, _ = self.first[link]
        kind = KINDS[int(hashlib.sha256(link.encode()).hexdigest(), 16) % 100 // SHARE]
        self.came[kind].add(canonical_url(link))
        if kind == "edited":
            title = element.find("title")
            title.text = (title.text or "") + _NEWER
        if kind == "republished":
            guid = element.find("guid")
            if guid is None:
                guid = etree.SubElement(element, "guid")
            guid.text = f"again-{hashlib.sha256(link.encode()).hexdigest()[:12]}"
            guid.set("isPermaLink", "false")
        date = element.find("pubDate")
        if date is None:
            date = etree.SubElement(element, "pubDate")
        date.text = format_datetime(now - dt.timedelta(hours=1), usegmt=True)
        return element


class ChangingStage(Stage):
    """Serves the recordings with what comes again; every answer is new, so nothing is `not modified`."""

    def __init__(self, changing: Changing) -> None:
        super().__init__(changing.recorded)
        self.changing = changing

    def answer(self, head: bytes) -> bytes:
        """What is sent for the head of a request."""
        name = head.split(b" ", 2)[1].strip(b"/").decode()
        snapshot = self.recorded[name].at(self.now)
        if snapshot is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        body = self.changing.body(name, snapshot.body, self.now)
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


async def watch(home: Home, changing: Changing, weeks: int) -> list[str]:
    """What was withheld. Collects twice a day; a week that has ended is built, and in the end all are."""
    stage = ChangingStage(changing)
    feeds: list[tuple[Feed, list[str]]] = [(recording.feed, list(COUNTRIES)) for recording in stage.recorded.values()]
    server = await asyncio.get_running_loop().create_server(lambda: Connection(stage), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = FetchSettings(loopback_port=port, host_delay_seconds=0.0, per_host=8)
    withheld: list[str] = []
    async with server:
        first = week_of(START)
        for now in looks(weeks):
            stage.now = now
            await collect_feeds(home, feeds, settings, lambda: stage.now)
            ended = week_of(now).shift(-1)
            if now - dt.datetime.combine(week_of(now).start, dt.time(), dt.UTC) < LOOK and ended.start >= first.start:
                withheld += build(home, ended, now)
        withheld += [line for n in range(weeks) for line in build(home, first.shift(n), stage.now)]
    return withheld


def looks(weeks: int) -> Iterator[dt.datetime]:
    """Every twelve hours of the weeks and of two days after them."""
    at, end = START, START + dt.timedelta(days=7 * weeks + 2)
    while at < end:
        yield at
        at += LOOK


def build(home: Home, week: Week, now: dt.datetime) -> list[str]:
    """What was not published of a week, or not built."""
    outcomes = build_batch(Batch(home.location, BUNDLED_COUNTRIES, COUNTRIES, week, now, False))
    published = publish(home, [(o.country, week) for o in outcomes if o.status == "built"])
    return [
        *published.reasons(),
        *(f"failed: {o.country} {o.week}: {o.reason}" for o in outcomes if o.status == "failed"),
    ]


def report(home: Home, changing: Changing, withheld: list[str]) -> int:
    """Prints what came of what came again."""
    store = Store(home)
    items: defaultdict[str, list[FeedItem]] = defaultdict(list)
    for item in store.read(FeedItem):
        items[item.url].append(item)
    counted: defaultdict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in store.read(Article):
        if article.duplicate_of is None:
            counted[article.country, article.url].append(article)
    print(
        f"{len(changing.first):,} links served, {sum(map(len, items.values())):,} items, {sum(map(len, counted.values())):,} articles"
    )
    twice = [found for found in counted.values() if len({article.week for article in found}) > 1]
    same = [
        found for found in twice if any(is_same(one, other) for one in found for other in found if one is not other)
    ]
    print(
        f"articles of one address and matter counted in two weeks: {len(same)} (target 0); of one address and two matters: {len(twice) - len(same)}"
    )
    print(f"country-weeks withheld or failed: {len(withheld)} (target 0)")
    print("\n".join(withheld[:5] + [f"  {f[0].country} {[(a.week, a.title) for a in f]}" for f in same[:5]]))
    of_url: defaultdict[str, list[Article]] = defaultdict(list)
    for (_, url), found in counted.items():
        of_url[url] += found
    print(f"{'came again':14}{'addresses':>10}{'rows more':>11}{'two weeks':>11}{'counted':>9}{'newest words':>14}")
    bad = len(same) + len(withheld)
    for kind in KINDS:
        urls = changing.came[kind]
        rows: Counter[str] = Counter()
        for url in urls:
            rows["more"] += len(items[url]) - len({(i.feed_url, i.title, i.text) for i in items[url]})
            rows["weeks"] += len({item.week for item in items[url]}) > 1
            if articles := of_url[url]:
                rows["counted"] += 1
                rows["newest"] += kind != "edited" or any(a.title.endswith(_NEWER) for a in articles)
        print(f"{kind:14}{len(urls):>10}{rows['more']:>11}{rows['weeks']:>11}{rows['counted']:>9}{rows['newest']:>14}")
        bad += rows["counted"] - rows["newest"]
    return int(bool(bad))


def is_same(one: Article, other: Article) -> bool:
    """Whether two articles of different weeks speak of the same matter."""
    return one.week != other.week and bool(set(one.title.split()) & set(other.title.split())) and _alike(one, other)


def _alike(one: Article, other: Article) -> bool:
    return is_revision(one, other)  # type: ignore[arg-type]  # it reads title and text, which both have


if __name__ == "__main__":
    sys.exit(main())
