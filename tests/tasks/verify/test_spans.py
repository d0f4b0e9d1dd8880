"""Evidence spans: exact by offset, 5 to 30 words, from each article that bears a part, in any language."""

from __future__ import annotations

import datetime as dt

from tasks.verify.spans import WORDS_AT_LEAST, WORDS_AT_MOST, evidence_spans, first_words
from tasks.verify.verdict import SourceText

WHEN = dt.datetime(2026, 4, 24, 9, tzinfo=dt.UTC)
ENGLISH = SourceText(
    "Gunmen raid army post",
    "Nothing new came from the capital. Gunmen attacked an army post near the town of Orvel on Wednesday, killing twelve soldiers "
    "and wounding 31, the defence ministry said after a night in which helicopters had searched the hills for the attackers in vain and the road to the north had been closed to all traffic. "
    "The border stayed open.",
    WHEN,
)
POLISH = SourceText("Atak na posterunek", "Dwunastu żołnierzy zginęło, a 31 zostało rannych w ataku koło Orvel.", WHEN, lang="pl")  # fmt: skip


def test_spans_are_the_articles_own_words_by_offset() -> None:
    sources = [ENGLISH, POLISH]
    spans = evidence_spans("Twelve soldiers were killed near Orvel, and the border stayed open.", sources)
    assert spans
    for span in spans:
        field = sources[span.source].title if span.in_title else sources[span.source].text
        assert field[span.start : span.end] == span.words
        assert len(span.words.split()) <= WORDS_AT_MOST
    assert any("twelve soldiers" in span.words for span in spans)
    assert any("border stayed open" in span.words for span in spans)
    assert all(len(span.words.split()) >= WORDS_AT_LEAST for span in spans if "border" not in span.words)


def test_a_source_in_another_language_bears_it() -> None:
    [span] = evidence_spans("Twelve soldiers were killed near Orvel.", [POLISH])
    assert "zginęło" in span.words
    assert POLISH.text[span.start : span.end] == span.words


def test_a_statement_of_something_else_has_no_span() -> None:
    assert evidence_spans("Xyzzy plugh 4711.", [SourceText("", "Rain fell.", WHEN)]) == []


def test_the_first_words_stand_for_an_article() -> None:
    assert first_words(ENGLISH, 0).words == ENGLISH.title
