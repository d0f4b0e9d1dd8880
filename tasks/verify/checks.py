"""Checks of a statement slot by slot: figures, classes, contraries, reality, extent, rank. Each yields faults in words."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tasks.language.encoder import LANGUAGES
from tasks.language.word_lists import word_list
from tasks.verify.align import ALIKE
from tasks.verify.comparison import Comparison, Side
from tasks.verify.figures import Figure
from tasks.verify.slots import SETS, Mark, languages, word_vectors
from tasks.verify.words import fold_word


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a statement says and its sources do not: the check that found it, and the reason in words."""

    kind: str
    reason: str


ROUNDING = 0.05
"""How far a number that is said to be about, over or nearly may lie from the source's."""
BOUND = 1.25
"""`More than 30` holds of up to 37, `nearly 50` of 40 and more: a bound further off misleads."""
CONVERSION = 0.04
"""The same for a measure given in another unit."""
_IN_BASE = {"km": ("length", 1.0), "mile": ("length", 1.609), "metre": ("length", 0.001), "foot": ("length", 0.000305), "tonne": ("mass", 1000.0), "kilogram": ("mass", 1.0), "pound": ("mass", 0.454), "day": ("time", 1.0), "week": ("time", 7.0), "month": ("time", 30.4), "year": ("time", 365.0), "hour": ("time", 1 / 24), "decade": ("time", 3650.0)}  # fmt: skip


def check_figures(c: Comparison) -> Iterator[Fault]:
    """Numbers: in a source, of the same unit, of the same things, with the same befallen, and not overtaken by a newer one."""
    theirs = [(side, f) for side in c.sources for f in side.figures]
    for ours in c.statement.figures:
        said = " ".join(w.raw for w in c.words[ours.first : ours.last + 1])
        if _is_date(c.statement, ours):
            continue
        same = [(side, f) for side, f in theirs if _equal(ours, f) and f.ordinal == ours.ordinal]
        if not same:
            same = [(side, f) for side, f in theirs if ours.value == f.value]
        if same and all(f.first and side.text.words[f.first - 1].fold == "not" for side, f in same):
            yield Fault("number", f"the articles say that it was not {said}")
        if not same:
            if not _derived(ours, c, theirs):
                yield Fault("rank" if ours.ordinal else "number", f"the number {said} is in no cited article")
            continue
        units = {f.unit for _, f in same}
        if ours.unit and "" not in units and ours.unit not in units and not any(_converts(ours, f) for _, f in same):
            yield Fault("unit", f"the articles give {said} in {sorted(units)[0]}s, not in {ours.unit}s")
        states = [f.states for _, f in same]
        if ours.states and all(states) and not any(s & ours.states for s in states):
            yield Fault(
                "state",
                f"the articles give {said} for {' or '.join(sorted(states[0]))}, not for {' or '.join(sorted(ours.states))}",
            )
        if not ours.old and all(f.old for _, f in same):
            yield Fault("superseded", f"the articles have a newer number than {said}")
        if not ours.ordinal and (fault := _other_things(c, ours, said, same, theirs)):
            yield fault


def _is_date(side: Side, figure: Figure) -> bool:
    words = side.text.words
    near = [w.fold for w in words[max(0, figure.first - 1) : figure.last + 2]]
    if any(fold_word(m) in near for m in _MONTHS):
        return True
    return (
        1900 <= figure.value <= 2100
        and words[figure.first].is_number
        and len(words[figure.first].raw) == 4
        and not figure.unit
    )


_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip


def _equal(ours: Figure, theirs: Figure) -> bool:
    if ours.value == theirs.value:
        return True
    if ours.ordinal or theirs.ordinal:
        return False
    if _converts(ours, theirs):
        return True
    if (
        ours.bound
        and theirs.value >= 20
        and ours.value >= 10
        and 1.0 < (theirs.value / ours.value) ** ours.bound <= BOUND
    ):
        return True
    if theirs.value >= 20 and (ours.rounded or ours.bound or theirs.bound or theirs.rounded):
        return abs(ours.value - theirs.value) <= ROUNDING * theirs.value
    # a decimal rounded off: 24.1 for 24
    return (
        theirs.value >= 10
        and theirs.value != int(theirs.value)
        and abs(ours.value - theirs.value) < 0.51
        and ours.value == int(ours.value)
    )


def _converts(ours: Figure, theirs: Figure) -> bool:
    one, two = _IN_BASE.get(ours.unit), _IN_BASE.get(theirs.unit)
    if one is None or two is None or one[0] != two[0] or ours.unit == theirs.unit:
        return False
    return abs(ours.value * one[1] - theirs.value * two[1]) <= CONVERSION * theirs.value * two[1]


def _derived(ours: Figure, c: Comparison, theirs: list[tuple[Side, Figure]]) -> bool:
    """Whether a number that no source has follows: one, both, a sum or a difference of two, or a vague number's like."""
    words = [w.fold for w in c.words[ours.first : ours.last + 1]]
    if ours.value == 1 and ours.ordinal is False:
        return True
    if ours.ordinal:
        return False
    values = sorted({f.value for _, f in theirs if not f.ordinal})
    folds = {w.fold for side in c.sources for w in side.text.words}
    if ours.value == 2 and (
        folds & {"both", "pair", "couple", "twin", "oba", "obie", "obaj", "obu", "ambos", "deux", "beide"}
        or c.words[ours.first - 1].fold == "the"
    ):
        return True
    if ours.value in (12, 24, 36) and folds & {"dozen", "dozens"}:
        return True
    if words[0] == "half" or (ours.value == 100 and folds & {"hundred", "hundreds"}):
        return True
    pairs = [(a, b) for a in values for b in values if a != b]
    if any(a - b == ours.value for a, b in pairs) and c.words[max(0, ours.first - 1)].fold in (
        "but",
        "except",
        "other",
        "another",
        "remaining",
    ):
        return True
    if ours.value >= 4 and any(a + b == ours.value and a > 1 and b > 1 for a, b in pairs):
        return "together" in {w.fold for w in c.words} or "total" in {w.fold for w in c.words}
    return False


def _other_things(
    c: Comparison, ours: Figure, said: str, same: list[tuple[Side, Figure]], theirs: list[tuple[Side, Figure]]
) -> Fault | None:
    """A fault where what it counts is what the sources count with another number, and not with this one."""
    if ours.head < 0 or ours.unit:
        return None
    link = c.links[ours.head]
    if link.likeness < 0.7:
        return None
    places = set(link.places)
    positions = {id(side): n for n, side in enumerate(c.sources)}
    heads = {(positions[id(side)], f.head) for side, f in same}
    others = {(positions[id(side)], f.head) for side, f in theirs if not _equal(ours, f) and f.head >= 0}
    if not any(h[1] >= 0 for h in heads) or places & heads:
        return None
    if places & others and not any(abs(p - f.first) <= 3 for n, p in places for s, f in same if positions[id(s)] == n):
        return Fault("counted", f"the articles do not count {said} of that ({c.words[ours.head].raw})")
    return None


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
    return [
        m
        for m in marks
        if any(w.fold in _OFFICES for w in c.words[m.last + 1 : m.last + 3])
        or _OFFICES & {w.fold for w in c.words[max(0, m.first - 2) : m.first]}
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


_OFFICES = frozenset(
    ["minister", "ministers", "ministry", "secretary", "department", "officials", "chief", "president"]
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


IRREAL = frozenset(["plan", "hedge", "if"])
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
                and all(k & IRREAL for k in kinds)
                and not own & IRREAL
                and "not" not in own
                and "deny" not in own
            ):
                planned.append(word.raw)
            if word.tag != "NOUN" and all(k & {"not", "deny"} for k in kinds) and not own & {"not", "deny"}:
                denied.append(word.raw)
            if own & {"not", "deny"} and not any(k & {"not", "deny"} for k in kinds):
                affirmed.append(word.raw)
    ours = frozenset().union(*c.statement.operators) if c.statement.operators else frozenset()
    theirs = [
        frozenset().union(
            *(k for w, k in zip(c.sources[s].text.words, c.sources[s].operators, strict=True) if w.sentence == n)
        )
        for s, n in best
    ]
    negated = ours & {"not", "deny"}
    if planned and not ours & IRREAL:
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
    if turned := _turned_verb(c, best):
        yield Fault("affirmed", f"it denies what the articles do not deny ({turned})")
    if affirmed and not any(k & {"not", "deny"} for k in theirs):
        yield Fault("affirmed", f"it denies what the articles do not deny ({affirmed[0]})")
    if negated and not anywhere and not affirmed and not _compares(c):
        yield Fault("affirmed_near", "it denies, and the articles deny nothing")


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


_LIGHT = frozenset(
    [
        "come",
        "came",
        "go",
        "goes",
        "went",
        "gone",
        "make",
        "made",
        "makes",
        "take",
        "takes",
        "took",
        "taken",
        "have",
        "get",
        "got",
        "give",
        "gave",
        "put",
        "be",
        "become",
        "became",
        "see",
        "saw",
        "seen",
        "bring",
        "brought",
        "hold",
        "held",
        "keep",
        "kept",
        "set",
        "told",
        "tell",
        "leave",
        "left",
        "say",
        "said",
    ]
)


def _is_deed(c: Comparison, at: int) -> bool:
    """Whether a word says what happens: a verb of its own weight, or a noun of what befell people."""
    word = c.words[at]
    if word.tag == "VERB":
        return word.fold not in _LIGHT
    return any(m.first <= at <= m.last for m in c.statement.classes["state"]) and c.links[at].likeness >= 0.9


def check_planned_figures(c: Comparison) -> Iterator[Fault]:
    """A number that the sources give of what is planned is not told of what is done."""
    if not all(side.text.lang in languages() | {"und"} for side in c.sources):
        return
    for ours in c.statement.figures:
        if _is_date(c.statement, ours):
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


_WITHDRAWN = frozenset(
    ["retraction", "retracted", "withdrawn", "rectificación", "sprostowanie", "rectificatif", "berichtigung"]
)
_PAST_OFFICE = frozenset(["former", "ex", "onetime", "ousted"])


def check_standing(c: Comparison) -> Iterator[Fault]:
    """A source that is withdrawn proves nothing but that; who holds an office is not told as one who held it."""
    ours = {w.fold for w in c.words}
    opens = [side.text.words[0].fold for side in c.sources if side.text.words]
    if opens and all(word in _WITHDRAWN for word in opens) and not ours & (_WITHDRAWN | {"false", "withdrew"}):
        yield Fault("retracted", "the cited article withdraws its report")
    english = all(side.text.lang in ("en", "und") for side in c.sources)
    theirs = {w.fold for side in c.sources for w in side.text.words}
    for at, word in enumerate(c.words[:-1]):
        follows = {m.kind for m in c.statement.classes["role"] if at < m.first <= at + 2}
        if (
            english
            and word.fold in _PAST_OFFICE
            and follows
            and not theirs & (_PAST_OFFICE | {"then", "late", "previous"})
        ):
            yield Fault("retracted", f"the articles do not say {word.raw} of that office")


SLOT_CHECKS: tuple[Callable[[Comparison], Iterator[Fault]], ...] = (
    check_figures,
    check_classes,
    check_contraries,
    check_reality,
    check_planned_figures,
    check_extent,
    check_rank,
    check_standing,
)
