"""The terms of tasks/data/lexicon-XX.yaml, found in a text in one pass.

A concept (tasks/data/lexicon.yaml) is a meaning such as `airstrike`; a language's file lists the terms that
show it. All terms of a language are searched at once (Aho-Corasick), and where terms overlap the longest wins,
so that "heart attack" hides "attack". A term is whole words; `bomb*` has any ending, `take * by storm` any one word
between, `lift ** curfew` up to three.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ahocorasick
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tasks.errors import InputError
from warehouse.tables import Sector

DATA = Path(__file__).parent / "data"

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
    """What a term means and how much it weighs; see the head of tasks/data/lexicon.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: str | None = None
    sector: Sector | None = None
    severity: float = Field(default=0.0, ge=0, le=5)
    weight: float = Field(default=0.0, ge=0, le=5)
    governs: bool = False
    participant: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found: `text[start:end]` shows `concept`."""

    concept: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower-cased text of the same length, so that offsets keep their meaning; typographic quotes become plain."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low.translate(_PLAIN)


_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "‑": "-", "–": "-", "\xa0": " ", "ي": "ی", "ك": "ک", "ى": "ی", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ё": "е"})  # fmt: skip


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; InputError naming the file when it is not YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise InputError(f"not valid YAML: {error}", where=path.name) from error


def expand(term: str) -> list[str]:
    """The variants of a term: `clos{es,ed} {the,} border` gives four; braces may stand in braces; spaces are single."""
    inner = re.search(r"\{([^{}]*)\}", term)
    if inner is None:
        return [" ".join(term.split())]
    picks = (term[: inner.start()] + choice + term[inner.end() :] for choice in inner[1].split(","))
    return list(dict.fromkeys(variant for pick in picks for variant in expand(pick)))


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
    path = DATA / "lexicon.yaml"
    found: dict[str, Concept] = {}
    for name, fields in read_yaml(path).items():
        try:
            found[name] = Concept.model_validate(fields)
        except ValidationError as error:
            raise InputError(str(error), where=f"{path.name}: {name}") from error
    return found


@functools.cache
def languages() -> frozenset[str]:
    """Languages that have a lexicon."""
    return frozenset(path.stem.removeprefix("lexicon-") for path in DATA.glob("lexicon-??.yaml"))


class Lexicon:
    """The terms of some languages, ready to be searched."""

    def __init__(self, terms: dict[str, list[str]], *, spaced: bool, prefixes: str = "") -> None:
        self._spaced = spaced
        self._prefixes = frozenset(prefixes)
        self._automaton = ahocorasick.Automaton()
        table: dict[str, list[tuple[str, bool, re.Pattern[str] | None]]] = {}
        tails: dict[tuple[str, str], list[str]] = {}
        for concept, words in terms.items():
            for word in words:
                stem, star, rest = fold(word).partition("*")
                if stem.endswith(" "):
                    rest = "*" + rest
                if rest:
                    tails.setdefault((stem, concept), []).append(_tail(rest))
                else:
                    table.setdefault(stem, []).append((concept, bool(star), None))
        for (stem, concept), patterns in tails.items():
            tail = re.compile(rf"(?:{'|'.join(dict.fromkeys(patterns))})(?!\w)")
            table.setdefault(stem, []).append((concept, True, tail))
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
            for concept, is_stem, tail in meanings:
                if tail is not None:
                    rest = tail.match(folded, stop)
                    if rest:
                        found.append((start, -rest.end(), concept))
                elif is_stem or not open_end:
                    found.append((start, -(stop if is_stem else end), concept))
        found.sort()
        kept: list[Hit] = []
        reach, span = 0, (-1, -1)
        for start, negative_end, concept in found:
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


_GAP = r"(?:[\w'$%-]+\s+)"


def _tail(rest: str) -> str:
    """A pattern for what follows the first star of a term."""
    lead = r"\s+" if rest.startswith(" ") else ""
    parts: list[str] = []
    for token in rest.split():
        if token in ("*", "**"):
            parts.append(_GAP + ("{0,3}?" if token == "**" else ""))
        else:
            parts.append(re.escape(token).replace(r"\*", r"\w*") + r"\s+")
    return lead + "".join(parts).removesuffix(r"\s+")


def _terms(lang: str) -> dict[str, list[str]]:
    path = DATA / f"lexicon-{lang}.yaml"
    terms: dict[str, list[str]] = {}
    for concept, value in read_yaml(path).items():
        if concept not in concepts():
            raise InputError(f"no such concept: {concept}", where=path.name, remedy="add it to lexicon.yaml")
        terms[concept] = split_terms(value)
        if any(term.startswith("*") for term in terms[concept]):
            raise InputError("a term does not start with `*`", where=f"{path.name}: {concept}")
    return terms


def readers(lang: str) -> tuple[str, ...]:
    """The lexicons that read a language: its own, a neighbour's, or all of them where it is unknown."""
    known = languages()
    if lang in known:
        return (lang,)
    related = tuple(other for other in RELATED.get(lang, ()) if other in known)
    return related or tuple(sorted(known))


@functools.cache
def lexicon(lang: str) -> Lexicon:
    """The lexicon that reads `lang` (ISO 639-1); an unknown language is read with all of them."""
    if lang not in languages() and readers(lang) == tuple(sorted(languages())) and lang != "und":
        return lexicon("und")
    merged: dict[str, list[str]] = {}
    for reader in readers(lang):
        for concept, terms in _terms(reader).items():
            merged.setdefault(concept, []).extend(terms)
    prefixes = PREFIXING.get(lang, PREFIXING["ar"] if lang == "und" else "")
    return Lexicon(merged, spaced=lang not in UNSPACED, prefixes=prefixes)
