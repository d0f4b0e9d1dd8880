"""Whether rows of the warehouse bear a sentence: every number and every name in it stands in one of them, or in the question."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.language.parts_of_speech import tag_words
from tasks.verify.text.nations import nations_of
from tasks.verify.text.quantities import read_numbers

LABELS = ("outlet", "title", "name", "country", "week", "event_date", "threat_level", "label")
"""Columns by which a reader knows a row."""
IDS = ("event_id", "article_id", "statement_id", "url", "country", "week")
"""Columns by which a row is found again."""
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_ISO_WEEK = re.compile(r"\b(\d{4})-W(\d{2})\b")
_WORD = re.compile(r"[^\W\d_][\w’'-]*|[.!?]")


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as it was shown: its id, the list that it is of, and its values."""

    key: str
    kind: str
    values: Mapping[str, Any]

    @property
    def label(self) -> str:
        """What it is about, for a list of sources."""
        named = [str(self.values[column]) for column in LABELS if column in self.values]
        return ", ".join(dict.fromkeys(named))[:200] or self.kind

    @property
    def ids(self) -> dict[str, str]:
        """How to find it again."""
        return {column: str(self.values[column]) for column in IDS if column in self.values}


def unborne(text: str, rows: Sequence[ShownRow], question: str = "") -> str:
    """Why rows do not bear a sentence; empty where they do.

    Numbers may be rounded to the next whole one, and may be the number of the rows; days may be written in words.
    """
    said = "\n".join([*(json.dumps(row.values, ensure_ascii=False) for row in rows), *_days_in_words(rows)])
    known = {*_numbers_in(said), float(len(rows))}
    for number in read_numbers(text):
        if not any(number.value in (value, round(value)) for value in known):
            return f"the number {number.value:g} stands in none of its rows"
    for year, week in _ISO_WEEK.findall(text):
        if f"{dt.date.fromisocalendar(int(year), int(week), 1)}" not in said and f"{year}-W{week}" not in said:
            return f"the week {year}-W{week} is of none of its rows"
    names, countries = f"{said}\n{question}".casefold(), {str(row.values.get("country")) for row in rows}
    for name in _names_in(text):
        if name.casefold() not in names and not countries & set(nations_of(name.casefold(), "en")):
            return f"{name} stands in none of its rows"
    return ""


def _names_in(text: str) -> Iterator[str]:
    """The capitalised words of a text without possessives; one that opens a sentence only where it is a proper noun."""
    words = _WORD.findall(text)
    for at, (word, tag) in enumerate(zip(words, tag_words(words), strict=True)):
        opens = at == 0 or words[at - 1] in ".!?"
        if word[0].isupper() and (not opens or tag.startswith("PROPN")):
            yield word.removesuffix("'s").removesuffix("’s")


def _days_in_words(rows: Sequence[ShownRow]) -> Iterator[str]:
    """The days of rows as English writes them: `Sunday, 26 April 2026`."""
    for row in rows:
        for year, month, day in _ISO_DAY.findall(json.dumps(row.values)):
            try:
                yield f"{dt.date(int(year), int(month), int(day)):%A, %d %B %Y}"
            except ValueError:
                continue


def _numbers_in(text: str) -> set[float]:
    """Every number in a text, in digits with or without commas and in words."""
    digits = {float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    return digits | {number.value for number in read_numbers(text)}
