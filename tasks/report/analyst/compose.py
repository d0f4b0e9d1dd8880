"""Step three, write: one question with the proven claims, and what becomes of each statement of the answer.

A statement that its articles bear takes the embedded analyst's place; what is refused is sent back once, in the same conversation, with
its reason. What still fails falls back by fact: an event whose main statement is lost keeps the embedded lead.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.report.analyst.account import Account
from tasks.report.analyst.answer import AnswerStatement, read_items
from tasks.report.analyst.document import document, form_fault, plain_sentence, repair_turn, report_key
from tasks.report.analyst.extract import EventNotes, ProvenClaim
from tasks.report.analyst.judge import JudgedStatement, judge_statements
from tasks.report.analyst.scribe import NoAnswerError, Question, Reply, Scribe, first_turn
from tasks.report.evidence import Evidence
from tasks.report.manuscript import StatementDraft, check, source_of, sources_of
from tasks.report.prose.inert import plain
from tasks.verify.verdict import Verdict, verify, verify_judgement

EVENTS_WRITTEN = 10
"""Events that get paragraphs."""
WORDS_AT_MOST = 90
"""Of one statement; asked for are 60."""
SUMMARY_WORDS = 40
AT_MOST: Mapping[str, int] = {"developments": 3, "summary": 1, "geopolitics": 1, "military": 2, "outlook": 2}
"""Statements: of an event or a partner in the first three sections, in all in the last two."""
JUDGED = ("geopolitics", "military", "outlook")
OF_A_SECTION = ("military", "outlook")
"""Sections to which judgements are added; in the others a statement takes the place of the embedded analyst's."""

Fault = tuple[AnswerStatement | None, StatementDraft | None, Verdict, str]
"""A statement that was struck out, its draft and verdict, and its subject; None for what had no form."""


@dataclass(slots=True)
class Composition:
    """What was proven of the model's statements: by section and event or partner, and the events whose main statement was lost."""

    proven: dict[tuple[str, str], list[StatementDraft]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class Composer:
    """The writing of one report. `partners`: the embedded analyst's judgement of each by the key that the model sees."""

    evidence: Evidence
    scribe: Scribe
    account: Account
    notes: Sequence[EventNotes]
    """Of the events to write about, in the order of the report, each with a proven claim."""
    embedded: Sequence[StatementDraft]
    threads: Sequence[Sequence[str]] = ()
    partners: dict[str, StatementDraft] = field(default_factory=dict)
    found: Composition = field(default_factory=Composition)

    def __post_init__(self) -> None:
        judged = [d for d in self.embedded if d.section == "geopolitics" and d.confidence is not None]
        self.partners = {f"P{number}": draft for number, draft in enumerate(judged, 1)}

    def write(self) -> Composition:
        """The proven statements. The account has what was asked, refused, mended and left to the embedded analyst."""
        question = Question("write", first_turn("write", self._document()), report_key(self.evidence))
        try:
            answer = self.scribe.ask(question)
        except NoAnswerError as error:
            for section in AT_MOST:
                self.account.fall_back(section, str(error))
            return self.found
        self.account.pay(1, answer.spend)
        if answer.ended == "refused":
            for section in AT_MOST:
                self.account.fall_back(section, "the model refused to write")
            return self.found
        self._take(answer)
        missing = [n.key for n in self.notes if ("developments", n.key) not in self.found.proven]
        if self.found.faults or (answer.ended != "whole" and missing):
            self._repair(question, answer, missing if answer.ended != "whole" else ())
        self.account.refused += [(draft, verdict) for _, draft, verdict, _ in self.found.faults if draft is not None]
        return self.found

    def _repair(self, question: Question, answer: Reply, missing: Sequence[str]) -> None:
        """The one further question: what was struck out, with reasons, and what a cut took away."""
        faults, self.found.faults = self.found.faults, []
        told = [(subject, s.text if s else verdict.reason, verdict.reason) for s, _, verdict, subject in faults]
        # Of its own answer the model is shown what was struck out alone: the rest would be paid for again.
        struck = [s.model_dump(mode="json") for s, *_ in faults if s is not None]
        shown = json.dumps({"statements": struck}, ensure_ascii=False, separators=(",", ":"))
        again = question.dialogue.after(shown, repair_turn(told, missing, answer.ended))
        try:
            second = self.scribe.ask(Question("write", again, question.report))
        except NoAnswerError as error:
            self.account.fall_back("developments", f"no second answer: {error}")
            self.found.faults = faults
            return
        self.account.pay(1, second.spend)
        before = sum(map(len, self.found.proven.values()))
        lost, self.found.lost = self.found.lost, set()
        self._take(second, first=lost)
        self.found.lost |= {k for k in lost if k not in self._mended_leads}
        self.account.mended += sum(map(len, self.found.proven.values())) - before
        if not self.found.faults:
            self.found.faults = [one for one in faults if self._still_open(one)]

    def _still_open(self, fault: Fault) -> bool:
        statement = fault[0]
        return statement is None or (statement.section, statement.subject) not in self.found.proven

    _mended_leads: set[str] = field(default_factory=set)
    _taken: int = 0
    """Statements taken from answers, those struck out included: the number in a draft's key."""

    def _take(self, answer: Reply, first: Iterable[str] = ()) -> None:
        """Judges the statements of an answer. Of the events in `first` the main statement is still wanted and goes before the others."""
        statements, amiss = read_items(AnswerStatement, answer.body, "statements")
        self.found.faults += [(None, None, Verdict(False, m.reason, "form"), m.subject) for m in amiss]
        wanted, seen = set(first), set()
        new: dict[str, tuple[AnswerStatement, bool]] = {}
        for statement in statements:
            key = (statement.section, statement.subject)
            self._taken += 1
            draft, verdict = self._prove(statement, self._taken)
            is_lead = statement.section == "developments" and statement.subject not in seen
            seen |= {statement.subject} if statement.section == "developments" else set()
            kept = self.found.proven.get(key, [])
            if is_lead and statement.subject in wanted and draft is not None:
                kept = [one for one in kept if one.text != draft.text]  # proven before, behind a lead that was not
            if verdict.supported and draft is not None and self._has_room(statement, kept):
                goes_first = is_lead and statement.subject in wanted
                self.found.proven[key] = [draft, *kept] if goes_first else [*kept, draft]
                if goes_first:
                    self._mended_leads.add(statement.subject)
                if statement.section not in JUDGED:
                    new[draft.key] = (statement, is_lead)
            elif not verdict.supported:
                self.found.faults.append((statement, draft, verdict, statement.subject))
                if is_lead and statement.subject not in self._mended_leads:
                    self.found.lost.add(statement.subject)

        self._let_judge(new)

    def _let_judge(self, new: Mapping[str, tuple[AnswerStatement, bool]]) -> None:
        """Strikes out what a second model rejects of the statements that were just proven; with each, whether it is its event's main one."""
        claims = self._claims
        asked = {
            key: JudgedStatement(plain_sentence(s.text), [claims[c] for c in dict.fromkeys(s.claims)])
            for key, (s, _) in new.items()
        }
        for key, reason in judge_statements(self.evidence, self.scribe, self.account, asked).items():
            statement, is_lead = new[key]
            kept = self.found.proven[statement.section, statement.subject]
            struck = next(draft for draft in kept if draft.key == key)
            kept.remove(struck)
            if not kept:
                del self.found.proven[statement.section, statement.subject]
            self.found.faults.append((statement, struck, Verdict(False, reason, "judge"), statement.subject))
            if is_lead:
                self._mended_leads.discard(statement.subject)
                self.found.lost.add(statement.subject)

    @property
    def _claims(self) -> Mapping[str, ProvenClaim]:
        return {claim.key: claim for one in self.notes for claim in one.claims}

    def _has_room(self, statement: AnswerStatement, kept: Sequence[StatementDraft]) -> bool:
        section = statement.section
        if section in OF_A_SECTION:
            return sum(len(found) for (of, _), found in self.found.proven.items() if of == section) < AT_MOST[section]
        return len(kept) < AT_MOST[section] and not any(draft.text == plain_sentence(statement.text) for draft in kept)

    def _prove(self, statement: AnswerStatement, number: int) -> tuple[StatementDraft | None, Verdict]:
        claims = self._claims
        unknown = [key for key in statement.claims if key not in claims]
        if unknown:
            return None, Verdict(False, f"there is no claim {', '.join(unknown)[:60]}", "citation")
        subject = self._subject(statement)
        if subject is None:
            return None, Verdict(
                False, f"there is no {statement.subject} to write about in {statement.section}", "form"
            )
        used = [claims[key] for key in dict.fromkeys(statement.claims)]
        draft = self._draft(statement, subject, used, number)
        cited = [self.evidence.article[a] for a in draft.citations]
        words = SUMMARY_WORDS if statement.section == "summary" else WORDS_AT_MOST
        reason = form_fault(draft.text, cited, words)
        if not reason and draft.confidence == "high" and len({a.publisher for a in cited}) < 2:
            reason = "high confidence needs articles of at least two independent publishers"
        if reason:
            return draft, Verdict(False, reason, "form")
        if statement.section not in JUDGED:
            of_it = {claim.key for one in self.notes if one.key == statement.subject for claim in one.claims}
            if not of_it & set(statement.claims):
                return draft, Verdict(False, f"none of its claims is of {statement.subject}", "citation")
            verdict = check(self.evidence, draft)
            return draft, self._overtaken(draft) or verdict if verdict.supported else verdict
        rests = {claim.key: claim.text for claim in used}
        return draft, verify_judgement(draft.text, rests, sources_of(self.evidence, draft), confidence=draft.confidence)

    def _overtaken(self, draft: StatementDraft) -> Verdict | None:
        """The refusal of a toll that later articles of the event overtook; None where none did."""
        latest = next(iter(self.evidence.tolls.get(draft.event_id or "", ())), None)
        if latest is None:
            return None
        newer = [source_of(a) for a in latest.articles if a.article_id not in draft.citations]
        verdict = verify(draft.text, [*sources_of(self.evidence, draft), *newer])
        return verdict if verdict.kind == "toll" else None

    def _subject(self, statement: AnswerStatement) -> EventNotes | StatementDraft | None:
        """The event or the partner that a statement is about; None where its section has none of that name."""
        if statement.section == "geopolitics":
            return self.partners.get(statement.subject)
        return next((one for one in self.notes if one.key == statement.subject), None)

    def _draft(
        self,
        statement: AnswerStatement,
        subject: EventNotes | StatementDraft,
        used: Sequence[ProvenClaim],
        number: int,
    ) -> StatementDraft:
        """The statement as a draft; a judgement rests on its events, whose statements are looked up when all are placed."""
        is_judged = statement.section in JUDGED
        event = subject.event if isinstance(subject, EventNotes) else None
        events = dict.fromkeys(claim.key.partition(".")[0] for claim in used)
        of_key = {one.key: one.event.event_id for one in self.notes}
        return StatementDraft(
            key=f"{statement.section}:{statement.subject}:model{number}",
            section=statement.section,
            text=plain_sentence(statement.text),
            citations=tuple(dict.fromkeys(a for claim in used for a in claim.citations)),
            heading=subject.heading if isinstance(subject, StatementDraft) else None,
            confidence=(statement.confidence or "low") if is_judged else None,
            rests_on=tuple(of_key[key] for key in events) if is_judged else (),
            event_id=event.event_id if event is not None and not is_judged else None,
            sector=event.sector if event is not None and not is_judged else None,
            event_date=event.event_date if event is not None and not is_judged else None,
        )

    def _document(self) -> str:
        told = {d.event_id for d in self.embedded if d.section == "summary" and d.confidence is None}
        of_event = {one.event.event_id: one.key for one in self.notes}
        judged = {d.key: d.event_id for d in self.embedded}
        shown: dict[str, Any] = {
            "country": self.evidence.profile.name,
            "week": f"{self.evidence.week.start} to {self.evidence.week.end} (exclusive)",
            "level": self.evidence.score.threat_level,
            "events": [
                {"event": one.key, "claims": [{"id": c.key, "text": c.text} for c in one.claims], **_disputed(one)}
                for one in self.notes
            ],
            "summary_of": [one.key for one in self.notes if one.event.event_id in told],
            "military_of": [one.key for one in self.notes if one.event.sector == "military"],
            "partners": [
                {
                    "partner": key,
                    "name": plain(draft.heading or ""),
                    "events": [of_event[e] for k in draft.rests_on if (e := judged.get(k)) in of_event],
                }
                for key, draft in self.partners.items()
            ],
            "threads": [[of_event[e] for e in thread if e in of_event] for thread in self.threads],
        }
        return document({k: v for k, v in shown.items() if v})


def _disputed(one: EventNotes) -> dict[str, Any]:
    return {"sources_differ_on": list(one.conflicts)} if one.conflicts else {}
