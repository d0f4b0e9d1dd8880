"""What happened: events, their figures, articles and countries, and the threads that last for weeks.

An event is one happening in the world. Its row stands in every country-week that tells of it, under one `event_id`: the same in
each week and in each country, so that `select distinct event_id` counts the world's events.
"""

from __future__ import annotations

import datetime as dt

from warehouse.schema import column
from warehouse.tables.vocabulary import (
    CountryPart,
    CountryWeekRow,
    EventState,
    FigureKind,
    FigureScope,
    Nearness,
    Sector,
    SiteBasis,
    StoryStatus,
    Trend,
    UcdpType,
)

_EVENT_ID = "^e[0-9a-f]{15}$"


class Event(CountryWeekRow, table="events", key=("country", "week", "revision", "event_id"), history="event_history"):
    """A happening as it stood at the end of a country's week: what, where, when, who, how many, how sure."""

    event_id: str = column(
        "`e` and 15 hex digits: the SHA-256 of the founding article; carried over from week to week.", pattern=_EVENT_ID
    )
    title: str = column("Title of the article that tells it best.")
    lead_article_id: str = column(
        "Article that tells it best and latest: the most central of its news, with the newest toll; its title is the event's."
    )
    kind: str = column("Event category (tasks/events/taxonomy.yaml, after PLOVER).")
    sector: Sector = column("Sector of the report.")
    cameo: str | None = column(
        "Root code of the kind in CAMEO, after PLOVER's mapping; of two or more the gravest.",
        null="not among CAMEO's kinds",
        source="PLOVER codebook (openeventdata.org)",
        pattern="^(?:0[1-9]|1[0-9]|20)$",
        default=None,
    )
    ucdp_type: UcdpType | None = column(
        "Type of organised violence, as UCDP defines it.",
        null="nobody died by arms, or no title tells both parties",
        source="UCDP GED codebook",
    )
    event_date: dt.date = column("Day on which it happened, began or was announced.")
    until: dt.date | None = column(
        "Last day of which two publishers tell, of an event that lasted.", null="it took a day, or its end is not told"
    )
    site: str | None = column(
        "Name of the place where it happened, or of the seat of who acted (site_basis).", null="no place is known"
    )
    place_id: str | None = column("The site, as in places.", null="no place was told")
    site_country: str | None = column("Country of the site, ISO 3166-1 alpha-2.", null="no place is known")
    site_basis: SiteBasis | None = column(
        "named: articles name the site. seat: none is told of an act of state, and it is the capital of who acted, without place_id and unit.",
        null="no place is known",
        default=None,
    )
    unit: str | None = column("First-level unit of the site, ISO 3166-2.", null="no place within a country was told")
    unit_name: str | None = column("Its name.", null="no place within a country was told", default=None)
    lat: float | None = column("Latitude of the site, WGS 84.", unit="degrees", null="no place is known", ge=-90, le=90)
    lng: float | None = column(
        "Longitude of the site, WGS 84.", unit="degrees", null="no place is known", ge=-180, le=180
    )
    radius_km: float | None = column("Radius within which it lies.", unit="km", null="no place is known", gt=0)
    killed_low: int | None = column(
        "Fewest deaths told on the newest day that tells them.", unit="people", null="none told", ge=0
    )
    killed_best: int | None = column(
        "Deaths of this event as of the end of the week: the latest credible figure. It may be summed over events.",
        unit="people",
        null="none told",
        ge=0,
    )
    killed_high: int | None = column(
        "Most deaths told on the newest day that tells them.", unit="people", null="none told", ge=0
    )
    injured_low: int | None = column("As killed_low.", unit="people", null="none told", ge=0)
    injured_best: int | None = column("As killed_best.", unit="people", null="none told", ge=0)
    injured_high: int | None = column("As killed_high.", unit="people", null="none told", ge=0)
    missing_best: int | None = column("As killed_best.", unit="people", null="none told", ge=0, default=None)
    displaced_best: int | None = column(
        "People who had to leave their homes, as killed_best.", unit="people", null="none told", ge=0, default=None
    )
    toll_as_of: dt.date | None = column("Day on which killed_best was told.", null="no deaths told")
    toll_publishers: int = column("Independent publishers that told killed_best on that day.", unit="publishers", ge=0)
    actors: list[str] = column("Who did it: countries (ISO alpha-2) and organisations, the most often named first.")
    targets: list[str] = column("To whom it was done: by code, or in the words of titles; the most often named first.")
    severity: float = column("How grave it is.", unit="0 (calm) to 5 (mass casualties or war)", ge=0, le=5)
    relevance: float = column(
        "How much of an event of security it is: mean over the articles that tell it.", unit="0 to 2", ge=0, le=2
    )
    nearness: Nearness = column("The country's part: it happened inside; the country is involved; it is mentioned.")
    state: EventState = column("How it stood at the end of the week.")
    certainty: float = column("How sure it is that it happened as told.", unit="share", ge=0, le=1)
    salience: float = column(
        "How much it matters in this country's week: harm, relevance, reach, novelty and nearness; the order of the report.",
        unit="points",
    )
    rank: int = column("Its place in that order, from 1.", unit="events", ge=1)
    publisher_count: int = column("Independent publishers that tell it.", unit="publishers", ge=1)
    article_count: int = column("Articles that tell it, repetitions included.", unit="articles", ge=1)
    languages: list[str] = column("Languages in which it is told.")
    first_told_at: dt.datetime = column("Earliest publication in any week, UTC.")
    last_told_at: dt.datetime = column("Latest publication in this week, UTC.")
    first_week: dt.date = column("Start of the first week in which it was told.")
    status: StoryStatus = column("new, or continuing from the week before.")
    follows: str | None = column("event_id of the event that it is a consequence of.", null="of none that is known")
    thread_id: str | None = column("Thread that it belongs to.", null="it belongs to none")
    story_ids: list[str] = column("Stories of the week that tell it.")
    together_because: str = column("Why its articles are one event.")
    corrected_because: str | None = column(
        "Why the analysts' desk changed it; what it changed is in corrections.",
        null="the desk left it alone",
        default=None,
    )


class EventFigure(
    CountryWeekRow,
    table="event_figures",
    key=("country", "week", "revision", "event_id", "article_id", "what", "in_title", "start"),
):
    """A number of people as one article told it; those of one event in the order of `told_at` are its toll over time."""

    event_id: str = column("Event that it is told of.", pattern=_EVENT_ID)
    article_id: str = column("Article that tells it.")
    publisher: str = column("Publisher family of the article.")
    told_at: dt.datetime = column("When it was told, UTC.")
    what: FigureKind = column("What is counted.")
    covers: FigureScope = column("What the number covers.")
    low: int = column("Fewest that the words state.", unit="people", ge=0)
    high: int = column("Most that the words state.", unit="people", ge=0)
    words: str = column("The words.")
    in_title: bool = column("Whether start counts in the title, not the text.")
    start: int = column("Where the words start.", unit="characters", ge=0)
    counts: bool = column("The best estimate of the event rests on it.")
    why: str = column("Why it counts, or does not.")


class EventArticle(CountryWeekRow, table="event_articles", key=("country", "week", "revision", "article_id")):
    """An article that tells an event: each article tells one, or none."""

    event_id: str = column("Event that it tells.", pattern=_EVENT_ID)
    article_id: str = column("The article.")
    why: str = column("What ties it to the event.")


class EventCountry(
    CountryWeekRow, table="event_countries", key=("country", "week", "revision", "event_id", "part_country")
):
    """What part a country has in an event."""

    event_id: str = column("The event.", pattern=_EVENT_ID)
    part_country: str = column("Country that has the part, ISO 3166-1 alpha-2.", pattern="^[A-Z]{2}$")
    part: CountryPart = column("Its part, the nearest where it has several.")


class Thread(
    CountryWeekRow, table="threads", key=("country", "week", "revision", "thread_id"), history="thread_history"
):
    """A situation that lasts: a war, a siege, a campaign of protests, an epidemic."""

    thread_id: str = column("`t` and the digits of the event that it began with.", pattern="^t[0-9a-f]{15}$")
    title: str = column("Title of its most salient event this week.")
    kind: str = column("Category of most of its events.")
    first_week: dt.date = column("Start of the week in which it began.")
    week_count: int = column("Weeks in a row in which it was told, this one included.", unit="weeks", ge=1)
    event_ids: list[str] = column("Its events of this week, the most salient first.")
    killed_best: int | None = column("Deaths of these events.", unit="people", null="none told", ge=0)
    actors: list[str] = column("Who acts in it, the most often named first.")
    trend: Trend = column("Its events against the week before.")
