"""What more labels bring: the first layer of the heads taught on a tenth to all of the labels of four folds, asked on the fifth.

`python -m tests.measure.learning_curve` prints for each size the accuracy of kind and relevance, macro-F1 of genre and reality, and the
rank correlation of severity: one fold of outlets and months, the same for all sizes, and one shuffle of fixed seed.
"""

from __future__ import annotations

import sys

import numpy as np
from scipy import stats
from threadpoolctl import threadpool_limits

from tasks.events.heads import HEADS, REGIMES, columns
from tasks.events.train.corpus import Corpus, read_corpus
from tasks.events.train.fit import bent, folds_of, kernel, landmarks_of, macro_f1, solve
from tasks.events.train.texts import data_folder, gold_items, own_items

SHARES = (0.1, 0.2, 0.4, 0.7, 1.0)
_SEED = 3


def curve(corpus: Corpus) -> list[str]:
    """A line of figures for each size."""
    own = np.arange(len(corpus.of_item)) < len(corpus.items)
    near, _ = bent(corpus.vectors, landmarks_of(corpus.vectors[own]))
    gram = kernel(corpus, near, REGIMES["full"])
    asked = np.flatnonzero(own & (folds_of(corpus) == 0))
    teaching = np.flatnonzero(folds_of(corpus)[: len(corpus.items)] != 0)
    shuffled = np.random.default_rng(_SEED).permutation(teaching)
    return [_line(corpus, gram, asked, shuffled[: int(share * len(shuffled))]) for share in SHARES]


def _line(corpus: Corpus, gram: np.ndarray, asked: np.ndarray, items: np.ndarray) -> str:
    rows = np.flatnonzero(np.isin(corpus.of_item, items))
    weights, mean = solve(gram[np.ix_(rows, rows)], corpus.targets[rows])
    said, gold = gram[np.ix_(asked, rows)] @ weights + mean, corpus.targets[asked]
    figures = [f"{len(items)} labels"]
    for head, where in columns().items():
        right, answer = gold[:, where], said[:, where]
        if head not in HEADS:
            figures.append(f"{head} {stats.spearmanr(right[:, 0], answer[:, 0]).statistic:.3f}")
            continue
        right, answer = right.argmax(axis=1), answer.argmax(axis=1)
        figures.append(f"{head} {(right == answer).mean():.3f}/{macro_f1(right, answer):.3f}")
    return "  ".join(figures)


def main() -> int:
    """Prints the curve, accuracy and macro-F1 of each head."""
    folder = data_folder()
    with threadpool_limits(1):
        items = [item for item in (*gold_items(folder), *own_items(folder)) if not item.is_unread]
        print("\n".join(curve(read_corpus(items))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
