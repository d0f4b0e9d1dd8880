"""What words hint at which country without naming it: politicians, towns, agencies, currencies.

Counted, not labelled: the texts of large collections that name exactly one country teach that their other words keep
its company (`count_hints`). The file holds numbers only: a word's CRC-32, a country and how much likelier the word is in
texts about it than in others, in quarters of a natural logarithm.
"""

from __future__ import annotations

import functools
import math
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from tasks.language.name_keys import UNSPACED

DATA = Path(__file__).parent / "data" / "hints.npz"
_WORD = re.compile(rf"[{UNSPACED}]{{2}}|[^\W\d_][\w'-]+|[£$€₽]")
_MOST_WORDS = 80
_STEPS = 4.0
_LEAST_TEXTS = 4
"""Texts in which a word must keep a country's company."""
_LEAST_RATIO = 2.5
"""A country less than so many times likelier is not hinted at."""
_DOUBT = 3.0
"""Texts added to a word's count elsewhere, so that what is rare hints less."""
_STRONGEST = 3.0
"""The most that one word may add."""


def words_of(string: str) -> list[str]:
    """The first distinct words of a string in small letters; of scripts without spaces, pairs of signs."""
    return list(dict.fromkeys(word.lower() for word in _WORD.findall(string)))[:_MOST_WORDS]


def count_hints(texts: Iterable[tuple[Sequence[str], str]], path: Path = DATA) -> int:
    """Writes the hints that (words, country) pairs teach; returns how many. The same pairs give the same file."""
    together: dict[str, Counter[str]] = defaultdict(Counter)
    about: Counter[str] = Counter()
    for words, country in texts:
        about[country] += 1
        for word in words:
            together[word][country] += 1
    total = sum(about.values())
    countries = sorted(about)
    rows = []
    for word, counts in together.items():
        everywhere = sum(counts.values())
        for country, count in counts.items():
            if count < _LEAST_TEXTS:
                continue
            expected = (everywhere + _DOUBT) * about[country] / total
            ratio = count / max(expected, 1e-9) * (count / (count + 1.0))
            if ratio >= _LEAST_RATIO:
                value = min(127, round(_STEPS * math.log(ratio)))
                rows.append((zlib.crc32(word.encode()), countries.index(country), value))
    rows.sort()
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    np.savez_compressed(
        path,
        words=table[:, 0].astype(np.uint32),
        country=table[:, 1].astype(np.uint8),
        value=table[:, 2].astype(np.int8),
        countries=np.array(countries),
    )
    return len(rows)


@functools.cache
def _table() -> dict[int, list[tuple[str, float]]]:
    with np.load(DATA, allow_pickle=False) as file:
        countries = [str(code) for code in file["countries"]]
        found: dict[int, list[tuple[str, float]]] = defaultdict(list)
        for word, country, value in zip(
            file["words"].tolist(), file["country"].tolist(), file["value"].tolist(), strict=True
        ):
            found[word].append((countries[country], min(_STRONGEST, value / _STEPS)))
    return dict(found)


def hints(words: Sequence[str]) -> dict[str, float]:
    """How much the words hint at each country; those hinted at alone."""
    table = _table()
    found: dict[str, float] = defaultdict(float)
    for word in words:
        for country, value in table.get(zlib.crc32(word.encode()), ()):
            found[country] += value
    return dict(found)
