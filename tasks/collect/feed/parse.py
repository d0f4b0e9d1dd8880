"""Feed documents into items: cleaned, dated where they say when, and with an issue for everything that is wrong.

`parse_feed` takes any bytes and never raises. What is not a feed, or is cut, empty or wrongly encoded, becomes
issues of stage `parse` beside the items that could be had. An undated item stays undated.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from tasks.collect.feed.dates import DateReading, date_in_url, read_date
from tasks.collect.feed.days import DateHints, day_order
from tasks.collect.feed.entries import read_feed
from tasks.collect.feed.entry import RawEntry, RawFeed
from tasks.collect.text import clean_html, clean_text, one_line, truncate
from tasks.collect.urls import AGGREGATORS, canonical_url, host_of, site_of, telling_fragments, with_fragment
from tasks.countries.profiles import Feed
from tasks.language.detect import detect
from warehouse.tables import FeedItem, Issue, IssueSeverity
from warehouse.weeks import EARLIEST, week_of

MAX_TITLE = 500
MAX_TEXT = 20_000
FUTURE_TOLERANCE = dt.timedelta(days=2)
"""How far ahead of the fetch a date may lie: time zones and embargoes reach a day, clocks are wrong by another."""

YEARS_APART = dt.timedelta(days=366)
"""A date of publication further from the day in the article's own address is not the article's: a template's, a clock's."""

Basis = Literal["published", "updated", "url", "archive", "none"]

_SEVERITY: dict[str, IssueSeverity] = {
    "not_a_feed": "error",
    "empty": "error",
    "no_items": "warning",
    "truncated": "warning",
    "too_large": "warning",
    "too_many_items": "warning",
    "encoding": "warning",
    "malformed": "info",
    "entities": "info",
    "undated": "warning",
    "future_dated": "warning",
    "ancient_dated": "warning",
    "dates_disagree": "warning",
    "doubtful_dates": "warning",
    "unknown_zones": "warning",
    "no_link": "info",
    "empty_items": "info",
    "repeated_items": "info",
    "long_titles": "info",
}
_REMEDY = {
    "not_a_feed": "look for the outlet's new feed address and correct the profile",
    "empty": "if it stays empty, look for another feed of the outlet",
    "no_items": "if it stays empty, look for another feed of the outlet",
    "undated": "none here: an item without a date can belong to no week",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document held: items in its order, and what was wrong with it."""

    items: tuple[FeedItem, ...]
    issues: tuple[Issue, ...]

    @property
    def is_feed(self) -> bool:
        """Whether the document was a feed, with items or without."""
        return not any(issue.kind in ("not_a_feed", "empty") for issue in self.issues)

    @property
    def undated_count(self) -> int:
        """Items without a usable date."""
        return sum(item.published_at is None for item in self.items)


def parse_feed(
    body: bytes,
    *,
    feed: Feed,
    raw_sha256: str,
    fetched_at: dt.datetime,
    week_starts_on: int = 0,
    content_type: str | None = None,
    outlet_country: str | None = None,
    final_url: str | None = None,
    home_country: str | None = None,
    publishers: Mapping[str, str] | None = None,
) -> Parsed:
    """The items of a feed document and the issues met. Never raises for any bytes.

    Dates before 1990 or more than two days after `fetched_at` are not believed (an issue names the item).
    Without a date in the feed, a day in the link (`/2026/04/24/`) is taken, with basis `url`; else published_at
    is None and `week` is the week of `fetched_at`. A date years away from the day in the link is not believed either; the
    link's day is. final_url: base of relative links, if not the feed's URL. home_country: where its dates are written, if
    that is not outlet_country. publishers: registered name of a site -> the publisher of an aggregator's item from there.
    """
    raw = read_feed(body, content_type, feed.language)
    reader = _Reader(
        feed,
        raw,
        raw_sha256,
        fetched_at,
        week_starts_on,
        outlet_country,
        final_url or feed.url,
        home_country,
        publishers or {},
    )
    items: dict[str, FeedItem] = {}
    for position, entry in enumerate(raw.entries):
        item = reader.item(entry, position)
        if item is None:
            continue
        if item.item_id in items:
            reader.counts["repeated_items"] += 1
        items.setdefault(item.item_id, item)
    return Parsed(tuple(items.values()), tuple(reader.all_issues()))


def item_id(feed_url: str, identity: str, title: str, text: str) -> str:
    """16 hex digits that name an item: digest of feed, guid or link, title and text."""
    content = "\0".join((feed_url, identity, title, text))
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:16]


class _Reader:
    """Turns the entries of one document into items and remembers what was wrong."""

    def __init__(
        self,
        feed: Feed,
        raw: RawFeed,
        raw_sha256: str,
        fetched_at: dt.datetime,
        week_starts_on: int,
        outlet_country: str | None,
        base: str,
        home_country: str | None,
        publishers: Mapping[str, str],
    ) -> None:
        self.feed = feed
        self.raw = raw
        self.raw_sha256 = raw_sha256
        self.fetched_at = fetched_at
        self.week_starts_on = week_starts_on
        self.outlet_country = outlet_country
        self.publishers = publishers
        self.is_aggregator = feed.kind == "search" or host_of(canonical_url(feed.url)) in AGGREGATORS
        self.base = canonical_url(raw.link, base) or base
        self.bases = {"": self.base}
        self.hints = DateHints(
            language=feed.language, country=home_country or outlet_country, latest=fetched_at + FUTURE_TOLERANCE
        )
        self.counts: Counter[str] = Counter()
        self.issues: list[Issue] = []

    def item(self, entry: RawEntry, position: int) -> FeedItem | None:
        """The item of an entry; None where it has neither title nor text."""
        outlet, publisher = self.outlet(entry)
        title = one_line(clean_html(entry.title))
        if self.is_aggregator:
            title = title.removesuffix(f" - {outlet}")
        self.counts["long_titles"] += len(title) > MAX_TITLE
        title = truncate(title, MAX_TITLE)
        text = truncate(_fuller(entry.summary, entry.content), MAX_TEXT)
        if not title:
            title = truncate(one_line(text), 120)
        if not title:
            self.counts["empty_items"] += 1
            return None
        if text == title:
            text = ""
        base = self.base_of(entry.base)
        guid = truncate(one_line(clean_text(entry.guid)), 500) or None
        url = canonical_url(entry.link, base) or canonical_url(guid or "")
        if url in self.with_fragments:
            url = with_fragment(url, entry.link or guid or "")
        self.counts["no_link"] += not url
        if self.is_aggregator and one_line(text).startswith(title) and not self.site_told(url):
            text = ""  # Google's: the title as a link again, the outlet, and others' headlines
        identity = item_id(self.feed.url, guid or url, title, text)
        published_at, basis = self.date(entry, url, identity, title)
        return FeedItem(
            week=week_of(published_at or self.fetched_at, self.week_starts_on).start,
            item_id=identity,
            feed_url=self.feed.url,
            outlet=outlet,
            publisher=publisher,
            outlet_country=self.outlet_country,
            url=url,
            guid=guid,
            title=title,
            text=text,
            lang=self.language(entry, f"{title}\n{text}"),
            published_at=published_at,
            published_basis=basis,
            fetched_at=self.fetched_at,
            raw_sha256=self.raw_sha256,
            position=position,
        )

    def base_of(self, stated: str) -> str:
        """The base of an entry's relative links: what it states, else the document's."""
        if stated not in self.bases:
            self.bases[stated] = canonical_url(stated, self.base) or self.base
        return self.bases[stated]

    @cached_property
    def with_fragments(self) -> frozenset[str]:
        """The addresses of pages whose parts are articles of the document."""
        links = [
            (entry.link or entry.guid, entry.base) for entry in self.raw.entries if "#" in (entry.link or entry.guid)
        ]
        return telling_fragments((canonical_url(link, self.base_of(base)), link) for link, base in links)

    @cached_property
    def order_told(self) -> DateHints:
        """The hints, with how the document's own dates in figures order day and month."""
        return replace(self.hints, order=day_order(entry.published or entry.updated for entry in self.raw.entries))

    def read_date(self, stated: str) -> DateReading | None:
        """What a date means; the other dates of the document are asked where it could mean two days."""
        reading = read_date(clean_html(stated) if "<" in stated else stated, self.hints)
        if reading and reading.doubt == "day_order":
            reading = read_date(stated, self.order_told)
        return reading

    def date(self, entry: RawEntry, url: str, identity: str, title: str) -> tuple[dt.datetime | None, Basis]:
        """When the entry was published, and where that was read. Notes what is not believed."""
        in_url = date_in_url(url)
        if in_url and not EARLIEST <= in_url.date() <= (self.fetched_at + FUTURE_TOLERANCE).date():
            in_url = None if entry.published or entry.updated else in_url
        doubt: tuple[str, dt.datetime] | None = None
        stated: tuple[tuple[Basis, str], ...] = (
            ("published", entry.published),
            ("updated", entry.updated),
            ("url", url),
        )
        for basis, text in stated:
            if basis == "url":
                reading = DateReading(in_url, has_zone=True) if in_url else None
            else:
                reading = self.read_date(text)
            if reading is None:
                continue
            moment = reading.moment
            if moment.date() < EARLIEST:
                doubt = doubt or ("ancient_dated", moment)
            elif moment > self.fetched_at + FUTURE_TOLERANCE:
                doubt = doubt or ("future_dated", moment)
            elif in_url and abs(moment - in_url) > YEARS_APART:
                self.issue(
                    "dates_disagree",
                    f"{self.feed.outlet}: {truncate(title, 80)!r} is dated {moment.date()}, but its address says "
                    f"{in_url.date()}, which was taken",
                    subject=identity,
                )
                return in_url, "url"
            else:
                self.counts[{"day_order": "doubtful_dates", "zone": "unknown_zones"}.get(reading.doubt or "", "")] += 1
                return moment, basis
        if doubt:
            kind, moment = doubt
            self.issue(
                kind,
                f"{self.feed.outlet}: {truncate(title, 80)!r} is dated {moment.date()}; it was fetched on "
                f"{self.fetched_at:%Y-%m-%d}, so its date is not believed",
                subject=identity,
            )
        else:
            self.counts["undated"] += 1
        return None, "none"

    def language(self, entry: RawEntry, words: str) -> str:
        """The entry's language. The profile's is the first hint, as people reviewed it; feeds often state a default."""
        return detect(words, self.feed.language, entry.language, self.raw.language)

    def outlet(self, entry: RawEntry) -> tuple[str, str]:
        """Outlet and publisher family: the feed's, or of an aggregator's feed those that the entry names or links to."""
        if not self.is_aggregator:
            return self.feed.outlet, self.feed.publisher or self.feed.outlet
        site = site_of(canonical_url(entry.source_url)) or self.site_told(canonical_url(entry.link))
        named = truncate(one_line(clean_html(entry.source_title)), 200) or site
        if not named:
            return self.feed.outlet, self.feed.publisher or self.feed.outlet
        return named, self.publishers.get(site) or site or named

    def site_told(self, link: str) -> str:
        """The site that an aggregator's link leads to; empty where it stays with the aggregator."""
        site = site_of(link)
        return "" if site == site_of(canonical_url(self.feed.url)) else site

    def all_issues(self) -> list[Issue]:
        """The faults of the document, then those of its items."""
        for kind, message in self.raw.faults:
            self.issue(kind, f"{self.feed.outlet}: {message}")
        if self.raw.is_feed and not self.raw.entries:
            self.issue("no_items", f"{self.feed.outlet}: the feed has no items")
        total = len(self.raw.entries)
        for kind, said in (
            ("undated", "carry no date that can be read"),
            ("doubtful_dates", "carry a date in figures whose day and month could be the other way round"),
            ("unknown_zones", "name a time zone that is not known, and were taken for UTC"),
            ("no_link", "carry no link to an article"),
            ("empty_items", "have neither title nor text and were left out"),
            ("long_titles", f"have a title of more than {MAX_TITLE} characters, which was cut"),
            ("repeated_items", "stand in the document more than once and were read once"),
        ):
            if count := self.counts[kind]:
                self.issue(kind, f"{self.feed.outlet}: {count} of {total} items {said}")
        return self.issues

    def issue(self, kind: str, message: str, *, subject: str | None = None) -> None:
        """Notes an issue of the parse stage."""
        self.issues.append(
            Issue(
                week=week_of(self.fetched_at, self.week_starts_on).start,
                country=None,
                revision=None,
                stage="parse",
                severity=_SEVERITY.get(kind, "warning"),
                kind=kind,
                subject=subject or self.feed.url,
                message=message,
                remedy=_REMEDY.get(kind),
            )
        )


def _fuller(summary: str, content: str) -> str:
    """The fuller of summary and body as plain text: bodies are often only an image, summaries often only a teaser."""
    long, short = sorted((content, summary), key=len, reverse=True)
    text = clean_html(long)
    if len(short) <= len(text):
        return text  # cleaning makes nothing longer
    other = clean_html(short)
    return other if len(other) > len(text) else text
