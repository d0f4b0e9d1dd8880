"""What a model says is published where its claims are proven, and the embedded analyst's words stand where they are not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tasks.report.evidence import Evidence
from tests.tasks.report.analyst.model_server import Answer, AskedOfModel
from tests.tasks.report.analyst.scripts import (
    SENTENCES,
    WITH_A_MODEL,
    check_whole_and_proven,
    embedded_statements,
    honest,
    write,
)

pytestmark = [pytest.mark.slow, WITH_A_MODEL]


def lying(change: dict[str, Any], step: str) -> Answer:
    """A model whose items of a step are changed, however often it is asked."""
    key = {"extract": "claims", "write": "statements"}[step]

    def answer(question: AskedOfModel) -> Any:
        said = honest(question)
        if question.step != step:
            return said
        return {**said, key: [{**one, **{k: v(one) for k, v in change.items()}} for one in said[key]]}

    return answer


LIES: dict[str, dict[str, Any]] = {
    "wrong date": {"text": lambda said: re.sub(r"April \d+", "April 21", said["text"])},
    "wrong number": {"text": lambda said: re.sub(r"\b(19|400|2030)\b", "47", said["text"])},
    "invented clause": {"text": lambda said: said["text"].rstrip(".") + ", and the finance minister resigned."},
    "denied": {"text": lambda said: re.sub(r"(had killed|started|signed)", r"has not \1", said["text"])},
    "markup": {"text": lambda said: said["text"] + " [more](https://evil.example)"},
    "too long": {"text": lambda said: " ".join([said["text"]] * 12)},
}


@pytest.mark.parametrize("step", ["extract", "write"])
@pytest.mark.parametrize("lie", LIES)
def test_what_is_not_proven_is_not_published(evidence: Evidence, tmp_path: Path, lie: str, step: str) -> None:
    written, server, scribe = write(evidence, lying(LIES[lie], step), tmp_path)
    check_whole_and_proven(evidence, written, scribe)
    change = LIES[lie]["text"]
    false = {change({"text": t}) for t in SENTENCES} - SENTENCES
    assert false
    assert not {s.text for s in written.statements} & false
    assert any(question.repair for question in server.questions), "the model is told the reasons and asked once more"
    assert len(server.questions) <= 4


@pytest.mark.parametrize(
    ("slot", "value"), [("claims", ["E9.1"]), ("claims", ["E2.1"]), ("subject", "E77")], ids=["invented", "another's", "nobody"]
)  # fmt: skip
def test_a_statement_rests_on_claims_of_its_subject(evidence: Evidence, tmp_path: Path, slot: str, value: Any) -> None:
    written, _, scribe = write(evidence, lying({slot: lambda _: value}, "write"), tmp_path)
    check_whole_and_proven(evidence, written, scribe)
    bus = next(text for text in SENTENCES if "bus crash" in text)
    assert bus not in {s.text for s in written.statements}


@pytest.mark.parametrize("step", ["extract", "write"])
def test_a_lie_that_is_mended_is_published_mended(evidence: Evidence, tmp_path: Path, step: str) -> None:
    def answer(question: AskedOfModel) -> Any:
        return honest(question) if question.repair else lying(LIES["wrong number"], step)(question)

    written, _, scribe = write(evidence, answer, tmp_path)
    check_whole_and_proven(evidence, written, scribe)
    assert {s.text for s in written.statements} >= SENTENCES
    assert any(i.kind == "mended" for i in written.issues)


def doubled(question: AskedOfModel) -> Any:
    """A false main statement before each true one."""
    said = honest(question)
    if question.step != "write":
        return said
    false = LIES["invented clause"]["text"]
    of_events = [one for one in said["statements"] if one["section"] == "developments"]
    return {"statements": [one for s in of_events for one in ({**s, "text": false(s)}, s)]}


def test_an_event_whose_lead_is_refused_keeps_the_embedded_lead(evidence: Evidence, tmp_path: Path) -> None:
    written, _, scribe = write(evidence, doubled, tmp_path)
    check_whole_and_proven(evidence, written, scribe)
    published = [s.text for s in written.statements]
    told = {s.event_id for s in written.statements if s.text in SENTENCES}
    assert told
    leads: dict[str | None, str] = {}
    for statement in embedded_statements(evidence):
        if statement.section == "developments" and statement.event_id in told:
            leads.setdefault(statement.event_id, statement.text)
    assert set(leads.values()) <= set(published)


def test_a_mended_lead_takes_the_embedded_lead_s_place(evidence: Evidence, tmp_path: Path) -> None:
    written, _, scribe = write(evidence, lambda q: honest(q) if q.repair else doubled(q), tmp_path)
    check_whole_and_proven(evidence, written, scribe)
    first: dict[str | None, str] = {}
    for statement in written.statements:
        if statement.section == "developments":
            first.setdefault(statement.event_id, statement.text)
    assert set(first.values()) >= SENTENCES


def test_an_overtaken_toll_is_not_told(evidence: Evidence, tmp_path: Path) -> None:
    old = "A collision between a bus and a lorry near Darkhan on April 25 left 12 people dead, according to police."

    def answer(question: AskedOfModel) -> Any:
        said = honest(question)
        crash = next(
            (e for e in question.document["events"] if any("collide" in a["title"] for a in e.get("articles", ()))),
            None,
        )
        if question.step == "extract" and crash is not None:
            article = next(a["id"] for a in crash["articles"] if "collide" in a["title"])
            quote = {"article": article, "words": "A bus and a lorry collided on an icy road near Darkhan"}
            others = [c for c in said["claims"] if c["event"] != crash["event"]]
            said["claims"] = [{"event": crash["event"], "text": old, "quotes": [quote]}, *others]
        return said

    written, _, scribe = write(evidence, answer, tmp_path)
    check_whole_and_proven(evidence, written, scribe)
    assert old not in {s.text for s in written.statements}


def test_what_only_another_language_tells_stays_the_embedded_analyst_s(evidence: Evidence, tmp_path: Path) -> None:
    def answer(question: AskedOfModel) -> Any:
        said = honest(question)
        if question.step == "extract":
            of = next(e["event"] for e in question.document["events"] if any("language" in a for a in e["articles"]))
            said["events"] = [{**e, "headline": "Crossing attacked"} if e["event"] == of else e for e in said["events"]]
            said["claims"].append(
                {"event": of, "text": "The Zamiin-Uud border crossing was attacked.",
                 "quotes": [{"article": "A1", "words": "погранпереход Замын-Ууд работает с 8 до 21 часа"}]}
            )  # fmt: skip
        return said

    written, server, scribe = write(evidence, answer, tmp_path)
    check_whole_and_proven(evidence, written, scribe)
    assert not any("attacked" in (s.heading or "") + s.text for s in written.statements)
    assert "Crossing attacked" in server.of("merge")[0].prompt, "it helps to plan"


def test_judgements_on_arms_and_what_is_to_come_are_added_and_rest_on_events(
    evidence: Evidence, tmp_path: Path
) -> None:
    said = "We assess with low confidence that the exercise in Dornogovi is likely to continue."

    def answer(question: AskedOfModel) -> Any:
        answered = honest(question)
        if question.step == "write":
            training = next(e for e in question.document["events"] if "soldiers" in e["claims"][0]["text"])
            one = {
                "subject": training["event"],
                "text": said,
                "claims": [training["claims"][0]["id"]],
                "confidence": "low",
            }
            answered["statements"] += [{**one, "section": "military"}, {**one, "section": "outlook"}]
        return answered

    written, _, scribe = write(evidence, answer, tmp_path)
    check_whole_and_proven(evidence, written, scribe)
    assert {s.section for s in written.statements if s.text == said} == {"military", "outlook"}
    counted = {s.text for s in embedded_statements(evidence) if s.section == "outlook" and "%" in s.text}
    assert counted <= {s.text for s in written.statements}
