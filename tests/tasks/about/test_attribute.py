from __future__ import annotations

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.about.attribute import Attributor
from tasks.about.patterns import fold_name
from tasks.countries.names import facts
from tasks.countries.profiles import CountryProfile, OverlayPlace


def profile(code: str, name: str | None = None, **more: object) -> CountryProfile:
    return CountryProfile.model_validate(
        {"country": code, "name": name or f"Profile {code}", "names": {}, "languages": ("en",), "time_zone": "UTC"}
        | more
    )


@functools.cache
def attributor() -> Attributor:
    return Attributor({code: profile(code) for code in facts()})


def about(title: str, text: str = "", lang: str = "en", outlet: str | None = None) -> list[str]:
    return [found.country for found in attributor().about(title, text, lang, outlet_country=outlet)]


@pytest.mark.parametrize(
    ("title", "lang", "countries"),
    [
        ("Mongolia and China train together", "en", ["CN", "MN"]),
        ("Nigerian army strikes camps in Zamfara", "en", ["NG"]),
        ("Niger's junta expels envoy", "en", ["NE"]),
        ("South Sudan rivals sign a deal", "en", ["SS"]),
        ("Equatorial Guinea holds a vote", "en", ["GQ"]),
        ("Guinea-Bissau army takes power", "en", ["GW"]),
        ("Papua New Guinea landslide", "en", ["PG"]),
        ("Kremlin rejects the proposal", "en", ["RU"]),
        ("White House comments", "en", ["US"]),
        ("Earthquake shakes Ulaanbaatar", "en", ["MN"]),
        ("Drone hits a car in Sumy", "en", ["UA"]),
        ("US sends aid", "en", ["US"]),
        ("Обстрел в Украине: погибли люди", "ru", ["UA"]),
        ("Монгольские пограничники задержали группу", "ru", ["MN"]),
        ("Росіяни обстріляли Херсон", "uk", ["RU", "UA"]),
        ("Wybory w Niemczech", "pl", ["DE"]),
        ("La armada mexicana detiene a tres", "es", ["MX"]),
        ("Les forces maliennes attaquées près de Gao", "fr", ["ML"]),
        ("Türkiye'de deprem", "tr", ["TR"]),
        ("الجيش السوداني يستعيد الفاشر", "ar", ["SD"]),
        ("中国外交部回应", "zh", ["CN"]),
        ("ロシア軍が攻撃", "ja", ["RU"]),
        ("북한 미사일 발사", "ko", ["KP"]),
    ],
)
def test_titles(title: str, lang: str, countries: list[str]) -> None:
    assert sorted(about(title, lang=lang)) == countries


@pytest.mark.parametrize(
    "title",
    [
        "Let us go then",
        "How to roast a turkey",
        "A shop for fine china",
        "Michael Jordan returns to the court",
        "Chad Smith joins the band",
        "A guinea pig finds a home",
        "Storms cross the Gulf of Mexico",
        "South American markets rise",
    ],
)
def test_words_people_and_phrases_are_no_countries(title: str) -> None:
    assert about(title) == []


def test_a_passing_mention_far_down_does_not_count() -> None:
    body = "The council of the city discussed its budget for roads, schools and parks at length. " * 5
    assert about("Council discusses budget", body + "A delegate had once visited Mongolia.") == []
    assert about("Council discusses budget", "Mongolia will host the meeting. " + body) == ["MN"]


def test_georgia_is_the_state_where_the_us_is_spoken_of() -> None:
    assert about("Georgia election officials sued", "The Republican from Atlanta objected.") == ["US"]
    assert about("Georgia election officials sued", outlet="US") == ["US"]
    assert about("Georgia protests enter third week", "Police in Tbilisi dispersed crowds.") == ["GE"]
    assert about("Georgia and Russia exchange fire") == ["GE", "RU"]


def test_the_outlet_decides_for_names_that_several_countries_have() -> None:
    assert about("Blast in Tripoli kills two") == ["LY"]
    assert about("Blast in Tripoli kills two", outlet="LB") == ["LB"]
    assert about("Blast in San Juan kills two", outlet="AR") == ["AR"]
    assert about("Blast in San Juan kills two", outlet="DE") == about("Blast in San Juan kills two")
    assert about("A woman and a child were killed in Gaza") == ["PS"]
    assert about("Timeline of violence in Punjab") == []


def test_basis_and_evidence_show_why() -> None:
    (found,) = attributor().about("Talks resume", "The Mongolian foreign ministry said talks resumed.", "en")
    assert (found.country, found.basis, found.evidence) == ("MN", "text_demonym", "Mongolian")
    assert 0 < found.strength <= 1


def test_the_strongest_comes_first() -> None:
    found = attributor().about("Mongolia signs deal with Japan", "Mongolia said. Mongolian ministers agreed.", "en")
    assert [one.country for one in found] == ["MN", "JP"]
    assert found[0].strength >= found[1].strength


def test_only_profiled_countries_are_answered_but_all_are_known() -> None:
    only = Attributor({"SD": profile("SD")})
    assert only.about("South Sudan rivals sign a deal", "", "en") == []
    assert [one.country for one in only.about("Sudan army advances", "", "en")] == ["SD"]


def test_an_invented_country_has_its_profile_only() -> None:
    made_up = profile(
        "XA",
        "Arvania",
        names={"en": ("Arvanian*",)},
        offices=("Grand Diet",),
        places=(
            OverlayPlace(slug="port-sel", name="Port Sel", names=("Sel Harbour",), lat=10, lng=10, source="invented"),
        ),
    )
    names = Attributor({"XA": made_up})
    for title in ("Arvania votes", "Arvanians march", "Grand Diet meets", "Blast at Port Sel"):
        assert [one.country for one in names.about(title, "", "en")] == ["XA"], title
    assert names.about("Mongolia votes", "", "en") == []
    assert Attributor({}).about("Mongolia votes", "", "en") == []


@given(st.text(max_size=200), st.text(max_size=400), st.sampled_from(["en", "ru", "zh", "ar", "und", "tr"]))
def test_any_text_is_answered_and_evidence_is_in_it(title: str, text: str, lang: str) -> None:
    for found in attributor().about(title, text, lang):
        assert found.evidence in (title if found.basis.startswith("title_") else text)


@given(st.text(max_size=200))
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold_name(text)) == len(text)


@pytest.mark.parametrize(
    ("title", "lang", "countries"),
    [
        ("Chad and Niger close their border", "en", ["NE", "TD"]),
        ("Lake Chad floods displace thousands", "en", ["TD"]),
        ("Jordan shoots down drones near Amman", "en", ["JO"]),
        ("Congo-Brazzaville holds elections", "en", ["CG"]),
        ("DR Congo and Republic of Congo sign accord", "en", ["CD", "CG"]),
        ("Dominica braces for hurricane", "en", ["DM"]),
        ("Dominican Republic deports migrants", "en", ["DO"]),
        ("Guinea junta dissolves parties", "en", ["GN"]),
        ("Samoa declares measles emergency", "en", ["WS"]),
        ("North Macedonia votes", "en", ["MK"]),
        ("Oman mediates talks", "en", ["OM"]),
        ("Togolese police fire tear gas", "en", ["TG"]),
        ("Manifestations au Tchad", "fr", ["TD"]),
        ("Le Burundi ferme sa frontière", "fr", ["BI"]),
        ("Sismo en Chile y Perú", "es", ["CL", "PE"]),
        ("El presidente noruego del comité", "es", ["NO"]),
        ("Estoński rząd upada", "pl", ["EE"]),
        ("Katar i Kuwejt zamykają przestrzeń powietrzną", "pl", ["KW", "QA"]),
        ("Protesty v Chorvatsku", "cs", ["HR"]),
        ("Regjeringen i Norge går av", "no", ["NO"]),
        ("Flom i Thailand", "no", ["TH"]),
        ("Tại Áo và Đức", "vi", ["DE"]),
        ("Nước Ý", "vi", []),
    ],
)
def test_countries_whose_names_are_short_or_alike(title: str, lang: str, countries: list[str]) -> None:
    assert sorted(about(title, lang=lang)) == countries


@pytest.mark.parametrize(
    ("title", "lang"),
    [
        ("Jordan Bardella speaks to voters", "en"),
        ("Jordan Bardella agressé lors d'une dédicace", "fr"),
        ("Chad Daybell sentenced", "en"),
        ("Isle of dogs and the man of the match", "en"),
        ("Maurice gagne la course", "fr"),
        ("Une grenade explose", "fr"),
        ("Mauricio renuncia al club", "es"),
        ("El entrenador liberó a tres jugadores", "es"),
        ("Un guiño al público", "es"),
        ("La empresa indica que no hay retraso", "es"),
        ("Katarzyna wygrywa wybory", "pl"),
        ("Komórki macierzyste w leczeniu", "pl"),
        ("Kongres partii w sobotę", "pl"),
        ("Nowy węgiel w kopalni", "pl"),
        ("Kanye West cancels a show", "en"),
        ("Ajax win in the last minute", "en"),
        ("Brussels proposes new rules on farm subsidies", "en"),
        ("Surrey woman wins award", "en"),
        ("The Green party and the first debate", "en"),
        ("Francesca Albanese presents her report", "en"),
    ],
)
def test_what_only_looks_like_a_country(title: str, lang: str) -> None:
    assert about(title, lang=lang) == []


def test_a_price_is_not_about_the_country_of_its_currency() -> None:
    assert about("Court fines airline €255 million (US$300 million)") == []
    assert about("Portugal offers loans of US$1.2 billion") == ["PT"]
    assert about("US lends Portugal US$1.2 billion") == ["PT", "US"]
