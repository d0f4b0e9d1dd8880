"""The languages of the report: every message translated with its placeholders, and a Spanish report Spanish throughout."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import string

import pytest
from babel.messages.pofile import read_po

from tasks.countries.profiles import CountryProfile, load_profile
from tasks.publish.report.document import make_document
from tasks.publish.report.html import render_html
from tasks.publish.report.markdown import render_markdown
from tasks.report.evidence import Evidence, Written
from tasks.report.sections import SECTIONS
from tasks.report.writing import write_report
from tasks.voice import CATALOGUES, report_languages
from tasks.voice.messages import report_messages
from tasks.voice.voice import ENGLISH, voice
from tests.tasks.report_rows import small_week
from warehouse.errors import ProfileError

OTHERS = [language for language in report_languages() if language != "en"]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_with_its_placeholders(language: str) -> None:
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    remedy = f"`python -m tasks.voice.messages {language}` lists it in the catalogue"
    for message in report_messages():
        one = message if isinstance(message, str) else message[0]
        entry = catalogue.get(one)
        assert entry is not None, f"{one!r}: {remedy}"
        assert entry.id == message, one
        given = [message] if isinstance(message, str) else list(message)
        told = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
        assert len(told) == len(given), one
        for source, translation in zip(given, told, strict=True):
            assert translation, f"{source!r} is not translated"
            assert placeholders(translation) == placeholders(source), source


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_holds_nothing_that_is_said_no_more(language: str) -> None:
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    assert {entry.id for entry in catalogue if entry.id} == set(report_messages())


def test_dates_numbers_and_lists_follow_the_language() -> None:
    spanish, day = voice("es"), dt.date(2026, 4, 7)
    assert (ENGLISH.day(day), ENGLISH.day(day, year=True)) == ("April 7", "April 7, 2026")
    assert (spanish.day(day), spanish.day(day, year=True)) == ("7 de abril", "7 de abril de 2026")
    assert (ENGLISH.number(1234.5, 1), spanish.number(12345.5, 1)) == ("1,234.5", "12.345,5")
    assert ENGLISH.join(["a", "b", "a", "c"]) == "a, b and c"
    assert spanish.join([spanish.in_prose("RU"), spanish.in_prose("IR")]) == "Rusia e Irán"
    assert spanish("It follows from {event}.", event="el ataque") == "Es consecuencia del ataque."


def test_quotations_are_left_as_they_are() -> None:
    said = voice("es")(
        "On {day}, {outlet} reported under the headline {quote}.", day="7", outlet="X", quote="“a de el b y Irán”"
    )
    assert "“a de el b y Irán”" in said


@pytest.fixture(scope="module")
def spanish_week() -> Evidence:
    evidence = small_week()
    report = evidence.profile.report.model_copy(update={"language": "es"})
    return dataclasses.replace(evidence, profile=evidence.profile.model_copy(update={"report": report}))


@pytest.fixture(scope="module")
def written(spanish_week: Evidence) -> Written:
    return write_report(spanish_week)


def test_a_spanish_report_says_what_the_english_one_does(written: Written, spanish_week: Evidence) -> None:
    assert written.report.language == "es"
    assert (
        written.report.title == "Informe de análisis de seguridad: Mongolia (24 de abril de 2026 - 1 de mayo de 2026)"
    )
    assert written.report.support_rate == 1.0
    english = write_report(small_week())
    assert {s.section for s in written.statements} == {s.section for s in english.statements}
    assert {s.story_id for s in written.statements} == {s.story_id for s in english.statements}
    ours = re.compile(r"\b(?:the|reported|confidence|week|stories|with|from)\b", re.IGNORECASE)
    for statement in written.statements:
        outside = re.sub("“[^”]*”", " ", statement.text)
        assert not ours.search(outside), statement.text
        if statement.kind == "assessment":
            assert re.search(r"confianza (?:alta|media|baja)", statement.text), statement.text


def test_a_false_sentence_is_refused_in_spanish_too(spanish_week: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    from tasks.report.prose import facts

    monkeypatch.setattr(
        facts,
        "disagreement",
        lambda articles, toll: (lambda say: f"{say('one story')}: 77 killed.", tuple(articles[:1])),
    )
    assert not any("77" in s.text for s in write_report(spanish_week).statements)


def test_pages_carry_the_language_and_the_titles_in_it(written: Written, spanish_week: Evidence) -> None:
    e = spanish_week
    document = make_document(
        report=written.report, score=e.score, statements=written.statements, contributions=e.contributions, stories=e.stories,
        hotspots=e.hotspots, outlook=e.outlook, articles=e.articles, issues=[*e.issues, *written.issues],
    )  # fmt: skip
    page, text = render_html(document), render_markdown(document)
    assert page.startswith('<!doctype html>\n<html lang="es">')
    shown = {section.key for section in document.shown}
    for section in SECTIONS:
        if section.key in shown:
            assert f"## {voice('es')(section.title)}\n" in text
            assert f"<h2>{voice('es')(section.title)}</h2>" in page
    assert "**Nivel de amenaza: Elevado**" in text
    assert "Anexo: artículos de las fuentes" in page
    for english in ("Executive Summary", "Threat level", "archived copy", "Source articles"):
        assert english not in page
        assert english not in text


def test_a_language_without_a_catalogue_is_refused_by_name(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "MN.yaml"
    path.write_text(
        "country: MN\nname: Mongolia\nnames: {en: [Mongolia*]}\nlanguages: [en]\ntime_zone: UTC\nreport: {language: tlh}\n"
    )
    with pytest.raises(ProfileError, match="'tlh', only in en, es, fr"):
        load_profile(path)
    assert CountryProfile.model_fields["report"] is not None
