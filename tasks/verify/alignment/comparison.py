"""A statement beside its sources: everything that the checks compare, read once."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.verify.alignment.align import Link, align_forms, align_meanings
from tasks.verify.text.deeds import find_deeds
from tasks.verify.text.figures import Figure, read_figures
from tasks.verify.text.slots import SETS, Mark, find_classes, find_marks, operator_kinds
from tasks.verify.text.texts import Text, Word, parse_text


@dataclass(frozen=True)
class Side:
    """A text with its slots."""

    text: Text
    published: dt.date | None
    figures: tuple[Figure, ...]
    operators: tuple[frozenset[str], ...]

    @functools.cached_property
    def classes(self) -> dict[str, list[Mark]]:
        """By set, the words that fall into one of its classes."""
        return {name: find_classes(self.text, name) for name in SETS}

    @functools.cached_property
    def deeds(self) -> list[tuple[int, int, int]]:
        """Agent, verb and patient of each deed, by their places; none in languages other than English."""
        return find_deeds(self.text) if self.text.lang in ("en", "und") else []

    def marks(self, group: str) -> list[Mark]:
        """The terms of a group of lists."""
        return find_marks(self.text, group)


@functools.lru_cache(maxsize=1024)
def read_side(raw: str, lang: str, title_end: int, published: dt.date | None) -> Side:
    """A text with its slots, read once: the same article proves many statements."""
    text = parse_text(raw, lang, title_end)
    return Side(text, published, tuple(read_figures(text)), tuple(operator_kinds(text)))


@dataclass(frozen=True)
class Comparison:
    """A statement, its sources, and what in them says each word of the statement."""

    statement: Side
    sources: tuple[Side, ...]
    links: tuple[Link, ...]
    forms: tuple[Link, ...]
    """The same by the forms of words alone."""

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of the statement."""
        return self.statement.text.words

    @functools.cached_property
    def sentence_weights(self) -> dict[tuple[int, int], float]:
        """By source and sentence, how much of the statement it says."""
        found: dict[tuple[int, int], float] = {}
        for link in self.links:
            for key in {(s, self.sources[s].text.words[p].sentence) for s, p in link.places}:
                found[key] = found.get(key, 0.0) + link.likeness
        return found

    def best_sentences(self, least: float = 0.6) -> list[tuple[int, int]]:
        """The sentences that say most of the statement: those at least this share of the best."""
        weights = self.sentence_weights
        top = max(weights.values(), default=0.0)
        return sorted((k for k, w in weights.items() if w >= least * top), key=lambda k: (-weights[k], k))


def compare(statement: str, sources: Sequence[Side], by_meaning: bool = True) -> Comparison:
    """A statement read and aligned with its sources; without `by_meaning` by the forms of words alone."""
    side = read_side(statement, "en", 0, None)
    texts = [s.text for s in sources]
    forms = align_forms(side.text, texts)
    links = align_meanings(side.text, texts, forms) if by_meaning else forms
    return Comparison(side, tuple(sources), tuple(links), tuple(forms))
