"""The words that carry a text: what is compared when two texts may tell the same."""

from __future__ import annotations

import functools

from tasks.report.prose import copied_runs as prose
from tasks.verify.text.words import fold_word, stem, word_classes


@functools.lru_cache(maxsize=16_384)
def telling(text: str) -> frozenset[str]:
    """The stems of the words that carry a text."""
    stop = word_classes()["stop"] | word_classes()["neutral"]
    return frozenset(
        stem(fold_word(word)) for word in prose.word_tokens(text) if len(word) > 2 and fold_word(word) not in stop
    )
