"""Checks of denial, of opposites and of whose something is: each returns the fault in words, or None."""

from __future__ import annotations

import itertools

from tasks.verify.named import same_actor
from tasks.verify.reading import Claim, Line, Proof
from tasks.verify.words import lexicon, opposites, same_names, stem


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
        if most == 0 and _denials(line) and not line.denied_heads:
            return "it denies, and the articles deny nothing"
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
    """Words of denial in a line; a bound (`no fewer than`) denies nothing."""
    words, folds = lexicon()["deny"], [t.fold for t in line.tokens]
    return sum(
        (fold in words or fold.endswith("n't"))
        and not (fold in ("no", "not") and follows in ("fewer", "less", "more", "later", "longer"))
        for fold, follows in itertools.zip_longest(folds, folds[1:], fillvalue="")
    )


def check_opposites(claim: Claim, proof: Proof) -> str | None:
    """What it says happened is not the opposite of what the sources say: rose where they have fell."""
    if not proof.english:
        return None
    for line in claim.lines:
        words = frozenset(t.fold for t in line.tokens)
        for one, two in opposites():
            for ours, others in ((one, two), (two, one)):
                said, theirs = sorted(words & ours), sorted(proof.folds & others)
                if said and theirs and not proof.folds & ours and not words & others:
                    return f"the articles say the opposite ({theirs[0]}, not {said[0]})"
    return None


def check_owners(claim: Claim, proof: Proof) -> str | None:
    """A name that stands right before a noun (`Israeli police`) is the name that a source has there."""
    if not proof.english:
        return None
    before: dict[str, set[str]] = {}
    for reading in proof.readings:
        for line in reading.lines:
            for at, (one, two) in enumerate(itertools.pairwise(line.tokens)):
                if two.is_word and two.raw[0].islower():
                    if at > 1 and line.tokens[at - 1].fold in ("and", "or"):
                        before.setdefault(two.stem, set()).add(line.tokens[at - 2].fold.removesuffix("'s"))
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
            short = {word for alias in same_names().get(name, ()) for word in alias.split()[-1:]}
            if name in proof.folds and not any(same_actor(name, other) or other in short for other in found):
                return f"the articles have {', '.join(sorted(found))} before “{two.raw}”, not {one.raw}"
    return None
