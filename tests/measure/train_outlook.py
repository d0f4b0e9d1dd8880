"""Learns the chances of deaths from January to October 2025 and prints them as `tasks/threat/formula.yaml` has them.

    python -m tests.measure.train_outlook

A chance is a logistic regression of "at least so many deaths within so many weeks" (benchmarks/country-weeks/deaths.csv) on the deaths
counted of late, as they were known when the week ended. The weeks that the benchmark judges (from 2025-W44) are not looked at, nor any
week whose answer lies in them. The half-life is chosen on weeks that the weights were not learned from: `VALIDATE` and later.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence

import numpy as np

from tasks.threat.formula import Formula, load_formula
from tasks.threat.standing import recent_points
from tests.measure.threat_figures import load_benchmark
from warehouse.weeks import Week

FIRST = dt.date(2025, 1, 27)
"""Before it no month of the year was known."""
VALIDATE = dt.date(2025, 8, 4)
HALF_LIVES = (1.5, 3.0, 6.0, 12.0)
RIDGE = 0.01
"""Of the slope, so that a bar that every war exceeds still has a finite one."""
STEPS = 50
"""Of Newton's method; it is at rest after ten."""

Row = tuple[float, float]
"""Points and outcome."""


def fitted(rows: Sequence[Row]) -> tuple[float, float]:
    """Intercept and slope of the logistic regression of outcomes on points."""
    x, y = np.array(rows).T
    design = np.column_stack([np.ones(len(x)), x])
    ridge = np.diag([0.0, RIDGE])
    weights = np.zeros(2)
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-design @ weights))
        curvature = (design * (said * (1 - said))[:, None]).T @ design + ridge
        weights -= np.linalg.solve(curvature, design.T @ (said - y) + ridge @ weights)
    return float(weights[0]), float(weights[1])


def main() -> int:
    """Print skill by half-life, then the chances at the formula's own; return 0."""
    benchmark, formula = load_benchmark(), load_formula()
    truth = benchmark.read_truth()

    def rows(least: int, horizon: int, first: dt.date, end: dt.date, by: Formula) -> list[Row]:
        """Of the weeks from first whose answer lies before end."""
        weeks = [
            w for w in sorted({w for _, w in truth.deaths}) if first <= w and w + dt.timedelta(weeks=horizon) < end
        ]
        return [
            (recent_points(c, Week(w).end, by), came)
            for c in truth.countries
            for w in weeks
            if (came := truth.came(c, w, least, horizon)) is not None
        ]

    for half_life in HALF_LIVES:
        by = formula.model_copy(
            update={"outlook": formula.outlook.model_copy(update={"recent_half_life_months": half_life})}
        )
        skills = []
        for least in benchmark.DEATHS:
            for horizon in benchmark.HORIZONS:
                at_zero, a_point = fitted(rows(least, horizon, FIRST, VALIDATE, by))
                later = rows(least, horizon, VALIDATE, benchmark.FIRST, by)
                said = [(1 / (1 + np.exp(-(at_zero + a_point * x))), came) for x, came in later]
                skills.append(f"{least} in {horizon} w {benchmark.skill(said):.2f}")
        print(f"half-life {half_life:g} months: skill from {VALIDATE} {', '.join(skills)}")
    for least in benchmark.DEATHS:
        print(f"    {least}:")
        for horizon in benchmark.HORIZONS:
            at_zero, a_point = fitted(rows(least, horizon, FIRST, benchmark.FIRST, formula))
            print(f"      {horizon}: {{at_zero: {at_zero:.3f}, a_point: {a_point:.4f}}}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
