"""Small valid rows for the warehouse's tests: every field filled by its type, keys given."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, TypeVar

from tasks.threat.formula import load_formula
from tests.warehouse.event_samples import event_rows
from warehouse.schema import Row
from warehouse.store.country_weeks import CountryWeekRows
from warehouse.tables import (
    SECTORS,
    Article,
    Contribution,
    Correction,
    FeedItem,
    Fetch,
    Hotspot,
    Issue,
    Outlook,
    Place,
    PlaceWeek,
    Report,
    Run,
    Score,
    Statement,
    StatementEvidence,
    Story,
)

R = TypeVar("R", bound=Row)
WEEK = dt.date(2026, 4, 20)
NOW = dt.datetime(2026, 4, 27, 6, 0, tzinfo=dt.UTC)


def ident(*parts: object) -> str:
    """Sixteen hex digits that stand for those parts."""
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:16]


def item(name: str, week: dt.date = WEEK, **fields: Any) -> FeedItem:
    start = dt.datetime.combine(week, dt.time(9), dt.UTC)
    values: dict[str, Any] = {
        "week": week,
        "item_id": ident("item", name),
        "feed_url": "https://news.example/feed",
        "outlet": "Example News",
        "publisher": "Example News",
        "outlet_country": None,
        "url": f"https://news.example/{name}",
        "guid": None,
        "title": f"Title {name}",
        "text": f"Text of {name} near the border crossing",
        "lang": "en",
        "published_at": start,
        "published_basis": "published",
        "fetched_at": start,
        "raw_sha256": hashlib.sha256(name.encode()).hexdigest(),
        "position": 0,
    }
    return FeedItem.model_validate(values | fields)


def fetch(feed_url: str = "https://news.example/feed", at: dt.datetime = NOW, **fields: Any) -> Fetch:
    values: dict[str, Any] = {
        "week": at.date() - dt.timedelta(days=at.weekday()),
        "feed_url": feed_url,
        "final_url": feed_url,
        "fetched_at": at,
        "status": "fetched",
        "http_status": 200,
        "error": None,
        "raw_sha256": None,
        "body_bytes": 10,
        "content_type": "text/xml",
        "etag": '"a"',
        "last_modified": None,
        "item_count": 1,
        "new_item_count": 1,
        "undated_count": 0,
        "countries": ["MN"],
        "health": "alive",
        "failures": 0,
        "due_at": at + dt.timedelta(hours=1),
    }
    return Fetch.model_validate(values | fields)


def run(country: str = "MN", week: dt.date = WEEK, revision: str = "r1", **fields: Any) -> Run:
    values: dict[str, Any] = {
        "country": country,
        "week": week,
        "revision": revision,
        "status": "complete",
        "error": None,
        "started_at": NOW,
        "finished_at": NOW,
        "input_digest": "i",
        "profile_digest": "p",
        "formula_version": load_formula().version,
        "code_version": "0.1.0",
        "item_count": 3,
        "article_count": 3,
        "story_count": 2,
        "issue_count": 1,
        "seconds": 0.1,
    }
    return Run.model_validate(values | fields)


def country_week(
    country: str = "MN",
    week: dt.date = WEEK,
    revision: str = "r1",
    *,
    articles: int = 3,
    score: float = 40.0,
    finished_at: dt.datetime = NOW,
    place_id: str = "geonames:2028462",
) -> CountryWeekRows:
    """A consistent country-week: that many articles, each its own story but the last, which repeats the first."""
    base = {"country": country, "week": week, "revision": revision}
    at = dt.datetime.combine(week, dt.time(9), dt.UTC)
    names = [f"{country}-{week}-{n}" for n in range(articles)]
    originals = names[: max(1, articles - 1)]
    per_story = round(score / len(originals), 6)
    article_rows = [
        Article.model_validate(
            base
            | {
                "article_id": ident("item", name),
                "outlet": f"Outlet {n % 2}",
                "publisher": f"Outlet {n % 2}",
                "outlet_country": country,
                "feed_url": "https://news.example/feed",
                "url": f"https://news.example/{name}",
                "title": f"Shelling near the border, {name}",
                "text": f"Officials said on Monday that two people were killed, {name}.",
                "lang": "en" if n % 2 == 0 else "fr",
                "published_at": at + dt.timedelta(hours=n),
                "raw_sha256": hashlib.sha256(name.encode()).hexdigest(),
                "about_basis": "title_name",
                "about_evidence": country,
                "event_date": week,
                "time_kind": "current",
                "time_evidence": "on Monday",
                "duplicate_of": None if name in originals else ident("item", originals[0]),
                "duplicate_basis": None if name in originals else "near_text",
                "category": "armed_clash",
                "sector": "military",
                "severity": 3.0,
                "killed": 2,
                "injured": None,
                "why": "killed",
                "actors": [country],
                "story_id": ident("story", name if name in originals else originals[0]),
            }
        )
        for n, name in enumerate(names)
    ]
    story_rows = [
        Story.model_validate(
            base
            | {
                "story_id": ident("story", name),
                "title": f"Shelling near the border, {name}",
                "lead_article_id": ident("item", name),
                "article_count": 2 if n == 0 and len(names) > len(originals) else 1,
                "original_count": 1,
                "publisher_count": 1,
                "languages": ["en"],
                "event_date": week,
                "first_seen_at": at,
                "last_seen_at": at,
                "status": "new",
                "continues": None,
                "category": "armed_clash",
                "sector": "military",
                "severity": 3.0,
                "killed_low": 2,
                "killed_high": 2,
                "injured_low": None,
                "injured_high": None,
                "certainty": 0.8,
                "nearness": "inside",
                "actors": [country],
                "together_because": "one article",
            }
        )
        for n, name in enumerate(originals)
    ]
    place_rows = [
        Place.model_validate(
            base
            | {
                "story_id": ident("story", originals[0]),
                "article_id": ident("item", names[0]),
                "place_id": place_id,
                "name": "Ulaanbaatar",
                "kind": "capital",
                "text": "border",
                "start": 18,
                "end": 24,
                "in_title": True,
                "lat": 47.9,
                "lng": 106.9,
                "place_country": country,
                "is_foreign": False,
                "role": "mention",
                "precision_km": 10.0,
            }
        )
    ]
    contribution_rows = [
        Contribution.model_validate(
            base
            | {
                "formula_version": load_formula().version,
                "part": "event",
                "subject": ident("event", name),
                "label": name,
                "story_id": ident("story", name),
                "sector": "military",
                "tellings": 1,
                "dangerous_tellings": 1.0,
                "deaths": 0.0,
                "points": per_story,
            }
        )
        for name in originals
    ]
    sectors = SECTORS
    total = sum(row.points for row in contribution_rows)
    score_row = Score.model_validate(
        base
        | {
            "formula_version": load_formula().version,
            "raw_points": total,
            "threat_score": score,
            "score_low": max(0.0, score - 5),
            "score_high": min(100.0, score + 5),
            "threat_level": "Elevated",
            "level_reason": "the score",
            "change": "unknown",
            "baseline_median": None,
            "baseline_weeks": 0,
            "relative_z": None,
            "trend_4w": None,
            "trend_12w": None,
            "article_count": articles,
            "story_count": len(originals),
            "publisher_count": 2,
        }
        | {sector: total if sector == "military" else 0.0 for sector in sectors}
    )
    hotspot = Hotspot.model_validate(
        base
        | {
            "place_id": place_id,
            "label": "Ulaanbaatar",
            "detail": "Shelling was reported.",
            "lat": 47.9,
            "lng": 106.9,
            "intensity": 3,
            "radius_km": 10.0,
            "place_country": country,
            "is_foreign": False,
            "trend": "new",
            "points": score,
            "story_ids": [ident("story", originals[0])],
            "article_count": 1,
        }
    )
    place_week = PlaceWeek.model_validate(
        base
        | {
            "place_id": place_id,
            "name": "Ulaanbaatar",
            "place_country": country,
            "is_foreign": False,
            "rank": 1,
            "lat": 47.9,
            "lng": 106.9,
            "radius_km": 10.0,
            "points": score,
            "intensity": 3,
            "trend": "new",
            "event_count": 1,
            "article_count": 1,
        }
    )
    report = Report.model_validate(
        base
        | {
            "country_name": "Mongolia",
            "title": "Weekly report",
            "week_label": "2026-W17",
            "period_end": week + dt.timedelta(days=7),
            "threat_level": "Elevated",
            "threat_score": score,
            "change": "unknown",
            "summary": "Shelling was reported.",
            "formula_version": load_formula().version,
            "analyst": "embedded",
            "prompt_digest": None,
            "model_calls": None,
            "input_tokens": None,
            "output_tokens": None,
            "cost_usd": None,
            "replaced_sections": None,
            "language": "en",
            "provisional": False,
            "synthetic": True,
            "statement_count": 1,
            "dropped_count": 0,
            "support_rate": 1.0,
            "article_count": articles,
            "story_count": len(originals),
            "publisher_count": 2,
        }
    )
    statement = Statement.model_validate(
        base
        | {
            "statement_id": "s001",
            "section": "military",
            "position": 0,
            "heading": None,
            "text": "Shelling was reported.",
            "kind": "reported",
            "confidence": None,
            "citations": [ident("item", names[0])],
            "rests_on": [],
            "story_id": ident("story", originals[0]),
            "sector": "military",
            "event_date": week,
            "supported": True,
            "support_reason": "the title says so",
        }
    )
    borne_by = StatementEvidence(
        country=country,
        week=week,
        revision=revision,
        statement_id=statement.statement_id,
        n=0,
        article_id=ident("item", originals[0]),
        in_title=True,
        start_offset=0,
        end_offset=4,
        words="Word",
    )
    outlook = Outlook.model_validate(
        base
        | {
            "outlook_id": "level-1w",
            "kind": "level",
            "subject": "Elevated",
            "statement": "The level is expected to stay.",
            "probability": 0.6,
            "from_date": week + dt.timedelta(days=7),
            "resolves_on": week + dt.timedelta(days=14),
            "resolution_rule": "scores.threat_level of the next week",
            "citations": [ident("item", names[0])],
            "outcome": False,
        }
    )
    correction = Correction(
        country=country,
        week=week,
        revision=revision,
        decision_id="no-invented-news",
        kind="outlet",
        because="Its stories were invented.",
        decided_by=None,
        decided_on=week,
        subjects=[ident("item", "refused")],
        effect="one article was left out",
    )
    issue = Issue.model_validate(
        base
        | {
            "stage": "select",
            "severity": "info",
            "kind": "about_another_time",
            "subject": ident("item", "old"),
            "message": "It tells of 2019.",
            "remedy": None,
        }
    )
    rows: dict[type[Row], list[Row]] = {
        Article: list(article_rows),
        Story: list(story_rows),
        Place: list(place_rows),
        Contribution: list(contribution_rows),
        Score: [score_row],
        Hotspot: [hotspot],
        PlaceWeek: [place_week],
        Report: [report],
        Statement: [statement],
        StatementEvidence: [borne_by],
        Outlook: [outlook],
        Issue: [issue],
        Correction: [correction],
        **event_rows(
            country,
            week,
            revision,
            [ident("item", name) for name in originals],
            [ident("story", name) for name in originals],
            place_id,
        ),
    }
    counts = {"item_count": articles, "article_count": articles, "story_count": len(originals)}
    return CountryWeekRows(
        country, week, revision, run(country, week, revision, finished_at=finished_at, **counts), rows
    )


def sample(row_type: type[R], **changes: Any) -> R:
    """A row of that table with some columns changed."""
    made: list[Row] = [fetch(), run(), *(row for rows in country_week().rows.values() for row in rows)]
    return next(row for row in made if isinstance(row, row_type)).model_copy(update=changes)
