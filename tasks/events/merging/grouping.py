"""Which articles tell one event.

Average-link clustering on the probabilities of pairs (tasks.events.merging.pairs): two groups become one while the mean probability
over all their pairs is high enough, so that no chain of half-related articles forms. Deterministic, and independent of the order of
the articles. A story that mixes two events is cut, events that several stories tell are made one; two groups that facts keep apart
(titles name places far from each other, tolls differ between kinds) stay two, however alike their words are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.events.merging.pairs import probabilities
from tasks.stories.similarity import link_tree
from warehouse.tables import Article, Place

ONE_EVENT = 0.25
"""Mean probability from which two groups of articles tell one event. Low, since the pairs of a large event are of many kinds: at .3
the gold's largest events fall apart, at .15 their consequences fall into them (tests.measure.train_merging prints the curve)."""

ABSORBED, SMALL, LARGE = 0.16, 8, 10
"""Mean probability from which an event of at least so many articles takes in a group of at most so many."""

DENIED, TOLD = 0.2, 3
"""Share of pairs against which facts speak from which two groups of at least so many articles are two events, however alike the words
are: one title may name a place for another reason."""


@dataclass(frozen=True, slots=True)
class Group:
    """Originals that tell one event, in the order of their publication, why each does, and why they are one."""

    article_ids: tuple[str, ...]
    why: dict[str, str]
    because: str


@dataclass(frozen=True)
class Grouped:
    """The groups, and how probable it is that each two originals tell one event."""

    groups: list[Group]
    probable: np.ndarray
    at: Mapping[str, int]
    """The row of each article_id."""

    def kinship(self, one: Sequence[str], other: Sequence[str]) -> float:
        """The mean probability over the pairs of two groups' articles, 0 to 1."""
        rows, columns = ([self.at[article_id] for article_id in ids] for ids in (one, other))
        return float(self.probable[np.ix_(rows, columns)].mean())


def groups(
    articles: Sequence[Article], vectors: Mapping[str, np.ndarray], places: Mapping[str, Sequence[Place]]
) -> Grouped:
    """The groups of originals, each of which tells one event; every original that is in a story is in one."""
    told = [article for article in articles if article.story_id is not None and article.duplicate_of is None]
    told.sort(key=lambda article: (article.published_at, article.article_id))
    if not told:
        return Grouped([], np.zeros((0, 0)), {})
    probable, against = probabilities(told, np.array([vectors[article.article_id] for article in told]), places)
    labels = absorbed(linked(probable, against), probable, against)
    members: dict[int, list[int]] = {}
    for i, label in enumerate(labels.tolist()):
        members.setdefault(label, []).append(i)
    at = {article.article_id: i for i, article in enumerate(told)}
    return Grouped([_group(told, own, probable) for own in members.values()], probable, at)


def linked(probable: np.ndarray, against: np.ndarray, enough: float = ONE_EVENT) -> np.ndarray:
    """A label for each article: the groups of average linkage, parted where facts speak against a join of two told by several."""
    count = len(probable)
    groups_of: list[list[int]] = [[i] for i in range(count)]
    parted = [False] * count
    labels = np.arange(count)
    for left, right, distance, _ in link_tree(probable.astype(np.float32)).tolist() if count > 1 else ():
        one, other = int(left), int(right)
        a, b = groups_of[one], groups_of[other]
        apart = parted[one] or parted[other] or distance > 1 - enough
        apart = apart or (min(len(a), len(b)) >= TOLD and against[np.ix_(a, b)].mean() > DENIED)
        groups_of.append([] if apart else a + b)
        parted.append(apart)
        if not apart:
            labels[a + b] = min(a + b)
    return labels


def absorbed(labels: np.ndarray, probable: np.ndarray, against: np.ndarray) -> np.ndarray:
    """The labels after large events have taken in the small groups that are near enough, the nearest first.

    A large event is told from so many sides that a side light is like few of its articles; two small groups as far apart are two.
    """
    names, at, counts = np.unique(labels, return_inverse=True, return_counts=True)
    size = counts.astype(np.float64)
    one_hot = np.zeros((len(labels), len(names)))
    one_hot[np.arange(len(labels)), at] = 1
    likely, denied = one_hot.T @ probable @ one_hot, one_hot.T @ against @ one_hot
    home = np.arange(len(names))
    while True:
        pairs = np.maximum(np.outer(size, size), 1)
        may = (size[:, None] > 0) & (size[:, None] <= SMALL) & (size[None, :] >= LARGE)
        mean = np.where(may & (denied / pairs <= DENIED), likely / pairs, 0)
        small, large = np.unravel_index(int(mean.argmax()), mean.shape)
        if mean[small, large] < ABSORBED:
            return np.asarray(names[home][at])
        for sums in (likely, denied):
            sums[large] += sums[small]
            sums[:, large] += sums[:, small]
        size[large] += size[small]
        size[small] = 0
        home[home == small] = large


def parted(group: Group, others: Mapping[str, int]) -> list[Group]:
    """The group, and apart from it the articles that count the dead of other events: `others` has their numbers by article_id."""
    kept = tuple(article_id for article_id in group.article_ids if article_id not in others)
    if not kept or len(kept) == len(group.article_ids):
        return [group]
    found = [Group(kept, {key: group.why[key] for key in kept}, group.because)]
    for number in sorted(set(others.values())):
        ids = tuple(article_id for article_id in group.article_ids if others.get(article_id) == number)
        why = f"its title counts {number} dead, unlike those that tell of a like event"
        found.append(Group(ids, dict.fromkeys(ids, why), why))
    return found


def _group(told: Sequence[Article], own: Sequence[int], probable: np.ndarray) -> Group:
    ids = tuple(told[i].article_id for i in own)
    if len(own) == 1:
        return Group(ids, {ids[0]: "the only article"}, "told by one article")
    block = probable[np.ix_(own, own)].copy()
    np.fill_diagonal(block, 0)
    mean = block.sum(axis=1) / (len(own) - 1)
    why = {
        key: f"mean probability {value:.2f} of one event with the others" for key, value in zip(ids, mean, strict=True)
    }
    stories = len({told[i].story_id for i in own})
    told_in = f"{stories} stories" if stories > 1 else "one story"
    return Group(
        ids, why, f"{len(own)} articles of {told_in}, mean probability {mean.mean():.2f} (enough is {ONE_EVENT})"
    )
