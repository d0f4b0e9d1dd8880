"""A learned choice among the readings of one text: which of its countries, places or counts is the event's.

Every candidate is a bag of named features; the features' weights are summed and the sums compared (conditional logit).
Names are hashed into one table of weights, so that a table is a file of numbers of fixed size and says nothing of the
texts it was learned from. `fit_choice` learns a table from choices whose right candidate is known.
"""

from __future__ import annotations

import operator
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

Features = Mapping[str, float]
SLOTS = 1 << 16
"""Weights in a table; two features share one rarely and, being rare, harmlessly."""
_SCALE = 16.0
"""Weights are kept in sixteenths, as small integers: they lie between -8 and 8."""


def _slot(name: str) -> int:
    return zlib.crc32(name.encode()) % SLOTS


class _Named(dict[str, float]):
    """The weights of the names asked for so far; a name that is new is looked up in the table."""

    def __init__(self, weights: NDArray[np.float64]) -> None:
        self._weights = weights

    def __missing__(self, name: str) -> float:
        weight = float(self._weights[_slot(name)])
        if len(self) < _NAMES_KEPT:
            self[name] = weight
        return weight


_NAMES_KEPT = 200_000
"""About 20 MB: the names of a day's texts."""


class Choice:
    """A table of weights, read once."""

    def __init__(self, weights: NDArray[np.float64]) -> None:
        self._weights = weights
        self._named = _Named(weights)

    @classmethod
    def read(cls, path: Path) -> Choice:
        """The table of a file that `write` made."""
        return cls(np.load(path, allow_pickle=False).astype(np.float64) / _SCALE)

    def write(self, path: Path) -> None:
        """Writes the table; the same table gives the same bytes."""
        np.save(path, np.clip(np.rint(self._weights * _SCALE), -127, 127).astype(np.int8))

    def weight(self, name: str) -> float:
        """What a feature adds."""
        return self._named[name]

    def score(self, features: Features) -> float:
        """The sum of the weights of a candidate's features."""
        return float(sum(map(operator.mul, map(self._named.__getitem__, features), features.values())))

    def probabilities(self, candidates: Sequence[Features]) -> list[float]:
        """How probable each candidate is the right one; they sum to 1."""
        return shares_of([self.score(features) for features in candidates])

    def reasons(self, features: Features, most: int = 3) -> list[str]:
        """The features that speak most for a candidate."""
        ranked = sorted(features, key=lambda name: (-self.weight(name) * features[name], name))
        return [name for name in ranked[:most] if self.weight(name) * features[name] > 0]


def shares_of(scores: Sequence[float]) -> list[float]:
    """How probable each candidate is by its score; they sum to 1."""
    shares = np.exp(np.array(scores) - max(scores))
    return [float(share) for share in shares / shares.sum()]


def fit_choice(choices: Sequence[tuple[Sequence[Features], int]], *, least: int = 2, l2: float = 1.0) -> Choice:
    """The table that makes the known choices (candidates, number of the right one) most probable.

    least: in how many choices a feature must occur; l2: the penalty on squared weights. Deterministic.
    """
    seen = Counter(name for candidates, _ in choices for name in {n for c in candidates for n in c})
    column = {name: _slot(name) for name, count in sorted(seen.items()) if count >= least}
    used = sorted(set(column.values()))
    place = {slot: number for number, slot in enumerate(used)}
    data, index, ends, starts, right = [], [], [0], [], []
    for candidates, answer in choices:
        starts.append(len(ends) - 1)
        right.append(len(ends) - 1 + answer)
        for features in candidates:
            for name, value in features.items():
                if name in column:
                    index.append(place[column[name]])
                    data.append(value)
            ends.append(len(data))
    matrix = scipy.sparse.csr_matrix((data, index, ends), shape=(len(ends) - 1, len(used)))
    begins = np.array(starts)
    owner = np.repeat(np.arange(len(begins)), np.diff([*starts, len(ends) - 1]))
    target = np.zeros(matrix.shape[0])
    target[right] = 1.0

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = matrix @ weights
        shares = np.exp(scores - np.maximum.reduceat(scores, begins)[owner])
        shares /= np.add.reduceat(shares, begins)[owner]
        value = -np.log(np.maximum(shares[right], 1e-12)).sum() + 0.5 * l2 * weights @ weights
        return value, matrix.T @ (shares - target) + l2 * weights

    from scipy.optimize import minimize  # here: half a second to load, and only learning needs it

    found = minimize(loss, np.zeros(len(used)), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    table = np.zeros(SLOTS)
    table[used] = found.x
    return Choice(table)
