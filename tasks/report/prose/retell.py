"""What one article says, as a clause that can be said again: dated, without the article's own attribution, shortened.

The path of a sentence: dateline and brackets go -> weekdays become dates -> who is cited moves out -> long tails go.

Known limits: English only; the split of a sentence at a comma is by its words, not by a parse.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from tasks.language.word_lists import patterns
from tasks.report.prose.casing import Vocabulary
from tasks.report.prose.copied_runs import TAILS, trimmed
from tasks.report.prose.sentences import DATELINE, has_verb
from tasks.voice.voice import ENGLISH, capital
from warehouse.tables import Article
from warehouse.weeks import WEEKDAYS

_PATTERNS = patterns("retelling")
CLAUSE_WORDS = 36
"""A clause longer than this loses its tail."""

_SAID_AT_END = re.compile(_PATTERNS["said_at_end"])
_SAID_INSIDE = re.compile(_PATTERNS["said_inside"])
_SAID_AT_START = re.compile(_PATTERNS["said_at_start"])
_WEEKDAY = re.compile(_PATTERNS["weekday"])
_DAY_FIRST = re.compile(_PATTERNS["day_first"])
"""A date with its day first, but not the end of a span such as `1 to 6 May`."""
_NAMED_DAY = re.compile(_PATTERNS["named_day"])
_DAY_AS_DATELINE = re.compile(_PATTERNS["day_as_dateline"])
_LABEL = re.compile(_PATTERNS["label_before_a_sentence"])
_ASIDE = re.compile(r"\s[-–—]\s")
_WANTS_ARTICLE = re.compile(_PATTERNS["wants_article"])
"""Names that headlines write without the article that a sentence needs."""
_AHEAD = re.compile(_PATTERNS["ahead"])


@dataclass(frozen=True, slots=True)
class Clause:
    """What an article says: no date of publication, no outlet, no full stop; its first letter large."""

    text: str
    citing: str | None
    """Whom the article gives as its source."""
    dates: tuple[dt.date, ...]
    """Days that its weekdays were resolved to."""
    inside: str
    """The clause as it stands after `reported that`."""
    start_is_known: bool
    """It is known whether the first word is a name; if not, the clause must open its sentence."""


def retell(sentence: str, article: Article, vocabulary: Vocabulary, *, shorten_to: int = CLAUSE_WORDS) -> Clause | None:
    """What the sentence says as a clause, or None where it is no whole statement."""
    text = DATELINE.sub("", sentence).rstrip(" .")
    text = _DAY_AS_DATELINE.sub("", text)
    text = re.sub(r"\s*\([^)]{0,60}\)", "", text)
    text = _LABEL.sub("", text)
    text, days = _dated(_house_dates(text), article.published_at.date())
    citing, text = split_citing(text, vocabulary)
    text = shortened(text, shorten_to)
    if len(text.split()) < 5 or re.search(r"[\"“”]", text) or not has_verb(text):
        return None
    if len(_ASIDE.findall(text)) % 2:
        return None  # an aside was opened and cut
    text = _WANTS_ARTICLE.sub("The ", text)
    return Clause(
        text=capital(text),
        citing=citing,
        dates=days,
        inside=vocabulary.start(text),
        start_is_known=vocabulary.is_known(text),
    )


def split_citing(text: str, vocabulary: Vocabulary) -> tuple[str | None, str]:
    """Whom a sentence gives as its source, and the sentence without that."""
    if match := _SAID_AT_END.search(text):
        who, rest = match["to"] or match["who"], text[: match.start()].rstrip(" ,")
    elif match := _SAID_AT_START.match(text):
        who, rest = match["who"], capital(text[match.end() :])
    elif match := _SAID_INSIDE.search(text):
        who, rest = match["to"] or match["who"], text[: match.start()] + text[match.end() :]
    else:
        return None, text
    name = _source_name(who, vocabulary)
    return (name, rest) if name else (None, text)


def _source_name(raw: str, vocabulary: Vocabulary) -> str | None:
    name = raw.strip(" ,")
    if has_verb(f"it {name}") or re.search(r"\b(?:has|have|had|is|was|will)$", name):
        return None  # it is a clause of its own
    if not name or len(name.split()) > 9 or re.search(r"[\"“”]|\b(?:he|she|it|they|who)\b", name, re.IGNORECASE):
        return None
    return vocabulary.start(name)


def shortened(text: str, limit: int) -> str:
    """The text without the tails that make it longer than the limit; cut only where a tail begins."""
    if len(text.split()) <= limit:
        return text
    cuts = [m.start() for m in TAILS.finditer(text) if 8 <= len(text[: m.start()].split()) <= limit]
    return trimmed(text[: cuts[-1]]) if cuts else text


def _house_dates(text: str) -> str:
    """The text with `Sunday, 26 April` as `April 26`, the way that the report writes dates."""
    turned = _DAY_FIRST.sub(lambda m: f"{m[2]} {m[1]}, {m[3]}" if m[3] else f"{m[2]} {m[1]}", text)
    return _NAMED_DAY.sub("", turned)


def resolve_weekday(name: str, published: dt.date, *, ahead: bool) -> dt.date:
    """The day that a weekday names: the latest one up to publication, or `ahead` the next one from it."""
    offset = WEEKDAYS.index(name.lower()) - published.weekday()
    return published + dt.timedelta(days=offset % 7 if ahead else -(-offset % 7))


def _dated(text: str, published: dt.date) -> tuple[str, tuple[dt.date, ...]]:
    """The text with weekdays and relative days as dates, and these dates."""
    found: list[dt.date] = []
    ahead = bool(_AHEAD.search(text))

    def weekday(match: re.Match[str]) -> str:
        date = resolve_weekday(match["day"], published, ahead=ahead and "last" not in match["pre"])
        found.append(date)
        named = ENGLISH.day(date)
        if match["own"]:
            return f"the {named}" if not text[: match.start()].rstrip().endswith((" the", "The")) else named
        if match["part"]:
            return f"on the {match['part']} of {named}"
        return f"{'early ' if 'early' in match['pre'] else ''}{'late ' if 'late' in match['pre'] else ''}on {named}"

    def relative(match: re.Match[str]) -> str:
        word = match[0].lower()
        date = published + dt.timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[word])
        found.append(date)
        return f"on {ENGLISH.day(date)}"

    text = _WEEKDAY.sub(weekday, text)
    text = re.sub(r"\b(?:today|yesterday|tomorrow)\b(?!['’])", relative, text)
    text = re.sub(r"\blast year(?=['’]s)", str(published.year - 1), text)
    text = re.sub(r"\bthis year(?=['’]s)", str(published.year), text)
    text = re.sub(r"\blast year\b", f"in {published.year - 1}", text)
    text = re.sub(r"\bthis year\b", f"in {published.year}", text)
    before = published.replace(day=1) - dt.timedelta(days=1)
    text = re.sub(r"\blast month\b", f"in {before:%B} {before.year}", text)
    text = re.sub(r"\b(in|on|from|by|since|until|for|of|before|after|to) (?:in|on) ", r"\1 ", text)
    return text, tuple(found)
