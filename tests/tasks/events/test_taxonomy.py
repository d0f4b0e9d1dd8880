"""The taxonomy: strict, complete, and its own examples and near-misses are classified as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.events.classify import classify
from tasks.events.taxonomy import UNCLASSIFIED, load_taxonomy, quad_of, taxonomy
from tasks.language.detect import detect
from tasks.language.lexicon import concepts, event_lexicon, expand, fold_for_lexicon, lexicon_languages, split_terms
from warehouse.errors import InputError

CASES = [(text, name) for name, c in taxonomy().categories.items() for text in c.examples]
NEAR_MISSES = [(miss.text, miss.is_) for c in taxonomy().categories.values() for miss in c.near_misses]


@pytest.mark.parametrize(("text", "category"), CASES + NEAR_MISSES)
def test_examples_and_near_misses(text: str, category: str) -> None:
    lang = "en" if text.isascii() and detect(text) not in ("es", "fr") else detect(text)
    assert classify(text, "", lang=lang).category == category


def test_every_concept_is_of_a_category() -> None:
    known = set(taxonomy().categories)
    assert {c.category for c in concepts().values() if c.category} <= known


def test_unclassified_is_neutral_and_no_category() -> None:
    assert UNCLASSIFIED not in taxonomy().categories
    assert quad_of(UNCLASSIFIED) == "neutral"


def test_an_unknown_key_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "taxonomy.yaml"
    path.write_text(
        'version: "1"\ncategories:\n  agree: {definition: d, quad: neutral, sector: other, severity: 0,'
        " examples: [e], near_misses: [], colour: red}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match=r"agree\.colour"):
        load_taxonomy(path)


def test_a_near_miss_of_an_unknown_category_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "taxonomy.yaml"
    path.write_text(
        'version: "1"\ncategories:\n  agree: {definition: d, quad: neutral, sector: other, severity: 0,'
        " examples: [e], near_misses: [{text: t, is: nonsense}]}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="nonsense"):
        load_taxonomy(path)


def test_terms_expand() -> None:
    assert expand("clos{es,ed} {the,} border") == [
        "closes the border",
        "closes border",
        "closed the border",
        "closed border",
    ]
    assert split_terms("a {b,c} d, e") == ["a b d", "a c d", "e"]


def test_the_longest_term_wins_and_whole_words_count() -> None:
    assert [h.concept for h in event_lexicon("en").find("a heart attack")] == ["mask"]
    assert [h.concept for h in event_lexicon("en").find("counterattackxyz")] == []


@pytest.mark.parametrize("text", ["İstanbul’da ATEŞ", "Straße und Ёлка", "ﬁre"])
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold_for_lexicon(text)) == len(text)


def test_all_lexicons_load() -> None:
    assert {
        "en",
        "fr",
        "es",
        "ru",
        "uk",
        "ar",
        "fa",
        "zh",
        "pt",
        "de",
        "pl",
        "tr",
        "id",
        "ur",
        "hi",
        "ne",
        "mn",
        "ja",
        "ko",
    } <= lexicon_languages()
    for lang in lexicon_languages():
        event_lexicon(lang)
