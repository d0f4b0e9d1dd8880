"""How much an event matters in a country's week: the order of the report."""

from __future__ import annotations

import math

from warehouse.tables import Nearness

NEARNESS = {"inside": 1.0, "involved": 0.6, "mentioned": 0.15}
"""A country's report tells first what happened in it."""
STEP = 1.35
"""A grade of severity counts as much as a third more publishers. Of the gold weeks developed on, the order is about equally good from
1.2 to 1.5; with 2, a single headline of many dead stood before what all publishers told."""
CONTINUING = 0.8
"""What was told last week is less news."""


def salience(
    *,
    severity: float,
    relevance: float,
    publishers: int,
    articles: int,
    nearness: Nearness,
    continuing: bool,
    certainty: float,
) -> float:
    """Points: harm x relevance x reach x novelty x nearness.

    severity 0-5, relevance 0-2, publishers and articles from 1, certainty 0-1. Reach is publishers times the root of articles.
    """
    harm = math.pow(STEP, severity) * (0.5 + certainty / 2)
    reach = publishers * math.sqrt(articles)
    return round(harm * relevance * reach * (CONTINUING if continuing else 1.0) * NEARNESS[nearness], 6)
