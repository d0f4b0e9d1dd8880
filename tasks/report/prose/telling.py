"""The words that carry a text: what is compared when two texts may tell the same."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping

from tasks.language.word_lists import word_list
from tasks.report.prose import copied_runs as prose
from tasks.verify.text.nations import nations_of
from tasks.verify.text.words import fold_word, stem, word_classes


@functools.lru_cache(maxsize=16_384)
def telling(text: str) -> frozenset[str]:
    """The stems of the words that carry a text."""
    stop = word_classes()["stop"] | word_classes()["neutral"]
    return frozenset(
        stem(fold_word(word)) for word in prose.word_tokens(text) if len(word) > 2 and fold_word(word) not in stop
    )


@functools.lru_cache(maxsize=16_384)
def subjects(text: str) -> frozenset[str]:
    """Of these the ones by which two headlines are of one matter: names of countries and peoples and words of death are not among them."""
    words = (word for word in prose.word_tokens(text) if not nations_of(fold_word(word), "en"))
    return telling(" ".join(words)) - words_of_death()


@functools.cache
def words_of_death() -> frozenset[str]:
    """The stems that tell of killing and dying."""
    return telling(word_list("claim_slots")["exclusive"]["state"]["killed"].replace(",", " "))


def agreement(one: str, other: str, rarity: Mapping[str, float]) -> float:
    """How far two headlines tell the same, 0 to 1: the cosine of their telling words but those of death, each weighed by its rarity.

    rarity: of each stem, as of `Evidence.rarity`; a stem that is not in it counts nothing.
    """
    words, others = telling(one) - words_of_death(), telling(other) - words_of_death()
    both, own, its = (
        math.fsum(rarity.get(word, 0.0) for word in sorted(found)) for found in (words & others, words, others)
    )
    return both / math.sqrt(own * its) if own and its else 0.0
