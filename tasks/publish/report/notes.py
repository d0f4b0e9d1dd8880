"""What stands in a report beside its statements, counted from the rows: the level's note, tables, coverage, method."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tasks.report.headings import EVENTS_LEFT_OUT
from tasks.report.prose import likelihood as words
from tasks.report.prose.outlets import controlled_by, outlet_name
from tasks.report.relevance import goes_on
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

DAGGER = "†"
"""Stands behind the name of an outlet that a state controls."""
LEVEL_ROWS = 8
"""Stories shown in the explanation of the level; the others are summed up in one row."""
SILENT_NAMED = 5

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


def daggers(marked: Sequence[Article], say: Voice) -> tuple[str, ...]:
    """What the dagger behind outlets' names means, and whose they are; nothing where no outlet has one."""
    states: dict[str, set[str]] = defaultdict(set)
    for article in marked:
        if (state := controlled_by(article)) is not None:
            states[state].add(outlet_name(article, inside=True).removeprefix("the "))
    if not states:
        return ()
    named = [f"{', '.join(sorted(states[state]))} ({say.country(state)})" for state in sorted(states)]
    return (
        say(
            "{dagger} State-controlled media, as the State Media Monitor counts them: {list}.",
            dagger=DAGGER,
            list="; ".join(named),
        ),
    )


def development_note(told: Event | Story, day: dt.date, sector: Sector, publishers: int, say: Voice) -> str:
    """A line on what is told: the day and sector that its first sentence gives, the publishers that are cited, and whether it continues or happened abroad."""
    parts = [
        say.day(day, year=True),
        say.sector(sector),
        say.many("one publisher", "{count} publishers", publishers),
    ]
    if goes_on(told, told.week) if isinstance(told, Event) else told.status == "continuing":
        parts.append(say("continuing from the week before"))
    if told.nearness == "involved":
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
    )  # fmt: skip


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


def hotspot_table(hotspots: Sequence[Hotspot], told: Collection[str], say: Voice) -> Table | None:
    """The places inside the country where an event of the report happened, the most intense first; None where there is none.

    told: the event_ids that statements tell. Rows of before there were events stand for themselves.
    """
    ordered = sorted(hotspots, key=lambda h: (-h.intensity, -h.points, h.place_id))
    shown = [
        h
        for h in ordered
        if not h.is_foreign and h.intensity >= INTENSE and (not h.event_ids or any(e in told for e in h.event_ids))
    ]
    if not shown:
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
        rows=tuple(
            (h.label, f"{h.lat:.4f}", f"{h.lng:.4f}", str(h.intensity), say(h.trend), h.detail)
            for h in shown[:SPOTS_AT_MOST]
        ),
        numeric=(1, 2, 3),
    )


def coverage(
    report: Report, stories: Sequence[Story], articles: Sequence[Article], issues: Sequence[Issue], say: Voice
) -> tuple[str, ...]:
    """Sentences on what was heard and what was not."""
    languages = say.join(sorted({say.language_name(a.lang) for a in articles}))
    told = [] if report.article_count == 0 else [
        say(
            "Coverage: {articles} of {publishers} in {languages}, forming {stories}. What these outlets did not report is not in "
            "this report.",
            articles=say.many("one article", "{count} articles", report.article_count),
            publishers=say.many("one publisher", "{count} publishers", report.publisher_count),
            languages=languages or say("no language"),
            stories=say.many("one story", "{count} stories", len(stories)),
        )
    ]  # fmt: skip
    told += [
        say("Feeds: {health}.", health=issue.message)
        for issue in issues
        if issue.kind in ("feed_health", "few_outlets")
    ]
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
        capital(
            say.many(
                "one more event was read and left out: it does not bear on the country's security, is comment, or is another country's affair.",
                "{count} more events were read and left out: they do not bear on the country's security, are comment, or are another country's affair.",
                int(issue.subject),
            )
        )
        for issue in issues
        if issue.kind == EVENTS_LEFT_OUT and issue.subject.isdecimal()
    ]  # fmt: skip
    left_out = Counter(issue.kind for issue in issues if issue.stage == "select")
    if left_out:
        parts = [
            f"{say.number(number)} {say(LEFT_OUT.get(kind, kind.replace('_', ' ')))}"
            for kind, number in sorted(left_out.items())
        ]
        told.append(say("Left out by the selection of the week: {list}.", list=say.join(parts)))
    if report.dropped_count:
        told.append(
            capital(
                say.many(
                    "one sentence that was written is not published because the cited articles did not support it.",
                    "{count} sentences that were written are not published because the cited articles did not support them.",
                    report.dropped_count,
                )
            )
        )
    return tuple(told)


def method(
    report: Report,
    outlook: Sequence[Outlook],
    issues: Sequence[Issue],
    corrections: Sequence[Correction],
    titles: Mapping[str, str],
    say: Voice,
) -> tuple[str, ...]:
    """How the report was made; `titles` are the sections' by key."""
    scale = "; ".join(f"{say(words.SAID[word])}: {say(meaning)}" for word, meaning in words.CONFIDENCE.items())
    return (
        say(
            "Articles of the seven days from {first} (inclusive) to {end} (exclusive), UTC, were selected, attributed to the "
            "country by what they are about, freed of repetitions, grouped into stories, classified, located and scored.",
            first=say.day(report.week, year=True), end=say.day(report.period_end, year=True),
        ),
        say(
            "Analyst: {analyst}. Score formula: {formula}. Revision: {revision}.",
            analyst=report.analyst, formula=report.formula_version, revision=report.revision,
        ),
        *_model(report, issues, titles, say),
        say("Sentences that judge carry a word of confidence ({scale}) and rest on published statements.", scale=scale),
        capital(
            say.many(
                "one outlook of this week carries the rule by which it will be judged.",
                "{count} outlooks of this week carry the rule by which they will be judged.",
                len(outlook),
            )
        ),
        *_corrections(corrections, say),
    )  # fmt: skip


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
