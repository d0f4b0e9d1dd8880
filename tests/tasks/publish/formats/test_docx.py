"""The Word document: what the report says, in Word's own styles, and nothing that articles would have it do."""

from __future__ import annotations

import io

import pytest

from tasks.publish.formats import export_named
from tasks.publish.formats.finished import FinishedWeek
from tests.tasks.publish.formats.weeks import finished, hostile_week
from tests.tasks.report_rows import small_week

docx = pytest.importorskip("docx")


def texts(week: FinishedWeek) -> list[str]:
    made = docx.Document(io.BytesIO(export_named("docx").render(week)))
    return [paragraph.text for paragraph in made.paragraphs]


def test_every_section_and_sentence_is_in_the_document() -> None:
    week = finished(small_week())
    told = texts(week)
    for section in week.document.shown:
        assert section.title in told
        for paragraph in section.paragraphs:
            assert any(paragraph.sentences[0].text.split("“")[0] in text for text in told)


def test_equal_rows_give_equal_bytes() -> None:
    assert export_named("docx").render(finished(small_week())) == export_named("docx").render(finished(small_week()))


def test_hostile_articles_are_text() -> None:
    told = "\n".join(texts(hostile_week()))
    assert "\u202e" not in told
