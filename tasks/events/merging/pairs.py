"""How probable it is that two articles tell one event: what speaks for it and against it, weighed by what careful readers said.

The evidence of a pair is a number each: likeness of the texts without what the whole week has in common, rare words, places that are
the same or apart, days, tolls, kinds, and whether both stand alike to all other texts of the week. The weights of a logistic
regression, and the table that tells from a vector what a text is about, are numbers in data/pairs.npz, learned from the gold weeks and
the gold items by `python -m tests.measure.train_merging`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tasks.language.encoder import lede
from tasks.stories.similarity import (
    PLACES_TOGETHER,
    background_weights,
    place_effect,
    shared_words,
    specific,
    without_background,
)
from warehouse.tables import Article, Place

EVIDENCE = (
    "salient",  # cosine of the vectors without the week's background
    "words",  # cosine of rare words of title and opening
    "title_words",  # the same of the titles alone
    "place",  # the same or near places, the rarer the more
    "place_apart",  # both name places and none is near
    "title_apart",  # the same of the titles alone
    "days",  # between publications, at most 6, in weeks less a day
    "event_days",  # between the days that they tell of, at most a week
    "story",  # one story
    "kind",  # one category
    "toll_apart",  # both tell deaths: by how many times they differ, at most e^3
    "profile",  # alike in how like each is to all other texts of the week
    "rank",  # how far down each stands among the likest of the other
    "aspect",  # overlap of what the vectors say that the texts are about (Bhattacharyya)
    "aspect_cosine",
    "harm",  # both tell of harm: attack, disaster, accident, hunger, disease, protest
)
"""The evidence in the order of its weights."""

HARM = ("accident", "assault", "disaster", "disease", "humanitarian", "protest")

DATA = Path(__file__).parent / "data" / "pairs.npz"

_FACTS = ("title_apart", "toll_apart", "kind")
_MOST_DAYS = 6
_MOST_TIMES = 3.0
"""Logarithm of the ratio of two tolls from which they are as far apart as can be."""
_FAR_APART = 0.2
"""Of tolls: 1.8 times."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each piece of evidence, with the bias; of each kind, over a vector and a constant."""

    evidence: np.ndarray
    bias: float
    kinds: tuple[str, ...]
    aspects: np.ndarray


@functools.cache
def weights() -> Weights:
    """The weights in use."""
    with np.load(DATA) as stored:
        return Weights(
            stored["evidence"].astype(np.float64),
            float(stored["bias"]),
            tuple(str(kind) for kind in stored["kinds"]),
            stored["aspects"].astype(np.float32),
        )


def probabilities(
    articles: Sequence[Article], vectors: np.ndarray, places: Mapping[str, Sequence[Place]]
) -> tuple[np.ndarray, np.ndarray]:
    """How probable it is that each two articles tell one event, 0 to 1, and whether facts deny it (`denied`): (n, n), symmetric.

    vectors: a row of `tasks.language.encoder.encode` for each article. places: those that it names, by article_id.
    """
    learned = weights()
    logits = np.full((len(articles), len(articles)), learned.bias, dtype=np.float32)
    facts: dict[str, np.ndarray] = {}
    for name, weight, found in zip(EVIDENCE, learned.evidence, evidence(articles, vectors, places), strict=True):
        logits += np.float32(weight) * found
        if name in _FACTS:
            facts[name] = found
    np.clip(logits, -30, 30, out=logits)
    return np.asarray(1 / (1 + np.exp(-logits))), denied(facts)


def denied(found: Mapping[str, np.ndarray]) -> np.ndarray:
    """Whether facts speak against each two articles: their titles name places apart, or tolls differ and kinds too."""
    return np.asarray((found["title_apart"] > 0) | ((found["toll_apart"] > _FAR_APART) & (found["kind"] == 0)))


def evidence(
    articles: Sequence[Article], vectors: np.ndarray, places: Mapping[str, Sequence[Place]]
) -> Iterator[np.ndarray]:
    """The evidence of each two articles, in the order of `EVIDENCE`: each (n, n), symmetric."""
    from threadpoolctl import threadpool_limits

    # On one thread, so that the last bits do not depend on how many the machine or a worker has.
    with threadpool_limits(limits=1, user_api="blas"):
        yield from _evidence(articles, vectors, places)


def _evidence(
    articles: Sequence[Article], vectors: np.ndarray, places: Mapping[str, Sequence[Place]]
) -> Iterator[np.ndarray]:
    salient = without_background(vectors, np.array([a.lang for a in articles]), background_weights(vectors @ vectors.T))
    alike = salient @ salient.T
    words = shared_words([lede(article.title, article.text) for article in articles])
    yield alike
    yield words
    yield shared_words([article.title for article in articles])
    coordinates = {place.place_id: (place.lat, place.lng) for named in places.values() for place in named}
    effect = place_effect(_named(articles, places, in_title=False), coordinates)
    yield np.maximum(effect, 0) / PLACES_TOGETHER
    yield (effect < 0).astype(np.float32)
    yield (place_effect(_named(articles, places, in_title=True), coordinates) < 0).astype(np.float32)
    yield _apart([article.published_at.timestamp() / 86_400 for article in articles], _MOST_DAYS)
    yield _apart([(a.event_date or a.published_at.date()).toordinal() for a in articles], _MOST_DAYS + 1)
    yield _same([article.story_id for article in articles])
    yield _same([article.category for article in articles])
    yield _tolls_apart(articles)
    alike = alike + words / 2
    yield _profile(alike)
    yield _rank(alike)
    yield from _aspects(vectors)


def _named(
    articles: Sequence[Article], places: Mapping[str, Sequence[Place]], *, in_title: bool
) -> list[frozenset[str]]:
    return [
        specific(frozenset(p.place_id for p in places.get(a.article_id, ()) if p.in_title or not in_title))
        for a in articles
    ]


def _apart(days: Sequence[float], most: float) -> np.ndarray:
    """The days between each two, as a share of the most that counts."""
    values = np.array(days) - min(days)
    return np.asarray(np.minimum(np.abs(values[:, None] - values[None, :]), most) / most, dtype=np.float32)


def _same(values: Sequence[str | None]) -> np.ndarray:
    _, codes = np.unique([str(value) for value in values], return_inverse=True)
    return np.asarray(codes[:, None] == codes[None, :], dtype=np.float32)


def _tolls_apart(articles: Sequence[Article]) -> np.ndarray:
    killed = np.array([article.killed or 0 for article in articles], dtype=np.float64)
    told, size = killed > 0, np.log(np.maximum(killed, 1))
    times = np.minimum(np.abs(size[:, None] - size[None, :]), _MOST_TIMES) / _MOST_TIMES
    return np.asarray(np.where(told[:, None] & told[None, :], times, 0), dtype=np.float32)


def _profile(alike: np.ndarray) -> np.ndarray:
    """Correlation of the rows."""
    rows = alike - alike.mean(axis=1, keepdims=True)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    return np.asarray(rows @ rows.T)


def _rank(alike: np.ndarray) -> np.ndarray:
    """Where each stands among the likest of the other, the better of both ways: 0 first, 1 last."""
    ranks = np.argsort(np.argsort(-alike, axis=1, kind="stable"), axis=1, kind="stable") / len(alike)
    return np.asarray(np.minimum(ranks, ranks.T), dtype=np.float32)


def _aspects(vectors: np.ndarray) -> Iterator[np.ndarray]:
    learned = weights()
    odds = vectors @ learned.aspects[:-1] + learned.aspects[-1]
    odds = np.exp(odds - odds.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    roots = np.sqrt(odds)
    yield roots @ roots.T
    lengths = np.linalg.norm(odds, axis=1)
    yield (odds @ odds.T) / lengths[:, None] / lengths[None, :]
    harm = odds[:, [learned.kinds.index(kind) for kind in HARM]].sum(axis=1)
    yield harm[:, None] * harm[None, :]
