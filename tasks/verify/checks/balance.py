"""What a statement says more or less than the sentences of its sources that say most of it: denials, plans, doubts, extents, order.

Features of the regression in tasks/verify/decide.py, not faults: in free prose a doubt may be said in many words.
"""

from __future__ import annotations

from collections.abc import Iterable

from tasks.language.encoder import LANGUAGES, encode
from tasks.verify.alignment.comparison import Comparison, Side
from tasks.verify.text.slots import languages

OPERATORS = ("not", "deny", "plan", "hedge")
SCOPES = ("all", "most", "some", "only", "half")
RELATIONS = ("after", "before")
NEAREST = 0.5
"""Share of the best sentence's weight from which a sentence of a source counts as one that says the statement."""
CLAUSE_WORDS = 2
"""Words of content from which a clause of the statement is compared as a whole."""
CLAUSES_AT_MOST = 8
PIECES_AT_MOST = 24
"""Clauses and sentences of the sources that clauses of the statement are compared with."""


def balance_features(c: Comparison) -> dict[str, float]:
    """By kind of operator, extent and relation: 1 where the statement alone has it (`more_`), 1 where the sources alone have it (`fewer_`)."""
    best = set(c.best_sentences(NEAREST))
    found = {}
    for group, kinds in (("operators", OPERATORS), ("scopes", SCOPES), ("relations", RELATIONS)):
        if not all(side.text.lang in languages() | {"und"} for side in c.sources):
            break
        ours = {m.kind for m in c.statement.marks(group)}
        theirs = {
            m.kind
            for n, side in enumerate(c.sources)
            for m in side.marks(group)
            if (n, side.text.words[m.first].sentence) in best
        }
        anywhere = {m.kind for side in c.sources for m in side.marks(group)}
        for kind in kinds:
            found[f"more_{kind}"] = float(kind in ours and kind not in anywhere)
            found[f"nearly_{kind}"] = float(kind in ours and kind not in theirs)
            found[f"fewer_{kind}"] = float(kind in theirs and kind not in ours)
    return found


MORE = tuple(f"{how}_{kind}" for kind in (*OPERATORS, *SCOPES, *RELATIONS) for how in ("more", "nearly", "fewer"))


def clause_features(c: Comparison) -> dict[str, float]:
    """How far in meaning the statement, and the clause of it that is furthest, lie from the nearest clause or sentence of the sources, 0 to 1."""
    theirs = [
        piece for side in c.sources if side.text.lang in LANGUAGES | {"und"} for piece in _pieces(side, _near(c, side))
    ]
    ours = _clauses(c.statement)[:CLAUSES_AT_MOST]
    whole = " ".join(w.raw for w in c.words)
    if not theirs or not whole:
        return {}
    vectors = encode([whole, *ours, *theirs[:PIECES_AT_MOST]])
    likeness = vectors[: 1 + len(ours)] @ vectors[1 + len(ours) :].T
    nearest = likeness.max(axis=1)
    return {
        "far_whole": 1 - float(nearest[0]),
        "far_clause": 1 - float(nearest[1:].min()) if ours else 0.0,
        "far_clauses": 1 - float(nearest[1:].mean()) if ours else 0.0,
    }


FAR = ("far_whole", "far_clause", "far_clauses")


def _near(c: Comparison, side: Side) -> list[int]:
    number = next(n for n, one in enumerate(c.sources) if one is side)
    return [sentence for n, sentence in c.best_sentences(0.2) if n == number][:6] or [0]


def _pieces(side: Side, sentences: Iterable[int]) -> list[str]:
    """Sentences of a text and their clauses."""
    found = []
    for number in sentences:
        words = side.text.words[side.text.starts[number] : side.text.starts[number + 1]]
        found.append(" ".join(w.raw for w in words))
        clauses: dict[int, list[str]] = {}
        for word in words:
            clauses.setdefault(word.clause, []).append(word.raw)
        if len(clauses) > 1:
            found += [" ".join(clause) for clause in clauses.values() if len(clause) > 3]
    return found


def _clauses(side: Side) -> list[str]:
    clauses: dict[int, list[int]] = {}
    for at, word in enumerate(side.text.words):
        clauses.setdefault(word.clause, []).append(at)
    return [
        " ".join(side.text.words[at].raw for at in places)
        for places in clauses.values()
        if sum(side.text.words[at].content for at in places) >= CLAUSE_WORDS
    ]
