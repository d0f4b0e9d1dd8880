"""Events as a report tells them: one in which merging left unlike happenings is told as several.

Two attacks of a week that one outlet tells in the same words (`3 killed in ... in Philippines`) stand close to each other, and so do the
strikes of a war. A reader sees at once that a crash is no landmine. What decides is whether titles have a word in common by which a matter is
known: no people's name, no word of death, none that many events of the week have; or a place inside the country.

Read in English titles alone; articles in other languages stay with the largest part. Catastrophes are left whole: of a quake everything
is a part.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tasks.events.merging.salience import salience
from tasks.report.evidence import Evidence
from tasks.report.prose.pick_clauses import country_words
from tasks.report.prose.telling import subjects
from warehouse.tables import Article, Event

SPLIT = ("assault", "crime", "accident")
"""Kinds of happenings of which several may lie in one event."""
COMMON_EVENTS, COMMON_SHARE = 2, 0.08
"""Events, and share of the week's events, above which a word that their titles have tells no matter apart."""
OTHER_DEAD = 2
"""Times by which two numbers of dead differ that are of two happenings."""
PART = "~"
"""Stands between an event's id and the number of its part in the ids of one report; a statement is stored under the event's."""


def stored_id(event_id: str) -> str:
    """The id of the event in the tables, for an event or a part of one."""
    return event_id.partition(PART)[0]


def told_apart(evidence: Evidence) -> Evidence:
    """The evidence with each event of unlike happenings as several, the part of its lead article under the event's own id."""
    words = _matters(evidence)
    places = _places(evidence)
    events: list[Event] = []
    moved: dict[str, str] = {}
    for event in evidence.events:
        parts = _parts_of(evidence, event, words, places)
        if len(parts) < 2 or event.corrected_because:
            events.append(event)
            continue
        for number, articles in enumerate(parts):
            part = _part(evidence, event, articles, number)
            events.append(part)
            moved |= {a.article_id: part.event_id for a in articles} if number else {}
    if not moved:
        return evidence
    for article in evidence.articles:
        if article.duplicate_of in moved:
            moved[article.article_id] = moved[article.duplicate_of]
    return dataclasses.replace(
        evidence,
        events=tuple(events),
        event_articles=tuple(
            row.model_copy(update={"event_id": moved.get(row.article_id, row.event_id)})
            for row in evidence.event_articles
        ),
        event_figures=tuple(
            row.model_copy(update={"event_id": moved.get(row.article_id, row.event_id)})
            for row in evidence.event_figures
        ),
    )


def _parts_of(
    evidence: Evidence, event: Event, words: Mapping[str, frozenset[str]], places: Mapping[str, set[str]]
) -> list[list[Article]]:
    originals = evidence.originals.get(event.event_id, ())
    return _parts(event.lead_article_id, originals, words, places) if event.kind in SPLIT else []


def _matters(evidence: Evidence) -> Mapping[str, frozenset[str]]:
    """The words of each English title by which a matter is known, by article_id."""
    own = country_words(evidence)
    of_event = {
        event_id: {a.article_id: subjects(a.title) - own for a in articles if a.lang == "en"}
        for event_id, articles in evidence.originals.items()
    }
    counted = Counter(word for titles in of_event.values() for word in frozenset().union(*titles.values()))
    most = max(COMMON_EVENTS, COMMON_SHARE * len(evidence.events))
    return {
        article_id: frozenset(word for word in words if counted[word] <= most)
        for titles in of_event.values()
        for article_id, words in titles.items()
    }


def _places(evidence: Evidence) -> Mapping[str, set[str]]:
    """The places that each title names, countries left out, by article_id."""
    found: dict[str, set[str]] = defaultdict(set)
    for place in evidence.places:
        if place.in_title and place.kind != "country":
            found[place.article_id].add(place.place_id)
    return found


def _parts(
    lead: str, originals: Sequence[Article], words: Mapping[str, frozenset[str]], places: Mapping[str, set[str]]
) -> list[list[Article]]:
    """The articles in groups that have no word of a matter and no place in common, that of the event's lead first.

    Paraphrases of one happening may have no word in common either: a group stands apart only where something tells it apart besides.
    """
    groups: list[tuple[set[str], list[Article]]] = []
    for article in originals:
        if article.article_id not in words:
            continue
        marks = {*words[article.article_id], *places.get(article.article_id, ())}
        linked = [group for group in groups if group[0] & marks]
        groups = [group for group in groups if group not in linked]
        groups.append(
            (marks.union(*(m for m, _ in linked)), [*(a for _, articles in linked for a in articles), article])
        )
    parts = [sorted(articles, key=lambda a: (a.published_at, a.article_id)) for _, articles in groups]
    parts.sort(
        key=lambda part: (lead not in {a.article_id for a in part}, -_publishers(part), -len(part), part[0].article_id)
    )
    if not parts:
        return []
    first, *others = parts
    apart = [part for part in others if any(words[a.article_id] for a in part) and _differs(part, first, places)]
    left = {a.article_id for part in (first, *apart) for a in part}
    first += sorted((a for a in originals if a.article_id not in left), key=lambda a: (a.published_at, a.article_id))
    return [first, *apart]


def _publishers(articles: Sequence[Article]) -> int:
    return len({a.publisher for a in articles})


def _differs(part: Sequence[Article], first: Sequence[Article], places: Mapping[str, set[str]]) -> bool:
    """Whether something tells a group from the event's main one: titles name other places, kind or dead are others, or two publishers tell it."""
    here, there = (set().union(*(places.get(a.article_id, set()) for a in articles)) for articles in (part, first))
    if here and there:
        return True  # they have none in common
    kind, main = (_commonest(a.category for a in articles) for articles in (part, first))
    killed, most = (max((a.killed or 0 for a in articles), default=0) for articles in (part, first))
    other_dead = min(killed, most) > 0 and max(killed, most) > OTHER_DEAD * min(killed, most)
    return kind != main or other_dead or _publishers(part) > 1


def _commonest(values: Iterable[str]) -> str:
    """The value that stands most often; of several the first by the alphabet."""
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], value))


def _part(evidence: Evidence, event: Event, articles: Sequence[Article], number: int) -> Event:
    """The event of a part: what its own articles tell of kind, day, severity, dead and reach; the rest as of the whole."""
    kind = _commonest(a.category for a in articles)
    lead = max(
        articles,
        key=lambda a: (a.article_id == event.lead_article_id, a.category == kind, a.published_at, a.article_id),
    )
    publishers = len({a.publisher for a in articles})
    severity = _severity(articles)
    relevance = min(2.0, math.fsum(_relevance(a) for a in articles) / len(articles))
    is_lead = lead.article_id == event.lead_article_id
    return event.model_copy(
        update={
            **_toll(evidence, event, articles),
            "event_id": f"{event.event_id}{PART}{number}" if number else event.event_id,
            "title": lead.title,
            "lead_article_id": lead.article_id,
            "kind": kind,
            "sector": _commonest(a.sector for a in articles if a.category == kind),
            "event_date": min((-n, day) for day, n in Counter(_day(a) for a in articles).items())[1],
            "place_id": event.place_id if is_lead or _names(evidence, articles, event.place_id) else None,
            "severity": severity,
            "relevance": relevance,
            "publisher_count": publishers,
            "article_count": len(articles),
            "story_ids": sorted({a.story_id for a in articles if a.story_id is not None}),
            "follows": event.follows if not number else None,
            "salience": salience(
                severity=severity,
                relevance=relevance,
                publishers=publishers,
                articles=len(articles),
                nearness=event.nearness,
                continuing=event.status == "continuing",
                certainty=event.certainty,
            ),
        }
    )


def _toll(evidence: Evidence, event: Event, articles: Sequence[Article]) -> dict[str, object]:
    """The deaths of a part: the event's where its articles tell them, else the newest number that they tell; none where they tell none."""
    ids = {a.article_id for a in articles}
    figures = [f for f in evidence.event_figures if f.article_id in ids and f.what == "killed"]
    if event.killed_best is not None and any(f.counts for f in figures):
        return {}
    own = [f for f in figures if f.covers in ("event", "running")]
    if not own:
        return {"killed_low": None, "killed_best": None, "killed_high": None, "toll_as_of": None, "toll_publishers": 0}
    newest = max(own, key=lambda f: (f.told_at.date(), f.high, f.article_id))
    day = newest.told_at.date()
    told_by = len({f.publisher for f in own if f.high == newest.high and f.told_at.date() == day})
    return {
        "killed_low": newest.low,
        "killed_best": newest.high,
        "killed_high": newest.high,
        "toll_as_of": day,
        "toll_publishers": told_by,
    }


def _severity(articles: Sequence[Article]) -> float:
    """As grave as two publishers tell it, or the only one."""
    gravest: dict[str, float] = {}
    for article in articles:
        gravest[article.publisher] = max(article.severity, gravest.get(article.publisher, 0.0))
    grades = sorted(gravest.values(), reverse=True)
    return grades[min(1, len(grades) - 1)] if len(grades) > 2 else grades[0]


def _relevance(article: Article) -> float:
    """The grade of relevance (0 to 2) that an article is expected to have; of an unread one the middle."""
    if article.relevance_probability is None:
        return 1.0
    return article.relevance_probability + (article.security_probability or 0.0)


def _day(article: Article) -> dt.date:
    return article.event_date or article.published_at.date()


def _names(evidence: Evidence, articles: Sequence[Article], place_id: str | None) -> bool:
    """Whether an article of the part names the place."""
    ids = {a.article_id for a in articles}
    return any(p.place_id == place_id and p.article_id in ids for p in evidence.places)
