"""A question in words, answered by a configured model that looks things up; the program keeps what the rows found bear out.

The model is given no tool: it hands in what is to be looked up, the program asks the warehouse, which only reads, and shows the rows as data.
A sentence of the answer stands where every number and name of it is in the rows that it names; what is refused is sent back once.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from flows.asking.answers import QUESTIONS, Answers
from flows.asking.bearing import ShownRow, unborne
from tasks.report.analyst.answer import AnswerLookup, AnswerSentence, read_items
from tasks.report.analyst.document import document
from tasks.report.analyst.ledger import Spend
from tasks.report.analyst.orders import orders_in_each
from tasks.report.analyst.scribe import NoAnswerError, Question, Reply, Scribe, first_turn
from tasks.report.prose.inert import plain
from warehouse.errors import InputError, WeekwatchError

TURNS = 4
"""Of the model: three times of looking up and the answer."""
LOOKUPS_A_TURN = 4
ROWS_SHOWN = 30
"""Of one lookup: more are counted and not shown."""
CELL_CHARACTERS = 4_000
"""Of one value that is shown; a brief is about as long."""
SENTENCES = 8


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an answer and the rows that bear it."""

    text: str
    rows: tuple[str, ...]


@dataclass(slots=True)
class AnsweredQuestion:
    """What became of a question in words."""

    said: list[Said] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Sentences that their rows do not bear, with the reason; not part of the answer."""
    missing: str | None = None
    """What the model says that the warehouse does not tell."""
    rows: dict[str, ShownRow] = field(default_factory=dict)
    """Every row that was shown, by its id."""
    lookups: list[str] = field(default_factory=list)
    """What was looked up, with the number of rows or the error."""
    orders: list[str] = field(default_factory=list)
    """Sentences in the rows that look like an order to a program; they were shown as data."""
    spend: Spend = field(default_factory=Spend)
    calls: int = 0

    @property
    def cited(self) -> list[ShownRow]:
        """The rows on which the answer rests, in the order of the sentences."""
        return [self.rows[key] for key in dict.fromkeys(key for one in self.said for key in one.rows)]


def answer_in_words(answers: Answers, scribe: Scribe, question: str) -> AnsweredQuestion:
    """The answer to a question in any language, in English. Raises InputError where the model gives none."""
    if not question.strip():
        raise InputError("the question is empty", remedy='weekwatch ask "Which countries got worse this week?"')
    found = AnsweredQuestion()
    report = f"ask {hashlib.sha256(question.encode()).hexdigest()[:16]}"
    dialogue = first_turn("ask", document(_opening(answers, question)))
    mended = False
    for turn in range(1, TURNS + 1):
        reply = _asked(scribe, Question("ask", dialogue, report), found)
        wanted = read_items(AnswerLookup, reply.body, "lookups")[0][:LOOKUPS_A_TURN]
        if wanted and turn < TURNS:
            shown = [_look_up(answers, one, found) for one in wanted]
            last = "" if turn + 1 < TURNS else "\nThis was the last time of looking up: answer now."
            dialogue = dialogue.after(_own_words(reply), f"{document({'found': shown})}{last}")
            continue
        found.missing = reply.body["missing"] if isinstance(reply.body.get("missing"), str) else None
        faults = _take(found, reply, question)
        if not faults or mended or turn == TURNS:
            break
        mended = True
        struck = [{"text": plain(text)[:300], "reason": reason} for text, reason in faults]
        dialogue = dialogue.after(
            _own_words(reply),
            f"{document({'struck_out': struck})}\nAnswer with those alone, so that the reasons no longer apply; leave out what cannot be mended.",
        )
    return found


def _opening(answers: Answers, question: str) -> dict[str, Any]:
    """What the model sees first: the question, the newest week, and the tools with what they answer and take."""
    newest = answers.reader.ask("select max(week) from reports").rows[0][0]
    return {
        "question": plain(question)[:1000],
        "newest_week": f"{newest}" if newest else None,
        "tools": [
            {
                "tool": asked.__name__,
                "answers": " ".join((asked.__doc__ or "").split()),
                "arguments": {name: _described(p) for name, p in _parameters(asked).items()},
            }
            for asked in QUESTIONS
        ],
    }


def _parameters(asked: Any) -> dict[str, inspect.Parameter]:
    found = inspect.signature(asked, eval_str=True).parameters
    return {name: parameter for name, parameter in found.items() if name != "self"}


def _described(parameter: inspect.Parameter) -> str:
    kind = inspect.formatannotation(parameter.annotation).replace("collections.abc.", "")
    return f"{kind}, required" if parameter.default is inspect.Parameter.empty else f"{kind} = {parameter.default!r}"


def _asked(scribe: Scribe, question: Question, found: AnsweredQuestion) -> Reply:
    try:
        reply = scribe.ask(question)
    except NoAnswerError as error:
        raise InputError(
            f"{scribe.config.model} did not answer: {error}",
            remedy="`weekwatch query` and `weekwatch sql` answer without a model",
        ) from error
    if reply.ended in ("refused", "formless"):
        raise InputError(
            f"{scribe.config.model} did not answer in the requested form ({reply.ended})",
            remedy="put the question another way; `weekwatch query` and `weekwatch sql` answer without a model",
        )
    found.calls += 1
    found.spend += reply.spend
    return reply


def _own_words(reply: Reply) -> str:
    return json.dumps(reply.body, ensure_ascii=False, separators=(",", ":"))


def _look_up(answers: Answers, wanted: AnswerLookup, found: AnsweredQuestion) -> dict[str, Any]:
    """What a lookup found, as the model is shown it; the rows get ids that hold for the whole conversation."""
    given = {argument.name: argument.value for argument in wanted.arguments}
    name = f"{plain(wanted.tool)[:40]}({', '.join(f'{k}={plain(v)[:200]}' for k, v in given.items())})"
    try:
        body = _call(answers, wanted.tool, given)
    except WeekwatchError as error:
        found.lookups.append(f"{name}: {plain(str(error))[:300]}")
        return {"lookup": name, "error": plain(str(error))[:600]}
    rows = [
        ShownRow(f"R{len(found.rows) + n}", kind, _shown(values)) for n, (kind, values) in enumerate(_flat(body), 1)
    ]
    kept = rows[:ROWS_SHOWN]
    found.rows |= {row.key: row for row in kept}
    texts = [value for row in kept for value in row.values.values() if isinstance(value, str)]
    found.orders += dict.fromkeys(o for one in orders_in_each(texts) for o in one if o not in found.orders)
    found.lookups.append(f"{name}: {len(rows)} row{'s' * (len(rows) != 1)}")
    shown: dict[str, Any] = {"lookup": name, "rows": [{"row": r.key, "of": r.kind, **r.values} for r in kept]}
    if len(rows) > len(kept):
        shown["note"] = f"{len(rows)} rows were found, {len(kept)} are shown: narrow the question"
    elif note := body.get("note"):
        shown["note"] = note
    return shown


def _call(answers: Answers, tool: str, given: Mapping[str, str]) -> dict[str, Any]:
    """The answer of a tool to arguments given as text. Raises InputError for what it does not take."""
    asked = next((one for one in QUESTIONS if one.__name__ == tool), None)
    if asked is None:
        raise InputError(f"there is no tool {tool!r}", remedy=f"one of {', '.join(one.__name__ for one in QUESTIONS)}")
    parameters = _parameters(asked)
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name not in parameters:
            raise InputError(f"{tool} takes no {name!r}", remedy=f"it takes {', '.join(parameters) or 'nothing'}")
        kind = TypeAdapter(parameters[name].annotation)
        try:
            is_json = text.lstrip().startswith("{")
            values[name] = kind.validate_json(text) if is_json else kind.validate_python(text)
        except ValidationError as error:
            raise InputError(f"{tool}: {name}: {error.errors()[0]['msg']}") from error
    left = [n for n, p in parameters.items() if p.default is inspect.Parameter.empty and n not in values]
    if left:
        raise InputError(f"{tool} needs {', '.join(left)}")
    answer: dict[str, Any] = asked(answers, **values)
    return answer


def _flat(body: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of an answer, each with the name of its list; an answer without lists is one row."""
    lists = {name: rows for name, rows in body.items() if isinstance(rows, list)}
    for name, rows in lists.items():
        for row in rows:
            yield name, row
    if not lists:
        yield "report", dict(body)


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row without the empty ones, long texts cut, invisible characters taken out."""
    found = {}
    for name, value in values.items():
        if value in (None, "", [], {}):
            continue
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        found[name] = value if isinstance(value, (int, float, bool)) else plain(text)[:CELL_CHARACTERS]
    return found


def _take(found: AnsweredQuestion, reply: Reply, question: str) -> list[tuple[str, str]]:
    """Puts the sentences that their rows bear into the answer; the others, with reasons, take the place of those refused before."""
    sentences, amiss = read_items(AnswerSentence, reply.body, "answer")
    faults = [(one.given, one.reason) for one in amiss]
    for sentence in sentences[:SENTENCES]:
        text = plain(sentence.text)
        reason = _fault(found, sentence.rows, text, question)
        if reason:
            faults.append((text, reason))
        elif len(found.said) < SENTENCES:
            found.said.append(Said(text, tuple(dict.fromkeys(sentence.rows))))
    found.refused = faults
    return faults


def _fault(found: AnsweredQuestion, keys: Sequence[str], text: str, question: str) -> str:
    unknown = [key for key in keys if key not in found.rows]
    if unknown:
        return f"there is no row {', '.join(unknown)[:60]}"
    return unborne(text, [found.rows[key] for key in dict.fromkeys(keys)], question)
