"""The outlook's probabilities of a higher level, judged by what the levels became."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping

import numpy as np

from tasks.threat.formula import Formula
from tasks.threat.outlook import foretell
from tests.measure.threat_figures import load_benchmark
from tests.measure.threat_measures import REFUSED, Table
from tests.measure.threat_series import Key
from warehouse.tables import LEVELS, Score

BINS = (0.05, 0.15, 0.3, 0.5, 1.01)
"""Upper bounds of the bins of the calibration table."""


def forecasts(
    scores: Mapping[Key, Score], horizon: int, formula: Formula
) -> dict[str, list[tuple[float, float, float, str]]]:
    """Country -> (probability of a higher level, whether it came, whether the expected level came, level then) by week."""
    history: dict[str, list[Score]] = defaultdict(list)
    found: dict[str, list[tuple[float, float, float, str]]] = {}
    for (country, week), score in sorted(scores.items(), key=lambda pair: (pair[0][1], pair[0][0])):
        before = list(history[country])
        history[country].append(score)
        then = scores.get((country, week + dt.timedelta(weeks=horizon)))
        if then is None or REFUSED in (score.threat_level, then.threat_level):
            continue
        said = foretell(score, before, horizon, formula)
        rose = LEVELS.index(then.threat_level) > LEVELS.index(score.threat_level)
        found.setdefault(country, []).append(
            (said.deterioration, float(rose), float(said.level == then.threat_level), score.threat_level)
        )
    return found


def rises_of_level(scores: Mapping[Key, Score], formula: Formula, where: str) -> Table:
    """Brier scores beside climatology, persistence and chance."""
    benchmark = load_benchmark()
    rows = []
    about = []
    for horizon in formula.outlook.rise:
        judged = forecasts(scores, horizon, formula)
        came = [one for said in judged.values() for _, one, _, _ in said]
        rate = float(np.mean(came))
        of_level: dict[str, list[float]] = defaultdict(list)
        for said in judged.values():
            for _, one, _, level in said:
                of_level[level].append(one)
        by_level = {level: float(np.mean(ones)) for level, ones in of_level.items()}
        right = float(np.mean([hit for said in judged.values() for _, _, hit, _ in said]))
        about.append(
            f"{horizon} week{'s' if horizon > 1 else ''} ahead: {len(judged)} countries, {len(came)} forecasts, {rate:.1%} of the levels "
            f"rose; the expected level came true in {right:.0%}"
        )
        ways: dict[str, Callable[[tuple[float, float, float, str]], float]] = {
            "outlook": lambda said: said[0],
            "climatology (the share that rose, known afterwards)": lambda said, rate=rate: rate,  # type: ignore[misc]
            "climatology of the level (the same for each level)": lambda said, of=by_level: of[said[3]],  # type: ignore[misc]
            "persistence (the level stays)": lambda said: 0.0,
            "chance (one half)": lambda said: 0.5,
        }
        for name, way in ways.items():
            pairs = {c: [(way(one), one[1]) for one in said] for c, said in judged.items()}
            every = benchmark.flat(pairs)
            ranked = f"{benchmark.auc(every):.2f}" if name == "outlook" else ""
            skill = benchmark.interval(lambda some: benchmark.skill(benchmark.flat(some)), pairs)
            rows.append((f"{horizon} w", name, f"{benchmark.brier(every):.3f}", skill, ranked))
    return Table(
        f"The outlook of a higher level, {where}",
        "; ".join(about) + ". Skill is against climatology.",
        ("ahead", "forecast", "Brier score", "skill", "area under the ROC"),
        tuple(rows),
    )


def calibration(scores: Mapping[Key, Score], formula: Formula, where: str) -> Table:
    """What was said beside what came, by bins of probability."""
    rows = []
    for horizon in formula.outlook.rise:
        every = [one for said in forecasts(scores, horizon, formula).values() for one in said]
        low = 0.0
        for high in BINS:
            within = [one for one in every if low <= one[0] < high]
            if within:
                said, came = float(np.mean([o[0] for o in within])), float(np.mean([o[1] for o in within]))
                rows.append(
                    (f"{horizon} w", f"{low:.0%} to {min(high, 1):.0%}", str(len(within)), f"{said:.0%}", f"{came:.0%}")
                )
            low = high
    return Table(
        f"Calibration of the outlook, {where}",
        "Forecasts of a higher level by their probability.",
        ("ahead", "probability", "forecasts", "said on average", "came true"),
        tuple(rows),
    )
