"""Checks of how much: all or some, first or third, ever, and whether a source still stands by what it said."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.verify.alignment.comparison import Comparison
from tasks.verify.checks.fault import Fault
from tasks.verify.text.slots import languages
from tasks.verify.text.words import word_classes


def check_extent(c: Comparison) -> Iterator[Fault]:
    """All, most, half, some, only: what the sources say of some is not said of all."""
    theirs = {m.kind for side in c.sources for m in side.marks("scopes")}
    readable = all(side.text.lang in languages() | {"und"} for side in c.sources)
    if not readable:
        return
    for mark in c.statement.marks("scopes"):
        if mark.kind in theirs or mark.kind == "almost":
            continue
        after = c.words[mark.last + 1].fold if mark.last + 1 < len(c.words) else ""
        before = c.words[mark.first - 1].fold if mark.first else ""
        follows = c.words[mark.last + 1].tag if mark.last + 1 < len(c.words) else ""
        if c.words[mark.first].fold == "most" and follows in ("ADJ", "ADV"):
            continue
        if mark.kind == "only" and (c.words[mark.first].tag == "ADJ" or c.words[mark.first].fold == "just"):
            continue
        if mark.kind == "some" or (
            (mark.kind == "all" and before in ("at", "of", "after", "above")) or after in ("but", "three", "four")
        ):
            continue
        if mark.kind == "only" and (before == "not" or after in ("after", "when")):
            continue
        rivals = theirs & {"all", "most", "half", "some", "only"}
        yield Fault("extent" if rivals else "lone_extent", f"the articles do not say {c.words[mark.first].raw} of it")
    ours = {m.kind for m in c.statement.marks("scopes")}
    best = set(c.best_sentences(0.7))
    local = {
        m.kind
        for n, side in enumerate(c.sources)
        for m in side.marks("scopes")
        if (n, side.text.words[m.first].sentence) in best
    }
    if "all" in ours and "all" not in local and local & {"most", "half", "some"}:
        yield Fault("extent", "the articles say that of some and not of all")


def check_rank(c: Comparison) -> Iterator[Fault]:
    """First, worst, ever: ranks and degrees stand in the sources."""
    if not all(side.text.lang in languages() for side in c.sources):
        return
    ours = [
        m
        for m in c.statement.marks("best")
        if c.words[m.first].fold not in ("main", "leading", "top", "latest", "least")
        and c.links[m.first].likeness < 0.85
    ]
    ours = [m for m in ours if not (c.words[m.first].fold == "most" and _is_scope(c, m.first))]
    theirs = [m for side in c.sources for m in (*side.marks("best"), *side.marks("ranks"))]
    if ours and not theirs:
        yield Fault("best", f"no cited article has {c.words[ours[0].first].raw} of it")
    ever = [m for m in c.statement.marks("ever") if c.words[m.first].fold != "never" or ours]
    if ever and not any(side.marks("ever") for side in c.sources):
        yield Fault("ever", "no cited article says it of all times")


def _is_scope(c: Comparison, at: int) -> bool:
    follows = c.words[at + 1] if at + 1 < len(c.words) else None
    return follows is None or follows.tag not in ("ADJ", "ADV")


OPENING = 5
"""Words at the beginning of an article in which it says that it is withdrawn."""


def check_standing(c: Comparison) -> Iterator[Fault]:
    """A source that is withdrawn proves nothing but that; who holds an office is not told as one who held it."""
    ours = {w.fold for w in c.words}
    opens = [{w.fold for w in side.text.words[:OPENING]} for side in c.sources if side.text.words]
    withdrawn, past = word_classes()["withdrawn"], word_classes()["past_office"]
    if opens and all(words & withdrawn for words in opens) and not ours & (withdrawn | {"false", "withdrew"}):
        yield Fault("retracted", "the cited article withdraws its report")
    english = all(side.text.lang in ("en", "und") for side in c.sources)
    theirs = {w.fold for side in c.sources for w in side.text.words}
    for at, word in enumerate(c.words[:-1]):
        follows = {m.kind for m in c.statement.classes["role"] if at < m.first <= at + 2}
        if english and word.fold in past and follows and not theirs & (past | {"then", "late", "previous"}):
            yield Fault("retracted", f"the articles do not say {word.raw} of that office")
