"""How like each category a text's vector is: what the lexicon's words have in common beyond the words.

The lexicon reads only what it lists. `tasks/events/data/kinds.npz` holds a multinomial logistic regression from vectors
(tasks.language.encoder) to categories, trained by tasks.events.nearest_kinds_build on news that the lexicon read with confidence, in several
languages. As the vectors of many languages share a space, it also reads languages that have no lexicon.
"""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np

DATA = Path(__file__).parent / "data" / "kinds.npz"


@functools.cache
def _model() -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Categories, weights (512 x categories) and intercepts."""
    with np.load(DATA) as stored:
        return tuple(stored["names"].tolist()), stored["weights"].astype(np.float32), stored["bias"]


def kinds(vector: np.ndarray) -> dict[str, float]:
    """Probability (0-1, summing to 1) of each category for a vector of 512, L2-normalised; equal classes beforehand."""
    names, weights, bias = _model()
    logits = (vector.astype(np.float32) @ weights + bias).astype(np.float64)
    odds = np.exp(logits - logits.max())
    return dict(zip(names, (odds / odds.sum()).tolist(), strict=True))
