"""What a page says of itself in its head: title, date, summary, language (Open Graph, schema.org, plain HTML)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tasks.collect.feed.dates import parse_date

_TITLES = ("og:title", "twitter:title")
_SUMMARIES = ("og:description", "description", "twitter:description")
_DATES = ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate", "publishdate")


@dataclass(frozen=True, slots=True)
class Head:
    """What was found; empty or None where the page does not say."""

    title: str = ""
    summary: str = ""
    published_at: dt.datetime | None = None
    url: str = ""
    site: str = ""
    lang: str | None = None


def read_head(html: bytes, content_type: str | None = None) -> Head:
    """The head of an HTML page; never raises for any bytes."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    stated = content_type.partition("charset=")[2].strip(" \"';") if content_type else ""
    try:
        parser = HTMLParser(encoding=stated or None, no_network=True, huge_tree=False)
        tree = document_fromstring(html, parser=parser)
    except (etree.LxmlError, LookupError, ValueError):
        return Head()
    said: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        if name and meta.get("content"):
            said.setdefault(name, meta.get("content", ""))
    linked = list(_linked_data(tree))
    dates = [said.get(name, "") for name in _DATES] + [str(entry.get("datePublished") or "") for entry in linked]
    canonical = next((link.get("href", "") for link in tree.iter("link") if link.get("rel") == "canonical"), "")
    title = next((element.text_content() for element in tree.iter("title")), "")
    return Head(
        title=next((said[name] for name in _TITLES if said.get(name)), title).strip(),
        summary=next((said[name] for name in _SUMMARIES if said.get(name)), "").strip(),
        published_at=next((moment for text in dates if text and (moment := parse_date(text))), None),
        url=canonical or said.get("og:url", ""),
        site=said.get("og:site_name", ""),
        lang=tree.get("lang") or said.get("og:locale"),
    )


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD, those in its graph too."""
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        waiting = [data]
        while waiting:
            entry = waiting.pop(0)
            if isinstance(entry, list):
                waiting += entry
            elif isinstance(entry, dict):
                yield entry
                waiting += entry["@graph"] if isinstance(entry.get("@graph"), list) else []
