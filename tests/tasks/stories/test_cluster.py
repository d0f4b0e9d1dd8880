from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.language.encoder import encode, lede
from tasks.stories.cluster import Cluster, cluster
from tests.measure.clusters import b_cubed, mixed_languages
from tests.tasks.story_rows import article
from warehouse.tables import Article

FUEL = [
    article("a", "Mongolia and Russia sign aviation fuel protocol", "Supplies of jet fuel are secured until 2028."),
    article("b", "Россия и Монголия подписали протокол об авиатопливе", "Поставки авиационного топлива до 2028 года.", lang="ru", days=0.2),
    article("c", "La Mongolie et la Russie signent un protocole sur le kérosène", "Les livraisons sont assurées jusqu'en 2028.", lang="fr", days=0.5),
]  # fmt: skip
DRILL = [
    article("d", "Chinese and Mongolian soldiers begin joint training in Dornogovi", "The exercise lasts ten days."),
    article("e", "中蒙两军在东戈壁省举行联合训练", "训练为期十天。", lang="zh", days=0.3),
]
OTHERS = [
    article("f", "Parliament debates pension reform in Ulaanbaatar", "Members disagreed about the retirement age."),
    article("g", "Wolves attack herds after hard winter", "Herders ask for help in the western provinces."),
]


def vectors(articles: Sequence[Article]) -> np.ndarray:
    return encode([lede(a.title, a.text) for a in articles])


def group(articles: Sequence[Article], places: Mapping[str, frozenset[str]] | None = None) -> list[Cluster]:
    return cluster(articles, vectors(articles), places or {})


def ids(*articles: Article) -> tuple[str, ...]:
    return tuple(a.article_id for a in articles)


def test_no_article_is_no_cluster_and_one_is_one() -> None:
    assert cluster([], np.zeros((0, 512), dtype=np.float32), {}) == []
    assert [c.article_ids for c in group(FUEL[:1])] == [ids(FUEL[0])]


def test_two_articles_are_one_story_or_two() -> None:
    assert len(group(FUEL[:2])) == 1
    assert len(group([FUEL[0], DRILL[0]])) == 2


def test_one_event_told_in_three_languages_is_one_story() -> None:
    found = group([*FUEL, *DRILL, *OTHERS])
    assert {c.article_ids for c in found} == {ids(*FUEL), ids(*DRILL), *(ids(a) for a in OTHERS)}
    assert "told in en, fr, ru" in next(c.because for c in found if len(c.article_ids) == 3)


@given(st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_order_of_articles_does_not_matter(dice: random.Random) -> None:
    articles = [*FUEL, *DRILL, *OTHERS]
    expected = group(articles)
    dice.shuffle(articles)
    assert group(articles) == expected
    assert sorted(i for c in expected for i in c.article_ids) == sorted(a.article_id for a in articles)


def needed(one: str = "", other: str = "", days: float = 0, near: bool = False) -> float:
    """The least cosine, in hundredths, at which two texts with no word in common are one story."""
    pair = [article("x", "Miners missing underground"), article("y", "Blast traps workers", days=days)]
    named = {a.article_id: frozenset({p}) for a, p in zip(pair, (one, other), strict=True) if p}
    where = {"geonames:1": (47.0, 100.0), "geonames:2": (47.1, 100.1)} if near else {}
    for hundredths in range(100):
        cosine = hundredths / 100
        vector = np.zeros((2, 512), dtype=np.float32)
        vector[0, 0] = 1
        vector[1, :2] = cosine, np.sqrt(1 - cosine**2)
        if len(cluster(pair, vector, named, coordinates=where)) == 1:
            return cosine
    return 1.0


def test_shared_rare_places_draw_together_and_distant_ones_push_apart() -> None:
    same, none = needed("geonames:1", "geonames:1"), needed()
    near, apart = needed("geonames:1", "geonames:2", near=True), needed("geonames:1", "geonames:2")
    assert max(same, near) < none < apart


def test_a_pair_of_texts_needs_half_a_cosine_and_more_with_the_days() -> None:
    assert 0.45 < needed() < 0.6
    assert needed() == needed(days=0.5) < needed(days=3) <= needed(days=5) < needed(days=10)
    assert needed(days=10) == needed(days=30)


def test_whole_countries_are_no_place_in_common() -> None:
    everywhere = {a.article_id: frozenset({"iso:MN", "region:altai"}) for a in [*FUEL, *DRILL, *OTHERS]}
    assert group([*FUEL, *DRILL, *OTHERS], everywhere) == group([*FUEL, *DRILL, *OTHERS])


def test_an_event_that_fills_the_week_stays_one_story() -> None:
    towns = ["Khovd", "Bulgan", "Darkhan", "Choibalsan", "Erdenet", "Zuunmod", "Altai", "Mandalgovi"]
    quake = [
        article(f"q{i}", f"Earthquake of magnitude 7 hits western Mongolia, {word} felt it", "Dozens of houses collapsed and rescuers search for survivors.", days=i / 10)
        for i, word in enumerate(towns)
    ]  # fmt: skip
    sizes = sorted(len(c.article_ids) for c in group([*quake, *OTHERS]))
    assert sizes == [1, 1, len(quake)]


def test_most_of_the_mixed_language_set_is_grouped_as_labelled() -> None:
    labelled = mixed_languages()
    groups = group(labelled.articles)
    number = {article_id: i for i, c in enumerate(groups) for article_id in c.article_ids}
    figures = b_cubed([number[a.article_id] for a in labelled.articles], labelled.events)
    assert figures.precision > 0.97
    assert figures.f1 > 0.88


def test_because_says_what_the_texts_share() -> None:
    place = {a.article_id: frozenset({"iso:MN-063"}) for a in DRILL}
    (found,) = group(DRILL, place)
    assert found.shared_places == ("iso:MN-063",)
    assert found.because.startswith("mean likeness of the 2 texts")
    said = group([FUEL[0], article("h", "Mongolia secures aviation fuel", "The protocol with Russia was signed.")])[0]
    assert "most say aviation, fuel, mongolia, protocol, russia" in said.because
    assert group(OTHERS)[0].because == "told by one article"
