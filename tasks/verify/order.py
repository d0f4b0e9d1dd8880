"""Order: the check of two names and the words between them against the sources' sentence that comes nearest."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.verify.named import same_actor
from tasks.verify.reading import Actor, Claim, Line, Proof
from tasks.verify.words import lexicon, stem, synonyms

ALIKE = 0.5
"""Share of the words between two actors from which a source's sentence tells of the same deed."""


def check_order(claim: Claim, proof: Proof) -> str | None:
    """Two names stand in the order of the sources around the same words, passive and active taken as they are."""
    if not proof.english:
        return None
    theirs = [line for r in proof.readings for line in r.lines if len(line.actors) > 1]
    for line in claim.acting:
        actors = line.actors[:8]
        for i, one in enumerate(actors):
            for two in actors[i + 1 :]:
                if not same_actor(stem(one.name), stem(two.name)) and _swapped(line, one, two, theirs):
                    return f"the articles have {two.name}... and {one.name}... the other way round"
    return None


def _swapped(line: Line, one: Actor, two: Actor, theirs: Sequence[Line]) -> bool:
    """Whether the sources that come nearest to these two and the words between them have them the other way round."""
    ours = _direction(line, one.at, two.at)
    between = _between(line, one.at, two.at)
    found: list[tuple[float, bool | None]] = []
    for other in theirs:
        for a in (x for x in other.actors if same_actor(x.name, one.name)):
            for b in (x for x in other.actors if x.at != a.at and same_actor(x.name, two.name)):
                low, high = min(a.at, b.at), max(a.at, b.at)
                direction = _direction(other, low, high)
                shared = len(between & _between(other, low, high)) / len(between) if between else float(high - low < 4)
                acting = None if direction is None else direction == (a.at < b.at)
                found.append((shared, acting))
    if not found or ours is None:
        return False
    best = max(shared for shared, _ in found)
    if one.placed or two.placed or _joined(line, one.at, two.at):
        return False  # paraphrase changes the order of places and clauses freely
    return best >= ALIKE and all(acting is not None and acting != ours for shared, acting in found if shared == best)


def _joined(line: Line, low: int, high: int) -> bool:
    """Whether two actors stand in different clauses."""
    joins = lexicon()["joins"]
    return any(t.fold in joins or t.raw in ",;:–" for t in line.tokens[low + 1 : high])


def _between(line: Line, low: int, high: int) -> frozenset[str]:
    stop = lexicon()["stop"]
    groups = synonyms()
    return frozenset(
        str(min(groups[t.stem])) if t.stem in groups else t.stem
        for t in line.tokens[low + 1 : high]
        if t.is_word and t.fold not in stop
    )


def _direction(line: Line, at: int, to: int) -> bool | None:
    """True where the first acts on the second, False in the passive, None where they only stand side by side."""
    between = [t for t in line.tokens[at + 1 : to] if t.is_word]
    if all(t.fold in ("and", "or", "with", "the", "a", "s") for t in between):
        return None
    folds = [t.fold for t in between]
    return not (
        "by" in folds
        and any(f.endswith(("ed", "en")) or f in ("shot", "hit", "held", "led", "met", "struck") for f in folds)
    )
