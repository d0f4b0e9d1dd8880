"""News sitemaps: what outlets offer to search engines where they have no feed (any more), read as entries.

The `news:` extension of sitemaps.org: at most 1,000 addresses of the last two days, each with title, date and language,
without text. Other sitemaps list pages without saying what they are, and are no source.
"""

from __future__ import annotations

from typing import Any

from tasks.collect.feed.entry import RawEntry, RawFeed

NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def read_sitemap(root: Any, max_entries: int, *, broken: bool) -> tuple[RawFeed | None, int]:
    """The newest entries of a `urlset` as a feed, and how many it has; None where no address tells news.

    root: lxml's element. broken: whether the document has faults, so that its last entry may be cut.
    """
    nodes = [(url, news) for url in root.iterfind("{*}url") if (news := url.find(f"{{{NEWS}}}news")) is not None]
    if broken:
        nodes = nodes[:-1]
    if not nodes:
        return None, 0
    entries = [_entry(url, news) for url, news in nodes]
    newest = sorted(entries, key=lambda entry: entry.published, reverse=True)[:max_entries]
    title = next((entry.source_title for entry in newest if entry.source_title), "")
    return RawFeed(entries=tuple(newest), title=title, is_feed=True), len(entries)


def _entry(url: Any, news: Any) -> RawEntry:
    def text(node: Any, path: str) -> str:
        return " ".join((node.findtext(path) or "").split())

    link = text(url, "{*}loc")
    return RawEntry(
        title=text(news, f"{{{NEWS}}}title"),
        link=link,
        guid=link,
        published=text(news, f"{{{NEWS}}}publication_date"),
        updated=text(url, "{*}lastmod"),
        language=text(news, f"{{{NEWS}}}publication/{{{NEWS}}}language"),
        source_title=text(news, f"{{{NEWS}}}publication/{{{NEWS}}}name"),
    )
