from __future__ import annotations

import datetime as dt

import pytest

from tasks.threat.formula import load_formula
from tasks.threat.outlook import foretell, make_outlook
from tests.tasks.rows import COUNTRY, REVISION, WEEK, article, past_score, story
from warehouse.tables import Outlook, Score
from warehouse.weeks import Week

FORMULA = load_formula()


def scored(value: float, **changes: object) -> Score:
    return past_score(WEEK, value, FORMULA.level_of(value), **changes)


def rows_of(score: Score, recent: float = 40.0) -> list[Outlook]:
    return make_outlook(
        country=COUNTRY, week=Week(WEEK), revision=REVISION, score=score, history=[], stories=[story(1, sector="military")],
        articles=[article(1)], hotspots=[], recent=recent, formula=FORMULA,
    )  # fmt: skip


@pytest.mark.parametrize("horizon", sorted(FORMULA.outlook.rise))
def test_the_nearer_the_score_stands_to_the_next_level_the_likelier_it_is(horizon: int) -> None:
    said = [foretell(scored(v), [], horizon, FORMULA).deterioration for v in (20.0, 28.0, 36.0, 39.5)]
    assert said == sorted(said)
    assert 0 < said[0] < said[-1] < 1


def test_the_level_is_expected_to_be_that_of_two_months() -> None:
    before = [past_score(WEEK - dt.timedelta(weeks=n), 50.0, "Elevated") for n in range(1, 8)]
    assert foretell(scored(30.0), before, 1, FORMULA).level == "Elevated"
    old = [past_score(WEEK - dt.timedelta(weeks=n), 50.0, "Elevated") for n in range(8, 15)]
    assert foretell(scored(30.0), old, 1, FORMULA).level == "Guarded"


def test_nothing_is_higher_than_severe() -> None:
    assert foretell(scored(95.0), [], 1, FORMULA).deterioration == 0.0


def test_chances_of_deaths_rise_with_the_deaths_counted_of_late_with_the_weeks_and_with_fewer_deaths() -> None:
    def chances(recent: float) -> dict[str, float]:
        rows = rows_of(scored(30.0), recent)
        return {row.outlook_id: row.probability or 0.0 for row in rows if row.kind == "deaths"}

    calm, war = chances(0.0), chances(90.0)
    for of in (calm, war):
        assert of["deaths-1-1w"] <= of["deaths-1-4w"]
        assert of["deaths-25-1w"] < of["deaths-25-4w"]
        assert of["deaths-25-1w"] < of["deaths-1-1w"]
        assert all(0 < chance < 1 for chance in of.values())
    assert all(war[name] > calm[name] for name in calm)
    assert calm["deaths-25-1w"] < 0.01 < 0.9 < war["deaths-25-1w"]


def test_every_row_carries_the_rule_that_it_will_be_judged_by() -> None:
    rows = rows_of(scored(30.0, military=12.0))
    levels = [row for row in rows if row.kind == "level"]
    (indicator,) = [row for row in rows if row.kind == "indicator"]
    assert [row.expected_level for row in levels] == ["Guarded", "Guarded"]
    assert all(row.probability is not None and row.resolves_on > row.from_date for row in levels)
    assert indicator.threshold == 12.0
    assert "12" in indicator.resolution_rule
    assert all(row.outcome is None for row in rows)


def test_without_evidence_nothing_is_foretold_of_the_level_or_of_deaths() -> None:
    rows = rows_of(past_score(WEEK, 0.0, "Insufficient evidence"))
    assert [row for row in rows if row.kind in ("level", "deaths")] == []
