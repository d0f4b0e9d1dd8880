"""Checks of numbers: in a source, of the same unit, of the same things, with the same befallen."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from tasks.verify.alignment.comparison import Comparison, Side
from tasks.verify.checks.fault import Fault
from tasks.verify.text.days import MONTHS
from tasks.verify.text.figures import Figure
from tasks.verify.text.words import word_classes

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
        if is_date(c.statement, ours):
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
        if not ours.old and (
            _is_old(c.statement.figures, same, theirs) or _overtaken(ours, c.statement.figures, same, theirs)
        ):
            yield Fault("superseded", f"the articles have a newer number than {said}")
        if ours.ordinal and (rank := _other_rank(c, ours, theirs)):
            yield Fault("rank", f"the articles have {rank} there, not {said}")
        if not ours.ordinal and (fault := _other_things(c, ours, said, same, theirs)):
            yield fault


def _other_rank(c: Comparison, ours: Figure, theirs: list[tuple[Side, Figure]]) -> str:
    """The rank that the sources give to what the statement gives this one; empty where they give this one too, or none."""
    places = {
        (n, p)
        for n, p in (c.links[ours.head].places if ours.head >= 0 and c.links[ours.head].likeness >= SAME_THING else ())
    }
    positions = {id(side): n for n, side in enumerate(c.sources)}
    there = [(side, f) for side, f in theirs if f.ordinal and (positions[id(side)], f.head) in places]
    if not there or any(f.value == ours.value for _, f in there):
        return ""
    side, figure = there[0]
    return side.text.words[figure.first].raw


SAME_THING = 0.85
"""Likeness of what a rank is given to from which it is the same thing."""


def check_trends(c: Comparison) -> Iterator[Fault]:
    """What a number is said to have risen by, or to, has not fallen in the sources."""
    theirs: dict[tuple[float, bool], set[str]] = {}
    for side in c.sources:
        for figure in side.figures:
            if trend := _trend(side, figure):
                theirs.setdefault((figure.value, figure.ordinal), set()).add(trend)
    for ours in c.statement.figures:
        trend = _trend(c.statement, ours)
        said = theirs.get((ours.value, ours.ordinal), set())
        if trend and said and trend not in said:
            yield Fault(
                "contrary", f"the articles have {c.words[ours.first].raw} the other way: {' and '.join(sorted(said))}"
            )


def _trend(side: Side, figure: Figure) -> str:
    """Whether the words by a number of its clause say that something rose or fell; empty where neither or both."""
    words = side.text.words
    near = words[max(0, figure.first - TREND_WORDS) : figure.last + 1 + TREND_WORDS]
    folds = {
        w.fold for w in near if w.sentence == words[figure.first].sentence and w.clause == words[figure.first].clause
    }
    lists = word_classes()
    up, down = bool(folds & lists["upward"]), bool(folds & lists["downward"])
    return "" if up == down else "up" if up else "down"


TREND_WORDS = 4
"""Words to each side of a number among which a word of rising or falling speaks of it."""


def check_parts(c: Comparison) -> Iterator[Fault]:
    """A part of a whole is no greater than it, and of that whole of which the sources tell it."""
    wholes: dict[float, dict[float, Figure]] = {}
    for side in c.sources:
        for whole, part in _parts(side):
            wholes.setdefault(part.value, {}).setdefault(whole.value, whole)
    for whole, part in _parts(c.statement):
        said = " ".join(w.raw for w in c.words[part.first : part.last + 1])
        if part.value > whole.value:
            yield Fault("number", f"{said} cannot be of {c.words[whole.first].raw}")
        theirs = wholes.get(part.value, {}).values()
        if theirs and not any(_equal(whole, one) for one in theirs):
            yield Fault("number", f"the articles give {said} of another whole")


def _parts(side: Side) -> Iterator[tuple[Figure, Figure]]:
    """Pairs of numbers of which the second counts a part of the first: `nine deaths, five of them children`."""
    words, figures = side.text.words, [f for f in side.figures if not f.ordinal and not f.unit and not is_date(side, f)]
    for whole, part in itertools.pairwise(figures):
        if words[whole.first].sentence != words[part.first].sentence:
            continue
        behind = {w.fold for w in words[part.last + 1 : part.last + 1 + OF_WHOLE]}
        before = {w.fold for w in words[max(whole.last + 1, part.first - OF_WHOLE) : part.first]}
        lists = word_classes()
        if ("of" in behind and behind & lists["whole"]) or before & lists["part"]:
            yield whole, part


OF_WHOLE = 3
"""Words from a number to the words that say that it counts a part."""


def _is_old(told: Sequence[Figure], same: list[tuple[Side, Figure]], theirs: list[tuple[Side, Figure]]) -> bool:
    """Whether every source tells a number only to say what it has become, and the statement does not."""
    said = {figure.value for figure in told}
    newer = {f.value for side, f in theirs for one, old in same if side is one and old.first < f.first <= old.last + 6}
    return all(f.old for _, f in same) and not newer & said


def _overtaken(
    ours: Figure, told: Sequence[Figure], same: list[tuple[Side, Figure]], theirs: list[tuple[Side, Figure]]
) -> bool:
    """Whether a source that is no older says that the number of those whom the same befell has risen above this one.

    told: all figures of the statement; one that tells the newer number too ("between 12 and 19", "from 12 to 19") hides nothing.
    """
    said, rises = {figure.value for figure in told}, word_classes()["rises"]
    first = min((side.published for side, _ in same if side.published), default=None)
    if first is None or not ours.states & {"killed", "injured", "missing"}:
        return False
    return any(
        side.published is not None
        and side.published >= first
        and f.value > ours.value
        and f.value not in said
        and not f.ordinal
        and f.states & ours.states
        and any(w.fold in rises and w.sentence == side.text.words[f.first].sentence for w in side.text.words)
        for side, f in theirs
        if any(side is not other for other, _ in same)
    )


def is_date(side: Side, figure: Figure) -> bool:
    """Whether a number is part of a date: it stands at a month, or it is a year."""
    words = side.text.words
    near = [w.fold for w in words[max(0, figure.first - 1) : figure.last + 2]]
    if any(month in near for month in MONTHS):
        return True
    return (
        1900 <= figure.value <= 2100
        and words[figure.first].is_number
        and len(words[figure.first].raw) == 4
        and not figure.unit
    )


def _equal(ours: Figure, theirs: Figure) -> bool:
    if ours.value == theirs.value:
        return True
    if ours.ordinal or theirs.ordinal:
        return False
    if _converts(ours, theirs):
        return True
    if _digits(ours.value) > _digits(theirs.value):
        return False  # what is rounded is no more exact than what it was rounded from
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


def _digits(value: float) -> int:
    """The digits of a number without the noughts at its end: 2 of 1,200."""
    return len(f"{value:.10g}".replace(".", "").strip("0"))


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
