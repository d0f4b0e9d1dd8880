"""Learns the weights of tasks/verify/weights.yaml, and prints by cross-validation how well they do.

Learned from: half a of free_prose.yaml and of paraphrases.yaml; where WEEKWATCH_DATA is there also our own statements on real articles
(verify_real.jsonl, but for the tenth kept back) and the English headlines that readers gave to items in other languages (true ones). True ones are
mutated: a clause of another statement is added, a noun that names a role is replaced. Nothing is learned from the given statements.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import yaml
from scipy.optimize import minimize

from tasks.verify import decide
from tasks.verify.verdict import SourceText, findings
from tests.measure.paraphrases import free_prose, paraphrases
from tests.measure.report_weeks import corpora
from tests.measure.verify_real import real_statements

Row = tuple[str, str, tuple[SourceText, ...]]
"""Kind of error or `true`, statement, sources."""
FOLDS = 8
PENALTY = 0.15
READ_TENTHS = 5
"""Tenths of the given statements, by the hash of a pair's id, that are read; the others are only counted."""


def gold(read: bool) -> Iterator[Row]:
    """The given statements that may be read, or the others."""
    file = corpora().parent / "gold" / "verify.jsonl"
    if not file.exists():
        return
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        if (int(hashlib.sha256(row["id"][:4].encode()).hexdigest(), 16) % 10 < READ_TENTHS) != read:
            continue
        yield (
            "true" if row["true"] else row["error"],
            row["statement"],
            tuple(
                _source(s["title"], s["text"], s["published"], s.get("outlet") or "", s.get("lang") or "en")
                for s in row["sources"]
            ),
        )


def headlines(count: int, seed: int) -> Iterator[Row]:
    """True statements: items in other languages with the English headline that a reader gave them."""
    folder = corpora().parent / "gold" / "items"
    rows = [
        json.loads(line)
        for file in sorted(folder.glob("items-*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]
    rows = [
        r
        for r in rows
        if r["lang"] in ("pl", "es", "fr", "ru") and r.get("e") and len(r["e"].split()) >= 6 and r["g"] == "news"
    ]
    random.Random(seed).shuffle(rows)
    for row in rows[:count]:
        source = _source(row["title"], row["summary"] or "", row["date"] + "T12:00:00Z", "", row["lang"])
        yield "true", row["e"].rstrip(".") + ".", (source,)


def _source(title: str, text: str, published: str, outlet: str, lang: str) -> SourceText:
    return SourceText(title, text, dt.datetime.fromisoformat(published.replace("Z", "+00:00")), outlet, lang)


_ROLES = [
    "police",
    "soldiers",
    "protesters",
    "workers",
    "doctors",
    "lawyers",
    "students",
    "farmers",
    "journalists",
    "engineers",
    "fishermen",
    "teachers",
    "migrants",
    "pilots",
    "priests",
    "rebels",
]
_ROLE = re.compile(
    rf"\b({'|'.join(_ROLES)}|officers|troops|army|minister|president|governor|gunmen|militants|officials|residents|villagers)\b"
)


def mutated(rows: Sequence[Row], seed: int) -> Iterator[Row]:
    """False statements made of true ones: with a clause of another, with another role."""
    rng = random.Random(seed)
    true = [r for r in rows if r[0] == "true"]
    for _kind, text, sources in true:
        other = rng.choice(true)[1]
        clause = re.split(r", (?=and|while|after)|; | after | because ", other.rstrip("."))[0]
        if other != text and len(clause.split()) >= 5:
            joined = rng.choice([", and ", ", while ", " after ", ", as "])
            yield "invented_clause", f"{text.rstrip('.')}{joined}{clause[0].lower()}{clause[1:]}.", sources
        if found := _ROLE.search(text):
            said = " ".join(f"{s.title} {s.text}" for s in sources).lower()
            fresh = [r for r in _ROLES if r[:5] not in said and r[:5] not in found[1]]
            if fresh:
                yield "role_noun", text[: found.start()] + rng.choice(fresh) + text[found.end() :], sources


def training_rows() -> list[Row]:
    """All rows that the weights are learned from."""
    own = [(c.kind, c.text, (c.source,)) for c in (*free_prose(), *paraphrases()) if c.half == "a"]
    real = [(one.kind, one.text, (one.source,)) for one in real_statements() if not one.kept_back]
    foreign = list(headlines(150, seed=3))
    return [*own, *real, *foreign, *mutated([*own, *real, *foreign[:60]], seed=5)]


def learn(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The weights, bias last: logistic loss with a ridge penalty, no weight of a fault below 0."""

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w[:-1] + w[-1]
        p = 1 / (1 + np.exp(-z))
        value = float((weight * (np.logaddexp(0, z) - y * z)).sum() + PENALTY * (w[:-1] ** 2).sum())
        slope = weight * (p - y)
        return value, np.append(x.T @ slope + 2 * PENALTY * w[:-1], slope.sum())

    bounds = [(0, None)] * x.shape[1] + [(None, None)]
    return np.asarray(
        minimize(loss, np.append(np.full(x.shape[1], 0.1), -1.0), jac=True, bounds=bounds, method="L-BFGS-B").x
    )


def rates(rows: Sequence[Row], doubts: Sequence[bool]) -> tuple[float, float]:
    """True accepted and false rejected."""
    true = [not d for r, d in zip(rows, doubts, strict=True) if r[0] == "true"]
    false = [d for r, d in zip(rows, doubts, strict=True) if r[0] != "true"]
    return sum(true) / max(1, len(true)), sum(false) / max(1, len(false))


def main() -> int:
    """Prints true accepted and false rejected of rows left out, then of the rows never read; writes the weights with `--write`."""
    rows = training_rows()
    found = [findings(text, sources) for _, text, sources in rows]
    veto = np.array([bool(one.vetoes) for one in found])
    x, y = np.array([one.features for one in found]), np.array([r[0] != "true" for r in rows], dtype=float)
    weight = np.where(y > 0, y.size / (2 * y.sum()), y.size / (2 * (y.size - y.sum())))
    weight = np.where(veto, 0.0, weight)
    group = np.array([int(hashlib.sha256(repr(r[2][0].title).encode()).hexdigest(), 16) % FOLDS for r in rows])
    z = np.zeros(len(rows))
    for fold in range(FOLDS):
        w = learn(x[group != fold], y[group != fold], weight[group != fold])
        z[group == fold] = x[group == fold] @ w[:-1] + w[-1]
    for bias in (-0.6, -0.3, 0.0, 0.3, 0.6):
        accepted, rejected = rates(rows, list(veto | (z + bias > 0)))
        print(
            f"left out, bias {bias:+.1f}: true accepted {accepted:.3f}, false rejected {rejected:.3f}, balanced {(accepted + rejected) / 2:.3f}"
        )
    w = learn(x, y, weight)
    for name, value in zip((*decide.FEATURES, "bias"), w, strict=True):
        print(f"  {name:<26}{value:6.2f}")
    if "--write" in sys.argv:
        shift = float(sys.argv[sys.argv.index("--write") + 1]) if len(sys.argv) > sys.argv.index("--write") + 1 else 0.0
        path = Path(decide.__file__).with_name("weights.yaml")
        head = "# Learned by `python -m tests.measure.verify_train --write`; see tasks/verify/decide.py.\n"
        body = {
            "bias": round(float(w[-1]) + shift, 3),
            "weights": {n: round(float(v), 3) for n, v in zip(decide.FEATURES, w, strict=False)},
        }
        path.write_text(head + yaml.safe_dump(body, sort_keys=False), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
