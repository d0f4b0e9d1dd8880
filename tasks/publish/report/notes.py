"""What stands in a report beside its statements, counted from the rows: the level's note, tables, coverage, method."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.report.headings import EVENTS_LEFT_OUT
from tasks.report.prose import likelihood as words
from tasks.report.sections.opening import level_name
from tasks.threat.formula import load_formula
from tasks.voice.voice import ENGLISH, N_, Voice, capital
from warehouse.tables import (
    Article,
    Contribution,
    Correction,
    Event,
    Hotspot,
    Issue,
    Outlook,
    Report,
    Score,
    Sector,
    Statement,
    Story,
)

NOTICE = N_(
    "This report was produced with the help of automated analysis of open sources (OSINT). It rests on publicly available "
    "reporting that was read by a program: check it against the primary sources before acting on it. The articles are listed "
    "in the annex."
)
SYNTHETIC = N_("INVENTED COUNTRY: this country and its news are made up for the demonstration. Nothing here is real.")
PROVISIONAL = N_("PROVISIONAL: the week was not over when this was written.")
CORRECTED = N_("CORRECTED: analysts changed by hand what the program had read; what and why stands under Method.")
LEAST_SHOWN = 0.05
"""Points below which a row of the standing is not shown."""

LEVEL_ROWS = 8
"""Stories shown in the explanation of the level; the others are summed up in one row."""
SILENT_NAMED = 5
UNKNOWN_LANGUAGE = "und"
"""ISO 639-2 for a language that could not be told."""
EMBEDDED = "embedded"
"""`reports.analyst` where no language model wrote."""

CHANGES = (N_("deteriorated"), N_("improved"), N_("unchanged"), N_("unknown"))
"""Words of `reports.change`, as they stand beside the level."""
TRENDS = (N_("new"), N_("rising"), N_("steady"), N_("falling"), N_("fading"))
"""Words of `hotspots.trend`."""
LEFT_OUT = {
    "undated": N_("without a date"),
    "future_dated": N_("dated in the future"),
    "about_another_time": N_("about another time"),
    "before_period": N_("about an earlier week"),
    "after_period": N_("about a later week"),
    "repost": N_("posted again"),
    "anniversary": N_("for an anniversary"),
    "roundup": N_("rounding up many events"),
    "explainer": N_("explaining without news"),
}
"""Kinds of what selection leaves out, as they stand behind a number; another kind keeps its own name."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of short texts."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    """Columns that are set to the right."""


def banners(report: Report, corrections: Sequence[Correction], say: Voice) -> tuple[str, ...]:
    """Warnings that stand above everything."""
    shown = ((SYNTHETIC, report.synthetic), (PROVISIONAL, report.provisional), (CORRECTED, bool(corrections)))
    return tuple(say(text) for text, is_shown in shown if is_shown)


def is_abroad(told: Event | Story) -> bool:
    """Whether what is told happened outside the country, as far as that is known: an air strike on `the south` has no site, and may have been here."""
    if told.nearness != "involved" or not isinstance(told, Event):
        return told.nearness == "involved"
    return told.site_country not in (None, told.country) and told.site_basis != "seat"


def development_note(told: Event | Story, day: dt.date, sector: Sector, publishers: int, say: Voice) -> str:
    """A line on what is told: the day and sector that its first sentence gives, the publishers that are cited, and whether it continues or happened abroad."""
    parts = [
        say.day(day, year=True),
        say.sector(sector),
        say.many("one publisher", "{count} publishers", publishers),
    ]
    if told.status == "continuing" and told.event_date < told.week:
        parts.append(say("continuing from the week before"))
    if is_abroad(told):
        parts.append(say("abroad"))
    if isinstance(told, Event) and told.corrected_because:
        parts.append(say("corrected by the desk: {reason}", reason=told.corrected_because))
    return " · ".join(parts)


def level_note(score: Score, say: Voice) -> str:
    """The score with its interval and, in English, its reason as the score's row words it."""
    reason = f" {score.level_reason.rstrip('.')}." if say is ENGLISH else ""
    if score.threat_level == "Insufficient evidence":
        return say("Too little was heard to judge: this is not a sign of calm.") + reason
    return (
        say(
            "Score {score} of 100 (90 % interval {low} to {high}).",
            score=say.number(score.threat_score, 1), low=say.number(score.score_low, 1), high=say.number(score.score_high, 1),
        )
        + reason
        + _scale(score, say)
    )  # fmt: skip


def _scale(score: Score, say: Voice) -> str:
    """The levels with the score from which each begins and what that means; nothing for a score by another formula than today's."""
    formula = load_formula()
    if score.formula_version != formula.version:
        return ""
    steps = [
        say("{level} from {score} ({deaths} deaths a year)", level=level_name(level, say), score=say.number(bar),
            deaths=say.number(round(10 ** (bar / formula.points_a_tenfold))))
        for level, bar in sorted(formula.levels.items(), key=lambda step: step[1])
        if bar > 0
    ]  # fmt: skip
    return " " + say("The scale, by what a week's violence would cost in a year: {steps}.", steps="; ".join(steps))


def level_table(
    score: Score,
    contributions: Sequence[Contribution],
    stories: Mapping[str, Story],
    headings: Mapping[str, str],
    say: Voice,
) -> Table | None:
    """What the score adds up from: the standing's rows, the events with the most points, and what is ordinary."""
    if not contributions:
        return None
    happened = sorted(
        (c for c in contributions if c.part == "event" and c.points > 0), key=lambda c: (-c.points, c.subject or "")
    )
    rows = [
        (c.label or "", say("standing danger"), say.number(c.points, 2))
        for c in contributions
        if c.part == "standing" and abs(c.points) >= LEAST_SHOWN
    ]
    for c in happened[:LEVEL_ROWS]:
        story_id = c.story_id or ""
        heading = headings.get(story_id) or (stories[story_id].title if story_id in stories else c.label or story_id)
        rows.append((heading, say.sector(c.sector or "other"), say.number(c.points, 2)))
    if len(happened) > LEVEL_ROWS:
        rest = sum(c.points for c in happened[LEVEL_ROWS:])
        further = say.many("one further event", "{count} further events", len(happened) - LEVEL_ROWS)
        rows.append((further, "", say.number(rest, 2)))
    rows += [(c.label or "", "", say.number(c.points, 2)) for c in contributions if c.part == "ordinary"]
    return Table(
        caption=say("Why this level: what is behind {points} points", points=say.number(score.raw_points, 2)),
        columns=(say("Event"), say("Sector"), say("Points")),
        rows=tuple(rows),
        numeric=(2,),
    )


INTENSE = 2
"""Intensity (1-5) from which a hotspot stands in the report's table; all stand in the warehouse and its exports."""
SPOTS_AT_MOST = 10


def hotspot_table(
    hotspots: Sequence[Hotspot], statements: Sequence[Statement], articles: Sequence[Article], say: Voice
) -> Table | None:
    """The places inside the country that the report names, the most intense first, with what it tells of each; None where there is none.

    A statement is of a place where it tells one of the place's events, or cites an article of one of its stories, as of an event that is
    told as a part of another, and its heading or text names the place. Rows of before there were events stand for themselves.
    """
    story_of = {article.article_id: article.story_id for article in articles}
    rows: list[tuple[str, ...]] = []
    for spot in sorted(hotspots, key=lambda h: (-h.intensity, -h.points, h.place_id)):
        if spot.is_foreign or spot.intensity < INTENSE or len(rows) == SPOTS_AT_MOST:
            continue
        told = spot.detail if not spot.event_ids else _told_at(spot, statements, story_of)
        if told is not None:
            rows.append((spot.label, f"{spot.lat:.4f}", f"{spot.lng:.4f}", str(spot.intensity), say(spot.trend), told))
    if not rows:
        return None
    return Table(
        caption=say("Hotspots"),
        columns=(
            say("Place"),
            say("Latitude"),
            say("Longitude"),
            say("Intensity (1-5)"),
            say("Trend"),
            say("What happened"),
        ),
        rows=tuple(rows),
        numeric=(1, 2, 3),
    )


def _told_at(spot: Hotspot, statements: Sequence[Statement], story_of: Mapping[str, str | None]) -> str | None:
    """The heading or sentence of the report that names the place and tells of it; None where none does."""
    label = re.compile(rf"(?<!\w){re.escape(spot.label.casefold())}(?!\w)")
    for statement in sorted(statements, key=lambda s: s.section == "summary"):
        if statement.kind != "reported" or statement.section in ("outlook", "unknowns"):
            continue
        if statement.event_id not in (spot.event_ids or ()) and not (
            set(spot.story_ids) & {story_of.get(a) for a in statement.citations}
        ):
            continue
        is_headed = statement.section == "developments" and statement.heading is not None
        for text in (statement.heading or "" if is_headed else "", statement.text):
            if label.search(text.casefold()):
                return text
    return None


def coverage(
    report: Report, statements: Sequence[Statement], articles: Sequence[Article], issues: Sequence[Issue], say: Voice
) -> tuple[str, ...]:
    """Sentences on what was heard and what was not: developments of one publisher, what was read, and which outlets were silent."""
    languages = say.join(sorted({say.language_name(a.lang) for a in articles if a.lang != UNKNOWN_LANGUAGE}))
    told = list(_single(statements, articles, say))
    if report.article_count:
        told.append(
            say(
                "Coverage: {articles} of {publishers} in {languages}. What these outlets did not report is not in this report.",
                articles=say.many("one article", "{count} articles", report.article_count),
                publishers=say.many("one publisher", "{count} publishers", report.publisher_count),
                languages=languages or say("no known language"),
            )
        )
    told += [say("Feeds: {health}.", health=issue.message) for issue in issues if issue.kind == "few_outlets"]
    silent = sorted(i.subject for i in issues if i.kind == "silent_feed")
    if silent:
        named = ", ".join(silent[:SILENT_NAMED])
        if len(silent) > SILENT_NAMED:
            named = say("{list} and {count} more", list=named, count=say.number(len(silent) - SILENT_NAMED))
        told.append(
            capital(
                say.many(
                    "one feed was silent: {feeds}.", "{count} feeds were silent: {feeds}.", len(silent), feeds=named
                )
            )
        )
    told += [
        say.many(
            "Not in this report: one further event that does not bear on the country's security, is comment, or is another country's affair.",
            "Not in this report: {count} further events that do not bear on the country's security, are comment, or are another country's affair.",
            int(issue.subject),
        )
        for issue in issues
        if issue.kind == EVENTS_LEFT_OUT and issue.subject.isdecimal()
    ]  # fmt: skip
    return tuple(told)


def _single(statements: Sequence[Statement], articles: Sequence[Article], say: Voice) -> tuple[str, ...]:
    """How many of the key developments are told by one publisher alone, as their headings have it; nothing where none is."""
    publisher = {article.article_id: article.publisher for article in articles}
    by_event: dict[str, set[str]] = {}
    for statement in statements:
        if statement.section == "developments" and statement.event_id is not None:
            told = by_event.setdefault(f"{statement.event_id} {statement.heading}", set())
            told |= {publisher[a] for a in statement.citations if a in publisher}
    single = sum(len(publishers) == 1 for publishers in by_event.values())
    if not single:
        return ()
    if single == len(by_event):
        return (
            say.many(
                "The key development comes from one publisher alone.",
                "Each of the key developments comes from one publisher alone.",
                single,
            ),
        )
    return (
        capital(
            say.many(
                "one of the {told} key developments comes from one publisher alone.",
                "{count} of the {told} key developments come from one publisher alone each.",
                single, told=say.count(len(by_event)),
            )
        ),
    )  # fmt: skip


def method(report: Report, corrections: Sequence[Correction], say: Voice) -> tuple[str, ...]:
    """How the report was made, as far as whoever is handed it must know, and what the desk corrected."""
    scale = "; ".join(f"{say(words.SAID[word])}: {say(meaning)}" for word, meaning in words.CONFIDENCE.items())
    by_model = report.model_calls is not None and report.analyst != EMBEDDED
    return (
        say(
            "The report rests on articles about the country of the seven days from {first} to {last} (UTC), repetitions left out.",
            first=say.day(report.week, year=True), last=say.day(report.period_end - dt.timedelta(days=1), year=True),
        ),
        say(
            "A program checked every statement against the articles that it cites. It does not see whether an article is right, or what the "
            "articles leave out."
        ),
        say("Judgements carry a word of confidence ({scale}).", scale=scale),
        *([say("A language model ({model}) wrote parts of the report.", model=report.analyst)] if by_model else []),
        *_corrections(corrections, say),
    )  # fmt: skip


def record(
    report: Report, outlook: Sequence[Outlook], issues: Sequence[Issue], titles: Mapping[str, str], say: Voice
) -> tuple[str, ...]:
    """How the report came about, in counts, for those who run the program; `titles` are the sections' by key."""
    told = [
        say(
            "Analyst: {analyst}. Score formula: {formula}. Revision: {revision}.",
            analyst=report.analyst, formula=report.formula_version, revision=report.revision,
        ),
        *_model(report, issues, titles, say),
        capital(
            say.many(
                "one outlook of this week carries the rule by which it will be judged.",
                "{count} outlooks of this week carry the rule by which they will be judged.",
                len(outlook),
            )
        ),
    ]  # fmt: skip
    told += [say("Feeds: {health}.", health=issue.message) for issue in issues if issue.kind == "feed_health"]
    left_out = Counter(issue.kind for issue in issues if issue.stage == "select")
    if left_out:
        parts = [
            f"{say.number(number)} {say(LEFT_OUT.get(kind, kind.replace('_', ' ')))}"
            for kind, number in sorted(left_out.items())
        ]
        told.append(say("Left out by the selection of the week: {list}.", list=say.join(parts)))
    return tuple(told)


DECIDED = {
    "merge": N_("these events are one"),
    "not_about": N_("these articles are not about the country"),
    "toll": N_("this toll is wrong"),
    "outlet": N_("this outlet is not used"),
    "only": N_("only some outlets are used"),
}
"""Kinds of `corrections.kind`, as they stand in a report."""


def _corrections(corrections: Sequence[Correction], say: Voice) -> tuple[str, ...]:
    """How many decisions of the desk were applied, then each with its reason and what it did; nothing where there were none."""
    if not corrections:
        return ()
    counted = say.many(
        "one decision of the analysts' desk was applied by hand:",
        "{count} decisions of the analysts' desk were applied by hand:",
        len(corrections),
    )
    return (
        capital(counted),
        *(
            say(
                "{decision} ({name}). Reason: {reason} Effect: {effect}.",
                decision=capital(say(DECIDED[c.kind])), name=c.decision_id, reason=_sentence(c.because), effect=c.effect,
            )
            for c in sorted(corrections, key=lambda c: c.decision_id)
        ),
    )  # fmt: skip


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "。")) else f"{text}."


def _model(report: Report, issues: Sequence[Issue], titles: Mapping[str, str], say: Voice) -> tuple[str, ...]:
    """What a language model wrote, for how much, and where the embedded analyst wrote in its place; nothing where none was configured."""
    if report.model_calls is None:
        return ()
    cost = "" if report.cost_usd is None else say(", {dollars} US dollars", dollars=say.number(report.cost_usd, 4))
    told = say(
        "Language model: {answers}, {tokens} tokens{cost}; prompts {prompts}. Sentences that are counted (level, weights, "
        "probabilities, coverage) are never a model's.",
        answers=say.many("one answer", "{count} answers", report.model_calls), cost=cost, prompts=report.prompt_digest or "",
        tokens=say.number((report.input_tokens or 0) + (report.output_tokens or 0)),
    )  # fmt: skip
    reasons = {i.subject: i.message.partition(": ")[2] for i in issues if i.kind == "model_replaced"}
    replaced = [
        f"{titles.get(key, key)} ({reasons.get(key) or say('no reason kept')})"
        for key in report.replaced_sections or ()
    ]
    if not replaced:
        return (told,)
    return (
        told,
        say("Written by the embedded analyst in the model's place: {sections}.", sections="; ".join(replaced)),
    )
