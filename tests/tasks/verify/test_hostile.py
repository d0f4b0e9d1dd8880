"""Hostile texts: what is read of a source and what is made of it stays bounded."""

from __future__ import annotations

from tasks.verify.checks.names import LONGEST_ACRONYM, acronyms
from tasks.verify.text.texts import CHARACTERS_AT_MOST, parse_text
from tasks.verify.verdict import SourceText, verify


def test_a_run_of_capitals_makes_few_acronyms() -> None:
    words = parse_text("Aa " * 7_000).words
    assert words[-1].end <= CHARACTERS_AT_MOST
    assert len(acronyms(words)) < LONGEST_ACRONYM


def test_texts_without_sense_are_judged_and_support_nothing() -> None:
    for piece in ("Aa ", "1 ", ", ", "not ", "x" * 50, "12.", "после "):
        hostile = SourceText(piece * 20, (piece * 20_000)[:20_000], None)
        assert not verify("Gunmen killed 12 soldiers near Orvel.", [hostile]).supported


def test_a_statement_of_endless_length_is_refused_unread() -> None:
    verdict = verify(
        "Gunmen killed 12 soldiers. " * 1_000, [SourceText("Gunmen kill 12", "Gunmen killed 12 soldiers.", None)]
    )
    assert not verdict.supported
    assert "longer than" in verdict.reason
