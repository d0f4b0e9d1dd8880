"""Markdown, HTML and JSON of a report: complete, linked, and inert whatever the articles hold."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tasks.publish.report.document import ReportDocument, make_document
from tasks.publish.report.html import render_html
from tasks.publish.report.json import render_json
from tasks.publish.report.markdown import render_brief, render_markdown
from tasks.report.evidence import Evidence
from tasks.report.prose.inert import link, markdown, plain
from tasks.report.writing import write_report
from tests.measure.report_weeks import assemble, make_article, profile, score_row
from tests.tasks.report_rows import CLASH_ONE, CLASH_TWO, MONGOLIA, WEEK, small_week


def document_of(evidence: Evidence) -> ReportDocument:
    written = write_report(evidence)
    return make_document(
        report=written.report,
        score=evidence.score,
        statements=list(reversed(written.statements)),
        contributions=evidence.contributions,
        stories=evidence.stories,
        hotspots=evidence.hotspots,
        outlook=evidence.outlook,
        articles=list(reversed(evidence.articles)),
        issues=[*evidence.issues, *written.issues],
    )


@pytest.fixture(scope="module")
def document() -> ReportDocument:
    return document_of(small_week())


def test_markdown_has_every_part_of_the_model_report(document: ReportDocument) -> None:
    page = render_markdown(document)
    assert page.startswith("# Security Analysis Report: Mongolia (April 24, 2026 - May 01, 2026)\n")
    for heading in (
        "## Executive Summary", "## Key Security Developments", "## Geopolitical Impact and Regional Dynamics",
        "## Military and Defense Analysis", "## Outlook and Forecast", "### Short-term forecast (one to four weeks)",
        "### Calendar of announced dates", "## What We Do Not Know", "## Method", "## Annex: source articles",
    ):  # fmt: skip
        assert heading in page, heading
    assert "**Threat level: Elevated**" in page
    assert "Moscow (Russia)" not in page  # a place abroad is no hotspot of the country
    assert "| Darkhan | 55.7500 | 37.6200 | 3 |" in page.replace("  ", " ")
    assert (
        "May 24, 2026: the date given in “Chinese and Mongolian troops train together in Dornogovi” (Border Gazette)"
        in page
    )
    assert page.index("## Executive Summary") < page.index("## How the level came about")


def test_a_grave_event_has_its_flashpoint_indicator_and_advice() -> None:
    week = small_week()
    crash = {CLASH_ONE.article_id, CLASH_TWO.article_id}
    grave = {"kind": "disaster", "sector": "disaster", "severity": 4.0, "nearness": "inside", "publisher_count": 2}
    events = [e.model_copy(update=grave) if e.lead_article_id in crash else e for e in week.events]
    page = render_markdown(document_of(dataclasses.replace(week, events=tuple(events))))
    for heading, line in (
        ("### Critical flashpoints and risk areas", "Darkhan: after"),
        ("### Indicators to monitor", "in Darkhan by May 15, 2026, reported by two independent publishers"),
        ("### Strategic recommendations", "In view of"),
    ):
        part = page[page.index(heading) + len(heading) :].split("\n#", 1)[0]
        assert line in part, heading


def test_the_brief_is_the_first_screen(document: ReportDocument) -> None:
    brief = render_brief(document)
    assert "**Threat level: Elevated**" in brief
    assert "## Key takeaways" in brief
    assert "source-" not in brief
    assert len(brief.split()) < 330


def test_citations_beyond_three_are_counted(document: ReportDocument) -> None:
    articles = [
        CLASH_ONE.model_copy(update={"article_id": f"{n:016x}", "publisher": f"P{n}", "outlet": f"Paper {n}"})
        for n in range(7)
    ]
    page = render_markdown(document_of(assemble(MONGOLIA, WEEK, [articles])))
    assert "(+4 sources)" in page
    assert "Also reported by" not in page
    assert '"threat_level"' not in page


def test_citations_resolve_to_the_annex(document: ReportDocument) -> None:
    page = render_markdown(document)
    anchors = set(re.findall(r'<a id="source-(\d+)">', page))
    cited = set(re.findall(r"\(#source-(\d+)\)", page))
    assert cited
    assert cited <= anchors
    html = render_html(document)
    assert set(re.findall(r'href="#source-(\d+)"', html)) <= set(re.findall(r'id="source-(\d+)"', html))


def test_repetitions_are_marked_in_the_annex(document: ReportDocument) -> None:
    [repeat] = [entry for entry in document.annex if entry.repeats]
    original = next(entry for entry in document.annex if entry.number == repeat.repeats)
    assert original.title == repeat.title


def test_hostile_text_is_inert_in_html(document: ReportDocument) -> None:
    page = render_html(document)
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>Outlet" not in page
    assert not re.search(r'(?:href|src)="(?!https?://|#)', page)
    assert "\u202e" not in page
    assert "default-src 'none'" in page


def test_hostile_text_is_inert_in_markdown(document: ReportDocument) -> None:
    page = render_markdown(document)
    html = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").render(page)
    assert "<img" not in html
    assert not re.search(r'(?:href|src)="(?!https?://|#)', html)
    with_html = MarkdownIt("commonmark").enable("table").render(page)
    assert "<script" not in with_html
    assert "\u202e" not in page


@given(st.text(max_size=80))
def test_any_text_stays_text_in_markdown(text: str) -> None:
    html = MarkdownIt("commonmark").render(f"x {markdown(text)}")
    assert not re.search(r"<(?!/?p>)", html)


@given(st.text(max_size=60))
def test_plain_text_has_one_line_and_no_overrides(text: str) -> None:
    shown = plain(f"a\u202e{text}\u2066b\x00")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\n\r]", shown)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "http://a b",
        'https://a/"onclick=',
        "https://a/<x>",
        "ftp://a/b",
        "",
    ],
)
def test_only_plain_web_addresses_become_links(url: str) -> None:
    assert link(url) == ""


def test_web_addresses_with_brackets_cannot_end_a_link() -> None:
    assert link("https://a.example/b_(c)") == "https://a.example/b_%28c%29"


def test_json_is_stable_and_complete(document: ReportDocument) -> None:
    text = render_json(document)
    data = json.loads(text)
    assert data["format"] == "weekwatch-report-1"
    assert data["report"]["country"] == "MN"
    assert [s["key"] for s in data["sections"]][:2] == ["summary", "developments"]
    assert text == render_json(document_of(small_week()))


def test_an_invented_country_says_so_in_large_letters() -> None:
    made_up = document_of(assemble(profile("XA", "Aldoria", synthetic=True), WEEK, []))
    assert "INVENTED COUNTRY" in render_markdown(made_up)
    assert "INVENTED COUNTRY" in render_html(made_up)


def test_an_empty_week_renders_with_honest_sentences() -> None:
    score = score_row("MN", WEEK, threat_level="Insufficient evidence", threat_score=0.0, score_low=0.0, score_high=0.0)
    page = render_markdown(document_of(assemble(MONGOLIA, WEEK, [], score=score)))
    assert "not a sign of calm" in page
    assert "No article was found for this week." in page
    assert "## Military and Defense Analysis" not in page  # of a week without an article nothing can be said by field
    assert "## Other fields" not in page


def test_a_development_is_described_by_its_event_where_its_story_says_otherwise() -> None:
    evidence = small_week()
    written = write_report(evidence)
    lead = next(s for s in written.statements if s.section == "developments" and "Dornogovi" in (s.heading or ""))
    rows: dict[str, Any] = {
        "report": written.report, "score": evidence.score, "statements": written.statements, "contributions": evidence.contributions,
        "hotspots": evidence.hotspots, "outlook": evidence.outlook, "articles": evidence.articles, "issues": evidence.issues,
        "stories": [story.model_copy(update={"status": "continuing"}) for story in evidence.stories],
    }  # fmt: skip

    def note(status: str, day: dt.date) -> str | None:
        events = [event.model_copy(update={"status": status, "event_date": day}) for event in evidence.events]
        shown = [s.model_copy(update={"event_date": day}) for s in written.statements]
        developments = next(
            s for s in make_document(**{**rows, "statements": shown}, events=events).sections if s.key == "developments"
        )
        return next(p.note for p in developments.paragraphs if p.heading == lead.heading)

    before = WEEK.shift(-1).start
    assert "continuing" in (note("continuing", before) or "")
    assert "continuing" not in (note("new", before) or "")
    assert "continuing" not in (note("continuing", WEEK.start) or "")  # what happened this week is new


@pytest.mark.parametrize(
    ("heading", "text", "shown"),
    [
        ("Gunmen take thirty miners", "Gunmen take thirty miners (the Plain Post, April 27).", "The Plain Post, April 27."),
        ("Mineros retenidos en Hovd", "“Mineros retenidos en Hovd” (El Correo, 27 de abril).", "El Correo, 27 de abril."),
        ("Gunmen take miners", "Gunmen take miners (again) (the Plain Post, April 27).", None),
        ("Gunmen take miners", "Gunmen take miners of Hovd (the Plain Post, April 27).", None),
        (None, "Gunmen take miners (the Plain Post, April 27).", None),
    ],
)  # fmt: skip
def test_a_headline_that_is_the_heading_is_not_shown_twice(heading: str | None, text: str, shown: str | None) -> None:
    evidence = small_week()
    written = write_report(evidence)
    first = next(s for s in written.statements if s.section == "developments")
    statement = first.model_copy(update={"heading": heading, "text": text})
    document = make_document(
        report=written.report, score=evidence.score, statements=[statement], contributions=[], stories=[], hotspots=[], outlook=[],
        articles=evidence.articles, issues=[],
    )  # fmt: skip
    developments = next(s for s in document.sections if s.key == "developments")
    assert developments.paragraphs[0].sentences[0].text == (shown or text)


def test_outlets_that_a_state_controls_have_a_dagger_and_the_brief_says_whose_they_are() -> None:
    evidence = small_week()
    written = write_report(evidence)
    first = next(s for s in written.statements if s.section == "developments")
    tass = evidence.articles[0].model_copy(update={"outlet": "TASS", "url": "https://tass.com/politics/1"})
    statement = first.model_copy(
        update={"citations": [tass.article_id], "text": "TASS bureau shut, minister says (TASS, April 27)."}
    )
    document = make_document(
        report=written.report, score=evidence.score, statements=[statement], contributions=[], stories=[], hotspots=[], outlook=[],
        articles=[tass], issues=[],
    )  # fmt: skip
    assert "TASS bureau shut, minister says (TASS†, April 27)." in render_markdown(document)
    assert "† State-controlled media, as the State Media Monitor counts them: TASS (Russia)." in render_brief(document)
    assert "†" not in render_markdown(document_of(evidence))
    quoted = statement.model_copy(update={"text": "“Mob storms TASS, police say” (the Plain Post, April 27)."})
    document = make_document(
        report=written.report, score=evidence.score, statements=[quoted], contributions=[], stories=[], hotspots=[], outlook=[],
        articles=[tass], issues=[],
    )  # fmt: skip
    assert "†" not in render_markdown(document)


def test_a_week_of_which_something_is_told_is_not_called_unknown() -> None:
    evidence = assemble(MONGOLIA, WEEK, [[CLASH_ONE, CLASH_TWO]])
    page = render_markdown(document_of(evidence))
    assert "Darkhan" in page
    assert "what happened this week is unknown to us" not in page
    assert "what happened this week is unknown to us" in render_markdown(document_of(assemble(MONGOLIA, WEEK, [])))


def test_what_was_left_out_is_counted_beside_what_is_unknown() -> None:
    film = make_article("MN", WEEK, outlet="Plain Post", title="Film about Mongolia wins a prize", relevance=0)
    evidence = assemble(MONGOLIA, WEEK, [[CLASH_ONE], [film]])
    written = write_report(evidence)
    document = make_document(
        report=written.report, score=evidence.score, statements=written.statements, contributions=[], stories=[], hotspots=[], outlook=[],
        articles=evidence.articles, issues=written.issues,
    )  # fmt: skip
    unknown = next(s for s in document.sections if s.key == "unknowns")
    assert any(note.startswith("Not in this report: one further event") for note in unknown.notes)
