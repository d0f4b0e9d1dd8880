"""Prose that is ours: runs of words that are an article's own are found, and broken without changing what is said.

Outside quotation marks no run of more than 15 words of a report is an article's. A run is broken by naming the outlet at
a joint of the sentence, by plain rewording, or by leaving a tail away; what cannot be broken so is not told.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from tasks.language.word_lists import patterns, word_list
from tasks.report.prose.inert import plain
from tasks.report.prose.sentences import has_verb

_PATTERNS = patterns("retelling")
RUN_WORDS = 15
"""Longest run of an article's words outside quotation marks."""
QUOTE_WORDS = 40
"""Most words quoted from one article in a report."""

_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*", re.UNICODE)
TAILS = re.compile(_PATTERNS["tails"])
"""Where a tail of a sentence begins that may be left away."""
_MEASURE = re.compile(_PATTERNS["measure"])
_REWORD = tuple((re.compile(pattern), new) for pattern, new in word_list("rewordings").items())


def word_tokens(text: str) -> list[str]:
    """The words of a text in small letters, as runs and quotations are counted."""
    return [match[0].casefold().replace("’", "'") for match in _WORD.finditer(text)]


@functools.lru_cache(maxsize=512)
def _grams(text: str) -> frozenset[tuple[str, ...]]:
    found = word_tokens(text)
    return frozenset(tuple(found[i : i + RUN_WORDS + 1]) for i in range(len(found) - RUN_WORDS))


def copied_run(text: str, sources: Sequence[str]) -> int | None:
    """Where, in words, the first run of more than 15 of a source's words starts in the text; None where there is none.

    Words in quotation marks are not counted: they are marked as someone else's.
    """
    known = [_grams(source) for source in sources]
    at = 0
    for position, part in enumerate(re.split(r"[“”]", text)):
        found = word_tokens(part)
        if position % 2 == 0:
            for i in range(len(found) - RUN_WORDS):
                if any(tuple(found[i : i + RUN_WORDS + 1]) in grams for grams in known):
                    return at + i
        at += len(found)
    return None


def break_runs(text: str, sources: Sequence[str], *, cut: bool = True) -> str | None:
    """The text with no run of more than 15 words of a source; None where rewording, and if `cut` leaving a tail, cannot bring it about."""
    for _ in range(6):
        start = copied_run(text, sources)
        if start is None:
            return text
        spans = [match.span() for match in _WORD.finditer(text)]
        low, high = spans[start + 1][0], spans[start + RUN_WORDS - 1][1]
        middle = (low + high) // 2
        options = sorted(
            (abs(match.start() - middle), match.start(), match.end(), new)
            for pattern, new in _REWORD
            for match in pattern.finditer(text, low, high)
        )
        if options:
            _, begin, end, new = options[0]
            text = text[:begin] + new + text[end:]
            continue
        if not cut:
            return None
        cuts = [m.start() for m in TAILS.finditer(text) if spans[start][0] < m.start() <= high]
        cuts = [cut for cut in cuts if len(text[:cut].split()) >= 7 and has_verb(text[:cut])]
        if not cuts:
            return None
        text = trimmed(text[: cuts[-1]])
    return None


def trimmed(text: str) -> str:
    """What is left of a sentence behind a cut, without the measure of time that belonged to the tail (`, three weeks` before `after`)."""
    text = _MEASURE.sub("", text)
    return text.rstrip(" ,;:–—-")


def quoted(title: str, limit: int = 25) -> str:
    """A title in quotation marks, cut at whole words with an ellipsis."""
    inner = re.sub(r"[“”\"]", "'", plain(title))
    found = inner.split()
    if len(found) > limit:
        inner = " ".join(found[:limit]) + " ..."
    return f"“{inner}”"
