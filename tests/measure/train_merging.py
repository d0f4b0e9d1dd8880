"""Learns from the gold weeks and the gold items when two articles tell one event, and writes tasks/events/merging/data/pairs.npz.

    python -m tests.measure.train_merging [--write]

needs WEEKWATCH_DATA. Prints B-cubed F1, precision and recall of items over events for the weeks that are developed on, each week by
weights of the others, and by weights of the former for the weeks that are kept unread and for those that we labelled ourselves; and for all
gold weeks by weights of our own labels alone, which were made from other weeks. Only numbers are written.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from tasks.country_week import dedupe, group, read, select
from tasks.draft import Draft
from tasks.events.merging import pairs
from tasks.events.merging.grouping import ONE_EVENT, absorbed, linked
from tasks.language.encoder import encode, lede
from tests.measure.clusters import data_folder
from tests.measure.gold_weeks import draft_of, gold_folder
from tests.measure.labelled_weeks import labelled_weeks
from warehouse.tables import Place

UNREAD = ("IL", "JP", "MX", "PH", "SY")
"""Countries whose weeks are not developed on."""

OF_PAIRS, OF_ASPECTS = 2.0, 0.3
"""Strength of the ridge."""
EXAMPLES = 5
"""What an article of a week weighs against the ridge."""


@dataclass(frozen=True)
class GoldWeek:
    """The originals of a week with the evidence of their pairs and the events that they tell; None where none is told."""

    name: str
    evidence: np.ndarray
    """(pieces, n, n)."""
    labels: list[str | None]

    def upper(self) -> tuple[np.ndarray, np.ndarray]:
        """The pairs both of which tell an event, as rows and columns."""
        rows, columns = np.triu_indices(len(self.labels), 1)
        told = np.array([label is not None for label in self.labels])
        both = told[rows] & told[columns]
        return rows[both], columns[both]

    def examples(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Evidence, whether one event, and weight of each pair: pairs of large events weigh less, as in the B-cubed measure."""
        rows, columns = self.upper()
        size = collections.Counter(label for label in self.labels if label is not None)
        share = np.array([size[label] ** -0.5 if label else 0.0 for label in self.labels])
        same = np.array([self.labels[i] == self.labels[j] for i, j in zip(rows, columns, strict=True)], dtype=float)
        weight = share[rows] + share[columns]
        weight *= EXAMPLES * len(self.labels) / weight.sum()
        return self.evidence[:, rows, columns].T, same, weight

    def b_cubed(self, weights: np.ndarray, bias: float, enough: float) -> tuple[float, float, float]:
        """F1, precision and recall of the items that tell an event."""
        logits = np.clip(np.tensordot(weights, self.evidence, 1) + bias, -30, 30)
        probable = 1 / (1 + np.exp(-logits))
        against = pairs.denied(dict(zip(pairs.EVIDENCE, self.evidence, strict=True)))
        found = absorbed(linked(probable, against, enough), probable, against).tolist()
        told = [i for i, label in enumerate(self.labels) if label is not None]
        shared = [
            (
                sum(found[j] == found[i] and self.labels[j] == self.labels[i] for j in told),
                sum(found[j] == found[i] for j in told),
                sum(self.labels[j] == self.labels[i] for j in told),
            )
            for i in told
        ]
        precision = float(np.mean([both / own for both, own, _ in shared]))
        recall = float(np.mean([both / gold for both, _, gold in shared]))
        return 2 * precision * recall / (precision + recall), precision, recall


def logistic(x: np.ndarray, y: np.ndarray, weight: np.ndarray, ridge: float) -> tuple[np.ndarray, float]:
    """Weights and bias of a logistic regression on standardised columns, given back for the columns as they are."""
    mean, deviation = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = np.c_[(x - mean) / deviation, np.ones(len(x))]

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        p = 1 / (1 + np.exp(-np.clip(z @ b, -30, 30)))
        value = (
            -(weight * (y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))).sum() + ridge * (b[:-1] ** 2).sum()
        )
        slope = z.T @ (weight * (p - y))
        slope[:-1] += 2 * ridge * b[:-1]
        return value, slope

    b = minimize(loss, np.zeros(z.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    return b[:-1] / deviation, float(b[-1] - (b[:-1] * mean / deviation).sum())


def softmax(x: np.ndarray, y: np.ndarray, ridge: float) -> np.ndarray:
    """Weights of a softmax regression, a row a column of x and one of the bias."""
    x = np.c_[x, np.ones(len(x))]

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        table = b.reshape(x.shape[1], -1)
        z = x @ table
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        slope = x.T @ (p - y)
        slope[:-1] += 2 * ridge * table[:-1]
        return -np.log(p[y > 0] + 1e-12).sum() + ridge * (table[:-1] ** 2).sum(), slope.ravel()

    start = np.zeros(x.shape[1] * y.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    return np.asarray(found.reshape(x.shape[1], -1))


def aspects(weeks_items: set[str]) -> tuple[list[str], np.ndarray]:
    """The kinds and the table that tells them from a vector, of the gold items that stand in no gold week."""
    rows = [
        row
        for path in sorted((data_folder() / "gold" / "items").glob("*.jsonl"))
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if row["title"] not in weeks_items
    ]
    kinds = sorted({row["k"] for row in rows})
    vectors = encode([lede(row["title"], row["summary"] or "") for row in rows])
    kept = np.array([int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % 10 == 0 for row in rows])
    truth = np.array([[row["k"] == kind for kind in kinds] for row in rows], dtype=float)
    table = softmax(vectors[~kept], truth[~kept], OF_ASPECTS)
    said = (vectors[kept] @ table[:-1] + table[-1]).argmax(axis=1)
    print(
        f"kinds by the vector alone, {kept.sum()} kept items: {(said == truth[kept].argmax(axis=1)).mean():.3f} right"
    )
    return kinds, table


def gold_week(path: Path) -> GoldWeek:
    """A gold week with the evidence of its pairs."""
    gold = json.loads((gold_folder() / path.name).read_text(encoding="utf-8"))
    told = {i: event["event"] for event in gold["events"] if event["relevance"] >= 1 for i in event["ids"]}
    return _read_week(path.stem, json.loads(path.read_text(encoding="utf-8")), told)


def _read_week(name: str, items: dict[str, Any], told: Mapping[str, str]) -> GoldWeek:
    """A week read and grouped into stories; told: item -> event."""
    with tempfile.TemporaryDirectory() as folder:
        draft: Draft = draft_of(items, Path(folder))
        for stage in (select, dedupe, read, group):
            draft = stage(draft)
    guid = {item.item_id: str(item.guid) for item in draft.items}
    originals = [a for a in draft.articles if a.story_id is not None and a.duplicate_of is None]
    originals.sort(key=lambda article: (article.published_at, article.article_id))
    places: dict[str, list[Place]] = collections.defaultdict(list)
    for place in draft.places:
        places[place.article_id].append(place)
    vectors = np.array([draft.vectors[article.article_id] for article in originals])
    found = np.array(list(pairs.evidence(originals, vectors, places)))
    return GoldWeek(name, found, [told.get(guid[article.article_id]) for article in originals])


def learn(weeks: Sequence[GoldWeek]) -> tuple[np.ndarray, float]:
    """Weights and bias of the pairs of these weeks."""
    x, y, weight = (np.concatenate(part) for part in zip(*(week.examples() for week in weeks), strict=True))
    return logistic(x, y, weight, OF_PAIRS)


def _write(kinds: Sequence[str], table: np.ndarray, evidence: np.ndarray, bias: float) -> None:
    values: dict[str, Any] = {
        "kinds": np.array(kinds),
        "aspects": table.astype(np.float16),
        "evidence": evidence.astype(np.float32),
        "bias": np.float32(bias),
    }
    pairs.DATA.parent.mkdir(exist_ok=True)
    np.savez_compressed(pairs.DATA, **values)
    pairs.weights.cache_clear()


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, measure and, if asked, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    paths = sorted((gold_folder() / "items").glob("*.json"))
    titles = {item["title"] for path in paths for item in json.loads(path.read_text(encoding="utf-8"))["items"]}
    kinds, table = aspects(titles)
    in_use = pairs.DATA.read_bytes() if pairs.DATA.exists() else b""
    _write(kinds, table, np.zeros(len(pairs.EVIDENCE)), 0.0)
    weeks = [gold_week(path) for path in paths]
    read_weeks = [week for week in weeks if week.name[:2] not in UNREAD]
    ours = [_read_week(week.name, week.items, week.told) for week in labelled_weeks()]
    weights, bias = learn(read_weeks)
    left_out = {week.name: learn([other for other in read_weeks if other is not week]) for week in read_weeks}
    by_ours = learn(ours)
    for enough in (0.15, 0.2, ONE_EVENT, 0.3):
        own = np.mean([week.b_cubed(*left_out[week.name], enough) for week in read_weeks], axis=0)
        kept = np.mean([week.b_cubed(weights, bias, enough) for week in weeks if week.name[:2] in UNREAD], axis=0)
        of_ours = np.mean([week.b_cubed(weights, bias, enough) for week in ours], axis=0)
        all_by_ours = np.mean([week.b_cubed(*by_ours, enough) for week in weeks], axis=0)
        print(
            f"enough {enough}: developed on F1 {own[0]:.3f} P {own[1]:.3f} R {own[2]:.3f}; unread {kept.round(3)}; "
            f"our own weeks {of_ours.round(3)}, all gold weeks by our labels alone {all_by_ours.round(3)}"
        )
    for name, value in zip(pairs.EVIDENCE, weights, strict=True):
        print(f"  {name} {value:.3f}")
    if options.write:
        _write(kinds, table, weights, bias)
        print(f"wrote {pairs.DATA}")
    else:
        pairs.DATA.write_bytes(in_use)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
