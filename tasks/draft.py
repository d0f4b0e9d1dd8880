"""A country-week while it grows: the pool that it is made from, the past that it is compared with, and the draft itself.

A `Draft` is neither a pydantic model nor a dataclass, so that an orchestrator that walks through arguments passes it by untouched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from tasks.about.attribute import About, Attributor
from tasks.countries.profiles import CountryProfile
from tasks.decisions.apply import correction, has_effect
from tasks.decisions.decision import Decision
from tasks.events.heads_version import heads_version
from tasks.events.reading import EventReading
from tasks.language.encoder import lede
from tasks.language.encoder_version import ENCODER_VERSION
from tasks.report.analyst.scribe import Scribe
from tasks.report.translate.headlines import Interpreter
from tasks.stories.duplicates import Duplicate
from tasks.threat.formula import Formula
from tasks.threat.standing import StandingTables, standing_tables
from tasks.time.select import Selected
from warehouse.schema import Row
from warehouse.tables import (
    Article,
    Contribution,
    Correction,
    Event,
    EventArticle,
    EventCountry,
    EventFigure,
    FeedItem,
    Fetch,
    Hotspot,
    Issue,
    Outlook,
    Place,
    PlaceWeek,
    Report,
    Score,
    Statement,
    StatementEvidence,
    Story,
    Thread,
)
from warehouse.weeks import Week


class Pool:
    """The items from which the country-weeks of one week are built, by the countries that they are about."""

    def __init__(self, week: Week) -> None:
        self.week = week
        self._by_country: dict[str, list[tuple[FeedItem, About]]] = {}

    @classmethod
    def attributed(cls, week: Week, items: Iterable[FeedItem], attributor: Attributor) -> Pool:
        """The pool of these items."""
        pool = cls(week)
        for item in items:
            for about in attributor.about(item.title, item.text, item.lang, outlet_country=item.outlet_country):
                pool.add(item, about)
        return pool

    def add(self, item: FeedItem, about: About) -> None:
        """Puts an item to those about a country."""
        self._by_country.setdefault(about.country, []).append((item, about))

    def about(self, country: str) -> list[tuple[FeedItem, About]]:
        """The items about a country, with why, by item_id."""
        return sorted(self._by_country.get(country, []), key=lambda found: (found[0].item_id, found[0].week))


class Past:
    """What earlier weeks of the same country say: the score's history, last week's stories, recent places."""

    def __init__(
        self,
        scores: Sequence[Score] = (),
        place_weeks: Sequence[PlaceWeek | Hotspot] = (),
        stories: Sequence[Story] = (),
        articles: Sequence[Article] = (),
        places: Sequence[Place] = (),
        events: Sequence[Event] = (),
        threads: Sequence[Thread] = (),
    ) -> None:
        """`stories`, `articles`, `places`, `events` and `threads` are those of the week before."""
        self.scores = tuple(sorted(scores, key=lambda s: s.week))
        self.place_weeks = tuple(sorted(place_weeks, key=lambda p: (p.week, p.place_id)))
        self.stories = tuple(sorted(stories, key=lambda s: s.story_id))
        self.events = tuple(sorted(events, key=lambda e: e.event_id))
        self.threads = tuple(sorted(threads, key=lambda t: t.thread_id))
        by_id = {article.article_id: article for article in articles}
        leads = {s.story_id: by_id[s.lead_article_id] for s in self.stories if s.lead_article_id in by_id}
        self.story_texts = {story_id: lede(lead.title, lead.text) for story_id, lead in leads.items()}
        named: dict[str, set[str]] = {}
        for place in places:
            if place.story_id is not None:
                named.setdefault(place.story_id, set()).add(place.place_id)
        self.story_places = {story_id: frozenset(ids) for story_id, ids in named.items()}


class Draft:
    """A country-week as it grows. Each stage fills in its own attributes and reads those before.

    `seconds` is the time that each stage took, by the stage's name; `cpu_seconds` the processor time of all of them.
    """

    def __init__(
        self,
        *,
        profile: CountryProfile,
        week: Week,
        week_starts_on: int,
        pool: Pool,
        past: Past,
        fetches: Sequence[Fetch],
        formula: Formula,
        code_version: str,
        provisional: bool = False,
        scribe: Scribe | None = None,
        interpreter: Interpreter | None = None,
        standing: StandingTables | None = None,
        decisions: Sequence[Decision] = (),
        shared_feeds: frozenset[str] = frozenset(),
    ) -> None:
        self.scribe = scribe
        self.interpreter = interpreter
        self.standing_tables = standing or standing_tables()
        self.profile = profile
        self.week = week
        self.week_starts_on = week_starts_on
        self.past = past
        self.fetches = tuple(sorted(fetches, key=lambda f: (f.feed_url, f.fetched_at)))
        self.shared_feeds = shared_feeds
        self.formula = formula
        self.code_version = code_version
        self.provisional = provisional
        self.about: dict[str, About] = {}
        self.items: list[FeedItem] = []
        for item, about in pool.about(profile.country):
            if item.item_id not in self.about:  # an item that stands in two weeks is of the earlier one
                self.items.append(item)
                self.about[item.item_id] = about
        self.decisions = tuple(d for d in decisions if has_effect(self.items, d))
        self.corrections: list[Correction] = []
        self.issues: list[Issue] = []
        self.selected: list[Selected] = []
        self.duplicates: dict[str, Duplicate] = {}
        self.readings: dict[str, EventReading] = {}
        self.articles: list[Article] = []
        self.places: list[Place] = []
        self.vectors: dict[str, np.ndarray] = {}
        self.stories: list[Story] = []
        self.events: list[Event] = []
        self.event_figures: list[EventFigure] = []
        self.event_articles: list[EventArticle] = []
        self.event_countries: list[EventCountry] = []
        self.threads: list[Thread] = []
        self.contributions: list[Contribution] = []
        self.score: Score | None = None
        self.hotspots: list[Hotspot] = []
        self.place_weeks: list[PlaceWeek] = []
        self.outlook: list[Outlook] = []
        self.report: Report | None = None
        self.statements: list[Statement] = []
        self.statement_evidence: list[StatementEvidence] = []
        self.seconds: dict[str, float] = {}
        self.cpu_seconds = 0.0

    @cached_property
    def input_digest(self) -> str:
        """16 hex digits of the items that the country-week is built from."""
        return _digest(item.item_id for item in self.items)

    @cached_property
    def revision(self) -> str:
        """16 hex digits of everything that the rows depend on: equal revisions have equal rows."""
        return _digest(
            [
                self.profile.country,
                self.week.start.isoformat(),
                str(self.week_starts_on),
                self.input_digest,
                self.profile.digest,
                self.formula.version,
                self.standing_tables.digest,
                self.code_version,
                ENCODER_VERSION,
                heads_version(),
                str(self.provisional),
                *(f"{s.week} {s.threat_level} {s.threat_score!r}" for s in self.past.scores),
                *(f"{s.story_id} {s.title}" for s in self.past.stories),
                *(f"{story_id} {text}" for story_id, text in sorted(self.past.story_texts.items())),
                *(f"{story_id} {sorted(ids)}" for story_id, ids in sorted(self.past.story_places.items())),
                *(f"{e.event_id} {e.title} {e.event_date} {e.killed_best}" for e in self.past.events),
                *(f"{t.thread_id} {t.first_week} {t.week_count}" for t in self.past.threads),
                *(f"{p.week} {p.place_id} {p.points!r}" for p in self.past.place_weeks),
                *(f"{f.feed_url} {f.status} {f.health}" for f in self.fetches),
                *(f"decision {d.digest}" for d in self.decisions),
                *([f"model {self.scribe.digest}"] if self.scribe else []),
                *([f"translator {self.interpreter.translator.digest}"] if self.interpreter else []),
            ]
        )

    def correct(self, decision: Decision, subjects: Sequence[str], effect: str) -> None:
        """Writes down what a decision of the desk did; where it found nothing to change, that is an issue too."""
        key = (self.profile.country, self.week.start, self.revision)
        self.corrections.append(correction(*key, decision, subjects, effect))
        if not subjects:
            self.issues.append(
                Issue(
                    week=self.week.start,
                    country=self.profile.country,
                    revision=self.revision,
                    stage="happen" if decision.not_about is None else "select",
                    severity="warning",
                    kind="decision_without_effect",
                    subject=decision.id,
                    message=effect,
                    remedy="look the ids up again (weekwatch query events), or take the decision out of desk/",
                )
            )

    def rows(self) -> dict[type[Row], Sequence[Row]]:
        """The rows of every table of the country-week (without its run). Raises ValueError before the last stage."""
        if self.score is None or self.report is None:
            raise ValueError("the country-week is not finished")
        return {
            Article: self.articles,
            Story: self.stories,
            Place: self.places,
            Event: self.events,
            EventFigure: self.event_figures,
            EventArticle: self.event_articles,
            EventCountry: self.event_countries,
            Thread: self.threads,
            Contribution: self.contributions,
            Score: [self.score],
            Hotspot: self.hotspots,
            PlaceWeek: self.place_weeks,
            Report: [self.report],
            Statement: self.statements,
            StatementEvidence: self.statement_evidence,
            Outlook: self.outlook,
            Correction: self.corrections,
            Issue: self.issues,
        }


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
