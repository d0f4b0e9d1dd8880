"""Actors: countries and organisations in order of mention, places left out."""

from __future__ import annotations

import pytest

from tasks.events.actors import find_actors


@pytest.mark.parametrize(
    ("lang", "text", "actors"),
    [
        ("en", "Russia accuses NATO of provocation", ["RU", "NATO"]),
        ("en", "UN and EU condemn attack in Syria", ["UN", "EU"]),
        ("en", "Hamas and Israel exchange prisoners", ["HAMAS", "IL"]),
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
