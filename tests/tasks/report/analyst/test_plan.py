"""The plan of a report by a model: what comes first, what is left out, what is told as one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tasks.report.evidence import Evidence
from tests.measure.report_weeks import assemble, make_article
from tests.tasks.report.analyst.model_server import Answer, AskedOfModel
from tests.tasks.report.analyst.scripts import SENTENCES, WITH_A_MODEL, check_whole_and_proven, honest, write
from tests.tasks.report_rows import MONGOLIA, WEEK, at

pytestmark = [pytest.mark.slow, WITH_A_MODEL]


def editing(**wishes: Any) -> Answer:
    return lambda question: {**honest(question), **wishes} if question.step == "merge" else honest(question)


def test_the_plan_orders_the_report_but_nothing_stands_before_what_outweighs_it(
    evidence: Evidence, tmp_path: Path
) -> None:
    written, _, scribe = write(evidence, editing(order=["E3", "E2", "E1", "E4", "E5"]), tmp_path)
    check_whole_and_proven(evidence, written, scribe)
    told = list(
        dict.fromkeys(s.text for s in written.statements if s.section == "developments" and s.text in SENTENCES)
    )
    assert ["crash" in told[0], "fuel" in told[1], "soldiers" in told[2]] == [True] * 3


def test_the_plan_is_made_from_what_is_counted_and_no_article(evidence: Evidence, tmp_path: Path) -> None:
    _, server, _ = write(evidence, honest, tmp_path)
    (asked,) = server.of("merge")
    assert asked.document["level"] == evidence.score.threat_level
    assert {one["place"] for one in asked.document["hotspots"]} == {h.label for h in evidence.hotspots}
    assert all(article.text[:60] not in asked.prompt for article in evidence.articles if len(article.text) > 60)


def test_the_plan_drops_what_is_slight_and_says_so(evidence: Evidence, tmp_path: Path) -> None:
    drops = [{"event": "E5", "reason": "not_news"}, {"event": "E1", "reason": "not_security"}]
    written, _, _ = write(evidence, editing(drops=drops), tmp_path)
    assert not any("script" in (s.heading or s.text) for s in written.statements if s.section == "developments")
    assert any("bus crash" in s.text for s in written.statements)
    said = [i.message for i in written.issues if i.kind == "model_dropped"]
    assert sum("was not followed, since it has deaths" in message for message in said) == 1
    assert len(said) == 2


def test_two_events_are_told_as_one_only_where_they_can_be(evidence: Evidence, tmp_path: Path) -> None:
    written, _, scribe = write(evidence, editing(merges=[{"event": "E3", "into": "E1"}]), tmp_path)
    check_whole_and_proven(evidence, written, scribe)
    assert any(i.kind == "model_merged" and "was not followed" in i.message for i in written.issues)
    half = make_article(
        "MN", WEEK, outlet="Far Post", title="Zamiin-Uud crossing opens longer for trucks", published_at=at(5), sector="border_trade",
        category="economy", text="The Zamiin-Uud crossing opens longer for trucks from May 1, customs officers said.",
    )  # fmt: skip
    other = make_article(
        "MN", WEEK, outlet="Near Post", title="Freight drivers welcome late shifts at the frontier", published_at=at(5), sector="energy",
        category="agree", text="Trucks may use the Zamiin-Uud crossing in longer hours from May, officials announced.",
    )  # fmt: skip
    two = assemble(MONGOLIA, WEEK, [[half], [other]])

    def answer(question: AskedOfModel) -> Any:
        if question.step == "extract":
            return {
                "events": [],
                "claims": [
                    {"event": e["event"], "text": "Trucks can use the Zamiin-Uud crossing for longer from May.",
                     "quotes": [{"article": a["id"], "words": a["title"]}]}
                    for e in question.document["events"] for a in e["articles"]
                ],
            }  # fmt: skip
        if question.step == "merge":
            return {"order": ["E1"], "merges": [{"event": "E2", "into": "E1"}], "drops": [], "threads": []}
        return honest(question)

    merged, server, _ = write(two, answer, tmp_path / "two")
    assert len(server.of("write")[0].document["events"]) == 1
    assert len({s.event_id for s in merged.statements if s.section == "developments"}) == 1
    assert any(i.kind == "model_merged" and "told under" in i.message for i in merged.issues)
