from __future__ import annotations

import datetime as dt

import pytest

from tasks.threat.formula import load_formula
from tasks.threat.outlook import foretell, make_outlook
from tests.tasks.rows import COUNTRY, REVISION, WEEK, article, past_score, story
from warehouse.tables import Score
from warehouse.weeks import Week

FORMULA = load_formula()


def series(*values: float, level: str = "Guarded") -> tuple[Score, list[Score]]:
    weeks = [past_score(WEEK - dt.timedelta(weeks=n), value, level) for n, value in enumerate(reversed(values))]
    return weeks[0], weeks[1:]


@pytest.mark.parametrize("horizon", sorted(FORMULA.outlook.spread))
def test_the_nearer_the_score_stands_to_the_next_level_the_likelier_it_is(horizon: int) -> None:
    said = [foretell(*series(v, v, v, v), horizon, FORMULA).deterioration for v in (20.0, 28.0, 36.0, 44.0)]
    assert said == sorted(said)
    assert 0 <= said[0] < 0.2 < said[-1] < 1


def test_the_known_weeks_count_for_the_next_one() -> None:
    falling, rising = foretell(*series(50, 40, 30, 20), 1, FORMULA), foretell(*series(20, 30, 40, 50), 1, FORMULA)
    assert rising.deterioration > falling.deterioration
    assert foretell(*series(20, 30, 40, 50), 4, FORMULA) == foretell(*series(50, 40, 30, 20), 4, FORMULA)


def test_nothing_is_higher_than_severe() -> None:
    assert foretell(*series(95, 95, level="Severe"), 1, FORMULA).deterioration == 0.0
    assert foretell(*series(95, 95, level="Severe"), 1, FORMULA).level == "Severe"


def test_every_row_carries_the_rule_that_it_will_be_judged_by() -> None:
    score, history = series(30, 30, 30)
    rows = make_outlook(
        country=COUNTRY,
        week=Week(WEEK),
        revision=REVISION,
        score=score.model_copy(update={"military": 12.0}),
        history=history,
        stories=[story(1, sector="military")],
        articles=[article(1)],
        hotspots=[],
        formula=FORMULA,
    )
    levels = [row for row in rows if row.kind == "level"]
    (indicator,) = [row for row in rows if row.kind == "indicator"]
    assert [row.expected_level for row in levels] == ["Guarded", "Guarded"]
    assert all(row.probability is not None and row.resolves_on > row.from_date for row in levels)
    assert indicator.threshold == 12.0
    assert "12" in indicator.resolution_rule
    assert all(row.outcome is None for row in rows)


def test_without_evidence_no_level_is_foretold() -> None:
    score, history = series(30, 30, level="Insufficient evidence")
    rows = make_outlook(
        country=COUNTRY, week=Week(WEEK), revision=REVISION, score=score, history=history, stories=[], articles=[],
        hotspots=[], formula=FORMULA,
    )  # fmt: skip
    assert [row for row in rows if row.kind == "level"] == []
