"""Evidence: everything a report of one country and week may speak of, and an index into it."""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tasks.countries.profiles import CountryProfile
from tasks.language.word_lists import word_list
from tasks.report.prose.telling import telling
from tasks.report.relevance import (
    NEAR_SECURITY,
    TITLES_COMPARED,
    ToldEvent,
    changes_control,
    is_of,
    is_part,
    is_told,
    matters,
    together,
    weight_beside,
)
from warehouse.tables import (
    Article,
    Contribution,
    Event,
    EventArticle,
    EventFigure,
    Fetch,
    Hotspot,
    Issue,
    Outlook,
    Place,
    Report,
    Score,
    Statement,
    StatementEvidence,
    Story,
)
from warehouse.weeks import Week

FOREMOST_AT_LEAST = 5
"""Events that a brief tells of a week that has so many."""
GROWS = 3.0
"""Times the event's best estimate up to which a number told on a later day is its growth."""
SHRINKS = 0.5
"""A later number of dead under this share of one that two publishers told is of something else."""


@functools.cache
def _leaders() -> Mapping[str, Sequence[str]]:
    """Names of those who govern, by country: read once, as every event asks for them."""
    found: Mapping[str, Sequence[str]] = word_list("leaders")
    return found


@dataclass(frozen=True, slots=True)
class ToldToll:
    """A number of dead, the day on which it was told and the articles that tell it."""

    killed: int
    as_of: dt.date
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class Evidence:
    """The rows of a country-week from which its report is written. No effects, no clock: equal rows, equal report."""

    profile: CountryProfile
    week: Week
    revision: str
    score: Score
    history: tuple[Score, ...]
    """Scores of earlier weeks, oldest first."""
    contributions: tuple[Contribution, ...]
    stories: tuple[Story, ...]
    events: tuple[Event, ...]
    """What happened, in any order; `ranked` has the order of salience."""
    event_articles: tuple[EventArticle, ...]
    event_figures: tuple[EventFigure, ...]
    previous_events: tuple[Event, ...]
    """Events of the week before; empty where it was never built."""
    articles: tuple[Article, ...]
    """All of them, repetitions included."""
    places: tuple[Place, ...]
    hotspots: tuple[Hotspot, ...]
    outlook: tuple[Outlook, ...]
    issues: tuple[Issue, ...]
    """What selection left out of this country-week, and why."""
    feed_health: tuple[Fetch, ...]
    provisional: bool
    """The week is not over yet."""
    shared_feeds: frozenset[str] = frozenset()
    """URLs of feeds that several countries' profiles list."""
    translations: Mapping[str, str] = field(default_factory=dict)
    """Headlines translated into the report's language, by article_id; empty without a translator."""

    @functools.cached_property
    def article(self) -> Mapping[str, Article]:
        """The articles by article_id."""
        return {article.article_id: article for article in self.articles}

    @functools.cached_property
    def rarity(self) -> Mapping[str, float]:
        """How rare each telling stem is in the week's headlines: the logarithm of one more than headlines to those that have it; the country's names 0."""
        counted = Counter(word for article in self.articles for word in telling(article.title))
        own = telling(" ".join(n.rstrip("*") for names in self.profile.names.values() for n in names))
        return {word: 0.0 if word in own else math.log1p(len(self.articles) / n) for word, n in counted.items()}

    @functools.cached_property
    def own_names(self) -> tuple[str, ...]:
        """How the country and its people are called, in small letters; of names with an ending left open, the stem."""
        return tuple({n.rstrip("*").casefold(): None for names in self.profile.names.values() for n in names})

    @functools.cached_property
    def _groups(self) -> list[tuple[ToldEvent, list[ToldEvent]]]:
        """The events that may be told, each with those that a reader takes for a part of it."""
        own = telling(" ".join(n.rstrip("*") for names in self.profile.names.values() for n in names))
        groups: list[tuple[ToldEvent, list[ToldEvent]]] = []
        for event in sorted(self.events, key=lambda e: (e.rank, e.event_id)):
            originals = self.originals.get(event.event_id, ())
            if not originals:
                continue
            is_change = changes_control(originals, event.kind, self.names_of_control(originals))
            if not is_told(event, originals, is_change=is_change):
                continue
            titles = tuple(telling(a.title) - own for a in originals[:TITLES_COMPARED])
            one = ToldEvent(event, originals, titles, is_change=is_change)
            home = next((group for group in groups if is_part(one, group[0])), None)
            if home is None:
                groups.append((one, []))
            else:
                home[1].append(one)
        return groups

    @functools.cached_property
    def _home_places(self) -> Mapping[str, list[str]]:
        """The names of places inside the country that an article gives, in small letters, by article_id."""
        found: dict[str, list[str]] = defaultdict(list)
        for place in self.places:
            if not place.is_foreign and place.kind != "country":
                found[place.article_id].append(place.text.casefold())
        return found

    @functools.cached_property
    def abroad_in_title(self) -> Mapping[str, frozenset[str]]:
        """The other countries that a title names, by article_id."""
        found: dict[str, set[str]] = defaultdict(set)
        for place in self.places:
            if place.is_foreign and place.kind == "country" and place.in_title and place.place_country is not None:
                found[place.article_id].add(place.place_country)
        return {article: frozenset(codes) for article, codes in found.items()}

    def names_of_control(self, articles: Sequence[Article]) -> frozenset[str]:
        """Whom or what an event must name to be a change of control, in small letters: places of its articles inside the country, its leaders."""
        leaders = (name.rstrip("*").casefold() for name in _leaders().get(self.profile.country, ()))
        return frozenset([*leaders, *(name for a in articles for name in self._home_places.get(a.article_id, ()))])

    @functools.cached_property
    def changes(self) -> frozenset[str]:
        """The event_ids of told events in which a place, a seat of power or the state changed hands."""
        return frozenset(
            lead.event.event_id for lead, others in self._groups if any(one.is_change for one in (lead, *others))
        )

    @functools.cached_property
    def _told(self) -> tuple[tuple[Event, tuple[Event, ...]], ...]:
        """The events that may be told, the most salient first, with their parts."""
        told = [(together(lead, others), tuple(o.event for o in others)) for lead, others in self._groups]
        events = [event for event, _ in told]
        weights = {
            e.event_id: weight_beside(
                e, self.originals.get(e.event_id, ()), events, is_change=e.event_id in self.changes
            )
            for e in events
        }
        return tuple(sorted(told, key=lambda pair: (-weights[pair[0].event_id], pair[0].rank, pair[0].event_id)))

    @functools.cached_property
    def situation(self) -> Mapping[str, str]:
        """The event_id of the more salient event to whose situation a told event belongs, by event_id; none for those that stand alone."""
        by_id = {lead.event.event_id: lead for lead, _ in self._groups}
        found: dict[str, str] = {}
        for position, event in enumerate(self.ranked):
            for other in self.ranked[:position]:
                if other.event_id not in found and is_of(by_id[event.event_id], by_id[other.event_id]):
                    found[event.event_id] = other.event_id
                    break
        return found

    @functools.cached_property
    def originals(self) -> Mapping[str, tuple[Article, ...]]:
        """The current articles of each event that repeat no other, by event_id as it stands in `events`."""
        grouped: dict[str, list[Article]] = defaultdict(list)
        told = {row.article_id: row.event_id for row in self.event_articles}
        for article in self.articles:
            event_id = told.get(article.article_id)
            if event_id is not None and article.duplicate_of is None and article.time_kind == "current":
                grouped[event_id].append(article)
        return {event_id: tuple(articles) for event_id, articles in grouped.items()}

    @property
    def ranked(self) -> tuple[Event, ...]:
        """The events that a report may tell, the most salient first: see `tasks.report.relevance`."""
        return tuple(event for event, _ in self._told)

    @functools.cached_property
    def foremost(self) -> tuple[Event, ...]:
        """Of these the ones that matter, in the same order; in a quiet week the first, and up to five that are near security or told by two publishers."""
        found = {event.event_id for event in self.ranked if matters(event)}
        for event in self.ranked:
            if len(found) >= FOREMOST_AT_LEAST:
                break
            if not found or event.relevance >= NEAR_SECURITY or event.publisher_count > 1:
                found.add(event.event_id)
        return tuple(event for event in self.ranked if event.event_id in found)

    @functools.cached_property
    def lead_of(self) -> Mapping[str, str]:
        """The event_id under which an event is told that a reader takes for a part of another, by its own."""
        return {other.event_id: event.event_id for event, others in self._told for other in others}

    @functools.cached_property
    def event(self) -> Mapping[str, Event]:
        """The events by event_id, those that are told as a reader sees them."""
        return {event.event_id: event for event in (*self.events, *self.ranked)}

    @functools.cached_property
    def event_of(self) -> Mapping[str, str]:
        """The event_id under which each article is told, by article_id."""
        return {row.article_id: self.lead_of.get(row.event_id, row.event_id) for row in self.event_articles}

    @functools.cached_property
    def members(self) -> Mapping[str, tuple[Article, ...]]:
        """The current originals of each event: its lead first, then the latest first."""
        grouped: dict[str, list[Article]] = defaultdict(list)
        for event_id, articles in self.originals.items():
            grouped[self.lead_of.get(event_id, event_id)] += articles
        return {
            event_id: tuple(
                sorted(
                    articles,
                    key=lambda a: (
                        a.article_id != self.event[event_id].lead_article_id, -a.published_at.timestamp(), a.article_id,
                    ),
                )
            )
            for event_id, articles in grouped.items()
        }  # fmt: skip

    @functools.cached_property
    def places_of(self) -> Mapping[str, tuple[Place, ...]]:
        """All mentions of places in the articles of each event."""
        grouped: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            if (event_id := self.event_of.get(place.article_id)) is not None:
                grouped[event_id].append(place)
        return {event_id: tuple(places) for event_id, places in grouped.items()}

    @functools.cached_property
    def tolls(self) -> Mapping[str, tuple[ToldToll, ...]]:
        """The numbers of dead told of each event: what grew beyond its best estimate, that estimate, then by day, the latest first."""
        told: dict[str, dict[tuple[dt.date, int], dict[str, Article]]] = defaultdict(lambda: defaultdict(dict))
        for row in sorted(self.event_figures, key=lambda f: (f.told_at, f.article_id, f.start)):
            if row.what == "killed" and row.covers in ("event", "running") and row.article_id in self.article:
                event_id = self.lead_of.get(row.event_id, row.event_id)
                told[event_id][row.told_at.date(), row.low].setdefault(row.publisher, self.article[row.article_id])
        found: dict[str, tuple[ToldToll, ...]] = {}
        for event in self.ranked:
            days = sorted(
                told[event.event_id].items(), key=lambda one: (one[0][0], len(one[1]), one[0][1]), reverse=True
            )
            tolls = [ToldToll(killed, day, tuple(articles.values())) for (day, killed), articles in days if killed > 0]
            if event.killed_best and event.toll_as_of and self.toll_sources.get(event.event_id):
                best, as_of = event.killed_best, event.toll_as_of
                grown = [t for t in tolls if t.as_of > as_of and best <= t.killed <= GROWS * best]
                own = ToldToll(best, as_of, self.toll_sources[event.event_id])
                tolls = [*grown, own, *(t for t in tolls if t.killed <= GROWS * best)]  # more is of something else
            floor = SHRINKS * max((t.killed for t in tolls if len(t.articles) > 1), default=0)
            found[event.event_id] = tuple(toll for toll in tolls if toll.killed >= floor)
        return found

    @functools.cached_property
    def toll_sources(self) -> Mapping[str, tuple[Article, ...]]:
        """The articles on which the deaths of each event rest, one a publisher, the latest first."""
        found: dict[str, dict[str, Article]] = defaultdict(dict)
        for row in sorted(self.event_figures, key=lambda f: (-f.told_at.timestamp(), f.article_id, f.start)):
            event_id = self.lead_of.get(row.event_id, row.event_id)
            killed = self.event[event_id].killed_best
            fits = (
                killed is not None
                and row.low <= killed <= row.high
                and row.told_at.date() == self.event[event_id].toll_as_of
            )
            if row.counts and row.what == "killed" and fits and row.article_id in self.article:
                found[event_id].setdefault(row.publisher, self.article[row.article_id])
        for event in self.ranked:
            for article in self.members[event.event_id]:
                if article.killed is not None and article.killed == event.killed_best and not found.get(event.event_id):
                    found[event.event_id][article.publisher] = article
        return {event_id: tuple(articles.values()) for event_id, articles in found.items()}

    @property
    def previous_score(self) -> Score | None:
        """The score of the week just before; None where it was not built."""
        before = [score for score in self.history if score.week == self.week.shift(-1).start]
        return before[-1] if before else None


@dataclass(frozen=True, slots=True)
class Written:
    """A written report: its row, its published statements, and what was held back and why."""

    report: Report
    statements: list[Statement]
    issues: list[Issue]
    proof: list[StatementEvidence]
    """The words that bear each statement."""
