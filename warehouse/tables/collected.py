"""The world as it was served: fetches, the items read from them, and what did not go as hoped."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from warehouse.schema import Row, column
from warehouse.tables.vocabulary import IssueSeverity

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
        "The state of the feed after this attempt: alive; moved (answers elsewhere, for good); truncated (documents break off); "
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
        "New items an hour: by the dates of the first document, then counted between attempts, the last three days weighing half.",
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
    page_sha256: str | None = column(
        "SHA-256 of the raw bytes of the article's page that the text was extracted from.",
        null="the text is the feed's or archive's own",
        pattern="^[0-9a-f]{64}$",
        default=None,
    )
    revised_at: dt.datetime | None = column(
        "When these words were published, UTC, at an address that was published before with other words.",
        null="they are the first, or the feed gave them no later date",
        default=None,
    )


class Issue(Row, table="issues", key=("week", "country", "revision", "stage", "kind", "subject"), scope="country_week"):
    """Something that did not go as hoped with one feed, item or stage: nothing is dropped without a row here."""

    week: dt.date = column("Start of the week concerned (partition).")
    country: str | None = column(
        "Country concerned, ISO 3166-1 alpha-2.", null="collection or import, which serve all countries"
    )
    revision: str | None = column("Revision of the country-week.", null="collection or import")
    stage: str = column(
        "Stage that saw it: collect, parse, full_text, import, select, attribute, dedupe, classify, place, verify, ..."
    )
    severity: IssueSeverity = column(
        "info: dropped as intended; warning: something may be missing; error: something is missing."
    )
    kind: str = column(
        "What it is, in a word: undated, future, about_another_time, http_error, truncated, not_a_feed, ..."
    )
    subject: str = column("What it is about: a feed URL, an item_id, a file and row, a statement_id.")
    message: str = column("One sentence for a reader, with the evidence.")
    remedy: str | None = column("How to fix it.", null="nothing to fix")
