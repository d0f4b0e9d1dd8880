"""Numbers of a sentence in digits or words, with what they count."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from tasks.language.word_lists import word_list
from tasks.verify.text.words import stem, tokenise, word_classes

_WORDS = word_list("claim_quantities")
SCALES: dict[str, float] = {word: float(value) for word, value in _WORDS["scales"].items()}
NUMBER_WORDS: dict[str, int] = {word: value for value, word in enumerate(_WORDS["ones"].split())} | {
    word: 10 * value for value, word in enumerate(_WORDS["tens"].split(), start=2)
}
_MORE = tuple(_WORDS["more"].split(", "))
_FEWER = tuple(_WORDS["fewer"].split(", "))
_ROUGHLY = re.compile(rf"(?:{'|'.join(_WORDS['roughly'])})\s[$€£]?$")
_DIGITS = re.compile(r"(?<![\w.,])[$€£¥]?(\d{1,3}(?:[,\u00a0]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?([A-Za-z%]+)?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what it counts as far as that can be told: `killed`, `injured`, `money`, `percent`, ..."""

    value: float
    text: str
    roles: frozenset[str]
    hedged: bool
    bound: int
    """1 where it says that there are more (`more than 30`), -1 where fewer (`nearly 50`), else 0."""
    head: str
    """Stem of the word that it counts: the first word of content after it."""
    counts_name: bool
    """That word is a name: ten `Afghans`."""
    measure: tuple[str, float] | None = None
    """What it comes to in the unit of its kind, where it is a measure: 2 weeks is (time, 14 days)."""


def read_numbers(sentence: str, lang: str = "en") -> list[Number]:
    """The numbers of one sentence (dates already cut out), in digits or words, scaled, each with its roles."""
    found: list[tuple[int, int, float, str]] = [*_digit_numbers(sentence), *_word_numbers(sentence)]
    if lang in _foreign():
        found += [
            (m.start(), m.end(), float(known), m[0])
            for m in re.finditer(r"[^\W\d_]+", sentence)
            if (known := _foreign()[lang].get(m[0].lower())) is not None
        ]
    found.sort()
    numbers = []
    for index, (start, end, value, text) in enumerate(found):
        left = found[index - 1][1] if index else 0
        right = found[index + 1][0] if index + 1 < len(found) else len(sentence)
        hedged = bool(_ROUGHLY.search(sentence[max(0, start - 16) : start + 1].rstrip() + " "))
        before = sentence[max(0, start - 22) : start].rstrip("$€£ ").lower()
        bound = 1 if before.endswith(_MORE) else -1 if before.endswith(_FEWER) else 0
        numbers.append(
            Number(
                value,
                text,
                _roles(sentence, left, start, end, right),
                hedged,
                bound,
                *_head(sentence[end:right]),
                _measure(value, sentence[end:right]),
            )
        )
    return numbers


_UNITS: dict[str, tuple[str, float]] = {
    unit: (kind, float(size)) for kind, units in _WORDS["units"].items() for unit, size in units.items()
}
"""Units that reports convert freely: days, kilometres, kilograms and millimetres are what a measure is compared in."""


def _measure(value: float, after: str) -> tuple[str, float] | None:
    found = re.match(r"[\s-]*([A-Za-z]+)", after)
    if found is None:
        return None
    word = found[1].lower()
    unit = _UNITS.get(word) or _UNITS.get(word.removesuffix("s"))
    return (unit[0], value * unit[1]) if unit else None


def _digit_numbers(sentence: str) -> Iterable[tuple[int, int, float, str]]:
    for match in _DIGITS.finditer(sentence):
        value = float(re.sub("[,\u00a0]", "", match[1]))
        unit = (match[2] or "").lower()
        end = match.end(1)
        if unit in SCALES and not (unit in ("m", "b", "k") and not _is_scale(sentence, match)):
            value, end = value * SCALES[unit], match.end(2)
        yield match.start(), end, value, sentence[match.start() : end]


_CURRENCY_BEFORE = re.compile(r"(?:[$€£¥]|\b(?:EUR|USD|GBP|CHF|JPY|CNY|INR|RUB|Rs\.?))\s?$")


def _is_scale(sentence: str, match: re.Match[str]) -> bool:
    """Whether the m, b or k at a number means millions, billions or thousands: it stands at money, or a counted thing follows."""
    if match[0][0] in "$€£¥" or _CURRENCY_BEFORE.search(sentence[: match.start()]):
        return True
    joined = match.end(1) == match.start(2)
    follows = re.match(r"\s+([a-z]+)", sentence[match.end(2) :])
    return joined and follows is not None and follows[1] not in _AFTER_METRES


_AFTER_METRES = frozenset(_WORDS["after_metres"].split())


def _word_numbers(sentence: str) -> Iterable[tuple[int, int, float, str]]:
    run: list[re.Match[str]] = []
    total = current = 0.0
    for match in [*re.finditer(r"[A-Za-z]+", sentence), None]:
        word = match[0].lower() if match else ""
        joined = bool(run) and match is not None and re.fullmatch(r"[\s-]+", sentence[run[-1].end() : match.start()])
        if run and not (joined and (word in NUMBER_WORDS or (word in SCALES and word.isalpha() and len(word) > 2))):
            if not (len(run) == 1 and run[0][0].lower() in ("one", "zero")):
                yield run[0].start(), run[-1].end(), total + current, sentence[run[0].start() : run[-1].end()]
            run, total, current = [], 0.0, 0.0
        if match is None:
            continue
        if word in NUMBER_WORDS:
            run.append(match)
            current += NUMBER_WORDS[word]
        elif run and word in SCALES and len(word) > 2:
            run.append(match)
            current *= SCALES[word]
            if SCALES[word] >= 1000:
                total, current = total + current, 0.0


@functools.cache
def _foreign() -> dict[str, dict[str, int]]:
    """By language, the words for the small numbers."""
    data = word_list("claim_numbers")
    return {
        lang: {word: int(value) for value, words in table.items() for word in words.split()}
        for lang, table in data.items()
    }


def _head(after: str) -> tuple[str, bool]:
    words = word_classes()
    for token in tokenise(after)[:4]:
        if not token.is_word:
            return "", False
        if token.fold not in words["stop"] and token.fold not in words["neutral"] and token.fold not in SCALES:
            return token.stem, token.raw[0].isupper()
    return "", False


@functools.cache
def _role_words() -> dict[str, str]:
    return {
        stem(word): role[5:] for role, words in word_classes().items() if role.startswith("role_") for word in words
    }


def _roles(sentence: str, left: int, start: int, end: int, right: int) -> frozenset[str]:
    """What a number counts: from the words between it and its neighbours, in its own part of the sentence first."""
    if sentence[start : start + 1] in "$€£¥" or re.match(
        r"\s?(?:dollars|euros|pounds|rupees|rubles)", sentence[end : end + 10]
    ):
        return frozenset({"money"})
    if re.match(r"\s?(?:%|percent|per cent)", sentence[end : end + 10]):
        return frozenset({"percent"})
    after = re.split(r"[;,]| and | while | but | with | of them ", sentence[end:right])[0]
    before = re.split(r"[;,]| and | while | but ", sentence[left:start])[-1]
    names = _role_words()
    for part in (after, before):
        roles = {names[t.stem] for t in tokenise(part) if t.stem in names}
        if roles:
            return frozenset(roles)
    return frozenset()
