"""The language-model analyst: the embedded analyst's report with its stories and dealings told by a model, where that is proven.

Section by section, in the order of writing: ask, judge every statement, ask once more with the reasons of what was struck out,
judge again. What is accepted for a unit takes the place of the embedded analyst's sentences on it; a unit without an accepted
statement keeps them, and one whose lead was refused keeps the embedded lead. What falls back is a fact, never a section, so a
report is whole, and has its main facts, whatever the model does.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tasks.report.analyst.answer import AnswerStatement
from tasks.report.analyst.embedded import write_drafts
from tasks.report.analyst.ledger import Spend
from tasks.report.analyst.material import Material, ReportUnit, complaint, gather_material, question
from tasks.report.analyst.scribe import REPAIR_PROMPT, SECTION_PROMPT, NoAnswerError, Scribe, read_prompt
from tasks.report.desk import StatementDraft, check, sources_of
from tasks.report.evidence import Evidence
from tasks.report.prose import copied_runs as prose
from tasks.report.prose.inert import plain
from tasks.report.sections import SECTIONS, WRITING_ORDER
from tasks.verify.verdict import Verdict, verify_judgement

WORDS_AT_MOST = 90
"""Of one statement; asked for are 60."""
STATEMENTS_A_UNIT = 3
NOT_ITS = ("outlook", "unknowns")
"""Sections that are counted from the rows and stay the embedded analyst's: probabilities, dates, rules, coverage."""


@dataclass(slots=True)
class Account:
    """What a model wrote of a report, what it did not and why, and what that cost."""

    spend: Spend = field(default_factory=Spend)
    calls: int = 0
    replaced: dict[str, str] = field(default_factory=dict)
    """Sections that stayed the embedded analyst's, wholly or in part, with the reason."""
    refused: list[tuple[StatementDraft, Verdict]] = field(default_factory=list)
    """What the verifier struck out and was not mended, with its verdicts."""
    mended: int = 0
    """Statements that were struck out at first and proven in the second answer."""
    written: int = 0
    """Statements of the model that are in the report."""


def write_with_model(
    evidence: Evidence, scribe: Scribe
) -> tuple[list[StatementDraft], list[tuple[StatementDraft, Verdict]], Account]:
    """The drafts in the order of writing, those that were refused with verdicts, and the account of the model."""
    embedded, refused = write_drafts(evidence)
    account = Account()
    language = evidence.profile.report.language
    if language != "en":
        account.replaced = {
            draft.section: f"the model writes English, the report is in {language}" for draft in embedded
        }
        return list(embedded), refused, account
    titles = {section.key: section.title for section in SECTIONS}
    quoted: Counter[str] = Counter()
    final: list[StatementDraft] = []
    for key in WRITING_ORDER:
        drafts = [draft for draft in embedded if draft.section == key]
        material = gather_material(evidence, key, drafts) if key not in NOT_ITS else None
        if material is not None:
            drafts = _Section(evidence, scribe, account, material, titles[key], final, quoted).write(drafts)
        final += drafts
    return _resting(embedded, final), [*refused, *account.refused], account


def _resting(embedded: Sequence[StatementDraft], final: Sequence[StatementDraft]) -> list[StatementDraft]:
    """The drafts with `rests_on` looked up again, because a story that the model told now has other statements."""
    present = {draft.key for draft in final}
    event = {draft.key: draft.event_id for draft in embedded}
    told: dict[str | None, str] = {}
    for draft in final:
        if draft.confidence is None and draft.event_id is not None:
            told.setdefault(draft.event_id, draft.key)

    def now(key: str) -> str | None:
        return key if key in present else told.get(event.get(key))

    return [
        dataclasses.replace(draft, rests_on=tuple(dict.fromkeys(n for k in draft.rests_on if (n := now(k)))))
        for draft in final
    ]


@dataclass(slots=True)
class _Section:
    """The writing of one section by the model."""

    evidence: Evidence
    scribe: Scribe
    account: Account
    material: Material
    title: str
    before: Sequence[StatementDraft]
    """What the sections before it say."""
    quoted: Counter[str]

    def write(self, drafts: Sequence[StatementDraft]) -> list[StatementDraft]:
        """The section's drafts: the model's where they are proven, the embedded analyst's everywhere else."""
        asked = question(self.evidence, self.material, self.title)
        instructions = read_prompt(SECTION_PROMPT)
        try:
            answered = self._ask(instructions, asked)
        except NoAnswerError as error:
            self.account.replaced[self.material.section] = str(error)
            return list(drafts)
        proven, faults = self._judge(answered)
        lost = _lost_leads(answered, faults)
        if faults:
            again = complaint(asked, [(s.unit, s.text, verdict.reason) for s, _, verdict in faults])
            try:
                second = self._ask(f"{instructions}\n{read_prompt(REPAIR_PROMPT)}", again)
                mended, faults = self._judge(second, {s.unit for s, _, _ in faults})
                self.account.mended += sum(len(found) for found in mended.values())
                told = Counter(s.unit for s in answered)
                for unit, found in mended.items():
                    kept = proven.get(unit, []) if len(found) < told[unit] else []  # else the unit was told anew, whole
                    proven[unit] = (
                        [*found, *kept][:STATEMENTS_A_UNIT] if unit in lost else [*kept, *found][:STATEMENTS_A_UNIT]
                    )
                lost -= mended.keys() - _lost_leads(second, faults)
            except NoAnswerError as error:
                self.account.replaced[self.material.section] = f"no second answer: {error}"
        self.account.refused += [(draft, verdict) for _, draft, verdict in faults if draft is not None]
        return self._settle(drafts, proven, lost)

    def _ask(self, instructions: str, prompt: str) -> Sequence[AnswerStatement]:
        report = f"{self.evidence.profile.country} {self.evidence.week.start} {self.evidence.revision}"
        asked = self.scribe.ask(instructions, prompt, report=report)
        self.account.spend += asked.spend
        self.account.calls += 1
        return asked.answer.statements

    def _judge(
        self, statements: Sequence[AnswerStatement], only: Collection[str] | None = None
    ) -> tuple[dict[str, list[StatementDraft]], list[tuple[AnswerStatement, StatementDraft | None, Verdict]]]:
        """The proven drafts by unit, and what was struck out with the reason. Of a second answer, `only` the units that were asked again."""
        proven: dict[str, list[StatementDraft]] = {}
        faults: list[tuple[AnswerStatement, StatementDraft | None, Verdict]] = []
        for number, statement in enumerate(statements):
            if only is not None and statement.unit not in only:
                continue
            unit = self.material.unit.get(statement.unit)
            if unit is None or len(proven.get(statement.unit, ())) >= STATEMENTS_A_UNIT:
                faults.append(
                    (statement, None, Verdict(False, f"there is no unit {statement.unit} to write this for", "form"))
                )
                continue
            draft, reason = self._draft(statement, unit, number)
            verdict = Verdict(False, reason, "form") if reason else self._verdict(draft, unit)
            if verdict.supported:
                proven.setdefault(unit.key, []).append(draft)
            else:
                faults.append((statement, draft, verdict))
        return proven, faults

    def _draft(self, statement: AnswerStatement, unit: ReportUnit, number: int) -> tuple[StatementDraft, str]:
        """The statement as a draft, and what is wrong with its form (empty where nothing is)."""
        articles = self.material.articles
        known = [articles[c].article_id for c in dict.fromkeys(statement.citations) if c in articles]
        first = unit.drafts[0]
        draft = StatementDraft(
            key=f"{self.material.section}:{unit.key}:model{number}",
            section=self.material.section,
            text=_plain_sentence(statement.text),
            citations=tuple(known),
            heading=first.heading,
            confidence=statement.confidence if unit.kind == "partner" else None,
            rests_on=first.rests_on,
            event_id=first.event_id,
            sector=first.sector,
            event_date=first.event_date,
            known=tuple(dict.fromkeys(name for d in unit.drafts for name in d.known)),
        )
        return draft, self._formal_fault(statement, unit, draft)

    def _formal_fault(self, statement: AnswerStatement, unit: ReportUnit, draft: StatementDraft) -> str:
        invented = [c for c in statement.citations if c not in self.material.articles]
        if invented:
            return f"it cites {', '.join(invented)[:60]}, which is none of the articles given"
        if statement.kind != ("reported" if unit.kind == "story" else "assessment"):
            return f"a unit of kind {unit.kind} asks for the other kind of statement"
        if not draft.text or len(draft.text.split()) > WORDS_AT_MOST:
            return f"it has not between one and {WORDS_AT_MOST} words"
        if re.search(r"https?:|www\.|[<>{}\[\]|`*]|[\"“”«»]", draft.text):
            return "it holds a link, a mark or a quotation"
        cited = [self.evidence.article[a] for a in draft.citations]
        if prose.copied_run(draft.text, [f"{a.title}\n{a.text}" for a in cited]) is not None:
            return f"it copies more than {prose.RUN_WORDS} words in a row from an article"
        if draft.confidence == "high" and len({a.publisher for a in cited}) < 2:
            return "high confidence needs articles of at least two independent publishers"
        return ""

    def _verdict(self, draft: StatementDraft, unit: ReportUnit) -> Verdict:
        if unit.kind == "story":
            if not any(self.evidence.article[a].lang in ("en", "und") for a in draft.citations):
                return Verdict(
                    False, "it cites only articles whose wording cannot be compared; cite one in English too"
                )
            return check(self.evidence, draft)
        here = [d for u in self.material.units for d in u.drafts if d.confidence is None]
        by_key = {d.key: d for d in (*self.before, *here)}
        told = {d.event_id: d for d in reversed((*self.before, *here)) if d.confidence is None}
        keys = {k: by_key.get(k) for k in draft.rests_on}
        rests = {k: d.text for k, d in keys.items() if d is not None}
        rests |= {d.key: d.text for s in _events(self.evidence, unit) if (d := told.get(s)) is not None}
        return verify_judgement(draft.text, rests, sources_of(self.evidence, draft), confidence=draft.confidence)

    def _settle(
        self,
        drafts: Sequence[StatementDraft],
        proven: Mapping[str, list[StatementDraft]],
        lost: Collection[str],
    ) -> list[StatementDraft]:
        """The section, unit by unit: the model's statements where one is proven, the embedded analyst's elsewhere.

        Of a unit whose lead (the model's first statement) was struck out and not mended, in `lost`, the embedded lead stays and
        what was proven stands behind it: no unit loses its main fact.
        """
        units = self.material.units
        missing = [unit for unit in units if unit.key not in proven]
        if missing:
            self.account.replaced.setdefault(
                self.material.section,
                f"{len(missing)} of {len(units)} parts were not proven by the articles; only these",
            )
        instead: dict[str, list[StatementDraft]] = {}
        for unit in units:
            if unit.key in proven:
                lead = [unit.drafts[0]] if unit.key in lost else []
                instead[unit.drafts[0].key] = [*lead, *proven[unit.key]]
        gone = {draft.key for unit in units if unit.key in proven for draft in unit.drafts}
        written: list[StatementDraft] = []
        for draft in drafts:
            written += instead.get(draft.key, [] if draft.key in gone else [draft])
        self.account.written += sum(len(found) for found in proven.values())
        return written


def _lost_leads(
    answered: Sequence[AnswerStatement], faults: Sequence[tuple[AnswerStatement, StatementDraft | None, Verdict]]
) -> set[str]:
    """The units whose first statement in this answer was struck out."""
    leads = {s.unit: s for s in reversed(answered)}
    return {s.unit for s, _, _ in faults if leads[s.unit] is s}


def _events(evidence: Evidence, unit: ReportUnit) -> list[str | None]:
    return [evidence.event_of.get(article.article_id) for article in unit.articles]


def _plain_sentence(text: str) -> str:
    """The text on one line, ended by a point."""
    flat = plain(text)
    return flat if flat.endswith((".", "!", "?")) or not flat else f"{flat}."
