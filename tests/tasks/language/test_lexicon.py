"""Terms: braces, endings and gaps."""

from __future__ import annotations

import pytest

from tasks.language.lexicon import EventLexicon, split_terms


def test_braces_stand_in_braces_and_commas_part_terms_outside_them() -> None:
    assert split_terms("{a,b{c,d}} x, e{f,}") == ["a x", "bc x", "bd x", "ef", "e"]


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("bomb*", "two bombings", "bombings"),
        ("bomb", "two bombings", None),
        ("take* * by storm", "it takes towns by storm", "takes towns by storm"),
        ("lift ** curfew*", "lift curfew", "lift curfew"),
        ("lift ** curfew*", "they lift the long night curfews", "lift the long night curfews"),
        ("lift ** curfew*", "lift one two three four curfew", None),
        ("lift ** curfew*", "lift the ban, curfew stays", None),
        (
            "curfew *** lifted",
            "curfew in the northern hill districts lifted",
            "curfew in the northern hill districts lifted",
        ),
        ("deploy ** troops", "deploy some 10,000 troops", "deploy some 10,000 troops"),
        ("free ** prisoner*", "free two prisoners", "free two prisoners"),
        ("mourn ** women", "mourn the women's leader", "mourn the women"),
        ("turn * away from", "turn Tunis away from", "turn tunis away from"),
    ],
)
def test_stars(term: str, text: str, found: str | None) -> None:
    hits = EventLexicon({"a": [term]}, spaced=True).find(text.lower())
    assert [text.lower()[hit.start : hit.end] for hit in hits] == ([found] if found else [])
