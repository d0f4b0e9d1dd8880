"""How far two headlines tell the same matter, by the words that carry them and how rare these are in the week."""

from __future__ import annotations

import pytest

from tasks.report.prose.telling import agreement, telling

TITLES = {
    "en": ("Gunmen abduct students of a school in Kebbi", "Students of Kebbi school taken by gunmen", "Court jails separatist leader"),
    "es": (
        "Hombres armados secuestran a estudiantes en Kebbi", "Estudiantes de Kebbi, en manos de hombres armados", "Tribunal condena a un líder",
    ),
    "fr": ("Des hommes armés enlèvent des élèves à Kebbi", "Élèves enlevés à Kebbi par des hommes armés", "Un tribunal condamne un chef"),
}  # fmt: skip


@pytest.mark.parametrize("lang", TITLES)
def test_two_headlines_on_one_matter_agree_and_of_another_matter_do_not(lang: str) -> None:
    one, same, other = TITLES[lang]
    rarity = dict.fromkeys(telling(" ".join(TITLES[lang])), 1.0)
    assert agreement(one, same, rarity) > 0.4
    assert agreement(one, other, rarity) == 0
    assert agreement(one, one, rarity) == pytest.approx(1)


def test_words_that_the_whole_week_has_and_words_of_death_count_nothing() -> None:
    church, school = "Gunmen kill two in Nigerian church", "Gunmen kill teacher in Nigerian school"
    rarity = dict.fromkeys(telling(f"{church} {school}"), 1.0) | dict.fromkeys(telling("gunmen nigerian"), 0.0)
    assert agreement(church, school, rarity) == 0
    assert agreement(church, "", rarity) == 0
