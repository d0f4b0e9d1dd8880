"""The brief as the body of an e-mail."""

from __future__ import annotations

import pytest

from tasks.publish.report.document import ReportDocument, make_document
from tasks.publish.report.mail import TEXT_WIDTH, brief_html, brief_text
from tasks.report.writing import write_report
from tests.tasks.report_rows import small_week


@pytest.fixture(scope="module")
def document() -> ReportDocument:
    evidence = small_week()
    written = write_report(evidence)
    return make_document(
        report=written.report, score=evidence.score, statements=written.statements, contributions=(), stories=(), hotspots=(),
        outlook=(), articles=evidence.articles, issues=written.issues,
    )  # fmt: skip


def test_the_text_is_wrapped_and_begins_with_country_and_level(document: ReportDocument) -> None:
    lines = brief_text(document).splitlines()
    assert "Mongolia" in lines[0]
    assert lines[1] == "Threat level: Elevated (2026-W18)"
    assert all(len(line) <= TEXT_WIDTH for line in lines[2:])
    assert "KEY TAKEAWAYS" in lines
    assert any(line.startswith("- A bus and a lorry collided on an icy road near Darkhan") for line in lines)


def test_the_page_holds_the_same_and_nothing_that_loads_or_runs(document: ReportDocument) -> None:
    page = brief_html(document)
    assert page.count("<li>") == sum(line.startswith("- ") for line in brief_text(document).splitlines())
    for active in ("<script", "<img", "http://", "javascript:", "<style", "href="):
        assert active not in page
