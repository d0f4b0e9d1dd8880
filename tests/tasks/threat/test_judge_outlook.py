from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tasks.threat.judge_outlook import resolve
from tests.tasks.rows import COUNTRY, REVISION, WEEK, past_score
from warehouse.tables import Hotspot, Outlook, Score

PLACE = "geonames:2028462"


def week(n: int) -> dt.date:
    return WEEK + dt.timedelta(weeks=n)


def said(kind: str, subject: str, weeks: int, threshold: float | None = None, outcome: bool | None = None) -> Outlook:
    return Outlook(
        country=COUNTRY,
        week=WEEK,
        revision=REVISION,
        outlook_id=f"{kind}-1",
        kind=kind,
        subject=subject,
        statement="It will come.",
        probability=None,
        from_date=week(1),
        resolves_on=week(1 + weeks),
        resolution_rule="as it says",
        citations=[],
        outcome=outcome,
        threshold=threshold,
    )


def level(n: int, name: str, **changes: Any) -> Score:
    return past_score(week(n), 50.0, name, **changes)


def hotspot(n: int, intensity: int) -> Hotspot:
    return Hotspot(
        country=COUNTRY, week=week(n), revision=REVISION, place_id=PLACE, label="Ulaanbaatar", detail="It happened.",
        lat=47.9, lng=106.9, intensity=intensity, radius_km=10.0, place_country=COUNTRY, is_foreign=False, trend="new",
        points=1.0, story_ids=["0" * 16], article_count=1,
    )  # fmt: skip


def outcome(row: Outlook, scores: list[Score], hotspots: list[Hotspot] | None = None) -> bool | None:
    judged = resolve([row], scores, hotspots or [])
    return judged[0].outcome if judged else None


@pytest.mark.parametrize(
    ("then", "came"), [("Elevated", True), ("Guarded", False), ("Low", False), ("Insufficient evidence", None)]
)
def test_a_level_is_judged_by_the_week_it_speaks_of(then: str, came: bool | None) -> None:
    scores = [level(0, "Guarded"), level(1, "Severe"), level(2, "Severe"), level(3, "Severe"), level(4, then)]
    assert outcome(said("level", "Guarded", 4), scores) is came
    assert outcome(said("level", "Guarded", 4), scores[:4]) is None  # its week has not been built


def test_a_flashpoint_is_seen_at_once_and_missed_only_at_the_end() -> None:
    row = said("flashpoint", PLACE, 4, threshold=3.0)
    scores = [level(n, "Guarded") for n in range(5)]
    assert outcome(row, scores[:2], [hotspot(1, 3)]) is True
    assert outcome(row, scores[:4], [hotspot(1, 2), hotspot(0, 5)]) is None
    assert outcome(row, scores, [hotspot(1, 2)]) is False


def test_an_indicator_must_exceed_its_threshold_in_points_of_the_same_formula() -> None:
    row = said("indicator", "military", 4, threshold=10.0)
    scores = [level(n, "Guarded", military=10.0) for n in range(5)]
    assert outcome(row, scores) is False
    assert outcome(row, [*scores[:2], level(2, "Guarded", military=10.1)]) is True
    assert outcome(row, [scores[0], level(1, "Guarded", military=50.0, formula_version="0")]) is None


def test_what_is_judged_already_is_not_judged_again_unless_it_changed() -> None:
    scores = [level(0, "Guarded"), level(1, "Elevated")]
    assert resolve([said("level", "Guarded", 1, outcome=True)], scores, []) == []
    assert outcome(said("level", "Guarded", 1, outcome=False), scores) is True


def test_an_announced_event_is_not_judged() -> None:
    assert outcome(said("event", "0" * 16, 1), [level(0, "Low"), level(1, "Low")]) is None
