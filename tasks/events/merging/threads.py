"""What belongs together beyond one event: consequences of an event, and threads that are told week after week."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tasks.events.merging.identity import family
from warehouse.tables import Event, Thread

CONSEQUENCE = 0.08
"""Mean probability of being one event from which two events are of one affair: four times what two events of a week have in the mean."""

_CAUSES = frozenset({"violence", "force", "harm", "disease", "protest"})
"""Families of kinds that have consequences."""


def consequences(
    events: Sequence[tuple[Event, Sequence[str]]], kinship: Callable[[Sequence[str], Sequence[str]], float]
) -> Mapping[str, str]:
    """The event that each follows from, by event_id, where one is known.

    events: with their originals, the most salient first. An arrest, a visit or an appeal follows from the more salient violence, harm
    or protest that is nearest to it, if that began no later; violence follows from no other, and neither does one disaster.
    """
    found: dict[str, str] = {}
    for i, (event, own) in enumerate(events):
        causes = [
            (kinship(own, theirs), cause.event_id)
            for cause, theirs in events[:i]
            if family(cause.kind) in _CAUSES
            and family(cause.kind) != family(event.kind)
            and cause.event_date <= event.event_date
        ]
        near, cause_id = max(causes, default=(0.0, ""))
        if near >= CONSEQUENCE and family(event.kind) not in ("violence", "harm", "disease"):
            found[event.event_id] = cause_id
    return found


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
