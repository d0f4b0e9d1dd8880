"""Slots of a text: what its words say of reality, cause, extent, rank, speaker and kind, by the lists of claim_slots.yaml."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tasks.language.encoder import LANGUAGES, encode
from tasks.language.word_lists import word_list
from tasks.verify.text.texts import Text, Word
from tasks.verify.text.words import fold_word

SAME_CLASS = 0.66
"""Cosine between a word of another language and an English word from which it is of the same class: `policja` and police .86,
`policja` and army .44."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A term found in a text: the places of its first and last word, and what it is of."""

    first: int
    last: int
    kind: str


@functools.cache
def _lists() -> Any:
    return word_list("claim_slots")


def languages() -> frozenset[str]:
    """The languages whose words of denial, plan and doubt are known."""
    return frozenset(_lists()["operators"])


@functools.cache
def _pattern(group: str, lang: str) -> re.Pattern[str] | None:
    """One pattern for all terms of a group in a language, a named group a kind."""
    table = _lists()[group].get(lang)
    if table is None:
        return None
    if isinstance(table, str):
        table = {group: table}
    if isinstance(table, list):
        table = dict(enumerate(table))
    parts = [f"(?P<k{kind}>{_alternatives(terms)})" for kind, terms in table.items() if kind != "future"]
    return re.compile(rf"(?<= )(?:{'|'.join(parts)})(?= )")


def _alternatives(terms: str) -> str:
    options = [
        re.escape(" ".join(fold_word(piece) for piece in term.split())).replace(r"\*", "[^ ]*").replace(r"\ ", " ")
        for term in terms.split(",")
        if term.strip()
    ]
    return "|".join(sorted(options, key=lambda o: (-len(o), o)))


def find_marks(text: Text, group: str) -> list[Mark]:
    """The terms of a group of lists in a text, in order; none where the language has no list."""
    pattern = _pattern(group, "en" if text.lang == "und" else text.lang)
    if pattern is None:
        return []
    line, begins = text.folded
    found = []
    for match in pattern.finditer(line):
        first = bisect.bisect_right(begins, match.start()) - 1
        last = bisect.bisect_right(begins, max(match.start(), match.end() - 1)) - 1
        kind = (match.lastgroup or "k")[1:]
        if text.words[first].sentence == text.words[last].sentence and not _is_month(text, first):
            found.append(Mark(first, last, kind))
    if group == "operators" and (future := _lists()[group].get(text.lang, {}).get("future")):
        ending = re.compile(future)
        found += [Mark(i, i, "plan") for i, w in enumerate(text.words) if not w.is_name and ending.fullmatch(w.raw)]
    return sorted(found, key=lambda m: (m.first, m.last))


def _is_month(text: Text, at: int) -> bool:
    """Whether a word is the month of May rather than the verb."""
    word = text.words[at]
    if word.raw != "May":
        return False
    after = text.words[at + 1] if at + 1 < len(text.words) else None
    before = text.words[at - 1] if at else None
    return bool(
        (after and after.is_number)
        or (before and (before.is_number or before.fold in ("in", "of", "since", "last", "until", "by", "on")))
    )


@dataclass(frozen=True, slots=True)
class _Classes:
    """The classes of a set that exclude each other: single words, terms of several words, and vectors for other languages."""

    words: Mapping[str, frozenset[str]]
    terms: re.Pattern[str] | None
    names: tuple[str, ...]


@functools.cache
def _classes(name: str) -> _Classes:
    words: dict[str, set[str]] = {}
    terms: list[str] = []
    for kind, listed in _lists()["exclusive"][name].items():
        options = []
        for term in listed.split(","):
            pieces = fold_word(term.strip()).split()
            if len(pieces) == 1:
                words.setdefault(pieces[0], set()).add(kind)
            elif pieces:
                options.append(re.escape(" ".join(pieces)).replace(r"\ ", "(?: - | )"))
        if options:
            terms.append(f"(?P<k{kind}>{'|'.join(sorted(options, key=len, reverse=True))})")
    pattern = re.compile(rf"(?<= )(?:{'|'.join(terms)})(?= )") if terms else None
    return _Classes({w: frozenset(k) for w, k in words.items()}, pattern, tuple(_lists()["exclusive"][name]))


@functools.cache
def _class_vectors(name: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """The vectors of a set's words, a row each, and the class of each row."""
    pairs = [(term.strip(), kind) for kind, listed in _lists()["exclusive"][name].items() for term in listed.split(",")]
    return encode([term for term, _ in pairs]), tuple(kind for _, kind in pairs)


SETS: tuple[str, ...] = ("state", "role", "portfolio", "direction", "unit", "weapon", "craft", "site", "disaster", "person", "opposition")  # fmt: skip


def find_classes(text: Text, name: str) -> list[Mark]:
    """The words of a text that fall into a class of a set, English ones by the lists, others by the nearest vector."""
    table = _classes(name)
    found: list[Mark] = []
    if text.lang in ("en", "und"):
        for at, word in enumerate(text.words):
            key = word.fold.removesuffix("'s").removesuffix("'")
            found += [Mark(at, at, kind) for kind in sorted(table.words.get(key, ()))]
        if table.terms is not None:
            line, begins = text.folded
            for match in table.terms.finditer(line):
                first = bisect.bisect_right(begins, match.start()) - 1
                last = bisect.bisect_right(begins, match.end() - 1) - 1
                found.append(Mark(first, last, (match.lastgroup or "k")[1:]))
        wide = [m for m in found if m.last > m.first]
        return sorted(
            (m for m in found if m.last > m.first or not any(w.first <= m.first <= w.last for w in wide)),
            key=lambda m: (m.first, m.last, m.kind),
        )
    if name == "state" and text.lang in _lists()["states"]:
        return find_marks(text, "states")
    if text.lang not in LANGUAGES:
        return []
    places = [i for i, w in enumerate(text.words) if w.content and not w.is_number][:FOREIGN_WORDS]
    if not places:
        return []
    rows, kinds = _class_vectors(name)
    likeness = word_vectors(tuple(text.words[i].raw.lower() for i in places)) @ rows.T
    for place, row in zip(places, likeness, strict=True):
        best = int(row.argmax())
        if row[best] >= SAME_CLASS:
            found.append(Mark(place, place, kinds[best]))
    return found


FOREIGN_WORDS = 160
"""Words of a source in another language whose class is read."""


@functools.lru_cache(maxsize=512)
def word_vectors(words: tuple[str, ...]) -> np.ndarray:
    """One row a word."""
    return encode(list(words))


def operator_kinds(text: Text) -> list[frozenset[str]]:
    """By word, the kinds of operators in whose reach it stands: those before it in its clause, or in the clause that it goes on from."""
    marks = find_marks(text, "operators")
    reach: list[set[str]] = [set() for _ in text.words]
    for mark in marks:
        if _counts_nothing(text, mark):
            continue
        for at in range(mark.last + 1, min(len(text.words), mark.last + 1 + REACH[mark.kind])):
            word = text.words[at]
            if word.sentence != text.words[mark.first].sentence or (
                mark.kind == "not" and word.clause > text.words[mark.first].clause + (1 if at - mark.last < 3 else 0)
            ):
                break
            if word.fold in ("but", "while", ";", "however") or _goes_on_alike(text, at):
                break
            reach[at].add(mark.kind)
        for at in _behind(text, mark):
            reach[at].add(mark.kind)
    for at in _infinitives(text):
        reach[at].add("aim")
    return [frozenset(kinds) for kinds in reach]


def _infinitives(text: Text) -> list[int]:
    """English verbs behind `to`, which tell what is meant and not that it is done, but for those that a verb of doing governs: `began to`."""
    if text.lang not in ("en", "und"):
        return []
    done = _words_of_doing()
    found = []
    for at in range(2, len(text.words)):
        word, before = text.words[at], text.words[at - 1]
        if word.tag == "VERB" and not word.finite and before.fold == "to" and before.sentence == word.sentence:
            governor = [w.fold for w in text.words[max(0, at - 1 - GOVERNED) : at - 1] if w.sentence == word.sentence]
            if not done & set(governor):
                found.append(at)
    return found


GOVERNED = 3
"""Words before a `to` among which the verb stands that governs it."""


@functools.cache
def _words_of_doing() -> frozenset[str]:
    return frozenset(_lists()["doing"].split())


REACH = {"not": 5, "deny": 12, "plan": 14, "hedge": 14, "if": 14}
"""Words that an operator reaches: a denial is near to what it denies, a plan or a doubt goes to the end of its clause."""


def _goes_on_alike(text: Text, at: int) -> bool:
    """Whether an `and` begins a clause of its own, with a verb that the words before it do not govern."""
    if text.words[at].fold != "and" or at + 1 >= len(text.words):
        return False
    follows = text.words[at + 1]
    return follows.finite or follows.tag == "AUX" or (follows.tag == "VERB" and follows.fold.endswith("ed"))


def _counts_nothing(text: Text, mark: Mark) -> bool:
    """Whether a denial is a bound (`no fewer than`) or an emphasis (`not only`)."""
    follows = text.words[mark.last + 1].fold if mark.last + 1 < len(text.words) else ""
    return (
        mark.kind == "not"
        and len(text.words[mark.first].fold) <= LONGEST_NEGATION
        and follows in _bounds("en" if text.lang == "und" else text.lang)
    )


LONGEST_NEGATION = 4
"""Letters of a plain word of denial: `no`, `not`, `nie`, `не`."""


@functools.cache
def _bounds(lang: str) -> frozenset[str]:
    """Words that make a bound or an emphasis of a denial before them."""
    return frozenset(fold_word(word) for word in _lists()["bounds"].get(lang, "").split())


def _behind(text: Text, mark: Mark) -> list[int]:
    """The words before a passive operator that it is said of: `the arrest of 113 has been ordered`, `the talks were cancelled`."""
    if mark.kind not in ("plan", "hedge") or text.lang not in ("en", "und"):
        return []
    before = [w.fold for w in text.words[max(0, mark.first - 2) : mark.first]]
    if not any(w in ("is", "are", "was", "were", "been", "be") for w in before):
        return []
    first = mark.first
    while first > 0 and text.words[first - 1].clause == text.words[mark.first].clause:
        first -= 1
    return list(range(first, mark.first))


def class_of(word: Word, name: str) -> frozenset[str]:
    """The classes of one English word in a set."""
    return _classes(name).words.get(word.fold.removesuffix("'s"), frozenset())
