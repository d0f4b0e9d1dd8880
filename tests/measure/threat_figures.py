"""Statistics of series over country-weeks, with bootstrap intervals that draw countries, not weeks.

Weeks of one country resemble each other; drawing them one by one would make every interval too narrow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

RESAMPLES = 1000
SHARE = 0.9
SEED = 20260101

Rows = Mapping[str, Sequence[tuple[float, float]]]
"""Country -> (value of the series, value of the truth) week by week."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its bootstrap interval, or its interval alone where it is chance."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{_signed(self.value)} ({_signed(self.low)} to {_signed(self.high)})"


def _signed(value: float) -> str:
    return "n/a" if np.isnan(value) else f"{value:.2f}".replace("-0.00", "0.00")


def spearman(pairs: Sequence[tuple[float, float]]) -> float:
    """Rank correlation; 0 where either side does not vary."""
    values = np.array(pairs, dtype=float).reshape(-1, 2)
    ours, truth = rankdata(values[:, 0]), rankdata(values[:, 1])
    if len(values) < 2 or ours.std() == 0 or truth.std() == 0:
        return 0.0
    return float(np.corrcoef(ours, truth)[0, 1])


def pooled(rows: Rows) -> float:
    """Spearman over all country-weeks."""
    return spearman([pair for pairs in rows.values() for pair in pairs])


def within(rows: Rows) -> dict[str, float]:
    """Each country's own Spearman."""
    return {country: spearman(pairs) for country, pairs in rows.items()}


def auc(rows: Rows) -> float:
    """Area under the ROC: the chance that a week of truth 1 has a higher value than one of truth 0."""
    values = np.array([pair for pairs in rows.values() for pair in pairs], dtype=float).reshape(-1, 2)
    positive = values[:, 1] > 0
    if positive.all() or not positive.any():
        return float("nan")
    ranks = rankdata(values[:, 0])
    count = int(positive.sum())
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * (len(values) - count)))


def brier(rows: Rows) -> float:
    """Mean squared distance of probability and outcome."""
    return float(np.mean([(said - came) ** 2 for pairs in rows.values() for said, came in pairs]))


def figure(statistic: Callable[[Rows], float], rows: Rows) -> Figure:
    """The statistic with the 90 % interval of drawing countries with replacement."""
    names = sorted(rows)

    def of(chosen: Sequence[int]) -> float:
        return statistic({f"{n}": rows[names[i]] for n, i in enumerate(chosen)})

    return Figure(statistic(rows), *_interval(of, len(names)))


def figure_of_each(average: Callable[[np.ndarray], float], each: Mapping[str, float]) -> Figure:
    """The average of the countries' own figures, with the 90 % interval of drawing countries with replacement."""
    values = np.array([each[name] for name in sorted(each)])
    return Figure(float(average(values)), *_interval(lambda chosen: float(average(values[chosen])), len(values)))


def _interval(of: Callable[[Sequence[int]], float], count: int) -> tuple[float, float]:
    rng = np.random.default_rng(SEED)
    drawn = [of(rng.integers(count, size=count).tolist()) for _ in range(RESAMPLES)]
    known = [value for value in drawn if not np.isnan(value)]
    tail = (1 - SHARE) / 2
    low, high = np.quantile(known, [tail, 1 - tail]) if known else (float("nan"), float("nan"))
    return float(low), float(high)


def halves(countries: Sequence[str]) -> tuple[list[str], list[str]]:
    """Every other country, and the others: a figure that holds in one half alone was fitted to it."""
    ordered = sorted(countries)
    return ordered[::2], ordered[1::2]


def pair_up(
    series: Mapping[tuple[str, dt.date], float],
    truth: Mapping[tuple[str, dt.date], float],
    countries: Sequence[str],
    weeks: Sequence[dt.date],
) -> Rows:
    """Series beside truth; a country-week that the series does not have counts as 0: nothing was heard."""
    return {c: [(series.get((c, w), 0.0), truth[c, w]) for w in weeks] for c in countries}
