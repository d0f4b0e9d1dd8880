"""What hostile text costs: CPU time of every reader on texts of a length, twice it, four and eight times.

    python -m tests.measure.budgets [--only "feed;date"]

A reader is linear, or bounded because it reads no more than so much. Each is given texts made to be slow: one piece repeated. The
growth is the exponent between the two longest ones (1 linear, 2 quadratic); what takes under 50 ms there is not looked at.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from math import log2

from flows.cli.inspection import inspect_class, inspect_places, inspect_statement, inspect_stories
from tasks.collect.feed.dates import date_in_url, read_date
from tasks.collect.feed.days import day_order
from tasks.collect.feed.parse import parse_feed
from tasks.collect.pages import extract_text
from tasks.collect.text import clean_html, clean_text, strip_tags
from tasks.collect.urls import canonical_url
from tasks.countries.profiles import Feed
from tasks.events.casualties.find import find_casualties
from tasks.language.detect import detect
from tasks.time.event_time import event_time
from tasks.verify.verdict import SourceText, verify
from warehouse.errors import WeekwatchError
from warehouse.sql.text import check_reads_only

NOW = dt.datetime(2026, 4, 26, 12, tzinfo=dt.UTC)
FEED = Feed(url="https://news.example/feed", outlet="Example", language="en", kind="national", source="test")
SHORTEST, DOUBLINGS = 4_000, 3
STEEP, WORTH_SECONDS = 1.4, 0.05
PIECES = (
    "a", "A ", "1 ", "1,", "12:", "<", "<a ", "</", "&", "&amp;", "&#", "<!--", "]]>", "<![CDATA[", "(", "((", '"', "“",
    "killed ", "12 killed ", "on Monday ", "Monday, ", "April 24 ", "24 ", ". ", ", and ", "not ", "of the ", "- ", "\n", "\u200f",
    "после ", "和", "/../", "%2f", "?a=b&", "/*", "-- ", "'", "٢", "e\u0301",
)  # fmt: skip


def _feed(text: str) -> object:
    body = f"<rss><channel><item><title>{text}</title><link>https://a.example/{text}</link><pubDate>{text}</pubDate>"
    return parse_feed(
        f"{body}<description>{text}</description></item></channel></rss>".encode(),
        feed=FEED,
        raw_sha256="0" * 64,
        fetched_at=NOW,
    )


def _line(text: str) -> dict[str, str]:
    return {
        "id": "1",
        "title": text[:200],
        "text": text,
        "lang": "en",
        "published": "2026-04-24T06:00:00Z",
        "_where": "line 1",
    }


def _statement(text: str) -> object:
    return inspect_statement({"id": "1", "statement": text[:600], "sources": [_line(text)], "_where": "line 1"})


READERS: Mapping[str, Callable[[str], object]] = {
    "feed": _feed,
    "feed, bytes as they are": lambda text: parse_feed(text.encode(), feed=FEED, raw_sha256="0" * 64, fetched_at=NOW),
    "feed, JSON": lambda text: parse_feed(
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": text, "title": text, "url": text}]}).encode(),
        feed=FEED,
        raw_sha256="0" * 64,
        fetched_at=NOW,
    ),
    "page": lambda text: extract_text(f"<html><body><p>{text}</p></body></html>".encode()),
    "clean_html": clean_html,
    "strip_tags": strip_tags,
    "clean_text": clean_text,
    "date": read_date,
    "date in an address": date_in_url,
    "order of days": lambda text: day_order(text.split()),
    "address": lambda text: canonical_url(f"https://a.example/{text}"),
    "language": detect,
    "casualties": lambda text: find_casualties(text[:200], text, lang="en"),
    "time of an event": lambda text: event_time(text[:200], text, published_at=NOW, lang="en"),
    "inspect places": lambda text: inspect_places(_line(text)),
    "inspect class": lambda text: inspect_class(_line(text)),
    "inspect stories": lambda text: inspect_stories([_line(text)]),
    "inspect statement": _statement,
    "verifier, statement": lambda text: verify(text, [SourceText("Gunmen kill 12", "Gunmen killed 12 soldiers.", NOW)]),
    "verifier, source": lambda text: verify("Gunmen killed 12 soldiers.", [SourceText("", text, NOW)]),
    "SQL gate": lambda text: _refused(text),
    "SQL gate, nested": lambda text: _refused(f"select {text}"),
}  # fmt: skip


def _refused(text: str) -> None:
    with suppress(WeekwatchError):
        check_reads_only(text)


def cpu_seconds(reader: Callable[[str], object], text: str) -> float:
    """CPU time of a reading, the least of three."""
    least = float("inf")
    for _ in range(3):
        began = time.process_time()
        reader(text)
        least = min(least, time.process_time() - began)
        if least > 1:
            break
    return least


def growth(reader: Callable[[str], object], piece: str) -> tuple[float, float]:
    """Exponent between the two longest texts, and the CPU seconds of the longest."""
    lengths = [SHORTEST * 2**n for n in range(DOUBLINGS + 1)]
    took = []
    for length in lengths:
        took.append(cpu_seconds(reader, (piece * (length // len(piece) + 1))[:length]))
        if took[-1] > 5:
            break
    if len(took) < 2 or took[-1] < WORTH_SECONDS:
        return 0.0, took[-1]
    return log2(took[-1] / max(took[-2], 1e-4)), took[-1]


def main(arguments: list[str] | None = None) -> int:
    """Prints the steepest growth and the dearest text of each reader; 1 where one is neither linear nor bounded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="readers, separated by semicolons")
    chosen = parser.parse_args(arguments)
    readers = {name: READERS[name] for name in chosen.only.split(";")} if chosen.only else READERS
    steep = 0
    print(f"{'reader':26} {'steepest':>8} {'on':12} {'dearest':>9}  on    ({SHORTEST * 2**DOUBLINGS:,} characters)")
    for name, reader in readers.items():
        reader("warm up the reader")
        found = {piece: growth(reader, piece) for piece in PIECES}
        worst = max(found, key=lambda piece: found[piece][0])
        dearest = max(found, key=lambda piece: found[piece][1])
        steep += found[worst][0] > STEEP
        print(
            f"{name:26} {found[worst][0]:8.2f} {worst!r:12} {found[dearest][1]:7.2f} s  {dearest!r}"
            f"{'   TOO STEEP' if found[worst][0] > STEEP else ''}",
            flush=True,
        )
    print(f"{steep} of {len(readers)} readers are neither linear nor bounded (target 0)")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
