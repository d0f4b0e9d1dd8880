"""The learned heads: from the features of a text to the probabilities of its kind, genre, relevance and reality, and its severity.

Two layers. The first answers every label at once, linearly over hashed features (tasks.events.features), numbers of the lexicon's reading
and the likeness of the text's vector to a thousand landmarks, which bends the function where a straight one fails. The second makes
probabilities of these answers, for each head from the answers of all. The weights are in tasks/events/data/heads.npz, which
`python -m tasks.events.train` makes from labelled texts.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tasks.events.classify import Lexical
from tasks.events.features import BLOCKS, Features
from tasks.events.nearest_kinds import kinds

DATA = Path(__file__).parent / "data" / "heads.npz"

HEADS: Mapping[str, tuple[str, ...]] = {
    "kind": (
        "accident", "accuse", "agree", "aid", "assault", "coerce", "concede", "consult", "cooperate", "crime", "cyber", "disaster",
        "disease", "economy", "exercise", "humanitarian", "mobilize", "none", "politics", "protest", "reject", "request", "retreat",
        "sanction", "society", "sport", "support", "threaten",
    ),
    "genre": ("news", "live", "comment", "analysis", "stub"),
    "relevance": ("0", "1", "2"),
    "reality": ("now", "past", "future", "hypo"),
}  # fmt: skip
"""The heads that choose, with their classes in the order of the table's columns; after them comes one column of severity."""

OUTPUTS = sum(map(len, HEADS.values())) + 1

MOST_SEVERE = 5.0

SHARPNESS = 2.0
"""Of the likeness exp(SHARPNESS * (cosine - 1)) of a vector to a landmark."""


def columns() -> dict[str, slice]:
    """The columns of each head, and of `severity`."""
    found, start = {}, 0
    for name, classes in HEADS.items():
        found[name] = slice(start, start + len(classes))
        start += len(classes)
    return found | {"severity": slice(start, start + 1)}


def numbers(lexical: Lexical, vector: np.ndarray) -> np.ndarray:
    """The numbers of the lexicon's reading: severity, certainty, logarithms of the casualties, odds of the kinds by the vector."""
    read = lexical.classification
    killed, injured = read.killed, read.injured
    return np.array(
        [
            read.severity / 5,
            read.certainty,
            np.log1p(killed.low) / 5 if killed else 0.0,
            np.log1p(injured.low) / 5 if injured else 0.0,
            killed is not None,
            injured is not None,
            *kinds(vector).values(),
        ],
        dtype=np.float32,
    )


def likeness(vectors: np.ndarray, landmarks: np.ndarray) -> np.ndarray:
    """How like each vector is to each landmark, 0 to 1: shape (texts, landmarks)."""
    return np.asarray(np.exp(SHARPNESS * (vectors @ landmarks.T - 1)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Table:
    """Weights: of each hashed block a row a bucket in use, of landmarks and numbers a row each; a column an output."""

    rows: Mapping[str, np.ndarray]
    """Of each block, the row of each bucket; the last row is zero and stands for buckets never seen in training."""
    weights: Mapping[str, np.ndarray]
    landmarks: np.ndarray
    of_likeness: np.ndarray
    of_numbers: np.ndarray
    bias: np.ndarray
    centre: np.ndarray
    spread: np.ndarray
    second: Mapping[str, tuple[np.ndarray, np.ndarray]]
    """Of each head that chooses, weights (OUTPUTS x classes) and intercepts of the second layer."""
    deviation: np.ndarray
    """Of severity: quantiles 0.1 and 0.9 of what was missed in cross-validation, for each half step of the answer."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the heads say of a text."""

    odds: Mapping[str, Mapping[str, float]]
    """Of each head that chooses, the probability of each class."""
    severity: float
    severity_low: float
    severity_high: float
    """The middle 80 % of what careful readers said where the heads said as much."""

    def likeliest(self, head: str) -> str:
        """The class with the highest probability; of equals the first."""
        odds = self.odds[head]
        return max(odds, key=lambda name: odds[name])


@functools.cache
def table() -> Table:
    """The weights in use."""
    with np.load(DATA) as stored:
        weights: dict[str, np.ndarray] = {}
        rows: dict[str, np.ndarray] = {}
        for block in BLOCKS:
            buckets = stored[f"{block}_buckets"]
            row = np.full(1 << 16, len(buckets), dtype=np.int64)
            row[buckets] = np.arange(len(buckets))
            scaled = stored[f"{block}_weights"].astype(np.float32) * stored[f"{block}_scale"]
            rows[block], weights[block] = row, np.vstack([scaled, np.zeros((1, OUTPUTS), dtype=np.float32)])
        return Table(
            rows,
            weights,
            stored["landmarks"].astype(np.float32),
            stored["of_likeness"].astype(np.float32),
            stored["of_numbers"].astype(np.float32),
            stored["bias"].astype(np.float32),
            stored["centre"].astype(np.float64),
            stored["spread"].astype(np.float64),
            {
                head: (stored[f"{head}_second"].astype(np.float64), stored[f"{head}_bias"].astype(np.float64))
                for head in HEADS
            },
            stored["deviation"].astype(np.float64),
        )


def judge(blocks: Mapping[str, Features], counted: np.ndarray, vector: np.ndarray) -> Judged:
    """What the heads say of a text with these features (tasks.events.features), numbers (`numbers`) and vector."""
    use = table()
    answers = _first(use, blocks, counted, vector)
    scaled = (answers - use.centre) / use.spread
    odds = {}
    for head, classes in HEADS.items():
        weights, bias = use.second[head]
        odds[head] = dict(zip(classes, _probabilities(scaled @ weights + bias).tolist(), strict=True))
    severity = float(np.clip(answers[-1], 0, MOST_SEVERE))
    low, high = use.deviation[round(2 * severity)]
    return Judged(odds, severity, float(np.clip(severity + low, 0, severity)), float(np.clip(severity + high, severity, MOST_SEVERE)))


def _first(use: Table, blocks: Mapping[str, Features], counted: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """The first layer's answers: float64 of shape (OUTPUTS,)."""
    # einsum and not a product by the processor's library: for so little its threads cost more than they save
    near = np.exp(SHARPNESS * (np.einsum("ij,j->i", use.landmarks, vector) - 1))
    found = use.bias + counted @ use.of_numbers + np.einsum("i,ij->j", near, use.of_likeness)
    for name, block in blocks.items():
        if len(block.buckets):
            found = found + block.values @ use.weights[name][use.rows[name][block.buckets]]
    return np.asarray(found, dtype=np.float64)


def reasons(blocks: Mapping[str, Features], head: str, chosen: str) -> dict[str, dict[int, float]]:
    """For each hashed block what each bucket adds to the first layer's answer for a class."""
    use, column = table(), columns()[head].start + HEADS[head].index(chosen)
    return {
        name: dict(
            zip(
                block.buckets.tolist(),
                (block.values * use.weights[name][use.rows[name][block.buckets], column]).tolist(),
                strict=True,
            )
        )
        for name, block in blocks.items()
    }


def _probabilities(logits: np.ndarray) -> np.ndarray:
    odds = np.exp(logits - logits.max())
    return np.asarray(odds / odds.sum())
