"""Scribe: a configured model that is asked within its budget; answers are kept, failures are waited out or given up on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from tasks.report.analyst.answer import SectionAnswer
from tasks.report.analyst.config import ModelConfig
from tasks.report.analyst.ledger import Ledger, OverBudgetError, Spend, SpendingLimits
from tasks.report.analyst.send import ModelAnswer, ModelTroubleError

BYTES_PER_TOKEN = 3
"""An upper estimate: English has about four bytes a token, Russian and Chinese three to four of their UTF-8."""
BACKOFF_SECONDS = 2.0
"""Wait before the second attempt; doubled before each further one."""
LONGEST_WAIT_SECONDS = 60.0
OUTAGES_AT_MOST = 2

PROMPTS = Path(__file__).with_name("prompts")
SECTION_PROMPT = "section.v1.md"
REPAIR_PROMPT = "repair.v1.md"


class NoAnswerError(Exception):
    """The model gave no usable answer; the text says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer with what it cost when it was given."""

    answer: SectionAnswer
    spend: Spend


def read_prompt(name: str) -> str:
    """The text of a prompt file."""
    return (PROMPTS / name).read_text(encoding="utf-8")


def prompt_digest() -> str:
    """16 hex digits of all prompts and of the form of an answer."""
    parts = [read_prompt(SECTION_PROMPT), read_prompt(REPAIR_PROMPT), str(SectionAnswer.model_json_schema())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def estimate_tokens(text: str) -> int:
    """An upper estimate of the tokens of a text, without a tokeniser."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


@dataclass(slots=True)
class Scribe:
    """A model, its ledger and the run that pays. `send` asks once; `sleep` waits between attempts."""

    config: ModelConfig
    ledger: Ledger
    run: str
    price: tuple[float, float] | None
    """Dollars for a million tokens in and out; None where unknown, and then only the limits on tokens hold."""
    send: Callable[[ModelConfig, str, str], ModelAnswer]
    sleep: Callable[[float], None]
    outages: int = 0
    """Questions in a row that ended because the server failed; after `OUTAGES_AT_MOST` it is not asked any more."""

    @property
    def digest(self) -> str:
        """16 hex digits of everything about the model that shapes a report; part of a country-week's revision."""
        return hashlib.sha256(f"{self.config.digest} {prompt_digest()}".encode()).hexdigest()[:16]

    @property
    def limits(self) -> SpendingLimits:
        """The limits as configured."""
        c = self.config
        return SpendingLimits(c.tokens_per_report, c.tokens_per_run, c.usd_per_report, c.usd_per_run)

    def cost(self, input_tokens: int, output_tokens: int) -> Spend:
        """So many tokens with their price."""
        if self.price is None:
            return Spend(input_tokens, output_tokens, None)
        usd = (input_tokens * self.price[0] + output_tokens * self.price[1]) / 1e6
        return Spend(input_tokens, output_tokens, usd)

    def worst_case(self, instructions: str, prompt: str) -> Spend:
        """The most that one question can cost."""
        schema = str(SectionAnswer.model_json_schema())
        return self.cost(estimate_tokens(instructions + prompt + schema), self.config.max_output_tokens)

    def ask(self, instructions: str, prompt: str, *, report: str) -> Asked:
        """The answer to a question, kept or new. Raises NoAnswerError, and WarehouseError where the ledger cannot be used."""
        question = f"{self.config.model}\0{self.config.address}\0{self.config.temperature}\0{instructions}\0{prompt}"
        digest = hashlib.sha256(question.encode()).hexdigest()
        if (kept := self.ledger.kept(digest)) is not None:
            try:
                return Asked(SectionAnswer.model_validate_json(kept.body), kept.spend)
            except ValidationError as error:
                raise NoAnswerError("the kept answer is damaged; delete the ledger to ask again") from error
        if self.outages >= OUTAGES_AT_MOST:
            raise NoAnswerError("its server failed before and was not asked again")
        spent = self.cost(0, 0)
        for attempt in range(1, self.config.attempts + 1):
            worst = self.worst_case(instructions, prompt)
            try:
                reservation = self.ledger.reserve(self.run, report, self.config.model, worst, self.limits)
            except OverBudgetError as error:
                raise NoAnswerError(str(error)) from error
            try:
                sent = self.send(self.config, instructions, prompt)
            except ModelTroubleError as trouble:
                used = self._used(trouble.input_tokens, trouble.output_tokens, worst, unknown=trouble.spent)
                self.ledger.settle(reservation, used)
                spent += used
                if not trouble.again or attempt == self.config.attempts:
                    reason = f"{trouble.reason} ({attempt} attempt{'s' * (attempt > 1)})"
                    self.outages += trouble.down
                    raise NoAnswerError(reason) from trouble
                self.sleep(min(trouble.wait or BACKOFF_SECONDS * 2 ** (attempt - 1), LONGEST_WAIT_SECONDS))
            else:
                used = self._used(sent.input_tokens, sent.output_tokens, worst, unknown=True)
                self.outages = 0
                self.ledger.settle(reservation, used)
                self.ledger.keep(digest, sent.answer.model_dump_json(), spent + used)
                return Asked(sent.answer, spent + used)
        raise AssertionError("attempts is at least 1")

    def _used(self, input_tokens: int, output_tokens: int, worst: Spend, *, unknown: bool) -> Spend:
        """What an attempt cost: as the server counted it; its worst case where it used some and did not count."""
        if input_tokens + output_tokens == 0 and unknown:
            return worst
        return self.cost(input_tokens, output_tokens)
