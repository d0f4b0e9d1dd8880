"""Which articles tell of one event, within a country-week and across languages.

Average-link clustering: two groups become one while the mean likeness over all their pairs is high enough, so that no
chain of half-related articles forms. The likeness of two articles is made of

- the cosine of their vectors after the background is taken away. All articles of a week of war are alike; what tells events
  apart is what is left without that which they have in common, and without what is common to a language. One event
  that fills a week must not become the background itself, so groups of nearly equal texts count in it as one text,
  and texts that are very much alike stay together whatever the background;
- the rare words and numbers that they share, for articles of one language; for articles of two, this can only help;
- the places: the same or near ones draw together (the rarer, the more), distant ones push apart;
- the days: what was published days apart is less likely the same event.

Deterministic, and independent of the order of the articles.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.encoder import lede
from warehouse.tables import Article

SAME_EVENT = 0.29
"""Mean likeness from which articles tell of one event. Labelled sets (mixed news in English, a week in many languages,
headlines of attacks in one country) are at their best between .27 and .36, and little is lost in between."""

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

DAY_APART = 0.03
MOST_DAYS_APART = 0.15
"""Taken off for every day after the first, and at most: some events are told for weeks."""

_STEM = 6
"""Letters of a word that are compared: endings differ with case and number."""
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles of one event, in the order of their publication, and why they belong together."""

    article_ids: tuple[str, ...]
    because: str


def cluster(
    articles: Sequence[Article],
    vectors: np.ndarray,
    places: Mapping[str, frozenset[str]],
    *,
    coordinates: Mapping[str, tuple[float, float]] | None = None,
) -> list[Cluster]:
    """The events that the articles tell of, each article in exactly one; by first publication, then article_id.

    vectors: a row of `tasks.encoder.encode` for each article.
    places: the place_ids that an article names, by article_id; one without an entry names none. Whole countries (`iso:XX`)
    and regions tell no event from another and are left out.
    coordinates: latitude and longitude of place_ids; those without are near to themselves only.
    """
    if not articles:
        return []
    order = sorted(range(len(articles)), key=lambda i: (articles[i].published_at, articles[i].article_id))
    ordered = [articles[i] for i in order]
    specific = [_specific(places.get(article.article_id, frozenset())) for article in ordered]
    likeness = _likeness(ordered, vectors[order], specific, coordinates or {})
    groups: dict[int, list[int]] = {}
    for i, label in enumerate(_average_link(likeness, SAME_EVENT)):
        groups.setdefault(int(label), []).append(i)
    return [
        Cluster(tuple(ordered[i].article_id for i in members), _because(ordered, members, likeness, specific))
        for members in groups.values()
    ]


def _likeness(
    articles: Sequence[Article],
    vectors: np.ndarray,
    places: Sequence[frozenset[str]],
    coordinates: Mapping[str, tuple[float, float]],
) -> np.ndarray:
    """How alike each two articles are: float32 (n, n), symmetric."""
    languages = np.array([article.lang for article in articles])
    same_language = languages[:, None] == languages[None, :]
    cosine = vectors @ vectors.T
    weight = 1.0 / np.bincount(labels := _average_link(cosine, ALMOST_EQUAL))[labels]
    salient = _without_background(vectors, languages, weight)
    likeness = np.maximum(salient @ salient.T, cosine - VERY_ALIKE)
    likeness -= UNKNOWN_BACKGROUND * BACKGROUND_TEXTS / (weight.sum() - 1 + BACKGROUND_TEXTS)
    likeness += WORDS_WEIGHT * (_shared_words(articles) - np.where(same_language, WORDS_USUAL, 0))
    likeness += _place_effect(places, coordinates)
    days = np.array([_day(article).toordinal() for article in articles])
    apart = np.abs(days[:, None] - days[None, :])
    likeness -= np.clip((apart - 1) * DAY_APART, 0, MOST_DAYS_APART)
    result: np.ndarray = likeness.astype(np.float32)
    return result


def _without_background(vectors: np.ndarray, languages: np.ndarray, weight: np.ndarray) -> np.ndarray:
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


def _shared_words(articles: Sequence[Article]) -> np.ndarray:
    """Cosine of the rare words and numbers of each two articles."""
    from scipy.sparse import csr_array

    terms = [_terms(article.title, article.text) for article in articles]
    frequency = Counter(term for row in terms for term in row)
    column = {term: i for i, term in enumerate(sorted(frequency))}
    count = len(articles)
    rarity = {term: math.log((count + 10) / (frequency[term] + 2)) for term in column}
    rows = np.repeat(np.arange(count), [len(row) for row in terms])
    columns = np.array([column[term] for row in terms for term in row], dtype=np.int64)
    values = np.array([max(rarity[term], 0.0) for row in terms for term in row], dtype=np.float32)
    table = csr_array((values, (rows, columns)), shape=(count, max(len(column), 1)), dtype=np.float32)
    return _cosines((table @ table.T).toarray())


@functools.lru_cache(maxsize=20_000)
def _terms(title: str, text: str) -> tuple[str, ...]:
    """The words of title and lede as they are compared: stems, numbers in Western digits, pairs of unspaced signs."""
    terms: set[str] = set()
    for word in _WORD.findall(unicodedata.normalize("NFKC", lede(title, text)).casefold()):
        if word.isdecimal():
            terms.add(str(int(word)))
        elif _UNSPACED.search(word):
            terms.update(word[i : i + 2] for i in range(max(len(word) - 1, 1)))
        elif len(word) > 2:
            terms.add(word[:_STEM])
    return tuple(sorted(terms))


def _place_effect(places: Sequence[frozenset[str]], coordinates: Mapping[str, tuple[float, float]]) -> np.ndarray:
    """What the places of each two articles add to or take from their likeness; nothing where one names none."""
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
    met = named @ near > 0.5
    together = (named * rarity) @ near @ (named * rarity).T
    some = np.array([bool(ids) for ids in places])
    both = some[:, None] & some[None, :]
    apart = both & ~((met.astype(np.float32) @ named.T) > 0)
    shared = np.sqrt(np.clip(together, 0, 1))
    return np.where(both, np.where(apart, -PLACES_APART, PLACES_TOGETHER * shared), 0).astype(np.float32)


def _nearness(names: Sequence[str], coordinates: Mapping[str, tuple[float, float]]) -> np.ndarray:
    """How far each two places count as one: 1 for the same, .5 at NEAR_KM, 0 far away or without coordinates."""
    near = np.eye(len(names), dtype=np.float32)
    known = [i for i, name in enumerate(names) if name in coordinates]
    if len(known) < 2:
        return near
    lat, lng = np.radians(np.array([coordinates[names[i]] for i in known], dtype=np.float64)).T
    point = np.stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)])
    km = 6371.0 * np.arccos(np.clip(point.T @ point, -1, 1))
    near[np.ix_(known, known)] = np.where(km < 3 * NEAR_KM, 0.5 ** ((km / NEAR_KM) ** 2), 0)
    np.fill_diagonal(near, 1)
    return near


def _specific(place_ids: frozenset[str]) -> frozenset[str]:
    return frozenset(p for p in place_ids if not (p.startswith("region:") or (p.startswith("iso:") and len(p) == 6)))


def _cosines(products: np.ndarray) -> np.ndarray:
    """Cosines from the inner products of each two rows; 0 for a row of zeros."""
    lengths = np.sqrt(np.maximum(np.diag(products), 1e-12))
    cosines: np.ndarray = products / lengths[:, None] / lengths[None, :]
    return cosines


def _average_link(likeness: np.ndarray, enough: float) -> np.ndarray:
    """A label for each article: groups whose mean likeness is enough."""
    count = len(likeness)
    if count == 1:
        return np.zeros(1, dtype=np.int64)
    from scipy.cluster.hierarchy import fcluster, linkage

    distance = np.clip(1 - likeness[np.triu_indices(count, 1)].astype(np.float64), 0, 2)
    labels: np.ndarray = fcluster(linkage(distance, "average"), 1 - enough, "distance")
    return labels


def _day(article: Article) -> dt.date:
    return article.event_date or article.published_at.date()


def _because(
    articles: Sequence[Article], members: Sequence[int], likeness: np.ndarray, places: Sequence[frozenset[str]]
) -> str:
    """Why the members are one story, in a sentence."""
    if len(members) == 1:
        return "told by one article"
    block = likeness[np.ix_(members, members)]
    mean = float(block[np.triu_indices(len(members), 1)].mean())
    shared = Counter(place for i in members for place in places[i])
    common = sorted((p for p, count in shared.items() if count > len(members) / 2), key=lambda p: (-shared[p], p))
    words = Counter(term for i in members for term in _terms(articles[i].title, articles[i].text))
    said = sorted((w for w, n in words.items() if n > len(members) / 2 and len(w) > 3), key=lambda w: (-words[w], w))
    parts = [f"mean likeness of the {len(members)} texts {mean:.2f} (enough is {SAME_EVENT})"]
    if common:
        parts.append(f"most name {', '.join(common[:3])}")
    if said:
        parts.append(f"most say {', '.join(said[:5])}")
    languages = sorted({articles[i].lang for i in members})
    if len(languages) > 1:
        parts.append(f"told in {', '.join(languages)}")
    first, last = articles[members[0]].published_at.date(), articles[members[-1]].published_at.date()
    parts.append(f"published on {first}" if first == last else f"published from {first} to {last}")
    return "; ".join(parts)
