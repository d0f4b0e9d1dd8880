"""Casualties: numbers, words, ranges, languages, and what must not be counted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.events.casualties.find import find_casualties

Range = tuple[int, int] | None


def read(text: str, lang: str = "en") -> tuple[Range, Range]:
    found = find_casualties(text, "", lang=lang)
    killed, injured = found.killed, found.injured
    return (killed.low, killed.high) if killed else None, (injured.low, injured.high) if injured else None


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("At least 12 killed and 30 injured in market blast", (12, 12), (30, 30)),
        ("29 killed, 83 injured in fresh attacks", (29, 29), (83, 83)),
        ("Seven soldiers killed in the east", (7, 7), None),
        ("Twenty-two people were killed", (22, 22), None),
        ("Between 12 and 19 people died in the raid", (12, 19), None),
        ("12-19 dead after shelling", (12, 19), None),
        ("More than 30 people were wounded", None, (30, 30)),
        ("Dozens killed in strike", (24, 99), None),
        ("Death toll in ferry attack rises to 65", (65, 65), None),
        ("Quake: warning of a larger one; injured toll rises to 51", None, (51, 51)),
        ("Death toll of the blast rises to 7, injury toll to 30", (7, 7), (30, 30)),
        ("Gunmen kill cleric, 16 others", (17, 17), None),
        ("The blast killed three soldiers and two civilians", (5, 5), None),
        ("12 people, including 3 children, were killed", (12, 12), None),
        ("Two gunmen killed a policeman", (1, 1), None),
        ("A 35-year-old man was shot dead", (1, 1), None),
        ("More than 40,000 killed since October 2023", None, None),
        ("No one was killed when 12 drones were shot down", None, None),
        ("In 2024 the company hired 300 engineers", None, None),
        ("Inflation fell by 12 percent", None, None),
    ],
)
def test_english(text: str, killed: Range, injured: Range) -> None:
    assert read(text) == (killed, injured)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Attentat : au moins 12 morts et 30 blessés"),
        ("es", "Ataque deja 12 muertos y 30 heridos"),
        ("pt", "Explosão mata 12 e fere 30"),
        ("de", "Mindestens 12 Tote und 30 Verletzte bei Angriff"),
        ("ru", "При обстреле погибли 12 человек, 30 ранены"),
        ("uk", "Внаслідок атаки загинули 12 людей, 30 поранені"),
        ("ar", "مقتل 12 شخصا وإصابة 30 في هجوم"),
        ("fa", "۱۲ کشته و ۳۰ زخمی در حمله"),
        ("ur", "دھماکے میں 12 افراد ہلاک، 30 زخمی"),
        ("hi", "हमले में 12 लोगों की मौत, 30 घायल"),
        ("ne", "दुर्घटनामा 12 जनाको मृत्यु, 30 घाइते"),
        ("zh", "爆炸造成12人死亡30人受伤"),
        ("ja", "爆発で12人死亡、30人けが"),
        ("ko", "폭발로 12명 사망 30명 부상"),
        ("tr", "Saldırıda 12 kişi öldü, 30 kişi yaralandı"),
        ("id", "Ledakan bom menewaskan 12 orang dan melukai 30 lainnya"),
        ("pl", "W ataku zginęło 12 osób, 30 zostało rannych"),
        ("mn", "Ослоор 12 хүн нас барж, 30 хүн гэмтжээ"),
    ],
)
def test_other_languages(lang: str, text: str) -> None:
    assert read(text, lang) == ((12, 12), (30, 30))


def test_the_first_letters_of_a_word_are_no_number() -> None:
    assert read("ঢাকায় ট্রাকের চাপায় শ্রমিক নিহত", "bn") == ((1, 1), None)  # শ is a hundred, শ্রমিক a worker
    assert read("ঢাকায় দুই শ লোক নিহত", "bn") == ((200, 200), None)


def test_the_title_comes_first_and_exact_before_vague() -> None:
    found = find_casualties("Dozens killed in strike", "Officials said 36 people were killed.", lang="en")
    assert found.killed is not None
    assert (found.killed.low, found.killed.span.in_title) == (36, False)
    found = find_casualties("36 killed in strike", "A week before, 12 people were killed.", lang="en")
    assert found.killed is not None
    assert found.killed.low == 36


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=300), st.sampled_from(["en", "ru", "zh", "ar", "xx", "und"]))
def test_spans_point_at_their_words(title: str, text: str, lang: str) -> None:
    found = find_casualties(title, text, lang=lang)
    for count in (found.killed, found.injured):
        if count:
            source = title if count.span.in_title else text
            assert source[count.span.start : count.span.end] == count.span.text
            assert count.low <= count.high


@given(st.integers(min_value=2, max_value=1899), st.integers(min_value=2, max_value=1899))
def test_any_numbers(killed: int, injured: int) -> None:
    assert read(f"At least {killed} people were killed and {injured} injured") == ((killed, killed), (injured, injured))


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Gunmen kill pastor and his wife", 2),
        ("Bandits kill father, son", 2),
        ("Commander of a banned group killed in the hills", 1),
        ("Member of parliament killed bill", None),
        ("Five officers charged in a motorist's death", None),
        ("Three arrested after 2 killed", 2),
    ],
)
def test_victims_without_a_number_and_numbers_without_victims(text: str, killed: int | None) -> None:
    found = find_casualties(text, "", lang="en").killed
    assert (found.low if found else None) == killed


@pytest.mark.parametrize("text", ["Dix-neuf morts et trente blessés", "Dix neuf morts et trente blessés"])
def test_number_words_with_and_without_hyphen(text: str) -> None:
    assert read(text, "fr") == ((19, 19), (30, 30))


def test_a_text_without_a_title_speaks_as_a_headline_does() -> None:
    """Archives of incidents have descriptions alone."""
    found = find_casualties("", "Gunmen killed 14 villagers in a raid on Zamfara", lang="en").killed
    assert found is not None
    assert (found.low, found.span.in_title) == (14, False)


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Toll rises from 12 to 19", 19),
        ("Mother of three killed in drone strike", 1),
        ("Boy, 14, and girl, 16, shot dead", 2),
        ("Father, mother and 3 kids dead in blaze", 5),
        ("Three children, aged 4, 6 and 9, die in house fire", 3),
        ("Plane with 62 on board crashes; no survivors", 62),
        ("Bird flu kills 2 million hens in Poland", None),
        ("Covid-19 deaths hit 12 in Suva", 12),
        ("Fears of 10,000 dead if dam breaks, experts warn", None),
        ("Court sentences 8 to death for 2019 bombing that killed 250", None),
    ],
)
def test_numbers_are_bound_to_people_and_to_the_event(text: str, killed: int | None) -> None:
    found = find_casualties(text, "", lang="en").killed
    assert (found.low if found else None) == killed
