"""Checks of order: what came first or caused what, from where to where, who did it to whom."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from tasks.language.word_lists import word_list
from tasks.verify.alignment.align import ALIKE, LINKED
from tasks.verify.alignment.comparison import Comparison, Side
from tasks.verify.checks.fault import Fault
from tasks.verify.text.deeds import noun_group
from tasks.verify.text.texts import Text, Word, sentence_of
from tasks.verify.text.words import word_classes

Place = tuple[int, int]


def check_relations(c: Comparison) -> Iterator[Fault]:
    """What it calls the cause, or the earlier, is not the sources' effect, or the later."""
    theirs = [(n, earlier, later) for n, side in enumerate(c.sources) for earlier, later in _related(side)]
    for earlier, later in _related(c.statement):
        best, turned = 2.0, False
        for number, first, second in theirs:
            straight = _shared(c, earlier, number, first, second) + _shared(c, later, number, second, first)
            crossed = _shared(c, earlier, number, second, first) + _shared(c, later, number, first, second)
            if max(straight, crossed) > best:
                both = _shared(c, earlier, number, second, first) > 0 and _shared(c, later, number, first, second) > 0
                best, turned = max(straight, crossed), both and crossed > straight + 0.9
        if turned:
            yield Fault("order", "the articles have cause and effect, or before and after, the other way round")


def check_ways(c: Comparison) -> Iterator[Fault]:
    """From where and to where are not exchanged."""
    ours = dict(_ways(c.statement.text))
    if len(ours) < 2:
        return
    start, end = ours["from"], ours["to"]
    for number, side in enumerate(c.sources):
        theirs = dict(_ways(side.text))
        if len(theirs) < 2:
            continue
        if (number, theirs["from"]) in c.links[end].places and (number, theirs["to"]) in c.links[start].places:
            yield Fault("order", f"the articles have the way from {c.words[end].raw} to {c.words[start].raw}")


def _ways(text: Text) -> list[tuple[str, int]]:
    """The names behind `from` and `to`, where a sentence has both."""
    for start in range(len(text.starts) - 1):
        found = {}
        for at in range(text.starts[start], text.starts[start + 1] - 1):
            if text.words[at].fold in ("from", "to") and text.words[at + 1].is_name:
                found[text.words[at].fold] = at + 1
        if len(found) == 2:
            return sorted(found.items())
    return []


def _shared(c: Comparison, ours: Sequence[int], number: int, there: range, not_there: range) -> float:
    """How much of some words of the statement one part of a source has and the other has not."""
    total = 0.0
    for at in ours:
        link = c.links[at]
        if link.likeness < LINKED:
            continue
        inside = any(s == number and p in there for s, p in link.places)
        outside = any(s == number and p in not_there for s, p in link.places)
        if inside and not outside:
            total += link.likeness
    return total


def _related(side: Side) -> list[tuple[range, range]]:
    """The earlier and the later part of each pair of happenings that a word of cause or time joins, as ranges of places."""
    text, marks = side.text, side.marks("relations")
    found = []
    for mark in marks:
        low, high = sentence_of(text, mark.first)
        opens = mark.first - low <= 1
        right_end = next((m.first for m in marks if m.first > mark.last and m.first < high), high)
        if opens:
            comma = next((i for i in range(mark.last + 1, high) if text.words[i].raw == ","), None)
            if comma is None:
                continue
            right, left = range(mark.last + 1, comma), range(comma + 1, high)
        else:
            left_start = next(
                (m.last + 1 for m in reversed(marks) if low <= m.first < mark.first and m.first - low > 1), low
            )
            right, left = range(mark.last + 1, right_end), range(left_start, mark.first)
        found.append((right, left) if mark.kind == "after" else (left, right))
    return found


def check_actors(c: Comparison) -> Iterator[Fault]:
    """Who acts and who is acted on are not exchanged."""
    for agent, verb, patient in c.statement.deeds:
        if min(c.links[agent].likeness, c.links[patient].likeness) < LINKED or not (
            _may_act(c, agent) and _may_act(c, patient)
        ):
            continue
        votes = [v for v in _votes(c, agent, verb, patient) if v]
        if votes and sum(votes) < 0:
            yield Fault(
                "actors", f"in the articles {c.words[agent].raw} and {c.words[patient].raw} have each other's part"
            )


def check_parts_in_deeds(c: Comparison) -> Iterator[Fault]:
    """A deed that the sources tell of the same patient, or the same agent, has not somebody else of theirs in the other part."""
    for agent, verb, patient in c.statement.deeds:
        if c.links[verb].likeness < ALIKE:
            continue
        same = [
            (number, side.text, actor, target)
            for number, side in enumerate(c.sources)
            for actor, deed, target in side.deeds
            if (number, deed) in c.links[verb].places
        ]
        acts = [_holds(c, agent, n, text, actor) for n, text, actor, _ in same]
        meets = [_holds(c, patient, n, text, target) for n, text, _, target in same]
        if any(meets) and not any(acts) and _is_known(c, agent):
            rivals = [text.words[actor] for (_, text, actor, _), m in zip(same, meets, strict=True) if m]
            if rivals and all(word.is_name and word.tag == "PROPN" for word in rivals):
                yield Fault("actors", f"in the articles it is {rivals[0].raw} and not {c.words[agent].raw}")


def _holds(c: Comparison, ours: int, number: int, text: Text, head: int) -> bool:
    """Whether a word of the statement is one of a group of nouns of a source."""
    return bool(_in_group(text, head, {p for n, p in c.links[ours].places if n == number}))


def _is_known(c: Comparison, at: int) -> bool:
    """Whether a word is a name that the sources have."""
    word = c.words[at]
    return word.is_name and word.tag == "PROPN" and c.links[at].likeness >= ALIKE


def _may_act(c: Comparison, at: int) -> bool:
    """Whether a noun is a name or a kind of people, who may act as well as be acted on."""
    if c.words[at].is_name or c.words[at].fold in word_classes()["actor"]:
        return True
    return any(m.first <= at <= m.last for name in ("role", "person", "craft") for m in c.statement.classes[name])


def _votes(c: Comparison, agent: int, verb: int, patient: int) -> Iterator[int]:
    """1 for each deed of a source in which the agent acts or the patient is acted on, -1 where they have each other's part."""
    if c.links[verb].likeness < LINKED - 0.05:
        return
    ours, theirs, deeds = (set(c.links[i].places) for i in (agent, patient, verb))
    ours, theirs = ours - theirs, theirs - ours
    for number, side in enumerate(c.sources):
        if side.text.lang in ("en", "und"):
            for actor, deed, target in side.deeds:
                if (number, deed) not in deeds:
                    continue
                one = _in_group(side.text, actor, {p for s, p in ours if s == number}) + _in_group(
                    side.text, target, {p for s, p in theirs if s == number}
                )
                two = _in_group(side.text, actor, {p for s, p in theirs if s == number}) + _in_group(
                    side.text, target, {p for s, p in ours if s == number}
                )
                sign = -1 if _is_converse(c.words[verb], side.text.words[deed]) else 1
                if one != two:
                    yield sign if one > two else -sign
        else:
            yield from _votes_by_order(c, number, ours, theirs, deeds)


def _in_group(text: Text, head: int, places: set[int]) -> int:
    """Whether one of some places is in the group of nouns of a head."""
    low = text.starts[text.words[head].sentence]
    return int(bool(places & set(noun_group(text, head, low)) | places & {head}))


def _votes_by_order(
    c: Comparison, number: int, ours: set[Place], theirs: set[Place], deeds: set[Place]
) -> Iterator[int]:
    """The same in a language that is not parsed: who stands before the verb acts, unless it is passive."""
    text = c.sources[number].text
    for a in sorted(p for s, p in ours if s == number):
        for b in sorted(p for s, p in theirs if s == number):
            if text.words[a].sentence != text.words[b].sentence:
                continue
            spots = [p for s, p in deeds if s == number and min(a, b) < p < max(a, b)]
            if spots:
                turned = _is_passive(text, spots[0], max(a, b))
                yield (1 if a < b else -1) * (-1 if turned else 1)


def _is_passive(text: Text, verb: int, right: int) -> bool:
    if any(w.fold in word_classes()["by_whom"] for w in text.words[verb + 1 : right]):
        return True
    return (
        text.lang == "en"
        and any(w.fold in word_classes()["passive"] for w in text.words[max(0, verb - 3) : verb])
        and text.words[verb].fold.endswith(("ed", "en", "n", "t"))
    )


@functools.cache
def _converses() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:

    halves = (pair.split(" / ") for pair in word_list("claim_slots")["converse"])
    return tuple((frozenset(one.split()), frozenset(two.split())) for one, two in halves)


def _is_converse(ours: Word, theirs: Word) -> bool:
    return any(
        (ours.fold in one and theirs.fold in two) or (ours.fold in two and theirs.fold in one)
        for one, two in _converses()
    )
