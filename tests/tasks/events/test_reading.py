"""The reading of a text: probabilities, spread of severity, languages with and without labels, and the row of an article."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.events.classify import by_lexicon
from tasks.events.features import look_at
from tasks.events.heads import HEADS, columns, regime_of
from tasks.events.reading import READ_COLUMNS, TextToRead, read_once, read_text, read_texts, row_of
from tasks.language.encoder import encode, lede

BOMB = TextToRead("Car bomb kills 14 at market in Mogadishu", "Officials blamed militants.", "en")
MATCH = TextToRead(
    "Rovers beat United 3-1 to reach cup final", "The striker scored twice in the league.", "en", "Sport Daily"
)


def test_an_attack_and_a_match() -> None:
    bomb, match = read_texts([BOMB, MATCH])
    assert (bomb.category, bomb.genre, bomb.relevance, bomb.reality) == ("assault", "news", 2, "now")
    assert (match.category, match.relevance) == ("sport", 0)
    assert bomb.severity >= 3.5 > 1 > match.severity
    assert bomb.killed is not None
    assert bomb.killed.low == 14


def test_probabilities_and_spread_are_in_their_bounds() -> None:
    for reading in read_texts([BOMB, MATCH]):
        assert 0 <= reading.security_probability <= reading.relevance_probability <= 1
        assert 0 <= reading.severity_low <= reading.severity <= reading.severity_high <= 5


def test_a_text_about_two_countries_is_read_once() -> None:
    (vector,) = encode([lede(BOMB.title, BOMB.text)])
    first = read_once(BOMB, vector)
    assert first == read_text(BOMB, vector)
    assert read_once(TextToRead(BOMB.title, BOMB.text, "en"), vector) is first


def test_a_text_is_read_the_same_alone_and_among_others() -> None:
    texts = [BOMB, MATCH]
    vectors = encode([lede(text.title, text.text) for text in texts])
    assert read_texts(texts, vectors) == [read_texts([text], vectors[i : i + 1])[0] for i, text in enumerate(texts)]


@pytest.mark.parametrize(("lang", "regime"), [("en", "full"), ("ne", "full"), ("de", "kindred"), ("sw", "bare")])
def test_what_is_looked_at_depends_on_the_labels_of_a_language(lang: str, regime: str) -> None:
    assert regime_of(lang) == regime


def test_a_language_of_the_lexicon_alone_has_its_kind() -> None:
    (found,) = read_texts([TextToRead("Watu wanane wauawa katika shambulio", "", "sw")])
    assert found.category == "assault"
    assert found.severity >= 2.8


def test_every_head_has_columns_of_its_own() -> None:
    taken = [i for where in columns().values() for i in range(where.start, where.stop)]
    assert taken == list(range(sum(map(len, HEADS.values())) + 1))


def test_a_row_has_the_columns_of_a_reading() -> None:
    row = row_of(read_texts([BOMB])[0])
    assert tuple(row) == READ_COLUMNS
    assert row["killed"] == 14


def test_features_are_of_length_one() -> None:
    found = look_at(BOMB, by_lexicon(BOMB.title, BOMB.text, lang="en")).blocks
    for block in found.values():
        assert np.isclose((block.values**2).sum(), 1)
        assert (np.diff(block.buckets) > 0).all()
