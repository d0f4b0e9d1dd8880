"""Checks of kinds of which one excludes the others, and of contraries: police are not soldiers, rose is not fell."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from tasks.language.encoder import LANGUAGES
from tasks.language.word_lists import word_list
from tasks.verify.alignment.comparison import Comparison
from tasks.verify.checks.fault import Fault
from tasks.verify.text.slots import SETS, Mark, word_vectors
from tasks.verify.text.words import word_classes


def check_classes(c: Comparison) -> Iterator[Fault]:
    """Kinds of which one excludes the others: police are not soldiers, the north is not the south."""
    for name in SETS:
        if name == "unit":
            continue  # compared with the numbers
        theirs = {m.kind for side in c.sources for m in side.classes[name]}
        readable = any(side.text.lang in LANGUAGES | {"und"} for side in c.sources)
        if not readable:
            continue
        abroad = all(side.text.lang not in ("en", "und") for side in c.sources)
        for mark in _weighty(c, name):
            if mark.kind in theirs or {m.kind for m in c.statement.classes[name] if m.first == mark.first} & theirs:
                continue
            if name == "state" and c.statement.operators[mark.first] & {"not", "deny", "if"}:
                continue  # `was refused release`: what did not befall
            likeness = max(c.links[i].likeness for i in range(mark.first, mark.last + 1))
            linked = {
                m.kind
                for n, side in enumerate(c.sources)
                for m in side.classes[name]
                if (n, m.first) in c.links[mark.last].places
            }
            if likeness >= FORM or (likeness >= LIKE and not linked) or _is_title(c, mark):
                continue
            said = " ".join(w.raw for w in c.words[mark.first : mark.last + 1])
            kind = (
                f"class_{name}"
                if linked
                else "class_abroad"
                if abroad
                else f"other_{name}"
                if theirs
                else f"lone_{name}"
            )
            yield Fault(kind, f"the articles have {', '.join(sorted(theirs)) or 'nothing'} there, not {said}")


FORM = 0.84
"""Likeness of a word that is the source's by form."""


LIKE = 0.66
"""Likeness by meaning from which a word of no class is taken for the source's."""


def _weighty(c: Comparison, name: str) -> list[Mark]:
    """The words of a set that say of which kind something is: a ministry's field only where a minister or an office follows."""
    marks = c.statement.classes[name]
    if name != "portfolio":
        return marks
    offices = word_classes()["offices"]
    return [
        m
        for m in marks
        if any(w.fold in offices for w in c.words[m.last + 1 : m.last + 3])
        or offices & {w.fold for w in c.words[max(0, m.first - 2) : m.first]}
    ]


def _is_title(c: Comparison, mark: Mark) -> bool:
    """Whether an office stands before a name that the sources have: `President Tinubu`."""
    follows = c.words[mark.last + 1] if mark.last + 1 < len(c.words) else None
    return (
        follows is not None
        and follows.is_name
        and follows.tag == "PROPN"
        and c.words[mark.first].is_name
        and c.links[mark.last + 1].likeness >= FORM
    )


@functools.cache
def _pairs(group: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    halves = (pair.split(" / ") for pair in word_list("claim_slots")[group])
    return tuple((frozenset(one.split()), frozenset(two.split())) for one, two in halves)


CONTRARY_MARGIN = 0.1
"""How much nearer a foreign word must lie to a word's contraries than to the word and its like."""


def check_contraries(c: Comparison) -> Iterator[Fault]:
    """What it says is not the contrary of what the sources say: rose where they have fell."""
    ours = {w.fold for w in c.words}
    english = [side for side in c.sources if side.text.lang in ("en", "und")]
    folds = {w.fold for side in english for w in side.text.words}
    for at, word in enumerate(c.words):
        if not word.content or c.links[at].likeness >= 0.97 or word.is_name:
            continue
        for number, (one, two) in enumerate(_pairs("contrary")):
            if word.tag not in ("VERB", "ADJ") and number > 0:
                continue
            for half, other in ((one, two), (two, one)):
                if word.fold not in half:
                    continue
                denied = "not" in c.statement.operators[at] or "deny" in c.statement.operators[at]
                found = sorted(folds & (other - half))
                if (
                    english
                    and found
                    and not folds & half
                    and not ours & (other - half)
                    and not denied
                    and _at_same_spot(c, at, other - half)
                ):
                    yield Fault("contrary", f"the articles say the contrary ({found[0]}, not {word.raw})")
                    return
                if (
                    not denied
                    and not ours & (other - half)
                    and not (at and c.words[at - 1].raw == "-")
                    and c.links[at].likeness < 0.75
                    and (found_at := _foreign_contrary(c, at, half - other, other - half))
                ):
                    yield Fault("contrary", f"the articles say the contrary ({found_at}, not {word.raw})")
                    return


def _at_same_spot(c: Comparison, at: int, other: frozenset[str]) -> bool:
    """Whether a contrary word stands in one of the sentences that say most of the statement."""
    best = set(c.best_sentences(0.45))
    return any(w.fold in other and (n, w.sentence) in best for n, side in enumerate(c.sources) for w in side.text.words)


def _foreign_contrary(c: Comparison, at: int, half: frozenset[str], other: frozenset[str]) -> str:
    """The foreign word that lies nearer to the contraries of a word than to its like; empty where there is none."""
    import numpy as np

    best = set(c.best_sentences(0.45))
    words = [
        w.raw.lower()
        for n, side in enumerate(c.sources)
        if side.text.lang in LANGUAGES - {"en"}
        for w in side.text.words
        if w.content and not w.is_number and not w.is_name and (n, w.sentence) in best
    ]
    if not words:
        return ""
    theirs = word_vectors(tuple(dict.fromkeys(words)))
    like = theirs @ word_vectors(tuple(sorted(half))).T
    unlike = theirs @ word_vectors(tuple(sorted(other))).T
    near, far = like.max(axis=1), unlike.max(axis=1)
    top = int(np.argmax(far))
    if far[top] >= 0.7 and far[top] >= float(near.max()) + CONTRARY_MARGIN:
        return list(dict.fromkeys(words))[top]
    return ""
