"""Learns how a sentence that orders a program about lies among sentences of news: 512 weights and a bound for `tasks.report.analyst.orders`.

python -m tests.measure.train_orders [--write]      needs WEEKWATCH_DATA for sentences of news

It learns from the frames of `data/order_sentences.yaml` and from real sentences; of these, those whose digest ends in an even digit
teach and the others set nothing: on them is printed how many would be flagged. The bound is the least under which
one real sentence in FLAGGED_IN of those that teach lies.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl
import yaml

from tasks.language.encoder import encode
from tasks.report.analyst.orders import WEIGHTS, sentences_at
from tasks.report.prose.inert import plain
from tests.measure.report_weeks import corpora

LISTED = Path(__file__).with_name("data") / "order_sentences.yaml"
ITEMS = 1_000
"""Of one file: five languages and more come together."""
FLAGGED_IN = 2_000
ROUNDS, RATE, DECAY = 3_000, 1.0, 1e-4
OWN_WEIGHT = 40.0
"""A sentence of news that looks like an order weighs so many real ones."""


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


def teaches(sentence: str) -> bool:
    """Whether a real sentence is one of those that teach."""
    return int(hashlib.sha256(sentence.encode()).hexdigest(), 16) % 2 == 0


def fit(rows: np.ndarray, wanted: np.ndarray, weigh: np.ndarray) -> np.ndarray:
    """Weights and bias of a logistic regression by plain descent; the same for the same rows."""
    x = np.hstack([rows, np.ones((len(rows), 1))]).astype(np.float64)
    weights, mass = np.zeros(x.shape[1]), weigh / weigh.sum()
    step = RATE * 8
    for _ in range(ROUNDS):
        error = mass * (1 / (1 + np.exp(-(x @ weights))) - wanted)
        weights -= step * (x.T @ error + DECAY * np.append(weights[:-1], 0.0))
    return weights


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
    real = real_sentences()
    taught = [sentence for _, sentence in real if teaches(sentence)]
    rows = encode([*orders, *looks, *taught])
    wanted = np.array([1.0] * len(orders) + [0.0] * (len(looks) + len(taught)))
    share = len(taught) / len(orders)
    weigh = np.array([share] * len(orders) + [OWN_WEIGHT] * len(looks) + [1.0] * len(taught))
    weights = fit(rows, wanted, weigh)
    scores = rows @ weights[:-1] + weights[-1]
    bound = float(np.sort(scores[len(orders) + len(looks) :])[-max(1, len(taught) // FLAGGED_IN)])
    weights[-1] -= bound
    print(f"{len(orders)} orders, {len(looks)} look-alikes, {len(taught):,} real sentences; of the orders above the bound {np.mean(scores[: len(orders)] > bound):.1%}")  # fmt: skip
    flagged: dict[str, list[str]] = defaultdict(list)
    others = [(lang, sentence) for lang, sentence in real if not teaches(sentence)]
    unseen = encode([sentence for _, sentence in others]) @ weights[:-1] + weights[-1]
    for (lang, sentence), score in zip(others, unseen, strict=True):
        if score > 0:
            flagged[lang].append(sentence)
    print(f"of {len(others):,} real sentences that taught nothing {sum(map(len, flagged.values()))} would be flagged: { {k: len(v) for k, v in flagged.items()} }")  # fmt: skip
    if asked.write:
        WEIGHTS.parent.mkdir(exist_ok=True)
        np.save(WEIGHTS, weights.astype(np.float32))
    return 0


if __name__ == "__main__":
    sys.exit(main())
