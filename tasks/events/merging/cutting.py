"""What one cluster of attacks holds is cut again: the attacks of a war's week, and the dead who were told before it happened.

In a week of war hundreds of headlines are alike, and the mean over all pairs of two clusters hides that they tell of Kharkiv on Tuesday and
of a miners' bus on Sunday. Where titles name many towns and none of them most often, and no two days hold most of the articles, a
cluster is the war and not an event; it is linked anew, more strictly, and never over days or towns that are apart.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from tasks.events.merging.figures import ToldFigure
from tasks.events.merging.grouping import Group, Grouped, linked
from tasks.events.merging.identity import NEARLY, family
from tasks.events.merging.sites import distance_km, is_vague
from warehouse.tables import Article, Place

MANY = 12
"""Articles from which a cluster may be a war's week."""
APART_KM = 60.0
"""Distance from which two towns are two places of attack."""
TOWNS, MOST = 3, 0.5
"""Places of attack that its titles name at least, and the share of these titles, and of all articles on two days, that an event has."""
ONE_ATTACK = 0.5
"""Mean probability from which articles of a war's week tell one attack: twice as much as in other weeks, since all its headlines are alike."""
ONE_DAY = 1
"""Days between two articles of one attack: it is told on its day and the next."""
SLACK_HOURS = 1
"""By which the hour of the sun and that of the clock may differ."""
DEGREES_AN_HOUR = 15.0


def attacks_apart(
    group: Group, originals: Sequence[Article], places: Mapping[str, Sequence[Place]], grouped: Grouped
) -> list[Group]:
    """The attacks that a cluster holds if it is a war's week, in the order of their first article; else the cluster itself.

    originals: the articles of the group, in its order. places: those that each names, by article_id.
    """
    towns = [_town(places.get(article.article_id, ())) for article in originals]
    days = np.array([_day(article).toordinal() for article in originals])
    if family(_main_kind(originals)) != "violence" or not is_of_a_war(towns, days):
        return [group]
    rows = [grouped.at[article.article_id] for article in originals]
    apart = np.array([[_are_apart(one, other) for other in towns] for one in towns])
    apart |= np.abs(days[:, None] - days[None, :]) > ONE_DAY
    labels = linked(np.where(apart, 0.0, grouped.probable[np.ix_(rows, rows)]), apart, ONE_ATTACK)
    parts: dict[int, list[str]] = {}
    for article, label in zip(originals, labels.tolist(), strict=True):
        parts.setdefault(label, []).append(article.article_id)
    because = f"cut from {len(originals)} articles of a week of attacks, by day, town and likeness"
    return [Group(tuple(ids), dict.fromkeys(ids, because), because) for ids in parts.values()]


def is_of_a_war(towns: Sequence[Place | None], days: np.ndarray) -> bool:
    """Whether articles tell of a week of attacks and not of one: by the place that each title names and the day (ordinal) that each tells of."""
    if len(days) < MANY:
        return False
    counted = Counter(days.tolist())
    if max(counted[day] + counted[day + ONE_DAY] for day in counted) > MOST * len(days):
        return False
    named = [town for town in towns if town is not None]
    grounds: list[tuple[Place, int]] = []
    for town in named:
        at = next((n for n, (place, _) in enumerate(grounds) if not _are_apart(place, town)), None)
        if at is None:
            grounds.append((town, 1))
        else:
            grounds[at] = (grounds[at][0], grounds[at][1] + 1)
    return len(grounds) >= TOWNS and max(count for _, count in grounds) < MOST * len(named)


def told_before(figures: Sequence[ToldFigure], originals: Sequence[Article], lng: float | None) -> dict[str, int]:
    """Deaths that titles told before the day on which an attack happened, by article_id: they are of another one.

    lng: longitude of its site, for the hour at which its day begins; Greenwich where that is not known.
    """
    if family(_main_kind(originals)) != "violence":
        return {}
    votes: Counter[dt.date] = Counter()
    for article in originals:
        votes[_day(article)] += 2 if article.event_date else 1
    first = min(day for day, count in votes.items() if count >= NEARLY * max(votes.values()))
    hours = dt.timedelta(hours=(lng or 0.0) / DEGREES_AN_HOUR + SLACK_HOURS)
    begins = dt.datetime.combine(first, dt.time(), dt.UTC) - hours
    return {
        f.article.article_id: f.high
        for f in figures
        if f.what == "killed" and f.covers == "event" and f.span.in_title and f.article.published_at < begins
    }


def _main_kind(originals: Sequence[Article]) -> str:
    kinds = Counter(article.category for article in originals)
    return min(kinds, key=lambda kind: (-kinds[kind], kind))


def _town(named: Sequence[Place]) -> Place | None:
    """The first place of a title that is where something happened and no country or wide region."""
    told = [p for p in named if p.in_title and p.role in ("site", None) and not is_vague(p)]
    return min(told, key=lambda p: p.start, default=None)


def _are_apart(one: Place | None, other: Place | None) -> bool:
    return one is not None and other is not None and distance_km(one, other) > APART_KM


def _day(article: Article) -> dt.date:
    return article.event_date or article.published_at.date()
