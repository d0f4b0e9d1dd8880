"""Makes tasks/events/data/heads.npz and its card from the labelled texts: `python -m tasks.events.train`.

Two layers. The first is kernel ridge regression of every label at once on hashed words, letters, concepts, the shape of the text, the
numbers of the lexicon and the likeness of its vector to landmarks; solved in the dual (as many unknowns as texts), kept in the primal.
The second turns the first layer's answers, cross-fitted by groups of outlet and month, into probabilities by multinomial logistic
regression. Same data and same machine give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys

import numpy as np

from tasks.events.heads import HEADS
from tasks.events.heads_version import HEADS_DATA
from tasks.events.train.corpus import Corpus, read_corpus
from tasks.events.train.fit import fit_heads
from tasks.events.train.texts import data_folder, gold_items, own_items

CARD = HEADS_DATA.with_suffix(".json")


def main() -> int:
    """Trains on all but the unread tenth, writes weights and card, and prints the figures in cross-validation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", required=True, help="the day that the card names, YYYY-MM-DD")
    given = parser.parse_args()
    folder = data_folder()
    items = [item for item in (*gold_items(folder), *own_items(folder)) if not item.is_unread]
    corpus = read_corpus(items)
    fitted = fit_heads(corpus)
    np.savez_compressed(HEADS_DATA, **fitted.arrays)  # type: ignore[arg-type]  # its stub takes names for flags
    card = {
        "date": given.date,
        "texts": {"gold": sum(item.gold for item in items), "own": sum(not item.gold for item in items)},
        "labels_sha256": _digest(corpus),
        "weights_sha256": hashlib.sha256(HEADS_DATA.read_bytes()).hexdigest(),
        "heads": {name: list(classes) for name, classes in HEADS.items()},
        "cross_validated": fitted.figures,
    }
    CARD.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(fitted.figures, indent=1))
    return 0


def _digest(corpus: Corpus) -> str:
    """SHA-256 of the ids and labels that taught."""
    digest = hashlib.sha256()
    for item in corpus.items:
        digest.update(json.dumps([item.id, dict(item.label)], sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
