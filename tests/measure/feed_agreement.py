"""Reading held against two parsers' own test suites: `python -m tests.measure.feed_agreement`.

feedparser states in a comment of each file what its first entry's fields are; gofeed keeps beside each file the JSON that
it makes of it. Both are compared with what we read after our normalisation: markup as plain text, links in their one
spelling, dates as instants, people as name and address. What differs is listed; docs/QUALITY.md says why.
"""

from __future__ import annotations

import ast
import collections
import datetime as dt
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urljoin

from tasks.collect.feed.dates import parse_date
from tasks.collect.feed.entries import read_feed
from tasks.collect.feed.entry import RawEntry
from tasks.collect.text import clean_html, one_line
from tasks.collect.urls import canonical_url
from tests.measure.feeds import DATA, Document, documents

BASE = "http://127.0.0.1:8097/tests/wellformed/x.xml"
"""Where feedparser's suite serves its files."""
_EXPECT = re.compile(r"Expect:\s*(.*?)\s*-->", re.DOTALL)
_LOCATION = re.compile(r"^Header:\s*Content-Location:\s*(\S+)", re.MULTILINE)
FIELDS = ("title", "link", "id", "published", "updated", "summary", "content", "author")
_FEEDPARSER_FIELDS = {
    "description": "summary", "published_parsed": "published", "updated_parsed": "updated", "guid": "id",
    **{field: field for field in ("title", "link", "id", "published", "updated", "summary", "author")},
}  # fmt: skip

Statement = tuple[str, str, object, object]
"""File, field, what the suite states and what we read, both normalised."""


def main() -> int:
    """Prints both tables; 0, or 1 where the data is absent or a share is below its aim."""
    if not (DATA / "feeds").is_dir():
        print(f"no feeds at {DATA} (set WEEKWATCH_DATA)")
        return 1
    suites = documents("parser-suites")
    shares = [
        report("feedparser, wellformed", feedparser_statements(suites), 0.99),
        report("gofeed", gofeed_statements(suites), 0.97),
    ]
    return 0 if all(shares) else 1


def report(name: str, statements: Iterable[Statement], aim: float) -> bool:
    """Prints how many statements hold, by field, and those that do not; whether the aim is met."""
    held: collections.Counter[str] = collections.Counter()
    stated: collections.Counter[str] = collections.Counter()
    missed = []
    for file, field, theirs, ours in statements:
        stated[field] += 1
        held[field] += theirs == ours
        if theirs != ours:
            missed.append(f"  {file}: {field}: {theirs!r:.90} | {ours!r:.90}")
    print(f"\n{name:<24}{'stated':>8}{'held':>8}{'share':>9}")
    for field in FIELDS:
        if stated[field]:
            print(f"{field:<24}{stated[field]:>8}{held[field]:>8}{held[field] / stated[field]:>9.1%}")
    share = held.total() / max(stated.total(), 1)
    print(f"{f'all (aim {aim:.0%})':<24}{stated.total():>8}{held.total():>8}{share:>9.1%}")
    print("\n".join(missed))
    return share >= aim


def feedparser_statements(suites: Sequence[Document]) -> Iterator[Statement]:
    """What feedparser's wellformed suite states of first entries, as plain comparisons with constants."""
    for name, body in suites:
        if "feedparser/wellformed/" not in name:
            continue
        text = body.decode("utf-8", "replace")
        expected = _EXPECT.search(text)
        if not expected:
            continue
        located = _LOCATION.search(text)
        base = located[1] if located else BASE
        entries = read_feed(body).entries
        for field, value in _equalities(expected[1]):
            ours = _ours(entries[0], field, base) if entries else None
            yield name.rpartition("wellformed/")[2], field, _theirs(field, value, base), ours


def _equalities(expression: str) -> Iterator[tuple[str, object]]:
    """Every `entries[0]['field'] == constant` of an expression."""
    try:
        tree = ast.parse(" ".join(expression.splitlines()), mode="eval")
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq)):
            continue
        match = re.fullmatch(r"entries\[0\](?:\['(\w+)'\]|\.(\w+))", ast.unparse(node.left))
        field = _FEEDPARSER_FIELDS.get((match[1] or match[2]) if match else "")
        if field:
            try:
                yield field, _constant(node.comparators[0])
            except ValueError:
                continue


def _constant(node: ast.expr) -> object:
    """The value of a literal, or of literals joined by `+`. Raises ValueError for anything else."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return str(_constant(node.left)) + str(_constant(node.right))
    return ast.literal_eval(node)


def gofeed_statements(suites: Sequence[Document]) -> Iterator[Statement]:
    """What gofeed's JSON says of every item, in its own three shapes (RSS, Atom, common) and of JSON Feed."""
    files = dict(suites)
    for name, body in sorted(files.items()):
        folder = re.search(r"gofeed/(parser|translator)/(rss|atom|json)/", name)
        if not (folder and name.endswith(".json")) or "/invalid/" in name:
            continue
        source = files.get(name.removesuffix(".json") + ".xml")
        try:
            theirs = json.loads(body)
        except ValueError:
            continue
        if folder[2] == "json" or source is None:
            continue
        ours = read_feed(source).entries
        for number, item in enumerate(theirs.get("items") or theirs.get("entries") or ()):
            for field, value in _gofeed_fields(item, folder[1]):
                mine = _ours(ours[number], field, "") if number < len(ours) else None
                yield name.rpartition("gofeed/")[2], field, _theirs(field, value, ""), mine


def _gofeed_fields(item: dict[str, Any], kind: str) -> Iterator[tuple[str, object]]:
    """Our fields of a gofeed item that it states."""
    content = item.get("content")
    authors = item.get("authors") or [item.get("author")]
    found = {
        "title": item.get("title"),
        "link": item.get("link") or _alternate(item.get("links")),
        "id": item["guid"].get("value") if isinstance(item.get("guid"), dict) else item.get("guid") or item.get("id"),
        "published": item.get("published") or item.get("pubDate"),
        "updated": item.get("updated"),
        "summary": item.get("description") or item.get("summary"),
        "content": content.get("value") if isinstance(content, dict) else content,
        "author": _person(authors[0]),
    }
    yield from ((field, value) for field, value in found.items() if value)


def _alternate(links: object) -> str:
    """The address of the first Atom link that leads to the page."""
    rows = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    return next((str(link.get("href") or "") for link in rows if link.get("rel", "alternate") == "alternate"), "")


def _person(author: object) -> str:
    if not isinstance(author, dict):
        return str(author or "")
    name, address = str(author.get("name") or ""), str(author.get("email") or "")
    return f"{name} ({address})" if name and address else name or address


def _ours(entry: RawEntry, field: str, base: str) -> object:
    """What we read, normalised."""
    if field == "link":
        return canonical_url(entry.link or entry.guid, entry.base or base) or entry.link
    if field == "id":
        return _identity(entry.guid, entry.base or base)
    if field == "published":
        return parse_date(entry.published) or parse_date(entry.updated)
    if field == "updated":
        return parse_date(entry.updated) or parse_date(entry.published)
    if field == "summary":
        return one_line(clean_html(entry.summary or entry.content))
    if field == "author":
        return _people(entry.author)
    return one_line(clean_html(getattr(entry, field)))


def _theirs(field: str, value: object, base: str) -> object:
    """What the suite states, as we would put it."""
    if isinstance(value, tuple):
        year, month, day, hour, minute, second = value[:6]
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
    text = str(value)
    if field == "link":
        return canonical_url(text, base) or text
    if field == "id":
        return _identity(text, base)
    if field in ("published", "updated"):
        return parse_date(text)
    return _people(text) if field == "author" else one_line(clean_html(text))


def _identity(text: str, base: str) -> str:
    """An id as it stands; one that is a path is compared as an address, since both suites resolve it and we do not."""
    text = text.strip()
    return urljoin(base, text) if "/" in text and ":" not in text else text


def _people(text: str) -> frozenset[str]:
    """Name and address of a person, however they are written: `a@b (Name)`, `Name (a@b)`, `Name <a@b>`."""
    return frozenset(
        part
        for part in re.split(r"[()<>]|\s{2,}", one_line(clean_html(text)).replace("mailto:", ""))
        for part in [part.strip()]
        if part
    )


if __name__ == "__main__":
    sys.exit(main())
