"""Which articles tell of one event, within a country-week and across languages.

Average-link clustering: two groups become one while the mean likeness over all their pairs is high enough, so that no
chain of half-related articles forms. The likeness is that of `tasks.stories.similarity` (vectors without their background, words,
places) less what the days between two articles take away. Groups in languages that the vectors cannot compare are joined where
they agree on rare facts (`tasks.stories.across_languages`). Deterministic, and independent of the order of the articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.language.detect import UNKNOWN
from tasks.language.encoder import LANGUAGES, lede
from tasks.stories.across_languages import facts_of, links
from tasks.stories.similarity import average_link, likeness, specific, spellings, terms
from warehouse.tables import Article

SAME_EVENT = 0.29
"""Mean likeness from which articles tell of one event. Labelled sets (mixed news in English, a week in many languages,
headlines of attacks in one country) are at their best between .27 and .36, and little is lost in between."""

NOT_APART = 0.05
"""Mean likeness of groups in languages that the vectors can compare below which no agreement on facts makes them one."""
DAY_APART = 0.03
MOST_DAYS_APART = 0.15
"""Taken off for every day after the first, and at most: some events are told for weeks."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles of one event, in the order of their publication, why they belong together, and the places most of them name."""

    article_ids: tuple[str, ...]
    because: str
    shared_places: tuple[str, ...] = ()


def cluster(
    articles: Sequence[Article],
    vectors: np.ndarray,
    places: Mapping[str, frozenset[str]],
    *,
    coordinates: Mapping[str, tuple[float, float]] | None = None,
) -> list[Cluster]:
    """The events that the articles tell of, each article in exactly one; by first publication, then article_id.

    vectors: a row of `tasks.language.encoder.encode` for each article.
    places: the place_ids that an article names, by article_id; one without an entry names none.
    coordinates: latitude and longitude of place_ids; those without are near to themselves only.
    """
    if not articles:
        return []
    order = sorted(range(len(articles)), key=lambda i: (articles[i].published_at, articles[i].article_id))
    ordered = [articles[i] for i in order]
    texts = [lede(article.title, article.text) for article in ordered]
    named = [specific(places.get(article.article_id, frozenset())) for article in ordered]
    alike = likeness(texts, vectors[order], [article.lang for article in ordered], named, coordinates)
    alike -= _days_effect(ordered)
    groups: dict[int, list[int]] = {}
    for i, label in enumerate(average_link(alike, SAME_EVENT).tolist()):
        groups.setdefault(label, []).append(i)
    parts = list(groups.values())
    joined, agreed = _joined(parts, ordered, named, alike)
    return [
        _cluster(joined[i], ordered, texts, named, alike, agreed[i]) for i in sorted(joined, key=lambda i: joined[i])
    ]


def _joined(
    parts: Sequence[list[int]], articles: Sequence[Article], places: Sequence[frozenset[str]], alike: np.ndarray
) -> tuple[dict[int, list[int]], dict[int, list[str]]]:
    """The groups after those that agree on facts have become one, and on what each one's parts agree."""
    facts = [facts_of([articles[i] for i in part], [places[i] for i in part]) for part in parts]

    def may_be_one(i: int, j: int) -> bool:
        unread = any(facts[k].languages.isdisjoint(LANGUAGES | {UNKNOWN}) for k in (i, j))
        return unread or float(alike[np.ix_(parts[i], parts[j])].mean()) >= NOT_APART

    home = list(range(len(parts)))
    members = {i: list(part) for i, part in enumerate(parts)}
    languages = {i: facts[i].languages for i in members}
    agreed: dict[int, list[str]] = {i: [] for i in members}
    for link in links(facts, may_be_one):
        one, other = sorted((home[link.one], home[link.other]))
        if languages[one] & languages[other]:
            continue
        home = [one if i == other else i for i in home]
        members[one] = sorted(members[one] + members.pop(other))
        languages[one] |= languages.pop(other)
        agreed[one] += [*agreed.pop(other), *link.agreed]
    return members, agreed


def _days_effect(articles: Sequence[Article]) -> np.ndarray:
    """What the days between each two articles take off their likeness."""
    ordinals = [(article.event_date or article.published_at.date()).toordinal() for article in articles]
    days = (np.array(ordinals) - min(ordinals)).astype(np.float32)
    effect: np.ndarray = np.abs(days[:, None] - days[None, :])
    effect -= 1
    effect *= DAY_APART
    return np.clip(effect, 0, MOST_DAYS_APART, out=effect)


def _cluster(
    members: Sequence[int],
    articles: Sequence[Article],
    texts: Sequence[str],
    places: Sequence[frozenset[str]],
    alike: np.ndarray,
    agreed: Sequence[str],
) -> Cluster:
    """The members as a cluster, with why they are one in a sentence."""
    article_ids = tuple(articles[i].article_id for i in members)
    if len(members) == 1:
        return Cluster(article_ids, "told by one article")
    block = alike[np.ix_(members, members)]
    mean = float(block[np.triu_indices(len(members), 1)].mean())
    parts = [f"mean likeness of the {len(members)} texts {mean:.2f} (enough is {SAME_EVENT})"]
    own = [texts[i] for i in members]
    if said := [term for term in _of_most([terms(text) for text in own]) if len(term) > 3][:5]:
        words = spellings(own)
        parts.append(f"most say {', '.join(words[term] for term in said)}")
    if facts := [fact for fact in dict.fromkeys(agreed) if not fact.startswith("place ")]:
        parts.append(f"across languages agreed on {', '.join(facts)}")
    languages = sorted({articles[i].lang for i in members})
    if len(languages) > 1:
        parts.append(f"told in {', '.join(languages)}")
    first, last = articles[members[0]].published_at.date(), articles[members[-1]].published_at.date()
    parts.append(f"published on {first}" if first == last else f"published from {first} to {last}")
    return Cluster(article_ids, "; ".join(parts), tuple(_of_most([tuple(places[i]) for i in members])[:3]))


def _of_most(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """What more than half of the rows hold, the most frequent first."""
    count = Counter(value for row in rows for value in row)
    return sorted((v for v in count if count[v] > len(rows) / 2), key=lambda v: (-count[v], v))
