"""Which items repeat another one: the same link, the same text, or nearly the same text under another outlet's name.

The original of a group is the one published first; of equally early ones the one with the longest text, then the smaller
`item_id`. An undated item is never the original of a dated one. Every repetition points at an original, never at
another repetition. Of several versions of one page (`tasks.collect.identity`) the newest words are the original, and as
early as the first of them: a toll that rose counts as it is told last.

Near repetition is decided on the shingles (3 words; 5 characters where words are not parted by spaces) of title and
text without what agencies and outlets put around it. MinHash only proposes pairs; the decision is the exact Jaccard index.
Known false negatives: a story rewritten by every outlet (that is a matter of `tasks.stories.cluster`), a repost in translation.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from tasks.collect.identity import is_revision, words_at
from tasks.language.word_lists import word_list
from warehouse.tables import DuplicateBasis, FeedItem

NEAR = 0.5
"""Jaccard index of shingles from which two texts are one: precision 1.00, recall .99 on syndicated news."""
NEAR_SHORT = 0.75
"""The same for short texts, where half the shingles are one phrase that two events share."""
SHORT_WORDS = 15
TITLES_ALIKE = 0.3
"""Jaccard index of titles' words below which one outlet's texts are two, though captions or standing sentences are the same."""
_TITLE_WORDS = 5
_TITLE_CHARACTERS = 20
"""A title with fewer (`Morning briefing`, `Live updates`) says nothing about the text below it."""
_FAR_APART = dt.timedelta(days=3)
"""Equal short texts further apart are a series (`Currency rates of the central bank`), not a repetition."""

_DEVICE = re.compile(r"^(?:www|m|mobile|amp)\.")
_AMP = re.compile(r"^/amp(?=/)|(?:/amp|\.amp)(?=/?$|\.html?$)")
_AMP_QUERY = frozenset({"amp", "amp=1", "amp=true", "outputType=amp"})

T = TypeVar("T", str, bytes)

_PERMUTATIONS = 64
_BANDS = 32
"""Bands of 2: a pair at Jaccard .5 is proposed with probability 1 - (1 - .25)^32 = .9999."""
_SEED = 42

_AGENCIES = "|".join(map(re.escape, word_list("agencies")["names"]))
_DATELINE = re.compile(
    rf"""^\s*(?:
        [^\W\d_][^().\n]{{0,60}}?[,:]?\s*\(\s*(?:{_AGENCIES})\s*\)\s*[-–—:.]*\s*      # LONDON, Jan 3 (Reuters) -
      | \(\s*(?:{_AGENCIES})\s*\)\s*[-–—:.]*\s*                                        # (AFP) -
      | (?-i:[A-Z][A-Z .'/-]{{2,40}}(?:,\s+[A-Z][\w .]{{2,30}})?)\s*(?:[-–—]{{1,2}}|:)\s+    # KABUL, Afghanistan --
      | (?:{_AGENCIES})\s*[-–—:|]+\s+                                                   # AP --
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_CREDIT = re.compile(
    rf"(?:\s*[(\[]\s*|\s+[-–—|/]\s*)(?:{_AGENCIES})(?:\s*/\s*(?:{_AGENCIES}))*\s*[)\]]?\s*\.?\s*$", re.IGNORECASE
)
_BYLINE = re.compile(
    r"^\s*(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i)\s+[A-Z][\w.'-]+(?:\s+(?:and\s+)?[A-Z][\w.'-]+){1,4}\s*[-–—|:\n]\s*"
)
_MORE = re.compile(
    r"(?:\s*(?:\[?…\]?|\[?\.\.\.\]?)\s*)?(?:read more|continue reading|lire la suite|leer más|weiterlesen|читать далее|"
    r"the post .{5,300} (?:appeared first on|first appeared on) .{2,80})\W*$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """What an item repeats, and how that is known."""

    original_id: str
    basis: DuplicateBasis


@dataclass(frozen=True, slots=True)
class _Text:
    """An item as it is compared: words of title and of both, shingles, numbers of the title and of all, length in words."""

    title: tuple[str, ...]
    words: tuple[str, ...]
    shingles: frozenset[bytes]
    title_numbers: frozenset[str]
    numbers: frozenset[str]
    length: int


def find_duplicates(items: Sequence[FeedItem]) -> dict[str, Duplicate]:
    """For the `item_id` of every repetition among the items, its original and why; originals are not in it.

    The answer does not depend on the order of the items.
    """
    older, since = _older_versions(sorted({item.item_id: item for item in items}.values(), key=_originality))
    newest = {item.item_id: item for item in items if item.item_id not in older}

    def originality(item: FeedItem) -> tuple[bool, dt.datetime, int, str]:
        return _originality(since.get(item.item_id, item))

    ordered = sorted(newest.values(), key=originality)
    texts = [_read(item.title, item.text, item.outlet) for item in ordered]
    original = list(range(len(ordered)))
    basis: dict[int, DuplicateBasis] = {}
    candidates = _candidates(ordered, texts)
    for i in range(len(ordered)):
        for j in sorted({original[j] for j in candidates[i] if j < i}):
            if why := _same(ordered[j], texts[j], ordered[i], texts[i]):
                original[i], basis[i] = j, why
                break
    found = {ordered[i].item_id: Duplicate(ordered[original[i]].item_id, why) for i, why in basis.items()}
    for item_id, newer in older.items():
        found[item_id] = Duplicate(found[newer].original_id if newer in found else newer, "same_url")
    return found


def _older_versions(items: Sequence[FeedItem]) -> tuple[dict[str, str], dict[str, FeedItem]]:
    """Of pages that are there in several versions: each older one's newest, and each newest one's first.

    items: by originality. Pages whose title and text have moved on to another matter are several articles.
    """
    pages: defaultdict[str, list[list[FeedItem]]] = defaultdict(list)
    for item in items:
        if key := _url_key(item.url):
            versions = next((found for found in pages[key] if any(is_revision(one, item) for one in found)), None)
            if versions is None:
                pages[key].append([item])
            else:
                versions.append(item)
    older: dict[str, str] = {}
    since: dict[str, FeedItem] = {}
    for versions in (found for every in pages.values() for found in every if len(found) > 1):
        own = [item for n, item in enumerate(versions) if not _copied(item, versions[:n], versions[n + 1 :])]
        newest = max(own, key=lambda item: (item.published_at is not None, words_at(item)))
        since[newest.item_id] = versions[0]
        older |= {item.item_id: newest.item_id for item in versions if item is not newest}
    return older, since


def _copied(item: FeedItem, before: Sequence[FeedItem], after: Sequence[FeedItem]) -> bool:
    """Whether it says nothing that another version does not: an excerpt of one before it, or of a longer one after it."""
    text = " ".join(item.text.split())
    others = [*before, *(other for other in after if len(other.text) > len(item.text))]
    return any(other.title == item.title and text in " ".join(other.text.split()) for other in others)


def _originality(item: FeedItem) -> tuple[bool, dt.datetime, int, str]:
    moment = item.published_at or item.fetched_at
    return item.published_at is None, moment, -len(item.text), item.item_id


def _same(first: FeedItem, a: _Text, second: FeedItem, b: _Text) -> DuplicateBasis | None:
    """Why the second repeats the first; None when it does not."""
    near_in_time = not _apart(first, second)
    if a.words == b.words and (near_in_time or a.length >= SHORT_WORDS) and a.length >= _TITLE_WORDS:
        return "same_text"
    if a.title == b.title and near_in_time and len("".join(a.title)) >= _TITLE_CHARACTERS:
        both_tell = min(len(a.words), len(b.words)) > len(a.title)
        series = first.publisher == second.publisher and both_tell and _jaccard(a.shingles, b.shingles) < NEAR
        return None if series else "near_text"
    return "near_text" if _is_near(first, a, second, b) else None


def _is_near(first: FeedItem, a: _Text, second: FeedItem, b: _Text) -> bool:
    """Whether their texts are nearly the same and nothing says that they are two issues of a series or two events."""
    if a.title_numbers and b.title_numbers and a.title_numbers != b.title_numbers:
        return False
    length = min(a.length, b.length)
    short = length < SHORT_WORDS
    if short and (a.numbers != b.numbers or length < _TITLE_WORDS or _apart(first, second)):
        return False
    if first.publisher == second.publisher and _jaccard(frozenset(a.title), frozenset(b.title)) < TITLES_ALIKE:
        return False
    return _jaccard(a.shingles, b.shingles) >= (NEAR_SHORT if short else NEAR)


def _apart(first: FeedItem, second: FeedItem) -> bool:
    return abs(_moment(first) - _moment(second)) > _FAR_APART


def _moment(item: FeedItem) -> dt.datetime:
    return item.published_at or item.fetched_at


def _jaccard(a: frozenset[T], b: frozenset[T]) -> float:
    both = len(a & b)
    return both / (len(a) + len(b) - both) if both else 0.0


def _candidates(items: Sequence[FeedItem], texts: Sequence[_Text]) -> list[set[int]]:
    """For each item, those that it may be the same as: equal title or proposed by MinHash."""
    groups: dict[object, list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        if text.title:
            groups["title", text.title].append(i)
        if text.words:
            groups["text", text.words].append(i)
    for band in _bands(texts):
        groups[band[:-1]].append(band[-1])
    near: list[set[int]] = [set() for _ in items]
    for group in groups.values():
        for position, i in enumerate(group):
            near[i].update(group[:position])
    return near


def _bands(texts: Sequence[_Text]) -> Iterable[tuple[int, ...]]:
    """(band, its values..., index of the text) for every band of every text with shingles."""
    from rensa import RMinHash

    rows = _PERMUTATIONS // _BANDS
    for i, text in enumerate(texts):
        if not text.shingles:
            continue
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        sketch.update([shingle.hex() for shingle in sorted(text.shingles)])
        digest = sketch.digest()
        for band in range(_BANDS):
            yield (band, *digest[band * rows : (band + 1) * rows], i)


def _url_key(url: str) -> str:
    """The link without scheme and what only says for which device it is; empty for none and for a site's front page."""
    parts = urlsplit(url)
    host = _DEVICE.sub("", parts.netloc)
    path = _AMP.sub("", parts.path).rstrip("/")
    query = "&".join(part for part in parts.query.split("&") if part not in _AMP_QUERY)
    return f"{host}{path}?{query}#{parts.fragment}" if path or query or parts.fragment else ""


def _read(title: str, text: str, outlet: str) -> _Text:
    title, text = strip_credits(title, outlet), strip_credits(text, outlet)
    if text.casefold().startswith(title.casefold()):
        text = text[len(title) :]
    title_words, text_words = tuple(_words(title)), tuple(_words(text))
    words = title_words + text_words
    units: Sequence[str]
    if _is_unspaced(title):
        units, size, length = "".join(words), 5, sum(map(len, words)) // 2
    else:
        units, size, length = text_words if len(text_words) >= SHORT_WORDS else words, 3, len(words)
    shingles = frozenset(
        hashlib.blake2b("\x1f".join(units[i : i + size]).encode(), digest_size=8).digest()
        for i in range(max(len(units) - size + 1, 1 if units else 0))
    )
    return _Text(title_words, words, shingles, _numbers(title_words), _numbers(words), length)


def _numbers(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word for word in words if any(character.isdigit() for character in word))


def strip_credits(text: str, outlet: str = "") -> str:
    """The text without agency, dateline and byline at its beginning and without credits and `read more` at its end."""
    text = _MORE.sub("", text.strip())
    head, separator, tail = _rpartition_title(text)
    if separator and outlet and _fold(tail) and (_fold(tail) in _fold(outlet) or _fold(outlet) in _fold(tail)):
        text = head
    text = _CREDIT.sub("", text) if len(text) < 500 or _CREDIT.search(text[-60:]) else text
    text = _BYLINE.sub("", text, count=1)
    return _DATELINE.sub("", text, count=1).strip()


def _rpartition_title(text: str) -> tuple[str, str, str]:
    for separator in (" | ", " - ", " – ", " — "):
        head, found, tail = text.rpartition(separator)
        if found and len(tail) <= 40:
            return head, found, tail
    return text, "", ""


def _fold(text: str) -> str:
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    marks = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in folded)
    return marks.split()


def _is_unspaced(text: str) -> bool:
    """Whether its script does not part words by spaces: Han, Kana, Thai, Lao, Khmer, Burmese."""
    letters = [c for c in text if c.isalpha()]
    unspaced = sum(1 for c in letters if "\u0e00" <= c <= "\u0eff" or "\u1000" <= c <= "\u109f" or "\u1780" <= c <= "\u17ff" or "\u3040" <= c <= "\u30ff" or "\u3400" <= c <= "\u9fff")  # fmt: skip
    return unspaced > len(letters) / 3
