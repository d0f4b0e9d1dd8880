"""The tables: one Row a table, in the order in which a country-week comes about.

Every row can be walked back: score -> contribution -> story -> article -> item -> raw bytes.
Rows of a country-week carry a `revision`: the digest of everything they were computed from (items,
profile, formula, models, history). Equal inputs give the equal revision and equal rows, so building
again changes nothing; a `runs` row is written last and makes its revision the current one.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from warehouse.schema import Row, column

# --- vocabularies -------------------------------------------------------------------------------

ThreatLevel = Literal["Insufficient evidence", "Low", "Guarded", "Elevated", "High", "Severe"]
LEVELS: tuple[ThreatLevel, ...] = ("Low", "Guarded", "Elevated", "High", "Severe")
"""From the calmest to the gravest. "Insufficient evidence" is no level but the refusal of one."""

Sector = Literal[
    "diplomacy",
    "military",
    "border_trade",
    "energy",
    "cyber",
    "internal_security",
    "unrest",
    "disaster",
    "health",
    "other",
]
SECTORS: tuple[Sector, ...] = (
    "diplomacy",
    "military",
    "border_trade",
    "energy",
    "cyber",
    "internal_security",
    "unrest",
    "disaster",
    "health",
    "other",
)

TimeKind = Literal["current", "past", "anniversary", "repost", "roundup", "explainer", "future"]
"""What a text is in time. Only `current` (which includes announcements of things to come) counts for a week's score;
`future` marks an item that is only a calendar notice, `past` one about a dated earlier event."""

DuplicateBasis = Literal["same_url", "same_text", "near_text"]
StoryStatus = Literal["new", "continuing"]
Trend = Literal["new", "rising", "steady", "falling", "fading"]
IssueSeverity = Literal["info", "warning", "error"]
PlaceKind = Literal["country", "admin1", "admin2", "capital", "city", "border_crossing", "facility", "region", "water"]


class Span(BaseModel):
    """A stretch of text that proves something: `text[start:end]`, in the title or in the text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    start: int
    end: int
    in_title: bool


# --- collected: the world as it was served ------------------------------------------------------


FeedHealth = Literal["alive", "moved", "truncated", "undated", "empty", "stale", "failing", "dead"]


class Fetch(Row, table="fetches", key=("week", "feed_url", "fetched_at"), scope="log"):
    """One attempt to fetch one feed, one page of an archive, or one batch of an imported file."""

    week: dt.date = column("Start of the week of the attempt (partition).")
    feed_url: str = column(
        "URL of the feed as its profile gives it; of an import, `file:` and the file's name; of a page of an archive, `archive:` and its name, then the address."
    )
    final_url: str = column("URL that answered, after redirects; equal to feed_url where there were none.")
    fetched_at: dt.datetime = column("When the attempt was made, UTC.")
    status: Literal["fetched", "not_modified", "failed", "imported", "archived"] = column("What came of it.")
    http_status: int | None = column("HTTP status code.", unit="HTTP status", null="no answer, or an import")
    error: str | None = column("Why it failed, for a reader.", null="it did not fail")
    raw_sha256: str | None = column("SHA-256 of the bytes kept in the raw store.", null="no body was kept")
    body_bytes: int = column("Size of the body after decompression.", unit="bytes", ge=0)
    content_type: str | None = column("Content-Type as served.", null="none was served")
    etag: str | None = column("ETag to send next time.", null="none was served")
    last_modified: str | None = column("Last-Modified to send next time.", null="none was served")
    item_count: int = column("Items read from the body.", unit="items", ge=0)
    new_item_count: int = column("Of these, items not seen before.", unit="items", ge=0)
    undated_count: int = column("Of these, items without a usable date.", unit="items", ge=0)
    countries: list[str] = column(
        "Countries whose profiles list the feed, ISO 3166-1 alpha-2; XX is the international list."
    )
    health: FeedHealth | None = column(
        "How the feed fares after this attempt: alive; moved (answers elsewhere, for good); truncated (documents break off); "
        "undated (most items carry no date); empty; stale (nothing new for 30 days); failing; dead (ten failures in a row, or gone).",
        null="not an attempt at a feed, or of an earlier version",
        default=None,
    )
    failures: int | None = column(
        "Failures in a row, this one included.", unit="attempts", null="as health", ge=0, default=None
    )
    due_at: dt.datetime | None = column("When the feed is to be asked again, UTC.", null="as health", default=None)
    moved_to: str | None = column(
        "Address where it is asked since it moved there for good.", null="it has not moved", default=None
    )
    newest_item_at: dt.datetime | None = column(
        "Date of the newest item that it ever held, UTC.", null="no item carried a date", default=None
    )
    items_held: int | None = column(
        "Items in its document when it was last served.", unit="items", null="never served", ge=0, default=None
    )
    items_per_hour: float | None = column(
        "New items an hour: counted between attempts, and not below what the items' dates say.",
        unit="items an hour",
        null="not yet known",
        ge=0,
        default=None,
    )


class FeedItem(Row, table="items", key=("week", "item_id"), scope="week"):
    """An item of a feed or archive as it was read: cleaned text, canonical link, date and on what basis."""

    week: dt.date = column("Start of the week of published_at; for an undated item, of fetched_at (partition).")
    item_id: str = column(
        "First 16 hex digits of the SHA-256 of feed, guid or link, title and text.", pattern="^[0-9a-f]{16}$"
    )
    feed_url: str = column("Feed or file that it came from, as in fetches.")
    outlet: str = column("Outlet's name, for citations.")
    publisher: str = column("Publisher family: outlets of one family are one independent source.")
    outlet_country: str | None = column("Country of the outlet, ISO 3166-1 alpha-2.", null="unknown or international")
    url: str = column("Canonical link to the article (http or https); empty where the feed gave none.")
    guid: str | None = column("Identifier given by the feed.", null="none was given")
    title: str = column("Title as plain text, at most 500 characters.", max_length=500)
    text: str = column("Summary or body as plain text, at most 20,000 characters; may be empty.", max_length=20_000)
    lang: str = column("Language, ISO 639-1 (639-3 where there is none); `und` where unknown.")
    published_at: dt.datetime | None = column(
        "When it was published, UTC.", null="the feed gave no usable date; never guessed"
    )
    published_basis: Literal["published", "updated", "url", "archive", "none"] = column("Where published_at was read.")
    fetched_at: dt.datetime = column("When it was first seen, UTC.")
    raw_sha256: str = column("SHA-256 of the raw bytes it was read from.", pattern="^[0-9a-f]{64}$")
    position: int = column("Its place in that document, from 0.", unit="items", ge=0)


class Issue(Row, table="issues", key=("week", "country", "revision", "stage", "kind", "subject"), scope="country_week"):
    """Something that did not go as hoped with one feed, item or stage: nothing is dropped without a row here."""

    week: dt.date = column("Start of the week concerned (partition).")
    country: str | None = column(
        "Country concerned, ISO 3166-1 alpha-2.", null="collection or import, which serve all countries"
    )
    revision: str | None = column("Revision of the country-week.", null="collection or import")
    stage: str = column(
        "Stage that saw it: collect, parse, import, select, attribute, dedupe, classify, place, verify, ..."
    )
    severity: IssueSeverity = column(
        "info: dropped as intended; warning: something may be missing; error: something is missing."
    )
    kind: str = column(
        "What it is, in a word: undated, future, about_another_time, http_error, truncated, not_a_feed, ..."
    )
    subject: str = column("What it is about: a feed URL, an item_id, a file and row, a statement_id.")
    message: str = column("One sentence for a reader, with the evidence.")
    remedy: str | None = column("How to mend it.", null="nothing to mend")


# --- a country-week -----------------------------------------------------------------------------


class CountryWeekRow(Row):
    """The columns that every row of a country-week starts with."""

    country: str = column("Country that the row is about, ISO 3166-1 alpha-2.", pattern="^[A-Z]{2}$")
    week: dt.date = column("Start of the week, seven days from 00:00 UTC (partition).")
    revision: str = column("Digest of what the country-week was computed from; the current one is named in runs.")


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
    category: str = column("Event category of tasks/taxonomy.yaml; `unclassified` where nothing fits.")
    sector: Sector = column("Sector of the report that it belongs to.")
    severity: float = column("How grave what it reports is.", unit="0 (calm) to 5 (mass casualties or war)", ge=0, le=5)
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
    category: str = column("Event category (tasks/taxonomy.yaml).")
    sector: Sector = column("Sector of the report.")
    severity: float = column("How grave it is.", unit="0 to 5", ge=0, le=5)
    killed_low: int | None = column("Fewest deaths stated.", unit="people", null="none stated", ge=0)
    killed_high: int | None = column("Most deaths stated.", unit="people", null="none stated", ge=0)
    injured_low: int | None = column("Fewest injured stated.", unit="people", null="none stated", ge=0)
    injured_high: int | None = column("Most injured stated.", unit="people", null="none stated", ge=0)
    certainty: float = column("How sure it is that it happened as told.", unit="share", ge=0, le=1)
    nearness: Literal["inside", "involved", "mentioned"] = column(
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


class Contribution(CountryWeekRow, table="contributions", key=("country", "week", "revision", "story_id")):
    """The points that one story adds to the score; a country-week's sum up to scores.raw_points exactly."""

    formula_version: str = column("Version of tasks/formula.yaml.")
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


class Score(CountryWeekRow, table="scores", key=("country", "week", "revision")):
    """How dangerous a country's week was, absolutely and for this country, and how sure that is."""

    formula_version: str = column("Version of tasks/formula.yaml.")
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
        "Points carried over from the weeks before, for what the week's coverage leaves open; with raw_points they make "
        "the score.",
        unit="points",
        null="formula 1, which carried none",
        default=None,
        ge=0,
    )


class Hotspot(CountryWeekRow, table="hotspots", key=("country", "week", "revision", "place_id")):
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


class Report(CountryWeekRow, table="reports", key=("country", "week", "revision")):
    """A written weekly report; its sentences are in statements."""

    country_name: str = column("Name of the country in the report's language.")
    title: str = column("Title with the period.")
    week_label: str = column("ISO 8601 week, 2026-W18.")
    period_end: dt.date = column("First day after the week.")
    threat_level: ThreatLevel = column("As in scores.")
    threat_score: float = column("As in scores.", unit="0 to 100", ge=0, le=100)
    change: Literal["deteriorated", "improved", "unchanged", "unknown"] = column("As in scores.")
    summary: str = column("Executive summary as plain text.")
    formula_version: str = column("Version of the score's formula.")
    analyst: str = column("Who wrote it: embedded, or provider and model.")
    prompt_digest: str | None = column("Digest of the prompts.", null="the embedded analyst uses none")
    language: str = column("Language of the report, ISO 639-1.")
    provisional: bool = column("Written before the week was over.")
    synthetic: bool = column("The country and its news are invented, for the demo.")
    statement_count: int = column("Published statements.", unit="statements", ge=0)
    dropped_count: int = column("Statements not published because the verifier rejected them.", unit="statements", ge=0)
    support_rate: float = column(
        "Share of written statements that the verifier accepted; 1 where none was written.", unit="share", ge=0, le=1
    )
    article_count: int = column("Articles behind it.", unit="articles", ge=0)
    story_count: int = column("Stories behind it.", unit="stories", ge=0)
    publisher_count: int = column("Independent publishers heard.", unit="publishers", ge=0)
    model_calls: int | None = column(
        "Questions that a language model answered for it; a kept answer counts as when it was given.",
        unit="calls",
        null="no model was configured",
        ge=0,
        default=None,
    )
    input_tokens: int | None = column(
        "Tokens that it was asked with.", unit="tokens", null="no model was configured", ge=0, default=None
    )
    output_tokens: int | None = column(
        "Tokens that it answered with.", unit="tokens", null="no model was configured", ge=0, default=None
    )
    cost_usd: float | None = column(
        "What that cost.",
        unit="US dollars",
        null="no model was configured, or its price is unknown",
        ge=0,
        default=None,
    )
    replaced_sections: list[str] | None = column(
        "Sections that the model was to write and that the embedded analyst wrote instead, wholly or in part; why is in issues.",
        null="no model was configured",
        default=None,
    )


class Statement(CountryWeekRow, table="statements", key=("country", "week", "revision", "statement_id")):
    """A sentence or short paragraph of a report, with what proves it."""

    statement_id: str = column("s001, s002, ... in the order of the report.")
    section: str = column("Section key, as in tasks/report/sections.")
    position: int = column("Order in the report, from 0.", unit="statements", ge=0)
    heading: str | None = column("Heading above it.", null="it stands under the section's title")
    text: str = column("The statement as published.")
    kind: Literal["reported", "assessment"] = column(
        "reported: the cited articles say so; assessment: a judgement resting on other statements."
    )
    confidence: Literal["high", "moderate", "low"] | None = column(
        "Confidence word of an assessment.", null="it is reported, not judged"
    )
    citations: list[str] = column("article_ids that support it; never empty.", min_length=1)
    rests_on: list[str] = column("statement_ids that an assessment rests on.")
    story_id: str | None = column("Story that it tells.", null="it draws on several")
    sector: Sector | None = column("Sector.", null="it concerns several")
    event_date: dt.date | None = column("Day it speaks of.", null="it speaks of no single day")
    supported: bool = column("The verifier accepts it; only such statements are published.")
    support_reason: str = column("Why the verifier decided so.")


class Outlook(CountryWeekRow, table="outlook", key=("country", "week", "revision", "outlook_id")):
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


def _of_a_run(description: str, unit: str, null: str = "it failed, or an earlier version built it") -> Any:
    """A figure of the run record that earlier versions did not keep."""
    return column(description, unit=unit, null=null, ge=0, default=None)


class Run(CountryWeekRow, table="runs", key=("country", "week", "revision", "finished_at"), scope="log"):
    """A finished build of a country-week: written last, it makes its revision the current one.

    It is also the record of what the build took: counts and seconds of every stage, bytes, versions, tokens and cost.
    """

    status: Literal["complete", "failed"] = column("complete: the revision is current; failed: nothing was changed.")
    error: str | None = column("Why it failed.", null="it did not fail")
    started_at: dt.datetime = column("Start, UTC.")
    finished_at: dt.datetime = column("End, UTC.")
    input_digest: str = column("Digest of the items that it was built from.")
    profile_digest: str = column("Digest of the country's profile.")
    formula_version: str = column("Version of tasks/formula.yaml.")
    code_version: str = column("Version of Weekwatch and of the models and data that it reads with.")
    item_count: int = column("Items that named the country.", unit="items", ge=0)
    article_count: int = column("Articles kept: items that belong to the week.", unit="articles", ge=0)
    story_count: int = column("Stories.", unit="stories", ge=0)
    issue_count: int = column("Issues.", unit="issues", ge=0)
    seconds: float = column("Time that the stages after gathering took.", unit="seconds", ge=0)
    basis_digest: str | None = column(
        "Digest of where all that comes from: ids of the week's pool, all profiles, revisions of the weeks before, fetches, "
        "versions. While it is the same there is nothing to do.",
        null="it failed, or an earlier version built it",
        default=None,
    )
    text_bytes: int | None = _of_a_run("Titles and texts of the items, in UTF-8.", "bytes")
    duplicate_count: int | None = _of_a_run("Articles that repeat another one.", "articles")
    place_count: int | None = _of_a_run("Mentions of places.", "mentions")
    hotspot_count: int | None = _of_a_run("Hotspots.", "hotspots")
    statement_count: int | None = _of_a_run("Statements published.", "statements")
    dropped_count: int | None = _of_a_run("Statements that the verifier rejected.", "statements")
    gather_seconds: float | None = _of_a_run(
        "Reading the week's items and history, and telling which items are about the country: the share of one "
        "country in the time of its batch. Not part of `seconds`.",
        "seconds",
    )
    select_seconds: float | None = _of_a_run("Telling what belongs to the week.", "seconds")
    dedupe_seconds: float | None = _of_a_run("Finding repetitions.", "seconds")
    read_seconds: float | None = _of_a_run("Reading kind, gravity, actors and places of the articles.", "seconds")
    group_seconds: float | None = _of_a_run("Grouping articles into stories.", "seconds")
    weigh_seconds: float | None = _of_a_run("Scoring.", "seconds")
    locate_seconds: float | None = _of_a_run("Finding hotspots.", "seconds")
    look_ahead_seconds: float | None = _of_a_run("Making the outlook.", "seconds")
    write_seconds: float | None = _of_a_run(
        "Writing and verifying the report, the waiting for a language model included.", "seconds"
    )
    cpu_seconds: float | None = _of_a_run("Processor time of all stages after gathering.", "seconds")
    model_calls: int | None = _of_a_run("As in reports.", "calls", "no model was configured, or as text_bytes")
    input_tokens: int | None = _of_a_run("As in reports.", "tokens", "as model_calls")
    output_tokens: int | None = _of_a_run("As in reports.", "tokens", "as model_calls")
    cost_usd: float | None = _of_a_run("As in reports.", "US dollars", "as model_calls, or the price is unknown")


TABLES: tuple[type[Row], ...] = (
    Fetch,
    FeedItem,
    Article,
    Story,
    Place,
    Contribution,
    Score,
    Hotspot,
    Report,
    Statement,
    Outlook,
    Issue,
    Run,
)
"""Every table; a country-week is written in this order, `runs` last."""
