"""Groups of articles that count the same dead: an event told from two sides is known by its toll.

Two clusters of one quake may share few words, the one about rescuers and the other about mourning, and both say 33,000. A number of that
size is told of one event in a country's week; a small one is told of many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tasks.events.merging.figures import figures_of
from tasks.events.merging.grouping import Group
from tasks.events.merging.identity import family
from tasks.events.reading import EventReading
from warehouse.tables import Article

TELLING = 100
"""Deaths from which one number that two groups tell within a day is the toll of one event. Smaller ones are told of many."""
DAYS_BETWEEN = 1

_HARM = frozenset({"violence", "harm", "disease"})


def counting_alike(
    groups: Sequence[Group], by_id: Mapping[str, Article], readings: Mapping[str, EventReading]
) -> list[Group]:
    """The groups, those of like kinds that tell the same number of dead within a day as one, in the order of the first of each."""
    articles = [[by_id[article_id] for article_id in group.article_ids] for group in groups]
    kinds = [_harm(own) for own in articles]
    told = [_tolls(own, readings) if kind else {} for own, kind in zip(articles, kinds, strict=True)]
    home = list(range(len(groups)))
    for later in range(len(groups)):
        for earlier in range(later):
            if kinds[later] == kinds[earlier] and _meet(told[later], told[earlier]):
                old, new = sorted((home[later], home[earlier]), reverse=True)
                home = [new if one == old else one for one in home]
    return [_joined([groups[i] for i, one in enumerate(home) if one == first]) for first in sorted(set(home))]


def _joined(parts: Sequence[Group]) -> Group:
    if len(parts) == 1:
        return parts[0]
    largest = max(parts, key=lambda part: len(part.article_ids))
    why = {article_id: reason for part in parts for article_id, reason in part.why.items()}
    because = f"{largest.because}; with {len(parts) - 1} more that count the same dead"
    return Group(tuple(article_id for part in parts for article_id in part.article_ids), why, because)


def _harm(group: Sequence[Article]) -> str | None:
    """The family of kinds that most articles of a group are of, where it is one that kills."""
    families = Counter(family(article.category) for article in group)
    most = min(families, key=lambda name: (-families[name], name))
    return most if most in _HARM else None


def _tolls(group: Sequence[Article], readings: Mapping[str, EventReading]) -> dict[int, set[int]]:
    """The plain numbers of dead that a group tells, each with the days (ordinals) on which it is told."""
    found: dict[int, set[int]] = {}
    for figure in figures_of(group, readings):
        if figure.what == "killed" and figure.covers in ("event", "running") and TELLING <= figure.low == figure.high:
            found.setdefault(figure.high, set()).add(figure.article.published_at.toordinal())
    return found


def _meet(one: Mapping[int, set[int]], other: Mapping[int, set[int]]) -> bool:
    return any(
        abs(day - theirs) <= DAYS_BETWEEN
        for number in one.keys() & other.keys()
        for day in one[number]
        for theirs in other[number]
    )
