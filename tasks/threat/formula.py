"""The numbers of the threat formula, strictly read from `formula.yaml`."""

from __future__ import annotations

import functools
import math
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from tasks.language.word_lists import read_yaml
from warehouse.tables import LEVELS, ThreatLevel

MOST_POINTS = 100.0
"""The highest score."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GovernanceRule(_Strict):
    """Deaths a year that a rating stands for: 10 ** (at_zero - a_unit * rating)."""

    at_zero: float
    a_unit: float
    voice_share: float


class StandingRule(_Strict):
    """How history makes the standing danger."""

    half_life_months: float
    exponent: float
    war_deaths: float
    governance: GovernanceRule


class ExpectedShare(_Strict):
    """Share of dangerous tellings in an ordinary week of a country of such a standing."""

    at_zero: float
    a_point: float
    at_most: float

    def at(self, points: float) -> float:
        """The share, from the points of the standing."""
        return min(self.at_most, self.at_zero + self.a_point * points)


class NewsRule(_Strict):
    """What the share of dangerous tellings adds or takes."""

    most_of_the_way: float
    prior_tellings: float
    expected_share: ExpectedShare
    danger: dict[str, float]

    def weight(self, standing: float) -> float:
        """Points between a week of which nothing and one of which everything tells of danger, from the points of the standing."""
        return self.most_of_the_way * (MOST_POINTS - standing)


class TollBound(_Strict):
    """Most deaths that a toll may count for where its texts are of such a severity: 10 ** ((severity - none_at) / a_tenfold)."""

    none_at: float
    a_tenfold: float

    def at(self, severity: float) -> float:
        """The bound in deaths, for a severity of 0 to 5."""
        return float(10 ** ((severity - self.none_at) / self.a_tenfold))


class GravestRule(_Strict):
    """What the gravest event stands for in deaths."""

    deaths_factor: dict[str, float]
    where_it_happens: list[str]
    uncounted_share: float
    toll_bound: TollBound
    doubt: float
    weeks_a_year: float
    from_points: float


class MinimumEvidence(_Strict):
    """Below either of these the standing alone is shown."""

    articles: int
    publishers: int


class PostureRule(_Strict):
    """Weeks whose mean score makes the posture."""

    weeks: int


class ChangeRule(_Strict):
    """The ordinary week, and score points that make a change."""

    weeks: int
    score_points: float


class Baseline(_Strict):
    """The country's own history and the prior that it is shrunk to."""

    weeks: int
    prior_weeks: float
    prior_deviation: float


class IntervalRule(_Strict):
    """Standard deviations of the share to either side."""

    deviations: float


class Chance(_Strict):
    """A probability by logistic regression on points."""

    at_zero: float
    a_point: float

    def at(self, points: float) -> float:
        """The probability, between 0 and 1."""
        return 1.0 / (1.0 + math.exp(-(self.at_zero + self.a_point * points)))


class OutlookRule(_Strict):
    """Chances by weeks ahead: of at least so many deaths, and of a higher level."""

    recent_half_life_months: float
    deaths: dict[int, dict[int, Chance]]
    rise: dict[int, Chance]


class Formula(_Strict):
    """All numbers; see `formula.yaml` for what each means and why."""

    version: str
    points_a_tenfold: float
    levels: dict[ThreatLevel, float]
    standing: StandingRule
    news: NewsRule
    gravest: GravestRule
    minimum_evidence: MinimumEvidence
    posture: PostureRule
    change: ChangeRule
    baseline: Baseline
    interval: IntervalRule
    outlook: OutlookRule

    def level_of(self, score: float) -> ThreatLevel:
        """The level of a score: the highest whose cut-off it reaches."""
        return max((level for level in LEVELS if score >= self.levels[level]), key=LEVELS.index)


ABOVE_ALL = 101.0
"""Above the highest score."""

FORMULA_FILE = Path(__file__).with_name("formula.yaml")


@functools.cache
def load_formula(path: Path = FORMULA_FILE) -> Formula:
    """The formula in a file, the project's own by default."""
    data: Any = read_yaml(path)
    return Formula.model_validate(data)


def level_bounds(formula: Formula) -> list[tuple[str, str, float, float]]:
    """(formula version, level, lowest score, score that it stays below): the scores of each level; nothing is above the last."""
    bars = [formula.levels[level] for level in LEVELS]
    return [(formula.version, *bounds) for bounds in zip(LEVELS, bars, [*bars[1:], ABOVE_ALL], strict=True)]
