"""What a country-week amounts to: the points of its stories, its score, its hotspots, and what is expected after it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from warehouse.schema import column
from warehouse.tables.vocabulary import CountryWeekRow, Sector, ThreatLevel, Trend


class Contribution(
    CountryWeekRow,
    table="contributions",
    key=("country", "week", "revision", "part", "subject", "story_id"),
    history="contribution_history",
):
    """A row of what the score adds up from: the standing danger, what is ordinary, an event; they sum to scores.raw_points."""

    formula_version: str = column("Version of tasks/threat/formula.yaml.")
    part: Literal["standing", "ordinary", "event"] = column(
        "standing: known before the week; ordinary: what an ordinary week tells, taken off; event: what happened.",
        default="event",
    )
    subject: str | None = column(
        "What the points come from: a source and year of the standing (`ucdp-2024`), `ordinary`, or an event_id.",
        null="a formula before 5",
        default=None,
    )
    label: str | None = column("The same in words, English.", null="a formula before 5", default=None)
    story_id: str | None = column("Story that tells the event.", null="no event", default=None)
    sector: Sector | None = column("Sector that the points count for.", null="no event", default=None)
    points: float = column("Points; below 0 for what is ordinary.", unit="points")
    tellings: int | None = column(
        "Articles of the story that tell the event in words of their own.",
        unit="articles",
        null="no event",
        default=None,
        ge=0,
    )
    dangerous_tellings: float | None = column(
        "Of these, those of danger, by the weight of their category.",
        unit="articles",
        null="no event",
        default=None,
        ge=0,
    )
    deaths: float | None = column(
        "Deaths by violence that the event stands for: its toll by kind and doubt, or by severity.",
        unit="people",
        null="no event",
        default=None,
        ge=0,
    )


class Score(CountryWeekRow, table="scores", key=("country", "week", "revision"), history="score_history"):
    """How dangerous a country's week was, absolutely and for this country, and how sure that is."""

    formula_version: str = column("Version of tasks/threat/formula.yaml.")
    raw_points: float = column("Sum of the contributions.", unit="points", ge=0)
    threat_score: float = column(
        "How grave the week was: 20 points are a tenfold of the deaths a year at this week's rate.",
        unit="0 to 100",
        ge=0,
        le=100,
    )
    score_low: float = column("Lower end of the 90 % interval.", unit="0 to 100", ge=0, le=100)
    score_high: float = column("Upper end of the 90 % interval.", unit="0 to 100", ge=0, le=100)
    threat_level: ThreatLevel = column("Level of the score.")
    level_reason: str = column("Why this level, in two sentences: the standing, and the week.")
    change: Literal["deteriorated", "improved", "unchanged", "unknown"] = column(
        "Against the country's ordinary week; unknown where the news are too thin."
    )
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
        "Points carried over from the country's usual week in formulas 2 to 4.",
        unit="points",
        null="another formula",
        default=None,
        ge=0,
    )
    basis: Literal["news", "standing only"] | None = column(
        "standing only: the news were too thin for their share to say anything.",
        null="a formula before 5",
        default=None,
    )
    standing_points: float | None = column(
        "The standing danger, known before the week: the points of its contributions.",
        unit="points",
        null="a formula before 5",
        default=None,
        ge=0,
    )
    standing_level: ThreatLevel | None = column(
        "Level of the standing alone.", null="a formula before 5, or no source knows the country", default=None
    )
    posture: ThreatLevel | None = column(
        "Level of the mean score of four weeks: where the country stands, beside how its week was.",
        null="a formula before 5, or no level",
        default=None,
    )
    gravest_deaths: float | None = column(
        "Deaths by violence that the gravest event stands for.",
        unit="people",
        null="a formula before 5",
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


class PlaceWeek(CountryWeekRow, table="place_weeks", key=("country", "week", "revision", "place_id")):
    """Every place where something happened this week, however little: what `hotspots` shows the gravest of, one plain row each."""

    place_id: str = column("Place, as in places.")
    name: str = column("The place as the English articles most often spell it, else the gazetteer's name.")
    place_country: str = column("Country that the place lies in.")
    is_foreign: bool = column("It lies outside the country that the row is about.")
    rank: int = column(
        "1 is the most points of the country's own places of the week; foreign ones are ranked apart.",
        unit="rank",
        ge=1,
    )
    lat: float = column("Latitude, WGS 84.", unit="degrees", ge=-90, le=90)
    lng: float = column("Longitude, WGS 84.", unit="degrees", ge=-180, le=180)
    radius_km: float = column("Radius within which it lies.", unit="km", gt=0)
    points: float = column("Points of what happened there.", unit="points", ge=0)
    intensity: int = column(
        "How grave what happened there was, on the same scale in every country.", unit="1 to 5", ge=1, le=5
    )
    trend: Trend = column("Points against the four weeks before.")
    event_count: int = column("Events that happened there.", unit="events", ge=1)
    article_count: int = column("Articles behind it.", unit="articles", ge=1)


class Outlook(
    CountryWeekRow, table="outlook", key=("country", "week", "revision", "outlook_id"), history="outlook_history"
):
    """Something said about the time after the week, with the rule by which it will be judged."""

    outlook_id: str = column("level-1w, level-4w, deaths-25-1w, event-..., flashpoint-..., indicator-...")
    kind: Literal["level", "deaths", "event", "flashpoint", "indicator"] = column("What is foretold.")
    subject: str = column("A level, a number of deaths, a place_id, a sector or an announced event.")
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
        "What must be reached: deaths; intensity of a flashpoint; points of an indicator, which must be exceeded.",
        unit="people, 1 to 5, or points",
        null="a level, or an announced event",
        default=None,
    )
