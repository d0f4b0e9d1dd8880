"""Slots of a statement that a source fills otherwise: who does it, of which whole, up or down, meant or done, in other letters."""

from __future__ import annotations

import datetime as dt

import pytest

from tasks.verify.text.name_forms import sound
from tasks.verify.verdict import SourceText, findings

NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)


def kinds_of(statement: str, title: str, text: str, lang: str = "en") -> set[str]:
    """The kinds of faults that refuse a statement by themselves."""
    return {fault.kind for fault in findings(statement, [SourceText(title, text, NOON, "", lang)]).vetoes}


WARNING = "The envoy warned that Ukraine was facing a catastrophe as strikes cut power. Russia had ended the talks."


def test_a_deed_is_not_told_of_somebody_else_of_the_article() -> None:
    assert "actors" in kinds_of("The envoy warned that Russia faces a catastrophe.", "Envoy warns", WARNING)
    assert "actors" not in kinds_of("The envoy warned that Ukraine faces a catastrophe.", "Envoy warns", WARNING)


def test_a_short_form_is_its_name_in_either_direction() -> None:
    text = "Macron will ask the European Union to activate its instrument, his team said."
    assert "actors" in kinds_of("The EU is going to ask Macron to use its instrument.", "EU urged to act", text)
    assert "actors" not in kinds_of("Macron is going to ask the EU to use its instrument.", "EU urged to act", text)


TOLL = "Nine Tolians died on Monday. The deaths bring the toll of this year to 29, including at least five children."


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("The toll of this year rose to 29, at least five of them children.", False),
        ("Nine died on Monday, at least five of them children.", True),
        ("Of five who died, 29 of them children, nine died on Monday.", True),
    ],
)
def test_a_part_is_of_the_whole_that_the_source_gives_it(statement: str, refused: bool) -> None:
    assert ("number" in kinds_of(statement, "Nine killed in Tolu", TOLL)) == refused


COUNTED = "Orvel saw a 30% climb in murders. It recorded 9,216 murders last year, a sharp rise from 7,063 in 2024."


def test_what_rose_is_not_told_as_fallen() -> None:
    assert "contrary" in kinds_of("Murders in Orvel fell by 30% last year.", "Murders in Orvel jump 30%", COUNTED)
    assert not kinds_of("Murders in Orvel rose by 30% last year.", "Murders in Orvel jump 30%", COUNTED) & {"contrary"}


def test_what_is_aimed_at_is_not_done_and_what_was_begun_is() -> None:
    aimed = "The Tolian army is using artillery to seize Orvel, the minister said."
    assert "planned" in kinds_of("The Tolian army has seized Orvel with artillery.", "Tolu attacks", aimed)
    begun = "The Tolian army began to shell Orvel, the minister said."
    assert "planned" not in kinds_of("The Tolian army has shelled Orvel.", "Tolu attacks", begun)


def test_the_rank_is_that_which_the_source_gives_to_the_same_thing() -> None:
    text = "It was the first attack on the city centre since the war began, and the second week of fighting."
    assert "rank" in kinds_of("It was the second attack on the city centre.", "Hotel struck", text)
    assert "rank" not in kinds_of("It was the first attack on the city centre.", "Hotel struck", text)


@pytest.mark.parametrize(("one", "two"), [("mojtaba", "modzhtaba"), ("maxim", "maksim"), ("wagner", "vagner")])
def test_a_name_transliterated_in_two_ways_sounds_alike(one: str, two: str) -> None:
    assert sound(one) == sound(two) != sound("rouhani")


def test_a_name_of_the_east_is_found_in_its_own_letters_and_another_is_not() -> None:
    title, text = "Кандидат", "На пост лидера Ирана претендует Моджтаба Хаменеи."
    assert "name" not in kinds_of("Mojtaba Khamenei is a candidate in Iran.", title, text, "ru")
    assert "name" in kinds_of("Hassan Rouhani is a candidate in Iran.", title, text, "ru")


def test_no_fewer_than_denies_nothing_in_russian() -> None:
    text = "Не менее 35 тысяч деревьев разрешили вырубить власти Орвеля."
    assert "denied" not in kinds_of(
        "Orvel's authorities allowed at least 35,000 trees to be cut down.", "Деревья", text, "ru"
    )


def test_a_number_word_in_a_short_form_counts_nothing() -> None:
    text = "The minister said that roads of the TEN-T network are planned in Tolu."
    assert "number" not in kinds_of("Roads of the TEN-T network are planned in Tolu.", "Roads", text)
