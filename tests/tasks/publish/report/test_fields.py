"""Sections about a field: where its events are told, what else was reported, and no claim of calm."""

from __future__ import annotations

import pytest

from tasks.publish.report.document import ReportDocument, make_document
from tasks.publish.report.fields import NOTHING_FURTHER, also_reported
from tasks.publish.report.markdown import render_markdown
from tasks.report.evidence import Evidence
from tasks.report.writing import write_report
from tasks.voice.voice import voice
from tests.measure.report_weeks import assemble, make_article
from tests.tasks.report_rows import MONGOLIA, WEEK, small_week
from warehouse.tables import Article


def police(title: str, *, relevance: int | None = 2, outlet: str = "Plain Post", lang: str = "en") -> Article:
    article = make_article(
        "MN",
        WEEK,
        outlet=outlet,
        title=title,
        text="",
        category="coerce",
        sector="internal_security",
        relevance=relevance,
        lang=lang,
    )
    return article.model_copy(update={"story_id": article.article_id})


def page_of(evidence: Evidence, language: str = "en") -> ReportDocument:
    written = write_report(evidence)
    return make_document(
        report=written.report.model_copy(update={"language": language}), score=evidence.score, statements=written.statements,
        contributions=(), stories=evidence.stories, hotspots=(), outlook=(), articles=evidence.articles, issues=(),
    )  # fmt: skip


def test_what_else_was_reported_is_of_security_or_told_by_two_and_of_no_cited_story() -> None:
    told, routine, trial = (
        police("Police arrest ten in Hovd"),
        police("Police chief speaks", relevance=1),
        police("Trial opens"),
    )
    comment = police("Why the police failed").model_copy(update={"genre": "comment"})
    found = also_reported([told, routine, trial, comment], ("internal_security",), {told.article_id})
    assert found == [trial]
    second = police("Chief of police speaks", relevance=1, outlet="Morning Wire").model_copy(
        update={"story_id": routine.story_id}
    )
    assert {a.story_id for a in also_reported([routine, second], ("internal_security",), set())} == {routine.story_id}
    assert also_reported([trial], ("cyber",), set()) == []


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "See above: “Death toll of Darkhan bus crash rises to 19”."),
        ("es", "Véase más arriba: “Death toll of Darkhan bus crash rises to 19”."),
        ("fr", "Voir plus haut : “Death toll of Darkhan bus crash rises to 19”."),
    ],
)
def test_a_field_whose_events_are_told_above_points_there(language: str, line: str) -> None:
    section = next(s for s in page_of(small_week(), language).sections if s.key == "disasters")
    assert [sentence.text for p in section.paragraphs for sentence in p.sentences] == [line]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Only routine reports, or none, were found on: Internal Security and Unrest; Cyber Security."),
        ("es", "Solo se hallaron noticias de rutina, o ninguna, sobre: "),
        ("fr", "Rien que des nouvelles de routine, ou aucune, sur : "),
    ],
)
def test_the_fields_without_a_word_stand_in_one_line(language: str, line: str) -> None:
    page = page_of(small_week(), language)
    assert page.quiet is not None
    assert page.quiet.title == voice(language)(NOTHING_FURTHER)
    (told,) = page.quiet.notes
    assert told.startswith(line)
    assert f"## {voice(language)('Cyber Security')}" not in render_markdown(page)


def test_a_headline_of_the_field_that_is_not_told_is_quoted_with_its_source() -> None:
    week = small_week()
    extra = police("Police arrest ten smugglers in Hovd")
    written = write_report(week)
    page = make_document(
        report=written.report, score=week.score, statements=written.statements, contributions=(), stories=(), hotspots=(), outlook=(),
        articles=[*week.articles, extra], issues=(),
    )  # fmt: skip
    section = next(s for s in page.sections if s.key == "security")
    (sentence,) = section.paragraphs[0].sentences
    assert sentence.text.startswith("Also reported: “Police arrest ten smugglers in Hovd” (Plain Post, ")
    assert [entry.title for entry in page.annex if entry.number in sentence.citations] == [extra.title]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Insufficient coverage this week: only two articles about Mongolia were found"),
        ("es", "Cobertura insuficiente esta semana: solo se encontraron 2 artículos sobre Mongolia"),
        ("fr", "Couverture insuffisante cette semaine : seuls 2 articles ont été trouvés"),
    ],
)
def test_a_week_of_few_articles_says_so_first_and_has_no_empty_section(language: str, said: str) -> None:
    profile = MONGOLIA.model_copy(update={"report": MONGOLIA.report.model_copy(update={"language": language})})
    articles = [police(f"Police arrest ten in {place}", outlet=place) for place in ("Hovd", "Darkhan")]
    page = page_of(assemble(profile, WEEK, [[a] for a in articles]), language)
    assert page.sections[0].paragraphs[0].sentences[0].text.startswith(said)
    assert page.quiet is None
    assert {s.key for s in page.shown} == {"summary", "developments", "unknowns"}
