"""Words: tokens, folding, stems, sentences, and the word lists of claims.yaml."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from tasks.language.word_lists import word_list

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]", re.UNICODE)

_SENTENCE = re.compile(r"(?<=[.!?])[\"”’']?\s+(?=[\"“‘'(]?[A-Z0-9])|\n+|(?<=[。！？؟।])")

QUOTE = re.compile(r"“([^”]*)”")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or punctuation mark: as written, folded, and stemmed."""

    raw: str
    fold: str
    stem: str
    is_word: bool


@functools.cache
def word_classes() -> dict[str, frozenset[str]]:
    """The word lists of claims.yaml by name, folded."""
    data = word_list("claims")
    return {name: frozenset(fold_word(word) for word in words.split()) for name, words in data["words"].items()}


@functools.cache
def synonyms() -> dict[str, frozenset[int]]:
    """Stem -> the numbers of its groups of words that may stand for each other."""
    data = word_list("claims")
    found: dict[str, set[int]] = {}
    for number, group in enumerate(data["synonyms"]):
        for word in group.split():
            found.setdefault(stem(fold_word(word)), set()).add(number)
    return {word: frozenset(groups) for word, groups in found.items()}


@functools.cache
def opposites() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Pairs of groups of folded words that say the opposite of each other."""
    data = word_list("claims")
    halves = (pair.split(" / ") for pair in data["opposites"])
    return tuple((frozenset(one.split()), frozenset(two.split())) for one, two in halves)


@functools.cache
def same_names() -> dict[str, frozenset[str]]:
    """Folded name -> the other names of the same thing."""
    data = word_list("claims")
    found: dict[str, set[str]] = {}
    for group in data["names"]:
        names = [fold_word(name.strip()) for name in group.split(",")]
        for name in names:
            found.setdefault(name, set()).update(names)
    return {name: frozenset(names) for name, names in found.items()}


_CYRILLIC = str.maketrans(
    dict(
        zip(
            "абвгдезийклмнопрстуфыэіїєґўөү",
            [
                "a",
                "b",
                "v",
                "g",
                "d",
                "e",
                "z",
                "i",
                "i",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
                "f",
                "y",
                "e",
                "i",
                "i",
                "e",
                "g",
                "u",
                "o",
                "u",
            ],
            strict=True,
        )
    )
    | {
        "ё": "e",
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ъ": "",
        "ь": "",
        "ю": "yu",
        "я": "ya",
    }
)
"""Cyrillic to Latin as news agencies write names (a simplified BGN/PCGN)."""


@functools.lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """The word in small Latin letters without marks: `Marčiulionytė` -> `marciulionyte`, `Дархан` -> `darkhan`."""
    plain = unicodedata.normalize(
        "NFKD", word.casefold().translate(_CYRILLIC).replace("’", "'").replace("ı", "i").replace("ø", "o")
    )
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("ł", "l").replace("đ", "d")


_SUFFIXES = tuple(word_list("claims")["suffixes"].split())


@functools.cache
def _irregular() -> dict[str, str]:
    """The forms of irregular English verbs -> their base form; plural nouns that look like one (`leaves`, `rose`) go with it."""
    found: dict[str, str] = {}
    for pair in f"{word_list('headlines')['irregular']} {word_list('claims')['participles']}".split():
        base, _, past = pair.partition(":")
        ending = "es" if base.endswith(("s", "sh", "ch", "x", "o")) else "s"
        ing = f"{base.removesuffix('e')}ing" if not base.endswith("ee") else f"{base}ing"
        found.update(dict.fromkeys((base, past, base + ending, ing), base))
    return found


@functools.lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A short form that inflections of an English word share: `injuring`, `injured`, `injures` -> `injur`."""
    word = word.removesuffix("'s").removesuffix("'")
    if word in _irregular():
        return _irregular()[word]
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word


@functools.lru_cache(maxsize=2048)
def tokenise(text: str) -> tuple[Token, ...]:
    """The words and marks of a text in order."""
    found = []
    for match in _TOKEN.finditer(text.replace("-", " ").replace("–", " – ")):
        raw = match[0]
        folded = fold_word(raw)
        found.append(Token(raw, folded, stem(folded), raw[0].isalnum()))
    return tuple(found)


_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Sgt|Capt|Sen|Rep|Gov|Prof|St|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|"
    r"(?:[A-Z]\.)+[A-Z]|a\.m|p\.m|[A-Z])\.$"
)


LONGEST_ABBREVIATION = 24
"""Characters at the end of a sentence that are looked at for one."""


def split_sentences(text: str) -> list[str]:
    """The sentences of a text; an abbreviation's point ends none."""
    found: list[str] = []
    for part in _SENTENCE.split(text):
        piece = part.strip() if part else ""
        if not piece:
            continue
        if found and _ABBREVIATION.search(found[-1][-LONGEST_ABBREVIATION:]):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found
