"""Parts of speech of English words, by an averaged perceptron.

The weights are those of `denckring-en-pos` (trained on Universal Dependencies English-EWT; its own figures: tag accuracy .934, finite
verbs F1 .949); only its data file is read, since the package itself takes a second to import. Headlines are read less well: their
verbs stand without auxiliaries, and some are taken for nouns.
"""

from __future__ import annotations

import functools
import gzip
import importlib.util
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

_PACKAGE, _FILE = "denckring_en_pos", "data/tagger.json.gz"
_START, _END = "<s>", "</s>"


@functools.cache
def _model() -> tuple[Mapping[str, Mapping[str, float]], Mapping[str, str], tuple[str, ...]]:
    """Weights by feature and label, the words of one label, and all labels."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{_PACKAGE} is not installed")
    raw = json.loads(gzip.decompress((Path(spec.origin).parent / _FILE).read_bytes()))
    return raw["weights"], raw["tagdict"], tuple(sorted(raw["classes"]))


def tag_words(words: Sequence[str]) -> list[str]:
    """One Universal Dependencies tag a word of one sentence, with the verb form behind a bar: `NOUN|-`, `VERB|Fin`, `VERB|Part`."""
    _, certain, labels = _model()
    lower = [word.lower() for word in words]
    found: list[str] = []
    before, before2 = _START, _START
    for at, word in enumerate(words):
        label = certain.get(lower[at]) or _best(_features(at, word, lower, before, before2), labels)
        found.append(label)
        before2, before = before, label
    return found


def is_plain_word(word: str) -> bool:
    """Whether a word in small letters is one that the tagger knows as a common noun, adjective or verb whatever stands around it."""
    _, certain, _ = _model()
    return certain.get(word, "").partition("|")[0] in ("NOUN", "ADJ", "VERB")


def _best(features: Sequence[str], labels: Sequence[str]) -> str:
    """The label with the greatest sum of weights, of equals the last by name."""
    rows = [row for feature in features if (row := _row(feature)) is not None]
    scores = functools.reduce(np.add, rows) if rows else np.zeros(len(labels))
    return labels[len(labels) - 1 - int(np.argmax(scores[::-1]))]


@functools.lru_cache(maxsize=50_000)
def _row(feature: str) -> np.ndarray | None:
    """A feature's weight for each label, in their order; None for a feature that the tagger has not learned."""
    weights, _, labels = _model()
    known = weights.get(feature)
    return None if known is None else np.array([known.get(label, 0.0) for label in labels])


def _features(at: int, word: str, lower: Sequence[str], before: str, before2: str) -> list[str]:
    """The features that the weights were trained on."""
    key = lower[at]
    shape = ("X" if word[:1].isupper() else "x") + ("d" if any(c.isdigit() for c in word) else "")
    return [
        "bias",
        f"suf3 {key[-3:]}",
        f"suf2 {key[-2:]}",
        f"suf1 {key[-1:]}",
        f"pre1 {key[:1]}",
        f"shape {shape}",
        f"w {key}",
        f"t-1 {before}",
        f"t-2 {before2}",
        f"t-1t-2 {before} {before2}",
        f"w-1 {lower[at - 1] if at else _START}",
        f"w-2 {lower[at - 2] if at > 1 else _START}",
        f"w+1 {lower[at + 1] if at + 1 < len(lower) else _END}",
        f"w+2 {lower[at + 2] if at + 2 < len(lower) else _END}",
        f"t-1 w {before} {key}",
    ]
