"""What is said of a country-week: the report, its statements, and the run that makes both current."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from warehouse.schema import column
from warehouse.tables.vocabulary import CountryWeekRow, DecisionKind, Sector, ThreatLevel


class Report(CountryWeekRow, table="reports", key=("country", "week", "revision"), history="report_history"):
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


class Statement(
    CountryWeekRow, table="statements", key=("country", "week", "revision", "statement_id"), history="statement_history"
):
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
    event_id: str | None = column("Event that it tells.", null="it draws on several, or on none", default=None)
    sector: Sector | None = column("Sector.", null="it concerns several")
    event_date: dt.date | None = column("Day it speaks of.", null="it speaks of no single day")
    supported: bool = column("The verifier accepts it; only such statements are published.")
    support_reason: str = column("Why the verifier decided so.")


def _of_a_run(description: str, unit: str, null: str = "it failed, or an earlier version built it") -> Any:
    """A figure of the run record that earlier versions did not keep."""
    return column(description, unit=unit, null=null, ge=0, default=None)


class StatementEvidence(
    CountryWeekRow, table="statement_evidence", key=("country", "week", "revision", "statement_id", "n")
):
    """Words of a cited article that bear a published statement. A statement that no words bear is not published."""

    statement_id: str = column("The statement that they bear.")
    n: int = column("Order among the statement's, from 0: the one that bears most first.", unit="spans", ge=0)
    article_id: str = column("The article in which they stand.")
    in_title: bool = column("Whether start and end count characters of its title; of its text otherwise.")
    start_offset: int = column("Where they begin.", unit="characters", ge=0)
    end_offset: int = column("Where they end, exclusive.", unit="characters", ge=1)
    words: str = column("The words themselves, 5 to 30 in the article's language; fewer where the sentence has fewer.")


class Correction(
    CountryWeekRow,
    table="corrections",
    key=("country", "week", "revision", "decision_id"),
    history="correction_history",
):
    """What a decision of the analysts' desk (`desk/*.yaml`) did to a country-week: the public log of corrections."""

    decision_id: str = column("Name of the decision, once in all files of the desk.")
    kind: DecisionKind = column("What was decided.")
    because: str = column("The reason, in the desk's words.")
    decided_by: str | None = column("Who decided.", null="the file does not say")
    decided_on: dt.date | None = column("Day of the decision.", null="the file does not say")
    subjects: list[str] = column(
        "The events or articles that it changed, by id; empty where it found nothing to change."
    )
    effect: str = column("What it changed, in words: what was told, and what stands now.")


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
    formula_version: str = column("Version of tasks/threat/formula.yaml.")
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
    event_count: int | None = _of_a_run("Events.", "events")
    happen_seconds: float | None = _of_a_run("Telling events from stories.", "seconds")
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
