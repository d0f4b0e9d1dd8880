"""SectionAnswer: what a language model hands in, as types; nothing in it is believed until it is verified."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class AnswerStatement(BaseModel):
    """One statement of an answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    unit: str = Field(description="The unit that it tells or judges, such as S1 or P2.", max_length=8)
    kind: Literal["reported", "assessment"] = Field(
        description="reported: the cited articles say so. assessment: a judgement that rests on the unit."
    )
    text: str = Field(description="One or two plain sentences in English, at most 60 words.", max_length=1200)
    citations: list[str] = Field(
        description="Articles that say it, by their ids, such as A3.", min_length=1, max_length=12
    )
    confidence: Literal["high", "moderate", "low"] | None = Field(
        default=None, description="Only for an assessment, which must contain the words `... confidence`."
    )
    heading: str | None = Field(default=None, description="A heading of at most ten words.", max_length=200)


class SectionAnswer(BaseModel):
    """The statements of one section, unit by unit."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    statements: list[AnswerStatement] = Field(max_length=60)
