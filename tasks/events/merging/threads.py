"""What lasts: the threads of a country's week, each an event that is told week after week."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.tables import Event, Thread


def threads_of(events: Sequence[Event], previous: Sequence[Thread]) -> list[Thread]:
    """A thread for each event that has been told for two weeks or more."""
    earlier = {thread.thread_id: thread for thread in previous}
    threads = []
    for event in events:
        if event.thread_id is None:
            continue
        former = earlier.get(event.thread_id)
        threads.append(
            Thread(
                country=event.country,
                week=event.week,
                revision=event.revision,
                thread_id=event.thread_id,
                title=event.title,
                kind=event.kind,
                first_week=event.first_week,
                week_count=former.week_count + 1 if former else 2,
                event_ids=[event.event_id],
                killed_best=event.killed_best,
                actors=event.actors,
                trend="steady",
            )
        )
    return threads
