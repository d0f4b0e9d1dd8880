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

import numpy as np

from tasks.events.classify import Lexical, severity_of_deaths, severity_of_injured
from tasks.events.features import BLOCKS, BUCKETS, Features
from tasks.events.heads_version import HEADS_DATA
from tasks.events.nearest_kinds import kinds
from tasks.language.encoder import LANGUAGES

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

REGIMES: Mapping[str, tuple[str, ...]] = {
    "full": ("words", "letters", "concepts", "shape", "numbers", "likeness"),
    "kindred": ("concepts", "numbers", "likeness"),
    "bare": ("concepts", "numbers"),
}
"""The parts that are looked at: all in languages that have labels; of others that the encoder knows what it and the lexicon say; of the
rest what the lexicon says, since to words never seen in training the heads would answer with the commonest news."""

LABELLED = frozenset({"en", "es", "fr", "ne", "pl", "ru"})
"""Languages with more than a hundred labelled texts."""

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
            severity_of_deaths(killed.low) / 5 if killed else 0.0,
            severity_of_injured(injured.low) / 5 if injured else 0.0,
            *kinds(vector).values(),
        ],
        dtype=np.float32,
    )


def landmark_likeness(vectors: np.ndarray, landmarks: np.ndarray) -> np.ndarray:
    """How like each vector is to each landmark, 0 to 1: shape (texts, landmarks)."""
    return np.asarray(np.exp(SHARPNESS * (vectors @ landmarks.T - 1)), dtype=np.float32)


def regime_of(lang: str) -> str:
    """The regime in which texts of a language are read."""
    if lang in LABELLED:
        return "full"
    return "kindred" if lang in LANGUAGES else "bare"


def severity_inputs(scaled: np.ndarray, counted: np.ndarray, now: np.ndarray, security: np.ndarray) -> np.ndarray:
    """What severity is finally made of: shape (texts, n).

    The first layer's answers, the numbers of the lexicon, and the gravity of the deaths where the event is of now and of security.
    """
    lexical, deaths, injured = counted[:, :1], counted[:, 6:7], counted[:, 7:8]
    now, security = now[:, None], security[:, None]
    rows = [
        scaled,
        lexical,
        deaths,
        injured,
        deaths * now,
        deaths * security,
        injured * security,
        lexical * now,
        lexical * security,
    ]
    return np.hstack(rows)


@dataclass(frozen=True, slots=True)
class Second:
    """The second layer of a regime."""

    centre: np.ndarray
    spread: np.ndarray
    heads: Mapping[str, tuple[np.ndarray, np.ndarray]]
    """Of each head that chooses, weights (OUTPUTS x classes) and intercepts."""
    severity: tuple[np.ndarray, float]
    deviation: np.ndarray
    """Of severity: quantiles 0.1 and 0.9 of what was missed in cross-validation, for each half step of the answer."""


@dataclass(frozen=True, slots=True)
class First:
    """The first layer of a regime: of each hashed block a row a bucket in use, of landmarks and numbers a row each; a column an output."""

    weights: Mapping[str, np.ndarray]
    of_likeness: np.ndarray | None
    of_numbers: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True, slots=True)
class FeatureTable:
    """All weights."""

    rows: Mapping[tuple[str, str], np.ndarray]
    """Of each regime and block, the row of each bucket; the last row is zero and stands for buckets never seen in training."""
    landmarks: np.ndarray
    first: Mapping[str, First]
    second: Mapping[str, Second]


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
def table() -> FeatureTable:
    """The weights in use."""
    with np.load(HEADS_DATA) as stored:
        rows: dict[tuple[str, str], np.ndarray] = {}
        first: dict[str, First] = {}
        second: dict[str, Second] = {}
        for regime, parts in REGIMES.items():
            weights: dict[str, np.ndarray] = {}
            for block in (part for part in parts if part in BLOCKS):
                buckets = stored[f"{regime}_{block}_buckets"]
                row = np.full(BUCKETS, len(buckets), dtype=np.int64)
                row[buckets] = np.arange(len(buckets))
                scaled = stored[f"{regime}_{block}_weights"].astype(np.float32) * stored[f"{regime}_{block}_scale"]
                rows[regime, block] = row
                weights[block] = np.vstack([scaled, np.zeros((1, OUTPUTS), dtype=np.float32)])
            near = stored[f"{regime}_likeness"] if "likeness" in parts else None
            first[regime] = First(weights, near, stored[f"{regime}_numbers"], stored[f"{regime}_bias"])
            second[regime] = Second(
                stored[f"{regime}_centre"],
                stored[f"{regime}_spread"],
                {head: (stored[f"{regime}_{head}_second"], stored[f"{regime}_{head}_bias"]) for head in HEADS},
                (stored[f"{regime}_severity_second"], float(stored[f"{regime}_severity_bias"])),
                stored[f"{regime}_deviation"],
            )
        return FeatureTable(rows, stored["landmarks"].astype(np.float32), first, second)


def judge_text(blocks: Mapping[str, Features], counted: np.ndarray, vector: np.ndarray, *, lang: str) -> Judged:
    """What the heads say of a text with these features (tasks.events.features), numbers (`numbers`) and vector."""
    regime = regime_of(lang)
    use = table().second[regime]
    scaled = (_first(regime, blocks, counted, vector) - use.centre) / use.spread
    odds = {}
    for head, classes in HEADS.items():
        weights, bias = use.heads[head]
        odds[head] = dict(zip(classes, _probabilities(scaled @ weights + bias).tolist(), strict=True))
    now, security = np.array([odds["reality"]["now"]]), np.array([odds["relevance"]["2"]])
    weights, intercept = use.severity
    inputs = severity_inputs(scaled[None], counted[None], now, security)
    severity = float(np.clip(inputs[0] @ weights + intercept, 0, MOST_SEVERE))
    below, above = use.deviation[round(2 * severity)]
    low = float(np.clip(severity + below, 0, severity))
    return Judged(odds, severity, low, float(np.clip(severity + above, severity, MOST_SEVERE)))


def _first(regime: str, blocks: Mapping[str, Features], counted: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """The first layer's answers: float64 of shape (OUTPUTS,)."""
    use, layer = table(), table().first[regime]
    found = layer.bias + counted @ layer.of_numbers
    if layer.of_likeness is not None:
        # einsum and not a product by the processor's library: for so little its threads cost more than they save
        near = np.exp(SHARPNESS * (np.einsum("ij,j->i", use.landmarks, vector) - 1))
        found = found + np.einsum("i,ij->j", near, layer.of_likeness)
    for name, weights in layer.weights.items():
        block = blocks[name]
        if len(block.buckets):
            found = found + block.values @ weights[use.rows[regime, name][block.buckets]]
    return np.asarray(found, dtype=np.float64)


def reasons(blocks: Mapping[str, Features], head: str, chosen: str, *, lang: str) -> dict[str, dict[int, float]]:
    """For each hashed block the buckets that speak for a class, with what each adds to the first layer's answer."""
    regime, column = regime_of(lang), columns()[head].start + HEADS[head].index(chosen)
    found = {}
    for name, weights in table().first[regime].weights.items():
        block = blocks[name]
        added = block.values * weights[table().rows[regime, name][block.buckets], column]
        for_it = added > 0
        found[name] = dict(zip(block.buckets[for_it].tolist(), added[for_it].tolist(), strict=True))
    return found


def _probabilities(logits: np.ndarray) -> np.ndarray:
    odds = np.exp(logits - logits.max())
    return np.asarray(odds / odds.sum())
