"""Classification: kind, gravity, certainty and reasons, and the traps that must not count as violence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.events.classify import by_lexicon, classify, sector_of
from tasks.events.state_killings import killed_by_state
from tasks.events.taxonomy import UNCLASSIFIED, taxonomy
from tasks.language.encoder import encode


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


@settings(deadline=None)
@given(st.text(max_size=120), st.text(max_size=300), st.sampled_from(["en", "ru", "ja", "und"]))
def test_bounds_and_spans(title: str, text: str, lang: str) -> None:
    found = classify(title, text, lang=lang)
    assert 0 <= found.severity <= 5
    assert 0 <= found.certainty <= 1
    assert found.category in taxonomy().categories or found.category == UNCLASSIFIED
    assert found == classify(title, text, lang=lang)
    for span in found.evidence:
        assert (title if span.in_title else text)[span.start : span.end] == span.text


@pytest.mark.parametrize(
    "sentence",
    [
        "Two persons died in police firing",
        "Protester shot dead by police",
        "Police opened fire on the crowd, leaving four dead",
        "Three were killed when soldiers fired at marchers",
        "One man was stabbed to death while two others died in police firing",
        "Ten people died, two in riots and eight in police firing",
        "A suspect was killed in an encounter",
        "Family alleges custodial death",
    ],
)
def test_deaths_at_the_hands_of_the_state(sentence: str) -> None:
    found = killed_by_state(sentence)
    assert found is not None
    assert sentence[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "sentence",
    [
        "Policeman was killed by rioters",
        "Police arrested two men",
        "Police said two people had been killed by the mob",
        "Police opened fire but there were no casualties",
        "Six were injured in police firing, while ten were killed by rioters",
        "Militants killed two policemen in firing by unidentified gunmen",
    ],
)
def test_deaths_by_other_hands(sentence: str) -> None:
    assert killed_by_state(sentence) is None


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Kidnappers freed two engineers", "retreat"),
        ("Police arrest protesters in the capital", "coerce"),
        ("Army will withdraw from the accord unless talks resume", "threaten"),
        ("Government lifts the nationwide night curfew", "concede"),
        ("Shell to pay more taxes", "economy"),
    ],
)
def test_the_verb_tells_not_who_takes_part(text: str, category: str) -> None:
    assert classify(text, "", lang="en").category == category


def test_a_title_that_judges_explains_or_remembers_weighs_less() -> None:
    def severity(title: str) -> float:
        return classify(title, "", lang="en").severity

    assert severity("Jurors see video of shooting") < severity("Shooting in the capital")
    assert severity("Analysis: shooting in the capital") < severity("Shooting in the capital")
    assert severity("Star will not play on Sunday") == 0


def test_the_vector_reads_what_the_words_do_not() -> None:
    title = "Terremoto devasta città, crollano case"
    with_vector = classify(title, "", lang="it", vector=encode([title])[0])
    assert with_vector.category == "disaster"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Police in Oran jailed a writer who had called for talks with the rebels.", "coerce"),
        ("The gunmen, who were accused of plotting, freed the minister.", "retreat"),
        ("Shelling towns during talks is unacceptable, the envoy said.", "accuse"),
        ("The arrest of the bishop was condemned in Rome.", "accuse"),
        ("The bank froze the assets of two men accused of bribery.", "sanction"),
    ],
)
def test_the_main_clause_tells(text: str, category: str) -> None:
    assert classify("", text, lang="en").category == category


@pytest.mark.parametrize(
    "text",
    [
        "Troops shelled the arsenal while envoys met for talks",
        "Ukraine's strike on the depot kills three as leaders meet",
        "A bombing in the market, which had reopened last week, left nine dead",
    ],
)
def test_what_is_named_beside_talks_stays_violent(text: str) -> None:
    assert classify(text, "", lang="en").category == "assault"


@pytest.mark.parametrize(
    ("title", "lang", "category", "sector"),
    [
        ("Police raid on a gang leaves four dead in the capital", "en", "assault", "internal_security"),
        ("Cuatro muertos en una redada de la policía contra una banda", "es", "assault", "internal_security"),
        ("Air strike kills four soldiers near the front", "en", "assault", "military"),
        ("Un bombardement aérien fait quatre morts", "fr", "assault", "military"),
        ("President threatens new tariffs on wine", "en", "threaten", "border_trade"),
        ("El presidente amenaza con nuevos aranceles", "es", "threaten", "border_trade"),
        ("Le président menace d'imposer des droits de douane", "fr", "threaten", "border_trade"),
        ("General threatens to strike the capital", "en", "threaten", "military"),
    ],
)
def test_the_sector_is_of_the_act_and_not_of_its_kind(title: str, lang: str, category: str, sector: str) -> None:
    assert sector_of(category, by_lexicon(title, "", lang=lang).weighed) == sector
