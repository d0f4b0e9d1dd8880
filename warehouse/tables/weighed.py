"""What a country-week amounts to: the points of its stories, its score, its hotspots, and what is expected after it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from warehouse.schema import column
from warehouse.tables.vocabulary import CountryWeekRow, Sector, ThreatLevel, Trend


class Contribution(
    CountryWeekRow,
    table="contributions",
    key=("country", "week", "revision", "story_id"),
    history="contribution_history",
):
    """The points that one story adds to the score; a country-week's sum up to scores.raw_points exactly."""

    formula_version: str = column("Version of tasks/threat/formula.yaml.")
    story_id: str = column("Story that the points come from.")
    sector: Sector = column("Sector that they count for.")
    severity_points: float = column(
        "How far severity exceeds what is routine, mean over the articles that tell it.", unit="points", ge=0
    )
    category_factor: float = column("Factor for the categories of these articles.", unit="factor", ge=0)
    reach_factor: float = column("Factor for independent publishers.", unit="factor", ge=0)
    certainty_factor: float = column("Factor for certainty.", unit="factor", ge=0, le=1)
    nearness_factor: float = column("Factor for nearness to the country.", unit="factor", ge=0, le=1)
    novelty_factor: float = column("Factor for novelty.", unit="factor", ge=0, le=1)
    rank_factor: float = column(
        "Factor for its rank among the week's stories, in formula 1; 1 since.", unit="factor", ge=0, le=1
    )
    points: float = column("Product of the factors.", unit="points", ge=0)
    coverage_factor: float | None = column(
        "Factor that makes the points a mean over all that was told of the country: 100 / (reach of all stories + the tellings that "
        "stand for the weeks before).",
        unit="factor",
        null="formula 1, which had none",
        default=None,
        ge=0,
    )


class Score(CountryWeekRow, table="scores", key=("country", "week", "revision"), history="score_history"):
    """How dangerous a country's week was, absolutely and for this country, and how sure that is."""

    formula_version: str = column("Version of tasks/threat/formula.yaml.")
    raw_points: float = column("Sum of the contributions.", unit="points", ge=0)
    threat_score: float = column(
        "How grave the week was: the points on a saturating scale.", unit="0 to 100", ge=0, le=100
    )
    score_low: float = column("Lower end of the 90 % interval (stories resampled).", unit="0 to 100", ge=0, le=100)
    score_high: float = column("Upper end of the 90 % interval.", unit="0 to 100", ge=0, le=100)
    threat_level: ThreatLevel = column("Level after hysteresis.")
    level_reason: str = column("Why this level, in one sentence.")
    change: Literal["deteriorated", "improved", "unchanged", "unknown"] = column("Against the week before.")
    baseline_median: float | None = column("Median score of the trailing weeks.", unit="0 to 100", null="no history")
    baseline_weeks: int = column("Weeks of history used.", unit="weeks", ge=0)
    relative_z: float | None = column(
        "How unusual the week is for this country: robust z, shrunk where history is short.",
        unit="standard deviations",
        null="no history",
    )
    trend_4w: float | None = column(
        "Score less the mean of the 4 weeks before.", unit="score points", null="fewer than 2 weeks of history"
    )
    trend_12w: float | None = column(
        "Score less the mean of the 12 weeks before.", unit="score points", null="fewer than 6 weeks of history"
    )
    article_count: int = column("Articles, repetitions included.", unit="articles", ge=0)
    story_count: int = column("Stories.", unit="stories", ge=0)
    publisher_count: int = column("Independent publishers heard.", unit="publishers", ge=0)
    diplomacy: float = column("Points of the sector.", unit="points", ge=0)
    military: float = column("Points of the sector.", unit="points", ge=0)
    border_trade: float = column("Points of the sector.", unit="points", ge=0)
    energy: float = column("Points of the sector.", unit="points", ge=0)
    cyber: float = column("Points of the sector.", unit="points", ge=0)
    internal_security: float = column("Points of the sector.", unit="points", ge=0)
    unrest: float = column("Points of the sector.", unit="points", ge=0)
    disaster: float = column("Points of the sector.", unit="points", ge=0)
    health: float = column("Points of the sector.", unit="points", ge=0)
    other: float = column("Points of the sector.", unit="points", ge=0)
    carried_points: float | None = column(
        "Points carried over from the country's usual week, for what the week's coverage leaves open; with raw_points they make "
        "the score.",
        unit="points",
        null="formula 1, which carried none",
        default=None,
        ge=0,
    )


class Hotspot(
    CountryWeekRow, table="hotspots", key=("country", "week", "revision", "place_id"), history="hotspot_history"
):
    """A place where something happened this week."""

    place_id: str = column("Place, as in places.")
    label: str = column("Name for the map; a foreign place carries its country.")
    detail: str = column("What happened there, one sentence.")
    lat: float = column("Latitude, WGS 84.", unit="degrees", ge=-90, le=90)
    lng: float = column("Longitude, WGS 84.", unit="degrees", ge=-180, le=180)
    intensity: int = column(
        "How grave what happened there was, on the same scale in every country.", unit="1 to 5", ge=1, le=5
    )
    radius_km: float = column("Radius within which it lies.", unit="km", gt=0)
    place_country: str = column("Country that the place lies in.")
    is_foreign: bool = column("It lies outside the country that the row is about.")
    trend: Trend = column("Against the weeks before.")
    points: float = column("Points of the stories there.", unit="points", ge=0)
    story_ids: list[str] = column("Stories behind it, gravest first.")
    article_count: int = column("Articles behind it.", unit="articles", ge=1)
    event_ids: list[str] | None = column(
        "Events that happened there, gravest first.", null="an earlier version, which read stories", default=None
    )


class Outlook(
    CountryWeekRow, table="outlook", key=("country", "week", "revision", "outlook_id"), history="outlook_history"
):
    """Something said about the time after the week, with the rule by which it will be judged."""

    outlook_id: str = column("level-1w, level-4w, event-..., flashpoint-..., indicator-...")
    kind: Literal["level", "event", "flashpoint", "indicator"] = column("What is foretold.")
    subject: str = column("A level, a place_id, a sector or an announced event.")
    statement: str = column("What is expected, one sentence.")
    probability: float | None = column(
        "Probability that it comes true.", unit="share", null="announced, not forecast", ge=0, le=1
    )
    from_date: dt.date = column("First day that it speaks of.")
    resolves_on: dt.date = column("Day on which it can be judged.")
    resolution_rule: str = column("What must be seen in the tables for it to count as true.")
    citations: list[str] = column("article_ids that it rests on.")
    outcome: bool | None = column("Whether it came true.", null="not judged yet, or it cannot be judged")
    expected_level: ThreatLevel | None = column(
        "Level expected in the week that it speaks of.", null="it foretells no level", default=None
    )
    threshold: float | None = column(
        "What must be reached: intensity of a flashpoint; points of an indicator, which must be exceeded.",
        unit="1 to 5, or points",
        null="a level, or an announced event",
        default=None,
    )
