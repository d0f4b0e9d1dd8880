"""Checks of how the parts of a statement hang together: who did it to whom, what came first, who said it, what stands with which name."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence

from tasks.verify.align import LINKED
from tasks.verify.checks import Fault
from tasks.verify.comparison import Comparison, Side
from tasks.verify.deeds import noun_group
from tasks.verify.texts import Text, Word
from tasks.verify.words import word_classes

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
        low, high = _sentence(text, mark.first)
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


def _sentence(text: Text, at: int) -> tuple[int, int]:
    """The places at which the sentence of a word begins and ends."""
    number = text.words[at].sentence
    return text.starts[number], text.starts[number + 1]


def check_speaker(c: Comparison) -> Iterator[Fault]:
    """Who is said to have said it is who says it in the sources."""
    zones = {(n, p) for n, side in enumerate(c.sources) for p in _speaker_zone(side)}
    for speaker in _speakers(c.statement):
        words = [i for i in speaker if c.words[i].content]
        if not words:
            continue
        known = [i for i in words if c.links[i].likeness >= LINKED]
        if not known or (c.links[words[-1]].likeness < LINKED and not any(c.words[i].is_name for i in known)):
            yield Fault("speaker_unknown", f"no cited article has {' '.join(c.words[i].raw for i in words)} say it")
        elif zones and not any(set(c.links[i].places) & zones for i in known):
            yield Fault(
                "speaker", f"in the cited articles it is not {' '.join(c.words[i].raw for i in words)} who says it"
            )


def _speakers(side: Side) -> list[list[int]]:
    """The words that name who is quoted, for each word of speech that has a subject or an `according to`."""
    text = side.text
    found = []
    for mark in side.marks("speech"):
        low, high = _sentence(text, mark.first)
        word = text.words[mark.first]
        if word.fold in ("according", "account", "reckoning", "view") or text.words[mark.last].fold in (
            "account",
            "view",
        ):
            if word.fold == "according":
                end = next((i for i in range(mark.last + 1, high) if text.words[i].raw in ",.;"), high)
                found.append(list(range(mark.last + 1, end)))
            else:
                found.append(noun_group(text, mark.first - 1, low))
            continue
        follows = text.words[mark.last + 1].fold if mark.last + 1 < high else ""
        if follows == "to" and word.fold in ("said", "thought", "believed", "reported"):
            continue
        if word.tag not in ("VERB", "AUX") or not (word.finite or text.words[mark.first - 1].tag == "AUX"):
            continue
        at = mark.first - 1
        while at >= low and text.words[at].tag in ("AUX", "ADV", "PART"):
            at -= 1
        group = noun_group(text, at, low)
        if group:
            found.append(group)
    return found


def _speaker_zone(side: Side) -> set[int]:
    """The places of a source at which somebody is quoted: in a sentence with a word of speech, and in a title before a colon or behind a dash."""
    text = side.text
    zone: set[int] = set()
    for mark in side.marks("speech"):
        low, high = _sentence(text, mark.first)
        zone.update(range(low, high))
    if len(text.starts) > 1:
        title = range(text.starts[0], text.starts[1])
        for at in title:
            if text.words[at].raw == ":":
                zone.update(range(text.starts[0], at))
            elif text.words[at].raw in "–—-," and at > text.starts[0]:
                zone.update(range(at, text.starts[1]))
    return zone


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


_BY = frozenset(["by", "przez", "par", "por", "von", "durch", "da", "dal"])
_BE = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "been",
        "be",
        "being",
        "zostal",
        "zostala",
        "zostalo",
        "zostali",
        "zostaly",
        "fue",
        "fueron",
        "wurde",
        "wurden",
        "worden",
    ]
)


def _is_passive(text: Text, verb: int, right: int) -> bool:
    if any(w.fold in _BY for w in text.words[verb + 1 : right]):
        return True
    return (
        text.lang == "en"
        and any(w.fold in _BE for w in text.words[max(0, verb - 3) : verb])
        and text.words[verb].fold.endswith(("ed", "en", "n", "t"))
    )


@functools.cache
def _converses() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    from tasks.language.word_lists import word_list

    halves = (pair.split(" / ") for pair in word_list("claim_slots")["converse"])
    return tuple((frozenset(one.split()), frozenset(two.split())) for one, two in halves)


def _is_converse(ours: Word, theirs: Word) -> bool:
    return any(
        (ours.fold in one and theirs.fold in two) or (ours.fold in two and theirs.fold in one)
        for one, two in _converses()
    )


def bindings(c: Comparison) -> dict[str, float]:
    """How much nearer what stands around the statement's numbers and names lies in the sources to other numbers and names.

    The greatest lead of a rival over the statement's own, in words of context that stand beside it (0 where none leads).
    """
    found = {"number_binding": 0.0, "name_binding": 0.0}
    for figure in c.statement.figures:
        if figure.ordinal:
            continue
        own: list[Place] = []
        rivals: list[Place] = []
        for number, side in enumerate(c.sources):
            for other in side.figures:
                if not other.ordinal and (other.unit == figure.unit or not other.unit or not figure.unit):
                    (own if other.value == figure.value else rivals).append((number, other.first))
        found["number_binding"] = max(found["number_binding"], _lead(c, figure.first, own, rivals))
    for at, word in enumerate(c.words):
        if word.content and word.is_name and word.tag == "PROPN" and c.links[at].likeness >= 0.85:
            lead = _lead(c, at, c.links[at].places, _other_names(c, at))
            found["name_binding"] = max(found["name_binding"], lead)
    return found


def _lead(c: Comparison, at: int, own: Sequence[Place], rivals: Sequence[Place]) -> float:
    context = _context(c, at)
    if len(context) < 2 or not own:
        return 0.0
    return max((_nearness(c, context, p) for p in rivals), default=0.0) - max(_nearness(c, context, p) for p in own)


def _context(c: Comparison, at: int) -> list[int]:
    """The words around a number or name of the statement that the sources have too: near it and in its clause, no names or numbers."""
    word = c.words[at]
    return [
        i
        for i in range(max(0, at - 6), min(len(c.words), at + 7))
        if c.words[i].content
        and c.words[i].sentence == word.sentence
        and abs(c.words[i].clause - word.clause) <= 1
        and not c.words[i].is_number
        and not (c.words[i].is_name and c.words[i].tag == "PROPN")
        and c.links[i].likeness >= LINKED
    ]


def _nearness(c: Comparison, context: Sequence[int], place: Place) -> float:
    """How many words of context stand by a place of a source, nearer ones counting more."""
    number, spot = place
    words = c.sources[number].text.words
    total = 0.0
    for i in context:
        far = [
            abs(p - spot) + 3 * abs(words[p].clause - words[spot].clause)
            for s, p in c.links[i].places
            if s == number and words[p].sentence == words[spot].sentence
        ]
        if far:
            total += max(0.0, 1 - min(far) / 14)
    return total


def _other_names(c: Comparison, at: int) -> list[Place]:
    """The places of other names of the sources."""
    own = set(c.links[at].places)
    return [
        (number, i)
        for number, side in enumerate(c.sources)
        for i, other in enumerate(side.text.words)
        if (number, i) not in own
        and other.content
        and other.is_name
        and (other.tag == "PROPN" or not other.tag)
        and i not in side.text.starts
    ]


STRUCTURE_CHECKS: tuple[Callable[[Comparison], Iterator[Fault]], ...] = (
    check_relations,
    check_speaker,
    check_actors,
    check_ways,
)
