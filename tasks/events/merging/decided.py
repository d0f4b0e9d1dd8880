"""What the analysts' desk decided about events: which are one, and which of their numbers are wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tasks.decisions.decision import Decision, TollDecision
from tasks.events.merging.figures import ToldFigure, Toll
from tasks.events.merging.grouping import Group
from warehouse.tables import Event, FigureKind


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision did."""

    decision: Decision
    subjects: tuple[str, ...]
    """event_ids, as they were without it; empty where it found nothing."""
    words: str


@dataclass(frozen=True, slots=True)
class Decided:
    """The groups after the decisions, what is said of each, and what every decision did."""

    groups: list[Group]
    name: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    """event_id of a merged group, by its article_ids."""
    tolls: Mapping[tuple[str, ...], TollDecision] = field(default_factory=dict)
    because: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    """Why the desk changed the event of a group."""
    effects: tuple[Effect, ...] = ()


def decide(made: Sequence[tuple[Event, Group]], decisions: Sequence[Decision]) -> Decided:
    """The groups of the events, with those made one that are one; a toll is looked for among the events as they are then."""
    at = {event.event_id: number for number, (event, _) in enumerate(made)}
    events = {event.event_id: event for event, _ in made}
    groups: list[Group | None] = [group for _, group in made]
    names: dict[int, str] = {}
    tolls: dict[int, TollDecision] = {}
    because: dict[int, list[str]] = {}
    effects: list[Effect] = []
    for decision in sorted(decisions, key=lambda d: (d.merge is None, d.id)):
        if decision.merge is not None:
            found = [event_id for event_id in dict.fromkeys(decision.merge) if event_id in at]
            numbers = list(dict.fromkeys(at[event_id] for event_id in found))
            if len(numbers) < 2:
                effects.append(Effect(decision, (), "nothing changed: the week does not have two of these events"))
                continue
            first, *others = numbers
            groups[first] = _merged([group for n in numbers if (group := groups[n]) is not None], decision)
            for other in others:
                groups[other] = None
                because.setdefault(first, []).extend(because.pop(other, []))
            at.update({event_id: first for event_id, number in at.items() if number in numbers})
            names[first] = found[0]
            because.setdefault(first, []).append(decision.because)
            effects.append(Effect(decision, tuple(found), f"{len(found)} events were made one"))
        elif decision.toll is not None:
            number = at.get(decision.toll.event)
            if number is None:
                effects.append(Effect(decision, (), "nothing changed: the week does not have this event"))
                continue
            tolls[number] = decision.toll
            because.setdefault(number, []).append(decision.because)
            before = _before(events[decision.toll.event], decision.toll)
            effects.append(Effect(decision, (decision.toll.event,), f"told: {before}; decided: {decision.toll.words}"))
    kept = {n: group.article_ids for n, group in enumerate(groups) if group is not None}
    return Decided(
        [group for group in groups if group is not None],
        {kept[n]: name for n, name in names.items()},
        {kept[n]: toll for n, toll in tolls.items()},
        {kept[n]: " ".join(dict.fromkeys(reasons)) for n, reasons in because.items()},
        tuple(effects),
    )


def corrected_figures(figures: Sequence[ToldFigure], decided: TollDecision) -> list[ToldFigure]:
    """The figures, those that say something else than the desk marked as of no use."""
    said: dict[FigureKind, int | str | None] = {"killed": decided.killed, "injured": decided.injured}

    def wrong(figure: ToldFigure) -> bool:
        number = said.get(figure.what)
        if number is None or figure.covers not in ("event", "running"):
            return False
        return isinstance(number, str) or not figure.low <= number <= figure.high

    return [dataclasses.replace(f, covers="refused") if wrong(f) else f for f in figures]


def corrected_event(event: Event, decided: TollDecision, killed: Toll | None) -> Event:
    """The event with the numbers of the desk; `killed` is the toll that the figures left to it give."""
    changes: dict[str, object] = {}
    for what, number in (("killed", decided.killed), ("injured", decided.injured)):
        if number is not None:
            value = None if number == "none" else number
            changes |= {f"{what}_low": value, f"{what}_best": value, f"{what}_high": value}
    if decided.killed is not None and killed is None:  # nobody tells the number: the desk does
        changes |= {"toll_as_of": None, "toll_publishers": 0}
    return event.model_copy(update=changes)


def _before(event: Event, decided: TollDecision) -> str:
    told = (("killed", decided.killed, event.killed_best), ("injured", decided.injured, event.injured_best))
    return ", ".join(
        f"no number of {what}" if before is None else f"{before} {what}" for what, n, before in told if n is not None
    )


def _merged(groups: Sequence[Group], decision: Decision) -> Group:
    ids = tuple(article_id for group in groups for article_id in group.article_ids)
    why = {key: words for group in groups for key, words in group.why.items()}
    return Group(ids, why, f"the desk made {len(groups)} events one ({decision.id}): {decision.because}")
