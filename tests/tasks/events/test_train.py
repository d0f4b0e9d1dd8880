"""The training of the reading's heads: the same labels and texts give the same bytes."""

from __future__ import annotations

import io
import itertools

import numpy as np
import pytest

from tasks.events.heads import HEADS
from tasks.events.train.corpus import read_corpus
from tasks.events.train.texts import Labelled

TEXTS = 3 * len(HEADS["kind"])


@pytest.fixture(scope="module")
def items() -> list[Labelled]:
    """A few texts of every kind, each class of every head among them."""
    found = []
    genres, grades, times = (itertools.cycle(HEADS[name]) for name in ("genre", "relevance", "reality"))
    for number in range(TEXTS):
        kind = HEADS["kind"][number % len(HEADS["kind"])]
        label = {"k": kind, "g": next(genres), "d": next(grades), "t": next(times), "s": number % 6}
        title = f"Report of {kind} number {number} in town {number % 7}"
        found.append(Labelled(f"id{number}", title, "", "en", f"outlet {number % 9}", "", "2026-01-01", False, label))
    return found


def _bytes(items: list[Labelled]) -> tuple[bytes, dict[str, float]]:
    from tasks.events.train import fit as train_fit  # here: it loads scikit-learn, which no other test needs

    fitted = train_fit.fit_heads(read_corpus(items))
    packed = io.BytesIO()
    np.savez_compressed(packed, **fitted.arrays)  # type: ignore[arg-type]  # its stub takes names for flags
    return packed.getvalue(), fitted.figures


@pytest.mark.slow
def test_training_twice_gives_the_same_bytes(items: list[Labelled], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.events.train.fit._STEPS", 10)  # bytes are the same after few steps or after none
    assert _bytes(items) == _bytes(items)
