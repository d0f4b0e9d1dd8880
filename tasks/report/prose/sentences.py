"""Sentences of an article that can be told again: split, and judged whether they report something on their own.

Known limits: English only, by patterns, not by a parse.
"""

from __future__ import annotations

import re

from tasks.language.word_lists import patterns

_PATTERNS = patterns("retelling")
READ_CHARACTERS = 1_500
"""A report's lead stands early in an article."""

_ABBREVIATION = re.compile(_PATTERNS["abbreviation"])
_BREAK = re.compile(r"(?<=[.!?])[\"”’']?\s+(?=[\"“‘'(]?[A-Z0-9])|\n+")
_GLUED = re.compile(_PATTERNS["glued"])
_LIVE = re.compile(_PATTERNS["live"])
"""The name of a live page that a standfirst ends with."""
DATELINE = re.compile(
    r"^[A-Z][A-Za-z .,/'’-]{1,45}(?:, [A-Z][a-z]+\.? \d{1,2})? (?:\([A-Za-z /]{2,25}\) )?[-–—] (?=[A-Z])"
)
_NO_REPORT = re.compile(_PATTERNS["no_report"], re.IGNORECASE)
_CAPTION = re.compile(_PATTERNS["caption"])
"""How captions of pictures read: a full date at the end, who stands where in brackets."""
_CREDIT = re.compile(_PATTERNS["credit"], re.IGNORECASE)
_PERSONAL = re.compile(_PATTERNS["personal"])
_DANGLING = re.compile(_PATTERNS["dangling"])
_FINITE = re.compile(_PATTERNS["finite"])
_DETERMINERS = re.compile(_PATTERNS["determiners"], re.IGNORECASE)
_PAST = re.compile(r"\b[a-z]{3,}ed\b")


def sentences(text: str) -> list[str]:
    """The sentences of an English text, standfirsts that run into the first sentence split off."""
    found: list[str] = []
    for piece in _BREAK.split(text[:READ_CHARACTERS]):
        piece = piece.strip()
        if not piece:
            continue
        if found and piece.startswith("(") and _CREDIT.match(piece):
            found.pop()  # the credit of a picture: what stands before it is its caption
        elif found and _ABBREVIATION.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    if len(found) > 1 and len(text) > 250 and found[-1][-1:].isalnum():
        found.pop()  # the text was cut off in the middle of its last sentence
    return [_LIVE.sub("", part).strip() for sentence in found for part in _GLUED.split(sentence)]


def is_report(sentence: str) -> bool:
    """Whether a sentence can be retold on its own: a full statement in the third person, no caption, no advert."""
    length = len(sentence.split())
    if not 6 <= length <= 60 or sentence.endswith(("...", "…", "?", "!", ":")):
        return False
    if not sentence[:1].isupper() and not sentence[:1].isdigit():
        return False
    if _NO_REPORT.search(sentence) or _PERSONAL.search(sentence) or _DANGLING.match(sentence):
        return False
    if (
        sentence.count('"') % 2
        or sentence.count("“") != sentence.count("”")
        or ("(" in sentence and ")" not in sentence)
    ):
        return False
    return has_verb(sentence) and not _CAPTION.search(sentence)


def is_headlinese(sentence: str) -> bool:
    """Whether it is a standfirst in the style of a headline: no full stop, and no article or possessive before any noun."""
    return not sentence.endswith((".", ".”", '."', ".’", ".'")) and not _DETERMINERS.search(sentence)


def has_verb(text: str) -> bool:
    """Whether a text has a finite verb, after its first word, that is not inside a relative clause of its subject."""
    main = re.sub(r"\b(?:who|which|that|whose)\b(?: [\w'’-]+){1,3}", " ", text.partition(" ")[2])
    main = re.sub(
        r"(?:\b[\d,]+|\b(?:people|persons|civilians|soldiers|children|those|workers)) (?:killed|injured|wounded|arrested|hurt)\b",
        " ",
        main,
    )
    main = re.sub(
        r"\b(?:the|an?|his|her|its|their|much|newly|recently|most|of|by|in|some|more|many) [a-z]+ed\b", " ", main
    )
    return bool(_FINITE.search(main) or _PAST.search(main))
