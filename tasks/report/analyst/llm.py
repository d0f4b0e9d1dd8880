"""The language-model analyst: read the events, plan the week, write from what is proven; the embedded analyst's report is the floor.

Three steps, each typed, verified, kept and budgeted apart: `extract`, `merge`, `compose`. The embedded analyst writes the whole
report by the plan; proven statements of the model take the place of its sentences. What falls back is a fact, never a section, so a
report is whole, and has its main facts, whatever the model does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from tasks.report.analyst.account import Account
from tasks.report.analyst.compose import EVENTS_WRITTEN, OF_A_SECTION, Composer, Composition
from tasks.report.analyst.embedded import write_drafts
from tasks.report.analyst.extract import EventNotes, read_events
from tasks.report.analyst.merge import plan_week, planned
from tasks.report.analyst.scribe import Scribe
from tasks.report.evidence import Evidence
from tasks.report.headings import FURTHER
from tasks.report.manuscript import StatementDraft
from tasks.report.sections import SECTIONS
from tasks.verify.verdict import Verdict


def write_with_model(
    evidence: Evidence, scribe: Scribe
) -> tuple[list[StatementDraft], list[tuple[StatementDraft, Verdict]], Account]:
    """The drafts section by section, those that were refused with verdicts, and the account of the model."""
    account = Account()
    if evidence.profile.report.language != "en":
        embedded, refused = write_drafts(evidence)
        language = evidence.profile.report.language
        for draft in embedded:
            account.fall_back(draft.section, f"the model writes English, the report is in {language}")
        return list(embedded), refused, account
    notes = read_events(evidence, scribe, account)
    plan = plan_week(evidence, scribe, account, notes)
    arranged = planned(evidence, plan)
    embedded, refused = write_drafts(arranged)
    told = _to_write(arranged, notes)
    if not told:
        return list(embedded), refused, account
    composed = Composer(arranged, scribe, account, told, embedded, plan.threads).write()
    return _placed(arranged, embedded, told, composed, account), [*refused, *account.refused], account


def _to_write(arranged: Evidence, notes: Sequence[EventNotes]) -> list[EventNotes]:
    """The first events of the plan that have a proven claim, in its order."""
    by_id = {one.event.event_id: one for one in notes if one.claims}
    return [by_id[e.event_id] for e in arranged.ranked if e.event_id in by_id][:EVENTS_WRITTEN]


def _placed(
    arranged: Evidence,
    embedded: Sequence[StatementDraft],
    notes: Sequence[EventNotes],
    composed: Composition,
    account: Account,
) -> list[StatementDraft]:
    """The embedded analyst's drafts with the model's in their place, and what rests on them looked up again."""
    instead: dict[str, list[StatementDraft]] = {}
    gone: set[str] = set()
    for one in notes:
        old = [d for d in embedded if d.section == "developments" and d.event_id == one.event.event_id]
        new = composed.proven.get(("developments", one.key), [])
        if new and old:
            lead = old[:1] if one.key in composed.lost else []
            headed = [dataclasses.replace(d, heading=old[0].heading) for d in new]
            instead[old[0].key] = [*lead, *headed]
            gone |= {d.key for d in old}
        elif not new and old:
            account.fall_back("developments", "not every event was proven by its articles; only the others")
        brief = [
            d for d in embedded if d.section == "summary" and d.confidence is None and d.event_id == one.event.event_id
        ]
        if brief and (said := composed.proven.get(("summary", one.key))):
            instead[brief[0].key] = [dataclasses.replace(d, heading=brief[0].heading) for d in said]
            gone |= {d.key for d in brief}
    judged = [d for d in embedded if d.section == "geopolitics" and d.confidence is not None]
    for number, draft in enumerate(judged, 1):
        if said := composed.proven.get(("geopolitics", f"P{number}")):
            instead[draft.key], gone = list(said), {*gone, draft.key}
    drafts: list[StatementDraft] = []
    for draft in embedded:
        drafts += instead.get(draft.key, [] if draft.key in gone else [draft])
    drafts = _with_untold(arranged, drafts, notes, composed)
    for (section, _), added in composed.proven.items():
        drafts += added if section in OF_A_SECTION else []
    written = {d.key for found in composed.proven.values() for d in found}
    account.written += sum(d.key in written for d in drafts)
    order = [section.key for section in SECTIONS]
    drafts.sort(key=lambda d: order.index(d.section))
    return _resting(embedded, drafts)


def _with_untold(
    arranged: Evidence, drafts: Sequence[StatementDraft], notes: Sequence[EventNotes], composed: Composition
) -> list[StatementDraft]:
    """The drafts with the events that the embedded analyst could not tell, such as those of foreign outlets alone, at their place."""
    told = {d.event_id for d in drafts if d.confidence is None and d.section != "summary"}
    place = {event.event_id: number for number, event in enumerate(arranged.ranked)}
    found = list(drafts)
    for one in notes:
        new = composed.proven.get(("developments", one.key), [])
        if not new or one.event.event_id in told or one.key in composed.lost:
            continue
        heading = one.headline or FURTHER
        behind = [
            at
            for at, d in enumerate(found)
            if d.section == "developments"
            and d.heading != FURTHER
            and place.get(d.event_id or "", len(place)) < place[one.event.event_id]
        ]
        first = next((at for at, d in enumerate(found) if d.section == "developments"), 0)
        at = behind[-1] + 1 if behind else first
        found[at:at] = [dataclasses.replace(d, heading=heading) for d in new]
    return found


def _resting(embedded: Sequence[StatementDraft], final: Sequence[StatementDraft]) -> list[StatementDraft]:
    """The drafts with `rests_on` looked up again: an event that the model told now has other statements."""
    present = {draft.key for draft in final}
    event = {draft.key: draft.event_id for draft in embedded}
    told: dict[str | None, str] = {}
    for draft in final:
        if draft.confidence is None and draft.event_id is not None and draft.section != "summary":
            told.setdefault(draft.event_id, draft.key)

    def now(key: str) -> str | None:
        return key if key in present else told.get(event.get(key, key))

    return [
        dataclasses.replace(draft, rests_on=tuple(dict.fromkeys(n for k in draft.rests_on if (n := now(k)))))
        for draft in final
    ]
