"""Checks of names: spelled alike, as demonym, as short form, transliterated, or known otherwise."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence

from rapidfuzz import fuzz

from tasks.verify.quantities import NUMBER_WORDS
from tasks.verify.reading import Claim, Proof
from tasks.verify.words import Token, same_names, synonyms, tokenise, word_classes


def check_names(claim: Claim, proof: Proof) -> str | None:
    """Every name is in a source: spelled alike, as demonym, as short form, or known otherwise."""
    words = word_classes()
    for line in claim.lines:
        for position, token in enumerate(line.tokens):
            if not token.is_word or not token.raw[0].isupper() or len(token.fold) < 2:
                continue
            if token.fold in words["stop"] or token.fold in words["calendar"] or token.fold in words["neutral"]:
                continue
            if token.fold in NUMBER_WORDS or token.fold in words["currency"] or token.fold in words["deny"]:
                continue
            if token.fold in words["title"] and not proof.english:
                continue  # a rank is translated, a name is not
            if named(token, proof):
                continue
            if position == 0 and not _opens_with_name(line.tokens, proof):
                continue
            return f"{token.raw} is not named in the cited articles"
    return None


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


_REPORTS = frozenset(["reported", "reports", "added", "adds", "said", "says", "wrote", "writes", "cited", "cites", "citing", "quoted", "published", "noted"])  # fmt: skip
_REPORTED_BY = frozenset([("reported", "by"), ("named", "by"), ("according", "to")])
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
        if by or bracketed or (after < len(tokens) and tokens[after].fold in _REPORTS):
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


def _opens_with_name(tokens: Sequence[Token], proof: Proof) -> bool:
    """Whether a sentence's first word, which no source has, must be a name rather than an ordinary word."""
    first = tokens[0]
    if first.stem in synonyms() or first.fold in word_classes()["actor"] or len(first.raw) < 3:
        return False
    follows = len(tokens) > 1 and tokens[1].is_word and tokens[1].raw[0].isupper()
    plain = first.fold.endswith(("ing", "ed", "ly", "tion", "tions", "ment", "ists", "ers", "ors"))
    return first.raw.isupper() or follows or not plain


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


_ENDINGS = frozenset(["", "n", "an", "ian", "i", "ese", "ish", "er", "s", "a", "ia", "e", "y", "en", "ene", "land", "ns", "ans", "ians", "is", "ers", "o", "os"])  # fmt: skip

_NOT_THE_SAME = frozenset({"niger", "nigeria", "nigerian", "nigerien", "guinea", "austria", "australia", "austrian", "australian", "iran", "iraq", "gambia", "zambia"})  # fmt: skip


def same_name(ours: str, theirs: str) -> bool:
    """Whether two folded names differ only by an ending (Pakistan, Pakistani) or by how they were transliterated."""
    if len(ours) < 4 or len(theirs) < 4 or ours[0] != theirs[0]:
        return False
    if ours in _NOT_THE_SAME or theirs in _NOT_THE_SAME:
        return ours.rstrip("ns") == theirs.rstrip("ns")
    shared = 0
    for a, b in zip(ours, theirs, strict=False):
        if a != b:
            break
        shared += 1
    if shared >= 4 and ours[shared:] in _ENDINGS and theirs[shared:] in _ENDINGS:
        return True
    return len(ours) >= 6 and len(theirs) >= 6 and fuzz.ratio(ours, theirs) >= 85


@functools.lru_cache(maxsize=32_768)
def same_actor(one: str, two: str) -> bool:
    """Whether two folded names may mean the same actor: Israel and Israeli, Kyiv and Ukrainian."""
    return one == two or same_name(one, two) or two in same_names().get(one, ())
