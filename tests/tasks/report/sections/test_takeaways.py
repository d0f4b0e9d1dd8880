"""The takeaways of the brief: one an event, in the order given, none that says what was said, within the words."""

from __future__ import annotations

import pytest

from tasks.report.manuscript import Manuscript, new_manuscript
from tasks.report.sections.developments import write_developments
from tasks.report.sections.takeaways import EVENTS_AT_MOST, length_of, takeaways
from tests.measure.report_weeks import assemble, make_article
from tests.tasks.report_rows import MONGOLIA, WEEK
from warehouse.tables import Article

RAIDS = {
    "en": ("Gunmen take thirty miners in western Mongolia", "Army closes the road to Mongolia’s southern border", "Police seize rifles in a Mongolian town"),
    "es": ("Hombres armados retienen a treinta mineros en Mongolia", "El ejército de Mongolia cierra la carretera del sur", "La policía de Mongolia incauta fusiles"),
    "fr": ("Des hommes armés enlèvent trente mineurs en Mongolie", "L'armée de Mongolie ferme la route du sud", "La police de Mongolie saisit des fusils"),
}  # fmt: skip

NAMES = {"en": ("Mongolia*",), "es": ("Mongolia",), "fr": ("Mongolie",)}


def headline(title: str, lang: str, outlet: str) -> Article:
    return make_article(
        "MN", WEEK, outlet=outlet, title=title, text="", lang=lang, category="assault", sector="internal_security", severity=2.5
    )  # fmt: skip


def manuscript_of(titles: tuple[str, ...], lang: str) -> Manuscript:
    profile = MONGOLIA.model_copy(
        update={"names": NAMES, "report": MONGOLIA.report.model_copy(update={"language": lang})}
    )
    groups = [[headline(title, lang, f"Outlet {n}")] for n, title in enumerate(titles)]
    made = new_manuscript(assemble(profile, WEEK, groups))
    write_developments(made)
    return made


@pytest.mark.parametrize("lang", ["en", "es", "fr"])
def test_each_event_has_a_takeaway_in_its_own_words_and_cites_its_article(lang: str) -> None:
    made = manuscript_of(RAIDS[lang], lang)
    events = [e for e in made.evidence.ranked if e.event_id in made.told]
    told = takeaways(made, events, 300)
    assert len(told) == len(events) >= 1
    for event, draft in zip(events, told, strict=True):
        assert event.title[1:] in draft.text
        assert event.lead_article_id in draft.citations


@pytest.mark.parametrize("lang", ["en", "es", "fr"])
def test_what_does_not_fit_the_words_is_left_out_whole(lang: str) -> None:
    made = manuscript_of(RAIDS[lang], lang)
    events = [e for e in made.evidence.ranked if e.event_id in made.told]
    every = takeaways(made, events, 300)
    words = length_of(every[0])
    fewer = takeaways(made, events, words)
    assert sum(length_of(draft) for draft in fewer) <= words
    assert {draft.text for draft in fewer} <= {draft.text for draft in every}
    assert takeaways(made, events, 0) == []


def test_an_event_that_says_what_was_said_has_none() -> None:
    again = (*RAIDS["en"], "Gunmen take thirty miners in western Mongolia, police say")
    made = manuscript_of(again, "en")
    told = takeaways(made, [e for e in made.evidence.ranked if e.event_id in made.told], 300)
    assert sum("miners" in draft.text for draft in told) == 1


def test_there_are_at_most_seven() -> None:
    places = (
        "Hovd",
        "Darkhan",
        "Erdenet",
        "Khatgal",
        "Sainshand",
        "Choibalsan",
        "Altai",
        "Murun",
        "Bulgan",
        "Uliastai",
    )
    deeds = ("rob a bank", "seize a mine", "burn a depot", "ambush troops", "kidnap a judge", "shell a bridge", "bomb a market", "kill guards",
             "storm a prison", "sink a ferry")  # fmt: skip
    made = manuscript_of(
        tuple(f"Gunmen {deed} in {place}, Mongolia" for deed, place in zip(deeds, places, strict=True)), "en"
    )
    told = takeaways(made, [e for e in made.evidence.ranked if e.event_id in made.told], 300)
    assert len(told) == EVENTS_AT_MOST
