"""Builds tasks/events/data/kinds.npz from news that the lexicon read with confidence: `python -m tasks.events.nearest_kinds_build PARQUET...`.

A text teaches its category when the lexicon gave that at least `_SURE` of weight and every other less than half; the
lexicon's labels are the only teacher, so the model says what texts with such words are about, not more. Columns read:
title, summary (may be absent), lang (`en` where absent). The same files give the same model.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl

from tasks.events.classify import lexicon_weights
from tasks.events.nearest_kinds import DATA
from tasks.language.encoder import encode, lede

_SURE = 2.5
_PER_FILE, _PER_CATEGORY = 30_000, 2_500
_L2, _STEPS, _RATE = 3e-5, 300, 0.1
_SEED = 1


def labelled(path: Path) -> list[tuple[str, str]]:
    """Lede and category of the texts of a file that the lexicon read with confidence."""
    frame = pl.read_parquet(path).unique("title", keep="first", maintain_order=True)
    frame = frame.sample(min(_PER_FILE, len(frame)), seed=_SEED)
    found = []
    for row in frame.iter_rows(named=True):
        title, summary = row["title"] or "", (row.get("summary") or "")[:400]
        weights = sorted(
            lexicon_weights(title, summary, lang=row.get("lang") or "en").items(), key=lambda w: (-w[1], w[0])
        )
        if weights and weights[0][1] >= _SURE and (len(weights) == 1 or weights[1][1] < 0.5 * weights[0][1]):
            found.append((lede(title, summary), weights[0][0]))
    return found


def fit_prototypes(vectors: np.ndarray, labels: np.ndarray, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights and intercepts of a logistic regression by Adam on the whole set, every class weighing by the root of its size."""
    count, size = vectors.shape
    counts = np.bincount(labels, minlength=classes)
    share = (1 / np.sqrt(counts + 5.0))[labels]
    share /= share.sum()
    target = np.eye(classes)[labels]
    parameters = np.zeros((size + 1, classes))
    inputs = np.hstack([vectors, np.ones((count, 1))])
    first, second = np.zeros_like(parameters), np.zeros_like(parameters)
    for step in range(1, _STEPS + 1):
        logits = inputs @ parameters
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        gradient = inputs.T @ ((odds - target) * share[:, None])
        gradient[:-1] += _L2 * parameters[:-1]
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        parameters -= _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return parameters[:-1], parameters[-1]


def main() -> int:
    """Write the model and print how many texts taught each category."""
    cases: list[tuple[str, str]] = []
    taught: Counter[str] = Counter()
    for path in sys.argv[1:]:
        for text, category in labelled(Path(path)):
            if taught[category] < _PER_CATEGORY:
                taught[category] += 1
                cases.append((text, category))
    names = sorted(taught)
    vectors = encode([text for text, _ in cases]).astype(np.float64)
    weights, bias = fit_prototypes(vectors, np.array([names.index(category) for _, category in cases]), len(names))
    np.savez_compressed(DATA, names=np.array(names), weights=weights.astype(np.float16), bias=bias)
    print(f"{len(cases)} texts: {dict(sorted(taught.items()))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
