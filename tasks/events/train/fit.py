"""The fitting of both layers of the heads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import linalg, stats
from scipy.optimize import minimize

from tasks.events.features import BLOCKS
from tasks.events.heads import HEADS, columns, likeness
from tasks.events.train.corpus import Corpus

WEIGHT = {"words": 1.0, "letters": 1.0, "concepts": 0.7, "shape": 0.5, "numbers": 0.2, "likeness": 4.0}
"""How much each block counts in the sum of kernels; chosen by cross-validation, within a tenth of each other nothing moves."""
RIDGE = 1.5
LANDMARKS = 1024
FOLDS = 5
_JITTER = 1e-3
_SECOND_RIDGE = 20.0
_BALANCE = {"genre": 0.35, "reality": 0.4}
"""Power of the inverse frequency by which rare classes weigh more: macro-F1 counts each class alike."""
_SEED = 1
_STEPS = 400


@dataclass(frozen=True)
class Fitted:
    """Weights of both layers, and the figures in cross-validation."""

    first: dict[str, np.ndarray]
    bias: np.ndarray
    landmarks: np.ndarray
    second: dict[str, tuple[np.ndarray, np.ndarray]]
    centre: np.ndarray
    spread: np.ndarray
    deviation: np.ndarray
    figures: dict[str, float]

    def stored(self) -> dict[str, Any]:
        """The arrays of heads.npz: hashed blocks as whole numbers of one byte with a scale a column, buckets in use only."""
        arrays: dict[str, Any] = {}
        for block in BLOCKS:
            weights = self.first[block]
            scale = np.abs(weights).max(axis=0) / 127
            whole = np.rint(weights / scale).astype(np.int8)
            used = np.flatnonzero(np.abs(whole).max(axis=1))
            arrays |= {
                f"{block}_buckets": used.astype(np.uint16),
                f"{block}_weights": whole[used],
                f"{block}_scale": scale.astype(np.float32),
            }
        for name, (weights, bias) in self.second.items():
            arrays |= {f"{name}_second": weights.astype(np.float32), f"{name}_bias": bias.astype(np.float32)}
        return arrays | {
            "landmarks": self.landmarks.astype(np.float16),
            "of_likeness": self.first["likeness"].astype(np.float32),
            "of_numbers": self.first["numbers"].astype(np.float32),
            "bias": self.bias.astype(np.float32),
            "centre": self.centre.astype(np.float32),
            "spread": self.spread.astype(np.float32),
            "deviation": self.deviation.astype(np.float32),
        }


def fit(corpus: Corpus) -> Fitted:
    """Both layers, with the figures of the second cross-fitted once more."""
    own = np.arange(len(corpus.of_item)) < len(corpus.items)
    landmarks = landmarks_of(corpus.vectors[own])
    near, bend = bent(corpus.vectors, landmarks)
    gram = kernel(corpus, near)
    folds = folds_of(corpus)
    answers = cross_fitted(gram, corpus.targets, folds)
    weights, mean = solve(gram, corpus.targets)
    first = {block: WEIGHT[block] * (corpus.blocks[block].T @ weights) for block in BLOCKS}
    first["likeness"] = WEIGHT["likeness"] * (bend @ (near.T @ weights))
    first["numbers"] = WEIGHT["numbers"] * (corpus.numbers.T @ weights)
    centre, spread = answers[own].mean(axis=0), answers[own].std(axis=0)
    scaled = (answers - centre) / spread
    second, figures = {}, {}
    for head, where in columns().items():
        if head == "severity":
            continue
        right = corpus.targets[own, where].argmax(axis=1)
        said = np.zeros((int(own.sum()), len(HEADS[head])))
        for fold in range(FOLDS):
            inside, outside = folds[own] != fold, folds[own] == fold
            taught, bias = logistic(scaled[own][inside], right[inside], len(HEADS[head]), _BALANCE.get(head, 0.0))
            said[outside] = scaled[own][outside] @ taught + bias
        figures[f"{head}_accuracy"] = float((said.argmax(axis=1) == right).mean())
        figures[f"{head}_macro_f1"] = macro_f1(right, said.argmax(axis=1))
        second[head] = logistic(scaled[own], right, len(HEADS[head]), _BALANCE.get(head, 0.0))
    graded, gold = np.clip(answers[own, -1], 0, 5), corpus.targets[own, -1]
    figures["severity_spearman"] = float(stats.spearmanr(graded, gold).statistic)
    rounded = {name: round(value, 3) for name, value in figures.items()}
    return Fitted(first, mean, landmarks, second, centre, spread, deviation_of(graded, gold), rounded)


def folds_of(corpus: Corpus) -> np.ndarray:
    """For each row the fold of its group; groups are dealt out by a shuffle of fixed seed."""
    order = np.random.default_rng(_SEED).permutation(int(corpus.groups.max()) + 1)
    return np.asarray((order % FOLDS)[corpus.groups])


def landmarks_of(vectors: np.ndarray) -> np.ndarray:
    """Unit vectors in the middle of clusters of texts (k-means on the sphere): shape (LANDMARKS, 512), as float16 holds them."""
    rng = np.random.default_rng(_SEED)
    middle = vectors[rng.choice(len(vectors), min(LANDMARKS, len(vectors)), replace=False)].astype(np.float64)
    for _ in range(8):
        nearest = (vectors @ middle.T).argmax(axis=1)
        for cluster in range(len(middle)):
            members = vectors[nearest == cluster]
            if len(members) and (length := np.linalg.norm(members.sum(axis=0))) > 0:
                middle[cluster] = members.sum(axis=0) / length
    return middle.astype(np.float16).astype(np.float32)


def bent(vectors: np.ndarray, landmarks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nyström features of the likeness, and the matrix that makes them of likenesses."""
    among = likeness(landmarks, landmarks).astype(np.float64)
    values, axes = linalg.eigh(among + _JITTER * np.eye(len(among)))
    bend = (axes / np.sqrt(values)) @ axes.T
    return likeness(vectors, landmarks) @ bend.astype(np.float32), bend


def kernel(corpus: Corpus, near: np.ndarray) -> np.ndarray:
    """The weighted sum of the blocks' inner products: float32 of shape (rows, rows)."""
    gram = np.asarray(WEIGHT["likeness"] * (near @ near.T) + WEIGHT["numbers"] * (corpus.numbers @ corpus.numbers.T))
    for block in BLOCKS:
        gram += WEIGHT[block] * (corpus.blocks[block] @ corpus.blocks[block].T).toarray()
    return gram.astype(np.float32)


def solve(gram: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Dual weights of ridge regression (rows x outputs), and the outputs' means."""
    mean = targets.mean(axis=0)
    ridged = gram.copy()
    ridged[np.diag_indices(len(gram))] += RIDGE
    factor = linalg.cho_factor(ridged, overwrite_a=True, check_finite=False)
    return linalg.cho_solve(factor, targets - mean, check_finite=False), mean


def cross_fitted(gram: np.ndarray, targets: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """The first layer's answer to each row by the rows of the other folds."""
    answers = np.zeros_like(targets)
    for fold in range(FOLDS):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        weights, mean = solve(gram[np.ix_(inside, inside)], targets[inside])
        answers[outside] = gram[np.ix_(outside, inside)] @ weights + mean
    return answers


def logistic(inputs: np.ndarray, right: np.ndarray, classes: int, balance: float) -> tuple[np.ndarray, np.ndarray]:
    """Weights and intercepts of multinomial logistic regression, every class weighing its frequency to the power 1 - balance."""
    count, size = inputs.shape
    target = np.eye(classes)[right]
    sizes = np.maximum(np.bincount(right, minlength=classes), 1)
    share = ((count / classes / sizes) ** balance)[right]
    share /= share.mean()

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        taught = flat.reshape(size + 1, classes)
        logits = inputs @ taught[:-1] + taught[-1]
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        total = odds.sum(axis=1, keepdims=True)
        missed = (odds / total - target) * share[:, None]
        value = float((share * (np.log(total[:, 0]) - logits[np.arange(count), right])).sum())
        value += _SECOND_RIDGE / 2 * float((taught[:-1] ** 2).sum())
        gradient = np.vstack([inputs.T @ missed + _SECOND_RIDGE * taught[:-1], missed.sum(axis=0)[None]])
        return value, gradient.ravel()

    start = np.zeros((size + 1, classes))
    start[-1] = np.log(sizes)
    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    taught = found.x.reshape(size + 1, classes)
    return taught[:-1], taught[-1]


def deviation_of(said: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Quantiles 0.1 and 0.9 of what was missed, for answers near 0, 0.5, ... 5: shape (11, 2)."""
    missed = right - said
    rows = []
    for step in np.arange(0, 5.5, 0.5):
        near = missed[np.argsort(np.abs(said - step), kind="stable")[:200]]
        rows.append(np.quantile(near, [0.1, 0.9]))
    return np.array(rows)


def macro_f1(right: np.ndarray, said: np.ndarray) -> float:
    """The mean of F1 over the classes that are right somewhere."""
    scores = [
        2 * ((right == c) & (said == c)).sum() / ((right == c).sum() + (said == c).sum()) for c in np.unique(right)
    ]
    return float(np.mean(scores))
