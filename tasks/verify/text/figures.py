"""Figures of a text: numbers in digits and words of many languages, with their unit, what they count and what befell those counted."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tasks.language.lexicon import fold_for_lexicon
from tasks.language.numbers import number_words
from tasks.language.word_lists import word_list
from tasks.verify.text.slots import Mark, find_classes, find_marks
from tasks.verify.text.texts import Text
from tasks.verify.text.words import word_classes

Thing = TypeVar("Thing")

COMMA_DECIMALS = frozenset(word_list("claim_quantities")["comma_decimals"].split())
"""Languages that write a comma before decimals."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a text."""

    value: float
    first: int
    last: int
    """Places of its first and last word."""
    ordinal: bool
    bound: int
    """1 where it says that there are more, -1 where fewer, else 0."""
    rounded: bool
    """Whether it says that it is not exact."""
    unit: str
    """The class of its unit: `km`, `dollar`, `percent`; empty where it counts things."""
    states: frozenset[str]
    """What befell those counted: killed, injured, missing."""
    head: int
    """Place of the word that it counts, or -1."""
    old: bool = False
    """Whether the text gives a newer number instead: `from 148 to 212`."""


FIGURES_AT_MOST = 150
"""Numbers of a text that are read: a news item has a tenth of that, and what a hostile one may cost stays bounded."""


def read_figures(text: Text) -> list[Figure]:
    """The numbers of a text in order, ordinals with them; years and days of the month among them where they are no dates by form."""
    found = sorted([*_digits(text), *_in_words(text), *_ordinals(text)], key=lambda f: (f[1], -f[2]))
    spans: list[tuple[float, int, int, bool]] = []
    for one in found:
        if len(spans) == FIGURES_AT_MOST:
            break
        if not spans or one[1] > spans[-1][2]:
            spans.append(one)
    states = find_classes(text, "state")
    units = {m.first: m.kind for m in find_classes(text, "unit")}
    return [
        Figure(
            value,
            first,
            last,
            ordinal,
            _bound(text, first),
            _is_rounded(text, first),
            _unit(text, first, last, units),
            frozenset() if ordinal else _states(text, (first, last), spans, states),
            _head(text, last),
            _is_old(text, first, last, spans),
        )
        for value, first, last, ordinal in spans
    ]


def _digits(text: Text) -> list[tuple[float, int, int, bool]]:
    found = []
    for at, word in enumerate(text.words):
        if not word.is_number:
            continue
        value, last = parse_number(word.raw, text.lang), at
        follows = text.words[at + 1] if at + 1 < len(text.words) else None
        near = follows is not None and follows.start - word.end <= 1
        ordinal = bool(follows is not None and follows.start == word.end and follows.fold in ("st", "nd", "rd", "th"))
        if not ordinal and follows is not None and near:
            table = _scales().get(text.lang, _scales()["en"])
            scale = table.get(follows.raw.lower())
            if scale and not (follows.raw in ("m", "k") and not _at_money(text, at)):
                value, last = value * scale, at + 1
        found.append((value, at, last, ordinal))
    return found


def parse_number(raw: str, lang: str) -> float:
    """The value of digits with separators as a language writes them: `9.311,00` is 9311 in Polish, `5.6` is 5.6 in English."""
    plain = re.sub(r"[ \u00a0\u202f]", "", raw)
    thousands, decimal = (".", ",") if lang in COMMA_DECIMALS else (",", ".")
    if re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+", plain):
        return float(plain.replace(thousands, ""))
    if re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})*\{decimal}\d+", plain):
        return float(plain.replace(thousands, "").replace(decimal, "."))
    pieces = re.split("[.,]", plain)
    if len(pieces) == 2 and len(pieces[1]) != 3:
        return float(f"{pieces[0]}.{pieces[1]}")
    return float("".join(pieces))


_CURRENCIES = frozenset(word_list("claim_quantities")["currencies"].split())


def _at_money(text: Text, at: int) -> bool:
    return at > 0 and text.words[at - 1].raw in _CURRENCIES


def _in_words(text: Text) -> list[tuple[float, int, int, bool]]:
    lang = "en" if text.lang == "und" else text.lang
    table = number_words(lang)
    found = []
    by_start = {w.start: i for i, w in enumerate(text.words)}
    dozens = frozenset(["dozen"])
    folded = fold_for_lexicon(text.raw)
    if len(folded) == len(text.raw):
        for match in re.compile(table.run).finditer(folded):
            value, size = table.value(match.group())
            first = by_start.get(match.start())
            if first is None:
                continue
            last = (
                max(i for i, w in enumerate(text.words[first : first + 8], first) if w.end <= match.start() + size)
                if text.words[first].end <= match.start() + size
                else first
            )
            word = text.words[first]
            if (value in (0, 1) and first == last) or _is_short_form(text, first, last):
                continue
            if not word.is_number:
                follows = text.words[last + 1].fold if last + 1 < len(text.words) else ""
                times, wide = (12, 1) if follows in dozens else (1, 0)
                found.append((float(value) * times, first, last + wide, False))
    for at, word in enumerate(text.words):
        known = _extra().get(lang, {}).get(word.raw.lower())
        if known is not None:
            found.append((float(known), at, at, False))
        elif lang == "en" and word.fold == "fortnight":
            found.append((2.0, at, at, False))
    return found


def _is_short_form(text: Text, first: int, last: int) -> bool:
    """Whether a number word in capitals stands among words in small letters: the network TEN-T counts nothing."""
    around = [*text.words[max(0, first - 2) : first], *text.words[last + 1 : last + 3]]
    return len(text.words[first].raw) > 1 and text.words[first].raw.isupper() and any(w.raw.islower() for w in around)


@functools.cache
def _scales() -> dict[str, dict[str, float]]:
    """By language, the words behind a number that multiply it (claim_scales.yaml)."""
    return {
        lang: {word: float(factor) for factor, words in table.items() for word in words.split()}
        for lang, table in word_list("claim_scales").items()
    }


@functools.cache
def _extra() -> dict[str, dict[str, int]]:
    """By language, further words for small numbers (claim_numbers.yaml)."""
    return {
        lang: {word: int(value) for value, words in table.items() for word in words.split()}
        for lang, table in word_list("claim_numbers").items()
    }


def _ordinals(text: Text) -> list[tuple[float, int, int, bool]]:
    return [(float(m.kind), m.first, m.last, True) for m in find_marks(text, "ranks")]


def _bound(text: Text, first: int) -> int:
    before = [w.fold for w in text.words[max(0, first - 4) : first]]
    close, lists = before[-3:], word_classes()
    if (
        any(w in lists["at_least"] for w in close[-2:])
        or any(w in lists["above"] for w in close[-2:])
        or ("more" in close and "than" in close)
    ):
        return 1
    return -1 if any(w in lists["below"] for w in close[-2:]) else 0


def _is_rounded(text: Text, first: int) -> bool:
    return any(w.fold in word_classes()["roughly"] for w in text.words[max(0, first - 2) : first])


def _unit(text: Text, first: int, last: int, units: dict[int, str]) -> str:
    before = text.words[first - 1].raw if first else ""
    if before in _CURRENCIES:
        return {"$": "dollar", "USD": "dollar", "€": "euro", "EUR": "euro"}.get(before, before)
    for at in range(last + 1, min(len(text.words), last + 4)):
        word = text.words[at]
        if word.raw == "%" or word.fold in ("percent", "proc", "procent", "procentow", "prozent"):
            return "percent"
        if word.fold == "per" and at + 1 < len(text.words) and text.words[at + 1].fold == "cent":
            return "percent"
        if at in units:
            return units[at]
        if not word.raw[0].isalnum() and word.raw != "-":
            break
        if word.content and word.tag not in ("ADJ", "") and text.lang == "en":
            break
    return ""


def _around(found: Sequence[Thing], place: Callable[[Thing], int], at: int) -> Sequence[Thing]:
    """Of things in the order of their places, those within reach of one."""
    low = bisect.bisect_left(found, at - 2 * STATE_REACH, key=place)
    return found[low : bisect.bisect_right(found, at + 2 * STATE_REACH, key=place)]


def _states(
    text: Text, own: tuple[int, int], spans: Sequence[tuple[float, int, int, bool]], states: Sequence[Mark]
) -> frozenset[str]:
    """What befell those counted: by the nearest word of it, words between and other numbers in between making it further."""
    first, last = own
    sentence, clause = text.words[first].sentence, text.words[first].clause
    best, kinds = float("inf"), set()
    near = [s[1] for s in _around(spans, lambda s: s[1], first) if not s[3]]
    for mark in _around(states, lambda m: m.first, first):
        if text.words[mark.first].sentence != sentence:
            continue
        low, high = (last, mark.first) if mark.first > last else (mark.last, first)
        if low > high:
            continue
        far = float(high - low)
        far += 2.5 * abs(text.words[mark.first].clause - clause)
        far += 6 * sum(low < at < high for at in near)
        if mark.first < first:
            far += 0.5
        if far < best:
            best, kinds = far, {mark.kind}
        elif far == best:
            kinds.add(mark.kind)
    return frozenset(kinds) if best <= STATE_REACH else frozenset()


STATE_REACH = 12
"""Words, and their like in clauses and numbers between, within which a number and what befell those counted stand."""


def _head(text: Text, last: int) -> int:
    """The place of the noun that a number counts: the last of the nouns that follow it, before any other word."""
    found = -1
    for at in range(last + 1, min(len(text.words), last + 6)):
        word = text.words[at]
        if not word.raw[0].isalnum():
            if word.raw == "-" or (word.raw == "." and at == last + 1 and not text.words[last].is_number):
                continue
            break
        if word.tag:
            if word.tag in ("NOUN", "PROPN"):
                found = at
            elif found >= 0 or (
                word.tag in ("VERB", "AUX", "ADP", "PRON", "SCONJ", "CCONJ")
                and word.fold not in ("of", "the", "other", "more")
            ):
                break
        elif word.content:
            return at
    return found


def _is_old(text: Text, first: int, last: int, spans: Sequence[tuple[float, int, int, bool]]) -> bool:
    before = text.words[first - 1].fold if first else ""
    if before not in ("from", "z", "de", "von", "с", "with", "con"):
        return False
    follows = [s for s in spans if last < s[1] <= last + 4]
    return (
        before == "from"
        and (
            (bool(follows) and text.words[follows[0][1] - 1].fold in ("to", "do"))
            or "up" in [w.fold for w in text.words[max(0, first - 2) : first]]
        )
    ) or (bool(follows) and text.words[follows[0][1] - 1].fold in ("do", "a", "auf", "до"))
