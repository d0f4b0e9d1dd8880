"""Which events a report tells as one, and which it tells at all."""

from __future__ import annotations

import pytest

from tasks.report.prose.telling import telling
from tasks.report.relevance import ToldEvent, are_apart
from tasks.report.writing import write_report
from tests.measure.report_weeks import assemble, make_article
from tests.tasks.report_rows import MONGOLIA, WEEK, at
from warehouse.tables import Sector


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
