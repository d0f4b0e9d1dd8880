"""Who did what to whom, by the grammar of headlines."""

from __future__ import annotations

import pytest

from tasks.events.deeds import Deed, find_deed


@pytest.mark.parametrize(
    ("title", "lang", "deed"),
    [
        ("Taliban arrests 12 journalists in Kabul", "en", Deed("Taliban", "arrests", "12 journalists")),
        ("Two men jailed for fraud", "en", Deed(None, "jailed", "Two men")),
        ("Mayor was shot by gunmen in Recife", "en", Deed("gunmen", "shot", "Mayor")),
        ("Norway signs pact with Iceland", "en", Deed("Norway", "signs pact with", "Iceland")),
        ("Earthquake jolts Quito", "en", Deed("Earthquake", "jolts", "Quito")),
        ("Talks: Army says rebels attacked convoy", "en", Deed("rebels", "attacked", "convoy")),
        ("La policía detuvo a tres ladrones en Lima", "es", None),
        ("El ejército atacó una aldea en el norte", "es", Deed("ejército", "atacó", "aldea")),
        ("Wojsko zaatakowało wioskę na północy", "pl", Deed("Wojsko", "zaatakowało", "wioskę")),
        ("Армия обстреляла деревню на севере", "ru", Deed("Армия", "обстреляла", "деревню")),
        ("L'armée bombarde un village dans le nord", "fr", Deed("L'armée", "bombarde", "village")),
    ],
)
def test_the_deed_of_a_title(title: str, lang: str, deed: Deed | None) -> None:
    assert find_deed(title, lang=lang) == deed


def test_a_language_without_a_grammar_has_no_deed() -> None:
    assert find_deed("Hallitus hyväksyi lain", lang="fi") is None
