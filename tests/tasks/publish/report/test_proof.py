"""What a report says of its own proof."""

from __future__ import annotations

from tasks.publish.report.proof import REFUSED_FOR, proof_lines
from tasks.report.writing import write_report
from tasks.verify.verdict import REASONS
from tasks.voice.voice import ENGLISH
from tests.tasks.report_rows import small_week
from warehouse.tables import Issue


def issue(kind: str, subject: str) -> Issue:
    row = write_report(small_week()).report
    return Issue(
        week=row.week, country=row.country, revision=row.revision, stage="verify", severity="info", kind=kind, subject=subject,
        message="not published", remedy=None,
    )  # fmt: skip


def test_refusals_are_counted_by_reason_and_single_publishers_named() -> None:
    evidence = small_week()
    written = write_report(evidence)
    issues = [issue("unsupported", f"developments:{word}:{n}") for n, word in enumerate(["number", "number", "name"])]
    report = written.report.model_copy(update={"dropped_count": 3})
    lines = proof_lines(report, written.statements, evidence.articles, [*issues, issue("mended", "2")], ENGLISH)
    assert f"{report.statement_count + 3} were handed in" in lines[0]
    assert "2 of them in a second wording, 3 refused" in lines[0]
    assert lines[1] == "Refused for: 2 a number; 1 a name."
    assert "reported statements rest on a single publisher." in lines[2]


def test_every_reason_of_a_refusal_has_its_words() -> None:
    assert set(REFUSED_FOR) == {*REASONS, "support", "form", "citation", "evidence", "comment", "relevance"}
