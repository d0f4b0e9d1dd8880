"""Texts of our own in many languages, read as `weekwatch inspect classify` reads them: language, kind, casualties, gravity.

tests/tasks/events/data/readings.jsonl has one a line: deaths and injuries in words and digits, denials, hypotheticals, exercises,
anniversaries, play and film in the words of war, and the ordinary news between them. `category` lists what is right,
`severity` the range that is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.cli.inspection import inspect_class, inspect_stories
from tasks.language.encoder import encode, lede

DATA = Path(__file__).parent / "data"
READINGS = [json.loads(line) for line in (DATA / "readings.jsonl").open(encoding="utf-8")]


@pytest.fixture(scope="module", autouse=True)
def _encoded_together() -> None:
    """The texts' vectors are kept: one by one they would take ten times as long."""
    encode([lede(reading["title"], reading["text"]) for reading in READINGS])


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading["id"])
def test_casualties_are_read_rightly(reading: dict[str, Any]) -> None:
    given = {"id": reading["id"], "title": reading["title"], "text": reading["text"]}
    found = inspect_class(given)
    assert (found["killed"], found["injured"]) == (reading["killed"], reading["injured"]), found["why"]
    if reading["killed"] and found["category"] not in ("exercise", "sport", "society"):
        assert inspect_class({**given, "lang": reading["lang"]})["killed"] == reading["killed"]


def test_kind_and_gravity_are_read_rightly_in_most() -> None:
    found = [inspect_class({"id": r["id"], "title": r["title"], "text": r["text"]}) for r in READINGS]
    kinds = [f["category"] in r["category"] for f, r in zip(found, READINGS, strict=True)]
    grades = [r["severity"][0] <= f["severity"] <= r["severity"][1] for f, r in zip(found, READINGS, strict=True)]
    assert sum(kinds) >= 0.87 * len(kinds)
    assert sum(grades) >= 0.83 * len(grades)


def test_one_story_in_many_languages() -> None:
    lines = [json.loads(line) for line in (DATA / "told_in_many_languages.jsonl").open(encoding="utf-8")]
    found = {answer["id"]: answer for answer in inspect_stories(lines)}
    told = {id_: answer["story_id"][0] for id_, answer in found.items()}
    assert told == {id_: {"g": "a"}.get(id_[0], id_[0]) for id_ in found}, "the letter of an id names its event"
    assert (found["g1"]["duplicate_of"], found["g1"]["duplicate_basis"]) == ("a1", "same_text")
