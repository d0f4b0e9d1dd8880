"""How much of a statement its sources say at all: words, clauses and runs of words without a like."""

from __future__ import annotations

from collections.abc import Collection

from tasks.verify.alignment.comparison import Comparison
from tasks.verify.text.words import word_classes


def support_features(c: Comparison, free: Collection[str] = ()) -> dict[str, float]:
    """Words of `free` need no source. Numbers that say how much of a statement is found: shares and counts of words, the weakest clause, the longest run without a like."""
    words = [
        i
        for i, w in enumerate(c.words)
        if w.content
        and not w.is_number
        and w.fold not in word_classes()["frame"]
        and w.tag not in ("NUM", "AUX")
        and w.fold not in word_classes()["calendar"]
        and w.fold.removesuffix("'s") not in free
    ]
    if not words:
        return {}
    likeness = {i: c.links[i].likeness for i in words}
    nouns = [i for i in words if c.words[i].tag in ("NOUN", "PROPN")]
    verbs = [i for i in words if c.words[i].tag == "VERB"]
    others = [i for i in words if c.words[i].tag in ("ADJ", "ADV")]
    clauses: dict[int, list[float]] = {}
    for i in words:
        clauses.setdefault(c.words[i].clause, []).append(likeness[i])
    means = [sum(v) / len(v) for v in clauses.values() if len(v) >= 2]
    run = longest = 0
    for i in words:
        run = run + 1 if likeness[i] < 0.62 else 0
        longest = max(longest, run)
    return {
        "mean": sum(likeness.values()) / len(words),
        "missing_nouns": sum(max(0.0, 0.62 - likeness[i]) for i in nouns) * 4,
        "missing_verbs": sum(max(0.0, 0.55 - likeness[i]) for i in verbs) * 4,
        "missing_others": sum(max(0.0, 0.5 - likeness[i]) for i in others) * 4,
        "weakest_noun": 1 - min((likeness[i] for i in nouns), default=1.0),
        "weakest_clause": 1 - min(means, default=1.0),
        "longest_run": float(longest),
        "words": len(words) / 10,
    }
