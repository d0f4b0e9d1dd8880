"""benchmarks/country-weeks: its metric code and its files, which others run their scores through."""

from __future__ import annotations

import datetime as dt
import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks" / "country-weeks"


@pytest.fixture(scope="module")
def evaluate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("country_weeks", FOLDER / "evaluate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_ranks_and_correlations_share_the_places_of_equals(evaluate: ModuleType) -> None:
    assert evaluate.ranks([10, 20, 20, 5]).tolist() == [2.0, 3.5, 3.5, 1.0]
    assert evaluate.spearman([(1, 10), (2, 20), (3, 30)]) == pytest.approx(1.0)
    assert evaluate.spearman([(1, 30), (2, 20), (3, 10)]) == pytest.approx(-1.0)
    assert evaluate.spearman([(1, 10), (1, 20)]) == 0.0


def test_the_area_under_the_roc_is_the_chance_that_a_week_in_which_it_came_stands_higher(evaluate: ModuleType) -> None:
    assert evaluate.auc([(1, 0), (2, 1), (3, 1)]) == 1.0
    assert evaluate.auc([(1, 0), (1, 1)]) == 0.5
    assert math.isnan(evaluate.auc([(1, 0), (2, 0)]))


def test_skill_is_one_for_who_knows_and_none_for_climatology(evaluate: ModuleType) -> None:
    assert evaluate.skill([(1.0, 1.0), (0.0, 0.0)]) == pytest.approx(1.0)
    assert evaluate.skill([(0.5, 1.0), (0.5, 0.0)]) == pytest.approx(0.0)


def test_the_truth_scores_itself_perfectly_and_the_published_counts_hold(evaluate: ModuleType) -> None:
    truth = evaluate.read_truth()
    assert (len(truth.countries), len(truth.counted), len(evaluate.WEEKS)) == (39, 17, 9)
    pairs = evaluate.paired(truth.deaths, truth.deaths, truth.counted)
    assert evaluate.spearman(evaluate.flat(pairs)) == pytest.approx(1.0)
    rows = evaluate.against_deaths({"itself": truth.deaths}, truth, {})
    assert rows[1][1].startswith("1.00 ")
    assert rows[1][-2:] == ["1.000", "1.000"]


def test_the_monthly_totals_are_in_no_week(evaluate: ModuleType) -> None:
    truth = evaluate.read_truth()
    assert truth.deaths["UA", dt.date(2025, 10, 27)] < 1000


def test_an_onset_is_many_more_deaths_than_before(evaluate: ModuleType) -> None:
    weeks = [dt.date(2025, 9, 29) + dt.timedelta(weeks=n) for n in range(5)]
    quiet = dict.fromkeys((("XX", week) for week in weeks), 3.0)
    truth = evaluate.Truth({**quiet, ("XX", weeks[-1]): 12.0}, {})
    assert truth.onset("XX", weeks[-1]) == 1.0
    assert evaluate.Truth({**quiet, ("XX", weeks[-1]): 11.0}, {}).onset("XX", weeks[-1]) == 0.0


def test_what_comes_after_the_counts_end_is_not_judged(evaluate: ModuleType) -> None:
    truth = evaluate.read_truth()
    assert truth.came("UA", evaluate.LAST, 1, 1) is None
    assert truth.came("UA", evaluate.FIRST, 1, 4) == 1.0


@pytest.mark.parametrize("line", ["UA,2025-10-28,5", "UA,never,5", "UA,2025-10-27,five"])
def test_a_row_that_cannot_be_read_is_named(evaluate: ModuleType, tmp_path: Path, line: str) -> None:
    path = tmp_path / "scores.csv"
    path.write_text(f"country,week,score\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"scores\.csv, row 2"):
        evaluate.read_series(path)
    assert evaluate.main([str(path)]) == 2
