from __future__ import annotations

import pytest

from tasks.countries.names import cldr_names, demonym_keys, facts, own_terms, profile_terms
from tasks.countries.profiles import CountryProfile
from tasks.language.name_keys import name_key


def test_all_countries_are_there() -> None:
    import iso3166_2

    known = facts()
    uninhabited = {"BV", "HM", "UM"}
    assert set(iso3166_2.Subdivisions().all) - uninhabited <= set(known)
    assert "XK" in known


def test_centres_are_on_earth_and_apart() -> None:
    points = [(fact.lat, fact.lng) for fact in facts().values()]
    assert all(-90 <= lat <= 90 and -180 <= lng <= 180 for lat, lng in points)
    assert len(set(points)) == len(points)


@pytest.mark.parametrize(
    ("country", "lang", "name"),
    [
        ("MN", "ru", "Монголия"),
        ("DE", "fr", "Allemagne"),
        ("CN", "zh", "中国"),
        ("US", "es", "Estados Unidos"),
        ("TR", "en", "Türkiye"),
        ("CD", "en", "Congo-Kinshasa"),
        ("BA", "en", "Bosnia and Herzegovina"),
    ],
)
def test_names_in_many_languages(country: str, lang: str, name: str) -> None:
    assert name in cldr_names()[country][lang]


def test_every_sovereign_country_has_an_english_demonym() -> None:
    without = [code for code, fact in facts().items() if not fact.demonyms]
    shared_with_a_neighbour_or_unused = {
        "CG",
        "DM",
        "GG",
        "GS",
        "JE",
        "MF",
        "PM",
        "SJ",
        "SX",
        "TF",
        "VA",
        "VG",
        "VI",
        "WF",
    }
    assert set(without) == shared_with_a_neighbour_or_unused


def test_terms_are_of_known_countries_and_not_empty() -> None:
    assert all(term.country in facts() and term.text.strip() for term in own_terms())


def test_demonyms_are_no_country_names() -> None:
    keys = demonym_keys("en")
    assert {"mongolian", "israeli", "iraqis", "chinese"} <= keys
    assert not {name_key(name) for name in ("Turkey", "UK", "Burma")} & keys
    assert demonym_keys("ru") == frozenset()


def test_a_profile_adds_names_and_offices() -> None:
    profile = CountryProfile(
        country="XA",
        name="Arvania",
        names={"en": ("Arvania*",)},
        offices=("Grand Diet*",),
        languages=("en",),
        time_zone="UTC",
    )
    terms = {(term.text, term.kind, term.stem) for term in profile_terms(profile)}
    assert {("Arvania", "name", False), ("Arvania", "name", True), ("Grand Diet", "office", True)} <= terms
