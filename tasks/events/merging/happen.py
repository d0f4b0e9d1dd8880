"""Events, figures, parts of countries and threads of a country-week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.events.merging.counts import counting_alike
from tasks.events.merging.cutting import attacks_apart, told_before
from tasks.events.merging.decided import Decided, Effect, corrected_event, corrected_figures, decide
from tasks.events.merging.describe import Known, describe
from tasks.events.merging.figures import ToldFigure, Toll, figures_of, of_others, toll
from tasks.events.merging.grouping import Group, Grouped, groups, parted
from tasks.events.merging.identity import Facts, carried, name_event
from tasks.events.merging.rows import figure_row, member_row, part_rows
from tasks.events.merging.salience import CONTINUING
from tasks.events.merging.sites import sites
from tasks.events.merging.threads import consequences, threads_of
from warehouse.tables import Article, Event, EventArticle, EventCountry, EventFigure, Place, Thread

__all__ = ["Happened", "Known", "make_events"]


@dataclass(frozen=True, slots=True)
class Happened:
    """The rows of what happened in a country-week."""

    events: tuple[Event, ...]
    figures: tuple[EventFigure, ...]
    articles: tuple[EventArticle, ...]
    countries: tuple[EventCountry, ...]
    threads: tuple[Thread, ...]
    effects: tuple[Effect, ...] = ()
    """What the desk's decisions about events did."""


Made = tuple[Event, Group, list[Article], list[ToldFigure], "Toll | None"]
"""An event with what it is made of."""


def make_events(known: Known) -> Happened:
    """What happened in a country-week, the most salient event first."""
    by_id = {article.article_id: article for article in known.articles}
    copies: dict[str, list[Article]] = defaultdict(list)
    for article in known.articles:
        if article.duplicate_of is not None:
            copies[article.duplicate_of].append(article)
    places: dict[str, list[Place]] = defaultdict(list)
    for place in known.places:
        places[place.article_id].append(place)
    grouped = groups(known.articles, known.vectors, places)

    def make(decided: Decided) -> list[Made]:
        taken: set[str] = set()
        made: list[Made] = []
        for group in sorted(decided.groups, key=lambda one: -len(one.article_ids)):
            originals = [by_id[article_id] for article_id in group.article_ids]
            members = originals + [copy for original in originals for copy in copies[original.article_id]]
            figures = figures_of(originals, known.readings)
            corrected = decided.tolls.get(group.article_ids)
            if corrected is not None:
                figures = corrected_figures(figures, corrected)
            killed = toll(figures, "killed")
            event = describe(known, group, originals, members, places, figures, killed, taken)
            if corrected is not None:
                event = corrected_event(event, corrected, killed)
            event = event.model_copy(update={"corrected_because": decided.because.get(group.article_ids)})
            taken.add(event.event_id)
            made.append((event, group, members, figures, killed))
        return _named(_continued(known, made), decided.name)

    decided = Decided(_cut(grouped, known, by_id, places))
    made = make(decided)
    if known.decisions:  # they name events, and these have names only now
        decided = decide([(event, group) for event, group, *_ in made], known.decisions)
        made = make(decided)
    made.sort(key=lambda one: (-one[0].salience, one[0].event_id))
    after = consequences([(event, group.article_ids) for event, group, *_ in made], grouped.kinship)
    events, told, members_of, parts = [], [], [], []
    for rank, (event, group, members, figures, killed) in enumerate(made, 1):
        event = event.model_copy(update={"rank": rank, "follows": after.get(event.event_id)})
        events.append(event)
        told += [figure_row(event, figure, killed) for figure in figures]
        members_of += [member_row(event, article, group) for article in members]
        parts += part_rows(event, members, places)
    return Happened(
        tuple(events),
        tuple(told),
        tuple(members_of),
        tuple(parts),
        tuple(threads_of(events, known.previous_threads)),
        decided.effects,
    )


def _named(made: Sequence[Made], names: Mapping[tuple[str, ...], str]) -> list[Made]:
    """The same, those events that the desk merged under the first name that it gave."""
    if not names:
        return list(made)
    given = {event.event_id: names.get(group.article_ids, event.event_id) for event, group, *_ in made}
    renamed: list[Made] = []
    for event, group, members, figures, killed in made:
        name = given[event.event_id]
        if name != event.event_id and name not in given:
            event = event.model_copy(update={"event_id": name})
        renamed.append((event, group, members, figures, killed))
    return renamed


def _cut(
    grouped: Grouped, known: Known, by_id: Mapping[str, Article], places: Mapping[str, Sequence[Place]]
) -> list[Group]:
    """The groups, those that count the same dead as one, without what is another event's: attacks of a war's week, and titles that tell another toll."""
    kept: list[Group] = []
    for joined in counting_alike(grouped.groups, by_id, known.readings):
        for group in attacks_apart(joined, [by_id[article_id] for article_id in joined.article_ids], places, grouped):
            originals = [by_id[article_id] for article_id in group.article_ids]
            figures = figures_of(originals, known.readings)
            where = sites([place for key in group.article_ids for place in places.get(key, ())], inside=True)
            before = told_before(figures, originals, where[0][0].lng if where else None)
            kept += parted(group, {**before, **of_others(figures)})
    return kept


def _continued(known: Known, made: Sequence[Made]) -> list[Made]:
    """The same with the names, beginnings and standing of last week's events that they continue; the most salient choose first."""
    ordered = sorted(made, key=lambda one: (-one[0].salience, one[0].event_id))
    names = carried(
        [_facts(event, known.continues) for event, *_ in ordered], [_facts(event, {}) for event in known.previous]
    )
    earlier = {event.event_id: event for event in known.previous}
    taken = {name for name in names if name is not None}
    found: list[Made] = []
    for (event, group, members, figures, killed), name in zip(ordered, names, strict=True):
        if name is not None:
            former = earlier[name]
            update = {
                "event_id": name,
                "status": "continuing",
                "first_week": former.first_week,
                "first_told_at": min(former.first_told_at, event.first_told_at),
                "thread_id": f"t{name[1:]}",
                "salience": round(event.salience * CONTINUING, 6),
            }
            event = event.model_copy(update=update)
        elif event.event_id in taken:  # its facts are those of another that bears the name already
            event = event.model_copy(
                update={"event_id": name_event(event.kind, event.event_date, None, group.article_ids[0])}
            )
        taken.add(event.event_id)
        found.append((event, group, members, figures, killed))
    return found


def _facts(event: Event, continues: Mapping[str, str]) -> Facts:
    earlier = frozenset(continues[story_id] for story_id in event.story_ids if story_id in continues)
    return Facts(event.event_id, event.kind, event.event_date, event.place_id, frozenset(event.story_ids), earlier)
