"""The tables: one Row class for each, in the order in which a country-week is built.

Every row can be traced back: score -> contribution -> story -> article -> item -> raw bytes.
Rows of a country-week carry a `revision`: the digest of everything they were computed from (items,
profile, formula, models, history). Equal inputs give the equal revision and equal rows, so building
again changes nothing; a `runs` row is written last and makes its revision the current one.
"""

from __future__ import annotations

from warehouse.schema import Row
from warehouse.tables.collected import FeedHealth, FeedItem, Fetch, Issue
from warehouse.tables.happened import Event, EventArticle, EventCountry, EventFigure, Thread
from warehouse.tables.told import Article, Place, Story
from warehouse.tables.vocabulary import (
    LEVELS,
    SECTORS,
    CountryPart,
    CountryWeekRow,
    DecisionKind,
    DuplicateBasis,
    EventState,
    FigureKind,
    FigureScope,
    Genre,
    IssueSeverity,
    Nearness,
    PlaceKind,
    PlaceRole,
    Reality,
    Sector,
    SiteBasis,
    Span,
    StoryStatus,
    ThreatLevel,
    TimeKind,
    Trend,
    UcdpType,
)
from warehouse.tables.weighed import Contribution, Hotspot, Outlook, PlaceWeek, Score
from warehouse.tables.written import Correction, Report, Run, Statement, StatementEvidence

TABLES: tuple[type[Row], ...] = (
    Fetch,
    FeedItem,
    Article,
    Story,
    Place,
    Event,
    EventFigure,
    EventArticle,
    EventCountry,
    Thread,
    Contribution,
    Score,
    Hotspot,
    PlaceWeek,
    Report,
    Statement,
    StatementEvidence,
    Outlook,
    Correction,
    Issue,
    Run,
)
"""Every table; a country-week is written in this order, `runs` last."""

__all__ = [
    "LEVELS",
    "SECTORS",
    "TABLES",
    "Article",
    "Contribution",
    "Correction",
    "CountryPart",
    "CountryWeekRow",
    "DecisionKind",
    "DuplicateBasis",
    "Event",
    "EventArticle",
    "EventCountry",
    "EventFigure",
    "EventState",
    "FeedHealth",
    "FeedItem",
    "Fetch",
    "FigureKind",
    "FigureScope",
    "Genre",
    "Hotspot",
    "Issue",
    "IssueSeverity",
    "Nearness",
    "Outlook",
    "Place",
    "PlaceKind",
    "PlaceRole",
    "PlaceWeek",
    "Reality",
    "Report",
    "Run",
    "Score",
    "Sector",
    "SiteBasis",
    "Span",
    "Statement",
    "StatementEvidence",
    "Story",
    "StoryStatus",
    "Thread",
    "ThreatLevel",
    "TimeKind",
    "Trend",
    "UcdpType",
]
