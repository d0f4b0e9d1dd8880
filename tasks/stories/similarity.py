"""How alike texts of a country and week are, so that those of one event stand out; for `tasks.stories.cluster` and `tasks.stories.make`.

The likeness of two texts is made of

- the cosine of their vectors after the background is taken away. All texts of a week of war are alike; what tells events
  apart is what is left without that which they have in common, and without what is common to a language. One event
  that fills a week must not become the background itself, so groups of nearly equal texts count in it as one text,
  and texts that are very much alike stay together whatever the background;
- the rare words and numbers that they share, for texts of one language; for texts of two, this can only help;
- the places: the same or near ones draw together (the rarer, the more), distant ones push apart.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from tasks.places import EARTH_KM

BACKGROUND_TEXTS = 10
LANGUAGE_TEXTS = 20
"""Texts that stand against a background: with as many groups of texts, half of their mean is taken away."""
UNKNOWN_BACKGROUND = 0.1
"""Taken off where there are too few texts to know what they have in common, by that share."""
ALMOST_EQUAL = 0.60
"""Mean cosine from which texts count as one in the background."""
VERY_ALIKE = 0.25
"""Cosine counts less this where it exceeds what is left of it without the background."""

WORDS_WEIGHT = 0.5
WORDS_USUAL = 0.15
"""Cosine of rare words and numbers that two articles of one language about different events have anyway."""

PLACES_TOGETHER = 0.18
PLACES_APART = 0.04
NEAR_KM = 60.0
"""Distance at which two places count half as one: a town and the centre of its province."""

_SAME_PLACE = 0.5
"""Nearness from which two texts have met at a place: NEAR_KM apart or less."""
_STEM = 6
"""Letters of a word that are compared: endings differ with case and number."""
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+")


def likeness(
    texts: Sequence[str],
    vectors: np.ndarray,
    languages: Sequence[str],
    places: Sequence[frozenset[str]],
    coordinates: Mapping[str, tuple[float, float]] | None = None,
) -> np.ndarray:
    """How alike each two texts are: (n, n), symmetric, about -1 to 1.5.

    vectors: a row of `tasks.language.encoder.encode` for each text. languages: ISO 639-1 of each.
    places: place_ids that each names; whole countries (`iso:XX`) and regions tell no event from another and are left out.
    coordinates: latitude and longitude of place_ids; those without are near to themselves only.
    """
    from threadpoolctl import threadpool_limits

    # On one thread, so that the last bits do not depend on how many the machine or a worker has.
    with threadpool_limits(limits=1, user_api="blas"):
        return _likeness(texts, vectors, np.array(languages), [specific(ids) for ids in places], coordinates or {})


def _likeness(
    texts: Sequence[str],
    vectors: np.ndarray,
    languages: np.ndarray,
    places: Sequence[frozenset[str]],
    coordinates: Mapping[str, tuple[float, float]],
) -> np.ndarray:
    cosine = vectors @ vectors.T
    weight = background_weights(cosine)
    salient = without_background(vectors, languages, weight)
    cosine -= VERY_ALIKE
    alike: np.ndarray = np.maximum(salient @ salient.T, cosine, out=cosine)
    alike -= UNKNOWN_BACKGROUND * BACKGROUND_TEXTS / (weight.sum() - 1 + BACKGROUND_TEXTS)
    shared = shared_words(texts)
    for language in np.unique(languages):
        own = np.flatnonzero(languages == language)
        shared[np.ix_(own, own)] -= WORDS_USUAL
    shared *= WORDS_WEIGHT
    alike += shared
    del shared
    alike += place_effect(places, coordinates)
    return alike


def background_weights(cosine: np.ndarray) -> np.ndarray:
    """What each text counts in the background: groups of nearly equal texts count as one."""
    labels = average_link(cosine, ALMOST_EQUAL)
    return np.asarray(1.0 / np.bincount(labels)[labels])


def without_background(vectors: np.ndarray, languages: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The vectors less what all have in common and then what each language has, of length 1 again."""
    left = vectors - _background(vectors, weight, BACKGROUND_TEXTS)
    result: np.ndarray = left.copy()
    for language in np.unique(languages):
        own = languages == language
        result[own] -= _background(left[own], weight[own], LANGUAGE_TEXTS)
    lengths = np.linalg.norm(result, axis=1, keepdims=True)
    result /= np.maximum(lengths, 1e-9)
    return result


def _background(vectors: np.ndarray, weight: np.ndarray, against: float) -> np.ndarray:
    """The weighted mean, shrunk where it is of few texts; nothing where it is of one, which is no background to itself."""
    count = float(weight.sum())
    mean: np.ndarray = weight @ vectors / count * ((count - 1) / (count - 1 + against))
    return mean


def shared_words(texts: Sequence[str]) -> np.ndarray:
    """Cosine of the rare words and numbers of each two texts."""
    from scipy.sparse import csr_array

    terms_of = [terms(text) for text in texts]
    frequency = Counter(term for row in terms_of for term in row)
    column = {term: i for i, term in enumerate(sorted(frequency))}
    count = len(texts)
    rarity = {term: math.log((count + 10) / (frequency[term] + 2)) for term in column}
    rows = np.repeat(np.arange(count), [len(row) for row in terms_of])
    columns = np.array([column[term] for row in terms_of for term in row], dtype=np.int64)
    values = np.array([max(rarity[term], 0.0) for row in terms_of for term in row], dtype=np.float32)
    table = csr_array((values, (rows, columns)), shape=(count, max(len(column), 1)), dtype=np.float32)
    return _cosines((table @ table.T).toarray())


@functools.lru_cache(maxsize=6_000)
def terms(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: stems, numbers in Western digits, pairs of unspaced signs."""
    return tuple(sorted({term for word in _words(text) for term in _terms_of(word)}))


def spellings(texts: Sequence[str]) -> dict[str, str]:
    """For every term of the texts the word that most often stands behind it."""
    count = Counter(word for text in texts for word in _words(text))
    found: dict[str, str] = {}
    for word in sorted(count, key=lambda word: (-count[word], word)):
        for term in _terms_of(word):
            found.setdefault(term, word if len(term) > 2 else term)
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


@functools.lru_cache(maxsize=20_000)
def _terms_of(word: str) -> tuple[str, ...]:
    if word.isdecimal():
        return (str(int(word)),)
    if _UNSPACED.search(word):
        return tuple(word[i : i + 2] for i in range(max(len(word) - 1, 1)))
    return (word[:_STEM],) if len(word) > 2 else ()


def place_effect(places: Sequence[frozenset[str]], coordinates: Mapping[str, tuple[float, float]]) -> np.ndarray:
    """What the places of each two texts add to or take from their likeness; nothing where one names none."""
    names = sorted(frozenset().union(*places))
    count = len(places)
    if not names:
        return np.zeros((count, count), dtype=np.float32)
    column = {name: i for i, name in enumerate(names)}
    named = np.zeros((count, len(names)), dtype=np.float32)
    for row, ids in enumerate(places):
        named[row, [column[name] for name in ids]] = 1
    frequency = named.sum(axis=0)
    rarity = np.log((count + 10) / (frequency + 2)).clip(0.05) / math.log((count + 10) / 3)
    near = _nearness(names, coordinates)
    some = np.array([bool(ids) for ids in places])
    met = (named[some] @ near > _SAME_PLACE).astype(np.float32)
    apart = met @ named[some].T <= 0
    weighed = named[some] * rarity
    together = weighed @ near @ weighed.T
    np.clip(together, 0, 1, out=together)
    np.sqrt(together, out=together)
    together *= PLACES_TOGETHER
    together[apart] = -PLACES_APART
    effect = np.zeros((count, count), dtype=np.float32)
    effect[np.ix_(some, some)] = together
    return effect


def _nearness(names: Sequence[str], coordinates: Mapping[str, tuple[float, float]]) -> np.ndarray:
    """How far each two places count as one: 1 for the same, .5 at NEAR_KM, 0 far away or without coordinates."""
    near = np.eye(len(names), dtype=np.float32)
    known = [i for i, name in enumerate(names) if name in coordinates]
    if len(known) < 2:
        return near
    lat, lng = np.radians(np.array([coordinates[names[i]] for i in known], dtype=np.float64)).T
    point = np.stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)])
    km = EARTH_KM * np.arccos(np.clip(point.T @ point, -1, 1))
    near[np.ix_(known, known)] = np.where(km < 3 * NEAR_KM, 0.5 ** ((km / NEAR_KM) ** 2), 0)
    np.fill_diagonal(near, 1)
    return near


def specific(place_ids: frozenset[str]) -> frozenset[str]:
    """Of place_ids, those of places within countries."""
    return frozenset(p for p in place_ids if not (p.startswith("region:") or (p.startswith("iso:") and len(p) == 6)))


def _cosines(products: np.ndarray) -> np.ndarray:
    """Cosines in the place of the inner products of each two rows; 0 for a row of zeros."""
    lengths = np.sqrt(np.maximum(np.diag(products), 1e-12))
    products /= lengths[:, None]
    products /= lengths[None, :]
    return products


def average_link(alike: np.ndarray, enough: float) -> np.ndarray:
    """A label for each text: groups whose mean likeness is enough."""
    if len(alike) == 1:
        return np.zeros(1, dtype=np.int64)
    from scipy.cluster.hierarchy import fcluster

    labels: np.ndarray = fcluster(link_tree(alike), 1 - enough, "distance")
    return labels


def link_tree(alike: np.ndarray) -> np.ndarray:
    """The joins of average linkage, the nearest first, as `scipy.cluster.hierarchy.linkage` writes them; of two texts or more."""
    from scipy.cluster.hierarchy import linkage

    count = len(alike)
    distance = np.empty(count * (count - 1) // 2)
    at = 0
    for i in range(count - 1):  # row by row: indices of all pairs at once take four times the memory
        until = at + count - 1 - i
        np.subtract(1, alike[i, i + 1 :], out=distance[at:until])
        at = until
    np.clip(distance, 0, 2, out=distance)
    return np.asarray(linkage(distance, "average"))
