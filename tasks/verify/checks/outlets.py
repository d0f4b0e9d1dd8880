"""Checks of outlets, which only report, and of the parts of full names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from tasks.verify.text.name_forms import same_actor, same_name
from tasks.verify.text.reading import Claim, Proof
from tasks.verify.text.words import Token, same_names, tokenise, word_classes


def check_outlets(claim: Claim, proof: Proof) -> str | None:
    """A name that only a cited outlet bears stands as that outlet's, unbroken, and where one reports: an outlet does nothing else."""
    names = [tuple(t.fold for t in tokenise(r.outlet)) for r in proof.readings]
    for line in claim.lines:
        reporting = _reporting(line.tokens, names)
        for position, token in enumerate(line.tokens):
            if not token.is_word or not token.raw[0].isupper() or position in reporting:
                continue
            name = token.fold.removesuffix("'s")
            if name in proof.outlet_words and name not in word_classes()["stop"] and not _told(token, proof):
                return f"{token.raw} is named only as the outlet that reports"
    return None


_REPORTED_BY = frozenset([("reported", "by"), ("named", "by"), ("according", "to")])


_DATED = re.compile(
    r"(?P<name>(?:[A-Z][\w.&'’-]*|of|the)(?: (?:[A-Z][\w.&'’-]*|of|the|\d+))*) reported(?:\.$| on "
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) \d)"
)
"""Who reported on a day, or as the last words: what an outlet does, and nobody whom an article tells of."""


NEAR = 3
"""Words before a word of reporting among which is who reports."""


def check_reporter(statement: str, proof: Proof) -> str | None:
    """Who reported something on a day is a cited outlet, or reports in the cited articles too."""
    outlets = {t.fold for r in proof.readings for t in tokenise(r.outlet)}
    for found in _DATED.finditer(statement):
        names = [t.fold for t in tokenise(found["name"]) if t.raw[0].isupper() and t.fold not in word_classes()["stop"]]
        if not outlets or not names or set(names) & outlets:
            continue
        told = any(
            token.fold in word_classes()["reporting"]
            and set(names) & {t.fold for t in line.tokens[max(0, at - NEAR) : at]}
            for r in proof.readings
            for line in r.lines
            for at, token in enumerate(line.tokens)
        )
        if not told:
            return f"{found['name']} is no cited outlet"
    return None


_LISTS = frozenset([",", "and", "the"])


def _reporting(tokens: Sequence[Token], names: Sequence[tuple[str, ...]]) -> frozenset[int]:
    """The positions at which an outlet, whole or called by a part of its name, reports, alone or in a list of outlets."""
    ends = [at + _shared(tokens[at:], names) for at in range(len(tokens))]
    found: set[int] = set()
    for at, end in enumerate(ends):
        before, after = at - 1, end
        while before >= 0 and tokens[before].fold in _LISTS:
            before -= 1
        while after < len(tokens) and (ends[after] > after or tokens[after].fold in _LISTS | {"also", "has"}):
            after = max(ends[after], after + 1)
        by = before in found or tuple(t.fold for t in tokens[max(0, before - 1) : before + 1]) in _REPORTED_BY
        bracketed = before >= 0 and tokens[before].fold == "("
        if by or bracketed or (after < len(tokens) and tokens[after].fold in word_classes()["reporting"]):
            found.update(range(at, end))
    return frozenset(found)


def _shared(tokens: Sequence[Token], names: Sequence[tuple[str, ...]]) -> int:
    """How many tokens at the start are a name or a part of one; none where the first is a word of no content."""
    if tokens[0].fold in word_classes()["stop"]:
        return 0
    folds = [t.fold.removesuffix("'s") for t in tokens]
    parts = [name[start:] for name in names for start in range(len(name))]
    return max((_alike(folds, part) for part in parts), default=0)


def _alike(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many words two sequences have alike from their start."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))


def check_full_names(claim: Claim, proof: Proof) -> str | None:
    """Two parts of a name that stand together stand together in a source: not one person's first name with another's."""
    if not proof.english:
        return None
    runs = [run for r in proof.readings for line in r.lines for run in _runs(line.tokens)]
    for line in claim.lines:
        for run in _runs(line.tokens):
            for one, two in itertools.pairwise(run):
                with_one = [r for r in runs if one in r]
                with_two = [r for r in runs if two in r]
                if (
                    with_one
                    and with_two
                    and all(r[-1] != one and len(r) > 1 for r in with_one)
                    and not any(same_actor(two, other) for r in with_one for other in r[r.index(one) + 1 :])
                ):
                    return f"the articles have {' '.join(with_one[0])}, not {one} {two}"
    return None


def _runs(tokens: Sequence[Token]) -> list[tuple[str, ...]]:
    """The capitalised neighbours of a sentence, folded; a possessive ends a run."""
    found: list[list[str]] = [[]]
    for token in tokens:
        if token.is_word and token.raw[0].isupper() and token.fold not in word_classes()["stop"]:
            found[-1].append(token.fold.removesuffix("'s"))
            if token.fold.endswith("'s"):
                found.append([])
        elif found[-1]:
            found.append([])
    return [tuple(run) for run in found if run]


def named(token: Token, proof: Proof) -> bool:
    """Whether the sources name this, in any spelling, or it is of an outlet's name."""
    return token.fold.removesuffix("'s").removesuffix("'") in proof.outlet_words or _told(token, proof)


def _told(token: Token, proof: Proof) -> bool:
    """Whether the sources' texts name this, in any spelling."""
    name = token.fold.removesuffix("'s").removesuffix("'")
    if name in proof.folds or name in proof.known or token.stem in proof.stems:
        return True
    if any(
        other in proof.folds or all(w in proof.folds for w in other.split()) for other in same_names().get(name, ())
    ):
        return True
    return any(same_name(name, other) for other in proof.folds)
