"""Numbers in words: how languages put them together, and where one number ends and the next begins."""

from __future__ import annotations

import re

import pytest

from tasks.language.lexicon import fold_for_lexicon
from tasks.language.numbers import number_words


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "two hundred and thirty-five", 235),
        ("en", "one thousand two hundred", 1200),
        ("en", "two dozen", 24),
        ("fr", "quatre-vingt-dix-sept", 97),
        ("fr", "soixante et onze", 71),
        ("de", "zweihundertdreiunddreißig", 233),
        ("es", "ciento veinte", 120),
        ("it", "trentotto", 38),
        ("nl", "vijfendertig", 35),
        ("ru", "сто двадцать пять", 125),
        ("uk", "двадцять п’ять", 25),
        ("pl", "dwudziestu pięciu", 25),
        ("cs", "pětadvacet", 25),
        ("sr", "dvadeset i pet", 25),
        ("hu", "tizenhárom", 13),
        ("sv", "tjugofem", 25),
        ("ro", "douăzeci și cinci", 25),
        ("el", "τριάντα πέντε", 35),
        ("ar", "خمسة وعشرين", 25),
        ("he", "עשרים וחמישה", 25),
        ("fa", "بیست و پنج", 25),
        ("hi", "दो सौ", 200),
        ("tr", "iki yüz elli", 250),
        ("id", "seratus dua puluh", 120),
        ("id", "dua belas", 12),
        ("vi", "hai mươi lăm", 25),
        ("sw", "kumi na wawili", 12),
        ("th", "ยี่สิบห้า", 25),
        ("zh", "一百二十六", 126),
        ("zh", "三万五千", 35_000),
        ("ko", "열두", 12),
        ("mn", "хоёр зуун", 200),
    ],
)
def test_value(lang: str, text: str, value: int) -> None:
    words = number_words(lang)
    found = re.search(words.run, fold_for_lexicon(text))
    assert found is not None
    assert words.value(found.group()) == (value, len(text))


def test_a_second_number_is_left() -> None:
    assert number_words("en").value("two and three") == (2, 3)
    assert number_words("de").value("drei und vier") == (3, 4)


def test_no_words_of_an_unknown_language() -> None:
    assert re.search(number_words("xx").run, "two hundred") is None
