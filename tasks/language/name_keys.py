"""Words and name keys: how a place name is compared across spellings, scripts and languages.

A name key is lower case without diacritics, apostrophes and hyphens: `Zamyn-Üüd` and `zamyn uud` are one key,
`St. Louis` and `Saint Louis` another. Marks are removed only where they are diacritics (Latin, Greek, Cyrillic,
Arabic, Hebrew); in Indic scripts they are vowels and stay.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_VOWEL_SIGNS = "\u0900-\u0963\u0966-\u0df3\u0e31-\u0e4e\u0eb1-\u0ecd\u0f18-\u0fbc\u102b-\u109d\u135d-\u135f\u17b4-\u17d3\u200c\u200d"
_WORD = re.compile(rf"[\w{_MARKS}{_VOWEL_SIGNS}]+(?:['’ʼ`´‘ʻ][\w{_MARKS}{_VOWEL_SIGNS}]+)*")
_ELIDED = re.compile(r"^\w{1,5}['’](?=\w)")
_DIACRITICS = re.compile(rf"[{_MARKS}]")
_APOSTROPHES = re.compile(r"['’ʼ`´‘ʻʿʾ]")
_NO_WORD = re.compile(rf"[^\w{_VOWEL_SIGNS}]+|_")

_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ə": "a",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ۀ": "ه", "ە": "ه",
        "ک": "ك", "ـ": "", "ґ": "г", "ʹ": "", "ʺ": "", "\u200c": " ", "\u200d": "",
    }
)  # fmt: skip
_ABBREVIATIONS = {"st": "saint", "mt": "mount", "ft": "fort", "ste": "sainte"}

UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f"  # Myanmar
    "\u1780-\u17ff"  # Khmer
    "\u3040-\u30ff"  # Hiragana, Katakana
    "\u3400-\u4dbf\u4e00-\u9fff"  # Han
)
"""Scripts that are written without spaces between words."""
_UNSPACED = re.compile(rf"[{UNSPACED}]")


class Case(IntEnum):
    """How a word is written."""

    LOWER = 0
    CAPITAL = 1
    UPPER = 2
    NONE = 3
    """The script has no capital letters."""


@dataclass(frozen=True, slots=True)
class NameToken:
    """A word of a text: its offsets, its key and how it is written."""

    text: str
    start: int
    end: int
    key: str
    case: Case
    unspaced: bool
    """It is a run of a script without spaces and may hold several words."""


@functools.lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """The key under which a name is stored and looked up; words are separated by one space."""
    if name.isascii():
        folded = name.lower()
    else:
        folded = unicodedata.normalize("NFKC", name).casefold()
        if _has_diacritics(folded):
            folded = _DIACRITICS.sub("", unicodedata.normalize("NFD", folded))
        folded = unicodedata.normalize("NFC", folded.translate(_LETTERS))
    folded = _NO_WORD.sub(" ", _APOSTROPHES.sub("", folded)).strip()
    return join_key(folded.split())


def join_key(words: Sequence[str]) -> str:
    """The key of a name given as the keys of its words: `st louis` becomes `saint louis`."""
    last = len(words) - 1
    return " ".join([_ABBREVIATIONS.get(word, word) if n < last else word for n, word in enumerate(words)])


@functools.lru_cache(maxsize=50_000)
def _word(text: str) -> tuple[str, Case, bool]:
    key = _APOSTROPHES.sub("", text.lower()) if text.isascii() else name_key(text).replace(" ", "")
    first = text[0]
    mark = _ELIDED.match(text)
    if "\u10a0" <= first <= "\u10ff":
        case = Case.NONE  # Georgian letters count as small ones in Unicode, but names have no capitals
    elif first.isupper() or (mark and text[mark.end()].isupper()):
        case = Case.UPPER if len(text) > 1 and text.isupper() else Case.CAPITAL
    elif first.islower():
        case = Case.LOWER
    else:
        case = Case.NONE
    return key, case, _UNSPACED.search(text) is not None


def tokens(text: str) -> list[NameToken]:
    """The words of a text in order. Hyphens separate words, apostrophes inside a word do not.

    The English genitive is cut off: the word of `Turkey's` is `Turkey`.
    """
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        if word.endswith(("'s", "’s", "'S", "’S")):
            word = word[:-2]
        key, case, unspaced = _word(word)
        if key:
            found.append(NameToken(word, match.start(), match.start() + len(word), key, case, unspaced))
    return found


def _has_diacritics(text: str) -> bool:
    """Whether marks in the text are diacritics. Indic and Japanese marks are letters and stay."""
    return any(
        "\u00c0" <= char <= "\u07ff" or "\u1e00" <= char <= "\u1fff" or "\u0300" <= char <= "\u036f" for char in text
    )
