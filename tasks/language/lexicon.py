"""The terms of tasks/language/data/lexicon-XX.yaml, found in a text in one pass.

A concept (tasks/language/data/lexicon.yaml) is a meaning such as `airstrike`; a language's file lists the terms that
show it. All terms of a language are searched at once (Aho-Corasick), and where terms overlap the longest wins,
so that "heart attack" hides "attack". A term is whole words; `bomb*` has any ending, `take * by storm` any one word
between, `lift ** curfew` up to three, `curfew *** lifted` up to six.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tasks.language.word_lists import WORD_LISTS, word_list
from warehouse.errors import InputError
from warehouse.tables import Sector

UNSPACED = frozenset({"zh", "ja", "th", "my", "km", "lo"})
"""Languages written without spaces: a term may stand anywhere."""

PREFIXING = {"ar": "وفبلكا", "fa": "و", "ur": "", "he": "ובלמהשכ"}
"""Letters that may be joined before a word (and, in, by, for, as, the)."""

RELATED = {
    "be": ("ru",), "kk": ("ru",), "ky": ("ru",), "tg": ("ru", "fa"), "bg": ("ru",), "mk": ("ru", "sr"), "hr": ("sr",), "bs": ("sr",), "sl": ("sr",), "me": ("sr",), "cnr": ("sr",),
    "ms": ("id",), "ca": ("es",), "gl": ("es", "pt"), "az": ("tr",), "ps": ("fa", "ar"), "ckb": ("fa", "ar"),
    "mr": ("hi",), "bho": ("hi",), "da": ("sv",), "no": ("sv",), "sk": ("cs",), "af": ("nl",), "fy": ("nl",), "ti": ("am",), "as": ("bn",), "yi": ("he",), "mo": ("ro",),
    "lb": ("de",), "nds": ("de",), "ht": ("fr",),
}  # fmt: skip
"""Languages without a lexicon of their own, read with that of a neighbour that shares their words."""


class Concept(BaseModel):
    """What a term means and how much it weighs; see the head of tasks/language/data/lexicon.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: str | None = None
    sector: Sector | None = None
    severity: float = Field(default=0.0, ge=0, le=5)
    weight: float = Field(default=0.0, ge=0, le=5)
    governs: bool = False
    participant: bool = False
    verdict: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found: `text[start:end]` shows `concept`."""

    concept: str
    start: int
    end: int


def fold_for_lexicon(text: str) -> str:
    """Lower-cased text of the same length, so that offsets keep their meaning; typographic quotes become plain."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low.translate(_PLAIN)


_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "‑": "-", "–": "-", "\xa0": " ", "ي": "ی", "ك": "ک", "ى": "ی", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ё": "е"})  # fmt: skip


def expand(term: str) -> list[str]:
    """The variants of a term: `clos{es,ed} {the,} border` gives four; braces may stand in braces; spaces are single."""
    if "{" not in term:
        return [" ".join(term.split())]
    pieces = re.split(r"\{([^{}]*)\}", term)
    choices = [piece.split(",") if place % 2 else [piece] for place, piece in enumerate(pieces)]
    variants = dict.fromkeys("".join(pick) for pick in itertools.product(*choices))
    return list(dict.fromkeys(inner for variant in variants for inner in expand(variant)))


def split_terms(value: str) -> list[str]:
    """Terms of a comma-separated line, variants expanded, in order, each once."""
    depth, terms = 0, [""]
    for character in value:
        depth += (character == "{") - (character == "}")
        if character == "," and not depth:
            terms.append("")
        else:
            terms[-1] += character
    return list(dict.fromkeys(v for term in terms for v in expand(term.strip()) if v))


@functools.cache
def concepts() -> dict[str, Concept]:
    """The concepts by name; InputError naming the wrong one."""
    found: dict[str, Concept] = {}
    for name, fields in word_list("lexicon").items():
        try:
            found[name] = Concept.model_validate(fields)
        except ValidationError as error:
            raise InputError(str(error), where=f"lexicon.yaml: {name}") from error
    return found


@functools.cache
def lexicon_languages() -> frozenset[str]:
    """Languages that have a lexicon."""
    return frozenset(path.stem.removeprefix("lexicon-") for path in WORD_LISTS.glob("lexicon-??.yaml"))


class EventLexicon:
    """The terms of some languages, ready to be searched."""

    def __init__(self, terms: dict[str, list[str]], *, spaced: bool, prefixes: str = "") -> None:
        self._spaced = spaced
        self._prefixes = frozenset(prefixes)
        self._automaton = ahocorasick.Automaton()
        table: dict[str, list[tuple[str, bool, _Tails | None]]] = {}
        rests: dict[tuple[str, str], dict[str, None]] = {}
        for concept, words in terms.items():
            for word in words:
                stem, star, rest = fold_for_lexicon(word).partition("*")
                if stem.endswith(" "):
                    rest = "*" + rest
                if rest:
                    rests.setdefault((stem, concept), {})[rest] = None
                else:
                    table.setdefault(stem, []).append((concept, bool(star), None))
        for (stem, concept), tails in rests.items():
            table.setdefault(stem, []).append((concept, True, _Tails(tails)))
        for stem, meanings in table.items():
            self._automaton.add_word(stem, (len(stem), tuple(dict.fromkeys(meanings))))
        self._empty = not table
        if table:
            self._automaton.make_automaton()

    def find(self, folded: str) -> list[Hit]:
        """The terms in a folded text in order, the longest where they overlap; a term may carry several concepts."""
        if self._empty:
            return []
        found: list[tuple[int, int, str]] = []
        length = len(folded)
        words = _Words(folded)
        for last, (size, meanings) in self._automaton.iter(folded):
            start, end = last - size + 1, last + 1
            if self._spaced:
                if (
                    start
                    and folded[start - 1].isalnum()
                    and folded[start].isalnum()
                    and not self._joined(folded, start)
                ):
                    continue
                open_end = end < length and folded[end].isalnum() and folded[last].isalnum()
            else:
                open_end = False
            stop = end
            if open_end:
                while stop < length and (folded[stop].isalnum() or folded[stop] in "\u0300\u200c"):
                    stop += 1
            for concept, is_stem, tails in meanings:
                if tails is not None:
                    reached = tails.reach(folded, stop, words)
                    if reached:
                        found.append((start, -reached, concept))
                elif is_stem or not open_end:
                    found.append((start, -(stop if is_stem else end), concept))
        kept: list[Hit] = []
        reach, span = 0, (-1, -1)
        for start, negative_end, concept in sorted(set(found)):
            end = -negative_end
            if start >= reach:
                kept.append(Hit(concept, start, end))
                reach, span = end, (start, end)
            elif (start, end) == span:
                kept.append(Hit(concept, start, end))
        return kept

    def _joined(self, folded: str, start: int) -> bool:
        """Whether what stands before `start` in the same word is only a prefix of one or two joined letters."""
        if not self._prefixes:
            return False
        first = start
        while first and folded[first - 1].isalnum() and start - first < 3:
            first -= 1
        return 0 < start - first <= 3 and all(
            letter in self._prefixes or letter == "ل" for letter in folded[first:start]
        )


_TOKEN = r"[\w'$%-]+(?:[.,]\d+\w*)*"
_WORD = re.compile(_TOKEN)
_GAPS = {"*": (1, 1), "**": (0, 3), "***": (0, 6)}
"""How many words a token of stars stands for."""


class _Words:
    """The words of a text, with what of it they span."""

    def __init__(self, folded: str) -> None:
        self._folded = folded
        self._words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(folded)]
        self._starts = [start for _, start, _ in self._words]

    def after(self, stop: int, most: int) -> Iterator[tuple[str, int]]:
        """The words after a place up to the next punctuation and at most so many, each with its end."""
        first = bisect.bisect_left(self._starts, stop)
        for word, start, end in self._words[first : first + most]:
            if start != stop and not self._folded[stop:start].isspace():
                return
            yield word, end
            stop = end


_Place = tuple[int, int, "re.Pattern[str] | None"]
"""Fewest and most words before a fixed word, and what follows it."""


class _Tails:
    """What may follow a stem, found by its first fixed word instead of by trying each alternative."""

    def __init__(self, rests: Iterable[str]) -> None:
        self._whole: dict[str, list[_Place]] = {}
        self._begun: dict[str, list[_Place]] = {}
        others: list[str] = []
        for rest in rests:
            tokens = rest.split()
            gaps = list(itertools.takewhile(_GAPS.__contains__, tokens))
            fixed = tokens[len(gaps) :]
            if not fixed or not (rest.startswith(" ") or gaps) or not re.fullmatch(r"[\w'$%-]+\*?", fixed[0]):
                others.append(_pattern(rest))
                continue
            word = fixed[0]
            after = _compiled(" " + " ".join(fixed[1:])) if fixed[1:] else None
            place = (sum(_GAPS[gap][0] for gap in gaps), sum(_GAPS[gap][1] for gap in gaps), after)
            (self._begun if word.endswith("*") else self._whole).setdefault(word.rstrip("*"), []).append(place)
        self._sizes = sorted({len(word) for word in self._begun})
        entries = [*self._whole.values(), *self._begun.values()]
        self._most = 1 + max((high for places in entries for _, high, _ in places), default=-1)
        self._others = re.compile(rf"(?:{'|'.join(others)})(?!\w)") if others else None

    def reach(self, folded: str, stop: int, words: _Words) -> int:
        """The end of what follows a stem that ends at `stop`; 0 where nothing of it does."""
        for number, (word, end) in enumerate(words.after(stop, self._most)):
            for key_end, places in self._places(word, end):
                for low, high, after in places:
                    if not low <= number <= high:
                        continue
                    rest = after.match(folded, key_end) if after else None
                    if after is None or rest:
                        return rest.end() if rest else key_end
        other = self._others.match(folded, stop) if self._others else None
        return other.end() if other else 0

    def _places(self, word: str, end: int) -> list[tuple[int, list[_Place]]]:
        """Where the entries of a word end, and their places: of all of it, of its head ("women's"), of its beginning."""
        found = [(end, self._whole[word])] if word in self._whole else []
        if not word.isalnum() and (head := _HEAD.match(word)) and head[0] in self._whole:
            found.append((end - len(word) + head.end(), self._whole[head[0]]))
        for size in self._sizes:
            if word[:size] in self._begun:
                found.append((end, self._begun[word[:size]]))
        return found


_HEAD = re.compile(r"\w+")


def _pattern(rest: str) -> str:
    """A pattern for what follows the first star of a term."""
    lead = r"\s+" if rest.startswith(" ") else ""
    parts: list[str] = []
    for token in rest.split():
        if token in _GAPS:
            low, high = _GAPS[token]
            parts.append(rf"(?:{_TOKEN}\s+){{{low},{high}}}?")
        else:
            parts.append(re.escape(token).replace(r"\*", r"\w*") + r"\s+")
    return lead + "".join(parts).removesuffix(r"\s+")


@functools.cache
def _compiled(rest: str) -> re.Pattern[str]:
    return re.compile(rf"{_pattern(rest)}(?!\w)")


def _terms(lang: str) -> dict[str, list[str]]:
    file = f"lexicon-{lang}.yaml"
    terms: dict[str, list[str]] = {}
    for concept, value in word_list(f"lexicon-{lang}").items():
        if concept not in concepts():
            raise InputError(f"no such concept: {concept}", where=file, remedy="add it to lexicon.yaml")
        terms[concept] = split_terms(value)
        if any(term.startswith("*") for term in terms[concept]):
            raise InputError("a term must not start with `*`", where=f"{file}: {concept}")
        if any(re.search(r"\s\*+$", term) for term in terms[concept]):
            raise InputError("a term must not end with a word of asterisks", where=f"{file}: {concept}")
    return terms


def readers(lang: str) -> tuple[str, ...]:
    """The lexicons that read a language: its own, a neighbour's, or all of them where it is unknown."""
    known = lexicon_languages()
    if lang in known:
        return (lang,)
    related = tuple(other for other in RELATED.get(lang, ()) if other in known)
    return related or tuple(sorted(known))


@functools.cache
def event_lexicon(lang: str) -> EventLexicon:
    """The lexicon that reads `lang` (ISO 639-1); an unknown language is read with all of them."""
    if lang not in lexicon_languages() and readers(lang) == tuple(sorted(lexicon_languages())) and lang != "und":
        return event_lexicon("und")
    merged: dict[str, list[str]] = {}
    for reader in readers(lang):
        for concept, terms in _terms(reader).items():
            merged.setdefault(concept, []).extend(terms)
    prefixes = PREFIXING.get(lang, PREFIXING["ar"] if lang == "und" else "")
    return EventLexicon(merged, spaced=lang not in UNSPACED, prefixes=prefixes)
