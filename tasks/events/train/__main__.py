"""Makes the weights of the reading from the labelled texts: `python -m tasks.events.train --date DAY [--only heads|roles]`.

`heads.npz` and its card are of tasks.events.heads, `role_*.npy` of tasks.events.roles, all in tasks/events/data.

Two layers. The first is kernel ridge regression of every label at once on hashed words, letters, concepts, the shape of the text, the
numbers of the lexicon and the likeness of its vector to landmarks; solved in the dual (as many unknowns as texts), kept in the primal.
The second turns the first layer's answers, cross-fitted by groups of outlet and month, into probabilities by multinomial logistic
regression. Everything is computed on one thread: the same labels and texts give the same bytes, whatever else the machine does.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from tasks.events.heads import HEADS
from tasks.events.heads_version import HEADS_DATA
from tasks.events.train.corpus import Corpus, read_corpus
from tasks.events.train.fit import fit_heads
from tasks.events.train.roles import write_roles
from tasks.events.train.texts import Labelled, data_folder, gold_items, own_items

CARD = HEADS_DATA.with_suffix(".json")


def main() -> int:
    """Trains on all but the unread tenth, writes the weights, and prints the figures in cross-validation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", required=True, help="the day that the card names, YYYY-MM-DD")
    parser.add_argument("--only", choices=("heads", "roles"), help="which weights to make; both where it is left out")
    given = parser.parse_args()
    folder = data_folder()
    items = [item for item in (*gold_items(folder), *own_items(folder)) if not item.is_unread]
    with threadpool_limits(1):
        if given.only != "roles":
            print(json.dumps(_write_heads(items, given.date), indent=1))
        if given.only != "heads":
            print(f"roles: {write_roles(items)} titles")
    return 0


def _write_heads(items: Sequence[Labelled], date: str) -> dict[str, float]:
    """Writes heads.npz and its card; the figures in cross-validation."""
    corpus = read_corpus(items)
    fitted = fit_heads(corpus)
    np.savez_compressed(HEADS_DATA, **fitted.arrays)  # type: ignore[arg-type]  # its stub takes names for flags
    card = {
        "date": date,
        "texts": {"gold": sum(item.gold for item in items), "own": sum(not item.gold for item in items)},
        "labels_sha256": _digest(corpus),
        "weights_sha256": hashlib.sha256(HEADS_DATA.read_bytes()).hexdigest(),
        "heads": {name: list(classes) for name, classes in HEADS.items()},
        "cross_validated": fitted.figures,
    }
    CARD.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return fitted.figures


def _digest(corpus: Corpus) -> str:
    """SHA-256 of the ids and labels that taught."""
    digest = hashlib.sha256()
    for item in corpus.items:
        digest.update(json.dumps([item.id, dict(item.label)], sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
