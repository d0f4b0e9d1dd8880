"""One item once: what is known of an item already, over the weeks, and what is a new version of it.

An item that comes again with another date is the same item, of the earliest date. Other words at a known address are a
revision where they speak of the same matter: the item of the date on which the address was first published, whose newest
words count (`tasks.stories.duplicates`). Where title and text have moved on to something else, as live pages do, it is
another item. Known false negative: a report whose headline was rewritten, with no text beside it.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from warehouse.tables import FeedItem
from warehouse.weeks import Week, week_of

WEEKS_BACK = 8
"""How long an item may stay in a feed and still be known when it comes with a new date; most feeds roll over in days."""
WEEKS_AHEAD = 1
TITLES_SHARE = 0.34
"""Of the shorter title's words those that a new version of it still has."""
TEXTS_SHARE = 0.4
_WORD_LETTERS = 4
"""Shorter words are mostly the language's, not the matter's; figures change with the news."""
_UNSPACED = 2
"""Characters that stand for a word in scripts that do not part words."""


def neighbours(items: Iterable[FeedItem]) -> set[dt.date]:
    """The starts of the weeks in which items may be known that are the same as these."""
    return {
        Week(start).shift(n).start
        for start in {item.week for item in items}
        for n in range(-WEEKS_BACK, WEEKS_AHEAD + 1)
    }


def settle(items: Sequence[FeedItem], known: Sequence[FeedItem], week_starts_on: int = 0) -> list[FeedItem]:
    """What of the items is to be stored, each in the week of its earliest date, oldest words first.

    known: stored items of the same ids or addresses. Where an item shows that one of them was published earlier than it
    was thought, that one comes back with the earlier date.
    """
    by_id = {item.item_id: item for item in sorted(known, key=_first_seen, reverse=True)}
    by_url: defaultdict[str, list[FeedItem]] = defaultdict(list)
    for item in sorted(known, key=_first_seen):
        by_url[item.url].append(item)
    kept: dict[tuple[dt.date, str], FeedItem] = {}
    for item in sorted(items, key=_first_seen):
        twin = by_id.get(item.item_id)
        if twin and (item.published_at is None or (twin.published_at and twin.published_at <= item.published_at)):
            continue
        settled = item
        for former in by_url[item.url] if names_an_article(item.url) else []:
            if former.item_id == item.item_id or not is_revision(former, item):
                continue
            settled = _dated_as(settled, former, week_starts_on)
            earlier = _dated_as(former, settled, week_starts_on)
            if earlier.week != former.week:
                kept[earlier.week, earlier.item_id] = earlier
        by_id[item.item_id] = settled
        by_url[item.url].append(settled)
        kept[settled.week, settled.item_id] = settled
    return list(kept.values())


def words_at(item: FeedItem) -> tuple[dt.datetime, dt.datetime, int, str]:
    """How new an item's words are, to be compared among versions of it."""
    return item.revised_at or item.published_at or item.fetched_at, item.fetched_at, item.position, item.item_id


def is_revision(first: FeedItem, second: FeedItem) -> bool:
    """Whether two texts at one address speak of the same matter."""
    titles = _share(_words(first.title), _words(second.title))
    return titles >= TITLES_SHARE or _share(_words(first.text), _words(second.text)) >= TEXTS_SHARE


def names_an_article(url: str) -> bool:
    """Whether an address is that of an article: not of a site's front page."""
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query or parts.fragment)


def _first_seen(item: FeedItem) -> tuple[dt.datetime, dt.datetime, str]:
    return item.published_at or item.fetched_at, item.fetched_at, item.item_id


def _dated_as(item: FeedItem, other: FeedItem, week_starts_on: int) -> FeedItem:
    """The item with the date of another version of it, if that is earlier; its own date stays the date of its words."""
    if other.published_at is None or (item.published_at is not None and item.published_at <= other.published_at):
        return item
    return item.model_copy(
        update={
            "week": week_of(other.published_at, week_starts_on).start,
            "published_at": other.published_at,
            "published_basis": other.published_basis,
            "revised_at": item.revised_at or item.published_at,
        }
    )


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """Of the words of the shorter text those that the other has too, 0 to 1."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _words(text: str) -> frozenset[str]:
    """The words that tell the matter: long ones without figures; pairs of characters where words are not parted."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(c if c.isalpha() or unicodedata.category(c)[0] == "M" else " " for c in folded).split()
    found: set[str] = set()
    for word in words:
        if word > "\u0e00" and (word[0] < "\u0f00" or word[0] >= "\u1000"):
            found.update(word[i : i + _UNSPACED] for i in range(len(word) - 1))
        elif len(word) >= _WORD_LETTERS:
            found.add(word)
    return frozenset(found)
