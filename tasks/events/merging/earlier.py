"""Numbers of dead that their sentence dates to a month or year before the week: `over 1,000 killed in April attack`, told in December.

A report on an old massacre is news, its dead are not the week's. A sentence that names a day of these weeks too is left alone. Months are
known by their names in every language (tasks/time/lexicon.py), years by four digits.
"""

from __future__ import annotations

import datetime as dt
import re

from tasks.language.lexicon import concepts, event_lexicon, fold_for_lexicon
from tasks.time.expressions import mentions
from tasks.time.lexicon import TimeWords, time_words
from warehouse.tables import Span

RECENT = dt.timedelta(days=14)
"""A month or year that ended, or a day that lay, no longer than this before publication is not told from the week."""
LEAST_MONTH_LETTERS = 3
_CLAUSE = re.compile(r"[.;:!?|–—।。؟](?=\s|$)|[,،、](?=\s+\D)")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?!\d|[.,]\d)")
_DATES_A_DEED = re.compile(r"(?i)\b(?:in|of|during|last|this past)\s+(?:early |mid-?|late )?$")
_DATES_A_YEAR = re.compile(r"(?i)\b(?:in|of|during|from|the)\s+$")
_WORDS_ON = 2
"""Words behind an English month within which the deed stands that it dates: `April attack`, `August bus crash`, but `August Street`."""
_HARM = frozenset({"assault", "crime", "disaster", "accident", "protest", "disease", "humanitarian"})
_WORD = re.compile(r"[^\W\d_]+")


def is_of_earlier(text: str, span: Span, *, published: dt.date, lang: str) -> bool:
    """Whether the clause of a number, at `span` of the text, dates what it counts to an earlier month or year."""
    start, end = _clause(text, span, lang)
    clause = text[start:end]
    words = time_words(lang)
    told = mentions(clause, published, words)
    if any(published - m.last <= RECENT for m in told):
        return False
    own = range(span.start - start, span.end - start)
    years = (m for m in _YEAR.finditer(clause) if m.start() not in own)
    return (
        any(m.grain in ("day", "month") for m in told)
        or _names_old_month(clause, own, published, words)
        or any(published - dt.date(int(m[0]), 12, 31) > RECENT for m in years if _dates(clause, m, words))
    )


def _clause(text: str, span: Span, lang: str) -> tuple[int, int]:
    """Where the number's clause begins and ends: at a mark, or at a word such as `despite`, `after`, `desde`, that opens another one."""
    edges = [m.end() for m in _CLAUSE.finditer(text)]
    edges += [
        h.start for h in event_lexicon(lang).find(fold_for_lexicon(text)) if h.concept in ("background", "relative")
    ]
    start = max((edge for edge in edges if edge <= span.start), default=0)
    return start, min((edge for edge in edges if edge >= span.end), default=len(text))


def _dates(clause: str, year: re.Match[str], words: TimeWords) -> bool:
    """Whether a year dates a deed; in English by the word before it: `Highway 2000` is a road."""
    return words.lang != "en" or _DATES_A_YEAR.search(clause, 0, year.start()) is not None


def _names_old_month(clause: str, own: range, published: dt.date, words: TimeWords) -> bool:
    """Whether a clause names a month in full whose last time ended well before publication."""
    for match in _WORD.finditer(clause):
        name = match[0].lower()
        month = words.months.get(name) if len(name) >= LEAST_MONTH_LETTERS and match.start() not in own else None
        if month is None or _is_abbreviation(name, month, words):
            continue
        if words.lang == "en" and not (_DATES_A_DEED.search(clause, 0, match.start()) or _is_of_a_deed(clause, match)):
            continue
        year = published.year - (month > published.month)
        following = dt.date(year + month // 12, month % 12 + 1, 1)
        if published - following >= RECENT:
            return True
    return False


def _is_abbreviation(name: str, month: int, words: TimeWords) -> bool:
    """Whether a name of a month is a longer one cut short: `sept` is seven in French, `set` a number of things in Italian."""
    return any(other != name and other.startswith(name) and words.months[other] == month for other in words.months)


def _is_of_a_deed(clause: str, month: re.Match[str]) -> bool:
    """Whether an English month stands before the deed that it dates: `April attack`. It is written large, and the deed is not."""
    behind = clause[month.end() :].split()[:_WORDS_ON]
    meanings = concepts()
    for word in behind:
        if not word[:1].islower():
            return False
        told = (meanings.get(hit.concept) for hit in event_lexicon("en").find(fold_for_lexicon(word)))
        if any(c is not None and c.category in _HARM for c in told):
            return True
    return False
