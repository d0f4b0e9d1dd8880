"""Which articles of one event a report tells apart, and which it leaves together."""

from __future__ import annotations

import datetime as dt

import pytest

from tasks.report.evidence import Evidence
from tasks.report.unlike import PART, stored_id, told_apart
from tests.measure.report_weeks import assemble, make_article
from tests.tasks.report_rows import MONGOLIA, WEEK, at
from warehouse.tables import Article


def attack(title: str, outlet: str, *, killed: int | None = None, category: str = "assault", day: int = 1) -> Article:
    published = WEEK.starts_at + dt.timedelta(days=day, hours=8)
    return make_article(
        "MN", WEEK, outlet=outlet, title=title, text="", published_at=published, category=category, sector="internal_security",
        severity=2.5, killed=killed,
    )  # fmt: skip


def parts_of(evidence: Evidence) -> list[list[str]]:
    told: dict[str, list[str]] = {}
    for row in told_apart(evidence).event_articles:
        told.setdefault(row.event_id, []).append(row.article_id)
    assert {stored_id(event_id) for event_id in told} == {event.event_id for event in evidence.events}
    return sorted(told.values(), key=lambda part: -len(part))


def test_a_crash_and_an_ambush_in_one_event_are_told_apart() -> None:
    ambush = [
        attack("Gunmen ambush patrol of border guards", "A Post", killed=3),
        attack("Border guards ambushed by gunmen on patrol", "B Post", killed=3),
    ]
    crash = attack("Bus plunges into ravine", "C Post", killed=14, category="accident")
    assert [len(part) for part in parts_of(assemble(MONGOLIA, WEEK, [[*ambush, crash]]))] == [2, 1]


def test_a_paraphrase_without_a_common_word_stays_with_its_event() -> None:
    told = [
        attack("Gunmen ambush patrol of border guards", "A Post", killed=3),
        attack("Border guards ambushed by gunmen on patrol", "B Post", killed=3),
        attack("Three soldiers slain by raiders", "C Post", killed=3),
        attack("Dozens mourn", "D Post"),
    ]
    evidence = assemble(MONGOLIA, WEEK, [told])
    assert told_apart(evidence) is evidence


def test_what_a_part_is_stored_under() -> None:
    assert stored_id(f"0123456789abcdef{PART}2") == stored_id("0123456789abcdef") == "0123456789abcdef"


def articles(*titles: str, category: str = "assault", killed: int | None = None) -> list[Article]:
    return [
        make_article(
            "MN", WEEK, outlet=f"Outlet {n}", title=title, text="", category=category, sector="military", severity=3.5,
            published_at=at(n % 6), killed=killed,
        )
        for n, title in enumerate(titles)
    ]  # fmt: skip


def titles_apart(*titles: str, category: str = "assault") -> list[set[str]]:
    """The titles of each event after unlike ones are told apart."""
    group = articles(*titles, category=category)
    apart = told_apart(assemble(MONGOLIA, WEEK, [group]))
    return sorted(
        ({a.title for a in found} for found in apart.originals.values()), key=lambda found: (-len(found), sorted(found))
    )


@pytest.mark.parametrize(
    "titles",
    [
        ("Gunmen attack a market in Hovd", "Market in Hovd burns after attack", "Death toll of market attack rises"),
        ("Soldiers killed in ambush", "Mongolia mourns soldiers", "Ambush: two held"),
    ],
)
def test_tellings_of_one_happening_stay_together(titles: tuple[str, ...]) -> None:
    assert titles_apart(*titles) == [set(titles)]


def test_a_catastrophe_is_left_whole() -> None:
    titles = ("Quake razes villages", "Rescuers dig for survivors in Hovd", "Aid flights arrive")
    assert titles_apart(*titles, category="disaster") == [set(titles)]


def test_another_language_stays_with_what_most_tell() -> None:
    group = articles("Gunmen attack a market in Hovd", "Market in Hovd burns")
    foreign = make_article("MN", WEEK, outlet="Весть", title="Нападение на рынок", text="", lang="ru", category="assault", sector="military", severity=3.5)  # fmt: skip
    apart = told_apart(assemble(MONGOLIA, WEEK, [[*group, foreign]]))
    assert len(apart.events) == 1
