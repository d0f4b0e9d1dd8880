"""How much an event matters in a country's week: the order of the report."""

from __future__ import annotations

import math

from warehouse.tables import Nearness

NEARNESS = {"inside": 1.0, "involved": 0.6, "mentioned": 0.15}
"""A country's report tells first what happened in it."""
STEP = 2.0
"""A grade of severity counts as much as twice the reach."""


def salience(
    *, severity: float, relevance: float, publishers: int, nearness: Nearness, continuing: bool, certainty: float
) -> float:
    """Points: harm x relevance x reach x novelty x nearness.

    severity 0-5, relevance 0-2, publishers from 1, certainty 0-1.
    """
    harm = math.pow(STEP, severity)
    novelty = 0.8 if continuing else 1.0
    return round(harm * relevance * math.sqrt(publishers) * novelty * NEARNESS[nearness] * (0.5 + certainty / 2), 6)
