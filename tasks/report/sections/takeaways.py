"""The takeaways of the brief: a statement an event, the most salient first, none that says what was said, as far as the length allows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.report.manuscript import Manuscript, StatementDraft
from tasks.report.prose import facts, narrate
from tasks.report.prose.bearing import bearing_of, gravity_beside
from tasks.report.prose.event_names import main_place, partners_of, place_name, tells_it_apart, undated_label
from tasks.report.prose.headlines import EventHeadline
from tasks.report.prose.pick_clauses import OF_A_STEP, OF_ANOTHER_EVENT, says_something_new
from tasks.report.relevance import DEALINGS, GRAVE
from tasks.report.sections.opening import KEY
from tasks.verify.text.words import fold_word
from tasks.voice.voice import ENGLISH, N_, Voice
from warehouse.tables import Event, Place

TAKEAWAYS = N_("Key takeaways")
EVENTS_AT_MOST = 7
HEADLINES_TRIED = 40
"""Of an event, until one says more than what was said."""
HEADLINES_AT_MOST = 4
"""Quoted of one event."""
OF_MANY = 100
"""Times the dead of a headline from which those of the event make it one of its many stories."""
OF_WEIGHT = 3
"""Gravity (0 to 5, rounded) from which another deed in an event's headlines, as a state of emergency is, comes before its last day."""


@dataclass(frozen=True, slots=True)
class Takeaway:
    """An event of the brief: the headlines that tell it and its statement."""

    event: Event
    lines: tuple[EventHeadline, ...]
    draft: StatementDraft


def takeaways(manuscript: Manuscript, events: Sequence[Event], words: int) -> list[StatementDraft]:
    """A statement an event, none that says what was said; then, while `words` last, further headlines of the most salient ones."""
    told: list[Takeaway] = []
    said: list[str] = []
    for event in events:
        lines = next(_lines_to_add(manuscript, event, said, told), ())
        draft = _takeaway(manuscript, event, lines) if lines or not told else None
        if draft is None or len(told) == EVENTS_AT_MOST or length_of(draft) > words:
            continue
        words -= length_of(draft)
        told.append(Takeaway(event, lines, draft))
        said.append(draft.text)
    for count in range(2, HEADLINES_AT_MOST + 1):
        for position, one in enumerate(told):
            for more in _lines_to_add(manuscript, one.event, said, told) if len(one.lines) == count - 1 else ():
                longer = _takeaway(manuscript, one.event, (*one.lines, *more))
                if longer is not None and 0 < length_of(longer) - length_of(one.draft) <= words:
                    words -= length_of(longer) - length_of(one.draft)
                    told[position] = Takeaway(one.event, (*one.lines, *more), longer)
                    said.append(longer.text)
                    break
    return [one.draft for one in told]


def _lines_to_add(
    manuscript: Manuscript, event: Event, said: Sequence[str], told: Sequence[Takeaway]
) -> Iterator[tuple[EventHeadline, ...]]:
    """The headlines of an event that say more than what was said: the best first, and after it the grave ones beside it and those of the last days.

    Of an event that no headline in the report's language tells, the best one of all, where kind and place say what happened.
    """
    lines = narrate.headlines_of(manuscript, event)
    readable = [
        one for one in lines if narrate.is_readable_line(manuscript, one) and narrate.names_home(manuscript, event, one)
    ]
    is_told = any(one.event.event_id == event.event_id for one in told)
    if is_told:
        beside = {one.article.article_id: round(gravity_beside(one.article, event.kind)) for one in readable}
        readable = [
            o for o in readable if beside[o.article.article_id] >= OF_WEIGHT or not _is_reaction(manuscript, event, o)
        ]
        readable.sort(
            key=lambda one: (
                -max(beside[one.article.article_id], OF_WEIGHT - 1),
                -one.article.published_at.date().toordinal(),
            )
        )
    share = OF_A_STEP if is_told or _repeats_a_dealing(manuscript, event, told) else OF_ANOTHER_EVENT
    for line in readable[:HEADLINES_TRIED]:
        if is_told and not _is_of_it(manuscript, event, line):
            continue
        if says_something_new(line.text, said, share=share):
            yield (line,)
    if not readable and not is_told and is_known_by_name(manuscript, event):
        yield tuple(lines[:1])


def _is_of_it(manuscript: Manuscript, event: Event, line: EventHeadline) -> bool:
    """Whether a further headline is of the event or a grave deed beside it, and not of another before it or of a few of its thousands of dead."""
    toll, killed = facts.newest_toll(manuscript, event), line.article.killed
    is_of_few = toll is not None and killed is not None and 0 < killed * OF_MANY < toll.killed
    if is_of_few or line.text.endswith("...") or facts.came_before(event, line.article):
        return False
    return round(gravity_beside(line.article, event.kind)) >= OF_WEIGHT or facts.tells_a_step(manuscript, event, line)


def _repeats_a_dealing(manuscript: Manuscript, event: Event, told: Sequence[Takeaway]) -> bool:
    """Whether a dealing with the same partner within a day was told: two readings of one call are one news."""
    if event.kind not in DEALINGS or not (partners := set(partners_of(manuscript.evidence, event))):
        return False
    return any(
        one.event.kind in DEALINGS
        and abs((one.event.event_date - event.event_date).days) <= 1
        and partners & set(partners_of(manuscript.evidence, one.event))
        for one in told
    )


def _is_reaction(manuscript: Manuscript, event: Event, line: EventHeadline) -> bool:
    """Whether a headline tells neither the event nor its change of control."""
    evidence = manuscript.evidence
    names = evidence.names_of_control(evidence.members[event.event_id])
    told = bearing_of(line.article.title, line.article.lang, event.kind, names)
    return told != "control" if event.event_id in evidence.changes else told not in ("control", "deed")


def _takeaway(manuscript: Manuscript, event: Event, lines: Sequence[EventHeadline]) -> StatementDraft | None:
    """What happened and where, its newest toll, and further headlines in their own words; None where that is not supported.

    The sentence is the one retold among the key developments where there is one, else the first headline. Without headlines the event is
    told as it is there.
    """
    source = next(d for d in manuscript.drafts if d.key == manuscript.told[event.event_id])
    source = dataclasses.replace(
        source, key=f"{KEY}:{event.event_id}:0", section=KEY, heading=manuscript.say(TAKEAWAYS)
    )
    if not lines or not narrate.is_readable_line(manuscript, lines[0]):
        return source if not lines or manuscript.accepts(source) else None
    for retold in (source, None) if source.is_retold else (None,):
        for toll in (True, False):
            draft = _sentences(manuscript, event, lines, retold=retold, toll=toll)
            if manuscript.accepts(draft):
                return draft
    return None


def _sentences(
    manuscript: Manuscript, event: Event, lines: Sequence[EventHeadline], *, retold: StatementDraft | None, toll: bool
) -> StatementDraft:
    """The statement of a takeaway. `retold`: the sentence that stands for its first headline. `toll`: with the newest number of dead."""
    quoted = lines if retold is None else lines[1:]
    place = main_place(manuscript.evidence, event)
    first = lines[0].text if retold is None else retold.text
    is_placed = place is None or not _is_named_by(manuscript, event, lines[0]) or _names_place(place, first)
    told = [first, *(one.text for one in quoted)]
    dead = facts.toll_of(manuscript, event) if toll else None
    newest = facts.newest_toll(manuscript, event)
    if newest is None or any(facts.names_toll(newest, text) for text in told):
        dead = None

    def phrase(say: Voice) -> str:
        found = [retold.text] if retold is not None else [facts.quotation_phrase(manuscript, lines[:1])(say)]
        if not is_placed and place is not None:
            found[0] = say("{place}: {sentence}", place=place_name(manuscript.evidence, place), sentence=found[0])
        if dead is not None:
            found.append(dead[0](say))
        if more := lines[1:]:
            found.append(facts.quotation_phrase(manuscript, more)(say))
        return " ".join(found)

    sources = [*(one.article for one in quoted), *(dead[1] if dead is not None else ())]
    if retold is not None:
        sources = [*(manuscript.evidence.article[a] for a in retold.citations), *sources]
    draft = facts.make(
        manuscript, event, KEY, manuscript.say(TAKEAWAYS), 0, phrase, list({a.article_id: a for a in sources}.values())
    )
    told_there = next(d for d in manuscript.drafts if d.key == manuscript.told[event.event_id])
    return dataclasses.replace(
        draft,
        known=(*draft.known, undated_label(manuscript.evidence, event, ENGLISH)),
        also=tuple(dict.fromkeys((*told_there.citations, *told_there.also))),
    )


def _is_named_by(manuscript: Manuscript, event: Event, line: EventHeadline) -> bool:
    """Whether kind and place say what the event was, and the article of the headline names that place too."""
    place = main_place(manuscript.evidence, event)
    if place is None or not tells_it_apart(manuscript.evidence, event):
        return False
    places = manuscript.evidence.places_of.get(event.event_id, ())
    return any(p.place_id == place.place_id and p.article_id == line.article.article_id for p in places)


def _names_place(place: Place, text: str) -> bool:
    """Whether a text says where the event happened."""
    return any(fold_word(name) in fold_word(text) for name in (place.name, place.text))


def length_of(draft: StatementDraft) -> int:
    """The words of a statement."""
    return len(draft.text.split())


def is_known_by_name(manuscript: Manuscript, event: Event) -> bool:
    """Whether a grave event that no headline in the report's language tells is told by its kind and place: `the earthquake in Van`."""
    return event.severity >= GRAVE and tells_it_apart(manuscript.evidence, event)
