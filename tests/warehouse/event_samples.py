"""Small valid rows of events for the warehouse's tests: one event a story, its toll, its article, its country, its thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from warehouse.schema import Row
from warehouse.tables import Event, EventArticle, EventCountry, EventFigure, Thread


def event_rows(
    country: str, week: dt.date, revision: str, article_ids: Sequence[str], story_ids: Sequence[str], place_id: str
) -> dict[type[Row], list[Row]]:
    """The rows of events that these articles tell, each in a story of its own."""
    at = dt.datetime.combine(week, dt.time(9), dt.UTC)
    base = {"country": country, "week": week, "revision": revision}
    ids = ["e" + article_id[1:] for article_id in article_ids]
    events = [
        Event.model_validate(
            base
            | {
                "event_id": event_id,
                "title": "Shelling near the border",
                "lead_article_id": article_id,
                "kind": "assault",
                "sector": "military",
                "ucdp_type": None,
                "event_date": week,
                "until": None,
                "site": "Ulaanbaatar",
                "place_id": place_id,
                "site_country": country,
                "unit": "MN-1",
                "lat": 47.9,
                "lng": 106.9,
                "radius_km": 10.0,
                "killed_low": 2,
                "killed_best": 2,
                "killed_high": 2,
                "injured_low": None,
                "injured_best": None,
                "injured_high": None,
                "toll_as_of": week,
                "toll_publishers": 1,
                "actors": [country, f"GROUP-{week:%V}"] if rank == 1 else [country],
                "targets": [],
                "severity": 3.0,
                "relevance": 2.0,
                "nearness": "inside",
                "state": "ended",
                "certainty": 0.8,
                "salience": 10.0 - rank,
                "rank": rank,
                "publisher_count": 1,
                "article_count": 1,
                "languages": ["en"],
                "first_told_at": at,
                "last_told_at": at,
                "first_week": week,
                "status": "new",
                "follows": None,
                "thread_id": f"t{ids[0][1:]}",
                "story_ids": [story_id],
                "together_because": "one article",
            }
        )
        for rank, (event_id, article_id, story_id) in enumerate(zip(ids, article_ids, story_ids, strict=True), 1)
    ]
    figures = [
        EventFigure(
            **base,
            event_id=event_id,
            article_id=article_id,
            publisher="Outlet 0",
            told_at=at,
            what="killed",
            covers="event",
            low=2,
            high=2,
            words="two people were killed",
            in_title=False,
            start=30,
            counts=True,
            why="the only number",
        )
        for event_id, article_id in zip(ids, article_ids, strict=True)
    ]
    members = [
        EventArticle(**base, event_id=event_id, article_id=article_id, why="the only article")
        for event_id, article_id in zip(ids, article_ids, strict=True)
    ]
    parts = [EventCountry(**base, event_id=event_id, part_country=country, part="site") for event_id in ids]
    thread = Thread(
        **base,
        thread_id=f"t{ids[0][1:]}",
        title="Shelling near the border",
        kind="assault",
        first_week=week,
        week_count=1,
        event_ids=ids,
        killed_best=2 * len(ids),
        actors=[country],
        trend="new",
    )
    return {
        Event: list(events),
        EventFigure: list(figures),
        EventArticle: list(members),
        EventCountry: list(parts),
        Thread: [thread],
    }
