"""Sentences made from sentences: what one article says, retold in a clause that is not the article's own run of words.

The path of a sentence: split the article into sentences -> leave out what is no report (captions, adverts, questions,
first person) -> weekdays become dates -> who is cited moves to the front -> long tails go -> runs of more than 15
words that are still the article's are broken by plain rewording. What cannot be broken is not told.

Known limits: English only; the split of a sentence at a comma is by its words, not by a parse.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tasks.report import words
from tasks.report.inert import plain
from warehouse.tables import Article

RUN_WORDS = 15
"""Longest run of an article's words outside quotation marks."""
QUOTE_WORDS = 40
"""Most words quoted from one article in a report."""
CLAUSE_WORDS = 34
"""A clause longer than this loses its tail."""
READ_CHARACTERS = 1_500
"""A report's lead stands early in an article."""

_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*", re.UNICODE)
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Sgt|Capt|Sen|Rep|Gov|Prof|St|No|vs|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|"
    r"U\.S|U\.K|U\.N|E\.U|a\.m|p\.m|[A-Z])\.$"
)
_BREAK = re.compile(r"(?<=[.!?])[\"”’']?\s+(?=[\"“‘'(]?[A-Z0-9])|\n+")
_GLUED = re.compile(
    r"(?<=[a-z0-9’']) (?=(?:An?|The|At|In|On|More|About|Two|Three|Four|Five|Some|Several|Many|Most|Officials?|Police|Authorities|This|That|It|They|He|She|There|After|As|For|When|With|Six|Seven|Eight|Nine|Ten|Dozens|Hundreds|Thousands) [a-z])"
)
_DATELINE = re.compile(
    r"^[A-Z][A-Za-z .,/'’-]{1,45}(?:, [A-Z][a-z]+\.? \d{1,2})? (?:\([A-Za-z /]{2,25}\) )?[-–—] (?=[A-Z])"
)
_NO_REPORT = re.compile(
    r"continue reading|read more|sign up|newsletter|subscribe|podcast|follow us|photo(?:graph)?s?\b|getty|\bafp/|"
    r"reuters/|file pic|pictured|click here|watch:|live updates|here(?:'s| is| are) (?:what|how|why)|https?:|www\.|"
    r"what to know|what you need|the post .* appeared first",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"\b(?:on|in) (?:[A-Z][a-z]{2,8}\.? \d{1,2},|[A-Z][a-z]{2,8}\.?,?) (?:19|20)\d\d\.?$|\((?:left|right|[LRC])\)|"
    r"^(?:A|An|The) (?:file|undated|handout|locator|general|aerial|screen)\b|\b(?:stands?|stand) guard\b"
)
"""How captions of pictures read: a full date at the end, who stands where in brackets."""
_CREDIT = re.compile(
    r"^\(?[^()]{0,60}(?:Getty|AFP|Reuters|AP Photo|/AP\b|EPA|Xinhua|Anadolu)[^()]{0,40}\)?", re.IGNORECASE
)
_PERSONAL = re.compile(r"\b(?:I|we|We|our|Our|us|you|You|your|Your|my|My|me)\b")
_DANGLING = re.compile(
    r"^(?:He|She|It|They|This|That|These|Those|But|And|So|Here|Such|His|Her|Their|Its|Also|Yet|Or|Meanwhile|However|"
    r"What|Why|How|Who|When|Where|Which|Is|Are|Was|Were|Can|Could|Will|Would|Should|Did|Does|Do|Has|Have|If|Because|"
    r"(?:\w+ ){1,2}(?:days?|weeks?|months?|years?|hours?) (?:after|before|since|ago)|There|Not|Then|Now|Another|Other|Others|Both|Some|Many|Most|Watch|Watching|Listen|See|Meet|Look|Plus|With|To|As|After|"
    r"Despite|While|Although|Since|For|From|By|Following|Amid)\b"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|says?|said|may|could|can|must|do|does|did|"
    r"began|became|broke|brought|built|came|cut|died|fell|felt|fled|found|fought|gave|got|held|hit|kept|killed|led|left|"
    r"lost|made|met|paid|put|ran|rose|sank|saw|seized|sent|set|shot|shut|sold|spoke|spread|stood|struck|swept|took|told|"
    r"threw|went|withdrew|won|wrote|(?:seek|call|warn|face|want|remain|continue|claim|urge|plan|need|hope|show|make|take|"
    r"accuse|demand|blame|condemn|reveal|deny|denie|expect|include|allow|struggle|suggest|threaten|believe|mean|hold|lead|"
    r"rise|fall|grow|die|kill|meet|visit|arrive|leave|start|begin|end|open|close|vote|protest)s?)\b"
)
_PAST = re.compile(r"\b[a-z]{3,}ed\b")
_TAILS = re.compile(
    r"(?:, (?:which|where|who|whose|with|including|saying|adding|following|but|and|yet|[a-z]+ing|a|an|the|in what|in a)\b|"
    r",? (?:as|amid|while|although|though|after|when|despite)\b|[;:](?=\s)| [–—-] )"
)
_SAID_AT_END = re.compile(
    r",? (?:according to (?P<to>[^,]{3,60}(?:, [^,]{3,40})?)|"
    r"(?<=, )(?P<who>[^,]{2,60}?) (?:said|says?|have said|has said|told [^,]{2,40}|reported|reports?|confirmed)"
    r"(?: (?:on|in|late|early)? ?(?:[A-Z][a-z]+(?: \d{1,2})?)?)?)$"
)
_SAID_AT_START = re.compile(
    r"^(?P<who>(?:[A-Z][\w’'-]*|the|local|state|health|government|military|rescue|hospital|senior|regional|provincial)"
    r"(?: [\w’'-]+){0,4}? ?(?:[Oo]fficials?|[Pp]olice|[Aa]uthorities|[Mm]inistry|[Aa]ctivists|[Ee]conomists|[Aa]nalysts|"
    r"[Ee]xperts|[Mm]onitors?|[Mm]edia|[Rr]escuers|[Rr]esidents|[Aa]gency|[Mm]ilitary|[Aa]rmy)|Officials|Police|Authorities|Activists|"
    r"Economists|Analysts|Experts|Rescuers|Residents|Witnesses) (?:say|says|said|have said|has said)(?: that)? (?=\w)"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(
    r"\b(?P<pre>(?:(?:on|early on|late on|last|this|next|early|late) )*)"
    r"(?P<day>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)(?P<own>['’]s)?"
    r"(?: (?P<part>morning|afternoon|evening|night))?\b(?!,? (?:January|February|March|April|May|June|July|August|September|October|November|December|\d))"
)
_AHEAD = re.compile(
    r"\b(?:will|next|due|scheduled|set to|to be held|plans? to|expected|upcoming|ahead of|is to|are to)\b"
)
_REWORD: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"\bmore than (?=\$?\d)", "over "),
        (r"\bat least (?=\d)", "no fewer than "),
        (r"\bin order to\b", "to"),
        (r"\bas part of\b", "within"),
        (r"\bas well as\b", "and also"),
        (r"\bin an? (?:bid|effort|attempt) to\b", "to"),
        (r"\bbecause of\b", "owing to"),
        (r"\bdespite\b", "in spite of"),
        (r"\bamid\b", "against the background of"),
        (r"\bnearly\b", "almost"),
        (r"\bbegan\b", "started"),
        (r"\bseveral\b", "a number of"),
        (r"\bmany\b", "numerous"),
        (r"\bmassive\b", "very large"),
        (r"\bhuge\b", "very large"),
        (r"\bdeadly\b", "fatal"),
        (r"\bannounced\b", "made known"),
        (r"\bdue to\b", "owing to"),
        (r"\bset to\b", "about to"),
        (r"\bacross\b", "throughout"),
        (r"\bnear\b", "close to"),
        (r"\bduring\b", "in the course of"),
        (r"(?<![\w-])four(?![\w-])", "4"),
        (r"(?<![\w-])five(?![\w-])", "5"),
        (r"(?<![\w-])six(?![\w-])", "6"),
        (r"(?<![\w-])seven(?![\w-])", "7"),
        (r"(?<![\w-])eight(?![\w-])", "8"),
        (r"(?<![\w-])nine(?![\w-])", "9"),
        (r"(?<![\w-])ten(?![\w-])", "10"),
        (r"(?<![\w-])three(?![\w-])", "3"),
        (r"(?<![\w-])two(?![\w-])", "2"),
        (r"\balso ", ""),
        (r"\bwhile\b", "as"),
        (r"\bbut\b", "yet"),
        (r"\bbecause\b", "since"),
        (r"\bin recent years\b", "over the past years"),
        (r"\bincluding\b", "among them"),
    )
)


@dataclass(frozen=True, slots=True)
class Clause:
    """What an article says, ready to stand after `reported that`: no date, no outlet, no full stop."""

    text: str
    citing: str | None
    """Whom the article gives as its source."""
    dates: tuple[dt.date, ...]
    """Days that its weekdays were resolved to."""
    stands_alone: str
    """The clause with its first letter as at the start of a sentence."""
    start_is_known: bool
    """It is known whether the first word is a name; if not, the clause must open its sentence."""


class Vocabulary:
    """Which words these articles write small inside a sentence, so that a first word can be told from a name."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._small: Counter[str] = Counter()
        self._large: Counter[str] = Counter()
        for text in texts:
            for match in re.finditer(r"(?<=[a-z,] )([A-Za-z][a-z]+)", text[:READ_CHARACTERS]):
                word = match[1]
                (self._small if word[0].islower() else self._large)[word.lower()] += 1

    def is_known(self, clause: str) -> bool:
        """Whether the first word of the clause was seen inside a sentence, small or large, or is known otherwise."""
        first = re.match(r"[A-Za-z][a-z’'-]*", clause)
        if first is None or (len(clause) > 1 and clause[1].isupper()):
            return True
        word = first[0].lower().removesuffix("'s").removesuffix("’s")
        return word in _STARTERS or self._small[word] + self._large[word] > 0

    def is_small(self, word: str) -> bool:
        """Whether the word is written small inside sentences."""
        return self._small[word] > 2 * self._large[word]

    def is_name(self, word: str) -> bool:
        """Whether the word is written large inside sentences."""
        return self._large[word] > 2 * self._small[word]

    def start(self, clause: str) -> str:
        """The clause with its first word small, unless that is a name, an acronym or a word never seen small."""
        first = re.match(r"[A-Z][a-z’'-]*", clause)
        if first is None:
            return clause
        word = first[0].lower()
        small = word in _STARTERS or self._small[word] > 2 * self._large[word]
        return clause[0].lower() + clause[1:] if small else clause


_STARTERS = frozenset(
    [
        "a",
        "an",
        "the",
        "at",
        "in",
        "on",
        "of",
        "more",
        "about",
        "around",
        "over",
        "under",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "dozens",
        "hundreds",
        "thousands",
        "police",
        "officials",
        "authorities",
        "several",
        "some",
        "many",
        "most",
        "all",
        "no",
        "nearly",
        "almost",
        "troops",
        "soldiers",
        "militants",
        "gunmen",
        "rebels",
        "protesters",
        "rescuers",
        "lawmakers",
        "prosecutors",
        "demonstrators",
        "residents",
        "tens",
        "scores",
        "people",
        "women",
        "men",
        "children",
        "former",
        "new",
        "president-elect",
        "both",
        "its",
        "his",
        "her",
        "their",
    ]
)


def tokens(text: str) -> list[str]:
    """The words of a text in small letters, as runs and quotations are counted."""
    return [match[0].casefold().replace("’", "'") for match in _WORD.finditer(text)]


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
    return [part.strip() for sentence in found for part in _GLUED.split(sentence)]


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


def has_verb(text: str) -> bool:
    """Whether a text has a finite verb, after its first word, that is not inside a relative clause of its subject."""
    main = re.sub(r"\b(?:who|which|that|whose)\b(?: [\w'’-]+){1,3}", " ", text.partition(" ")[2])
    main = re.sub(r"\b[\d,]+ (?:people )?(?:killed|injured|wounded|arrested|hurt)\b", " ", main)
    main = re.sub(
        r"\b(?:the|an?|his|her|its|their|much|newly|recently|most|of|by|in|some|more|many) [a-z]+ed\b", " ", main
    )
    return bool(_FINITE.search(main) or _PAST.search(main))


def retell(sentence: str, article: Article, vocabulary: Vocabulary, *, shorten_to: int = CLAUSE_WORDS) -> Clause | None:
    """What the sentence says as a clause, or None where it cannot be said without copying it."""
    text = _DATELINE.sub("", sentence).rstrip(" .")
    text = re.sub(r"\s*\([^)]{0,60}\)", "", text)
    text = re.sub(r"^(?:BREAKING|UPDATE|Breaking|Update|Exclusive|EXCLUSIVE|Analysis|Opinion)\s*[:|-]\s*", "", text)
    citing: str | None = None
    text, days = _dated(text, article.published_at.date())
    if match := _SAID_AT_END.search(text):
        citing = _source_name(match["to"] or match["who"], vocabulary)
        text = text[: match.start()].rstrip(" ,")
    elif match := _SAID_AT_START.match(text):
        citing = _source_name(match["who"], vocabulary)
        text = words.capital(text[match.end() :])
    text = _shortened(text, shorten_to)
    if len(text.split()) < 5 or re.search(r"[\"“”]", text) or not has_verb(text):
        return None
    text = re.sub(
        r"^(?=(?:US|UK|UN|EU|UAE|White House|Pentagon|Kremlin|State Department|IMF|World Bank|Taliban|Vatican)\b(?!['’]))",
        "The ",
        text,
    )
    broken = break_runs(text, [article.title, article.text])
    if broken is None:
        return None
    if not has_verb(broken):
        return None
    return Clause(
        text=vocabulary.start(broken),
        citing=citing,
        dates=days,
        stands_alone=words.capital(broken),
        start_is_known=vocabulary.is_known(broken),
    )


def _source_name(raw: str, vocabulary: Vocabulary) -> str | None:
    name = raw.strip(" ,")
    if not name or len(name.split()) > 9 or re.search(r"[\"“”]|\b(?:he|she|it|they|who)\b", name, re.IGNORECASE):
        return None
    return vocabulary.start(name)


def _shortened(text: str, limit: int) -> str:
    """The text without the tails that make it longer than the limit; cut only where a tail begins."""
    if len(text.split()) <= limit:
        return text
    cuts = [m.start() for m in _TAILS.finditer(text) if 8 <= len(text[: m.start()].split()) <= limit]
    return text[: cuts[-1]].rstrip(" ,;:–—-") if cuts else text


def resolve_weekday(name: str, published: dt.date, *, ahead: bool) -> dt.date:
    """The day that a weekday names: the latest one up to publication, or `ahead` the next one from it."""
    offset = _WEEKDAYS.index(name.lower()) - published.weekday()
    return published + dt.timedelta(days=offset % 7 if ahead else -(-offset % 7))


def _dated(text: str, published: dt.date) -> tuple[str, tuple[dt.date, ...]]:
    """The text with weekdays and relative days as dates, and these dates."""
    found: list[dt.date] = []
    ahead = bool(_AHEAD.search(text))

    def weekday(match: re.Match[str]) -> str:
        date = resolve_weekday(match["day"], published, ahead=ahead and "last" not in match["pre"])
        found.append(date)
        named = words.day(date)
        if match["own"]:
            return f"the {named}" if not text[: match.start()].rstrip().endswith((" the", "The")) else named
        if match["part"]:
            return f"on the {match['part']} of {named}"
        return f"{'early ' if 'early' in match['pre'] else ''}{'late ' if 'late' in match['pre'] else ''}on {named}"

    def relative(match: re.Match[str]) -> str:
        word = match[0].lower()
        date = published + dt.timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[word])
        found.append(date)
        return f"on {words.day(date)}"

    text = _WEEKDAY.sub(weekday, text)
    text = re.sub(r"\b(?:today|yesterday|tomorrow)\b(?!['’])", relative, text)
    text = re.sub(r"\blast year\b", f"in {published.year - 1}", text)
    text = re.sub(r"\bthis year\b", f"in {published.year}", text)
    before = published.replace(day=1) - dt.timedelta(days=1)
    text = re.sub(r"\blast month\b", f"in {before:%B} {before.year}", text)
    text = re.sub(r"\b(in|on|from|by|since|until) (?:in|on) ", r"\1 ", text)
    return text, tuple(found)


@functools.lru_cache(maxsize=4096)
def _grams(text: str) -> frozenset[tuple[str, ...]]:
    found = tokens(text)
    return frozenset(tuple(found[i : i + RUN_WORDS + 1]) for i in range(len(found) - RUN_WORDS))


def copied_run(text: str, sources: Sequence[str]) -> int | None:
    """Where, in words, the first run of more than 15 of a source's words starts in the text; None where there is none.

    Words in quotation marks are not counted: they are marked as someone else's.
    """
    known = [_grams(source) for source in sources]
    at = 0
    for position, part in enumerate(re.split(r"[“”]", text)):
        found = tokens(part)
        if position % 2 == 0:
            for i in range(len(found) - RUN_WORDS):
                if any(tuple(found[i : i + RUN_WORDS + 1]) in grams for grams in known):
                    return at + i
        at += len(found)
    return None


def break_runs(text: str, sources: Sequence[str]) -> str | None:
    """The text with no run of more than 15 words of a source; None where plain rewording cannot bring it about."""
    for _ in range(6):
        start = copied_run(text, sources)
        if start is None:
            return text
        spans = [match.span() for match in _WORD.finditer(text)]
        low, high = spans[start + 1][0], spans[start + RUN_WORDS - 1][1]
        middle = (low + high) // 2
        options = sorted(
            (
                (new.isdigit(), abs(match.start() - middle), match.start(), match.end(), new)
                for pattern, new in _REWORD
                for match in pattern.finditer(text, low, high)
            ),
        )
        if split := _split(text, low, high):
            text = split
            continue
        if options:
            _, _, begin, end, new = options[0]
            text = text[:begin] + new + text[end:]
            continue
        cuts = [m.start() for m in _TAILS.finditer(text) if spans[start][0] < m.start() <= high]
        cuts = [cut for cut in cuts if len(text[:cut].split()) >= 7]
        if not cuts:
            return None
        text = text[: cuts[-1]].rstrip(" ,;:–—-")
    return None


_SPLITS = (
    (re.compile(r",? when (?!\w+ing\b)"), ". It happened when "),
    (re.compile(r",? after (?!\w+ing\b|his\b|her\b|their\b|its\b|it\b)"), ". It came after "),
    (re.compile(r",? amid (?=\w)"), ". The background is "),
)
"""Where a sentence may end and the next one take up: what is said stays, the run of words does not."""


def _split(text: str, low: int, high: int) -> str | None:
    """The text as two sentences, divided between two positions; None where it cannot be."""
    if ". It " in text or ". The background" in text:
        return None
    for pattern, new in _SPLITS:
        for match in pattern.finditer(text, low, high):
            before, after = text[: match.start()], text[match.end() :]
            if has_verb(before.rpartition(" ")[0]) and len(before.split()) >= 5 and len(after.split()) >= 3:
                return f"{before}{new}{after}"
    return None


def quoted(title: str, limit: int = 25) -> str:
    """A title in quotation marks, cut at whole words with an ellipsis."""
    inner = re.sub(r"[“”\"]", "'", plain(title))
    found = inner.split()
    if len(found) > limit:
        inner = " ".join(found[:limit]) + " ..."
    return f"“{inner}”"
