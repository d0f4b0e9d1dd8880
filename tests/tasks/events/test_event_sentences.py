"""How many of the project's own sentences are read rightly: events by quad class, killings at the hands of the state.

The first part was written before the rules were mended, all by the same hand: the half for the check says how far the rules
carry to sentences that nobody mended them by, not how well other people's are read (tests.measure.types does).
"""

from __future__ import annotations

import pytest

from tasks.events.classify import classify
from tasks.events.state_killings import killed_by_state
from tasks.events.taxonomy import quad_of
from tests.measure.types import QUAD
from tests.tasks.events.event_sentences import for_check, sentences


@pytest.mark.parametrize(("check", "floor"), [(False, 0.95), (True, 0.90)])
def test_quad_class_of_events(check: bool, floor: float) -> None:
    cases = [(QUAD[label], text) for label, text in sentences("event_sentences") if for_check(text) is check]
    right = [quad_of(classify("", text, lang="en").category) == quad for quad, text in cases]
    assert len(cases) > 180
    assert sum(right) / len(cases) >= floor


def test_the_main_clause_tells_the_event() -> None:
    cases = [(QUAD[label], text) for label, text in sentences("clause_sentences")]
    right = [quad_of(classify("", text, lang="en").category) == quad for quad, text in cases]
    assert sum(right) / len(cases) >= 0.85


@pytest.mark.parametrize(("check", "precision", "recall"), [(False, 0.93, 0.93), (True, 0.85, 0.90)])
def test_killings_by_the_state(check: bool, precision: float, recall: float) -> None:
    cases = [(label == "YES", text) for label, text in sentences("killing_sentences") if for_check(text) is check]
    said = [killed_by_state(text.lower()) is not None for _, text in cases]
    right = sum(gold and answer for (gold, _), answer in zip(cases, said, strict=True))
    assert right / sum(said) >= precision
    assert right / sum(gold for gold, _ in cases) >= recall
