"""RSS, Atom and RDF read with lxml: fast, and bounded on any bytes (no entities, no network, no deep nesting).

Elements are found by their local names, since feeds spell namespaces in every way; where the namespace decides
(`media:title` is not a title), it is looked at.
"""

from __future__ import annotations

import base64
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from tasks.collect.feed.entry import RawEntry, RawFeed
from tasks.collect.feed.sitemap import read_sitemap
from tasks.collect.text import clean_html

_XML = "{http://www.w3.org/XML/1998/namespace}"
_BASE = f"{_XML}base"
_OWN = (
    "atom",
    "purl.org",
    "netscape",
    "userland",
    "rssboard",
    "/rss2",
    "xhtml",
    "feedburner",
    "w3.org",
    "harvard.edu",
    "feedvalidator",
)
"""Parts of the namespaces whose titles, texts and links are those of the article."""
_OTHERS_PREFIXES = ("media:", "itunes:", "googleplay:", "podcast:", "g:")
"""Of prefixes that were never declared: those of pictures, sounds and shops."""
_BASE64 = frozenset({"base64", "application/octet-stream"})
_CONTENT = frozenset({"encoded", "content", "fullitem", "body", "content_encoded"})
_PERSON = frozenset({"name", "email", "uri", "url", "homepage"})
_SUMMARY = frozenset({"description", "summary", "abstract", "tagline"})
_PUBLISHED = ("pubdate", "published", "issued", "date", "created", "datetaken", "publicationdate")
_UPDATED = ("updated", "modified", "lastbuilddate", "datemodified")
_LINK = re.compile(r"<a\s[^<>]*>[^<>]*[^<>\s][^<>]*</a\s*>", re.IGNORECASE)
"""One of words; a picture that leads somewhere is none."""
_ROOTS = frozenset({"rss", "feed", "rdf", "channel", "rss2"})


@dataclass(frozen=True, slots=True)
class XmlRead:
    """What lxml made of a document."""

    feed: RawFeed | None
    """None where it is no feed."""
    error: str | None
    """The first fault of its XML; None where it is well-formed."""
    cut: bool
    """The only fault is that it ends in the middle."""
    entry_count: int = 0
    """Entries that the document has; no more than asked for were read."""


def read_xml(body: bytes, max_entries: int) -> XmlRead:
    """The entries of a document in UTF-8 (without XML declaration), as far as lxml can follow it. Never raises."""
    from lxml import etree

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8",
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        return XmlRead(None, str(fault)[:200], cut=False)
    errors = [
        entry for entry in parser.error_log if entry.level >= 2 and entry.type_name != "NS_ERR_UNDEFINED_NAMESPACE"
    ]
    error = f"{errors[0].message.strip()} in line {errors[0].line}" if errors else None
    cut = bool(errors) and all(
        entry.type_name in ("ERR_TAG_NOT_FINISHED", "ERR_DOCUMENT_END", "ERR_GT_REQUIRED", "ERR_CDATA_NOT_FINISHED",
                            "ERR_LTSLASH_REQUIRED", "ERR_INTERNAL_ERROR") for entry in errors
    )  # fmt: skip
    if root is None:
        return XmlRead(None, error, cut=False)
    if _local(root) == "urlset":
        sitemap, entry_count = read_sitemap(root, max_entries, broken=error is not None)
        return XmlRead(sitemap, error, cut=cut, entry_count=entry_count)
    found = root.iter("{*}item", "{*}entry")
    nodes = list(islice(found, max_entries))
    entry_count = len(nodes) + sum(1 for _ in found)
    if _local(root) not in _ROOTS and not nodes:
        return XmlRead(None, error, cut=cut)
    inherited = _Inherited()
    channel = next(root.iter("{*}channel"), root)
    head = _Children(channel)
    feed = RawFeed(
        entries=tuple(_entry(node, inherited(node)) for node in nodes),
        title=head.text("title"),
        link=_joined(_base_of(channel), page) if (page := head.link()) else "",
        language=head.text("language") or root.get(f"{_XML}lang", "") or channel.get(f"{_XML}lang", ""),
        is_feed=True,
    )
    return XmlRead(feed, error, cut=cut, entry_count=entry_count)


def _local(node: Any) -> str:
    return _read_tag(node.tag, "")[0] if isinstance(node.tag, str) else ""


@functools.lru_cache(maxsize=4096)
def _read_tag(tag: str, parent_namespace: str) -> tuple[str, bool]:
    """The local name of an element, and whether it speaks of the article itself, not of its pictures or of something
    that we do not know. Remembered, since feeds have few kinds of elements and many of each."""
    namespace, _, name = tag.rpartition("}")
    local = name.rpartition(":")[2].lower()
    if not namespace:
        return local, not name.lower().startswith(_OTHERS_PREFIXES)
    lower = namespace.lower()
    return local, namespace == parent_namespace or ("mrss" not in lower and any(part in lower for part in _OWN))


class _Children:
    """The children of an entry or channel by local name."""

    def __init__(self, node: Any) -> None:
        self.node = node
        self.by_name: dict[str, list[Any]] = {}
        self.of_others: dict[str, list[Any]] = {}
        namespace = node.tag.rpartition("}")[0]
        for child in node:
            tag = child.tag
            if isinstance(tag, str):
                name, is_own = _read_tag(tag, namespace)
                (self.by_name if is_own else self.of_others).setdefault(name, []).append(child)
        for group in self.of_others.get("group", []):
            for child in group:
                if isinstance(child.tag, str):
                    self.of_others.setdefault(_local(child), []).append(child)

    def nodes(self, name: str) -> list[Any]:
        return self.by_name.get(name, [])

    def text(self, *names: str, last: bool = False) -> str:
        """The first (or last) text of a name that is not empty, by the order of the names."""
        for name in names:
            for node in reversed(self.nodes(name)) if last else self.nodes(name):
                if found := _markup(node):
                    return found
        return ""

    def others_text(self, *names: str) -> str:
        """As `text`, of the elements that speak of pictures, sounds and what we do not know."""
        for name in names:
            for node in self.of_others.get(name, []):
                if found := _markup(node):
                    return found
        return ""

    def author(self) -> str:
        """The first author as `Name (address)`, or one of the two, or the text that stands there."""
        for node in (*self.nodes("author"), *self.nodes("creator"), *self.of_others.get("author", [])):
            if len(node) == 0:
                if found := _markup(node):
                    return found
                continue
            parts = _Children(node)
            name, address = parts.text("name"), parts.text("email")
            said = f"{name} ({address})" if name and address else name or address
            if found := said or ("" if _PERSON & parts.by_name.keys() else _markup(node)):
                return found
        return ""

    def link(self) -> str:
        """The link to the page: FeedBurner's original one, RSS's text, Atom's alternate."""
        if original := self.text("origlink"):
            return original
        nodes = self.nodes("link")
        texts = [(node.text or "").strip() for node in nodes if not node.get("href")]
        if texts := [text for text in texts if text]:
            return texts[-1]  # of several, the parsers in use take the last
        alternates = [node for node in nodes if node.get("href") and node.get("rel", "alternate") == "alternate"]
        pages = [node for node in alternates if "html" in node.get("type", "text/html")]
        return next((_joined(node.get(_BASE, ""), node.get("href").strip()) for node in (*pages, *alternates)), "")


def _entry(node: Any, inherited: tuple[str, str]) -> RawEntry:
    children = _Children(node)
    guid, link = children.text("guid", "id"), children.link()
    if not (guid and link):
        about = next((value for name, value in node.items() if name.endswith("}about")), "")
        guid = guid or about or children.text("identifier")
        permalinks = (n for n in children.nodes("guid") if n.get("isPermaLink", "true").lower() != "false")
        link = link or next(((n.text or "").strip() for n in permalinks), "") or about
    contents = [_markup(child) for name in _CONTENT for child in children.nodes(name)]
    told = [found for name in children.by_name if name in _SUMMARY and (found := children.text(name))]
    summary = told[0] if told else ""
    contents += told[1:]
    if (of_others := children.others_text("summary", "description")) and (not summary or _only_leads_on(summary)):
        summary = of_others
    source = next(iter(children.nodes("source") or children.of_others.get("source", [])), None)
    return RawEntry(
        title=children.text("title") or children.others_text("title"),
        link=link,
        guid=guid,
        summary=summary,
        content=max(contents, key=len, default=""),
        published=children.text(*_PUBLISHED),
        updated=children.text(*_UPDATED, last=True),
        language=children.text("language") or node.get(f"{_XML}lang") or inherited[0],
        base=_joined(inherited[1], node.get(_BASE, "")),
        author=children.author(),
        source_title=(_Children(source).text("title") or (source.text or "").strip()) if source is not None else "",
        source_url=(source.get("url", "") or _Children(source).link()) if source is not None else "",
    )


def _only_leads_on(summary: str) -> bool:
    """Whether no word is left of a summary without its links (`Read more`), so that it says nothing itself."""
    rest, link_count = _LINK.subn("", summary)
    return link_count > 0 and not any(map(str.isalnum, clean_html(rest)))


class _Inherited:
    """`xml:lang` and `xml:base` of what holds an entry; worked out once, as the entries of a feed have one parent."""

    def __init__(self) -> None:
        self.parent: Any = None
        self.found = ("", "")

    def __call__(self, node: Any) -> tuple[str, str]:
        parent = node.getparent()
        if parent is not self.parent:
            self.parent = parent
            self.found = (next(_stated(parent, "lang"), ""), _base_of(parent))
        return self.found


_DEPTH = 8
"""Elements above an entry that are looked at; feeds have two."""


def _stated(node: Any, name: str) -> Iterator[str]:
    """Every `xml:name` of the node and of what holds it, the nearest first."""
    for _ in range(_DEPTH):
        if node is None:
            return
        if value := node.get(_XML + name):
            yield str(value)
        node = node.getparent()


def _base_of(node: Any) -> str:
    """What relative links in a node are relative to: each `xml:base` is itself relative to the one around it."""
    return functools.reduce(_joined, reversed(list(_stated(node, "base"))), "")


def _joined(base: str, link: str) -> str:
    """The link against a base, both of which may be empty or relative; the link where the two make no address."""
    if not base or not link:
        return link or base
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _from_base64(text: str) -> str:
    """What Atom 0.3 wrote in base64; the text itself where it is no such thing."""
    try:
        return base64.b64decode(text, validate=False).decode("utf-8")
    except ValueError:
        return text


def _markup(node: Any) -> str:
    """What stands in an element, markup inside as markup."""
    if len(node) == 0:
        text: str = (node.text or "").strip()
        coded = text and node.attrib and (node.get("mode") in _BASE64 or node.get("type") in _BASE64)
        return _from_base64(text) if coded else text
    from lxml import etree

    parts: Iterable[str] = (
        [node.text or ""] + [etree.tostring(child, encoding="unicode", with_tail=True) for child in node]
    )  # fmt: skip
    return "".join(parts).strip()
