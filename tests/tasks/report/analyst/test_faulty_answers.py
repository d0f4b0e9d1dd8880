"""Answers that are broken, cut off or refused: each costs a call at most, and the report is whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tasks.report.evidence import Evidence
from tests.tasks.report.analyst.model_server import AskedOfModel, Ended
from tests.tasks.report.analyst.scripts import (
    SENTENCES,
    WITH_A_MODEL,
    check_whole_and_proven,
    honest,
    once,
    render,
    spoil,
    write,
)

pytestmark = [pytest.mark.slow, WITH_A_MODEL]


def cut(question: AskedOfModel) -> Ended:
    text = json.dumps(honest(question))
    return Ended(text[: len(text) * 2 // 3], "length")


FAULTS: dict[str, tuple[str, Callable[[AskedOfModel], Any], int]] = {
    "wrong enum of an event": ("extract", spoil("events", relevance="vital"), 0),
    "wrong enum of a section": ("write", spoil("statements", section="Key Developments"), 1),
    "wrong enum of a confidence": ("write", spoil("statements", confidence="quite high"), 1),
    "long heading": ("extract", spoil("events", headline="A very long heading " * 20), 0),
    "empty quotes": ("extract", spoil("claims", quotes=[]), 1),
    "empty citations": ("write", spoil("statements", claims=[]), 1),
    "statement that is a string": ("write", lambda q: {"statements": ["All is well.", *honest(q)["statements"][1:]]}, 1),
    "statement without a text": ("write", spoil("statements", text=None), 1),
    "quote in other words": ("extract", spoil("claims", quotes=[{"article": "A1", "words": "nineteen people lost their lives there"}]), 1),
    "quote of no article": ("extract", spoil("claims", quotes=[{"article": "A9", "words": "rose to 19 on Sunday"}]), 1),
    "reading cut off": ("extract", cut, 1),
    "writing cut off": ("write", cut, 1),
    "merging cut off": ("merge", cut, 0),
    "reading refused": ("extract", lambda _: Ended("", "content_filter"), 0),
    "merging refused": ("merge", lambda _: Ended("", "content_filter"), 0),
    "writing refused": ("write", lambda _: Ended("", "content_filter"), 0),
    "no object": ("write", lambda _: "I am sorry, I cannot do that.", 1),
    "another object": ("extract", lambda _: {"answer": 42}, 1),
    "a list": ("merge", lambda _: "[1, 2]", 0),
    "half an object": ("write", lambda _: '{"statements": [', 1),
    "an error that passes": ("merge", lambda _: 503, 1),
    "an error in its own words": ("write", lambda _: (400, b'{"error": {"message": "This model is retired."}}'), 0),
    "no JSON from the server": ("extract", lambda _: b"<html>busy</html>", 1),
    "claim of nobody": ("write", spoil("statements", claims=["E9.9"]), 1),
    "event of nobody": ("write", spoil("statements", subject="E77"), 1),
    "statement without an end": ("write", spoil("statements", text="It goes on and on. " * 80), 1),
    "every item of no form": ("write", lambda q: {"statements": [7, None, []]}, 1),
    "order of strangers": ("merge", lambda _: {"order": ["E77", 3, None], "merges": "none", "drops": [{}], "threads": [["E1"]]}, 0),
}  # fmt: skip
"""What goes wrong, at which step, and how many calls more than the three it may cost."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_costs_a_call_at_most_and_no_lead(evidence: Evidence, tmp_path: Path, fault: str) -> None:
    step, change, extra = FAULTS[fault]
    written, server, scribe = write(evidence, once(step, change), tmp_path)
    check_whole_and_proven(evidence, written, scribe)
    assert len(server.questions) <= 3 + extra
    assert scribe.ledger.spent().tokens <= 1200 * (3 + extra) or fault == "no JSON from the server"
    published = {s.text for s in written.statements}
    if "refused" not in fault and fault not in ("an error in its own words", "quote of no article"):
        assert published >= SENTENCES, "what was not spoilt, or was mended, is published"
    if fault == "an error in its own words":
        assert "HTTP 400: This model is retired." in render(evidence, written)
    if "refused" in fault and step != "merge":
        assert "the model refused" in render(evidence, written)


def test_the_second_question_names_the_fault_and_shows_nothing_again(evidence: Evidence, tmp_path: Path) -> None:
    _, server, _ = write(evidence, once("write", spoil("statements", section="Key Developments")), tmp_path)
    again = server.questions[-1]
    assert again.repair
    assert "section: Input should be" in again.last
    assert "DATA-" not in again.last
    assert [m["role"] for m in again.body["messages"]][-3:] == ["user", "assistant", "user"]
