"""The weights of the threat formula, strictly read from `formula.yaml`."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from warehouse.tables import ThreatLevel


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SeverityPoints(_Strict):
    """points = base ** (severity - 1) from severity 1 on, linear to 0 below."""

    base: float


class ScoreScale(_Strict):
    """The saturating scale: points to 0-100."""

    knee: float
    ceiling: float


class MinimumEvidence(_Strict):
    """Below either of these a level is refused."""

    articles: int
    publishers: int


class Change(_Strict):
    """Score points that make a change within a level."""

    score_points: float


class Baseline(_Strict):
    """The country's own history and the prior that it is shrunk to."""

    weeks: int
    prior_weeks: float
    prior_deviation: float


class Interval(_Strict):
    """Share of the uncertainty interval and number of resamples."""

    share: float
    resamples: int


class Formula(_Strict):
    """All weights; see `formula.yaml` for what each means and why."""

    version: str
    severity_points: SeverityPoints
    category_factor: dict[str, float]
    reach_factor: dict[int, float]
    nearness_factor: dict[str, float]
    novelty_factor: dict[str, float]
    rank_decay: float
    score: ScoreScale
    levels: dict[ThreatLevel, float]
    hysteresis: float
    minimum_evidence: MinimumEvidence
    change: Change
    baseline: Baseline
    interval: Interval


FORMULA_FILE = Path(__file__).with_name("formula.yaml")


@functools.cache
def load_formula(path: Path = FORMULA_FILE) -> Formula:
    """The formula in a file, the project's own by default."""
    data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Formula.model_validate(data)
