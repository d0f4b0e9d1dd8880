"""What the articles of a country-week tell: articles, the stories that they make, the places that they name."""

from __future__ import annotations

import datetime as dt

from warehouse.schema import column
from warehouse.tables.vocabulary import (
    CountryWeekRow,
    DuplicateBasis,
    Genre,
    Nearness,
    PlaceKind,
    PlaceRole,
    Reality,
    Sector,
    StoryStatus,
    TimeKind,
)


class Article(CountryWeekRow, table="articles", key=("country", "week", "revision", "article_id")):
    """An item that belongs to a country's week, with what was read in it."""

    article_id: str = column("The item_id of the item that it is.", pattern="^[0-9a-f]{16}$")
    outlet: str = column("Outlet's name.")
    publisher: str = column("Publisher family.")
    outlet_country: str | None = column("Country of the outlet.", null="unknown or international")
    feed_url: str = column("Feed that it came from.")
    url: str = column("Canonical link; empty where the feed gave none.")
    title: str = column("Title.")
    text: str = column("Summary or body.")
    lang: str = column("Language, ISO 639-1.")
    published_at: dt.datetime = column("When it was published, UTC.")
    raw_sha256: str = column("SHA-256 of the raw bytes: the archived copy.")
    about_basis: str = column(
        "Why it is about the country: title_name, text_name, title_place, text_place, office, ..."
    )
    about_evidence: str = column("The words that show it.")
    event_date: dt.date | None = column(
        "Day of what it reports.", null="the text gives no day; the day of publication stands in"
    )
    time_kind: TimeKind = column("What the text is in time.")
    time_evidence: str | None = column(
        "The words that decided event_date or time_kind.", null="nothing but the date of publication"
    )
    duplicate_of: str | None = column("article_id of the original it repeats.", null="an original")
    duplicate_basis: DuplicateBasis | None = column("Why it counts as a repetition.", null="an original")
    category: str = column("Event category of tasks/events/taxonomy.yaml; `unclassified` where nothing fits.")
    kind_probability: float | None = column(
        "How sure the category is.", unit="probability", null="read by an earlier version", ge=0, le=1, default=None
    )
    genre: Genre | None = column(
        "news, live (live blog, round-up), comment, analysis (explainer, feature) or stub.",
        null="read by an earlier version",
        default=None,
    )
    reality: Reality | None = column(
        "Its main event in time: now, past (background), future (planned) or hypo (warned, alleged, denied).",
        null="read by an earlier version",
        default=None,
    )
    relevance: int | None = column(
        "For a security report: 2 an event or development of security, 1 context, 0 irrelevant.",
        unit="grade",
        null="read by an earlier version",
        ge=0,
        le=2,
        default=None,
    )
    relevance_probability: float | None = column(
        "That it is not irrelevant: relevance 1 or 2.",
        unit="probability",
        null="read by an earlier version",
        ge=0,
        le=1,
        default=None,
    )
    security_probability: float | None = column(
        "That it is an event of security: relevance 2.",
        unit="probability",
        null="read by an earlier version",
        ge=0,
        le=1,
        default=None,
    )
    actor: str | None = column(
        "Who did it, in the title's words.", null="the title names no deed, or nobody as doing it", default=None
    )
    deed: str | None = column("What was done: the verb, in the title's words.", null="no deed", default=None)
    target: str | None = column("To whom, in the title's words.", null="no deed, or nobody", default=None)
    sector: Sector = column("Sector of the report that it belongs to.")
    severity: float = column("How grave what it reports is.", unit="0 (calm) to 5 (mass casualties or war)", ge=0, le=5)
    severity_low: float | None = column(
        "Lower end of the 80 % interval of severity.",
        unit="0 to 5",
        null="read by an earlier version",
        ge=0,
        le=5,
        default=None,
    )
    severity_high: float | None = column(
        "Upper end of the 80 % interval of severity.",
        unit="0 to 5",
        null="read by an earlier version",
        ge=0,
        le=5,
        default=None,
    )
    killed: int | None = column(
        "Deaths stated for this event (lower bound of a range).", unit="people", null="none stated", ge=0
    )
    injured: int | None = column(
        "Injured stated for this event (lower bound).", unit="people", null="none stated", ge=0
    )
    why: str = column("Why this category and severity, with the words that decided.")
    actors: list[str] = column("Countries (ISO alpha-2) and organisations named as acting, in order of first mention.")
    story_id: str | None = column("Story that it was grouped into.", null="it is not current and so in no story")


class Story(CountryWeekRow, table="stories", key=("country", "week", "revision", "story_id")):
    """What happened, as told by one or more articles."""

    story_id: str = column("First 16 hex digits of the SHA-256 of the earliest original's article_id and country.")
    title: str = column("Title of the lead article.")
    lead_article_id: str = column("Article that tells it best: the original with the most content, then the earliest.")
    article_count: int = column("Articles, repetitions included.", unit="articles", ge=1)
    original_count: int = column("Articles that are not repetitions.", unit="articles", ge=1)
    publisher_count: int = column("Independent publishers (reach).", unit="publishers", ge=1)
    languages: list[str] = column("Languages in which it is told.")
    event_date: dt.date = column("Day on which it happened or was announced.")
    first_seen_at: dt.datetime = column("Earliest publication, UTC.")
    last_seen_at: dt.datetime = column("Latest publication, UTC.")
    status: StoryStatus = column("new, or continuing from the week before.")
    continues: str | None = column("story_id of the story of the week before.", null="it is new")
    category: str = column("Event category (tasks/events/taxonomy.yaml).")
    sector: Sector = column("Sector of the report.")
    severity: float = column("How grave it is.", unit="0 to 5", ge=0, le=5)
    killed_low: int | None = column("Fewest deaths stated.", unit="people", null="none stated", ge=0)
    killed_high: int | None = column("Most deaths stated.", unit="people", null="none stated", ge=0)
    injured_low: int | None = column("Fewest injured stated.", unit="people", null="none stated", ge=0)
    injured_high: int | None = column("Most injured stated.", unit="people", null="none stated", ge=0)
    certainty: float = column("How sure it is that it happened as told.", unit="share", ge=0, le=1)
    nearness: Nearness = column(
        "inside: it happened in the country; involved: abroad, the country or its people take part; mentioned: neither."
    )
    actors: list[str] = column("Countries and organisations named.")
    together_because: str = column("Why its articles are one story.")


class Place(
    CountryWeekRow, table="places", key=("country", "week", "revision", "article_id", "in_title", "start", "place_id")
):
    """A place named in an article, with the words that name it."""

    story_id: str | None = column("Story of the article.", null="the article is in no story")
    article_id: str = column("Article that names it.")
    place_id: str = column("geonames:ID, iso:XX-NNN (ISO 3166-2), iso:XX (country) or overlay:XX/slug (profile).")
    name: str = column("Name in the gazetteer.")
    kind: PlaceKind = column("What kind of place.")
    text: str = column("The words in the article.")
    start: int = column("Where they start.", unit="characters", ge=0)
    end: int = column("Where they end.", unit="characters", ge=0)
    in_title: bool = column("Whether start and end count in the title, not the text.")
    lat: float = column("Latitude, WGS 84.", unit="degrees", ge=-90, le=90)
    lng: float = column("Longitude, WGS 84.", unit="degrees", ge=-180, le=180)
    place_country: str = column(
        "Country that the place lies in, ISO 3166-1 alpha-2; XX on the high seas and across countries."
    )
    is_foreign: bool = column("It lies outside the country that the row is about.")
    precision_km: float = column("Radius within which the event may lie.", unit="km", gt=0)
    role: PlaceRole | None = column(
        "What the place does in the article: where it happened (site), whence somebody speaks or comes (origin), what it"
        " is compared with (compared), or named only (mention).",
        null="written before places had roles",
    )
