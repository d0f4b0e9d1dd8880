"""The entries of a feed document as they stand in it: strings, not yet cleaned, not yet believed.

`read_feed` takes any bytes. It never raises, and its time is bounded: the body is cut at MAX_BODY bytes, MAX_ENTRIES
entries are read, entity declarations are taken away, and feedparser is given no more than it can bear.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from typing import Any

from tasks.collect.feed.encoding import to_utf8
from tasks.collect.feed.entry import Fault, RawEntry, RawFeed
from tasks.collect.feed.pages import is_page, what_it_is
from tasks.collect.feed.xml import read_xml

MAX_BODY = 8_000_000
"""Bytes of a document that are read. The largest real feed seen (of 6,500) has 3.9 MB."""
MAX_ENTRIES = 500
"""Entries of a document that are read. Feeds hold 10 to 100; a 2.9 MB feed of tiny items takes feedparser 6.6 s."""
MAX_LENIENT = 200_000
"""Bytes of a broken document that feedparser is given: its time grows with the square on hostile ones."""

_ENTRY_END = re.compile(rb"</(?:[A-Za-z0-9_-]{1,20}:)?(?:item|entry)\s{0,10}>", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!DOCTYPE\s[^\[>]{0,1000}(?:\[.{0,200000}?\]\s{0,100})?>", re.IGNORECASE | re.DOTALL)
_LONG = 4000
_LONG_TAG = re.compile(rb"<[^<>]{%d,}" % _LONG)
_MANY_ATTRIBUTES = 200
"""Attributes of one element above which it is an attack: XML parsers compare each with each."""
_ROOT_ENDS = re.compile(rb"</(?:[A-Za-z0-9_-]{1,20}:)?(?:rss|feed|rdf|channel)\s{0,10}>", re.IGNORECASE)
_ROOT_BEGINS = re.compile(rb"<(?:[A-Za-z0-9_-]{1,20}:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)


def read_feed(body: bytes, content_type: str | None = None, language: str = "") -> RawFeed:
    """The entries of a document and its faults. Never raises; reads no more than the module's limits.

    language: ISO code of the language that the outlet writes in, for documents that do not say how they are encoded.
    """
    faults: list[Fault] = []
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return RawFeed(faults=(("empty", "the document is empty"),))
    if len(body) > MAX_BODY:
        faults.append(("too_large", f"{len(body):,} bytes; only the first {MAX_BODY:,} were read"))
        body = body[:MAX_BODY]
    start = body[:2000].lstrip(b" \t\r\n\xef\xbb\xbf")
    if start[:1] in (b"{", b"["):
        return _read_json(body, faults)
    body = to_utf8(body, content_type, faults, language)
    body = _without_entities(body, faults)
    if _has_long_stretch(body):
        body = _LONG_TAG.sub(_without_attributes, body)
    return _read_markup(body, faults)


def _read_markup(body: bytes, faults: list[Fault]) -> RawFeed:
    """What lxml reads; what feedparser reads where lxml stumbles and the document is small enough for it."""
    read = read_xml(body, MAX_ENTRIES)
    feed = read.feed
    if read.entry_count > MAX_ENTRIES:
        faults.append(("too_many_items", f"{read.entry_count:,} items; only the first {MAX_ENTRIES} were read"))
    is_fine = feed is not None and bool(feed.entries) and (read.error is None or read.cut)
    if not is_fine and len(body) <= MAX_LENIENT and not is_page(body):
        lenient = _read_leniently(body)
        if lenient.is_feed and (feed is None or lenient.entries):
            feed = lenient
    if feed is None:
        return RawFeed(faults=_once(*faults, ("not_a_feed", what_it_is(body))))
    if read.error and not any(kind == "too_large" for kind, _ in faults):
        if _ends_inside_an_entry(body) and len(feed.entries) < MAX_ENTRIES:
            feed = replace(feed, entries=feed.entries[:-1])  # half an item may say the opposite of the whole
        faults.append(_broken(body, read.error, read.cut, len(feed.entries)))
    return replace(feed, faults=_once(*faults))


def _once(*faults: Fault) -> tuple[Fault, ...]:
    return tuple(dict.fromkeys(faults))


def _ends_inside_an_entry(body: bytes) -> bool:
    """Whether the document stops between the beginning and the end of an item."""
    opened = max(body.rfind(b"<item"), body.rfind(b"<entry"))
    return not _ends_well(body) and opened > max(body.rfind(b"</item>"), body.rfind(b"</entry>"))


def _broken(body: bytes, error: str, cut: bool, entry_count: int) -> Fault:
    if not _ends_well(body):
        return ("truncated", f"it ends in the middle; the {entry_count} items before that were read")
    begins = _ROOT_BEGINS.search(body)
    if begins and body[: begins.start()].strip() and not body.lstrip().startswith((b"<?", b"<!")):
        return ("malformed", "there is text before the feed (a warning of its server, mostly); the feed was read")
    if cut:
        return ("malformed", "there is text after the end of the feed; the feed was read")
    return ("malformed", f"it is not well-formed XML ({error}); it was read leniently")


def _without_entities(body: bytes, faults: list[Fault]) -> bytes:
    """The body without a document type that declares entities: they are a means of attack, and news needs none."""
    match = _DOCTYPE.search(body, 0, 300_000)
    if match and b"<!ENTITY" in match[0].upper():
        faults.append(("entities", "its document type declares entities; they were ignored"))
        return body[: match.start()] + body[match.end() :]
    return body


def _has_long_stretch(body: bytes) -> bool:
    """Whether so many bytes stand together without a `<` that a tag may be too long: seen in leaps, not byte by byte."""
    at = 0
    while at + _LONG <= len(body):
        at = body.rfind(b"<", at, at + _LONG) + 1
        if not at:
            return True
    return False


def _without_attributes(match: re.Match[bytes]) -> bytes:
    """A long tag as it is, or its bare name where it has more attributes than any feed."""
    tag = match[0]
    if (
        tag.count(b"=") <= _MANY_ATTRIBUTES
        or tag.count(b'="') + tag.count(b"='") + tag.count(b"= ") <= _MANY_ATTRIBUTES
    ):
        return tag
    return tag[:40].split()[0]


def _trimmed(body: bytes) -> bytes:
    """The body with its first MAX_ENTRIES entries."""
    ends = [match.end() for match in _ENTRY_END.finditer(body)]
    return body[: ends[MAX_ENTRIES - 1]] + body[ends[-1] :] if len(ends) > MAX_ENTRIES else body


def _read_leniently(body: bytes) -> RawFeed:
    """What feedparser reads, which forgives nearly everything. No feed where even feedparser gives up."""
    import feedparser

    body = _trimmed(body)
    try:
        # A stream, because feedparser takes bytes for a file name or a URL first.
        parsed = feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError):
        return RawFeed()
    return RawFeed(
        entries=tuple(as_raw_entry(entry) for entry in parsed.entries[:MAX_ENTRIES]),
        title=_string(parsed.feed.get("title")),
        link=_string(parsed.feed.get("link")),
        language=_string(parsed.feed.get("language")),
        is_feed=bool(parsed.get("version")) or bool(parsed.entries),
    )


def _ends_well(body: bytes) -> bool:
    """Whether the root element is closed, whatever follows it."""
    return _ROOT_ENDS.search(body) is not None


def as_raw_entry(entry: Any) -> RawEntry:
    """An entry of feedparser's as ours."""
    contents = entry.get("content") or []
    content = max((_string(c.get("value")) for c in contents if isinstance(c, dict)), key=len, default="")
    languages = [c.get("language") for c in contents if isinstance(c, dict)]
    detail = entry.get("title_detail") or {}
    languages += [detail.get("language") if isinstance(detail, dict) else None]
    base = detail.get("base") if isinstance(detail, dict) else None
    source = entry.get("source") or {}
    return RawEntry(
        title=_string(entry.get("title")),
        link=_string(entry.get("link")) or _first_link(entry.get("links")),
        guid=_string(entry.get("id")),
        summary=_string(entry.get("summary")),
        content=content,
        published=_string(entry.get("published")),
        updated=_string(entry["updated"]) if dict.__contains__(entry, "updated") else "",
        language=_string(entry.get("language")) or next((_string(x) for x in languages if x), ""),
        base=_string(base),
        author=_string(entry.get("author")),
        source_title=_string(source.get("title")) if isinstance(source, dict) else "",
        source_url=_string(source.get("href") or source.get("link")) if isinstance(source, dict) else "",
    )


def _first_link(links: Any) -> str:
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel", "alternate") == "alternate" and link.get("href"):
            return _string(link["href"])
    return ""


def _string(value: object) -> str:
    """The value if it is text, the first text of a list, else nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return next((v for v in value if isinstance(v, str)), "")
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def _read_json(body: bytes, faults: list[Fault]) -> RawFeed:
    """The items of a JSON Feed (jsonfeed.org 1.0 and 1.1)."""
    try:
        data = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        faults.append(("truncated", f"it looks like JSON but cannot be read ({str(error)[:200]})"))
        return RawFeed(faults=tuple(faults))
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list):
        faults.append(("not_a_feed", "it is JSON without a list of items, not a feed"))
        return RawFeed(faults=tuple(faults))
    if len(items) > MAX_ENTRIES:
        faults.append(("too_many_items", f"{len(items):,} items; only the first {MAX_ENTRIES} were read"))
    return RawFeed(
        entries=tuple(_json_entry(item) for item in items[:MAX_ENTRIES] if isinstance(item, dict)),
        title=_string(data.get("title")),
        link=_string(data.get("home_page_url")),
        language=_string(data.get("language")),
        faults=tuple(faults),
        is_feed=True,
    )


def _json_entry(item: dict[str, Any]) -> RawEntry:
    return RawEntry(
        title=_string(item.get("title")),
        link=_string(item.get("url")) or _string(item.get("external_url")),
        guid=_string(item.get("id")),
        summary=_string(item.get("summary")),
        content=_string(item.get("content_html")) or _string(item.get("content_text")),
        published=_string(item.get("date_published")),
        updated=_string(item.get("date_modified")),
        language=_string(item.get("language")),
        author=_json_author(item),
    )


def _json_author(item: dict[str, Any]) -> str:
    """The name of the first author: version 1.1 has a list of them, 1.0 one."""
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return _string(first.get("name")) if isinstance(first, dict) else ""
