"""Which of the counts that a text states is its own event's toll, or whether none is.

Texts state the tolls of other events beside their own: the attack of which the trial is, the war in which a speech is
held, the famous man who died of age. A learned choice (`tasks.language.choice`) weighs how each count is stated, where,
and what the title speaks of; trained by `tests.measure.train_where`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tasks.language.choice import Choice, Features
from tasks.language.word_lists import word_list

NONE_MOST = 0.4
"""A toll is read where it is at most so probable that the text states none of its own: an invented one costs more."""
NONE_MOST_HEADLINE = 0.7
"""The same where the headline itself gives a number of two or more."""
NONE_MOST_ONE = 0.7
"""The same where it names one dead."""
LEARNED = frozenset(["en", "pl", "fr", "es", "ru", "ne", "bn"])
"""Languages of which the labels hold enough; of others the first count by plain rank is taken."""
_WORD = re.compile(r"[^\W\d_][\w'-]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LEDE = 250
_SIZES = (1, 2, 5, 10, 50, 200, 1000)
_TEXT_WORDS = 30


@dataclass(frozen=True, slots=True)
class StatedCount:
    """A count as the text states it: `title[start:end]` or `text[start:end]`."""

    low: int
    high: int
    start: int
    end: int
    vague: bool
    way: str
    term: str
    in_title: bool
    rank: int
    """Its number among those of the title or of the text."""


@functools.cache
def _cues() -> dict[str, re.Pattern[str]]:
    """What titles and ledes say when their dead are of another event, or of age, by what it shows."""
    return {name: re.compile("|".join(patterns)) for name, patterns in word_list("toll_cues").items()}


@functools.cache
def _choice() -> Choice:
    return Choice.read(Path(__file__).parents[1] / "data" / "tolls.npy")


def toll_candidates(title: str, text: str, lang: str, counts: Sequence[StatedCount]) -> list[Features]:
    """The features of each count, and last of there being none."""
    values = [count.low for count in counts]
    rows: list[Features] = []
    for number, count in enumerate(counts):
        source = title if count.in_title else text
        size = sum(count.low >= step for step in _SIZES)
        where = "title" if count.in_title else f"text {min(count.rank, 3)}"
        before = _WORD.findall(source[max(0, count.start - 40) : count.start].lower())[-2:]
        after = _WORD.findall(source[count.end : count.end + 30].lower())[:2]
        others = [counts[n] for n in range(len(counts)) if n != number]
        row: dict[str, float] = {
            "some": 1.0,
            f"some {lang}": 1.0,
            where: 1.0,
            f"{where} {count.way}": 1.0,
            f"size {size}": 1.0,
            f"{where} size {size}": 1.0,
            f"{lang} {count.term}": 1.0,
            f"{lang} {count.way}": 1.0,
            f"{lang} {where} {count.term}": 0.5,
            "vague": float(count.vague),
            "said twice": float(any(other.low == count.low for other in others)),
            "largest": float(len(set(values)) > 1 and count.low == max(values)),
            "smallest": float(len(set(values)) > 1 and count.low == min(values)),
            "first": float(number == 0),
            "title has another": float(not count.in_title and any(other.in_title for other in others)),
            "year": float(_YEAR.search(source[max(0, count.start - 60) : count.end + 40]) is not None),
            "opens": float(count.start < 60),
            "far": min(1.0, count.start / 600),
        }
        for position, word in enumerate(reversed(before)):
            row[f"{lang} before {position} {word}"] = 1.0
        for position, word in enumerate(after):
            row[f"{lang} after {position} {word}"] = 1.0
        rows.append(row)
    none: dict[str, float] = {"none": 1.0, f"none {lang}": 1.0}
    in_title = _WORD.findall(title.lower())
    for word in in_title:
        none[f"none {word[:7]}"] = 1.0
    for word in _WORD.findall(text.lower())[:_TEXT_WORDS]:
        none.setdefault(f"none text {word[:7]}", 0.5)
    lowered, lede = title.lower(), text[:_LEDE].lower()
    for name, pattern in _cues().items():
        none[f"none {name}, title"] = float(pattern.search(lowered) is not None)
        none[f"none {name}, lede"] = float(pattern.search(lede) is not None)
    none["none stated in title"] = float(any(count.in_title for count in counts))
    none["none ?"] = float("?" in title or "¿" in title)
    none["none short"] = float(len(in_title) < 6)
    rows.append(none)
    return rows


def own_toll(title: str, text: str, lang: str, counts: Sequence[StatedCount]) -> int | None:
    """The number of the count that is the event's own toll; None where no count is."""
    if not counts:
        return None
    if lang not in LEARNED:
        return min(range(len(counts)), key=lambda n: _plain_rank(counts[n]))
    if not title.strip():  # a text alone speaks as a headline does
        title, text, counts = text, "", [replace(one, in_title=True) for one in counts]
    *shares, none = _choice().probabilities(toll_candidates(title, text, lang, counts))
    exact = [n for n, one in enumerate(counts) if not one.vague and one.way != "lone"]
    best = max(range(len(shares)), key=lambda n: (shares[n], -n))
    if counts[best].vague:  # "dozens" is put exactly further down
        best = next((n for n in exact if counts[best].low <= counts[n].low <= counts[best].high), best)
    one = counts[best]
    most = NONE_MOST if one.way == "lone" or not one.in_title else NONE_MOST_ONE if one.low == 1 else NONE_MOST_HEADLINE
    return None if none > most else best


def _plain_rank(one: StatedCount) -> tuple[bool, bool, bool, int]:
    """Without learning: an exact number before a vague one, a number before a bare verb, the title before the text."""
    return one.way == "lone", one.vague, not one.in_title, one.rank
