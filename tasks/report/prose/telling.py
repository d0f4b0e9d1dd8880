"""The words that carry a text: what is compared when two texts may tell the same."""

from __future__ import annotations

import functools

from tasks.report.prose import copied_runs as prose
from tasks.verify.words import fold, lexicon, stem


@functools.lru_cache(maxsize=16_384)
def telling(text: str) -> frozenset[str]:
    """The stems of the words that carry a text."""
    stop = lexicon()["stop"] | lexicon()["neutral"]
    return frozenset(stem(fold(word)) for word in prose.tokens(text) if len(word) > 2 and fold(word) not in stop)
