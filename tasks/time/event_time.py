"""When: the day on which what a text reports happened or was announced, and the days to come that it names.

News is usually current, so an item belongs to the week of its publication unless its own words date its main event
elsewhere. A date in a subordinate clause ("which began in 2022", "after Sunday's attack") moves nothing, a date to
come leaves the announcement where it is. Every decision carries the words that made it.

Known errors: a second event in the lead may be taken for the main one; a date given only below the second sentence is
not seen; a day of the week ahead without a word of the future ("the final on Sunday") is taken for the last one;
"on Sunday" of the outlet's local day may be the UTC day before or after.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from tasks.time.expressions import Mention, mentions
from tasks.time.kinds import kind_of, span
from tasks.time.lexicon import TimeWords
from tasks.time.named_days import named_day
from tasks.time.roles import (
    CAPTION,
    CLAUSE,
    CLAUSE_BREAK,
    CREDIT_REACH,
    NEAR_START,
    RECENT_DAYS,
    WEEK_DAYS,
    Placed,
    is_background,
    lexicon_for,
    placed_in,
    sentences_of,
    speaks_ahead_of,
)
from warehouse.tables import Span, TimeKind
from warehouse.weeks import week_of

_LEAD = 480
"""Characters of the text read as its lead."""
_SECOND_DAYS = 3
"""A second sentence dates the event of the first only when it was so recent."""
_LATE_WEEKDAY = 6
"""A weekday six days back is tomorrow's name: only "last" makes it the past one."""
_TITLE_START = 8
"""The same before an old date in a title: later in it, a date is an attribute ("the October 7 inquiry")."""
_OLD_MONTH_DAYS = 180
"""News of the month or two before is mostly statistics published now; a month so far back is another time."""
_AGO_START = 3
"""The same before "two weeks ago", which elsewhere in a lead is the background of something newer."""
_UNSPOKEN_DAYS = 60
"""A day without a year so far ahead needs a word that speaks of the future."""
_WHAT_WORDS = 25
_SET_OFF = re.compile(r"[-–—,:(]\s*$")


@dataclass(frozen=True, slots=True)
class EventTime:
    """When what a text reports happened or was announced; `in_week_of` is the start of that week."""

    event_date: dt.date | None
    time_kind: TimeKind
    evidence: Span | None
    in_week_of: dt.date
    why: str


@dataclass(frozen=True, slots=True)
class Announced:
    """Something announced for a later day, or for a range of days (`end` is its last day)."""

    start: dt.date
    end: dt.date | None
    what: str
    evidence: Span


def event_time(title: str, text: str, *, published_at: dt.datetime, lang: str, week_starts_on: int = 0) -> EventTime:
    """When what a text reports happened or was announced, and what the text is in time, with the evidence and why.

    Without evidence the event belongs to the day of publication (UTC). `event_date` is None where the text gives no
    day; `in_week_of` is always given. `published_at` must be aware.
    """
    published = published_at.astimezone(dt.UTC).date()
    lex = lexicon_for(title or text[:80], lang)

    def decided(
        day: dt.date | None, kind: TimeKind, evidence: Span | None, why: str, around: dt.date | None = None
    ) -> EventTime:
        return EventTime(day, kind, evidence, week_of(day or around or published, week_starts_on).start, why)

    sentences = sentences_of(text[:_LEAD], 2)
    opening = text[: sentences[-1][0] + len(sentences[-1][1])] if sentences else ""
    if kind := kind_of(title, text, opening, published, lex):
        return decided(kind.day, kind.kind, kind.evidence, kind.why, kind.around)

    if named := named_day(title, opening, published):
        day, evidence = named
        return decided(day, "current", evidence, f"{evidence.text!r} is {day}")
    found = placed_in(title, 0, True, 0, published, lex)
    for number, (offset, sentence) in enumerate(sentences, start=1):
        if CAPTION.search(text, offset, offset + len(sentence) + CREDIT_REACH):
            continue
        found += placed_in(sentence, offset, False, number, published, lex)
    if not found:
        return decided(None, "current", None, "it names no day: the day of publication stands in")
    chosen = _main(found, published, lex, published_at)
    if chosen and not chosen.in_title and chosen.mention.first < published and _follows_up(title, chosen, lex):
        chosen = None
    if chosen is None:
        return decided(
            None, "current", None, "the days it names are those of other events: the day of publication stands in"
        )
    mention = chosen.mention
    evidence = span(title if chosen.in_title else text, mention.start, mention.end, chosen.in_title)
    age = (published - mention.first).days
    if age <= RECENT_DAYS:
        return decided(mention.first, "current", evidence, f"{mention.text!r} is {mention.first}")
    if mention.grain != "day":
        return decided(None, "past", evidence, f"{mention.text!r} is about {mention.first}", mention.first)
    return decided(
        mention.first, "past", evidence, f"{mention.text!r} is {mention.first}, {age} days before publication"
    )


def _follows_up(title: str, one: Placed, lex: TimeWords) -> bool:
    """Whether the title tells what came after (a charge, a funeral, a call) and the day stands with what came before."""
    cue = lex.cues["follow_up"]
    return cue.search(title) is not None and cue.search(one.left + one.right) is None


def _closes_title(one: Placed) -> bool:
    """Whether a full date closes the title behind a dash or comma, as in histories: "Chernobyl melts down - April 26, 1986"."""
    return (
        one.in_title
        and one.mention.year_given
        and not one.right.strip(" .!)")
        and _SET_OFF.search(one.before) is not None
    )


def _opens(one: Placed) -> bool:
    """Whether a mention stands at the opening of the title or of the first sentence."""
    return one.sentence <= 1 and (one.in_title or len(one.before) <= NEAR_START)


def _main(found: list[Placed], published: dt.date, lex: TimeWords, published_at: dt.datetime) -> Placed | None:
    """The mention that dates the main event; None where publication does."""
    recent: list[Placed] = []
    old: list[Placed] = []
    for one in found:
        mention = one.mention
        age = (published - mention.first).days
        if mention.grain == "day" and mention.form != "ago" and age == 0 and not one.forward:
            if not is_background(one, lex, age):
                return one
            continue
        if (
            mention.grain == "year"
            or one.forward
            or age < 0
            or (mention.grain == "month" and mention.last >= published)
        ):
            continue
        if mention.form == "weekday" and age >= _LATE_WEEKDAY:
            continue
        if is_background(one, lex, age):
            continue
        if age <= RECENT_DAYS and mention.grain != "month":
            if (age > WEEK_DAYS and not _opens(one)) or (age > _SECOND_DAYS and one.sentence > 1):
                continue
            if mention.grain == "week" and (mention.last >= published or len(one.before) > NEAR_START):
                continue
            recent.append(one)
        elif mention.form == "ago" or mention.grain == "month":
            if mention.grain == "month" and mention.form == "explicit" and age < _OLD_MONTH_DAYS:
                continue
            if one.sentence == 1 and len(one.before) <= (_AGO_START if mention.form == "ago" else NEAR_START):
                old.append(one)
        elif mention.form == "explicit" and (
            len(one.before) <= (_TITLE_START if one.in_title else NEAR_START) or _closes_title(one)
        ):
            old.append(one)
    if recent:
        return recent[0]
    if (
        old
        and old[0].sentence <= 1
        and (old[0].mention.year_given or not old[0].in_title)
        and not any(lex.cues["present"].search(one.left + one.right) for one in found)
    ):
        return old[0]
    return None


def announced_dates(title: str, text: str, *, published_at: dt.datetime, lang: str) -> list[Announced]:
    """The days after publication that a text names for something to come, in order, each once.

    Whole weeks, months and years are too coarse to be listed.
    """
    published = published_at.astimezone(dt.UTC).date()
    lex = lexicon_for(title or text[:80], lang)
    announced: dict[tuple[dt.date, dt.date | None], Announced] = {}
    parts = [(0, title, True), *((offset, sentence, False) for offset, sentence in sentences_of(text, 40))]
    for offset, sentence, in_title in parts:
        for start, end, first, last in _ranges(sentence, _leaning_ahead(sentence, published, lex), lex):
            day = first if first > published else last
            if day <= published or (day - published).days > 366 * 3:
                continue
            evidence = span(title if in_title else text, offset + start, offset + end, in_title)
            made = Announced(first, last if last > first else None, _what(sentence, start, end), evidence)
            announced.setdefault((made.start, made.end), made)
    return sorted(announced.values(), key=lambda one: (one.start, one.end or one.start, one.evidence.start))


def _leaning_ahead(sentence: str, published: dt.date, lex: TimeWords) -> list[Mention]:
    """The mentions of a sentence; where their clause speaks of what will be, days without a year are the next ones.

    Left out: those in a subordinate clause ("during the attack of March 14"), those far ahead for which nothing
    speaks of the future, and a "tomorrow" without a verb of the future.
    """
    found = mentions(sentence, published, lex)
    if not found:
        return found
    ahead = {one.start: one for one in mentions(sentence, published, lex, forward=True)}
    speaks_ahead = lex.cues["future"].search(sentence) is not None
    leaning: list[Mention] = []

    def joined(one: Mention) -> bool:
        return bool(leaning) and lex.joiner.fullmatch(sentence[leaning[-1].end : one.start]) is not None

    for one in found:
        clause = CLAUSE_BREAK.split(sentence[max(0, one.start - CLAUSE) : one.start])[-1]
        right = sentence[one.end : one.end + 40]
        beside = lex.cues["background"].search(clause) is not None and not joined(one)
        if speaks_ahead_of(clause, right, one.start <= NEAR_START, lex):
            just_past = 0 <= (published - one.first).days <= _UNSPOKEN_DAYS
            leaning.append(one if just_past else ahead.get(one.start, one))
        elif one.form == "relative" and not speaks_ahead:
            continue
        elif one.year_given or ((one.first - published).days <= _UNSPOKEN_DAYS and not beside):
            leaning.append(one)
    return leaning


def _ranges(sentence: str, found: list[Mention], lex: TimeWords) -> list[tuple[int, int, dt.date, dt.date]]:
    """Single days and ranges (start, end, first day, last day): two days with a joining word between are one range."""
    made: list[tuple[int, int, dt.date, dt.date]] = []
    days = [one for one in found if one.grain == "day" and one.form != "ago"]
    skip = False
    for index, one in enumerate(days):
        following = days[index + 1] if index + 1 < len(days) else None
        if skip:
            skip = False
            continue
        if one.form == "weekday" and not one.forward:
            continue
        first, last, end = one.first, one.last, one.end
        if following and following.last > first and lex.joiner.fullmatch(sentence[one.end : following.start]):
            last, end, skip = following.last, following.end, True
        made.append((one.start, end, first, last))
    return made


def _what(sentence: str, start: int, end: int) -> str:
    """The clause around the evidence, at most 25 words."""
    words = [(match.start(), match.end()) for match in re.finditer(r"\S+", sentence)]
    if len(words) <= _WHAT_WORDS:
        return sentence.strip()
    inside = [index for index, (left, right) in enumerate(words) if right > start and left < end]
    low = max(0, min(inside[0] - _WHAT_WORDS // 2, len(words) - _WHAT_WORDS))
    high = min(len(words), low + _WHAT_WORDS)
    return sentence[words[low][0] : words[high - 1][1]]
