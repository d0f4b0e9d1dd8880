"""What a text is in time, by its own words: a repost, an anniversary, a round-up, an explainer, a calendar notice.

Titles decide, because that is where such texts announce themselves; a repost and an anniversary may say so in the
text's opening or, for a repost, in its last lines. Precision first: live coverage and a ceremony held now are news.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from tasks.language.word_lists import patterns
from tasks.time.expressions import Mention, mentions
from tasks.time.lexicon import TimeWords
from warehouse.tables import Span, TimeKind

_PATTERNS = patterns("time_phrases")
_OPENING, _CLOSING = 320, 400
"""Characters of the text's opening and close in which a notice of republication is looked for."""
_REPOST_REACH = 90
"""Characters around a notice of republication in which its date stands."""
_FRESH_DAYS = 3
"""A notice "first published on" a day so near to publication is an outlet's ordinary stamp."""
_EDITION = re.compile(
    r"(?P<name>[^\W\d_][^\s\d«»\"“”„()\[\],:;]{2,}(?:[ -][^\W\d_][^\s\d«»\"“”„()\[\],:;]*){0,3})"
    r"(?P<gap>\s?[-–—‑]\s?|[»”\"'’]+\s?[-–—]?\s?|\s|)['’\"]?(?P<y>\d{4})(?![\d-])"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SYNDICATED = re.compile(_PATTERNS["syndicated"], re.IGNORECASE)
"""An outlet instead of a date after "originally published": the text was shared, which says nothing about its age."""
_HYPHEN = re.compile(r"[-–—‑»”\"'’]")
_SOLAR_HIJRI = (1370, 1479)
"""Years of the Solar Hijri calendar in which the web has had news; 621 years behind the Gregorian."""
_NEWS_WORDS = 6
"""Words before "what we know" that make the title news of its own: "Two arrested after blast in port: what we know"."""
_NEWS_WORDS_SO_FAR = 2
"""The same before what is known so far, which is told of what happened just now: "US and Israel attack Iran: what we
know"; only behind a bare topic ("Iran war: what we know") does it explain."""
_SO_FAR = re.compile(_PATTERNS["so_far"], re.IGNORECASE)
_BEFORE_YEAR = re.compile(_PATTERNS["before_year"])
"""Behind these words a year dates something else and names no edition."""
_ANCHOR = re.compile(r"[:|–—¿«\"“‘'-]\s*$")


@dataclass(frozen=True, slots=True)
class KindFound:
    """A kind other than current, its evidence, and the day the text itself gives for what it tells of."""

    kind: TimeKind
    evidence: Span
    day: dt.date | None
    why: str
    around: dt.date | None = None
    """Without a day: some day of the time it tells of."""


def span(text: str, start: int, end: int, in_title: bool) -> Span:
    """The evidence `text[start:end]`."""
    return Span(text=text[start:end], start=start, end=end, in_title=in_title)


def _past(found: list[Mention], published: dt.date) -> Mention | None:
    """The first mention of a definite earlier day (a year with it, or so long "ago")."""
    return next(
        (
            one
            for one in found
            if one.last < published and (one.year_given or one.form == "ago") and one.grain != "month"
        ),
        None,
    )


def _repost(title: str, text: str, published: dt.date, lexicon: TimeWords) -> KindFound | None:
    cue = lexicon.cues["repost"]
    windows = [(title, 0, True), (text[:_OPENING], 0, False)]
    if len(text) > _OPENING:
        start = max(_OPENING, len(text) - _CLOSING)
        windows.append((text[start:], start, False))
    for window, offset, in_title in windows:
        match = cue.search(window)
        if match is None:
            continue
        near = window[match.start() : match.end() + _REPOST_REACH]
        dated = [
            one
            for one in mentions(near, published, lexicon)
            if one.grain in ("day", "month") and one.first <= published
        ]
        whole = title if in_title else text
        if dated and (published - dated[0].first).days <= _FRESH_DAYS:
            continue
        if not dated and _SYNDICATED.match(near, match.end() - match.start()) and not _older_year(near, published):
            continue
        day = dated[0].first if dated else None
        end = match.start() + dated[0].end if dated else match.end()
        why = f"it says that it was published before{f', on {day}' if day else ''}"
        return KindFound("repost", span(whole, offset + match.start(), offset + end, in_title), day, why)
    return None


def _older_year(text: str, published: dt.date) -> bool:
    """Whether a year before that of publication stands in the text."""
    return any(1990 <= int(match[0]) < published.year for match in _YEAR.finditer(text))


def _anniversary(title: str, text: str, opening: str, published: dt.date, lexicon: TimeWords) -> KindFound | None:
    ceremony = lexicon.cues["ceremony"]
    for window, cue, in_title in (
        (title, "anniversary", True),
        (title, "anniversary_lead", True),
        (opening, "anniversary_lead", False),
    ):
        whole = cue == "anniversary_lead"
        match = next((one for one in lexicon.cues[cue].finditer(window) if whole or _stands_out(window, one)), None)
        if match is None:
            continue
        rest = title[: match.start()] + " " + title[match.end() :] if in_title else title
        if ceremony.search(rest) or ceremony.search(opening if in_title else opening[: match.start()]):
            return None
        told = _past(mentions(window, published, lexicon), published)
        return KindFound(
            "anniversary",
            span(title if in_title else text, match.start(), match.end(), in_title),
            told.first if told else None,
            "it looks back on an earlier event and reports nothing held now",
        )
    return None


def _edition(title: str, opening: str, published: dt.date, lexicon: TimeWords) -> KindFound | None:
    """An exercise or contest named for another year, told as if it were now."""
    exercise, background = lexicon.cues["exercise"], lexicon.cues["background"]
    if not (exercise.search(title) or exercise.search(opening)):
        return None
    for window, in_title in ((title, True), (opening, False)):
        for match in _EDITION.finditer(window):
            year = int(match["y"])
            if _SOLAR_HIJRI[0] <= year <= _SOLAR_HIJRI[1]:
                year += 621
            if not 1990 <= year <= published.year:
                continue
            hyphened = bool(_HYPHEN.search(match["gap"]))
            if not hyphened and not exercise.search(window[max(0, match.start() - 40) : match.end() + 40]):
                continue
            last_word = match["name"].lower().split()[-1]
            if not hyphened and (last_word in lexicon.months or _BEFORE_YEAR.fullmatch(last_word)):
                continue
            if year == published.year:
                return None
            if background.search(window[max(0, match.start() - 80) : match.start("gap")]):
                continue
            return KindFound(
                "past",
                span(window, match.start("name"), match.end("y"), in_title),
                None,
                f"{match[0]!r} is the edition of {year}, published in {published.year}",
                published - dt.timedelta(weeks=52 * (published.year - year)),
            )
    return None


def _stands_out(title: str, match: re.Match[str]) -> bool:
    """Whether the words open or close the title or a part of it: "Ten years on: ...", "The flood, ten years later"."""
    closes = not title[match.end() :].strip(" .!?…»”\"'")
    return _leads(title, match) or (closes and title[: match.start()].rstrip().endswith((",", "،", "，", "、")))


def _leads(title: str, match: re.Match[str]) -> bool:
    """Whether the words open the title or its second part: "who is X", not "the man who is accused"."""
    return match.start() == 0 or _ANCHOR.search(title[: match.start()]) is not None


def kind_of(title: str, text: str, opening: str, published: dt.date, lexicon: TimeWords) -> KindFound | None:
    """The kind that the text's own words give it; None for current news. `opening` is its first sentences."""
    cues = lexicon.cues
    if found := _repost(title, text, published, lexicon):
        return found
    if not cues["live"].search(title):
        whys: tuple[tuple[TimeKind, str, str], ...] = (
            ("future", "calendar", "it lists what is to come"),
            ("roundup", "roundup", "it sums up a period"),
            ("explainer", "explainer", "it explains and reports nothing new"),
        )
        for kind, cue, why in whys:
            match = cues[cue].search(title)
            if match and kind == "future" and not _leads(title, match):
                continue
            most = _NEWS_WORDS if match is None or not _SO_FAR.search(match[0]) else _NEWS_WORDS_SO_FAR
            if match and kind == "explainer" and len(title[: match.start()].split()) > most:
                match = None
            if match is None and kind == "explainer":
                match = next((one for one in cues["explainer_start"].finditer(title) if _leads(title, one)), None)
                if match and len(title[: match.start()].split()) > _NEWS_WORDS:
                    match = None
            if match:
                return KindFound(kind, span(title, match.start(), match.end(), True), None, why)
    return _anniversary(title, text, opening, published, lexicon) or _edition(title, opening, published, lexicon)
