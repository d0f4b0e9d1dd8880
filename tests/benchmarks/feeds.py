"""Parsing against real documents: `python -m tests.benchmarks.feeds [--sample N]`.

Three tables. Survival: every document of the three archives gives items or a stated issue, none raises, none takes more
than two seconds, and no item is dated by the clock (the documents are read as if fetched in 2035, so that any item
of that year would be one). Agreement: feedparser's own wellformed suite, where it states what title, link, id, summary
and dates are, after our normalisation. Throughput: documents a second on the recorded feeds beside feedparser as it
comes, feedparser with sanitising and link resolution off, and lxml's bare parse.
"""

from __future__ import annotations

import argparse
import ast
import collections
import datetime as dt
import functools
import io
import os
import re
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import feedparser
import zstandard
from lxml import etree

from tasks.feed_dates import parse_date
from tasks.feed_entry import RawEntry
from tasks.feed_read import read_feed
from tasks.parse import parse_feed
from tasks.profiles import Feed
from tasks.text import clean_html, one_line
from tasks.urls import canonical_url

DATA = Path(os.environ.get("WEEKWATCH_DATA", Path(__file__).parents[3] / "shared" / "data"))
ARCHIVES = ("recorded-2026-02", "recorded-misc", "snapshots-2020-2021", "parser-suites")
FETCHED_AT = dt.datetime(2035, 6, 1, tzinfo=dt.UTC)
FEED = Feed(url="https://example.com/feed.xml", outlet="Benchmark", language="en", source="benchmark")
SLOW_SECONDS = 2.0
BASE = "https://base.example/"

Document = tuple[str, bytes]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the three tables; 0, or 1 where the data is absent or a document fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=1, help="take every Nth document")
    options = parser.parse_args(arguments)
    if not (DATA / "feeds").is_dir():
        print(f"no feeds at {DATA} (set WEEKWATCH_DATA)")
        return 1
    archives = {name: documents(name)[:: options.sample] for name in ARCHIVES}
    good = survival(archives)
    agreement(archives["parser-suites"])
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


EXPECTED = re.compile(r"entries\[0\]\['(\w+)'\] == (u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|\([\d, ]+\))")


def agreement(suites: list[Document]) -> None:
    """Prints how many of feedparser's statements on first entries hold of what we read."""
    readers: dict[str, Callable[[RawEntry], Any]] = {
        "title": lambda e: one_line(clean_html(e.title)),
        "link": lambda e: canonical_url(e.link or e.guid, BASE),
        "id": lambda e: e.guid.strip(),
        "summary": lambda e: one_line(clean_html(e.summary or e.content)),
        "description": lambda e: one_line(clean_html(e.summary or e.content)),
        "published_parsed": lambda e: parse_date(e.published),
        "updated_parsed": lambda e: parse_date(e.updated) or parse_date(e.published),
        "published": lambda e: parse_date(e.published),
        "updated": lambda e: parse_date(e.updated) or parse_date(e.published),
    }
    held: collections.Counter[str] = collections.Counter()
    stated: collections.Counter[str] = collections.Counter()
    missed: list[str] = []
    for name, body in suites:
        if "feedparser/wellformed/" not in name:
            continue
        text = re.search(rb"Expect:\s*(.*?)\s*-->", body, re.DOTALL)
        for field, literal in EXPECTED.findall(text[1].decode("utf-8", "replace")) if text else ():
            if field not in readers:
                continue
            stated[field] += 1
            entries = read_feed(body).entries
            found = readers[field](entries[0]) if entries else None
            if found == _normal(field, ast.literal_eval(literal)):
                held[field] += 1
            else:
                missed.append(f"{name.rpartition('wellformed/')[2]}: {field}")
    print("\n{:<22}{:>9}{:>9}{:>9}".format("agreement", "stated", "held", "share"))
    for field in stated:
        print(f"{field:<22}{stated[field]:>9}{held[field]:>9}{held[field] / stated[field]:>9.1%}")
    if total := stated.total():
        print(f"{'all (target 99 %)':<22}{total:>9}{held.total():>9}{held.total() / total:>9.1%}")
    print("differ: " + "; ".join(missed))


def _normal(field: str, value: object) -> object:
    """What feedparser's suite states, as our reader would put it."""
    if isinstance(value, tuple):
        return _moment(value)
    text = str(value)
    if field in ("published", "updated"):
        return parse_date(text)
    if field == "link":
        return canonical_url(text, BASE)
    return text if field == "id" else one_line(clean_html(text))


def _moment(parts: Sequence[int]) -> dt.datetime:
    """The instant of a time tuple in UTC."""
    year, month, day, hour, minute, second = parts[:6]
    return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)


def throughput(files: list[Document]) -> None:
    """Prints documents a second of our reader, our whole step, and the peers."""
    loose = functools.partial(feedparser.parse, sanitize_html=False, resolve_relative_uris=False)
    readers: tuple[tuple[str, Callable[[bytes], object]], ...] = (
        ("read_feed (no cleaning)", read_feed),
        ("parse_feed (all)", lambda b: parse_feed(b, feed=FEED, raw_sha256="0" * 64, fetched_at=FETCHED_AT)),
        ("feedparser", lambda b: feedparser.parse(io.BytesIO(b))),
        ("feedparser, bare", lambda b: loose(io.BytesIO(b))),
        ("lxml, bare", lambda b: etree.fromstring(b, etree.XMLParser(recover=True, resolve_entities=False))),
    )
    speeds: dict[str, float] = {}
    for name, read in readers:
        started = time.process_time()
        for _, body in files:
            read(body)
        speeds[name] = len(files) / (time.process_time() - started)
    print("\n{:<26}{:>12}{:>16}".format("throughput", "documents/s", "x feedparser"))
    for name, speed in speeds.items():
        print(f"{name:<26}{speed:>12.1f}{speed / speeds['feedparser']:>16.1f}")
    alike, differing = compare(files)
    print(f"entries alike in title, link and date with feedparser: {alike:,}; differing: {len(differing)}")
    for line in differing[:20]:
        print("  " + line)


def compare(files: list[Document]) -> tuple[int, list[str]]:
    """How many entries feedparser reads alike, and where it does not (fields, not text)."""
    alike, differing = 0, []
    for name, body in files:
        ours, theirs = read_feed(body).entries, list(_theirs(body))
        if len(ours) != len(theirs):
            differing.append(f"{name}: {len(ours)} entries, feedparser {len(theirs)}")
            continue
        for ours_entry, their_entry in zip(ours, theirs, strict=True):
            mine = (one_line(clean_html(ours_entry.title)), _link(ours_entry), _date(ours_entry))
            unlike = [
                what for what, a, b in zip(("title", "link", "date"), mine, their_entry, strict=True) if a not in b
            ]
            alike += not unlike
            if unlike:
                differing.append(f"{name}: {', '.join(unlike)}")
    counted = collections.Counter(differing)
    return alike, [f"{line} ({count} entries)" for line, count in sorted(counted.items())]


def _link(entry: RawEntry) -> str:
    return canonical_url(entry.link or entry.guid, BASE)


def _date(entry: RawEntry) -> dt.datetime | None:
    return parse_date(entry.published) or parse_date(entry.updated)


def _theirs(body: bytes) -> Iterator[tuple[set[object], set[object], set[object]]]:
    """Of each entry what feedparser has for title, link (its own or FeedBurner's original) and date."""
    for entry in feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False).entries[:500]:
        links = (entry.get("link", ""), entry.get("feedburner_origlink", ""), entry.get("id", ""))
        dates = (entry.get("published_parsed"), entry.get("updated_parsed"))
        yield (
            {one_line(clean_html(entry.get("title", "")))},
            {canonical_url(link, BASE) for link in links},
            {_moment(moment) if moment else None for moment in dates},
        )


if __name__ == "__main__":
    sys.exit(main())
