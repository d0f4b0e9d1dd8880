"""The weights of the threat formula, strictly read from `formula.yaml`."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from warehouse.tables import LEVELS, ThreatLevel


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Gravity(_Strict):
    """gravity = severity above what is routine, at least 0."""

    routine: float


class Reach(_Strict):
    """reach = independent tellings ** exponent, of at most so many tellings."""

    exponent: float
    at_most: int


class Standing(_Strict):
    """The country's usual week, which counts as so many tellings beside those of this week."""

    tellings: float
    weeks: int
    calm_weeks: float


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


class LevelRule(_Strict):
    """Weeks whose mean score makes the level."""

    weeks: int


class Baseline(_Strict):
    """The country's own history and the prior that it is shrunk to."""

    weeks: int
    prior_weeks: float
    prior_deviation: float


class Interval(_Strict):
    """Share of the uncertainty interval and number of resamples."""

    share: float
    resamples: int


class OutlookRule(_Strict):
    """Standard deviation of what the level follows, in score points, by weeks ahead."""

    spread: dict[int, float]


class Formula(_Strict):
    """All weights; see `formula.yaml` for what each means and why."""

    version: str
    gravity: Gravity
    category_factor: dict[str, float]
    reach: Reach
    nearness_factor: dict[str, float]
    novelty_factor: dict[str, float]
    standing: Standing
    score: ScoreScale
    levels: dict[ThreatLevel, float]
    level: LevelRule
    hysteresis: float
    minimum_evidence: MinimumEvidence
    change: Change
    baseline: Baseline
    interval: Interval
    outlook: OutlookRule

    def factor_of(self, category: str) -> float:
        """The factor of a category."""
        return self.category_factor.get(category, self.category_factor["default"])


FORMULA_FILE = Path(__file__).with_name("formula.yaml")


@functools.cache
def load_formula(path: Path = FORMULA_FILE) -> Formula:
    """The formula in a file, the project's own by default."""
    data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Formula.model_validate(data)


def level_bounds(formula: Formula) -> list[tuple[str, str, float, float]]:
    """(formula version, level, lowest score, highest score): the scores beside which each level may stand.

    Its own range and the two next to it, widened by the hysteresis.
    """
    bars = [formula.levels[level] for level in LEVELS]
    lowest = [0.0, 0.0] + [bar - formula.hysteresis for bar in bars[1:-1]]
    highest = [bar + formula.hysteresis for bar in bars[2:]] + [100.0, 100.0]
    return [(formula.version, *bounds) for bounds in zip(LEVELS, lowest, highest, strict=True)]
