"""Parsing against real documents: `python -m tests.measure.feeds [--sample N] [--only survival|throughput]`.

Survival: every document of the four archives gives items or a stated issue, none raises, none takes more than two
seconds, and no item is dated by the clock (the documents are read as if fetched in 2035, so that any item of that year
would be one). Throughput: documents a CPU second on the recorded feeds, each document read twice by all readers in turn so
that the machine's other work touches them alike, of which the quicker counts, without what is loaded once: our reading,
our whole step, feedparser as it comes and with sanitising and link resolution off, fastfeedparser, lxml's bare parse. Equality: each entry against what feedparser reads,
after our normalisation. Agreement with the parsers' own suites is `tests.measure.feed_agreement`.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import functools
import importlib
import importlib.util
import io
import os
import sys
import tarfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import feedparser
import zstandard
from lxml import etree

from tasks.collect.feed.dates import parse_date
from tasks.collect.feed.entries import as_raw_entry, read_feed
from tasks.collect.feed.entry import RawEntry
from tasks.collect.feed.parse import parse_feed
from tasks.collect.text import clean_html, one_line
from tasks.collect.urls import canonical_url
from tasks.countries.profiles import Feed

DATA = Path(os.environ.get("WEEKWATCH_DATA", Path(__file__).parents[3] / "shared" / "data"))
ARCHIVES = ("recorded-2026-02", "recorded-misc", "snapshots-2020-2021", "parser-suites")
FETCHED_AT = dt.datetime(2035, 6, 1, tzinfo=dt.UTC)
FEED = Feed(url="https://example.com/feed.xml", outlet="Benchmark", language="en", source="benchmark")
SLOW_SECONDS = 2.0
BASE = "https://base.example/"

Document = tuple[str, bytes]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the tables; 0, or 1 where the data is absent or a document fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=1, help="take every Nth document")
    parser.add_argument("--only", choices=("survival", "throughput"), help="print one part")
    options = parser.parse_args(arguments)
    if not (DATA / "feeds").is_dir():
        print(f"no feeds at {DATA} (set WEEKWATCH_DATA)")
        return 1
    archives = {name: documents(name)[:: options.sample] for name in ARCHIVES}
    good = options.only == "throughput" or survival(archives)
    if options.only != "survival":
        throughput(archives["recorded-2026-02"] + archives["recorded-misc"])
    return 0 if good else 1


def documents(archive: str) -> list[Document]:
    """The files of an archive with their names."""
    path = DATA / "feeds" / f"{archive}.tar.zst"
    with path.open("rb") as file:
        unpacked = zstandard.ZstdDecompressor().stream_reader(file).read()
    found: list[Document] = []
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            if content and not member.name.endswith((".py", ".txt")):
                found.append((member.name, content.read()))
    return found


def survival(archives: dict[str, list[Document]]) -> bool:
    """Prints what came of every document; whether all held."""
    row = "{:<22}{:>7}{:>9}{:>10}{:>9}{:>9}{:>8}{:>9}{:>9}{:>9}"
    print(
        row.format(
            "survival", "files", "items", "undated", "issues", "no items", "silent", "raised", "by clock", "slowest"
        )
    )
    good = True
    kinds: collections.Counter[str] = collections.Counter()
    for name, files in archives.items():
        items = undated = issues = without = silent = raised = by_clock = 0
        slowest = 0.0
        for _, body in files:
            started = time.process_time()
            try:
                parsed = parse_feed(body, feed=FEED, raw_sha256="0" * 64, fetched_at=FETCHED_AT)
            except Exception:  # noqa: BLE001 - counting what must not happen
                raised += 1
                continue
            slowest = max(slowest, time.process_time() - started)
            items += len(parsed.items)
            undated += parsed.undated_count
            issues += len(parsed.issues)
            kinds.update({issue.kind for issue in parsed.issues})
            without += not parsed.items
            silent += not parsed.items and not parsed.issues
            by_clock += sum(i.published_at is not None and i.published_at.year == FETCHED_AT.year for i in parsed.items)
        print(
            row.format(name, len(files), items, undated, issues, without, silent, raised, by_clock, f"{slowest:.2f} s")
        )
        good = good and not silent and not raised and not by_clock and slowest < SLOW_SECONDS
    print(row.format("target", "", "", "", "", "", 0, 0, 0, f"< {SLOW_SECONDS:.0f} s"))
    print("documents by kind of issue: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    return good


def throughput(files: list[Document]) -> None:
    """Prints documents a second of our reader, our whole step, and the peers."""
    loose = functools.partial(feedparser.parse, sanitize_html=False, resolve_relative_uris=False)
    readers: dict[str, Callable[[bytes], object]] = {
        "read_feed (no cleaning)": read_feed,
        "parse_feed (all)": lambda b: parse_feed(b, feed=FEED, raw_sha256="0" * 64, fetched_at=FETCHED_AT),
        "feedparser": lambda b: feedparser.parse(io.BytesIO(b)),
        "feedparser, bare": lambda b: loose(io.BytesIO(b)),
        "lxml, bare": lambda b: etree.fromstring(b, etree.XMLParser(recover=True, resolve_entities=False)),
    }
    refused: collections.Counter[str] = collections.Counter()
    if importlib.util.find_spec("fastfeedparser"):
        readers["fastfeedparser"] = importlib.import_module("fastfeedparser").parse
    seconds: collections.defaultdict[str, float] = collections.defaultdict(float)
    for _, body in files:
        taken: collections.defaultdict[str, list[float]] = collections.defaultdict(list)
        for name, read in (*readers.items(), *readers.items()):
            started = time.thread_time()
            try:
                read(body)
            except Exception:  # noqa: BLE001 - fastfeedparser raises for what is no feed to it
                refused[name] += 1
            taken[name].append(time.thread_time() - started)
        for name, both in taken.items():
            seconds[name] += min(both)
    row = "{:<26}{:>12}{:>16}{:>9}"
    print("\n" + row.format("throughput", "documents/s", "x feedparser", "raised"))
    for name in readers:
        faster = seconds["feedparser"] / seconds[name]
        print(row.format(name, f"{len(files) / seconds[name]:.1f}", f"{faster:.1f}", refused[name] // 2))
    alike, differing = compare(files)
    print(
        f"entries equal to feedparser's in title, link, date and text: {alike:,}; differing: {sum(differing.values())}"
    )
    for line, count in sorted(differing.items()):
        print(f"  {line} ({count} entries)")


def compare(files: list[Document]) -> tuple[int, collections.Counter[str]]:
    """How many entries feedparser reads alike, and of which documents and fields it does not."""
    alike, differing = 0, collections.Counter[str]()
    for name, body in files:
        ours = read_feed(body).entries
        theirs = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False).entries[:500]
        if len(ours) != len(theirs):
            differing[f"{name}: {len(ours)} entries, feedparser {len(theirs)}"] += 1
            continue
        for mine, entry in zip(ours, theirs, strict=True):
            links = {canonical_url(entry.get(key, ""), BASE) for key in ("link", "feedburner_origlink", "id")}
            dates = {_moment(entry[key]) if entry.get(key) else None for key in ("published_parsed", "updated_parsed")}
            texts = {_text(as_raw_entry(entry)), *(_plain(str(c.get("value", ""))) for c in entry.get("content", ()))}
            unlike = [
                what
                for what, is_alike in (
                    ("title", _plain(mine.title) == _plain(entry.get("title", ""))),
                    ("link", canonical_url(mine.link or mine.guid, BASE) in links),
                    ("date", (parse_date(mine.published) or parse_date(mine.updated)) in dates),
                    ("text", _text(mine) in texts),
                )
                if not is_alike
            ]
            alike += not unlike
            if unlike:
                differing[f"{name}: {', '.join(unlike)}"] += 1
    return alike, differing


def _plain(markup: str) -> str:
    return one_line(clean_html(markup))


def _text(entry: RawEntry) -> str:
    """The fuller of summary and body, as plain text in one line."""
    return max(_plain(entry.content), _plain(entry.summary), key=len)


def _moment(parts: Sequence[int]) -> dt.datetime:
    """The instant of a time tuple in UTC."""
    year, month, day, hour, minute, second = parts[:6]
    return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)


if __name__ == "__main__":
    sys.exit(main())
