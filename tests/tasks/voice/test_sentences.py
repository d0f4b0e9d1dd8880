"""Every sentence kind of the report, with an example in three languages: the page that people read is fresh and whole."""

from __future__ import annotations

import re

import pytest

from tasks.voice import report_languages
from tasks.voice.voice import voice
from tests.tasks.voice.sentences import PAGE, example, page, sentences

ENGLISH_WORDS = re.compile(r"\b(?:the|reported|confidence|week|with|from|killed|which|this)\b", re.IGNORECASE)


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run `python -m tests.tasks.voice.sentences` and read what changed"
    )


def test_three_languages_are_told() -> None:
    assert set(report_languages()) >= {"en", "es", "fr"}


@pytest.mark.parametrize("language", [language for language in report_languages() if language != "en"])
def test_no_sentence_of_another_language_is_left_in_english(language: str) -> None:
    for message in sentences():
        told = re.sub("“[^”]*”|Border opens longer|Evening Echo|Morning Wire", " ", example(message, voice(language)))
        assert not ENGLISH_WORDS.search(told), told


@pytest.mark.parametrize("language", report_languages())
def test_no_blank_is_left_and_no_word_is_doubled(language: str) -> None:
    for message in sentences():
        told = example(message, voice(language))
        assert "{" not in told
        assert not re.search(r"\b(\w{2,}) \1\b|  ", told), told
