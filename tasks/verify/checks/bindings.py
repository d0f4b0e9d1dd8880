"""What stands with which number or name: how near the context of the statement lies to those of the sources."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.verify.alignment.align import LINKED
from tasks.verify.alignment.comparison import Comparison

Place = tuple[int, int]
BOUND_AT_MOST = 10
"""Numbers, and names, of a statement whose context is compared."""
RIVALS_AT_MOST = 50
"""Places of a rival, and of the statement's own, that are looked at."""


def bindings(c: Comparison) -> dict[str, float]:
    """How much nearer what stands around the statement's numbers and names lies in the sources to other numbers and names.

    The greatest lead of a rival over the statement's own, in words of context that stand beside it (0 where none leads).
    """
    found = {"number_binding": 0.0, "name_binding": 0.0}
    for figure in c.statement.figures[:BOUND_AT_MOST]:
        if figure.ordinal:
            continue
        own: list[Place] = []
        rivals: list[Place] = []
        for number, side in enumerate(c.sources):
            for other in side.figures:
                if not other.ordinal and (other.unit == figure.unit or not other.unit or not figure.unit):
                    (own if other.value == figure.value else rivals).append((number, other.first))
        found["number_binding"] = max(found["number_binding"], _lead(c, figure.first, own, rivals))
    names = [
        at
        for at, word in enumerate(c.words)
        if word.content and word.is_name and word.tag == "PROPN" and c.links[at].likeness >= 0.85
    ]
    for at in names[:BOUND_AT_MOST]:
        lead = _lead(c, at, c.links[at].places, _other_names(c, at))
        found["name_binding"] = max(found["name_binding"], lead)
    return found


def _lead(c: Comparison, at: int, own: Sequence[Place], rivals: Sequence[Place]) -> float:
    context = _context(c, at)
    if len(context) < 2 or not own:
        return 0.0
    rival = max((_nearness(c, context, p) for p in rivals[:RIVALS_AT_MOST]), default=0.0)
    return rival - max(_nearness(c, context, p) for p in own[:RIVALS_AT_MOST])


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
