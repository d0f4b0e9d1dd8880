from __future__ import annotations

from tasks.threat.incidents import incidents_of, points_by_story
from tests.tasks.rows import article, event, hexed, member
from warehouse.tables import Article


def told(n: int, **changes: object) -> Article:
    return article(n, **({"story_id": hexed(900)} | changes))


def test_a_story_that_tells_two_events_has_an_incident_of_each_and_an_event_in_two_stories_one_in_each() -> None:
    first, second = event(1), event(2)
    members = [member(1, first.event_id), member(2, second.event_id), member(3, first.event_id)]
    articles = [told(1), told(2), told(3, story_id=hexed(901))]
    found = {(i.event_id, i.story_id): i.tellings for i in incidents_of([first, second], members, articles)}
    assert found == {
        (first.event_id, hexed(900)): 1, (first.event_id, hexed(901)): 1, (second.event_id, hexed(900)): 1,
    }  # fmt: skip


def test_a_duplicate_changes_nothing() -> None:
    happened = event(1)
    members = [member(n, happened.event_id) for n in (1, 2)]
    copies = [told(n, duplicate_of=hexed(1), duplicate_basis="same_text") for n in range(10, 30)]
    copied = [*members, *(member(n, happened.event_id) for n in range(10, 30))]
    originals = [told(1), told(2)]
    assert incidents_of([happened], copied, [*originals, *copies]) == incidents_of([happened], members, originals)


def test_what_tells_no_event_is_no_incident() -> None:
    assert incidents_of([event(1)], [], [told(1)]) == []
    assert points_by_story([]) == {}
