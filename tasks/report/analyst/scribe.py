"""Scribe: a configured model that is asked within its budget; answers are kept, failures are waited out or given up on."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from pydantic_core import from_json

from tasks.report.analyst.answer import Asking, Extraction, Judging, Merging, Writing
from tasks.report.analyst.config import ModelConfig
from tasks.report.analyst.ledger import Ledger, OverBudgetError, Spend, SpendingLimits
from tasks.report.analyst.send import Dialogue, ModelAnswer, ModelTroubleError, schema_text

BYTES_PER_TOKEN = 3
"""An upper estimate: English has about four bytes a token, Russian and Chinese three to four of their UTF-8."""
BACKOFF_SECONDS = 2.0
"""Wait before the second attempt; doubled before each further one."""
LONGEST_WAIT_SECONDS = 60.0
SLOW_AT_MOST = 2
"""Attempts at a question whose answer does not come in time."""

Step = Literal["extract", "merge", "write", "judge", "ask"]
REPORT_STEPS: tuple[Step, ...] = ("extract", "merge", "write", "judge")
BUDGET_UP_TO: Mapping[Step, float] = {"extract": 0.6, "merge": 0.7, "write": 1.0, "judge": 1.0, "ask": 1.0}
"""Share of a report's limits that may be spent by the end of each step, so that reading never eats what writing needs."""

PROMPTS = Path(__file__).with_name("prompts")
PROMPT_OF: Mapping[Step, str] = {
    "extract": "extract.v1.md", "merge": "merge.v1.md", "write": "write.v1.md", "judge": "judge.v1.md",
    "ask": "ask.v1.md",
}  # fmt: skip
DATA_PROMPT = "data.v2.md"
"""What stands before each step's own instructions: what is data and obeys nobody."""
FORM_OF: Mapping[Step, type[BaseModel]] = {
    "extract": Extraction, "merge": Merging, "write": Writing, "judge": Judging, "ask": Asking,
}  # fmt: skip


class NoAnswerError(Exception):
    """The model gave no usable answer; the text says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """One turn that a step asks of the model, and the report that pays for it."""

    step: Step
    dialogue: Dialogue
    report: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as far as it has a form, how it ended, and what it cost when it was given."""

    text: str
    body: Mapping[str, Any]
    """The JSON object; of one that was cut off what came before the cut, empty where there is none."""
    ended: Literal["whole", "truncated", "refused", "formless"]
    spend: Spend
    kept: bool = False
    """It was given before and cost nothing now."""


def read_prompt(name: str) -> str:
    """The text of a prompt file."""
    return (PROMPTS / name).read_text(encoding="utf-8")


@functools.cache
def instructions(step: Step) -> str:
    """What the model is told at a step, the same for every question of it."""
    return f"{read_prompt(DATA_PROMPT)}\n{read_prompt(PROMPT_OF[step])}"


def first_turn(step: Step, text: str) -> Dialogue:
    """The conversation that begins with a question of a step."""
    return Dialogue(instructions(step), (text,), FORM_OF[step])


def prompt_digest() -> str:
    """16 hex digits of all prompts of a report and of the forms of the answers."""
    parts = [instructions(step) + schema_text(FORM_OF[step]) for step in REPORT_STEPS]
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
    send: Callable[[ModelConfig, Dialogue], ModelAnswer]
    sleep: Callable[[float], None]
    prices: Mapping[Step, tuple[float, float]] = field(default_factory=dict)
    """The price of another model that does a step; a step that is not in it costs `price`."""
    failed: dict[str, str] = field(default_factory=dict)
    """By report, why its server was given up on: a report asks no server again that was down."""

    @property
    def digest(self) -> str:
        """16 hex digits of everything about the model that shapes a report; part of a country-week's revision."""
        return hashlib.sha256(f"{self.config.digest} {prompt_digest()}".encode()).hexdigest()[:16]

    def limits(self, step: Step) -> SpendingLimits:
        """The limits as they stand at a step: a report's are opened step by step."""
        c, share = self.config, BUDGET_UP_TO[step]
        return SpendingLimits(
            int(c.tokens_per_report * share), c.tokens_per_run, c.usd_per_report * share, c.usd_per_run
        )

    def cost(self, input_tokens: int, output_tokens: int, step: Step = "write") -> Spend:
        """So many tokens with their price."""
        price = self.prices.get(step, self.price)
        if price is None:
            return Spend(input_tokens, output_tokens, None)
        return Spend(input_tokens, output_tokens, (input_tokens * price[0] + output_tokens * price[1]) / 1e6)

    def worst_case(self, question: Question) -> Spend:
        """The most that one question can cost."""
        asked = question.dialogue
        text = "".join((asked.instructions, schema_text(asked.form), *asked.turns))
        return self.cost(estimate_tokens(text), self.config.max_output_tokens, question.step)

    def piece(self, step: Step, text: str) -> str:
        """The digest under which what was answered about one piece of a question is kept, whatever it was asked with."""
        config = self._model(step)
        parts = (config.model, config.address, config.temperature, instructions(step), schema_text(FORM_OF[step]), text)
        return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()

    def ask(self, question: Question) -> Reply:
        """The answer to a question, kept or new. Raises NoAnswerError, and WarehouseError where the ledger cannot be used."""
        found = self.ask_all([question])[0]
        if isinstance(found, NoAnswerError):
            raise found
        return found

    def ask_all(self, questions: Sequence[Question]) -> list[Reply | NoAnswerError]:
        """The answers to questions that do not need each other, in their order.

        The first goes alone: it warms the provider's cache of the prompt, and a server that is down is not asked all of them. The
        others go side by side; what each may cost is reserved before any is sent, in order, so that a short budget always
        ends at the same question.
        """
        found: list[Reply | NoAnswerError] = []
        waves = [questions[:1]] + [
            questions[at : at + self.config.parallel] for at in range(1, len(questions), self.config.parallel)
        ]
        for wave in waves:
            begun = [(question, self._begin(question)) for question in wave]
            if len(begun) == 1:
                found += [self._finish(*one) for one in begun]
            else:
                with ThreadPoolExecutor(max(1, len(begun))) as threads:
                    found += threads.map(lambda one: self._finish(*one), begun)
        return found

    def _model(self, step: Step) -> ModelConfig:
        return {"extract": self.config.reader, "judge": self.config.judge}.get(step, self.config)

    def _digest(self, question: Question) -> str:
        return self.piece(question.step, "\0".join(question.dialogue.turns))

    def _begin(self, question: Question) -> int | Reply | NoAnswerError:
        """A reservation for a question, or what there is in its place."""
        if (kept := self.ledger.kept(self._digest(question))) is not None:
            return Reply(kept.body, _body(kept.body)[0], "whole", kept.spend, kept=True)
        if question.report in self.failed:
            return NoAnswerError(f"its server failed before and was not asked again ({self.failed[question.report]})")
        return self._reserve(question)

    def _reserve(self, question: Question) -> int | NoAnswerError:
        model = self._model(question.step).model
        try:
            return self.ledger.reserve(
                self.run, question.report, model, self.worst_case(question), self.limits(question.step), question.step
            )
        except OverBudgetError as error:
            return NoAnswerError(str(error))

    def _finish(self, question: Question, begun: int | Reply | NoAnswerError) -> Reply | NoAnswerError:
        """The answer to a question whose cost is reserved."""
        if not isinstance(begun, int):
            return begun
        config, worst, reservation, spent = self._model(question.step), self.worst_case(question), begun, Spend()
        for attempt in range(1, max(config.attempts, SLOW_AT_MOST) + 1):
            try:
                sent = self.send(config, question.dialogue)
            except ModelTroubleError as trouble:
                used = worst if trouble.spent else self.cost(0, 0)
                self.ledger.settle(reservation, used)
                spent += used
                if not trouble.again or attempt >= (SLOW_AT_MOST if trouble.slow else config.attempts):
                    reason = f"{trouble.reason} ({attempt} attempt{'s' * (attempt > 1)})"
                    if trouble.down:
                        self.failed.setdefault(question.report, trouble.reason)
                    return NoAnswerError(reason)
                self.sleep(min(trouble.wait or BACKOFF_SECONDS * 2 ** (attempt - 1), LONGEST_WAIT_SECONDS))
                again = self._reserve(question)
                if isinstance(again, NoAnswerError):
                    return NoAnswerError(f"{trouble.reason}; {again}")
                reservation = again
            else:
                counted = sent.input_tokens + sent.output_tokens > 0
                used = self.cost(sent.input_tokens, sent.output_tokens, question.step) if counted else worst
                self.ledger.settle(reservation, used)
                return self._reply(question, sent, spent + used)
        raise AssertionError("the last attempt returns")

    def _reply(self, question: Question, sent: ModelAnswer, spend: Spend) -> Reply:
        body, is_whole = _body(sent.text)
        if sent.ended == "whole" and is_whole and any(key in body for key in question.dialogue.form.model_fields):
            self.ledger.keep(self._digest(question), sent.text, spend)
            return Reply(sent.text, body, "whole", spend)
        if sent.ended == "whole":
            return Reply(sent.text, body, "truncated" if body and not is_whole else "formless", spend)
        return Reply(sent.text, body, sent.ended, spend)


def _body(text: str) -> tuple[Mapping[str, Any], bool]:
    """The JSON object in an answer, however it is wrapped, and whether it is whole; of one that was cut off what came before the cut."""
    start = text.find("{")
    if start < 0:
        return {}, False
    cut = text[start:]
    end = cut.rfind("}")
    for tried, partly in ((cut[: end + 1], False), (cut, True)):
        try:
            found = from_json(tried, allow_partial=partly)
        except ValueError:
            continue
        if isinstance(found, dict):
            return found, not partly
    return {}, False
