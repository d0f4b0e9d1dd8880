"""The missing and the displaced are read beside their words, never a number of something else."""

from __future__ import annotations

import pytest

from tasks.events.uprooted import find_uprooted


@pytest.mark.parametrize(
    ("title", "lang", "expected"),
    [
        ("Storm kills 123, with 130 people still missing", "en", {"missing": 130}),
        ("Over 20 killed, 14 missing in landslides", "en", {"missing": 14}),
        ("More than 60,000 flee city after its capture", "en", {"displaced": 60_000}),
        ("Typhoon displaces 300,000 people in the north", "en", {"displaced": 300_000}),
        ("Inundaciones dejan 15 muertos y 20 desaparecidos", "es", {"missing": 20}),
        ("Powódź: 7 zaginionych, 3000 ewakuowanych", "pl", {"missing": 7, "displaced": 3000}),
        ("Missing girl found after 3 days", "en", {}),
        ("Civilians flee after 12 killed", "en", {}),
        ("Two die, over 1 mln evacuated", "en", {}),
        ("12 killed in storm", "en", {}),
        ("3 missing", "xx", {}),
    ],
)
def test_what_a_title_states(title: str, lang: str, expected: dict[str, int]) -> None:
    found = find_uprooted(title, "", lang=lang)
    assert {kind: count.low for kind, count in found.items()} == expected


def test_the_words_are_those_of_the_text() -> None:
    text = "Rescuers said that 14 people were missing after the flood."
    (count,) = find_uprooted("Flood", text, lang="en").values()
    assert count.span.text == text[count.span.start : count.span.end] == "14 people were missing"
    assert not count.span.in_title
