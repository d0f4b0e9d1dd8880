"""Which events a report tells as one, and which it tells at all."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tasks.report.headings import FURTHER
from tasks.report.manuscript import new_manuscript
from tasks.report.prose.facts import tells_a_step
from tasks.report.prose.narrate import headlines_of
from tasks.report.prose.telling import telling
from tasks.report.relevance import ToldEvent, are_apart, goes_on, is_thin, matters, together
from tasks.report.sections.developments import EVENTS_AT_MOST, LINES_AT_MOST
from tasks.report.writing import write_report
from tests.measure.report_weeks import assemble, make_article
from tests.tasks.report_rows import MONGOLIA, WEEK, at
from warehouse.tables import Article, Event, Sector


def event_of(*titles: str) -> ToldEvent:
    articles = tuple(
        make_article(
            "MN", WEEK, outlet=f"Outlet {n}", title=title, text="", category="disaster", sector="disaster", severity=4.5
        )
        for n, title in enumerate(titles)
    )
    (event,) = assemble(MONGOLIA, WEEK, [list(articles)]).events
    return ToldEvent(event, articles, tuple(telling(a.title) for a in articles))


def test_two_storms_of_one_week_are_told_apart_by_their_names() -> None:
    one = event_of(*(f"Storm Arvo {what}" for what in ("floods the south", "kills twenty", "moves on", "leaves ruins")))
    other = event_of(
        *(f"Storm Berta {what}" for what in ("nears the coast", "makes landfall", "drives out thousands", "weakens"))
    )
    assert are_apart(one, other)


def test_one_quake_told_twice_is_not_apart() -> None:
    one = event_of(
        *(f"Earthquake in the south {what}" for what in ("kills twenty", "buries a town", "moves aid", "toll grows"))
    )
    other = event_of(
        *(f"Earthquake {what}" for what in ("survivor found", "rescuers arrive", "aid comes in", "toll at ninety"))
    )
    assert not are_apart(one, other)


@pytest.mark.parametrize(
    ("told", "told_again", "category", "sector", "severity"),
    [
        pytest.param("President declares state of emergency in flooded Hovd", "State of emergency declared in flooded Hovd",
                     "politics", "disaster", 2.6, id="the same news as another kind"),
        pytest.param("Gunmen take 315 pupils from a school in Hovd", "Christian group says 315 pupils seized",
                     "assault", "internal_security", 3.5, id="the same count within three days"),
    ],
)  # fmt: skip
def test_what_is_told_again_as_another_kind_is_told_once(
    told: str, told_again: str, category: str, sector: Sector, severity: float
) -> None:
    first = [
        make_article("MN", WEEK, outlet=f"Outlet {n}", title=told, text="", category=category, sector=sector,
                     severity=severity, published_at=at(n))
        for n in range(3)
    ]  # fmt: skip
    again = make_article("MN", WEEK, outlet="Outlet 9", title=told_again, text="", category="coerce",
                         sector="internal_security", severity=2.6, published_at=at(2))  # fmt: skip
    written = write_report(assemble(MONGOLIA, WEEK, [first, [again]]))
    assert len({s.event_id for s in written.statements if s.section == "developments"}) == 1


def test_a_step_of_another_attack_is_not_told_under_an_event() -> None:
    clash = [
        make_article("MN", WEEK, outlet=f"Outlet {n}", title=title, text="", category="assault", sector="military", severity=3.5,
                     published_at=at(n))
        for n, title in enumerate(("Drone hits a market in Hovd", "Market in Hovd burns after drone attack", "Troops advance on Darkhan"))
    ]  # fmt: skip
    written = write_report(assemble(MONGOLIA, WEEK, [clash]))
    told = " ".join(s.text for s in written.statements if s.section == "developments")
    assert "market" in told
    assert "Darkhan" not in told


def headlines(
    *titles: str, category: str = "disaster", sector: Sector = "disaster", severity: float = 4.5
) -> list[Article]:
    return [
        make_article("MN", WEEK, outlet=f"Outlet {chr(65 + n)}", title=title, text="", category=category, sector=sector, severity=severity,
                     published_at=at(n % 6))
        for n, title in enumerate(titles)
    ]  # fmt: skip


FLOOD = ("Flood in Hovd kills twenty", "Hovd flood sweeps bridges away", "Flood leaves Hovd without power", "Thousands flee flood in Hovd",
         "Flood waters rise in Hovd", "Army sends boats as rivers flood western towns")  # fmt: skip


@pytest.mark.parametrize(
    "others",
    [(), ("Flood of claims reaches ministry in Darkhan", "Flood of claims worries ministry")],
    ids=["the word is its own", "others have it"],
)
def test_where_all_floods_of_a_week_are_one_the_word_is_enough_to_tell_a_step_of_it(others: tuple[str, ...]) -> None:
    groups = [
        headlines(*FLOOD),
        *([headlines(*others, category="politics", sector="diplomacy", severity=1.5)] if others else []),
    ]
    manuscript = new_manuscript(assemble(MONGOLIA, WEEK, groups))
    event = manuscript.evidence.ranked[0]
    lines = {line.article.title: line for line in headlines_of(manuscript, event)}
    assert tells_a_step(manuscript, event, lines[FLOOD[-1]]) is not bool(others)


@pytest.mark.parametrize(("publishers", "is_known"), [(5, True), (2, False)])
def test_a_trial_that_five_publishers_tell_matters_though_it_is_near_security_only(
    publishers: int, *, is_known: bool
) -> None:
    (event,) = assemble(
        MONGOLIA, WEEK, [headlines("Leader of opposition on trial", category="coerce", severity=1.0)]
    ).events
    assert matters(event.model_copy(update={"relevance": 1.4, "publisher_count": publishers})) is is_known


GANGS = ["smugglers", "deserters", "rebels", "poachers", "bandits", "militants", "raiders", "insurgents", "separatists", "robbers", "mercenaries", "cultists", "vigilantes", "looters", "kidnappers", "guerrillas", "infiltrators", "saboteurs", "hijackers", "mutineers"]  # fmt: skip
POSTS = ["bakery", "bridge", "market", "school", "clinic", "station", "harbour", "hotel", "library", "museum", "factory", "garage", "stadium", "temple", "airfield", "mine", "dam", "refinery", "orchard", "brewery"]  # fmt: skip


def test_what_matters_beyond_twelve_developments_has_a_line_each_under_further_developments() -> None:
    groups = [
        headlines(
            f"{gang.title()} attack {post} in Mongolia", category="assault", sector="internal_security", severity=3.0
        )
        for gang, post in zip(GANGS, POSTS, strict=True)
    ]
    told = [s for s in write_report(assemble(MONGOLIA, WEEK, groups)).statements if s.section == "developments"]
    further = [s for s in told if s.heading == FURTHER]
    assert (len({s.event_id for s in told}), len(further)) == (EVENTS_AT_MOST + LINES_AT_MOST, LINES_AT_MOST)


def test_a_number_of_dead_in_a_partys_words_is_not_told_as_the_toll() -> None:
    titles = (
        "About 700 killed in Hovd protests, opposition says",
        "700 killed in vote protests in Hovd: Mongolia opposition",
    )
    group = [
        make_article("MN", WEEK, outlet=f"Outlet {n}", title=title, text="", category="protest", sector="unrest", severity=4.0,
                     killed=700, published_at=at(n))
        for n, title in enumerate(titles)
    ]  # fmt: skip
    written = write_report(assemble(MONGOLIA, WEEK, [group]))
    assert not any("700 people" in s.text for s in written.statements)
    assert any("opposition" in s.text for s in written.statements)


@pytest.mark.parametrize(
    ("before", "now", "days", "kind", "expected"),
    [
        ("Wildfires burn 5,500 hectares", "Wildfires spread to 15,000 hectares in the south", 1, "disaster", True),
        ("Agricultores protestan con tractores en Hovd", "Cientos de agricultores entran en Hovd con tractores", 6, "protest", True),
        ("Des agriculteurs manifestent en tracteur à Hovd", "Nouvelle manifestation d'agriculteurs en tracteur à Hovd", 6, "protest", True),
        ("President vetoes bill to trim ex-leader's prison term", "Court moves ex-leader to a larger cell", 8, "coerce", False),
        ("4 killed, 23 injured in bus accident in Hovd", "5 killed, 12 injured in bus accident in Hovd", 9, "accident", False),
        ("Envoy says talks on fuel go well", "Army expels a diplomat for spying", 6, "coerce", False),
    ],
)  # fmt: skip
def test_an_event_goes_on_where_last_week_told_the_same_matter(
    before: str, now: str, days: int, kind: str, expected: bool
) -> None:
    (event,) = event_rows(now, kind)
    (old,) = event_rows(before, kind)
    old = old.model_copy(update={"event_id": event.event_id, "event_date": event.event_date - dt.timedelta(days=days)})
    continuing = event.model_copy(update={"status": "continuing"})
    assert goes_on(continuing, [old], frozenset()) is expected
    assert not goes_on(event, [old], frozenset())
    assert not goes_on(continuing, [], frozenset())


def event_rows(title: str, kind: str) -> tuple[Event, ...]:
    return assemble(MONGOLIA, WEEK, [[make_article("MN", WEEK, title=title, text="", category=kind)]]).events


def test_repetitions_and_what_is_past_do_not_make_a_week_full() -> None:
    articles = [make_article("MN", WEEK, outlet=f"Outlet {n}", title=f"News {n}", text="") for n in range(5)]
    assert not is_thin(articles)
    assert is_thin(articles[:4])
    assert is_thin([*articles[:4], articles[4].model_copy(update={"duplicate_of": articles[0].article_id})])
    assert is_thin([*articles[:4], articles[4].model_copy(update={"time_kind": "past"})])


@pytest.mark.parametrize(
    ("lead", "part", "told"),
    [
        pytest.param((36, 5, 1), (10, 3, 2), 36, id="an early count of two publishers does not replace the newest"),
        pytest.param((36, 5, 1), (12, 5, 2), 36, id="nor does a lower one of the same day"),
        pytest.param((36, 3, 2), (41, 5, 2), 41, id="a later and higher one of two does"),
        pytest.param((36, 3, 2), (41, 5, 1), 36, id="that of one publisher does not"),
        pytest.param(None, (10, 3, 1), 10, id="where the lead has none, any does"),
    ],
)
def test_the_toll_of_an_event_and_its_parts(
    lead: tuple[int, int, int] | None, part: tuple[int, int, int], told: int
) -> None:
    def with_toll(one: ToldEvent, toll: tuple[int, int, int] | None) -> ToldEvent:
        killed, day, publishers = toll or (None, None, 0)
        as_of = None if day is None else WEEK.start + dt.timedelta(days=day)
        columns = {"killed_best": killed, "toll_as_of": as_of, "toll_publishers": publishers}
        return dataclasses.replace(one, event=one.event.model_copy(update=columns))

    main, other = event_of("Blast in mosque in Hovd"), event_of("Blast hits mosque in Hovd")
    assert together(with_toll(main, lead), [with_toll(other, part)]).killed_best == told
