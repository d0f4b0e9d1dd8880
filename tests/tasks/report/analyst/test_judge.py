"""A second model judges what the first wrote: it can strike out, never add, and its failure costs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tasks.report.evidence import Evidence
from tests.tasks.report.analyst.model_server import Answer, AskedOfModel
from tests.tasks.report.analyst.scripts import SENTENCES, check_whole_and_proven, honest, write
from tests.tasks.report_rows import small_week

BUS = next(sentence for sentence in SENTENCES if "bus crash" in sentence)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return small_week()


def judging(*rejected: str, times: int = 9) -> Answer:
    """An honest writer, and a judge who rejects statements that hold some words, so many times."""
    asked: list[int] = []

    def answer(question: AskedOfModel) -> Any:
        if question.step != "judge":
            return honest(question)
        asked.append(question.number)
        rulings = []
        for one in question.document["statements"]:
            bad = len(asked) <= times and any(words in one["text"] for words in rejected)
            rulings.append(
                {"statement": one["statement"], "follows": not bad, "fault": "who_did_what" if bad else None}
            )
        return {"rulings": rulings}

    return answer


def test_a_judge_who_finds_nothing_changes_nothing(evidence: Evidence, tmp_path: Path) -> None:
    written, server, scribe = write(evidence, judging(), tmp_path, judge_model="second")
    check_whole_and_proven(evidence, written, scribe)
    assert {s.text for s in written.statements} >= SENTENCES
    assert [q.step for q in server.questions] == ["extract", "merge", "write", "judge"]
    assert server.questions[-1].body["model"] == "second"


def test_the_judge_sees_statements_and_quoted_sentences_and_not_who_wrote(evidence: Evidence, tmp_path: Path) -> None:
    _, server, _ = write(evidence, judging(), tmp_path, judge_model="second")
    (asked,) = server.of("judge")
    bus = next(one for one in asked.document["statements"] if one["text"] == BUS)
    assert any("rose to 19 on Sunday" in words["words"] for words in bus["words"])
    assert set(asked.document) == {"statements"}
    assert "scripted" not in asked.prompt


def test_what_the_judge_rejects_keeps_the_embedded_lead(evidence: Evidence, tmp_path: Path) -> None:
    written, server, scribe = write(evidence, judging("bus crash"), tmp_path, judge_model="second")
    check_whole_and_proven(evidence, written, scribe)
    assert BUS not in {s.text for s in written.statements}
    assert len(server.of("write")) == 2
    assert "another did it" in server.of("write")[1].last
    assert any(i.kind == "unsupported" and "second model" in i.message for i in written.issues)


def test_what_the_judge_rejects_once_may_be_mended(evidence: Evidence, tmp_path: Path) -> None:
    written, server, scribe = write(evidence, judging("bus crash", times=1), tmp_path, judge_model="second")
    check_whole_and_proven(evidence, written, scribe)
    assert BUS in {s.text for s in written.statements}
    assert len(server.of("judge")) == 2


@pytest.mark.parametrize("fault", [500, "no object", {"rulings": [{"statement": "S99", "follows": False}]}])
def test_a_judge_who_fails_costs_nothing(evidence: Evidence, tmp_path: Path, fault: Any) -> None:
    written, _, scribe = write(
        evidence, lambda q: fault if q.step == "judge" else honest(q), tmp_path, judge_model="second"
    )
    check_whole_and_proven(evidence, written, scribe)
    assert {s.text for s in written.statements} >= SENTENCES
    assert any(i.kind == "not_judged" for i in written.issues)
