"""Which articles of one event a report tells apart, and which it leaves together."""

from __future__ import annotations

import datetime as dt

from tasks.report.evidence import Evidence
from tasks.report.unlike import PART, stored_id, told_apart
from tests.measure.report_weeks import assemble, make_article
from tests.tasks.report_rows import MONGOLIA, WEEK
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
