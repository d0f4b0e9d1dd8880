"""Makers of small rows for tests: everything has a value, each test names only what it is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tasks.threat.formula import load_formula
from warehouse.tables import SECTORS, Article, Contribution, Event, EventArticle, FeedItem, Hotspot, Place, Score, Story

COUNTRY = "MN"
WEEK = dt.date(2026, 4, 24)
REVISION = "0123456789abcdef"
AT = dt.datetime(2026, 4, 26, 12, tzinfo=dt.UTC)
_KEY = {"country": COUNTRY, "week": WEEK, "revision": REVISION}


def hexed(n: int) -> str:
    return f"{n:016x}"


def item(n: int = 1, **changes: Any) -> FeedItem:
    values: dict[str, Any] = {
        "week": WEEK,
        "item_id": hexed(n),
        "feed_url": "https://example.org/rss",
        "outlet": "Example Post",
        "publisher": "Example Post",
        "outlet_country": None,
        "url": f"https://example.org/{n}",
        "guid": None,
        "title": f"Title {n}",
        "text": "",
        "lang": "en",
        "published_at": AT,
        "published_basis": "published",
        "fetched_at": AT,
        "raw_sha256": "0" * 64,
        "position": n,
    }
    return FeedItem(**(values | changes))


def article(n: int = 1, **changes: Any) -> Article:
    values: dict[str, Any] = {
        **_KEY,
        "article_id": hexed(n),
        "outlet": f"Outlet {n}",
        "publisher": f"Publisher {n}",
        "outlet_country": None,
        "feed_url": "https://example.org/rss",
        "url": f"https://example.org/{n}",
        "title": f"Title {n}",
        "text": "",
        "lang": "en",
        "published_at": AT,
        "raw_sha256": "0" * 64,
        "about_basis": "title_name",
        "about_evidence": "Mongolia",
        "event_date": None,
        "time_kind": "current",
        "time_evidence": None,
        "duplicate_of": None,
        "duplicate_basis": None,
        "category": "consult",
        "sector": "diplomacy",
        "severity": 0.0,
        "killed": None,
        "injured": None,
        "why": "",
        "actors": [],
        "story_id": hexed(n),
    }
    return Article(**(values | changes))


def story(n: int = 1, **changes: Any) -> Story:
    values: dict[str, Any] = {
        **_KEY,
        "story_id": hexed(n),
        "title": f"Title {n}",
        "lead_article_id": hexed(n),
        "article_count": 1,
        "original_count": 1,
        "publisher_count": 1,
        "languages": ["en"],
        "event_date": dt.date(2026, 4, 26),
        "first_seen_at": AT,
        "last_seen_at": AT,
        "status": "new",
        "continues": None,
        "category": "assault",
        "sector": "internal_security",
        "severity": 2.0,
        "killed_low": None,
        "killed_high": None,
        "injured_low": None,
        "injured_high": None,
        "certainty": 1.0,
        "nearness": "inside",
        "actors": [],
        "together_because": "one article",
    }
    return Story(**(values | changes))


def place(n: int = 1, **changes: Any) -> Place:
    values: dict[str, Any] = {
        **_KEY,
        "story_id": hexed(n),
        "article_id": hexed(n),
        "place_id": "geonames:2028462",
        "name": "Ulaanbaatar",
        "kind": "capital",
        "text": "Ulaanbaatar",
        "start": 0,
        "end": 11,
        "in_title": False,
        "lat": 47.90771,
        "lng": 106.88324,
        "place_country": COUNTRY,
        "is_foreign": False,
        "role": "mention",
        "precision_km": 20.0,
    }
    return Place(**(values | changes))


def past_score(week: dt.date, value: float, level: str = "Guarded", **changes: Any) -> Score:
    values: dict[str, Any] = {
        **_KEY,
        "week": week,
        "formula_version": load_formula().version,
        "raw_points": 1.0,
        "threat_score": value,
        "score_low": 0.0,
        "score_high": 100.0,
        "threat_level": level,
        "level_reason": "",
        "change": "unchanged",
        "baseline_median": None,
        "baseline_weeks": 0,
        "relative_z": None,
        "trend_4w": None,
        "trend_12w": None,
        "article_count": 10,
        "story_count": 5,
        "publisher_count": 5,
        **dict.fromkeys(
            SECTORS,
            0.0,
        ),
    }
    return Score(**(values | changes))


__all__ = [
    "AT",
    "COUNTRY",
    "REVISION",
    "WEEK",
    "Contribution",
    "Hotspot",
    "article",
    "hexed",
    "item",
    "past_score",
    "place",
    "story",
]


def event(n: int = 1, **changes: Any) -> Event:
    """An event that article n tells, in story n."""
    values: dict[str, Any] = {
        **_KEY,
        "event_id": f"e{n:015x}",
        "title": f"Title {n}",
        "lead_article_id": hexed(n),
        "kind": "assault",
        "sector": "military",
        "ucdp_type": None,
        "event_date": AT.date(),
        "until": None,
        "site": None,
        "place_id": None,
        "site_country": None,
        "unit": None,
        "lat": None,
        "lng": None,
        "radius_km": None,
        "killed_low": None,
        "killed_best": None,
        "killed_high": None,
        "injured_low": None,
        "injured_best": None,
        "injured_high": None,
        "toll_as_of": None,
        "toll_publishers": 0,
        "actors": [],
        "targets": [],
        "severity": 2.0,
        "relevance": 2.0,
        "nearness": "inside",
        "state": "ended",
        "certainty": 1.0,
        "salience": 1.0,
        "rank": n,
        "publisher_count": 1,
        "article_count": 1,
        "languages": ["en"],
        "first_told_at": AT,
        "last_told_at": AT,
        "first_week": WEEK,
        "status": "new",
        "follows": None,
        "thread_id": None,
        "story_ids": [hexed(n)],
        "together_because": "told by one article",
    }
    return Event(**(values | changes))


def member(n: int = 1, event_id: str | None = None) -> EventArticle:
    """Article n tells event n, or another."""
    return EventArticle(**_KEY, event_id=event_id or f"e{n:015x}", article_id=hexed(n), why="the only article")
