"""What the heads of tasks.events.heads look at in a text: words, letters, concepts of the lexicon, structure, source.

A text becomes a few blocks of hashed features, each of length 1, so that a long summary weighs no more than a short one.
The blocks: `words` (single words and pairs, of the title and of the opening apart), `letters` (2 to 5 letters within words),
`concepts` (what the lexicon found, in any language, and what tasks.events.classify made of it), `shape` (question marks,
quotations, "live:", digits, the outlet, the sections of the address, the language).
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np

from tasks.events.classify import Lexical

BUCKETS = 1 << 16
"""Buckets of each hashed block: with 7,000 texts fewer than one feature in ten shares its bucket with a frequent one."""

OPENING_CHARS = 300
"""Characters of the summary that are read word by word: what the annotators saw."""

BLOCKS = ("words", "letters", "concepts", "shape")


@dataclass(frozen=True, slots=True)
class TextToRead:
    """A text as the heads read it. `outlet` and `url` may be empty."""

    title: str
    text: str
    lang: str
    outlet: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Features:
    """Hashed features of a block: distinct buckets in rising order, and values whose squares sum to 1."""

    buckets: np.ndarray
    values: np.ndarray


Named = list[tuple[str, float]]
"""Features by name with their values, one name perhaps several times."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A text as the heads look at it: its blocks by name, an empty one where nothing was found, and the features' names where they have any."""

    blocks: dict[str, Features]
    named: dict[str, Named]
    """Of the blocks `words`, `concepts` and `shape`."""

    def names(self, block: str, buckets: Collection[int]) -> dict[int, str]:
        """For an explanation: a readable name for each of some buckets of a block; none in the block `letters`."""
        found: dict[int, str] = {}
        for name, _ in self.named.get(block, ()):
            at = bucket(name)
            if at in buckets and at not in found:
                found[at] = name.split(":", 1)[1] if block == "words" else name
        return found


def look_at(text: TextToRead, lexical: Lexical) -> Looked:
    """The features of a text."""
    title = _words(text.title)
    opening = _words(_opening(text))
    named = {
        "words": [*_word_features("t", title), *_word_features("o", opening), *_plain(title, opening)],
        "concepts": list(_concept_features(lexical)),
        "shape": [(name, 1.0) for name in _shape_features(text)],
    }
    hashed = {block: _hashed(found) for block, found in named.items()}
    return Looked(hashed | {"letters": _letters(title, opening)}, named)


@functools.lru_cache(maxsize=200_000)
def bucket(name: str) -> int:
    """The bucket of a feature's name."""
    return zlib.crc32(name.encode("utf-8", "replace")) % BUCKETS


def _opening(text: TextToRead) -> str:
    opening = text.text[: OPENING_CHARS + len(text.title)]
    if opening.casefold().startswith(text.title.casefold()):
        opening = opening[len(text.title) :]
    return opening[:OPENING_CHARS]


_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[\w\u0900-\u0dff]+|[?!:…“”\"«»]")


def _words(source: str) -> list[str]:
    """The words in lower case, every digit a 0, with the marks that say how something is told."""
    return _WORD.findall(_DIGIT.sub("0", unicodedata.normalize("NFKC", source).casefold()))


def _word_features(prefix: str, words: list[str]) -> Iterable[tuple[str, float]]:
    padded = ["^", *words, "$"]
    yield from ((f"{prefix}:{word}", 1.0) for word in words)
    yield from ((f"{prefix}:{first} {second}", 1.0) for first, second in itertools.pairwise(padded))


def _plain(title: list[str], opening: list[str]) -> Iterable[tuple[str, float]]:
    yield from ((f"w:{word}", 1.0) for word in title)
    yield from ((f"w:{word}", 0.7) for word in opening)


def _hashed(found: Iterable[tuple[str, float]]) -> Features:
    total: dict[int, float] = {}
    for name, value in found:
        key = bucket(name)
        total[key] = max(total.get(key, 0.0), value)
    return _unit(total)


def _unit(total: dict[int, float]) -> Features:
    keys = np.fromiter(total, np.int64, len(total))
    order = np.argsort(keys)
    values = np.fromiter(total.values(), np.float32, len(total))[order]
    length = float(np.sqrt((values**2).sum()))
    return Features(keys[order], values / length if length else values)


@functools.lru_cache(maxsize=100_000)
def _letters_of(word: str) -> tuple[int, ...]:
    framed = f"_{word}_"[:30]
    return tuple({bucket(f"c:{framed[i : i + n]}") for n in (2, 3, 4, 5) for i in range(len(framed) - n + 1)})


def _letters(title: list[str], opening: list[str]) -> Features:
    total: dict[int, float] = {}
    for words, value in ((opening, 0.5), (title, 1.0)):
        for word in words:
            total.update(dict.fromkeys(_letters_of(word), value))
    return _unit(total)


def _concept_features(lexical: Lexical) -> Iterable[tuple[str, float]]:
    for item in lexical.weighed:
        where = "t" if item.in_title else "o"
        yield f"{where}:{item.hit.concept}", 1.0
        yield f"{item.hit.concept}", 1.0
        if not item.real:
            yield f"unreal:{item.hit.concept}", 1.0
    for name, count in lexical.steering.items():
        if count:
            yield f"steer:{name}", 1.0
            if count >= 2:
                yield f"steer:{name}:title", 1.0
    yield f"category:{lexical.category}", 1.5
    for category, score in lexical.scores.items():
        if score >= 0.9:
            yield f"score:{category}", min(1.5, score / 2)


_LIVE = re.compile(
    r"\blive\b|en vivo|en direct|на живо|онлайн|relacja|na żywo|minuto a minuto|en continu|direct\b", re.I
)
_SAYS = re.compile(r"^[^:]{3,40}: ")
_TAIL = re.compile(r": [^:]{3,40}$")


def _shape_features(text: TextToRead) -> Iterable[str]:
    title = text.title.strip()
    yield f"lang:{text.lang}"
    outlet = re.sub(r"^www\.", "", text.outlet.casefold())
    yield f"outlet:{outlet}"
    for part in re.findall(r"\w+", outlet):
        yield f"outlet word:{part}"
    marks = {
        "question": title.endswith(("?", "？", "؟")),
        "question inside": "?" in title[:-1],
        "exclamation": "!" in title,
        "opens with a quotation": title[:1] in "\"'“‘«„",
        "quotation": any(mark in title for mark in '"“”«»„'),
        "colon": ": " in title,
        "somebody says": bool(_SAYS.match(title)),
        "said by": bool(_TAIL.search(title)),
        "bar": "|" in title,
        "dots": "…" in title or "..." in title,
        "live": bool(_LIVE.search(title)),
        "digits": any(c.isdigit() for c in title),
        "opens with a digit": title[:1].isdigit(),
        "year": bool(re.search(r"\b(?:19|20)\d\d\b", title)),
        "capitals": title.isupper(),
        "no summary": not _opening(text).strip(),
        "short": len(title) < 35,
        "long": len(title) > 110,
        "first person": bool(re.search(r"\b(?:I|my|we|our|I'm|me)\b", title)),
        "second person": bool(re.search(r"\b(?:you|your)\b", title, re.I)),
    }
    yield from (name for name, there in marks.items() if there)
    if text.url:
        path = urlsplit(text.url).path.casefold()
        for part in [p for p in path.split("/") if p][:-1][:4]:
            if not any(c.isdigit() for c in part):
                yield f"section:{part[:30]}"
