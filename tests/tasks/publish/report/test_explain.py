"""The explanation of a statement: the sentences that carry it, and what they share with it."""

from __future__ import annotations

from tasks.publish.report.explain import explain, find_matches
from tasks.report.writing import write_report
from tests.tasks.report_rows import small_week


def marked(known: str, text: str) -> list[tuple[str, str]]:
    return [(m.kind, text[m.start : m.end]) for m in find_matches(known, text)]


def test_names_and_numbers_are_found_in_other_spellings() -> None:
    assert marked("Twelve Pakistani soldiers died.", "In Pakistan 12 troops were killed.") == [
        ("name", "Pakistan"),
        ("number", "12"),
        ("word", "troops"),
        ("word", "killed"),
    ]
    assert marked("The governor of Darkhan", "Губернатор в Дархане") == [("name", "Дархане")]
    assert marked("Nothing alike", "in other words") == []


def test_each_cited_article_shows_what_carries_the_statement() -> None:
    evidence = small_week()
    statements = write_report(evidence).statements
    told = next(s for s in statements if s.section == "developments" and "Dornogovi" in s.text)
    found = explain(told, statements, evidence.articles)
    [exhibit] = found.exhibits
    assert exhibit.outlet == "Border Gazette"
    assert "Dornogovi" in " ".join(p.text for p in exhibit.passages)
    assert any(m.kind == "name" for p in exhibit.passages for m in p.matches)


def test_an_assessment_shows_what_it_rests_on() -> None:
    evidence = small_week()
    statements = write_report(evidence).statements
    judged = next(s for s in statements if s.kind == "assessment")
    found = explain(judged, statements, evidence.articles)
    assert [key for key, _ in found.rests_on] == judged.rests_on
    assert found.exhibits
    assert any(exhibit.passages for exhibit in found.exhibits)
