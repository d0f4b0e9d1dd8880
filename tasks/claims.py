"""Claims: what a text says in numbers, dates, names, polarity and actors, and the checks of one text against others.

Everything is read with lexicons and patterns (`claims.yaml`), in English; of a source in another language
its names, digits and dates are compared, its wording is not.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from rapidfuzz import fuzz

# --- words ---------------------------------------------------------------------------------------

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]", re.UNICODE)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’']?\s+(?=[\"“‘'(]?[A-Z0-9])|\n+|(?<=[。！？؟।])")
_QUOTE = re.compile(r"“([^”]*)”")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or punctuation mark: as written, folded, and stemmed."""

    raw: str
    fold: str
    stem: str
    is_word: bool


@functools.cache
def lexicon() -> dict[str, frozenset[str]]:
    """The word lists of claims.yaml by name, folded."""
    data = yaml.safe_load(Path(__file__).with_name("claims.yaml").read_text(encoding="utf-8"))
    return {name: frozenset(fold(word) for word in words.split()) for name, words in data["words"].items()}


@functools.cache
def synonyms() -> dict[str, frozenset[int]]:
    """Stem -> the numbers of its groups of words that may stand for each other."""
    data = yaml.safe_load(Path(__file__).with_name("claims.yaml").read_text(encoding="utf-8"))
    found: dict[str, set[int]] = {}
    for number, group in enumerate(data["synonyms"]):
        for word in group.split():
            found.setdefault(stem(fold(word)), set()).add(number)
    return {word: frozenset(groups) for word, groups in found.items()}


@functools.cache
def _same_names() -> dict[str, frozenset[str]]:
    """Folded name -> the other names of the same thing."""
    data = yaml.safe_load(Path(__file__).with_name("claims.yaml").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for group in data["names"]:
        names = [fold(name.strip()) for name in group.split(",")]
        for name in names:
            found.setdefault(name, set()).update(names)
    return {name: frozenset(names) for name, names in found.items()}


@functools.lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word in small letters without marks on Latin letters: `Marčiulionytė` -> `marciulionyte`."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'").replace("ı", "i").replace("ø", "o"))
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("ł", "l").replace("đ", "d")


_SUFFIXES = (
    "ization", "isation", "ational", "ations", "ation", "ments", "ment", "ities", "ingly", "edly", "ness", "ings",
    "ions", "ists", "ers", "ors", "ies", "ied", "ing", "ion", "ist", "ity", "ed", "er", "or", "es", "ly", "al", "s", "e", "y",
)  # fmt: skip


@functools.lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A short form that inflections of an English word share: `injuring`, `injured`, `injures` -> `injur`."""
    word = word.removesuffix("'s").removesuffix("'")
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word


@functools.lru_cache(maxsize=8192)
def tokenise(text: str) -> tuple[Token, ...]:
    """The words and marks of a text in order."""
    found = []
    for match in _TOKEN.finditer(text.replace("-", " ").replace("–", " – ")):
        raw = match[0]
        folded = fold(raw)
        found.append(Token(raw, folded, stem(folded), raw[0].isalnum()))
    return tuple(found)


_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Sgt|Capt|Sen|Rep|Gov|Prof|St|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|"
    r"(?:[A-Z]\.)+[A-Z]|a\.m|p\.m|[A-Z])\.$"
)


def split_sentences(text: str) -> list[str]:
    """The sentences of a text; an abbreviation's point ends none."""
    found: list[str] = []
    for part in _SENTENCE.split(text):
        piece = part.strip() if part else ""
        if not piece:
            continue
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found


# --- numbers -------------------------------------------------------------------------------------

_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "millions": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "mn": 1e6,
    "bn": 1e9, "b": 1e9, "k": 1e3, "tn": 1e12, "dozen": 12, "crore": 1e7, "lakh": 1e5,
}  # fmt: skip
_NUMBER_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
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
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: value
    for value, word in zip(
        range(20, 100, 10), ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], strict=True
    )
}
_DIGITS = re.compile(r"(?<![\w.,])[$€£¥]?(\d{1,3}(?:[,\u00a0]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?([A-Za-z%]+)?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what it counts as far as that can be told: `killed`, `injured`, `money`, `percent`, ..."""

    value: float
    text: str
    roles: frozenset[str]
    hedged: bool
    head: str
    """Stem of the word that it counts: the first word of content after it."""
    counts_name: bool
    """That word is a name: ten `Afghans`."""


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
_DATES = (
    re.compile(rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:\s?(?:-|–|to|and)\s?(?P<last>\d{{1,2}})(?![\d:]))?(?:,? (?P<year>(?:19|20)\d\d))?"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:-|–|to|and)\s?(?P<last>\d{{1,2}}))?(?: of)? {_MONTH}(?:,? (?P<year>(?:19|20)\d\d))?"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?P<last>)\b"),
)  # fmt: skip
_MONTH_YEAR = re.compile(
    rf"(?:in|of|since|until|by|for|late|early|mid)[ -](?:late |early |mid-?)?{_MONTH}(?:,? (?P<year>(?:19|20)\d\d))?"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:will|next|due|scheduled|set to|to be|plans? to|planned|expected|upcoming|ahead of|is to|are to|to \w+ on|would|until|by)\b"
)
_RELATIVE = re.compile(r"\b(today|yesterday|tomorrow|overnight|tonight)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dates:
    """Days named with month and day (year where given), months, years and weekdays of a text, and the text without them."""

    days: frozenset[tuple[int | None, int, int]]
    months: frozenset[int]
    years: frozenset[int]
    weekdays: frozenset[int]
    relative: frozenset[str]
    rest: str


def read_dates(text: str) -> Dates:
    """The dates of a text; `rest` has them cut out, so that their digits are not read as numbers."""
    days: set[tuple[int | None, int, int]] = set()
    months: set[int] = set()
    years: set[int] = set()

    def take(match: re.Match[str]) -> str:
        month = int(match["month"]) if match["month"].isdigit() else _MONTHS[match["month"].lower()]
        year = int(match["year"]) if match["year"] else None
        for name in ("day", "last"):
            if match[name] and 1 <= int(match[name]) <= 31:
                days.add((year, month, int(match[name])))
        return " ¤ "

    def take_month(match: re.Match[str]) -> str:
        months.add(_MONTHS[match["month"].lower()])
        if match["year"]:
            years.add(int(match["year"]))
        return " ¤ "

    for pattern in _DATES:
        text = pattern.sub(take, text)
    text = _MONTH_YEAR.sub(take_month, text)
    for match in _YEAR.finditer(text):
        years.add(int(match[0]))
    text = _YEAR.sub(" ¤ ", text)
    weekdays = frozenset(_WEEKDAYS.index(m[1].lower()) for m in _WEEKDAY.finditer(text))
    relative = frozenset(m[1].lower() for m in _RELATIVE.finditer(text))
    return Dates(frozenset(days), frozenset(months), frozenset(years), weekdays, relative, text)


def read_numbers(sentence: str) -> list[Number]:
    """The numbers of one sentence (dates already cut out), in digits or words, scaled, each with its roles."""
    found: list[tuple[int, int, float, str]] = [*_digit_numbers(sentence), *_word_numbers(sentence)]
    found.sort()
    numbers = []
    for index, (start, end, value, text) in enumerate(found):
        left = found[index - 1][1] if index else 0
        right = found[index + 1][0] if index + 1 < len(found) else len(sentence)
        hedged = bool(
            re.search(
                r"(?:about|around|nearly|almost|some|roughly|over|than|approximately|least)\s[$€£]?$",
                sentence[max(0, start - 16) : start + 1].rstrip() + " ",
            )
        )
        numbers.append(
            Number(value, text, _roles(sentence, left, start, end, right), hedged, *_head(sentence[end:right]))
        )
    return numbers


def _digit_numbers(sentence: str) -> Iterable[tuple[int, int, float, str]]:
    for match in _DIGITS.finditer(sentence):
        value = float(re.sub("[,\u00a0]", "", match[1]))
        unit = (match[2] or "").lower()
        end = match.end(1)
        if unit in _SCALES and not (unit in ("m", "b", "k") and match[0][0] not in "$€£¥"):
            value, end = value * _SCALES[unit], match.end(2)
        yield match.start(), end, value, sentence[match.start() : end]


def _word_numbers(sentence: str) -> Iterable[tuple[int, int, float, str]]:
    run: list[re.Match[str]] = []
    total = current = 0.0
    for match in [*re.finditer(r"[A-Za-z]+", sentence), None]:
        word = match[0].lower() if match else ""
        joined = bool(run) and match is not None and re.fullmatch(r"[\s-]+", sentence[run[-1].end() : match.start()])
        if run and not (joined and (word in _NUMBER_WORDS or (word in _SCALES and word.isalpha() and len(word) > 2))):
            if not (len(run) == 1 and run[0][0].lower() in ("one", "zero")):
                yield run[0].start(), run[-1].end(), total + current, sentence[run[0].start() : run[-1].end()]
            run, total, current = [], 0.0, 0.0
        if match is None:
            continue
        if word in _NUMBER_WORDS:
            run.append(match)
            current += _NUMBER_WORDS[word]
        elif run and word in _SCALES and len(word) > 2:
            run.append(match)
            current *= _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0.0


def _head(after: str) -> tuple[str, bool]:
    words = lexicon()
    for token in tokenise(after)[:4]:
        if not token.is_word:
            return "", False
        if token.fold not in words["stop"] and token.fold not in words["neutral"] and token.fold not in _SCALES:
            return token.stem, token.raw[0].isupper()
    return "", False


@functools.cache
def _role_words() -> dict[str, str]:
    return {stem(word): role[5:] for role, words in lexicon().items() if role.startswith("role_") for word in words}


def _roles(sentence: str, left: int, start: int, end: int, right: int) -> frozenset[str]:
    """What a number counts: from the words between it and its neighbours, in its own part of the sentence first."""
    if sentence[start : start + 1] in "$€£¥" or re.match(
        r"\s?(?:dollars|euros|pounds|rupees|rubles)", sentence[end : end + 10]
    ):
        return frozenset({"money"})
    if re.match(r"\s?(?:%|percent|per cent)", sentence[end : end + 10]):
        return frozenset({"percent"})
    after = re.split(r"[;,]| and | while | but | with | of them ", sentence[end:right])[0]
    before = re.split(r"[;,]| and | while | but ", sentence[left:start])[-1]
    names = _role_words()
    for part in (after, before):
        roles = {names[t.stem] for t in tokenise(part) if t.stem in names}
        if roles:
            return frozenset(roles)
    return frozenset()


# --- readings ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Actor:
    """A name or acting noun (`police`) in a sentence: its stem, its position, and whether it stands after `in` and the like."""

    name: str
    at: int
    placed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence as tokens, with its actors in order and the words that it denies."""

    tokens: tuple[Token, ...]
    stems: frozenset[str]
    denied: frozenset[str]
    denied_heads: frozenset[str]
    """The first word of content after each denial."""
    affirmed: frozenset[str]
    actors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A source as it was read."""

    lang: str
    outlet: str
    published: dt.date | None
    lines: tuple[Line, ...]
    line_days: tuple[frozenset[tuple[int, int]], ...]
    """The (month, day) that each line names or resolves to; empty where it names no day."""
    stems: frozenset[str]
    folds: frozenset[str]
    numbers: tuple[Number, ...]
    dates: Dates
    future_weekdays: frozenset[int]
    """Weekdays named in a sentence that looks ahead: they may lie after publication."""
    flat: str
    acronyms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement as it was read, without its quotations."""

    text: str
    quotes: tuple[str, ...]
    lines: tuple[Line, ...]
    acting: tuple[Line, ...]
    """The lines without who is cited: being cited is not acting."""
    numbers: tuple[Number, ...]
    dates: Dates
    line_days: tuple[frozenset[tuple[int, int]], ...]
    """The (month, day) that each line names, those of the reporting aside."""
    reported_on: frozenset[tuple[int | None, int, int]]
    """Days on which it says that an outlet reported it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The sources of a statement together."""

    readings: tuple[Reading, ...]
    known: frozenset[str]
    outlet_words: frozenset[str]
    stems: frozenset[str] = field(default_factory=frozenset)
    folds: frozenset[str] = field(default_factory=frozenset)
    synonyms: frozenset[int] = field(default_factory=frozenset)

    @property
    def english(self) -> bool:
        """Whether wording can be compared."""
        return any(r.lang in ("en", "und") for r in self.readings)

    def agreement(self, claim: Claim) -> str:
        """Why the statement is accepted, in words."""
        named = len({actor.name for line in claim.lines for actor in line.actors})
        parts = [f"{len(claim.numbers)} numbers", f"{len(claim.dates.days)} dates", f"{named} names"]
        wording = "" if self.english else "; the wording is in another language and was not compared"
        return f"the cited articles have its content ({', '.join(parts)}){wording}"


@functools.lru_cache(maxsize=4096)
def read_source(title: str, text: str, published_at: dt.datetime | None, outlet: str, lang: str) -> Reading:
    """A source read once: the same article proves many statements."""
    parts = [title, *split_sentences(text)]
    dates = read_dates("\n".join(parts))
    lines = tuple(_line(read_dates(part).rest) for part in parts)
    numbers = tuple(n for part in parts for n in read_numbers(read_dates(part).rest))
    tokens = [t for part in parts for t in tokenise(part) if t.is_word]
    return Reading(
        lang=lang,
        outlet=outlet,
        published=published_at.date() if published_at else None,
        lines=lines,
        line_days=tuple(_days_of(part, published_at.date() if published_at else None) for part in parts),
        stems=frozenset(t.stem for t in tokens),
        folds=frozenset(t.fold.removesuffix("'s") for t in tokens),
        numbers=numbers,
        dates=dates,
        future_weekdays=frozenset(
            _WEEKDAYS.index(m[1].lower()) for part in parts if _AHEAD.search(part) for m in _WEEKDAY.finditer(part)
        ),
        flat=_flat(f"{title} \n {text}"),
        acronyms=_acronyms(parts),
    )


def _days_of(part: str, published: dt.date | None) -> frozenset[tuple[int, int]]:
    dates = read_dates(part)
    found = {(month, day) for _, month, day in dates.days}
    if published is not None:
        for weekday in dates.weekdays:
            back = (published.weekday() - weekday) % 7
            ahead = bool(_AHEAD.search(part))
            named = [
                published - dt.timedelta(days=back),
                *([published + dt.timedelta(days=(7 - back) % 7)] if ahead else []),
            ]
            found |= {(d.month, d.day) for d in named}
        for word, shift in (
            ("yesterday", -1),
            ("overnight", -1),
            ("overnight", 0),
            ("today", 0),
            ("tonight", 0),
            ("tomorrow", 1),
        ):
            if word in dates.relative:
                moved = published + dt.timedelta(days=shift)
                found.add((moved.month, moved.day))
    return frozenset(found)


_REPORTED_ON = re.compile(
    r"\breported on [A-Z][a-z]+ \d{1,2}, \d{4}|^On [A-Z][a-z]+ \d{1,2}, \d{4}(?=, .{2,70}? reported\b)"
)


def read_statement(text: str) -> Claim:
    """A statement read: its quotations aside, the rest as lines, numbers and dates."""
    quotes = tuple(_QUOTE.findall(text))
    bare = _QUOTE.sub(" ", text)
    parts = split_sentences(bare)
    dates = read_dates("\n".join(parts))
    rests = [read_dates(part).rest for part in parts]
    return Claim(
        text=bare,
        quotes=quotes,
        lines=tuple(_line(rest) for rest in rests),
        acting=tuple(_line(_FRAME.sub(" ", rest)) for rest in rests),
        numbers=tuple(n for rest in rests for n in read_numbers(rest)),
        dates=dates,
        line_days=tuple(
            frozenset((m, d) for _, m, d in read_dates(_REPORTED_ON.sub(" ", part)).days) for part in parts
        ),
        reported_on=frozenset(day for m in _REPORTED_ON.finditer(bare) for day in read_dates(m[0]).days),
    )


def gather(readings: Sequence[Reading], known: Collection[str]) -> Proof:
    """The sources together, with names known otherwise."""
    stems = frozenset().union(*(r.stems for r in readings))
    folds = frozenset().union(*(r.folds | r.acronyms for r in readings))
    table = synonyms()
    return Proof(
        readings=tuple(readings),
        known=frozenset(t.fold for name in known for t in tokenise(name) if t.is_word),
        outlet_words=frozenset(t.fold.removesuffix("'s") for r in readings for t in tokenise(r.outlet) if t.is_word),
        stems=stems,
        folds=folds,
        synonyms=frozenset(g for s in stems for g in table.get(s, ())),
    )


def _flat(text: str) -> str:
    return " " + " ".join(t.fold for t in tokenise(text) if t.is_word) + " "


def _acronyms(parts: Iterable[str]) -> frozenset[str]:
    """Short forms of the capitalised names of a text: International Monetary Fund -> imf."""
    found = set()
    for part in parts:
        for match in re.finditer(r"\b[A-Z][\w’'-]+(?:\s+(?:of|for|the|and|on|[A-Z][\w’'-]+)){1,6}", part):
            initials = [w[0].lower() for w in re.split(r"[\s-]+", match[0]) if w[:1].isupper()]
            for size in range(2, len(initials) + 1):
                for start in range(len(initials) - size + 1):
                    found.add("".join(initials[start : start + size]))
    return frozenset(found)


def _line(sentence: str) -> Line:
    tokens = tokenise(sentence)
    denied, heads, affirmed = _polarity(tokens)
    return Line(
        tokens=tokens,
        stems=frozenset(t.stem for t in tokens if t.is_word),
        denied=denied,
        denied_heads=heads,
        affirmed=affirmed,
        actors=_actors(tokens),
    )


def _polarity(tokens: Sequence[Token]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The stems in the reach of a denial (three words after it, in its clause), the first of each, and the others."""
    words = lexicon()
    denied: set[str] = set()
    heads: set[str] = set()
    affirmed: set[str] = set()
    reach, opens = 0, False
    for position, token in enumerate(tokens):
        if not token.is_word:
            reach = 0 if token.raw in ",;:.()" else reach
            continue
        if token.fold in words["deny"] or token.fold.endswith("n't"):
            follows = tokens[position + 1].fold if position + 1 < len(tokens) else ""
            if token.fold[:4] in ("fail", "refu", "decl", "unab") and follows != "to":
                continue
            if token.fold in ("no", "not") and follows in ("fewer", "less", "more", "later", "longer", "only", "just"):
                continue  # a bound or an emphasis, no denial
            reach = 2 if token.fold == "without" else 3
            opens = True
            continue
        if token.fold in ("and", "but", "while", "after", "because", "that", "which", "who"):
            reach = 0
        if token.fold in words["stop"] or token.fold in words["neutral"]:
            continue
        (denied if reach else affirmed).add(token.stem)
        if reach and opens:
            heads.add(token.stem)
        opens = False
        reach = max(0, reach - 1)
    return frozenset(denied), frozenset(heads), frozenset(affirmed)


def _actors(tokens: Sequence[Token]) -> tuple[Actor, ...]:
    """Names (neighbouring capitals joined, called by their last word) and acting nouns, in order."""
    words = lexicon()
    found: list[Actor] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        before = tokens[index - 1].fold if index else ""
        large = token.is_word and token.raw[0].isupper()
        if large and token.fold not in words["stop"] and token.fold not in words["calendar"]:
            last = index
            while (
                last + 1 < len(tokens)
                and tokens[last + 1].is_word
                and tokens[last + 1].raw[0].isupper()
                and not tokens[last].fold.endswith("'s")
            ):
                last += 1
            found.append(Actor(tokens[last].fold.removesuffix("'s"), last, before in words["where"]))
            index = last + 1
            continue
        if token.fold in words["actor"]:
            found.append(Actor(token.stem, index, before in words["where"]))
        index += 1
    return tuple(found)


# --- checks: each returns the fault in words, or None ----------------------------------------------


def check_quotes(claim: Claim, proof: Proof) -> str | None:
    """Quotations stand word for word in a source."""
    for quote in claim.quotes:
        flat = _flat(quote.removesuffix("...").removesuffix("…"))
        if flat.strip() and not any(flat in r.flat for r in proof.readings):
            return f"the quotation “{quote[:60]}” is in no cited article"
    return None


def check_numbers(claim: Claim, proof: Proof) -> str | None:
    """Every number is in a source and counts the same thing there."""
    theirs = [n for r in proof.readings for n in r.numbers]
    for number in claim.numbers:
        same = [n for n in theirs if _equal(number, n)]
        if not same:
            if number.value == 1 or _counted_in_words(number, proof):
                continue
            return f"the number {number.text.strip()} is in no cited article"
        heads = {n.head for n in same if n.head}
        others = {n.head for n in theirs if not _equal(number, n)}
        if (
            number.head
            and heads
            and not any(_same_actor(number.head, h) for h in heads)
            and (number.head in others or (number.counts_name and any(n.counts_name for n in same)))
        ):
            return f"the articles do not count {number.text.strip()} of that ({number.head}...)"
        roles = [n.roles for n in same]
        if number.roles and all(r and not (r & number.roles) for r in roles):
            return f"the articles give {number.text.strip()} for {' or '.join(sorted(roles[0]))}, not for {' or '.join(sorted(number.roles))}"
    return None


def _equal(ours: Number, theirs: Number) -> bool:
    if ours.value == theirs.value:
        return True
    return (
        ours.hedged
        and not theirs.hedged
        and theirs.value >= 20
        and abs(ours.value - theirs.value) <= 0.03 * theirs.value
    )


def _counted_in_words(number: Number, proof: Proof) -> bool:
    words = {12: " a dozen ", 2: " both ", 0.5: " half "}
    return number.value in words and any(words[number.value] in r.flat for r in proof.readings)


def check_dates(claim: Claim, proof: Proof) -> str | None:
    """Every day, month, year and weekday is named by a source or follows from its publication."""
    days, months, years, weekdays = _proven_dates(proof)
    for year, month, day in sorted(claim.dates.days, key=lambda d: (d[0] or 0, d[1], d[2])):
        if not any((m, d) == (month, day) and (year is None or y is None or y == year) for y, m, d in days):
            return f"{day}/{month}{f'/{year}' if year else ''} (day/month) is no date of the cited articles"
    published = {r.published for r in proof.readings if r.published is not None}
    for year, month, day in claim.reported_on:
        if published and not any((d.month, d.day) == (month, day) and year in (None, d.year) for d in published):
            return f"no cited article was published on {day}/{month} (day/month)"
    for line, named in zip(claim.lines, claim.line_days, strict=True):
        if named and (fault := _other_day(line, named, proof)):
            return fault
    if wrong := claim.dates.months - months:
        return f"month {min(wrong)} is not named in the cited articles"
    if wrong := claim.dates.years - years:
        return f"the year {min(wrong)} is not named in the cited articles"
    if wrong := claim.dates.weekdays - weekdays:
        return f"{_WEEKDAYS[min(wrong)].capitalize()} is not the day that the cited articles give"
    return None


def _other_day(line: Line, named: frozenset[tuple[int, int]], proof: Proof) -> str | None:
    """A fault where the source's sentence that says the same names days, and none of ours."""
    best: list[tuple[int, frozenset[tuple[int, int]]]] = [
        (len(line.stems & other.stems), days)
        for r in proof.readings
        for other, days in zip(r.lines, r.line_days, strict=True)
    ]
    top = max((shared for shared, _ in best), default=0)
    nearest = [days for shared, days in best if shared == top]
    if top >= 4 and all(nearest) and not any(named & days for days in nearest):
        month, day = min(named)
        return f"the articles give another day than {day}/{month} (day/month) for this"
    return None


def _proven_dates(proof: Proof) -> tuple[set[tuple[int | None, int, int]], set[int], set[int], set[int]]:
    days: set[tuple[int | None, int, int]] = set()
    months: set[int] = set()
    years: set[int] = set()
    weekdays: set[int] = set()
    for reading in proof.readings:
        dates, published = reading.dates, reading.published
        months |= dates.months | {m for _, m, _ in dates.days}
        years |= dates.years | {y for y, _, _ in dates.days if y}
        weekdays |= dates.weekdays
        for year, month, day in dates.days:
            days.add((year, month, day))
            if year is None and published is not None:
                days.discard((None, month, day))
                days.add((_nearest_year(month, day, published), month, day))
        if published is None:
            continue
        named = {published}
        for weekday in dates.weekdays:
            back = (published.weekday() - weekday) % 7
            named.add(published - dt.timedelta(days=back))
            if weekday in reading.future_weekdays:
                named.add(published + dt.timedelta(days=(7 - back) % 7))
        for word, shift in (("yesterday", -1), ("overnight", -1), ("tomorrow", 1)):
            if word in dates.relative:
                named.add(published + dt.timedelta(days=shift))
        days |= {(d.year, d.month, d.day) for d in named}
        months |= {published.month}
        years |= {published.year}
        if {"last"} & reading.folds and {"year"} & reading.folds:
            years.add(published.year - 1)
        if {"last"} & reading.folds and {"month"} & reading.folds:
            months.add((published.replace(day=1) - dt.timedelta(days=1)).month)
            years.add((published.replace(day=1) - dt.timedelta(days=1)).year)
        if "next" in reading.folds and "year" in reading.folds:
            years.add(published.year + 1)
        if not dates.weekdays:
            weekdays.add(published.weekday())
    return days, months, years, weekdays


def _nearest_year(month: int, day: int, published: dt.date) -> int:
    """The year that brings a day without year nearest to publication."""

    def distance(year: int) -> int:
        try:
            return abs((dt.date(year, month, day) - published).days)
        except ValueError:
            return 9999

    return min((published.year, published.year - 1, published.year + 1), key=distance)


def check_names(claim: Claim, proof: Proof) -> str | None:
    """Every name is in a source: spelled alike, as demonym, as short form, or known otherwise."""
    words = lexicon()
    for line in claim.lines:
        for position, token in enumerate(line.tokens):
            if not token.is_word or not token.raw[0].isupper() or len(token.fold) < 2:
                continue
            if token.fold in words["stop"] or token.fold in words["calendar"] or token.fold in words["neutral"]:
                continue
            if _named(token, proof):
                continue
            if position == 0 and not _opens_with_name(line.tokens, proof):
                continue
            return f"{token.raw} is not named in the cited articles"
    return None


def _opens_with_name(tokens: Sequence[Token], proof: Proof) -> bool:
    """Whether a sentence's first word, which no source has, must be a name rather than an ordinary word."""
    first = tokens[0]
    if first.stem in synonyms() or first.fold in lexicon()["actor"] or len(first.raw) < 3:
        return False
    follows = len(tokens) > 1 and tokens[1].is_word and tokens[1].raw[0].isupper()
    plain = first.fold.endswith(("ing", "ed", "ly", "tion", "tions", "ment", "ists", "ers", "ors"))
    return first.raw.isupper() or follows or not plain


def _named(token: Token, proof: Proof) -> bool:
    name = token.fold.removesuffix("'s").removesuffix("'")
    if name in proof.folds or name in proof.known or name in proof.outlet_words or token.stem in proof.stems:
        return True
    if any(
        other in proof.folds or all(w in proof.folds for w in other.split()) for other in _same_names().get(name, ())
    ):
        return True
    return any(_same_name(name, other) for other in proof.folds)


_ENDINGS = frozenset(["", "n", "an", "ian", "i", "ese", "ish", "er", "s", "a", "ia", "e", "y", "en", "ene", "land", "ns", "ans", "ians", "is", "ers", "o", "os"])  # fmt: skip
_NOT_THE_SAME = frozenset({"niger", "nigeria", "nigerian", "nigerien", "guinea", "austria", "australia", "austrian", "australian", "iran", "iraq", "gambia", "zambia"})  # fmt: skip


@functools.lru_cache(maxsize=262144)
def _same_name(ours: str, theirs: str) -> bool:
    if len(ours) < 4 or len(theirs) < 4 or ours[0] != theirs[0]:
        return False
    if ours in _NOT_THE_SAME or theirs in _NOT_THE_SAME:
        return ours.rstrip("ns") == theirs.rstrip("ns")
    shared = 0
    for a, b in zip(ours, theirs, strict=False):
        if a != b:
            break
        shared += 1
    if shared >= 4 and ours[shared:] in _ENDINGS and theirs[shared:] in _ENDINGS:
        return True
    return len(ours) >= 6 and len(theirs) >= 6 and fuzz.ratio(ours, theirs) >= 85


def check_denials(claim: Claim, proof: Proof) -> str | None:
    """What is denied is denied in a source, and what a source only denies is not affirmed."""
    if not proof.english:
        return None
    lines = [line for r in proof.readings for line in r.lines]
    denied = frozenset().union(*(line.denied for line in lines))
    heads = frozenset().union(*(line.denied_heads for line in lines))
    affirmed = frozenset().union(*(line.affirmed for line in lines))
    most = max((_denials(line) for line in lines), default=0)
    emphasis = any(phrase in r.flat for r in proof.readings for phrase in (" not only ", " not just "))
    for line in claim.lines:
        if 1 < _denials(line) > most:
            return "it denies more often than the articles do"
        flat = " ".join(t.fold for t in line.tokens)
        if not emphasis and ("not only" in flat or "not just" in flat):
            return "it says of something that it is not the only one, which the articles do not"
        for head in sorted(line.denied_heads):
            if head in denied or (head not in affirmed and line.denied & denied):
                continue
            return f"it denies what the articles do not deny ({head}...)"
        only = sorted(s for s in line.affirmed if s in heads and s not in affirmed and s not in line.denied)
        if only:
            return f"the articles deny what it states ({only[0]}...)"
    return None


def _denials(line: Line) -> int:
    words = lexicon()["deny"]
    return sum(t.fold in words or t.fold.endswith("n't") for t in line.tokens)


_FRAME = re.compile(
    r", citing .{2,90}?(?:, that |\.?$)|,? according to .{2,90}?(?:, (?=[a-z])|\.?$)|"
    r"^(?:On ¤ ,? ?)?[^,]{2,60}? (?:also )?reported(?: on ¤ ?)?(?: that )?|, [^,]{2,60} (?:also )?reported(?: on ¤ ?)?\.?$"
)


def check_actors(claim: Claim, proof: Proof) -> str | None:
    """Who did it and to whom stand as in the sources, passive and active taken as they are."""
    if not proof.english:
        return None
    theirs = [line for r in proof.readings for line in r.lines if len(line.actors) > 1]
    for line in claim.acting:
        actors = line.actors[:8]
        for i, one in enumerate(actors):
            for two in actors[i + 1 :]:
                if not _same_actor(one.name, two.name) and _swapped(line, one, two, theirs):
                    return f"the articles have {two.name}... and {one.name}... the other way round"
    return None


def check_owners(claim: Claim, proof: Proof) -> str | None:
    """A name that stands right before a noun (`Israeli police`) is the name that a source has there."""
    if not proof.english:
        return None
    before: dict[str, set[str]] = {}
    for reading in proof.readings:
        for line in reading.lines:
            for one, two in itertools.pairwise(line.tokens):
                if two.is_word and two.raw[0].islower():
                    before.setdefault(two.stem, set()).add(
                        one.fold.removesuffix("'s")
                        if one.is_word and one.raw[0].isupper() and one.fold not in lexicon()["stop"]
                        else ""
                    )
    for line in claim.acting:
        for one, two in itertools.pairwise(line.tokens):
            if (
                not (one.is_word and one.raw[0].isupper() and two.is_word and two.raw[0].islower())
                or one.fold in lexicon()["stop"]
            ):
                continue
            name, found = one.fold.removesuffix("'s"), before.get(two.stem, set())
            if one.fold in lexicon()["actor"] or not found or "" in found or two.fold in lexicon()["stop"] or two.fold in lexicon()["neutral"]:
                continue
            if name in proof.folds and not any(_same_actor(name, other) for other in found):
                return f"the articles have {', '.join(sorted(found))} before “{two.raw}”, not {one.raw}"
    return None


def _swapped(line: Line, one: Actor, two: Actor, theirs: Sequence[Line]) -> bool:
    """Whether the sources that come nearest to these two and the words between them have them the other way round."""
    ours = _direction(line, one.at, two.at)
    between = _between(line, one.at, two.at)
    found: list[tuple[float, bool | None, bool]] = []
    for other in theirs:
        for a in (x for x in other.actors if _same_actor(x.name, one.name)):
            for b in (x for x in other.actors if x.at != a.at and _same_actor(x.name, two.name)):
                low, high = min(a.at, b.at), max(a.at, b.at)
                direction = _direction(other, low, high)
                shared = len(between & _between(other, low, high)) / len(between) if between else float(high - low < 4)
                acting = None if direction is None else direction == (a.at < b.at)
                found.append((shared, acting, a.placed or b.placed))
    if not found or ours is None:
        return False
    best = max(shared for shared, _, _ in found)
    placed = one.placed or two.placed
    if best >= 0.5:
        return all(acting is not None and acting != ours for shared, acting, _ in found if shared == best)
    return not placed and all(acting is not None and acting != ours for _, acting, by_place in found if not by_place)


def _between(line: Line, low: int, high: int) -> frozenset[str]:
    stop = lexicon()["stop"]
    return frozenset(t.stem for t in line.tokens[low + 1 : high] if t.is_word and t.fold not in stop)


@functools.lru_cache(maxsize=65536)
def _same_actor(one: str, two: str) -> bool:
    return one == two or _same_name(one, two) or two in _same_names().get(one, ())


def _direction(line: Line, at: int, to: int) -> bool | None:
    """True where the first acts on the second, False in the passive, None where they only stand side by side."""
    between = [t for t in line.tokens[at + 1 : to] if t.is_word]
    if all(t.fold in ("and", "or", "with", "the", "a", "s") for t in between):
        return None
    folds = [t.fold for t in between]
    return not (
        "by" in folds
        and any(f.endswith(("ed", "en")) or f in ("shot", "hit", "held", "led", "met", "struck") for f in folds)
    )


def check_content(claim: Claim, proof: Proof) -> str | None:
    """Each clause's words are the sources' words, their inflections or words of the same meaning."""
    if not proof.english and not proof.known:
        return None
    total = missing_total = 0
    for line in claim.lines:
        for clause in _clauses(line.tokens):
            missing = [t.raw for t in clause if not _covered(t, proof)]
            total += len(clause)
            missing_total += len(missing)
            if (len(clause) >= 3 and len(missing) > 0.5 * len(clause)) or len(missing) >= 4:
                return f"nothing in the cited articles says: {' '.join(t.raw for t in clause)}"
    if total and missing_total > 0.4 * total:
        return "too little of it is in the cited articles"
    return None


def _clauses(tokens: Sequence[Token]) -> list[list[Token]]:
    """The content words of each clause; a clause of less than three goes with the one before."""
    words = lexicon()
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.raw in ",;:()–" or token.fold in words["joins"]:
            parts.append([])
        elif (
            token.is_word
            and token.fold not in words["stop"]
            and token.fold not in words["neutral"]
            and not token.raw[0].isdigit()
        ):
            parts[-1].append(token)
    joined: list[list[Token]] = []
    for part in parts:
        if joined and len(part) < 3:
            joined[-1].extend(part)
        elif part:
            joined.append(part)
    return joined


def _covered(token: Token, proof: Proof) -> bool:
    if token.stem in proof.stems or token.fold in proof.folds or token.fold in proof.known:
        return True
    if token.fold.removesuffix("'s") in proof.outlet_words or token.fold in _NUMBER_WORDS or token.fold in _SCALES:
        return True
    if synonyms().get(token.stem, frozenset()) & proof.synonyms:
        return True
    if len(token.stem) >= 5 and any(
        s.startswith(token.stem[:5]) and abs(len(s) - len(token.stem)) <= 3 for s in proof.stems
    ):
        return True
    return token.raw[0].isupper() and _named(token, proof)


CHECKS: tuple[Callable[[Claim, Proof], str | None], ...] = (
    check_quotes,
    check_numbers,
    check_dates,
    check_names,
    check_denials,
    check_actors,
    check_owners,
    check_content,
)
"""The checks in the order in which they are made; the first fault decides."""
