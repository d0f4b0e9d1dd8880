"""Who did what to whom, in the words of a title, by the grammar of headlines: no parser, patterns of a language each.

A headline leaves out articles and auxiliaries ("Taliban arrests 12", "Two men jailed for fraud"), puts a speaker or a place before a
colon, and who says it at the end. So: what is before a colon is set aside, a clause of saying is opened, the first finite verb is the
deed, what stands before it acts, what follows up to a preposition is met by it; a participle without an auxiliary is a passive, whose
actor follows "by". Languages: English, Spanish, French, Polish, Russian. What no pattern fits is left open.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.language.word_lists import read_yaml, word_list

GRAMMARS = Path(__file__).parent / "data" / "headline_deeds.yaml"

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*[’']?|[,;:|–—(]|[“”\"«»]")
_MOST_WORDS = 8
"""Words of an actor or target that are kept: its end for an actor, its beginning for a target."""
_LIGHT_WORDS = 3
"""Words of an object that may be a deed itself; a longer one is told for its own sake."""
_BREAK_MARKS = frozenset([",", ";", ":", "|", "–", "—", "("])
_QUOTES = frozenset(["“", "”", '"', "«", "»"])


@dataclass(frozen=True, slots=True)
class Deed:
    """The title's own words: who acts (None where the title does not say), the verb, whom it meets (None where nobody)."""

    actor: str | None
    deed: str
    target: str | None


@dataclass(frozen=True, slots=True)
class HeadlineGrammar:
    """How a language writes headlines; see the head of data/headline_deeds.yaml."""

    finite: Callable[[str], bool]
    """Whether a word, in lower case, is a finite verb."""
    participle: Callable[[str], bool]
    """Whether it is a participle that stands for a passive."""
    guess: Callable[[Sequence[str], int], bool]
    """Whether the word at a place is a verb that no list has, by what stands around it."""
    carry: frozenset[str]
    small: frozenset[str]
    breaks: frozenset[str]
    by: frozenset[str]
    governs: frozenset[str]
    """Prepositions that bring whom a deed told by a noun meets."""
    says: frozenset[str]
    joins: frozenset[str]
    """Words inside a noun phrase: "Bank of Russia"."""


def find_deed(title: str, *, lang: str) -> Deed | None:
    """The deed that a title tells, or None where no pattern of its language fits."""
    grammar = headline_grammar(lang)
    if grammar is None:
        return None
    for clause in _clauses(title):
        if deed := _in_clause(clause, grammar):
            return deed
    return None


def _clauses(title: str) -> list[list[str]]:
    """The parts of a title between colons and bars, the longest first: "Ukraine: drones hit a port - Reuters"."""
    parts = re.split(r"\s*(?::(?=\s)|\||\s[-–—]\s|\?\s|!\s|\.\s)\s*", title)
    clauses = [[w for w in _WORD.findall(part) if w not in _QUOTES] for part in parts]
    return sorted((c for c in clauses if c), key=lambda c: -len(c))


def _in_clause(words: list[str], grammar: HeadlineGrammar) -> Deed | None:
    """The deed of a clause; where somebody says something, that of what is said, if it has one."""
    at = _verb(words, grammar)
    if at is None:
        return None
    if words[at].casefold() in grammar.says and (said := _in_clause(words[at + 1 :], grammar)) and said.actor:
        return said
    before, verb, after = words[:at], words[at], words[at + 1 :]
    passive = grammar.participle(verb.casefold()) and not (
        grammar.finite(verb.casefold()) and _opens_object(after, grammar)
    )
    if verb.casefold() in grammar.carry and after:
        verb, after = after[0], after[1:]
        passive = grammar.participle(verb.casefold())
    subject, met = _subject(before, grammar), _object(after, grammar)
    if met and not passive and (further := _beyond(after, met, grammar)):
        verb, met = further
        verb = f"{words[at]} {verb}"
    if passive:
        return Deed(_agent(after, grammar), verb, subject)
    return Deed(subject, verb, met) if subject or met else None


def _verb(words: list[str], grammar: HeadlineGrammar) -> int | None:
    """Where the first finite verb stands, or else the first participle; never in the first place."""
    marks = [i for i, word in enumerate(words) if i and word not in _BREAK_MARKS]
    for i in marks:
        word = words[i].casefold()
        if word in grammar.carry or (grammar.finite(word) and not words[i][0].isupper()):
            return i
    if sum(word[0].isupper() for word in words if word[0].isalpha()) > 0.7 * len(words):  # a title in capitals
        return next((i for i in marks if grammar.finite(words[i].casefold())), None)
    told = next((i for i in marks if grammar.participle(words[i].casefold())), None)
    return told if told is not None else next((i for i in marks if grammar.guess(words, i)), None)


def _opens_object(after: list[str], grammar: HeadlineGrammar) -> bool:
    """Whether what follows a verb is an object: no preposition, no mark, no end."""
    return bool(after) and after[0].casefold() not in grammar.breaks and after[0] not in _BREAK_MARKS


def _subject(before: list[str], grammar: HeadlineGrammar) -> str | None:
    """The words before the verb, after the last mark; without a relative aside."""
    for i in range(len(before) - 1, -1, -1):
        if before[i] in _BREAK_MARKS:
            aside = before[:i]
            before = before[i + 1 :] or aside
            break
    kept = before[-_MOST_WORDS:]
    while kept and (kept[0].casefold() in grammar.small or kept[0].casefold() in grammar.breaks):
        kept = kept[1:]
    return " ".join(kept) or None


def _object(after: list[str], grammar: HeadlineGrammar) -> str | None:
    """The words after the verb up to a preposition or mark; where the first is a preposition, what it rules."""
    start = 0
    while start < len(after) and (
        after[start].casefold() in grammar.small or after[start].casefold() in grammar.breaks
    ):
        start += 1
    kept: list[str] = []
    for word in after[start : start + _MOST_WORDS]:
        if word in _BREAK_MARKS or (kept and word.casefold() in grammar.breaks):
            break
        kept.append(word)
    return " ".join(kept) or None


def _beyond(after: list[str], met: str, grammar: HeadlineGrammar) -> tuple[str, str] | None:
    """Where the object is a deed itself ("signs pact with Oslo", "urges restraint in Mali"), it and whom that meets."""
    said = met.split()
    if len(said) > _LIGHT_WORDS or not said[-1].islower() or any(word[0].isdigit() for word in said):
        return None
    end = next((i for i, word in enumerate(after) if word == said[-1]), len(after)) + 1
    if end >= len(after) or after[end].casefold() not in grammar.governs:
        return None
    ruled = _object(after[end + 1 :], grammar)
    return (" ".join([*after[: end + 1]]), ruled) if ruled else None


def _agent(after: list[str], grammar: HeadlineGrammar) -> str | None:
    """Who did what a passive tells: the words after "by"."""
    place = next((i for i, word in enumerate(after) if word.casefold() in grammar.by), None)
    return _object(after[place + 1 :], grammar) if place is not None else None


@functools.cache
def headline_grammar(lang: str) -> HeadlineGrammar | None:
    """The grammar of a language's headlines, or None."""
    given = read_yaml(GRAMMARS).get(lang)
    if given is None:
        return None
    sets = {
        name: frozenset(str(given[name]).split())
        for name in ("carry", "small", "breaks", "by", "governs", "says", "joins")
    }
    if lang == "en":
        finite, participles = _english_verbs()
        guess = _guess(sets["small"] | sets["breaks"])
        return HeadlineGrammar(finite.__contains__, participles.__contains__, guess, **sets)
    verb, never, passive = re.compile(given["verb"]), frozenset(given["never"].split()), re.compile(given["participle"])
    return HeadlineGrammar(
        lambda word: bool(verb.fullmatch(word)) and word not in never,
        lambda word: bool(passive.fullmatch(word)),
        lambda words, at: False,
        **sets,
    )


def _guess(small: frozenset[str]) -> Callable[[Sequence[str], int], bool]:
    """Whether a word in -s stands between others as a verb does: "Earthquake jolts Dhaka"."""

    def is_verb(words: Sequence[str], at: int) -> bool:
        if not re.fullmatch(r"[a-z]{3,}[^s\W]s", words[at]) or at + 1 >= len(words):
            return False
        follows = words[at + 1]
        return follows[0].isupper() or follows[0].isdigit() or follows.casefold() in small

    return is_verb


def _english_verbs() -> tuple[frozenset[str], frozenset[str]]:
    """Finite forms of the verbs of headlines.yaml (of those that are nouns too not the base form), and participles."""
    lists = word_list("headlines")
    finite: set[str] = set()
    past: set[str] = set()
    nouns = frozenset(str(lists["also_nouns"]).split())
    for entry in (*str(lists["regular"]).split(), *str(lists["irregular"]).split()):
        base, _, given = entry.partition(":")
        third = re.sub(r"([^aeiou])y$", r"\1ie", base)
        third += "es" if re.search(r"(?:s|x|z|ch|sh|o)$", base) else "s"
        finite |= {third} if base in nouns else {third, base}
        past.add(given or re.sub(r"([^aeiou])y$", r"\1i", base).removesuffix("e") + "ed")
    participles = frozenset(str(lists["participles"]).split())
    return frozenset(finite | past - participles), frozenset(participles | past)
