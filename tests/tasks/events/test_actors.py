"""Actors: countries and organisations in order of mention, places left out."""

from __future__ import annotations

import pytest

from tasks.countries.names import facts
from tasks.events.actors import find_actors
from tasks.language.word_lists import word_list


@pytest.mark.parametrize(
    ("lang", "text", "actors"),
    [
        ("en", "Russia accuses NATO of provocation", ["RU", "NATO"]),
        ("en", "UN and EU condemn attack in Syria", ["UN", "EU"]),
        ("en", "Hamas and Israel exchange prisoners", ["HAMAS", "IL"]),
        ("en", "African Union suspends Guinea", ["AFRICAN-UNION", "GN"]),
        ("en", "AU condemns coup in Niger", ["AFRICAN-UNION"]),
        ("fr", "L'Union africaine suspend le Mali", ["AFRICAN-UNION", "ML"]),
        ("en", "Australia rejects the request", ["AU"]),
        ("en", "Researchers rsf un test", []),
        ("fr", "La France et le Mali signent un accord", ["FR", "ML"]),
        ("ru", "Россия и Монголия подписали соглашение", ["RU", "MN"]),
        ("zh", "中国和蒙古签署协议", ["CN", "MN"]),
    ],
)
def test_actors(lang: str, text: str, actors: list[str]) -> None:
    assert find_actors(text, "", lang=lang) == actors


def test_order_of_first_mention_without_repetition() -> None:
    assert find_actors("China meets Mongolia", "Mongolia and China and Japan", lang="en") == ["CN", "MN", "JP"]


def test_no_organisation_has_the_code_of_a_country() -> None:
    assert not set(word_list("lexicon-actors")) & set(facts())
