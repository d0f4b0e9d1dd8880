"""The labelled texts as matrices: what the heads see, and what they are to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from tasks.events.classify import by_lexicon
from tasks.events.features import BLOCKS, BUCKETS, Features, TextToRead, look_at
from tasks.events.heads import HEADS, OUTPUTS, columns, numbers
from tasks.events.train.texts import Labelled
from tasks.language.encoder import encode, lede

OF_LABEL = {"kind": "k", "genre": "g", "relevance": "d", "reality": "t"}


@dataclass(frozen=True)
class Corpus:
    """Rows of texts. The first `len(items)` are theirs; then the English headlines of those that have one."""

    items: Sequence[Labelled]
    of_item: np.ndarray
    """For each row the item that it is of."""
    blocks: dict[str, sparse.csr_matrix]
    numbers: np.ndarray
    vectors: np.ndarray
    targets: np.ndarray
    """One column an output: 1 for the class that is right, else 0; then the severity."""
    groups: np.ndarray
    """For each row a number of its group."""


def read_corpus(items: Sequence[Labelled]) -> Corpus:
    """The texts encoded and read by the lexicon, row by row."""
    texts = [TextToRead(i.title, i.summary, i.lang, i.outlet, i.link) for i in items]
    of_item = list(range(len(items)))
    for number, item in enumerate(items):
        if item.label.get("e"):
            texts.append(TextToRead(str(item.label["e"]), "", "en"))
            of_item.append(number)
    vectors = encode([lede(text.title, text.text) for text in texts])
    found: list[dict[str, Features]] = []
    counted = []
    for text, vector in zip(texts, vectors, strict=True):
        lexical = by_lexicon(text.title, text.text, lang=text.lang, vector=vector)
        found.append(look_at(text, lexical).blocks)
        counted.append(numbers(lexical, vector))
    names = sorted({item.group for item in items})
    return Corpus(
        items,
        np.array(of_item),
        {block: _matrix([row[block] for row in found]) for block in BLOCKS},
        np.array(counted, dtype=np.float32),
        vectors,
        np.array([_target(items[i]) for i in of_item], dtype=np.float32),
        np.array([names.index(items[i].group) for i in of_item]),
    )


def _matrix(rows: Sequence[Features]) -> sparse.csr_matrix:
    ends = np.cumsum([0, *(len(row.buckets) for row in rows)])
    values = np.concatenate([row.values for row in rows])
    return sparse.csr_matrix((values, np.concatenate([row.buckets for row in rows]), ends), shape=(len(rows), BUCKETS))


def _target(item: Labelled) -> np.ndarray:
    target = np.zeros(OUTPUTS, dtype=np.float32)
    for head, where in columns().items():
        if head == "severity":
            target[where] = float(item.label["s"] or 0)
        else:
            target[where.start + HEADS[head].index(str(item.label[OF_LABEL[head]]))] = 1.0
    return target
