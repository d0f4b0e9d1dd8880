"""Numbers of dead that their sentence dates to a month or year before the week: `over 1,000 killed in April attack`, told in December.

A report on an old massacre is news, its dead are not the week's. A sentence that names a day of these weeks too is left alone. Months are
known by their names in every language (tasks/time/lexicon.py), years by four digits.
"""

from __future__ import annotations

import datetime as dt
import re

from tasks.time.expressions import mentions
from tasks.time.lexicon import TimeWords, time_words
from warehouse.tables import Span

RECENT = dt.timedelta(days=14)
"""A month that ended, or a day that lay, no longer than this before publication is not told from the week."""
LEAST_MONTH_LETTERS = 3
_SENTENCE = re.compile(r"[.;:!?|–—।。؟](?=\s|$)")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d,]|\.\d)")
_ALSO_A_WORD = frozenset({"may", "march", "mar"})
"""Names of months that are words of English besides: they need `in` or `last` before them."""
_OF_TIME = re.compile(r"(?i)\b(?:in|last)\s+(?:early |mid-?|late )?$")
_WORD = re.compile(r"[^\W\d_]+")


def is_of_earlier(text: str, span: Span, *, published: dt.date, lang: str) -> bool:
    """Whether the sentence of a number, at `span` of the text, dates what it counts to an earlier month or year."""
    start = max((m.end() for m in _SENTENCE.finditer(text, 0, span.start)), default=0)
    end = next((m.start() for m in _SENTENCE.finditer(text, span.end)), len(text))
    sentence = text[start:end]
    words = time_words(lang)
    told = mentions(sentence, published, words)
    if any(published - m.last <= RECENT for m in told):
        return False
    own = range(span.start - start, span.end - start)
    years = (m for m in _YEAR.finditer(sentence) if m.start() not in own)
    return (
        any(m.grain in ("day", "month") for m in told)
        or _names_old_month(sentence, published, words)
        or any(int(m[0]) < published.year for m in years)
    )


def _names_old_month(sentence: str, published: dt.date, words: TimeWords) -> bool:
    """Whether a sentence names a month whose last time ended well before publication."""
    for match in _WORD.finditer(sentence):
        name = match[0].lower()
        month = words.months.get(name) if len(name) >= LEAST_MONTH_LETTERS else None
        if month is None or (name in _ALSO_A_WORD and not _OF_TIME.search(sentence, 0, match.start())):
            continue
        year = published.year - (month > published.month)
        following = dt.date(year + month // 12, month % 12 + 1, 1)
        if published - following >= RECENT:
            return True
    return False
