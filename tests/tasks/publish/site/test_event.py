"""What an event's page says of an event that the report tells in parts."""

from __future__ import annotations

from tasks.publish.site.event import sides_of, told_of
from tests.tasks.publish.site.test_event_lines import event
from tests.warehouse.samples import country_week
from warehouse.tables import Statement

CRASH = event("crash", event_id="e" + "1" * 15)


def told(position: int, heading: str, text: str, citations: list[str]) -> Statement:
    row = next(row for row in country_week().rows[Statement] if isinstance(row, Statement))
    return row.model_copy(
        update={
            "section": "developments", "position": position, "heading": heading, "text": text, "citations": citations,
            "event_id": CRASH.event_id, "supported": True,
        }
    )  # fmt: skip


def test_parts_that_a_report_tells_apart_stand_apart_and_the_events_own_first() -> None:
    lead = CRASH.lead_article_id
    statements = [
        told(1, "Landmine near Darkhan", "Two soldiers died.", ["a2"]),
        told(2, "Crash on the Nalaikh road", "A bus fell.", ["a3"]),
        told(3, "Crash on the Nalaikh road", "Nine were hurt.", [lead]),
        told(4, "Further developments", "Police warned drivers.", ["a4"]),
    ]
    assert told_of(statements, CRASH) == [
        ("Crash on the Nalaikh road", ["A bus fell.", "Nine were hurt."]),
        ("Landmine near Darkhan", ["Two soldiers died."]),
        ("", ["Police warned drivers."]),
    ]


def test_an_event_told_whole_is_one_part() -> None:
    assert told_of([told(1, "Crash", "A bus fell.", ["a3"])], CRASH) == [("Crash", ["A bus fell."])]


def test_who_stands_on_both_sides_is_named_on_neither() -> None:
    abduction = event("abduction", kind="assault", actors=["NG"], targets=["NG", "teachers"])
    assert sides_of(abduction, {"NG": "Nigeria"}) == [("To whom", ["teachers"])]
