"""The entries of a feed document as they stand in it: strings, not yet cleaned, not yet believed.

`read_feed` takes any bytes. It never raises, and its time is bounded by trimming first: the body to MAX_BODY bytes,
the entries to MAX_ENTRIES, entity declarations away.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from dataclasses import dataclass, field
from typing import Any

MAX_BODY = 8_000_000
"""Bytes of a document that are read. The largest real feed seen (of 6,500) has 3.9 MB."""
MAX_ENTRIES = 500
"""Entries of a document that are read. Feeds hold 10 to 100; a 2.9 MB feed of tiny items takes feedparser 6.6 s."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENTRY_END = re.compile(rb"</(?:[A-Za-z0-9_-]{1,20}:)?(?:item|entry)\s{0,10}>", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!DOCTYPE\s[^\[>]{0,1000}(?:\[.{0,200000}?\]\s{0,100})?>", re.IGNORECASE | re.DOTALL)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_ROOT = re.compile(rb"<(?:[A-Za-z0-9_-]{1,20}:)?(rss|feed|rdf|channel|item|entry)[\s>/]", re.IGNORECASE)
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<body[\s>]|<head[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry as the document has it. Strings may hold markup; empty where it has none."""

    title: str = ""
    link: str = ""
    guid: str = ""
    summary: str = ""
    content: str = ""
    published: str = ""
    updated: str = ""
    language: str = ""
    base: str = ""
    source_title: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class RawFeed:
    """What could be read of a document: its entries and the faults met on the way (kind, message)."""

    entries: tuple[RawEntry, ...] = ()
    title: str = ""
    link: str = ""
    language: str = ""
    faults: tuple[tuple[str, str], ...] = field(default=())
    is_feed: bool = False


def read_feed(body: bytes, content_type: str | None = None) -> RawFeed:
    """The entries of a document and its faults. Never raises; reads no more than the module's limits."""
    faults: list[tuple[str, str]] = []
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return RawFeed(faults=(("empty", "the document is empty"),))
    if len(body) > MAX_BODY:
        faults.append(("too_large", f"{len(body):,} bytes; only the first {MAX_BODY:,} were read"))
        body = body[:MAX_BODY]
    body = _as_ascii_superset(body, faults)
    if b"\0" in body:
        body = body.replace(b"\0", b"")
        faults.append(("encoding", "null bytes inside the document were removed"))
    start = body[:2000].lstrip(b" \t\r\n\xef\xbb\xbf")
    if start[:1] in (b"{", b"["):
        return _read_json(body, faults)
    body = _without_entities(body, faults)
    body = _trimmed(body, faults)
    return _read_xml(body, content_type, faults)


def _as_ascii_superset(body: bytes, faults: list[tuple[str, str]]) -> bytes:
    """The body in UTF-8 where it was UTF-16 or UTF-32 (by byte order mark or by its first `<`); else itself."""
    encoding = next((name for bom, name in _BOMS if body.startswith(bom)), None)
    if encoding is None:
        encoding = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(body[:2])
        if body[:4] in (b"<\0\0\0", b"\0\0\0<"):
            encoding = "utf-32-le" if body[0] else "utf-32-be"
    if encoding is None:
        return body
    text = body.decode(encoding, "replace")
    if "\ufffd" in text:
        faults.append(("encoding", f"some bytes are no {encoding.upper()}"))
    return _XML_DECLARATION.sub("", text.lstrip("\ufeff")).encode("utf-8", "replace")


def _without_entities(body: bytes, faults: list[tuple[str, str]]) -> bytes:
    """The body without a document type that declares entities: they are a means of attack, and news needs none."""
    match = _DOCTYPE.search(body, 0, 300_000)
    if match and b"<!ENTITY" in match[0].upper():
        faults.append(("entities", "its document type declares entities; they were ignored"))
        return body[: match.start()] + body[match.end() :]
    return body


def _trimmed(body: bytes, faults: list[tuple[str, str]]) -> bytes:
    """The body with its first MAX_ENTRIES entries."""
    ends = [match.end() for match in _ENTRY_END.finditer(body)]
    if len(ends) <= MAX_ENTRIES:
        return body
    faults.append(("too_many_items", f"{len(ends):,} items; only the first {MAX_ENTRIES} were read"))
    return body[: ends[MAX_ENTRIES - 1]] + body[ends[-1] :]


def _read_xml(body: bytes, content_type: str | None, faults: list[tuple[str, str]]) -> RawFeed:
    """What feedparser reads."""
    import feedparser

    headers = {"content-type": content_type} if content_type else {}
    try:
        # A stream, because feedparser takes bytes for a file name or a URL first.
        parsed = feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        LookupError,
        AssertionError,
        RecursionError,
    ) as error:
        faults.append(("truncated", f"it cannot be read ({type(error).__name__}: {str(error)[:200]})"))
        return RawFeed(faults=tuple(faults))
    is_feed = bool(parsed.get("version")) or bool(parsed.entries)
    entries = tuple(_entry(entry) for entry in parsed.entries[:MAX_ENTRIES])
    if parsed.get("bozo"):
        faults.extend(_faults_of(body, parsed.get("bozo_exception"), len(entries)))
    if not is_feed:
        faults.append(_not_a_feed(body))
    return RawFeed(
        entries=entries,
        title=_string(parsed.feed.get("title")),
        link=_string(parsed.feed.get("link")),
        language=_string(parsed.feed.get("language")),
        faults=tuple(dict.fromkeys(faults)),
        is_feed=is_feed,
    )


def _faults_of(body: bytes, error: object, entry_count: int) -> list[tuple[str, str]]:
    """What feedparser complained of, in our words."""
    name = type(error).__name__
    if name in ("CharacterEncodingOverride", "CharacterEncodingUnknown"):
        return [("encoding", f"its encoding is not what it declares ({str(error)[:200]})")]
    if name == "NonXMLContentType":
        return []
    lower = body[-3000:].lower()
    if _ROOT.search(body, 0, 5000) and not re.search(rb"</(?:[a-z0-9_-]{1,20}:)?(?:rss|feed|rdf)\s{0,10}>", lower):
        return [("truncated", f"it ends in the middle; {entry_count} items before that were read")]
    if name in ("SAXParseException", "ExpatError"):
        return [("malformed", f"it is not well-formed XML ({_said(error)}); it was read leniently")]
    return []


def _said(error: object) -> str:
    getter = getattr(error, "getMessage", None)
    line = getattr(error, "getLineNumber", lambda: None)()
    return f"{getter() if callable(getter) else error} in line {line}"


def _not_a_feed(body: bytes) -> tuple[str, str]:
    start = body[:3000]
    if _HTML.search(start):
        return ("not_a_feed", "it is a web page (HTML), not a feed")
    said = " ".join(start[:60].decode("utf-8", "replace").split())
    return ("not_a_feed", f"it is neither RSS, Atom, RDF nor JSON Feed; it starts with {said!r}")


def _entry(entry: Any) -> RawEntry:
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
        updated=_string(entry.get("updated")),
        language=_string(entry.get("language")) or next((_string(x) for x in languages if x), ""),
        base=_string(base),
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


def _read_json(body: bytes, faults: list[tuple[str, str]]) -> RawFeed:
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
    )
