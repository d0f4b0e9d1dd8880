"""The verifier on free paraphrases, and on reports with a growing share of false statements: floors below what was measured."""

from __future__ import annotations

import itertools
import random

from tests.measure.paraphrases import paraphrases


def test_most_paraphrases_are_accepted_and_most_false_statements_refused() -> None:
    right = {True: [], False: []}  # type: dict[bool, list[bool]]
    for case in paraphrases():
        right[case.kind == "true"].append(case.right)
    assert len(right[True]) >= 60
    assert sum(right[True]) / len(right[True]) >= 0.85
    assert sum(right[False]) / len(right[False]) >= 0.8


def test_the_support_rate_falls_as_the_share_of_false_statements_grows() -> None:
    cases = sorted(paraphrases(), key=lambda case: case.text)
    true = [case.verdict.supported for case in cases if case.kind == "true"][:80]
    false = [case.verdict.supported for case in cases if case.kind != "true"]
    random.Random(5).shuffle(false)
    rates = [
        sum([*false[: len(true) * share // 100], *true[len(true) * share // 100 :]]) / len(true)
        for share in (0, 10, 20, 30, 40, 50)
    ]
    assert all(later < earlier for earlier, later in itertools.pairwise(rates)), rates
