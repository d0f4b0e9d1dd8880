"""Checks of reality: what is planned, suspected or denied is not told as done, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.verify.alignment.align import ALIKE
from tasks.verify.alignment.comparison import Comparison
from tasks.verify.checks.fault import Fault
from tasks.verify.checks.numbers import is_date
from tasks.verify.text.slots import languages
from tasks.verify.text.words import word_classes

IRREAL = frozenset(["plan", "hedge", "if"])


AIMED = frozenset(["aim"])
"""A verb behind `to`: meant, and not said to be done."""


REAL_LIKENESS = 0.7
"""Likeness from which a word of a source counts as the one that a statement has."""


def check_reality(c: Comparison) -> Iterator[Fault]:
    """What the sources plan, suspect or doubt is not told as done; what they deny is not affirmed, and the other way round."""
    known = languages()
    if not all(side.text.lang in known | {"und"} for side in c.sources):
        return
    planned: list[str] = []
    denied: list[str] = []
    affirmed: list[str] = []
    surely = False  # a finite verb that the sources have in that very form of word, and only of plans
    befell = ""  # a denied word of what befell people: deaths are a fact of weight
    best = set(c.best_sentences(0.5))
    for at, word in enumerate(c.words):
        link = c.links[at]
        if not word.content or word.is_name or word.is_number or link.likeness < REAL_LIKENESS:
            continue
        places = [p for p in link.places if (p[0], c.sources[p[0]].text.words[p[1]].sentence) in best] or list(
            link.places
        )
        kinds = [c.sources[s].operators[p] for s, p in places]
        own = c.statement.operators[at]
        if word.tag in ("VERB", "NOUN", "ADJ"):
            if (
                _is_deed(c, at)
                and all(k & (IRREAL | AIMED) for k in kinds)
                and not own & (IRREAL | AIMED)
                and "not" not in own
                and "deny" not in own
            ):
                planned.append(word.raw)
                surely = surely or (word.finite and link.likeness >= SURELY and not _clause_has(c, at, IRREAL))
            if word.tag != "NOUN" and all(k & {"not", "deny"} for k in kinds) and not own & {"not", "deny"}:
                denied.append(word.raw)
            if own & {"not", "deny"} and not any(k & {"not", "deny"} for k in kinds):
                affirmed.append(word.raw)
                if any(m.first <= at <= m.last for m in c.statement.classes["state"]):
                    befell = befell or word.raw
    ours = frozenset().union(*c.statement.operators) if c.statement.operators else frozenset()
    theirs = [
        frozenset().union(
            *(k for w, k in zip(c.sources[s].text.words, c.sources[s].operators, strict=True) if w.sentence == n)
        )
        for s, n in best
    ]
    negated = ours & {"not", "deny"}
    if planned and (not ours & IRREAL or surely):
        yield Fault("planned", f"the articles plan, expect or suspect what it tells as done ({', '.join(planned)})")
    elif len(planned) >= 2:
        yield Fault(
            "planned_part", f"the articles plan, expect or suspect what it tells as done ({', '.join(planned)})"
        )
    if theirs and all(k & IRREAL for k in theirs) and not ours & IRREAL and not planned:
        yield Fault("planned_near", "the articles speak of plans or possibilities, and it of facts")
    if denied and not negated:
        yield Fault("denied", f"the articles deny what it states ({denied[0]})")
    anywhere = any(k & {"not", "deny"} for side in c.sources for k in side.operators)
    if affirmed and not anywhere and _compares(c):
        return
    if turned := _turned_verb(c, best) or befell:
        yield Fault("affirmed", f"it denies what the articles do not deny ({turned})")
    elif affirmed and not any(k & {"not", "deny"} for k in theirs):
        yield Fault("affirmed_part", f"it denies what the articles do not deny ({affirmed[0]})")
    if negated and not anywhere and not affirmed and not _compares(c):
        yield Fault("affirmed_near", "it denies, and the articles deny nothing")


SURELY = 0.95


def _clause_has(c: Comparison, at: int, kinds: frozenset[str]) -> bool:
    """Whether a plan or a doubt governs any word of the clause of a word of the statement."""
    clause = c.words[at].clause
    return any(own & kinds for w, own in zip(c.words, c.statement.operators, strict=True) if w.clause == clause)


def _turned_verb(c: Comparison, best: set[tuple[int, int]]) -> str:
    """The verb right behind a `not` that the sources have as well, and nowhere deny."""
    for mark in c.statement.marks("operators"):
        if (
            mark.kind != "not"
            or c.words[mark.first].fold in ("no", "without", "nor", "neither")
            or "not" not in (c.statement.operators[min(mark.last + 1, len(c.words) - 1)])
        ):
            continue
        for at in range(mark.last + 1, min(len(c.words), mark.last + 4)):
            link = c.links[at]
            if c.words[at].tag == "VERB" and c.words[at].content and link.likeness >= ALIKE:
                places = [p for p in link.places if (p[0], c.sources[p[0]].text.words[p[1]].sentence) in best]
                own = c.statement.operators[at]
                need = {"not", "deny"} if not {"not", "deny"} <= own else {"not"}
                if places and not any(c.sources[s].operators[p] & need for s, p in places):
                    return c.words[at].raw
                break
    return ""


def _compares(c: Comparison) -> bool:
    """Whether its denial only says that nothing exceeds: `has not seen so bad a flood since 1998`."""
    return bool({w.fold for w in c.words} & {"so", "such", "worse", "more", "as", "since"}) and any(
        side.marks("best") for side in c.sources
    )


def _is_deed(c: Comparison, at: int) -> bool:
    """Whether a word says what happens: a verb of its own weight, or a noun of what befell people."""
    word = c.words[at]
    if word.tag == "VERB":
        light = word_classes()["light_verbs"]
        return word.fold not in light or _stands_for_another(c, at)
    return any(m.first <= at <= m.last for m in c.statement.classes["state"]) and c.links[at].likeness >= 0.9


def _stands_for_another(c: Comparison, at: int) -> bool:
    """Whether a verb that often has little weight says what a weighty verb of the sources says: took for seized."""
    light = word_classes()["light_verbs"]
    said = [c.sources[s].text.words[p] for s, p in c.links[at].places]
    return c.links[at].likeness >= ALIKE and all(w.tag == "VERB" and w.fold not in light for w in said)


def check_planned_figures(c: Comparison) -> Iterator[Fault]:
    """A number that the sources give of what is planned is not told of what is done."""
    if not all(side.text.lang in languages() | {"und"} for side in c.sources):
        return
    for ours in c.statement.figures:
        if is_date(c.statement, ours):
            continue
        same = [
            side.operators[f.first]
            for side in c.sources
            for f in side.figures
            if f.value == ours.value and f.ordinal == ours.ordinal
        ]
        if (
            same
            and all(k & IRREAL for k in same)
            and not c.statement.operators[ours.first] & (IRREAL | {"not", "deny"})
            and not ours.ordinal
        ):
            yield Fault("planned_figure", f"the articles give {c.words[ours.first].raw} of what is planned or possible")
            return
