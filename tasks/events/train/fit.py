"""The fitting of both layers of the heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg, stats
from scipy.optimize import minimize

from tasks.events.features import BLOCKS
from tasks.events.heads import HEADS, MOST_SEVERE, REGIMES, columns, landmark_likeness, severity_inputs
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
    """The arrays of heads.npz, and the figures in cross-validation."""

    arrays: dict[str, np.ndarray]
    figures: dict[str, float]


def fit_heads(corpus: Corpus) -> Fitted:
    """Both layers of every regime, with the figures of the second cross-fitted once more."""
    own = np.arange(len(corpus.of_item)) < len(corpus.items)
    landmarks = landmarks_of(corpus.vectors[own])
    near, bend = bent(corpus.vectors, landmarks)
    folds = folds_of(corpus)
    arrays: dict[str, np.ndarray] = {"landmarks": landmarks.astype(np.float16)}
    figures: dict[str, float] = {}
    for regime, parts in REGIMES.items():
        gram = kernel(corpus, near, parts)
        answers = cross_fitted(gram, corpus.targets, folds)
        weights, mean = solve(gram, corpus.targets)
        found = primal(corpus, near, bend, weights, parts) | {"bias": mean.astype(np.float32)}
        taught, figured = second_layer(answers[own], corpus.targets[own], corpus.numbers[own], folds[own])
        arrays |= {f"{regime}_{name}": array for name, array in (found | taught).items()}
        figures |= {f"{regime}_{name}": round(value, 3) for name, value in figured.items()}
    return Fitted(arrays, figures)


def primal(
    corpus: Corpus, near: np.ndarray, bend: np.ndarray, weights: np.ndarray, parts: Sequence[str]
) -> dict[str, np.ndarray]:
    """The first layer's weights: hashed blocks as whole numbers of one byte with a scale a column, buckets in use only."""
    arrays: dict[str, np.ndarray] = {"numbers": (WEIGHT["numbers"] * (corpus.numbers.T @ weights)).astype(np.float32)}
    if "likeness" in parts:
        arrays["likeness"] = (WEIGHT["likeness"] * (bend @ (near.T @ weights))).astype(np.float32)
    for block in (part for part in parts if part in BLOCKS):
        exact = WEIGHT[block] * (corpus.blocks[block].T @ weights)
        scale = np.abs(exact).max(axis=0) / 127
        whole = np.rint(exact / scale).astype(np.int8)
        used = np.flatnonzero(np.abs(whole).max(axis=1))
        arrays |= {
            f"{block}_buckets": used.astype(np.uint16),
            f"{block}_weights": whole[used],
            f"{block}_scale": scale.astype(np.float32),
        }
    return arrays


def second_layer(
    answers: np.ndarray, targets: np.ndarray, counted: np.ndarray, folds: np.ndarray
) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Its arrays, and its figures where each fold is answered by what the others taught."""
    centre, spread = answers.mean(axis=0), answers.std(axis=0)
    scaled = (answers - centre) / spread
    arrays: dict[str, np.ndarray] = {"centre": centre.astype(np.float64), "spread": spread.astype(np.float64)}
    figures: dict[str, float] = {}
    odds: dict[str, np.ndarray] = {}
    for head, classes in HEADS.items():
        right = targets[:, columns()[head]].argmax(axis=1)
        said = np.zeros((len(right), len(classes)))
        for fold in range(FOLDS):
            inside, outside = folds != fold, folds == fold
            taught, bias = logistic(scaled[inside], right[inside], len(classes), _BALANCE.get(head, 0.0))
            said[outside] = scaled[outside] @ taught + bias
        figures[f"{head}_accuracy"] = float((said.argmax(axis=1) == right).mean())
        figures[f"{head}_macro_f1"] = macro_f1(right, said.argmax(axis=1))
        odds[head] = np.exp(said - said.max(axis=1, keepdims=True))
        odds[head] /= odds[head].sum(axis=1, keepdims=True)
        arrays[f"{head}_second"], arrays[f"{head}_bias"] = logistic(
            scaled, right, len(classes), _BALANCE.get(head, 0.0)
        )
    now, security = odds["reality"][:, 0], odds["relevance"][:, 2]
    inputs, gold = severity_inputs(scaled, counted, now, security), targets[:, -1]
    graded = np.zeros(len(gold))
    for fold in range(FOLDS):
        inside, outside = folds != fold, folds == fold
        taught, intercept = linear(inputs[inside], gold[inside])
        graded[outside] = np.clip(inputs[outside] @ taught + intercept, 0, MOST_SEVERE)
    figures["severity_spearman"] = float(stats.spearmanr(graded, gold).statistic)
    figures["severity_within_1"] = float((np.abs(graded - gold) <= 1).mean())
    taught, intercept = linear(inputs, gold)
    arrays |= {
        "severity_second": taught,
        "severity_bias": np.array(intercept),
        "deviation": deviation_of(graded, gold),
    }
    return arrays, figures


def linear(inputs: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and intercept of ridge regression."""
    centre, mean = inputs.mean(axis=0), float(right.mean())
    moved = inputs - centre
    taught = linalg.solve(moved.T @ moved + _SECOND_RIDGE / 4 * np.eye(inputs.shape[1]), moved.T @ (right - mean))
    return taught, mean - float(centre @ taught)


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
    among = landmark_likeness(landmarks, landmarks).astype(np.float64)
    values, axes = linalg.eigh(among + _JITTER * np.eye(len(among)))
    bend = (axes / np.sqrt(values)) @ axes.T
    return landmark_likeness(vectors, landmarks) @ bend.astype(np.float32), bend


def kernel(corpus: Corpus, near: np.ndarray, parts: Sequence[str]) -> np.ndarray:
    """The weighted sum of the parts' inner products: float32 of shape (rows, rows)."""
    gram = np.asarray(WEIGHT["numbers"] * (corpus.numbers @ corpus.numbers.T))
    if "likeness" in parts:
        gram += WEIGHT["likeness"] * (near @ near.T)
    for block in (part for part in parts if part in BLOCKS):
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
