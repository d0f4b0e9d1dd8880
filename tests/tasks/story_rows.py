"""Rows for the tests of clusters and stories."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from warehouse.tables import Article, Place

WEEK = dt.date(2026, 4, 20)
NOON = dt.datetime(2026, 4, 21, 12, tzinfo=dt.UTC)


def article(name: str, title: str, text: str = "", *, days: float = 0, **values: Any) -> Article:
    """An article named by any word, published at noon of the Tuesday or so many days later."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    row: dict[str, Any] = {
        "country": "MN",
        "week": WEEK,
        "revision": "0" * 16,
        "article_id": digest[:16],
        "outlet": name,
        "publisher": name,
        "outlet_country": None,
        "feed_url": "https://feeds.example/rss",
        "url": f"https://{name}.example/",
        "title": title,
        "text": text,
        "lang": "en",
        "published_at": NOON + dt.timedelta(days=days),
        "raw_sha256": digest,
        "about_basis": "title_name",
        "about_evidence": "Mongolia",
        "event_date": None,
        "time_kind": "current",
        "time_evidence": None,
        "duplicate_of": None,
        "duplicate_basis": None,
        "category": "disaster",
        "sector": "disaster",
        "severity": 2.0,
        "killed": None,
        "injured": None,
        "why": "",
        "actors": [],
        "story_id": None,
    }
    return Article(**{**row, **values})


def place(of: Article, place_id: str, country: str, kind: str = "city", **values: Any) -> Place:
    """A place that the article names in its title."""
    row: dict[str, Any] = {
        "country": of.country,
        "week": of.week,
        "revision": of.revision,
        "story_id": None,
        "article_id": of.article_id,
        "place_id": place_id,
        "name": place_id,
        "kind": kind,
        "text": "X",
        "start": 0,
        "end": 1,
        "in_title": True,
        "lat": 47.9,
        "lng": 106.9,
        "place_country": country,
        "is_foreign": country != of.country,
        "role": "site",
        "precision_km": 5.0,
    }
    return Place(**{**row, **values})
