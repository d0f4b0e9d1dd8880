"""Checks of denial and of who did what to whom: each returns the fault in words, or None."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence

from tasks.claims.named import same_name
from tasks.claims.reading import Actor, Claim, Line, Proof
from tasks.claims.words import lexicon, same_names, stem, synonyms

ALIKE = 0.5
"""Share of the words between two actors from which a source's sentence tells of the same deed."""
ALIKE_APART = 0.65
"""The same for actors in different clauses and for places, whose order paraphrase changes freely."""


def check_denials(claim: Claim, proof: Proof) -> str | None:
    """What is denied is denied in a source, and what a source only denies is not affirmed."""
    if not proof.english:
        return None
    lines = [line for r in proof.readings for line in r.lines]
    denied = frozenset().union(*(line.denied for line in lines))
    heads = frozenset().union(*(line.denied_heads for line in lines))
    affirmed = frozenset().union(*(line.affirmed for line in lines))
    outlets = {stem(word) for word in proof.outlet_words}
    most = max((_denials(line) for line in lines), default=0)
    emphasis = any(phrase in r.flat for r in proof.readings for phrase in (" not only ", " not just "))
    for line in claim.lines:
        if 1 < _denials(line) > most:
            return "it denies more often than the articles do"
        flat = " ".join(t.fold for t in line.tokens)
        if not emphasis and ("not only" in flat or "not just" in flat):
            return "it says of something that it is not the only one, which the articles do not"
        for head in sorted(line.denied_heads):
            if head in denied or (head not in affirmed and line.denied & denied):
                continue
            return f"it denies what the articles do not deny ({head}...)"
        only = sorted(s for s in line.affirmed - line.denied - outlets if s in heads and s not in affirmed)
        if only:
            return f"the articles deny what it states ({only[0]}...)"
    return None


def _denials(line: Line) -> int:
    words = lexicon()["deny"]
    return sum(t.fold in words or t.fold.endswith("n't") for t in line.tokens)


def check_actors(claim: Claim, proof: Proof) -> str | None:
    """Who did it and to whom stand as in the sources, passive and active taken as they are."""
    if not proof.english:
        return None
    theirs = [line for r in proof.readings for line in r.lines if len(line.actors) > 1]
    for line in claim.acting:
        actors = line.actors[:8]
        for i, one in enumerate(actors):
            for two in actors[i + 1 :]:
                if not same_actor(one.name, two.name) and _swapped(line, one, two, theirs):
                    return f"the articles have {two.name}... and {one.name}... the other way round"
    return None


def check_owners(claim: Claim, proof: Proof) -> str | None:
    """A name that stands right before a noun (`Israeli police`) is the name that a source has there."""
    if not proof.english:
        return None
    before: dict[str, set[str]] = {}
    for reading in proof.readings:
        for line in reading.lines:
            for one, two in itertools.pairwise(line.tokens):
                if two.is_word and two.raw[0].islower():
                    before.setdefault(two.stem, set()).add(
                        one.fold.removesuffix("'s")
                        if one.is_word and one.raw[0].isupper() and one.fold not in lexicon()["stop"]
                        else ""
                    )
    for line in claim.acting:
        for one, two in itertools.pairwise(line.tokens):
            if (
                not (one.is_word and one.raw[0].isupper() and two.is_word and two.raw[0].islower())
                or one.fold in lexicon()["stop"]
            ):
                continue
            name, found = one.fold.removesuffix("'s"), before.get(two.stem, set())
            if (
                one.fold in lexicon()["actor"]
                or not found
                or "" in found
                or two.fold in lexicon()["stop"]
                or two.fold in lexicon()["neutral"]
            ):
                continue
            if name in proof.folds and not any(same_actor(name, other) for other in found):
                return f"the articles have {', '.join(sorted(found))} before “{two.raw}”, not {one.raw}"
    return None


def _swapped(line: Line, one: Actor, two: Actor, theirs: Sequence[Line]) -> bool:
    """Whether the sources that come nearest to these two and the words between them have them the other way round."""
    ours = _direction(line, one.at, two.at)
    between = _between(line, one.at, two.at)
    found: list[tuple[float, bool | None, bool]] = []
    for other in theirs:
        for a in (x for x in other.actors if same_actor(x.name, one.name)):
            for b in (x for x in other.actors if x.at != a.at and same_actor(x.name, two.name)):
                low, high = min(a.at, b.at), max(a.at, b.at)
                direction = _direction(other, low, high)
                shared = len(between & _between(other, low, high)) / len(between) if between else float(high - low < 4)
                acting = None if direction is None else direction == (a.at < b.at)
                found.append((shared, acting, a.placed or b.placed or _joined(other, low, high)))
    if not found or ours is None:
        return False
    best = max(shared for shared, _, _ in found)
    apart = one.placed or two.placed or _joined(line, one.at, two.at)
    if best >= (ALIKE_APART if apart else ALIKE):
        return all(acting is not None and acting != ours for shared, acting, _ in found if shared == best)
    return not apart and all(acting is not None and acting != ours and not far for _, acting, far in found)


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


@functools.lru_cache(maxsize=65536)
def same_actor(one: str, two: str) -> bool:
    """Whether two folded names may mean the same actor: Israel and Israeli, Kyiv and Ukrainian."""
    return one == two or same_name(one, two) or two in same_names().get(one, ())


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
