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


def test_who_tells_half_of_the_toll_bears_it_out_and_who_tells_another_number_does_not() -> None:
    happened = event(1, killed_low=200, killed_best=224, killed_high=224)
    killed = {1: 224, 2: 188, 3: 9, 4: None, 5: 188}
    articles = [told(n, killed=number, publisher=f"P{n % 5}") for n, number in killed.items()]
    (found,) = incidents_of([happened], [member(n, happened.event_id) for n in killed], articles)
    assert found.toll_publishers == 3
    assert found.killed == (200.0, 224.0, 224.0)


def test_what_tells_no_event_is_no_incident() -> None:
    assert incidents_of([event(1)], [], [told(1)]) == []
    assert points_by_story([]) == {}


def test_a_telling_that_is_likely_no_event_of_security_weighs_less() -> None:
    happened = event(1)
    members = [member(n, happened.event_id) for n in (1, 2, 3)]
    articles = [told(1, security_probability=0.9), told(2, security_probability=0.3), told(3, duplicate_of=hexed(1))]
    (found,) = incidents_of([happened], members, articles)
    assert (found.tellings, found.of_security) == (2, 0.6)
    (earlier,) = incidents_of([happened], members, [told(1, security_probability=None)])
    assert earlier.of_security == 1.0
