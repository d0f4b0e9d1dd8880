"""Account: what a language model wrote of a report, what it did not and why, and what that cost."""

from __future__ import annotations

from dataclasses import dataclass, field

from tasks.report.analyst.ledger import Spend
from tasks.report.manuscript import StatementDraft
from tasks.verify.verdict import Verdict


@dataclass(slots=True)
class Account:
    """The account of one report."""

    spend: Spend = field(default_factory=Spend)
    calls: int = 0
    replaced: dict[str, str] = field(default_factory=dict)
    """Sections that stayed the embedded analyst's, wholly or in part, with the reason."""
    refused: list[tuple[StatementDraft, Verdict]] = field(default_factory=list)
    """What the verifier struck out and was not mended, with its verdicts."""
    mended: int = 0
    """Claims and statements that were struck out at first and proven in the second answer."""
    written: int = 0
    """Statements of the model that are in the report."""
    claims_proven: int = 0
    claims_refused: list[str] = field(default_factory=list)
    """Why claims were struck out."""
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    """Kind, subject and message of further issues: what was merged, dropped or kept against the model, and orders to programs."""

    def pay(self, calls: int, spend: Spend) -> None:
        """Counts answers and what they cost when they were given."""
        self.calls += calls
        self.spend += spend

    def fall_back(self, section: str, reason: str) -> None:
        """Notes why a section is the embedded analyst's in part; the first reason stays."""
        self.replaced.setdefault(section, reason)
