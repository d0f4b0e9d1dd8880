"""What an expression of time does in its sentence: date the event, or only place something else in time.

A subordinate clause ("after Sunday's attack"), an attribute ("the April 3 raid"), an attribution ("police said on
Monday") and a picture's caption are background; a word of the future before an expression makes it a day to come.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from tasks.language.word_lists import patterns
from tasks.time.expressions import Mention, mentions
from tasks.time.lexicon import TimeWords, time_words

_PATTERNS = patterns("time_phrases")
CLAUSE = 110
"""Characters before an expression in which its role is read."""
RECENT_DAYS = 13
"""News is reported within two weeks; an older day must stand in the main clause with nothing current beside it."""
WEEK_DAYS = 7
"""A day further back must open the first sentence or stand in the title."""
NEAR_START = 30
"""Characters before a coarse or an old expression that still count as the opening of its sentence."""
CAPTION = re.compile(_PATTERNS["caption"])
_CAPTION_VERB = re.compile(_PATTERNS["caption_verb"])
"""What people do in English captions; with a year in the date, no lead is written so."""
CREDIT_REACH = 90
"""The credit that closes a picture's caption, in the sentence or right after it: its date is the picture's."""

_SENTENCE = re.compile(
    r"[.!?…](?<![\s.(]\w.)(?<![\s.(]\w\w.)(?<![\s.(]\w\w\w.)(?<!\d.)[.!?…]*[\"'»”)]*\s+(?=[^\W\d_a-zа-я]|[\"'«“(])"
    r"|[。！？।॥۔]\s*|\n+|\.(?<=\d{4}\.)\s+(?=[^\W\d_])"
)
"""The end of a sentence; a point after a short word or a number is an abbreviation or an ordinal."""
CLAUSE_BREAK = re.compile(r"[,;:—–()«»،、，；]|(?<![A-Z])\.(?=\s)|\s-\s")
_SCRIPTS = (
    (re.compile(r"[\u3040-\u30ff]"), "ja"),
    (re.compile(r"[\uac00-\ud7af]"), "ko"),
    (re.compile(r"[\u4e00-\u9fff]"), "zh"),
    (re.compile(r"[іїєґ]"), "uk"),
    (re.compile(r"[\u0400-\u04ff]"), "ru"),
    (re.compile(r"[پچژگی]"), "fa"),
    (re.compile(r"[\u0600-\u06ff]"), "ar"),
    (re.compile(r"[\u0900-\u097f]"), "hi"),
    (re.compile(r"[\u0980-\u09ff]"), "bn"),
    (re.compile(r"[\u0590-\u05ff]"), "he"),
    (re.compile(r"[\u0370-\u03ff]"), "el"),
    (re.compile(r"[\u0e00-\u0e7f]"), "th"),
)
_TOLL_FROM = re.compile(_PATTERNS["toll_from"], re.IGNORECASE)
"""A toll is reported later than its event happened: "toll from Sunday's collapse rises, officials said on Wednesday"."""
_DATE_PREPOSITION = re.compile(_PATTERNS["date_preposition"], re.IGNORECASE)
_AFTER_DATE = re.compile(_PATTERNS["after_date"])
"""Before a noun and after no preposition an English date is an attribute: "the deadly April 3 raid"."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention with its surroundings; offsets count in the title or in the whole text."""

    mention: Mention
    in_title: bool
    sentence: int
    left: str
    """Its clause up to it."""
    before: str
    """Its sentence up to it, as far as its role is read."""
    right: str
    forward: bool


def lexicon_for(title: str, lang: str) -> TimeWords:
    """The time words of a language; where it is unknown, of the commonest language in the title's script."""
    code = lang.split("-")[0].split("_")[0].lower()
    if code in ("", "und"):
        code = next((guess for script, guess in _SCRIPTS if script.search(title)), "en")
    return time_words(code)


def sentences_of(text: str, limit: int) -> list[tuple[int, str]]:
    """The first sentences of a text with the offset of each."""
    found, start = [], 0
    for match in _SENTENCE.finditer(text):
        if match.end() > start:
            found.append((start, text[start : match.end()]))
            start = match.end()
        if len(found) == limit:
            return found
    if start < len(text):
        found.append((start, text[start:]))
    return found


def placed_in(
    text: str, offset: int, in_title: bool, sentence: int, published: dt.date, lex: TimeWords
) -> list[Placed]:
    """The mentions of one sentence with what stands around each; dates lean to the future where the words do."""
    found = mentions(text, published, lex)
    if not found:
        return []
    placed = []
    for one in found:
        window = text[max(0, one.start - CLAUSE) : one.start]
        breaks = list(CLAUSE_BREAK.finditer(window.rstrip(" ,")))
        left = window[breaks[-1].start() :] if breaks else window
        right = text[one.end : one.end + 40]
        forward = one.forward
        if one.form in ("weekday", "explicit", "day_of_month"):
            forward = forward or speaks_ahead_of(left, right, len(window) <= NEAR_START, lex)
            forward = forward or (in_title and lex.cues["future_title"].search(left) is not None)
        moved = Mention(
            one.start + offset,
            one.end + offset,
            one.text,
            one.first,
            one.last,
            one.grain,
            one.form,
            one.year_given,
            one.forward,
        )
        placed.append(Placed(moved, in_title, sentence, left, window, right, forward))
    return placed


def speaks_ahead_of(left: str, right: str, opens: bool, lex: TimeWords) -> bool:
    """Whether the words around a mention speak of what will be; to its right only where it opens the sentence."""
    future = lex.cues["future"]
    if future.search(left) or lex.cues["future_right"].match(right):
        return True
    return opens and future.search(CLAUSE_BREAK.split(right, maxsplit=1)[0]) is not None


def is_background(one: Placed, lex: TimeWords, age_days: int) -> bool:
    """Whether a mention only places something else in time: a subordinate clause, an attribute, an attribution."""
    cues = lex.cues
    if one.right.startswith(("'s ", "’s ")) and one.in_title and _TOLL_FROM.search(one.left):
        return False
    if one.right.startswith(("'s ", "’s ")) or cues["right_background"].match(one.right):
        return True
    match = cues["background"].search(one.left)
    if match and not (age_days <= RECENT_DAYS and cues["death"].search(one.left[: match.start()])):
        return True
    if cues["said"].search(one.left):
        return True
    if age_days > WEEK_DAYS and cues["background_old"].search(one.left):
        return True
    if one.mention.year_given and lex.lang == "en" and _CAPTION_VERB.search(one.before):
        return True
    words = one.left.split()
    if words and lex.lang == "en" and one.mention.form == "explicit":
        attribute = not _DATE_PREPOSITION.fullmatch(words[-1]) and _AFTER_DATE.match(one.right)
        if attribute:
            return True
    return (
        bool(words) and cues["determiners"].fullmatch(words[-1]) is not None and bool(re.match(r"\s+[a-z]", one.right))
    )
