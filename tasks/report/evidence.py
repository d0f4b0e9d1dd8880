"""Evidence: everything a report of one country and week may speak of, and an index into it."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tasks.countries.profiles import CountryProfile
from tasks.events.taxonomy import UNCLASSIFIED
from tasks.stories.make import by_gravity
from warehouse.tables import (
    Article,
    Contribution,
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
    previous_stories: tuple[Story, ...]
    """Stories of the week before; empty where it was never built."""
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

    @functools.cached_property
    def article(self) -> Mapping[str, Article]:
        """The articles by article_id."""
        return {article.article_id: article for article in self.articles}

    @functools.cached_property
    def story(self) -> Mapping[str, Story]:
        """The stories by story_id."""
        return {story.story_id: story for story in self.stories}

    @functools.cached_property
    def points(self) -> Mapping[str, float]:
        """The points of each story that has any, by story_id."""
        return {contribution.story_id: contribution.points for contribution in self.contributions}

    @functools.cached_property
    def members(self) -> Mapping[str, tuple[Article, ...]]:
        """The current originals of each story: its lead first, then earliest first."""
        grouped: dict[str, list[Article]] = defaultdict(list)
        for article in self.articles:
            if article.story_id is not None and article.duplicate_of is None and article.time_kind == "current":
                grouped[article.story_id].append(article)
        return {
            story.story_id: tuple(
                sorted(
                    grouped[story.story_id],
                    key=lambda a: (a.article_id != story.lead_article_id, a.published_at, a.article_id),
                )
            )
            for story in self.stories
        }

    @functools.cached_property
    def story_places(self) -> Mapping[str, tuple[Place, ...]]:
        """The places of each story, most precise first, one of each place_id."""
        grouped: dict[str, dict[str, Place]] = defaultdict(dict)
        for place in sorted(self.places, key=lambda p: (p.precision_km, not p.in_title, p.start, p.place_id)):
            if place.story_id is not None:
                grouped[place.story_id].setdefault(place.place_id, place)
        return {story_id: tuple(places.values()) for story_id, places in grouped.items()}

    @functools.cached_property
    def places_of(self) -> Mapping[str, tuple[Place, ...]]:
        """All mentions of places in the articles of each story."""
        grouped: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            if place.story_id is not None:
                grouped[place.story_id].append(place)
        return {story_id: tuple(places) for story_id, places in grouped.items()}

    @functools.cached_property
    def by_importance(self) -> tuple[Story, ...]:
        """The stories with any article, the gravest first: severity by reach; what is of no known kind after the others of
        its nearness, since its severity is a guess; what only mentions the country last."""
        told = [story for story in self.stories if self.members.get(story.story_id)]
        return tuple(sorted(told, key=lambda s: (s.nearness == "mentioned", s.category == UNCLASSIFIED, by_gravity(s))))

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
