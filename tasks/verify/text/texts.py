"""Texts of statements and sources as words with offsets, sentences, clauses and parts of speech."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.events.roles import parse_title
from tasks.language.parts_of_speech import tag_words
from tasks.language.word_lists import word_list
from tasks.verify.text.words import fold_word, stem, word_classes

CHARACTERS_AT_MOST = 8_000
"""Of a source's text that are read: news items rarely are longer, and what a hostile text may cost stays bounded."""

_WORD = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,4}(?:[.,]\d{1,4})?(?!\d)|\d{1,15}(?:[.,]\d{1,6}){0,4}|(?:[A-Z]\.){2,4}(?![^\W\d_])|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]"
)
_END = re.compile(r"[.!?…。！？؟।]")
_BREAKS = frozenset(",;:()–—|")
_CLOSES = frozenset("\"”’'»)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or mark of a text: `text[start:end]`; sentences and clauses count from 0 over the whole text."""

    raw: str
    fold: str
    stem: str
    start: int
    end: int
    sentence: int
    clause: int
    tag: str
    """The tag of Universal Dependencies, English only; empty in other languages."""
    finite: bool
    """Whether it is tagged a finite verb."""
    content: bool
    """Whether it carries meaning of its own: neither a mark nor a word of grammar."""

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.raw[0].isdigit()

    @property
    def is_name(self) -> bool:
        """Whether it begins with a capital."""
        return self.raw[0].isupper()


@dataclass(frozen=True, eq=False)
class Text:
    """A text read into words."""

    raw: str
    lang: str
    words: tuple[Word, ...]

    @functools.cached_property
    def starts(self) -> tuple[int, ...]:
        """The place of each sentence's first word, and the number of words at the end."""
        firsts = [i for i, w in enumerate(self.words) if i == 0 or w.sentence != self.words[i - 1].sentence]
        return (*firsts, len(self.words))

    @functools.cached_property
    def index(self) -> dict[tuple[str, str, bool], tuple[int, ...]]:
        """The places of the words of content by fold, stem and whether they are written large."""
        found: dict[tuple[str, str, bool], list[int]] = {}
        for at, word in enumerate(self.words):
            if word.content:
                found.setdefault((bare(word.fold), word.stem, word.is_name), []).append(at)
        return {key: tuple(places) for key, places in found.items()}

    @functools.cached_property
    def spelt_out(self) -> dict[str, tuple[int, ...]]:
        """By the first letters of names of several words that stand together, the places of the words: eu for European Union."""
        found: dict[str, list[int]] = {}
        run: list[int] = []
        for at, word in enumerate(self.words):
            if word.is_name and word.raw[0].isalpha() and (not run or word.sentence == self.words[run[-1]].sentence):
                run = [*run, at][-LONGEST_SHORT_FORM:]
                for size in range(2, len(run) + 1):
                    places = found.setdefault("".join(self.words[i].fold[0] for i in run[-size:]), [])
                    if len(places) < SHORT_FORM_PLACES:
                        places += run[-size:]
            elif word.fold not in ("of", "for", "the", "and", "on", "-"):
                run = []
        return {key: tuple(dict.fromkeys(places)) for key, places in found.items()}

    @functools.cached_property
    def short_forms(self) -> dict[str, tuple[int, ...]]:
        """By short form in small letters, where it stands: eu for EU, E.U."""
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            letters = word.raw.replace(".", "")
            if letters.isupper() and 2 <= len(letters) <= LONGEST_SHORT_FORM:
                found.setdefault(letters.lower(), []).append(at)
        return {key: tuple(places[:SHORT_FORM_PLACES]) for key, places in found.items()}

    @functools.cached_property
    def folded(self) -> tuple[str, tuple[int, ...]]:
        """The folded words with a blank around each, and where each begins in that; marks are themselves."""
        at, begins = 1, []
        for word in self.words:
            begins.append(at)
            at += len(word.fold) + 1
        return " " + " ".join(w.fold for w in self.words) + " ", tuple(begins)


LONGEST_SHORT_FORM = 6
"""Letters of the longest short form of a name that is looked for."""
SHORT_FORM_PLACES = 30
"""Places of a short form that are kept."""


def bare(folded: str) -> str:
    """A folded word without its possessive ending."""
    return folded.removesuffix("'s").removesuffix("'")


def sentence_of(text: Text, at: int) -> tuple[int, int]:
    """The places at which the sentence of a word begins and ends."""
    number = text.words[at].sentence
    return text.starts[number], text.starts[number + 1]


def parse_text(raw: str, lang: str = "en", title_end: int = 0) -> Text:
    """A text read; its first `title_end` characters are a title, which ends a sentence whatever its mark."""
    raw = raw[:CHARACTERS_AT_MOST]
    matches = list(_WORD.finditer(raw))
    sentences = _sentences(raw, matches, title_end)
    joins = word_classes()["joins"] if lang in ("en", "und") else frozenset()
    tags = _tags([m[0] for m in matches], sentences) if lang in ("en", "und") else [""] * len(matches)
    if title_end and tags and tags[0]:
        _tag_title(tags, matches, raw[:title_end])
    words: list[Word] = []
    clause = 0
    for at, match in enumerate(matches):
        piece = match[0]
        folded = fold_word(piece.replace(".", "") if piece[0].isalpha() else piece)
        fresh = at > 0 and sentences[at] != sentences[at - 1]
        if fresh or piece in _BREAKS or (folded in joins and words and words[-1].clause == clause):
            clause += 1
        tag, _, form = tags[at].partition("|")
        if tag and not piece[0].isalnum():
            tag = "PUNCT"
        words.append(
            Word(
                piece,
                folded,
                stem(folded),
                match.start(),
                match.end(),
                sentences[at],
                clause,
                tag,
                form == "Fin",
                _is_content(piece, folded, lang),
            )
        )
    return Text(raw, lang, tuple(words))


TITLE_CASE = 0.7
"""Share of the words of a title that begin with a capital from which a capital says nothing of a word."""


def _tag_title(tags: list[str], matches: Sequence[re.Match[str]], title: str) -> None:
    """Tags the verbs of a title in capitals, which the tagger takes for names, as the reading of articles sorts them."""
    words = [at for at, m in enumerate(matches) if m.end() <= len(title) and m[0][0].isalpha()]
    if not words or sum(matches[at][0][0].isupper() for at in words) < TITLE_CASE * len(words):
        return
    parsed = parse_title(title, "en")
    if parsed is None:
        return
    sorts = {"finite": "VERB|Fin", "says": "VERB|Fin", "participle": "VERB|Part"}
    verbs = {
        word: sorts[kind] for word, kind in zip(parsed.words[1:], parsed.classes[1:], strict=True) if kind in sorts
    }
    for at in words[1:]:
        if matches[at][0] in verbs and not tags[at].startswith(("VERB", "AUX")):
            tags[at] = verbs[matches[at][0]]


def _is_content(piece: str, folded: str, lang: str) -> bool:
    if not piece[0].isalnum():
        return False
    if piece[0].isdigit() or (piece.isupper() and len(piece) > 1):
        return True
    own = folded.removesuffix("'s")
    return len(own) > 1 and own not in (word_classes()["stop"] if lang in ("en", "und") else _grammar(lang))


@functools.cache
def _grammar(lang: str) -> frozenset[str]:
    return frozenset(fold_word(word) for word in word_list("claim_slots")["grammar"].get(lang, "").split())


def _sentences(raw: str, matches: list[re.Match[str]], title_end: int) -> list[int]:
    """The number of the sentence of each match."""
    found: list[int] = []
    number = 0
    ends = False
    for at, match in enumerate(matches):
        piece = match[0]
        if at and piece not in _CLOSES:
            gap = raw[matches[at - 1].end() : match.start()]
            crosses = title_end and matches[at - 1].end() <= title_end <= match.start()
            if crosses or "\n" in gap or (ends and not piece[0].islower()):
                number += 1
            ends = False
        if _END.fullmatch(piece):
            before = matches[at - 1][0] if at else ""
            initial = len(before) == 1 and before.isupper() and piece == "."
            ends = not initial and not (piece == "." and fold_word(before) in word_classes()["abbreviations"])
        found.append(number)
    return found


@functools.lru_cache(maxsize=4096)
def _tagged(sentence: tuple[str, ...]) -> list[str]:
    return tag_words(sentence)


def _tags(pieces: list[str], sentences: list[int]) -> list[str]:
    tags: list[str] = []
    first = 0
    while first < len(pieces):
        last = first
        while last < len(pieces) and sentences[last] == sentences[first]:
            last += 1
        tags += _tagged(tuple(p.replace("’", "'") for p in pieces[first:last]))
        first = last
    return tags
