"""What a language model hands in at each step, as types; nothing in it is believed until it is verified.

A form is what the model is shown as JSON Schema. Its items are read one by one: one that does not fit is set aside with the
reason, and costs none of the others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

Relevance = Literal["security", "background", "none"]
Conflict = Literal["killed", "injured", "place", "date", "actor"]
DropReason = Literal["not_this_country", "not_security", "old_news", "not_news", "told_twice"]
JudgedFault = Literal["who_did_what", "blame", "opposite", "certainty", "figure", "time_or_place", "not_said"]
WrittenSection = Literal["developments", "geopolitics", "military", "outlook", "summary"]

GIVEN_CHARACTERS = 300
"""Of an item that does not fit, shown in the reason."""


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


def _short(most: int) -> BeforeValidator:
    """What is too long for a slot that can do without is left out instead of refusing its item."""
    return BeforeValidator(lambda value: None if isinstance(value, str) and len(value) > most else value)


class AnswerQuote(_Form):
    """Words of an article that bear a claim."""

    article: str = Field(description="Id of the article, such as A3.", max_length=8)
    words: str = Field(
        description="5 to 30 words in a row, copied letter by letter, in its own language.", max_length=600
    )


class AnswerClaim(_Form):
    """One fact of an event."""

    event: str = Field(description="Id of the event, such as E2.", max_length=8)
    text: str = Field(description="One plain sentence in English, at most 40 words.", max_length=600)
    quotes: list[AnswerQuote] = Field(description="The words that say it, one an article.", min_length=1, max_length=4)


class AnswerEvent(_Form):
    """What an event's articles amount to."""

    event: str = Field(description="Id of the event, such as E2.", max_length=8)
    headline: Annotated[str | None, _short(120)] = Field(
        default=None, description="An English headline of at most twelve words, of facts that the claims tell."
    )
    relevance: Relevance = Field(
        default="security", description="Of the event to the country's security; none for what is not news of it."
    )
    conflicts: list[Conflict] = Field(
        default=[], description="What the articles tell differently.", max_length=len(get_args(Conflict))
    )


class Extraction(_Form):
    """Step one: what each event's articles say."""

    events: list[AnswerEvent]
    claims: list[AnswerClaim]


class AnswerMerge(_Form):
    """Two events that are one."""

    event: str = Field(max_length=8)
    into: str = Field(description="The event under which it is to be told.", max_length=8)


class AnswerDrop(_Form):
    """An event that a report of this country's security does not tell."""

    event: str = Field(max_length=8)
    reason: DropReason


class AnswerThread(_Form):
    """Events of one situation."""

    events: list[str] = Field(min_length=2, max_length=12)


class Merging(_Form):
    """Step two: which events are one, their order, what is left out, what belongs together."""

    order: list[str] = Field(description="All events that stay, the one that matters most first.")
    merges: list[AnswerMerge]
    drops: list[AnswerDrop]
    threads: list[AnswerThread]


class AnswerStatement(_Form):
    """One statement of the report."""

    section: WrittenSection
    subject: str = Field(description="The event or partner that it is about, such as E2 or P1.", max_length=8)
    text: str = Field(description="One or two plain sentences in English, at most 60 words.", max_length=1200)
    claims: list[str] = Field(
        description="Ids of the claims that it rests on, such as E2.1.", min_length=1, max_length=12
    )
    confidence: Literal["high", "moderate", "low"] | None = Field(
        default=None, description="Of a judgement, which contains the words `with ... confidence`; null elsewhere."
    )


class Writing(_Form):
    """Step three: the statements of the report."""

    statements: list[AnswerStatement]


class AnswerRuling(_Form):
    """Whether a statement follows from the words that are cited for it."""

    statement: str = Field(description="Id of the statement, such as S3.", max_length=8)
    follows: bool
    fault: JudgedFault | None = Field(
        default=None, description="What is wrong where it does not follow; null elsewhere."
    )


class Judging(_Form):
    """What a second model says of the statements that the program found nothing wrong with."""

    rulings: list[AnswerRuling]


class AnswerArgument(_Form):
    """One argument of a lookup, as text whatever its type."""

    name: str = Field(max_length=40)
    value: str = Field(max_length=2000)


class AnswerLookup(_Form):
    """Something to be looked up in the warehouse."""

    tool: str = Field(max_length=40)
    arguments: list[AnswerArgument] = Field(default=[], max_length=12)


class AnswerSentence(_Form):
    """One sentence of an answer to a question in words."""

    text: str = Field(description="One sentence in English, at most 50 words.", max_length=600)
    rows: list[str] = Field(description="Ids of the rows that say it, such as R3.", min_length=1, max_length=40)


class Asking(_Form):
    """A turn of who answers a question in words: what is to be looked up, or the answer."""

    lookups: list[AnswerLookup]
    answer: list[AnswerSentence]
    missing: Annotated[str | None, _short(400)] = Field(
        default=None, description="What the rows do not tell of what was asked."
    )


@dataclass(frozen=True, slots=True)
class Malformed:
    """An item that does not fit its form: what it seems to be about, what was given and why it does not fit."""

    subject: str
    given: str
    reason: str


_T = TypeVar("_T", bound=BaseModel)


def read_items(kind: type[_T], answer: Mapping[str, Any], key: str) -> tuple[list[_T], list[Malformed]]:
    """The items of a list of an answer that fit, and those that do not; none of either where there is no such list."""
    found: list[_T] = []
    amiss: list[Malformed] = []
    listed = answer.get(key)
    for item in listed if isinstance(listed, list) else ():
        try:
            found.append(kind.model_validate(item))
        except ValidationError as error:
            fault = error.errors()[0]
            slot = ".".join(str(part) for part in fault["loc"]) or "item"
            about = item if isinstance(item, dict) else {}
            amiss.append(
                Malformed(
                    subject=str(about.get("subject", about.get("event", "")))[:8],
                    given=json.dumps(item, ensure_ascii=False)[:GIVEN_CHARACTERS],
                    reason=f"{slot}: {fault['msg'][:120]}",
                )
            )
    return found, amiss
