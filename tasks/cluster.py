"""Which articles tell of one event, within a country-week and across languages.

Average-link clustering: two groups become one while the mean likeness over all their pairs is high enough, so that
no chain of half-related articles forms. The likeness of a pair is the cosine of their vectors, corrected by what the
articles say of place and day. Deterministic: the outcome does not depend on the order of the articles.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from warehouse.tables import Article

SAME_EVENT = 0.50
"""Mean likeness from which articles tell of one event."""
PLACES_APART = 0.12
"""Taken off where both name specific places and share none."""
PLACES_SHARED = 0.04
"""Added where both name the same specific place."""
FREE_DAYS = 2
DAY_APART = 0.02
"""Taken off for every day beyond the free ones."""
NEVER_DAYS = 21
"""Articles further apart than this are never one story."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles of one event, in the order of their publication, and why they belong together."""

    article_ids: tuple[str, ...]
    because: str


def cluster(articles: Sequence[Article], vectors: np.ndarray, places: Mapping[str, frozenset[str]]) -> list[Cluster]:
    """The events that the articles tell of, each article in exactly one; by first publication, then article_id.

    `vectors` holds a row of `tasks.encoder.encode` for each article; `places` the place_ids named in an article, by article_id
    (an article without an entry names none; whole countries, `iso:XX`, are no specific place and do not count).
    """
    if not articles:
        return []
    order = sorted(range(len(articles)), key=lambda i: (articles[i].published_at, articles[i].article_id))
    ordered = [articles[i] for i in order]
    specific = [_specific(places.get(article.article_id, frozenset())) for article in ordered]
    likeness = _likeness(ordered, vectors[order], specific)
    groups: dict[int, list[int]] = {}
    for i, label in enumerate(_average_link(likeness)):
        groups.setdefault(int(label), []).append(i)
    return [
        Cluster(tuple(ordered[i].article_id for i in members), _because(ordered, members, likeness, specific))
        for members in groups.values()
    ]


def _specific(place_ids: frozenset[str]) -> frozenset[str]:
    return frozenset(p for p in place_ids if not (p.startswith("iso:") and len(p) == 6))


def _likeness(articles: Sequence[Article], vectors: np.ndarray, places: Sequence[frozenset[str]]) -> np.ndarray:
    """How alike each two articles are: float32 (n, n), symmetric, about -1 to 1."""
    likeness = np.asarray(vectors @ vectors.T, dtype=np.float32)
    days = np.array([_day(article).toordinal() for article in articles])
    apart = np.abs(days[:, None] - days[None, :])
    likeness -= (np.clip(apart - FREE_DAYS, 0, None) * DAY_APART).astype(np.float32)
    likeness[apart > NEVER_DAYS] = -1
    names, shared = _incidence(places)
    likeness[shared & names[:, None] & names[None, :]] += PLACES_SHARED
    likeness[~shared & names[:, None] & names[None, :]] -= PLACES_APART
    return likeness


def _incidence(places: Sequence[frozenset[str]]) -> tuple[np.ndarray, np.ndarray]:
    """Whether each article names a specific place, and whether each two share one."""
    column = {place: i for i, place in enumerate(sorted(frozenset().union(*places)))}
    named = np.zeros((len(places), len(column)), dtype=np.float32)
    for row, ids in enumerate(places):
        for place in ids:
            named[row, column[place]] = 1
    return named.any(axis=1), named @ named.T > 0


def _average_link(likeness: np.ndarray) -> np.ndarray:
    """A label for each article."""
    count = len(likeness)
    if count == 1:
        return np.zeros(1, dtype=int)
    from scipy.cluster.hierarchy import fcluster, linkage

    distance = np.clip(1 - likeness[np.triu_indices(count, 1)].astype(np.float64), 0, 2)
    labels: np.ndarray = fcluster(linkage(distance, "average"), 1 - SAME_EVENT, "distance")
    return labels


def _day(article: Article) -> dt.date:
    return article.published_at.date()


def _because(
    articles: Sequence[Article], members: Sequence[int], likeness: np.ndarray, places: Sequence[frozenset[str]]
) -> str:
    """Why the members are one story, in a sentence."""
    if len(members) == 1:
        return "told by one article"
    block = likeness[np.ix_(members, members)]
    mean = float(block[np.triu_indices(len(members), 1)].mean())
    shared = Counter(place for i in members for place in places[i])
    common = sorted(
        (place for place, count in shared.items() if count > len(members) / 2), key=lambda p: (-shared[p], p)
    )
    parts = [f"mean likeness of {len(members)} texts {mean:.2f}"]
    if common:
        parts.append(f"most name {', '.join(common[:3])}")
    languages = sorted({articles[i].lang for i in members})
    if len(languages) > 1:
        parts.append(f"told in {', '.join(languages)}")
    first, last = _day(articles[members[0]]), _day(articles[members[-1]])
    parts.append(f"published on {first}" if first == last else f"published from {first} to {last}")
    return "; ".join(parts)
