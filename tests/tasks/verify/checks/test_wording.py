"""Near copies: a change of one word is another claim; free prose is no near copy. Texts are made up."""

from __future__ import annotations

import datetime as dt

import pytest

from tasks.verify.checks.wording import check_wording, find_copies
from tasks.verify.verdict import SourceText, beside, verify
from tests.tasks.verify.test_verdict import RAID

SOURCE = SourceText(
    "Kadesh releases star of film who was jailed over protests",
    "Kadesh may restrict the export of grain to Zarnia if many farmers in the valley keep blocking the southern road, officials said.",
    dt.datetime(2026, 4, 24, 9, tzinfo=dt.UTC),
)
COPY = (
    "Kadesh may restrict the export of grain to Zarnia if many farmers in the valley keep blocking the southern road."
)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("restrict", "celebrate", "wording"),
        ("farmers", "dentists", "wording"),
        ("may restrict", "restricted", "grammar"),
        ("may restrict", "may not restrict", "grammar"),
        ("many farmers", "all farmers", "grammar"),
        ("the southern road", "the southern road in revenge for an earlier raid", "wording"),
    ],
)
def test_a_changed_word_of_a_near_copy_is_found(old: str, new: str, kind: str) -> None:
    assert verify(COPY, [SOURCE]).supported
    changed = COPY.replace(old, new)
    assert kind in {fault.kind for fault in check_wording(beside(changed, [SOURCE]))}
    assert not verify(changed, [SOURCE]).supported


def test_names_that_change_places_are_found() -> None:
    swapped = COPY.replace("Kadesh", "*").replace("Zarnia", "Kadesh").replace("*", "Zarnia")
    assert "placing" in {fault.kind for fault in check_wording(beside(swapped, [SOURCE]))}


def test_another_tense_and_irregular_verbs_are_no_change() -> None:
    cited = SourceText("Kadesh firm sells refinery to Zarnian fund", "", SOURCE.published_at)
    assert verify("Kadesh firm sold refinery to Zarnian fund.", [cited]).supported
    assert not verify("Kadesh fund sold refinery to Zarnian firm.", [cited]).supported


def test_free_prose_is_no_near_copy() -> None:
    c = beside("An attack on a military post in the north of Zarnia left a dozen soldiers dead.", [RAID])
    assert all(copy.kept(()) < 0.82 for copy in find_copies(c))
    assert list(check_wording(c)) == []
