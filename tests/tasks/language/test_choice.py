"""A learned choice: it learns, it is the same each time, and a file keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.language.choice import Choice, fit_choice

CHOICES = [([{"in": 1.0}, {"says": 1.0}], 0), ([{"says": 1.0}, {"in": 1.0}], 1)] * 4


def test_what_was_right_becomes_more_probable() -> None:
    first, second = fit_choice(CHOICES).probabilities([{"in": 1.0}, {"says": 1.0}])
    assert first > 0.8
    assert first + second == pytest.approx(1.0)


def test_equal_choices_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("a.npy", "b.npy"):
        fit_choice(CHOICES).write(tmp_path / name)
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "b.npy").read_bytes()
    assert Choice.read(tmp_path / "a.npy").reasons({"in": 1.0, "says": 1.0}) == ["in"]


def test_features_too_rare_are_not_learned() -> None:
    assert fit_choice(CHOICES[:1], least=2).weight("in") == 0.0
