"""Classification: kind, gravity, certainty and reasons, and the traps that must not count as violence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.classify import classify
from tasks.force import killed_by_state
from tasks.taxonomy import UNCLASSIFIED, taxonomy


@pytest.mark.parametrize(
    "text",
    [
        "Lawmakers killed the bill on Tuesday",
        "Explosive growth in tourism lifts revenue",
        "Central bank's attack on inflation lifts the currency",
        "Actor has a heart attack on the film set",
        "Striker shot wide as the football team lost the championship match",
        "Photo shoot in the old town draws visitors",
        "Party wins election in a landslide victory",
        "Rescue teams simulated an attack with 20 dead during an anti-terror drill",
    ],
)
def test_not_violence(text: str) -> None:
    found = classify(text, "", lang="en")
    assert found.category not in ("assault", "crime")
    assert found.severity < 2


@pytest.mark.parametrize(
    ("text", "category", "sector"),
    [
        ("Espionage group targets government with new malware", "cyber", "cyber"),
        ("Troops hold joint military exercise in the steppe", "exercise", "military"),
        ("Thousands protest in the capital", "protest", "unrest"),
        ("Cholera outbreak confirmed in three districts", "disease", "health"),
        ("Border crossing to operate extended hours for cargo", "economy", "border_trade"),
        ("Earthquake strikes western province", "disaster", "disaster"),
    ],
)
def test_category_and_sector(text: str, category: str, sector: str) -> None:
    found = classify(text, "", lang="en")
    assert (found.category, found.sector) == (category, sector)


def test_severity_grows_with_deaths() -> None:
    levels = [classify(f"Bomb attack kills {n} people", "", lang="en").severity for n in (2, 9, 12, 49, 60, 400)]
    assert levels == sorted(levels)
    assert 3 <= levels[0] < 4 <= levels[2] <= levels[3] < 5 == levels[4]


def test_words_threats_and_doubt_weigh_less_than_deeds() -> None:
    deed = classify("Army launches offensive on the border town", "", lang="en")
    threat = classify("General threatens to launch offensive on the border town", "", lang="en")
    assert threat.category == "threaten"
    assert threat.severity < deed.severity
    assert (
        classify("Rebels allegedly attacked a village", "", lang="en").certainty
        < classify("Rebels attacked a village", "", lang="en").certainty
    )


def test_nothing_recognised_is_said() -> None:
    found = classify("Lorem ipsum dolor", "", lang="en")
    assert (found.category, found.severity, found.evidence) == (UNCLASSIFIED, 0.0, ())


@pytest.mark.parametrize(
    ("lang", "text", "category"),
    [
        ("fr", "Des milliers de personnes manifestent à Paris", "protest"),
        ("es", "Detienen a diez sospechosos en la capital", "coerce"),
        ("ru", "Ракетный удар по городу, повреждены дома", "assault"),
        ("uk", "Президенти провели переговори у Варшаві", "consult"),
        ("ar", "غارات جوية على المدينة", "assault"),
        ("zh", "两国签署合作协议", "agree"),
        ("mn", "Хамтарсан сургууль Дорноговь аймагт эхэллээ", "exercise"),
        ("tr", "Depremde binalar yıkıldı", "disaster"),
        ("xx", "Terremoto de magnitud 6 en el norte", "disaster"),
    ],
)
def test_other_languages(lang: str, text: str, category: str) -> None:
    assert classify(text, "", lang=lang).category == category


@given(st.text(max_size=120), st.text(max_size=300), st.sampled_from(["en", "ru", "ja", "und"]))
def test_bounds_and_spans(title: str, text: str, lang: str) -> None:
    found = classify(title, text, lang=lang)
    assert 0 <= found.severity <= 5
    assert 0 <= found.certainty <= 1
    assert found.category in taxonomy().categories or found.category == UNCLASSIFIED
    assert found == classify(title, text, lang=lang)
    for span in found.evidence:
        assert (title if span.in_title else text)[span.start : span.end] == span.text


def test_deaths_at_the_hands_of_the_state() -> None:
    assert killed_by_state("Two persons died in police firing") is not None
    assert killed_by_state("Protester shot dead by police") is not None
    assert killed_by_state("Policeman was killed by rioters") is None
    assert killed_by_state("Police arrested two men") is None
