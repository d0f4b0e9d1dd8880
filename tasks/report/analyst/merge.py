"""Step two, merge: one question a country-week about its events as a whole; the program applies of the answer what it can check.

The model sees what is counted about each event and what its claims' headlines say, no article. Its plan changes what the report
tells and in which order, for the embedded analyst's sentences as well; the tables, the level and its points stay as they are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.report.analyst.account import Account
from tasks.report.analyst.answer import AnswerDrop, AnswerMerge, AnswerThread, read_items
from tasks.report.analyst.document import document, report_key
from tasks.report.analyst.extract import EventNotes
from tasks.report.analyst.scribe import NoAnswerError, Question, Scribe, first_turn
from tasks.report.evidence import Evidence
from tasks.report.prose.inert import plain
from tasks.report.prose.telling import telling
from tasks.report.relevance import DAYS_APART, GRAVE, SECURITY, WIDELY_TOLD
from warehouse.tables import Event

EVENTS_BEFORE = 8
"""Events of the week before that are shown."""
HOTSPOTS_SHOWN = 5
OUTWEIGHS = 1.5
"""Degrees of severity (0 to 5) by which an event is graver than one behind which it may not stand."""
DROPPED_AT_MOST = 1 / 3
"""Share of the events read that may be left out: a plan that drops more is refused."""
WORDS_SHARED = 2
"""Telling words that the titles of two events share which are told as one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the report tells its events; event_ids throughout. Empty: as the embedded analyst would."""

    order: tuple[str, ...] = ()
    merged: Mapping[str, str] = field(default_factory=dict)
    """The event under which each merged one is told."""
    dropped: frozenset[str] = frozenset()
    threads: tuple[tuple[str, ...], ...] = ()


def plan_week(evidence: Evidence, scribe: Scribe, account: Account, notes: Sequence[EventNotes]) -> Plan:
    """The plan as far as the program could check it; empty where there is nothing to plan or no answer."""
    if sum(bool(one.claims) for one in notes) < 2:
        return Plan()
    question = Question("merge", first_turn("merge", _document(evidence, notes)), report_key(evidence))
    try:
        answer = scribe.ask(question)
    except NoAnswerError as error:
        account.fall_back("summary", f"order and merging: {error}")
        return Plan()
    account.pay(1, answer.spend)
    by_key = {one.key: one for one in notes}
    merged = _merges(read_items(AnswerMerge, answer.body, "merges")[0], by_key, account)
    dropped = _drops(read_items(AnswerDrop, answer.body, "drops")[0], by_key, merged, account)
    gone = {*merged, *dropped}
    listed = answer.body.get("order")
    keys = [k for k in dict.fromkeys(listed if isinstance(listed, list) else ()) if isinstance(k, str) and k in by_key]
    wanted = [by_key[k].event for k in keys] if keys else []
    order = _order(wanted, [n.event for n in notes if n.event.event_id not in gone])
    threads = [
        tuple(dict.fromkeys(by_key[k].event.event_id for k in thread.events if k in by_key))
        for thread in read_items(AnswerThread, answer.body, "threads")[0]
    ]
    return Plan(order, merged, frozenset(dropped), tuple(t for t in threads if len(set(t) - gone) > 1))


def _document(evidence: Evidence, notes: Sequence[EventNotes]) -> str:
    before = [
        {"title": plain(e.title)[:100], "kind": e.kind} for e in sorted(evidence.previous_events, key=lambda e: e.rank)
    ]
    hottest = sorted(evidence.hotspots, key=lambda h: (-h.points, h.label))
    return document(
        {
            "country": evidence.profile.name,
            "standing_level": evidence.score.standing_level,
            "level": evidence.score.threat_level,
            "hotspots": [{"place": plain(h.label), "trend": h.trend} for h in hottest[:HOTSPOTS_SHOWN]],
            "events": [_counted(one) for one in notes],
            "week_before": before[:EVENTS_BEFORE],
        }
    )


def _counted(one: EventNotes) -> dict[str, Any]:
    """What is known of an event in a line: what the model read of it, and what the program counted."""
    e = one.event
    told = one.headline or one.gist or (one.claims[0].text if one.claims else plain(e.title)[:100])
    shown = {
        "event": one.key, "told": told, "kind": e.kind, "day": f"{e.event_date}", "place": e.site and plain(e.site),
        "killed": e.killed_best, "severity": round(e.severity, 1), "publishers": e.publisher_count, "status": e.status,
        "relevance": one.relevance, "conflicts": list(one.conflicts), "where": e.nearness,
    }  # fmt: skip
    return {k: v for k, v in shown.items() if v not in (None, [], "")}


def _merges(asked: Sequence[AnswerMerge], by_key: Mapping[str, EventNotes], account: Account) -> dict[str, str]:
    """The mergers that hold: near in time, not in two places, and told in some of the same words."""
    found: dict[str, str] = {}
    for one in asked:
        if one.event not in by_key or one.into not in by_key or one.event == one.into:
            continue
        part, whole = by_key[one.event], by_key[one.into]
        fault = _merging_fault(part, whole)
        if not fault and (part.event.event_id in {*found, *found.values()} or whole.event.event_id in found):
            fault = "one of them is part of another merger"
        _note(account, "model_merged", part.event, f"told under “{plain(whole.event.title)[:80]}”", fault)
        if not fault:
            found[part.event.event_id] = whole.event.event_id
    return found


def _merging_fault(part: EventNotes, whole: EventNotes) -> str:
    one, other = part.event, whole.event
    if abs((one.event_date - other.event_date).days) > DAYS_APART:
        return f"they are more than {DAYS_APART} days apart"
    if one.unit is not None and other.unit is not None and one.unit != other.unit:
        return "they happened in two regions"
    words, others = _words(part), _words(whole)
    if len(words & others) < WORDS_SHARED:
        return "they share hardly a word"
    return ""


def _words(one: EventNotes) -> frozenset[str]:
    return telling(" ".join((one.event.title, one.headline or "", *(claim.text for claim in one.claims[:1]))))


def _drops(
    asked: Sequence[AnswerDrop], by_key: Mapping[str, EventNotes], merged: Mapping[str, str], account: Account
) -> list[str]:
    """The events that may be left out: nobody died, they are not grave, and few outlets tell them or they hardly concern security."""
    found: list[str] = []
    for one in asked:
        if one.event not in by_key:
            continue
        event = by_key[one.event].event
        fault = ""
        if event.killed_best or event.severity >= GRAVE:
            fault = "it has deaths or is grave"
        elif event.publisher_count >= WIDELY_TOLD and event.relevance >= SECURITY:
            fault = f"{event.publisher_count} publishers tell it"
        elif event.event_id in {*merged, *merged.values(), *found}:
            fault = "it is part of a merger, or named twice"
        elif len(found) + 1 > DROPPED_AT_MOST * len(by_key):
            fault = "enough was left out"
        _note(account, "model_dropped", event, f"left out of the report's text ({one.reason.replace('_', ' ')})", fault)
        if not fault:
            found.append(event.event_id)
    return found


def _note(account: Account, kind: str, event: Event, done: str, fault: str) -> None:
    """A row on what the model wanted of an event: done, or not and why."""
    title = plain(event.title)[:80]
    said = (
        f"the language model's wish for “{title}” was not followed, since {fault}: {done}"
        if fault
        else f"“{title}”: {done}"
    )
    account.rows.append((kind, event.event_id, said))


def _order(wanted: Sequence[Event], stay: Sequence[Event]) -> tuple[str, ...]:
    """The events that stay in the order wanted; what was not named behind, and none behind one that it outweighs."""
    left = [e for e in (*wanted, *stay) if e.event_id in {s.event_id for s in stay}]
    left = list({e.event_id: e for e in left}.values())
    found: list[str] = []
    while left:
        first = left[0]
        graver = [e for e in left if e.severity - first.severity >= OUTWEIGHS]
        chosen = max(graver, key=lambda e: e.severity) if graver else first
        found.append(chosen.event_id)
        left.remove(chosen)
    return tuple(found)


def planned(evidence: Evidence, plan: Plan) -> Evidence:
    """The evidence as the plan tells it: merged events under one, dropped ones gone, the others by salience in the plan's order."""
    if not (plan.order or plan.merged or plan.dropped):
        return evidence
    events = {e.event_id: evidence.event.get(e.event_id, e) for e in evidence.events}
    placed = [i for i in plan.order if i in events]
    saliences = sorted((events[i].salience for i in placed), reverse=True)
    ranks = sorted(events[i].rank for i in placed)
    for event_id, salience, rank in zip(placed, saliences, ranks, strict=True):
        events[event_id] = events[event_id].model_copy(update={"salience": salience, "rank": rank})
    # An event may be told as a part of another: what happens to that one happens to its parts.
    whole = {row.event_id: evidence.event_of[row.article_id] for row in evidence.event_articles}
    now = {event_id: plan.merged.get(lead, event_id) for event_id, lead in whole.items() if lead not in plan.dropped}
    return dataclasses.replace(
        evidence,
        events=tuple(
            e
            for e in events.values()
            if now.get(e.event_id, e.event_id) == e.event_id and e.event_id not in plan.dropped
        ),
        event_articles=tuple(
            row.model_copy(update={"event_id": now[row.event_id]})
            for row in evidence.event_articles
            if row.event_id in now
        ),
        event_figures=tuple(
            row.model_copy(update={"event_id": now.get(row.event_id, row.event_id)})
            for row in evidence.event_figures
            if whole.get(row.event_id) not in plan.dropped
        ),
    )
