"""Which groups of articles tell of one event though no vector can show it: those that agree on rare facts.

The encoder knows sixteen languages; a text in Hindi or Mongolian has nothing in common with an English one but what both were
read to state: counts of dead and injured, places, other numbers, actors, kind and day. Two groups are linked as records are
(Fellegi and Sunter 1969): a fact on which they agree weighs the logarithm of how seldom the groups of the week state it, one
on which they contradict each other speaks against, and together they must outweigh how unlikely any two groups are to be one.
At least two hard facts (all but kind and day) must agree, and no other group may do nearly as well.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tasks.language.encoder import lede
from tasks.stories.similarity import specific, terms
from warehouse.tables import Article

ODDS = 20.0
"""How much likelier than not it must be that two groups tell of one event."""
AHEAD = math.log(3.0)
"""How much heavier the agreement must be than that with any third group."""
CONTRADICTION = -1.0
"""Weight of different counts of dead: of one event four in ten pairs of reports differ, as the count grows."""
SAME_DAYS = 1
"""Days that the reports of one event lie apart at most."""
_OF_MEMBERS = 0.25
"""Share of a group's articles that must state a fact: a group of a hundred articles mentions many places."""
_HARD = ("killed", "injured", "place", "number", "actor")
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What a group of articles states, by kind of fact; its languages and the days on which it is set."""

    stated: Mapping[str, frozenset[str]]
    languages: frozenset[str]
    days: tuple[int, int]


def facts_of(articles: Sequence[Article], places: Sequence[frozenset[str]]) -> TextFacts:
    """The facts that at least a quarter of the articles state. `places`: the place_ids that each names."""
    days = sorted((article.event_date or article.published_at.date()).toordinal() for article in articles)
    named = zip(articles, places, strict=True)
    stated = {
        "killed": _often(({str(a.killed)} if a.killed else set() for a in articles), len(articles)),
        "injured": _often(({str(a.injured)} if a.injured else set() for a in articles), len(articles)),
        "place": _often((specific(ids) for _, ids in named), len(articles)),
        "number": _often((_numbers(a) for a in articles), len(articles)),
        "actor": _often((set(a.actors) - {a.country} for a in articles), len(articles)),
        "kind": _often(({a.category} - {"unclassified"} for a in articles), len(articles)),
    }
    return TextFacts(stated, frozenset(a.lang for a in articles), (days[0], days[-1]))


def _often(of_each: Iterable[Iterable[str]], count: int) -> frozenset[str]:
    said = Counter(value for values in of_each for value in values)
    return frozenset(value for value, times in said.items() if times >= _OF_MEMBERS * count)


def _numbers(article: Article) -> set[str]:
    """Numbers of two digits and more in title and lede, without years and the counts of casualties."""
    counts = {str(article.killed), str(article.injured)}
    numbers = {term for term in terms(lede(article.title, article.text)) if term.isdecimal() and len(term) > 1}
    return {number for number in numbers if int(number) not in _YEARS} - counts


@dataclass(frozen=True, slots=True)
class StoryLink:
    """Two groups (by index, the lower first) that tell of one event, how much their agreement weighs, and on what they agree."""

    one: int
    other: int
    weight: float
    agreed: tuple[str, ...]


def links(groups: Sequence[TextFacts], may_be_one: Callable[[int, int], bool]) -> list[StoryLink]:
    """Which pairs of groups without a language in common tell of one event, the surest first.

    may_be_one: whether a pair is to be judged at all.
    """
    holders = Counter((kind, value) for facts in groups for kind, values in facts.stated.items() for value in values)
    by_fact: dict[tuple[str, str], list[int]] = {}
    for i, facts in enumerate(groups):
        for kind in _HARD:
            for value in facts.stated[kind]:
                by_fact.setdefault((kind, value), []).append(i)
    candidates = {pair for members in by_fact.values() for pair in combinations(members, 2)}
    found: dict[tuple[int, int], StoryLink] = {}
    for i, j in sorted(candidates):
        if groups[i].languages.isdisjoint(groups[j].languages) and may_be_one(i, j):
            link = _link(i, j, groups, holders)
            found.update({(i, j): link} if link else {})
    enough = math.log(len(groups) * ODDS)
    kept = [link for link in found.values() if link.weight >= enough and _is_ahead(link, groups, found)]
    return sorted(kept, key=lambda link: (-link.weight, link.one, link.other))


def _link(i: int, j: int, groups: Sequence[TextFacts], holders: Mapping[tuple[str, str], int]) -> StoryLink | None:
    """What two groups agree on; None without two hard facts or where the days do not fit."""
    one, other = groups[i], groups[j]
    if one.days[0] > other.days[1] + SAME_DAYS or other.days[0] > one.days[1] + SAME_DAYS:
        return None
    weight, agreed, hard = 0.0, [], 0
    for kind, values in one.stated.items():
        if shared := sorted(values & other.stated[kind]):
            rarest = min(shared, key=lambda value: holders[kind, value])
            weight += math.log(len(groups) / max(holders[kind, rarest] - 1, 1))
            agreed.append(f"{kind} {rarest}")
            hard += kind in _HARD
        elif kind == "killed" and values and other.stated[kind]:
            weight += CONTRADICTION
    return StoryLink(i, j, weight, tuple(agreed)) if hard >= 2 else None


def _is_ahead(link: StoryLink, groups: Sequence[TextFacts], found: Mapping[tuple[int, int], StoryLink]) -> bool:
    """Whether neither of the two agrees nearly as well with a third group that is told in a language of the other."""
    for mine, its in ((link.one, link.other), (link.other, link.one)):
        for rival in found.values():
            if mine in (rival.one, rival.other):
                third = rival.other if rival.one == mine else rival.one
                if (
                    third != its
                    and groups[third].languages & groups[its].languages
                    and rival.weight > link.weight - AHEAD
                ):
                    return False
    return True
