"""Which names of places are ordinary words of their story."""

from __future__ import annotations

import pytest

from tasks.places.ordinary_words import without_ordinary_words
from tests.tasks.rows import article, place
from warehouse.tables import Article, Place


def named(title: str, other: str, name: str, lang: str = "en", **columns: object) -> tuple[list[Place], list[Article]]:
    """A place named in the title of one article, and another article of the same story."""
    one, two = (
        article(1, title=title, lang=lang, story_id="s"),
        article(2, title=other, lang=lang, story_id="s", text=""),
    )
    found = place(1, text=name, article_id=one.article_id, in_title=True, **columns)
    return [found], [one.model_copy(update={"text": ""}), two]


@pytest.mark.parametrize(
    ("title", "other", "name", "lang"),
    [
        ("Three Dead in Light Plane Crash", "Three die as light plane crashes", "Light", "en"),
        ("Police Search Mobile Homes After Split", "Homes searched, mobile ones too", "Mobile", "en"),
        ("Detienen a Dos en Paz Tras Acuerdo", "La paz pende de un hilo", "Paz", "es"),
        ("Des Milliers de Tours Bloquées", "Les tours sont bloquées", "Tours", "fr"),
    ],
)
def test_what_another_article_of_the_story_writes_small_is_no_place(
    title: str, other: str, name: str, lang: str
) -> None:
    places, articles = named(title, other, name, lang)
    assert without_ordinary_words(places, articles) == []


@pytest.mark.parametrize(
    ("title", "other", "name", "lang", "kind"),
    [
        pytest.param(
            "Fire in Reading Kills Two", "Two die in Reading fire", "Reading", "en", "city", id="all write it large"
        ),
        pytest.param(
            "Fire in Light Kills Two", "Deux morts, light", "Light", "en", "city", id="small in no word of its language"
        ),
        pytest.param("Turkey Shuts Border", "Border shut, turkey farms hit", "Turkey", "en", "country", id="a country"),
        pytest.param(
            "Knife Attack in Nice Kills Three", "Three die in Nice on a nice morning", "Nice", "en", "city", id="both"
        ),
        pytest.param(
            "Blast in Male kills two", "Police hold a male suspect", "Male", "en", "city", id="large amid small words"
        ),
        pytest.param("Siege of La Paz Ends", "Roads to peace, paz", "La Paz", "es", "city", id="two words"),
    ],
)
def test_other_names_stay(title: str, other: str, name: str, lang: str, kind: str) -> None:
    places, articles = named(title, other, name, lang, kind=kind)
    if "no word of its language" in str(other) or other.startswith("Deux"):
        articles = [articles[0], articles[1].model_copy(update={"lang": "fr"})]
    assert without_ordinary_words(places, articles) == places


def test_another_story_does_not_decide() -> None:
    places, articles = named("Three Dead in Light Plane Crash", "A light rain", "Light")
    apart = [articles[0], articles[1].model_copy(update={"story_id": "t"})]
    assert without_ordinary_words(places, apart) == places
