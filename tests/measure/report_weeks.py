"""Evidence of real country-weeks, made from dated items without the other stages: for reading and for bench-verify."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tasks.countries.profiles import CountryProfile
from tasks.report.evidence import Evidence
from tasks.report.relevance import NEAR_SECURITY
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import (
    SECTORS,
    Article,
    Contribution,
    Event,
    EventArticle,
    EventFigure,
    Hotspot,
    Issue,
    Outlook,
    Place,
    Report,
    Score,
    Story,
)
from warehouse.weeks import Week

REVISION = "0123456789abcdef"
HISTORY_WEEKS = 13
"""Weeks whose scores are read: this one and those before."""


def corpora() -> Path:
    """The folder of dated items."""
    return Path(os.environ.get("WEEKWATCH_DATA", "../shared/data")) / "corpora"


def profile(country: str, name: str, **more: Any) -> CountryProfile:
    """A profile with nothing but a name."""
    return CountryProfile.model_validate(
        {
            "country": country,
            "name": name,
            "names": {"en": [f"{name}*"]},
            "languages": ["en"],
            "time_zone": "UTC",
            **more,
        }
    )


def read_items(file: str, name: str, week: Week, at_most: int = 400) -> list[dict[str, Any]]:
    """The week's items whose title names the country, as dictionaries."""
    import polars as pl

    frame = (
        pl.scan_parquet(corpora() / file)
        .filter(pl.col("published").is_between(week.starts_at, week.ends_at, closed="left"))
        .filter(pl.col("title").str.contains(name, literal=True))
        .sort("published", "title")
        .head(at_most)
        .collect()
    )
    return frame.to_dicts()


def score_row(country: str, week: Week, **more: Any) -> Score:
    """A score; what is not given is nought."""
    base: dict[str, Any] = {
        "country": country, "week": week.start, "revision": REVISION, "formula_version": "test", "raw_points": 0.0,
        "threat_score": 40.0, "score_low": 33.0, "score_high": 47.0, "threat_level": "Elevated", "level_reason": "score 40 lies between 35 and 55",
        "change": "unknown", "baseline_median": None, "baseline_weeks": 0, "relative_z": None, "trend_4w": None, "trend_12w": None,
        "article_count": 0, "story_count": 0, "publisher_count": 0, **dict.fromkeys(SECTORS, 0.0),
    }  # fmt: skip
    return Score.model_validate({**base, **more})


def make_article(country: str, week: Week, **values: Any) -> Article:
    """An article; what is not given has a plain default."""
    title, text = values.get("title", ""), values.get("text", "")
    digest = hashlib.sha256(f"{title}{text}{values.get('outlet')}".encode()).hexdigest()
    base: dict[str, Any] = {
        "country": country, "week": week.start, "revision": REVISION, "article_id": digest[:16], "outlet": "Example Times",
        "publisher": values.get("outlet", "Example Times"), "outlet_country": None, "feed_url": "https://feeds.example/rss",
        "url": f"https://news.example/{digest[:8]}", "title": title, "text": text, "lang": "en",
        "published_at": week.starts_at + dt.timedelta(hours=30), "raw_sha256": digest, "about_basis": "title_name", "about_evidence": "",
        "event_date": None, "time_kind": "current", "time_evidence": None, "duplicate_of": None, "duplicate_basis": None,
        "category": "unclassified", "sector": "other", "severity": 1.0, "killed": None, "injured": None, "why": "", "actors": [],
        "story_id": None,
    }  # fmt: skip
    return Article.model_validate({**base, **values})


def make_story(country: str, week: Week, articles: Sequence[Article], **values: Any) -> Story:
    """A story of these articles, the first its lead."""
    lead = articles[0]
    killed = [a.killed for a in articles if a.killed is not None]
    injured = [a.injured for a in articles if a.injured is not None]
    base: dict[str, Any] = {
        "country": country, "week": week.start, "revision": REVISION, "story_id": lead.article_id, "title": lead.title,
        "lead_article_id": lead.article_id, "article_count": len(articles), "original_count": len(articles),
        "publisher_count": len({a.publisher for a in articles}), "languages": sorted({a.lang for a in articles}),
        "event_date": lead.published_at.date(), "first_seen_at": min(a.published_at for a in articles),
        "last_seen_at": max(a.published_at for a in articles), "status": "new", "continues": None, "category": lead.category,
        "sector": lead.sector, "severity": lead.severity, "killed_low": min(killed, default=None), "killed_high": max(killed, default=None),
        "injured_low": min(injured, default=None), "injured_high": max(injured, default=None), "certainty": 0.8, "nearness": "inside",
        "actors": list(lead.actors), "together_because": "one article",
    }  # fmt: skip
    return Story.model_validate({**base, **values})


def make_event(story: Story, articles: Sequence[Article], rank: int) -> Event:
    """The event that one story tells."""
    newest = max((a for a in articles if a.killed is not None), key=lambda a: a.published_at, default=None)
    return Event(
        country=story.country, week=story.week, revision=story.revision, event_id=f"e{story.story_id[:15]}", title=story.title,
        lead_article_id=story.lead_article_id, kind=story.category, sector=story.sector, ucdp_type=None, event_date=story.event_date,
        until=None, site=None, place_id=None, site_country=None, unit=None, lat=None, lng=None, radius_km=None,
        killed_low=newest.killed if newest else None, killed_best=newest.killed if newest else None,
        killed_high=newest.killed if newest else None, injured_low=story.injured_low, injured_best=story.injured_high,
        injured_high=story.injured_high, toll_as_of=newest.published_at.date() if newest else None, toll_publishers=int(newest is not None),
        actors=story.actors, targets=[], severity=story.severity, relevance=NEAR_SECURITY, nearness=story.nearness, state="ended",
        certainty=story.certainty, salience=1 / rank, rank=rank, publisher_count=story.publisher_count, article_count=len(articles),
        languages=story.languages, first_told_at=story.first_seen_at, last_told_at=story.last_seen_at, first_week=story.week,
        status=story.status, follows=None, thread_id=None, story_ids=[story.story_id], together_because=story.together_because,
    )  # fmt: skip


def told_by(events: Sequence[Event], groups: Sequence[Sequence[Article]]) -> tuple[EventArticle, ...]:
    """Which article tells which event."""
    return tuple(
        EventArticle(country=e.country, week=e.week, revision=e.revision, event_id=e.event_id, article_id=a.article_id, why="given")
        for e, group in zip(events, groups, strict=True)
        for a in group
    )  # fmt: skip


def points_row(story: Story, points: float) -> Contribution:
    """A contribution of so many points."""
    return Contribution(
        country=story.country, week=story.week, revision=story.revision, formula_version="test", part="event", subject=story.story_id,
        label=story.title, story_id=story.story_id, sector=story.sector, points=points,
    )  # fmt: skip


def assemble(country: CountryProfile, week: Week, groups: Sequence[Sequence[Article]], **more: Any) -> Evidence:
    """Evidence of these stories; points fall with their order."""
    articles: list[Article] = []
    stories: list[Story] = []
    for group in groups:
        story = make_story(country.country, week, group)
        stories.append(story)
        articles += [a.model_copy(update={"story_id": story.story_id}) for a in group]
    events = [make_event(s, g, rank) for rank, (s, g) in enumerate(zip(stories, groups, strict=True), 1)]
    points = [
        points_row(story, round(10 * 0.9**i * len(g), 3))
        for i, (story, g) in enumerate(zip(stories, groups, strict=True))
    ]
    values: dict[str, Any] = {
        "profile": country, "week": week, "revision": REVISION, "history": (), "contributions": tuple(points), "stories": tuple(stories),
        "previous_events": (), "events": tuple(events), "event_articles": told_by(events, groups), "event_figures": (), "articles": tuple(articles), "places": (), "hotspots": (), "outlook": (), "issues": (), "feed_health": (),
        "provisional": False, "score": score_row(country.country, week, raw_points=sum(p.points for p in points), article_count=len(articles),
        story_count=len(stories), publisher_count=len({a.publisher for a in articles})),
    }  # fmt: skip
    return Evidence(**{**values, **more})


def real_week(file: str, code: str, name: str, week: Week, at_most: int = 400) -> Evidence:
    """A country-week of a corpus, grouped by words that titles share: a stand-in for the clustering."""
    country = profile(code, name)
    groups: list[tuple[set[str], list[Article]]] = []
    seen: set[str] = set()
    for item in read_items(file, name, week, at_most):
        if item["title"] in seen:
            continue
        seen.add(item["title"])
        article = make_article(
            code, week, outlet=item.get("outlet") or item.get("domain") or "unknown", title=item["title"][:500],
            text=(item.get("summary") or "")[:5000], lang=item.get("lang") or "en", published_at=item["published"],
        )  # fmt: skip
        keys = {
            w
            for w in (t.strip(".,:'’‘").lower() for t in article.title.split())
            if len(w) > 4 and name.lower() not in w
        }
        best = max(groups, key=lambda g: len(g[0] & keys) / (len(keys) or 1), default=None)
        if best is not None and len(best[0] & keys) >= max(2, 0.5 * len(keys)):
            best[1].append(article)
        else:
            groups.append((keys, [article]))
    ordered = sorted((g for _, g in groups), key=lambda g: (-len(g), g[0].published_at, g[0].article_id))
    return assemble(country, week, ordered)


def built_week(home: Home, country: CountryProfile, week: Week) -> Evidence:
    """The evidence of a country-week as a warehouse holds it. Raises LookupError where it was never built."""
    store, codes = Store(home), [country.country]
    here = [week.start]
    earlier = [week.shift(-n).start for n in range(1, HISTORY_WEEKS)]
    reports = list(store.read(Report, countries=codes, weeks=here))
    if not reports:
        raise LookupError(f"{home.location} holds no {country.country} of {week.start}")
    return Evidence(
        profile=country,
        week=week,
        revision=reports[0].revision,
        score=next(iter(store.read(Score, countries=codes, weeks=here))),
        history=tuple(sorted(store.read(Score, countries=codes, weeks=earlier), key=lambda s: s.week)),
        contributions=tuple(store.read(Contribution, countries=codes, weeks=here)),
        stories=tuple(store.read(Story, countries=codes, weeks=here)),
        events=tuple(store.read(Event, countries=codes, weeks=here)),
        event_articles=tuple(store.read(EventArticle, countries=codes, weeks=here)),
        event_figures=tuple(store.read(EventFigure, countries=codes, weeks=here)),
        previous_events=tuple(store.read(Event, countries=codes, weeks=earlier[:1])),
        articles=tuple(store.read(Article, countries=codes, weeks=here)),
        places=tuple(store.read(Place, countries=codes, weeks=here)),
        hotspots=tuple(store.read(Hotspot, countries=codes, weeks=here)),
        outlook=tuple(store.read(Outlook, countries=codes, weeks=here)),
        issues=tuple(i for i in store.read(Issue, countries=codes, weeks=here) if i.stage == "select"),
        feed_health=(),
        provisional=reports[0].provisional,
    )
