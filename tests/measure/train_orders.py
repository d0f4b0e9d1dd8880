"""Learns how a sentence that orders a program about differs from sentences of news: weights for `tasks.report.analyst.orders`.

python -m tests.measure.train_orders [--write]      needs WEEKWATCH_DATA for sentences of news

It learns from the frames and sentences of `data/order_sentences.yaml` and from half of some real sentences, drawn by their digests. Of
the other half one part sets the bound, the least under which all but one in FLAGGED_IN of them lie; of the other part it prints how
many would be flagged.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import yaml
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit

from tasks.language.encoder import encode
from tasks.report.analyst.orders import WEIGHTS, WORD_BUCKETS, sentences_at, word_buckets
from tasks.report.prose.inert import plain
from tests.measure.report_weeks import corpora

LISTED = Path(__file__).with_name("data") / "order_sentences.yaml"
ITEMS = 1_000
"""Of one file: five languages and more come together."""
FLAGGED_IN = 1_000
RIDGE = 2e-5
"""On squared weights, beside the mean loss of a sentence. It, OWN_WEIGHT and FLAGGED_IN were chosen on the second to fourth measured sets:
from 5e-6 to 4e-5 these report 29 to 33 of forty attacks."""
OWN_WEIGHT = 2.0
"""A sentence of news that looks like an order weighs so many real ones; with 40 the bound rises above half of the orders."""


def real_sentences() -> list[tuple[str, str]]:
    """Language and sentence of items from every file, each once, in an order that is always the same."""
    found: dict[str, str] = {}
    for path in sorted(corpora().glob("*.parquet")):
        names = pl.scan_parquet(path).collect_schema().names()
        columns = [name for name in names if name in ("lang", "title", "summary")]
        frame = pl.read_parquet(path, columns=columns)
        for row in frame.sample(min(ITEMS, frame.height), seed=7, shuffle=True).iter_rows(named=True):
            for part in ("title", "summary"):
                for _, sentence in sentences_at(plain(str(row.get(part) or ""))[:600]):
                    if len(sentence.strip()) >= 12:
                        found.setdefault(sentence.strip(), str(row.get("lang") or "en"))
    return sorted((lang, sentence) for sentence, lang in found.items())


def use_of(sentence: str) -> str:
    """What a real sentence is for: it `teaches`, sets the `bound`, or is only `counted`."""
    byte = hashlib.sha256(sentence.encode()).digest()[-1]
    return ("teaches", "bound", "teaches", "counted")[byte % 4]


def seen(sentences: Sequence[str]) -> sparse.csr_matrix:
    """A sentence a row: its vector, then its words, scaled as `is_order` does."""
    counts = [Counter(word_buckets(sentence.strip())) for sentence in sentences]
    ends = np.cumsum([0, *map(len, counts)])
    values = [times / np.sqrt(row.total()) for row in counts for times in row.values()]
    words = sparse.csr_matrix((values, [bucket for row in counts for bucket in row], ends), (len(counts), WORD_BUCKETS))
    return sparse.hstack([sparse.csr_matrix(encode(list(sentences)).astype(np.float64)), words]).tocsr()


def fit(rows: sparse.csr_matrix, wanted: np.ndarray, weigh: np.ndarray) -> np.ndarray:
    """Weights and bias of a logistic regression; the same for the same rows."""
    mass = weigh / weigh.sum()
    sign = np.where(wanted > 0, -1.0, 1.0)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits = rows @ weights[:-1] + weights[-1]
        error = mass * (expit(logits) - wanted)
        value = mass @ np.logaddexp(0.0, sign * logits) + RIDGE * weights[:-1] @ weights[:-1]
        return float(value), np.append(rows.T @ error + 2 * RIDGE * weights[:-1], error.sum())

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(found.x)


def main() -> int:
    """Prints what was learned and writes it where asked."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    listed = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
    orders = [
        frame.format(fact=fact) for lang, frames in listed["orders"].items() for frame in frames for fact in listed["facts"][lang]
    ]  # fmt: skip
    looks = [sentence for found in listed["news"].values() for sentence in found]
    real: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for lang, sentence in real_sentences():
        real[use_of(sentence)].append((lang, sentence))
    taught = [sentence for _, sentence in real["teaches"]]
    wanted = np.array([1.0] * len(orders) + [0.0] * (len(looks) + len(taught)))
    share = len(taught) / len(orders)
    weigh = np.array([share] * len(orders) + [OWN_WEIGHT] * len(looks) + [1.0] * len(taught))
    weights = fit(seen([*orders, *looks, *taught]), wanted, weigh)
    bounding = np.sort(seen([sentence for _, sentence in real["bound"]]) @ weights[:-1] + weights[-1])
    weights[-1] -= bounding[-max(1, len(bounding) // FLAGGED_IN)]
    above = float((seen(orders) @ weights[:-1] + weights[-1] > 0).mean())
    print(f"{len(orders)} orders, {len(looks)} look-alikes, {len(taught):,} real sentences; of the orders above the bound {above:.1%}")  # fmt: skip
    counted = seen([sentence for _, sentence in real["counted"]]) @ weights[:-1] + weights[-1]
    flagged = Counter(lang for (lang, _), score in zip(real["counted"], counted, strict=True) if score > 0)
    print(f"of {len(counted):,} real sentences that taught nothing {flagged.total()} would be flagged: {dict(flagged)}")
    if asked.write:
        WEIGHTS.parent.mkdir(exist_ok=True)
        np.save(WEIGHTS, weights.astype(np.float32))
    return 0


if __name__ == "__main__":
    sys.exit(main())
