from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.stories.similarity import average_link, likeness, specific, spellings, terms

EAST = np.eye(4, 512, dtype=np.float32)


def alike(texts: list[str], languages: list[str] | None = None, places: list[set[str]] | None = None) -> np.ndarray:
    named = [frozenset(ids) for ids in places or [set() for _ in texts]]
    return likeness(texts, EAST[: len(texts)], languages or ["en"] * len(texts), named)


def test_it_is_symmetric_and_a_text_is_most_like_itself() -> None:
    found = alike(["flood in Khovd", "fire in Darkhan", "vote in Erdenet"])
    assert np.allclose(found, found.T, atol=1e-6)
    assert (found.argmax(axis=1) == np.arange(3)).all()


def test_shared_rare_words_count_more_than_words_that_all_have() -> None:
    found = alike(["flood Zavkhan Mongolia", "dam Zavkhan Mongolia", "vote pension Mongolia", "sheep wolves Mongolia"])
    assert found[0, 1] > found[0, 2] + 0.05


def test_texts_of_two_languages_are_not_blamed_for_having_no_word_in_common() -> None:
    assert alike(["flood", "пожар"], ["en", "ru"])[0, 1] > alike(["flood", "vote"], ["en", "en"])[0, 1]


def test_a_rare_place_in_common_counts_more_than_one_that_many_name() -> None:
    texts = ["one", "two", "six", "ten"]
    rare = alike(texts, places=[{"geonames:1"}, {"geonames:1"}, {"geonames:2"}, {"geonames:2"}])
    usual = alike(texts, places=[{"geonames:1"}] * 4)
    assert rare[0, 1] > usual[0, 1] > rare[0, 2]


def test_countries_and_regions_are_no_specific_places() -> None:
    assert specific(frozenset({"iso:MN", "iso:MN-063", "region:gobi", "geonames:1", "overlay:MN/zamiin-uud"})) == {
        "iso:MN-063",
        "geonames:1",
        "overlay:MN/zamiin-uud",
    }


def test_numbers_are_one_in_every_script_and_endings_do_not_count() -> None:
    assert terms("٢٢ dead") == terms("22 dead") == terms("२२ dead")
    assert set(terms("загибли в Харькове")) & set(terms("удар по Харькову"))
    assert set(terms("蒙古国暴雨")) & set(terms("暴雨致灾"))
    assert spellings(["floods flooding", "flooding"])["floodi"] == "flooding"


@given(st.integers(2, 12), st.integers(0, 999))
@settings(max_examples=30, deadline=None)
def test_average_link_at_one_extreme_parts_all_and_at_the_other_none(count: int, seed: int) -> None:
    noise = np.random.default_rng(seed).uniform(0.1, 0.9, (count, count))
    values = (noise + noise.T) / 2
    assert len(set(average_link(values, 0.95).tolist())) == count
    assert len(set(average_link(values, 0.05).tolist())) == 1
