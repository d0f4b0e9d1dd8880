"""Vocabulary: which words this week's articles write small, so that the first word of a sentence can be told from a name."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable

from tasks.language.word_lists import word_list

READ_CHARACTERS = 1_500
"""Of each text; the words of a week are known well before its longest texts end."""


@functools.cache
def _starters() -> frozenset[str]:
    """English words that are small inside a sentence wherever they stand."""
    return frozenset(word_list("sentence_starts")["en"].split())


class Vocabulary:
    """Which words these articles write small inside a sentence, so that a first word can be told from a name."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._small: Counter[str] = Counter()
        self._large: Counter[str] = Counter()
        for text in texts:
            for match in re.finditer(r"(?<=[a-z,] )([A-Za-z][a-z]+)", text[:READ_CHARACTERS]):
                word = match[1]
                (self._small if word[0].islower() else self._large)[word.lower()] += 1

    def is_known(self, clause: str) -> bool:
        """Whether the first word of the clause was seen inside a sentence, small or large, or is known otherwise."""
        first = re.match(r"[A-Za-z][a-z’'-]*", clause)
        if first is None or (len(clause) > 1 and clause[1].isupper()):
            return True
        word = first[0].lower().removesuffix("'s").removesuffix("’s")
        return word in _starters() or self._small[word] + self._large[word] > 0

    def is_small(self, word: str) -> bool:
        """Whether the word is written small inside sentences."""
        return self._small[word] > 2 * self._large[word]

    def is_name(self, word: str) -> bool:
        """Whether the word is written large inside sentences."""
        return self._large[word] > 2 * self._small[word]

    def start(self, clause: str) -> str:
        """The clause with its first word small, unless that is a name, an acronym or a word never seen small."""
        first = re.match(r"[A-Z][a-z’'-]*", clause)
        if first is None:
            return clause
        word = first[0].lower()
        of_title = re.match(r"[A-Z][a-z’'-]* [A-Z]", clause) is not None and not clause.startswith(
            ("A ", "An ", "The ")
        )
        small = word in _starters() or (self._small[word] > 2 * self._large[word] and not of_title)
        return clause[0].lower() + clause[1:] if small else clause
