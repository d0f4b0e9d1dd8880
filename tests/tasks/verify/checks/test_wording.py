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


def test_another_name_of_the_article_at_the_end_is_found() -> None:
    cited = SourceText(
        "", "Kadesh has stepped up its raids in Zarnia, with scouts seen near Tolu, officials say.", SOURCE.published_at
    )
    assert verify("Kadesh has stepped up its raids in Zarnia.", [cited]).supported
    assert not verify("Kadesh has stepped up its raids in Tolu.", [cited]).supported


def test_who_reported_on_a_day_is_a_cited_outlet() -> None:
    cited = SourceText(
        "Floods spread in Zarnia",
        "Floods spread in Zarnia, the river board of Tolu said.",
        SOURCE.published_at,
        "The Daily Echo",
    )
    assert verify("Floods spread in Zarnia, the Daily Echo reported on April 24.", [cited]).supported
    assert not verify("Floods spread in Zarnia, the Zarnia reported on April 24.", [cited]).supported
    assert not verify("Floods spread in Zarnia, the Tolu reported.", [cited]).supported


def test_a_toll_that_a_cited_article_gives_and_raises_is_overtaken() -> None:
    first = SourceText(
        "Dam burst in Zarnia kills 12", "A dam burst killed 12 people in Zarnia.", SOURCE.published_at, "A"
    )
    later = SourceText(
        "Death toll rises to 19",
        "Dam burst in Zarnia kills 12. The number of people killed has risen to 19.",
        SOURCE.published_at,
        "B",
    )
    assert verify("A dam burst killed 12 people in Zarnia.", [first]).supported
    assert not verify("A dam burst killed 12 people in Zarnia.", [first, later]).supported
