"""The words of an article that a citation rests on: one quotation an article, at most 40 words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tasks.report.prose.inert import plain

QUOTED_WORDS = 40
"""Words quoted of one article, all citations together: enough to check a statement, not a copy of the article."""
QUOTED_SIGNS = 80
"""The same for scripts written without blanks, in characters."""
_READ_CHARACTERS = 4000
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|(?<=[。！？])")
_TOKEN = re.compile(r"[^\W_]{3,}|\d+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def quotation(title: str, text: str, statements: Iterable[str]) -> str:
    """The sentence of the text that says most of what the statements say, cut to 40 words; empty where there is no text.

    Numbers count twice: they are what a reader wants to check. A sentence that only repeats the title is passed over.
    """
    wanted = set(_TOKEN.findall(" ".join(statements).casefold()))
    shown = plain(title).casefold().rstrip(". ")
    best, most = "", -1.0
    for sentence in _SENTENCE.split(plain(text[:_READ_CHARACTERS])):
        sentence = sentence.strip()
        if len(sentence) < 4 or sentence.casefold().rstrip(". ") == shown:
            continue
        tokens = set(_TOKEN.findall(sentence.casefold()))
        shared = sum(2 if token.isdigit() else 1 for token in tokens & wanted)
        if shared > most:
            best, most = sentence, float(shared)
    return _cut(best)


def _cut(sentence: str) -> str:
    if len(_UNSPACED.findall(sentence)) > len(sentence) / 3:
        return sentence if len(sentence) <= QUOTED_SIGNS else sentence[: QUOTED_SIGNS - 1] + "…"
    parts = sentence.split(" ")
    return sentence if len(parts) <= QUOTED_WORDS else " ".join(parts[:QUOTED_WORDS]).rstrip(",;:–- ") + " …"
